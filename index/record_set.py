"""What is made of records once they are found, however they are kept: chosen, named, read as documents."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeVar, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.chosen import Chosen, Documents
from index.damage import report_damage
from index.passages import Passage
from ingest.blocks import Table
from ingest.checks.links import KpiLink
from ingest.records import (
    Contradiction,
    Document,
    Measure,
    Observation,
    Problem,
    Reading,
    Record,
    RecordKind,
    Target,
)

T = TypeVar("T")
Rows = NDArray[np.int32]
Numbers = NDArray[np.int64]
KINDS: tuple[RecordKind, ...] = get_args(RecordKind)
_DOCUMENTS_KEPT, _READINGS_KEPT = 64, 16
# The pieces that are kept of each document.
BODY, REST, OBSERVED, STRATEGIES, TABLES = range(DOCUMENT_PIECES := 5)
# The record a passage belongs to, the place of its field there, and where in it the passage begins and ends.
Cut = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """What is known of a document without opening it: its name and where its records and passages stand.

    `measures` is the number of its measures, `kinds` are the kinds of records it has, `years` those it says
    it covers. Its records are numbered from `first` up to `last`, its passages from `row` up to `row_end`,
    the ends not included.
    """

    id: str
    title: str
    publisher: str
    file: str
    edition: int | None
    measures: int
    kinds: tuple[str, ...]
    first: int
    last: int
    row: int
    row_end: int
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Remainder:
    """What was read of a document beside its lines and records."""

    problems: tuple[Problem, ...]
    contradictions: tuple[Contradiction, ...]
    kpi_targets: dict[int, Target]


class RecordSet(ABC):
    """The records, passages and documents of an index. Threads may share one.

    `place` is what messages of damage name.
    """

    def __init__(self, heads: Iterable[DocumentHead], place: str) -> None:
        self.place = place
        self.heads = {head.id: head for head in heads}
        self._places = {doc: place for place, doc in enumerate(self.heads)}
        self.document = lru_cache(_DOCUMENTS_KEPT)(self._read_document)
        self.reading = lru_cache(_READINGS_KEPT)(self._read_reading)
        self._links_in = lru_cache(_DOCUMENTS_KEPT)(self._read_links)
        self.documents = Documents(self.document, self.heads)

    def close(self) -> None:
        """Let go of what was decoded; where it was read from is let go with the set."""
        for kept in (self.document, self.reading, self._links_in):
            kept.cache_clear()

    # What each way of keeping them does by itself

    @abstractmethod
    def record(self, number: int, /) -> Record:
        """Return a record by its number."""

    @abstractmethod
    def kinds_of(self, numbers: Numbers) -> NDArray[np.uint8]:
        """Return the kinds of records, as positions in KINDS."""

    @abstractmethod
    def starts_of(self, numbers: Numbers) -> Rows:
        """Return where the passages of records begin; those of the next number begin where they end."""

    @abstractmethod
    def owners_of(self, rows: Rows) -> Numbers:
        """Return the numbers of the records that passages belong to."""

    @abstractmethod
    def prepare(self, numbers: Sequence[int], rows: Sequence[int] = ()) -> None:
        """Have some records and passages at hand that are going to be read one by one."""

    @abstractmethod
    def choose(
        self, docs: Iterable[str], kind: str, wanted: Iterable[str] = (), unwanted: Iterable[str] = ()
    ) -> list[int]:
        """Return the numbers of the records of a kind in some documents that have traits and lack others.

        Only measures have traits; see `ingest.traits`.
        """

    @abstractmethod
    def observations_of(self, doc: str) -> tuple[Observation, ...]:
        """Return every observation of a document."""

    @abstractmethod
    def given_of(self, doc: str) -> frozenset[tuple[str, int]]:
        """Return in which roles a document gives any number of which years."""

    @abstractmethod
    def list_cuts(self, start: int, end: int) -> list[Cut]:
        """Return how the passages from a row up to another are cut out of their records."""

    @abstractmethod
    def _named(self, *words: str) -> list[int]:
        """Return the numbers of the records of a name, ascending."""

    @abstractmethod
    def piece(self, doc: str, which: int) -> bytes:
        """Return a piece of a document, which is known."""

    @abstractmethod
    def linked(self, doc: str) -> bytes:
        """Return which measures are about what the KPIs of a document measure, nothing while it is built."""

    # Passages

    def passage(self, row: int) -> Passage:
        """Return a passage by its row."""
        with report_damage(self.place):
            return self.passages(row, row + 1)[0]

    def passages(self, start: int, end: int) -> tuple[Passage, ...]:
        """Return the passages from a row up to another."""
        cuts = self.list_cuts(start, end)
        self.prepare(list(dict.fromkeys(cut[0] for cut in cuts)))
        return tuple(self._cut(*cut) for cut in cuts)

    def _cut(self, number: int, position: int, start: int, end: int) -> Passage:
        record = self.record(number)
        with report_damage(self.place):
            field = list(record.fields)[position]
        item = record.fields[field]
        return Passage(
            record.doc,
            record.kind,
            record.no,
            field,
            start,
            end,
            item.text[start:end],
            item.locate(start, end),
        )

    # Records by what they are

    def find(self, doc: str, kind: str, no: int) -> int | None:
        """Return the number of a document's record of a kind with a number of its own; None for none."""
        if doc not in self.heads:
            return None
        head = self.heads[doc]
        numbers = self._named("no", str(no), kind)
        place = bisect_left(numbers, head.first)
        return numbers[place] if place < len(numbers) and numbers[place] < head.last else None

    def measure(self, doc: str, no: int) -> Measure:
        """Return a measure by its document and number. Raises KeyError where there is none."""
        if (number := self.find(doc, "measure", no)) is None:
            raise KeyError(f"{doc}: no measure {no}")
        return _as_measure(self.record, number)

    def of_kind(self, docs: Iterable[str], kind: str) -> Chosen[Record]:
        """Return the records of a kind in some documents."""
        return Chosen(self._read_ahead(numbers := self.choose(docs, kind)), numbers)

    def measures_of(
        self, docs: Iterable[str], wanted: Iterable[str] = (), unwanted: Iterable[str] = ()
    ) -> Chosen[Measure]:
        """Return the measures of some documents that have traits and lack others."""
        numbers = self.choose(docs, "measure", wanted, unwanted)
        return Chosen(partial(_as_measure, self._read_ahead(numbers)), numbers)

    def _read_ahead(self, numbers: Sequence[int]) -> Callable[[int], Record]:
        """Return what reads one of some records, which are likely to be read one after another."""
        return self.record

    def strategies_of(self, docs: Iterable[str]) -> list[str]:
        """Return the strategies of the measures of some documents, each once."""
        found: dict[str, None] = {}
        for doc in docs:
            found |= dict.fromkeys(self._decode(self.piece(doc, STRATEGIES), list[str]))
        return list(found)

    def within(self, docs: Collection[str], numbers: Sequence[int]) -> list[int]:
        """Return those of some numbers, which ascend, whose records stand in some documents."""
        chosen: list[int] = []
        wanted = frozenset(docs)
        for head in self.heads.values() if numbers else ():
            if head.id in wanted:
                start, end = bisect_left(numbers, head.first), bisect_left(numbers, head.last)
                chosen += numbers[start:end]
        return chosen

    def numbered(self, numbers: Collection[int], section: str | None, item: str | None) -> list[int]:
        """Return the measures of every document with one of these numbers, or of that strategy and action."""
        found = {number for no in numbers for number in self._named("no", str(no), "measure")}
        return sorted(found.union(self._named("item", section, item) if section and item else ()))

    def titled(self, title: str) -> list[int]:
        """Return the records that a title of the glossary is the title of."""
        return self._named("title", title)

    def contradictions_of(self, doc: str) -> tuple[Contradiction, ...]:
        """Return what the checks found in a document."""
        return self._remainder(doc).contradictions

    def links_of(self, doc: str, no: int) -> list[KpiLink]:
        """Return the measures about what a KPI measures, the nearest first."""
        return self._links_in(doc).get(str(no), [])

    def _read_links(self, doc: str) -> dict[str, list[KpiLink]]:
        links = self.linked(doc) if doc in self.heads else b""
        return self._decode(links, dict[str, list[KpiLink]]) if links else {}

    # Documents

    def readings(self) -> Iterator[Reading]:
        """Yield what was read of each document, one after another."""
        return (self.reading(doc) for doc in self.heads)

    def _read_reading(self, doc: str) -> Reading:
        head, rest = self.heads[doc], self._remainder(doc)
        records = self._read_records(range(head.first, head.last))
        return Reading(
            self.document(doc),
            tuple(r for r in records[: head.measures] if isinstance(r, Measure)),
            tuple(records[head.measures :]),
            rest.problems,
            rest.contradictions,
            rest.kpi_targets,
            self.observations_of(doc),
            self.tables_of(doc),
        )

    @abstractmethod
    def _read_records(self, numbers: Sequence[int]) -> list[Record]:
        """Return records to be read once and not kept."""

    def tables_of(self, doc: str) -> tuple[Table, ...]:
        """Return the tables of a document as they were read, each cell with its lines."""
        return self._decode(self.piece(doc, TABLES), tuple[Table, ...])

    def _read_document(self, doc: str) -> Document:
        return self._decode(self.piece(doc, BODY), Document)

    def _remainder(self, doc: str) -> Remainder:
        return self._decode(self.piece(doc, REST), Remainder)

    def _decode(self, body: bytes, type: type[T]) -> T:
        with report_damage(self.place):
            return msgspec.json.decode(body, type=type)


def decode_record(body: bytes, kind: int, place: str) -> Record:
    """Return a record of a kind, which is a position in KINDS. Raises StoreError where it is none."""
    with report_damage(place):
        return msgspec.json.decode(body, type=Measure if KINDS[kind] in ("measure", "kpi") else Record)


def _as_measure(read: Callable[[int], Record], number: int) -> Measure:
    record = read(number)
    assert isinstance(record, Measure)
    return record
