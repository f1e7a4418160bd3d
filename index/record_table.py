"""The records of an index: chosen by what is asked of them, decoded when asked for.

Records are numbered as they stand, document after document, the measures of each first. Each is a piece
of one file, found by its number; what records are chosen by stands in tables of numbers beside it.
Opening the table reads what is known of every document as a whole; nothing else grows but with what is
chosen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.chosen import Chosen, Documents
from index.damage import damaged, report_damage
from index.keys import KeyTable
from index.parts import Parts, as_parts
from index.passages import Passage
from index.pieces import Pieces
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
from ingest.traits import TRAITS

T = TypeVar("T")
Rows = NDArray[np.int32]
KINDS: tuple[RecordKind, ...] = get_args(RecordKind)
_RECORDS_KEPT, _DOCUMENTS_KEPT, _READINGS_KEPT = 8192, 64, 16
# The pieces that each document has in `documents`, and the columns of `passages.npy`.
BODY, REST, OBSERVED, STRATEGIES, TABLES = range(DOCUMENT_PIECES := 5)
_FIELD, _START, _STOP = range(3)
BITS = {name: 1 << place for place, name in enumerate(TRAITS)}


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """What is known of a document without opening it: its name and where its records and passages stand.

    `measures` is the number of its measures, `kinds` are the kinds of records it has, `years` those it
    says that it covers. Its records are
    numbered from `first` up to `last`, its passages from `row` up to `row_end`, the ends not included.
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


class RecordTable:
    """The records, passages and documents of an index. Threads may share one."""

    def __init__(self, folder: Path | Parts) -> None:
        """Open the table of an index's folder. Raises StoreError where it is missing or damaged."""
        parts = as_parts(folder)
        self.path = parts.folder / "records.bin"
        self._records, self._documents = Pieces(parts, "records"), Pieces(parts, "documents")
        self._links, self._keys = Pieces(parts, "links"), KeyTable(parts)
        self._passages = parts.map("passages.npy").column()
        # The tables with a number for every record are searched as a whole; they are small.
        self._starts: Rows = parts.map("starts.npy").column().whole()
        self._kinds: NDArray[np.uint8] = parts.map("kinds.npy").column().whole()
        self._traits: NDArray[np.int64] = parts.map("traits.npy").column().whole()
        heads = self._decode(parts.read("heads.json"), tuple[DocumentHead, ...])
        self.heads = {head.id: head for head in heads}
        self._places = {head.id: place for place, head in enumerate(heads)}
        sizes = {len(self._records), len(self._kinds), len(self._traits), len(self._starts) - 1}
        sizes.add(sum(head.last - head.first for head in heads))
        if len(sizes) > 1 or self._starts[-1] != len(self._passages):
            raise damaged(self.path)
        self.record = lru_cache(_RECORDS_KEPT)(self._read_record)
        self.passage = lru_cache(_RECORDS_KEPT)(self._read_passage)
        self.document = lru_cache(_DOCUMENTS_KEPT)(self._read_document)
        self.reading = lru_cache(_READINGS_KEPT)(self._read_reading)
        self._links_in = lru_cache(_DOCUMENTS_KEPT)(self._read_links)
        self.documents = Documents(self.document, self.heads)

    def __len__(self) -> int:
        return len(self._kinds)

    def close(self) -> None:
        """Let go of what was decoded; the files are let go with the table."""
        for kept in (self.record, self.passage, self.document, self.reading, self._links_in):
            kept.cache_clear()

    # Records by their numbers

    def kinds_of(self, numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return the kinds of records, as positions in KINDS."""
        return self._kinds[numbers]

    def rows_of(self, number: int) -> tuple[int, int]:
        """Return where a record's passages begin and end."""
        return int(self._starts[number]), int(self._starts[number + 1])

    def starts_of(self, numbers: NDArray[np.int64]) -> Rows:
        """Return where the passages of records begin; those of the next number begin where they end."""
        return self._starts[numbers]

    def owners_of(self, rows: Rows) -> NDArray[np.int64]:
        """Return the numbers of the records that passages belong to."""
        return np.searchsorted(self._starts, rows, side="right") - 1

    def _read_passage(self, row: int) -> Passage:
        with report_damage(self.path):
            [found] = self.passages(row, row + 1)
        return found

    def passages(self, start: int, end: int) -> tuple[Passage, ...]:
        """Return the passages from a row up to another."""
        cuts = self._passages[start:end].tolist()
        owners = self.owners_of(np.arange(start, start + len(cuts), dtype=np.int32)).tolist()
        return tuple(self._cut(owner, *cut) for owner, cut in zip(owners, cuts, strict=True))

    def _cut(self, number: int, position: int, start: int, end: int) -> Passage:
        record = self.record(number)
        with report_damage(self.path):
            field = list(record.fields)[position]
        item = record.fields[field]
        place = item.locate(start, end)
        return Passage(record.doc, record.kind, record.no, field, start, end, item.text[start:end], place)

    # Records by what they are

    def find(self, doc: str, kind: str, no: int) -> int | None:
        """Return the number of a document's record of a kind with a number of its own; None for none."""
        if doc not in self.heads:
            return None
        head = self.heads[doc]
        numbers = self._keys.find("no", str(no), kind)
        place = bisect_left(numbers, head.first)
        return numbers[place] if place < len(numbers) and numbers[place] < head.last else None

    def measure(self, doc: str, no: int) -> Measure:
        """Return a measure by its document and number. Raises KeyError where there is none."""
        number = self.find(doc, "measure", no)
        if number is None:
            raise KeyError(f"{doc}: no measure {no}")
        return self._measure(number)

    def choose(
        self,
        docs: Iterable[str],
        kind: str,
        wanted: Iterable[str] = (),
        unwanted: Iterable[str] = (),
    ) -> list[int]:
        """Return the numbers of the records of a kind in some documents that have traits and lack others.

        Only measures have traits; see `ingest.traits`.
        """
        bits, others = (sum(BITS[name] for name in set(names)) for names in (wanted, unwanted))
        chosen: list[int] = []
        for head in map(self.heads.__getitem__, docs):
            if kind == "measure" and not bits and not others:
                chosen += range(head.first, head.first + head.measures)
            elif kind in head.kinds:
                traits = self._traits[head.first : head.last]
                fits = self._kinds[head.first : head.last] == KINDS.index(kind)
                fits &= (traits & bits == bits) & (traits & others == 0)
                chosen += (np.flatnonzero(fits) + head.first).tolist()
        return chosen

    def of_kind(self, docs: Iterable[str], kind: str) -> Chosen[Record]:
        """Return the records of a kind in some documents."""
        return Chosen(self.record, self.choose(docs, kind))

    def measures_of(
        self, docs: Iterable[str], wanted: Iterable[str] = (), unwanted: Iterable[str] = ()
    ) -> Chosen[Measure]:
        """Return the measures of some documents that have traits and lack others."""
        return Chosen(self._measure, self.choose(docs, "measure", wanted, unwanted))

    def _measure(self, number: int) -> Measure:
        record = self.record(number)
        assert isinstance(record, Measure)
        return record

    def strategies_of(self, docs: Iterable[str]) -> list[str]:
        """Return the strategies of the measures of some documents, each once."""
        found: dict[str, None] = {}
        for doc in docs:
            found |= dict.fromkeys(self._decode(self._piece(doc, STRATEGIES), list[str]))
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
        found: set[int] = set()
        for no in numbers:
            found |= set(self._keys.find("no", str(no), "measure"))
        if section and item:
            found |= set(self._keys.find("item", section, item))
        return sorted(found)

    def titled(self, title: str) -> list[int]:
        """Return the records that a title of the glossary is the title of."""
        return self._keys.find("title", title)

    def contradictions_of(self, doc: str) -> tuple[Contradiction, ...]:
        """Return what the checks found in a document."""
        return self._remainder(doc).contradictions

    def links_of(self, doc: str, no: int) -> list[KpiLink]:
        """Return the measures about what a KPI measures, the nearest first."""
        return self._links_in(doc).get(str(no), []) if len(self._links) else []

    def _read_links(self, doc: str) -> dict[str, list[KpiLink]]:
        return (
            self._decode(self._links[self._places[doc]], dict[str, list[KpiLink]])
            if doc in self._places
            else {}
        )

    # Documents

    def readings(self) -> Iterator[Reading]:
        """Yield what was read of each document, one after another."""
        return (self.reading(doc) for doc in self.heads)

    def _read_reading(self, doc: str) -> Reading:
        head, rest = self.heads[doc], self._remainder(doc)
        records = [self._read_record(number) for number in range(head.first, head.last)]
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

    def observations_of(self, doc: str) -> tuple[Observation, ...]:
        """Return every observation of a document."""
        return self._decode(self._piece(doc, OBSERVED), tuple[Observation, ...])

    def tables_of(self, doc: str) -> tuple[Table, ...]:
        """Return the tables of a document as they were read, each cell with its lines."""
        return self._decode(self._piece(doc, TABLES), tuple[Table, ...])

    def _read_document(self, doc: str) -> Document:
        return self._decode(self._piece(doc, BODY), Document)

    def _remainder(self, doc: str) -> Remainder:
        return self._decode(self._piece(doc, REST), Remainder)

    def _piece(self, doc: str, which: int) -> bytes:
        return self._documents[self._places[doc] * DOCUMENT_PIECES + which]

    def _read_record(self, number: int) -> Record:
        judged = KINDS[self._kinds[number]] in ("measure", "kpi")
        return self._decode(self._records[number], Measure if judged else Record)

    def _decode(self, body: bytes, type: type[T]) -> T:
        with report_damage(self.path):
            return msgspec.json.decode(body, type=type)
