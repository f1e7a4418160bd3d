"""The records of an index in one SQLite file: chosen by what is asked of them, decoded when asked for.

Records are numbered as they stand, document after document, the measures of each first. Opening the
table reads what is known of every document as a whole; nothing else grows but with what is chosen.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.chosen import Chosen, Documents
from index.damage import StoreError, report_damage
from index.passages import Passage
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

    def __init__(self, folder: Path) -> None:
        """Open the table of an index's folder. Raises StoreError where it is missing or damaged."""
        self.path = folder / "records.db"
        with report_damage(self.path):
            # Without it SQLite would make the file anew; the name is a part of a URI.
            self._database = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self._starts: Rows = np.asarray(np.load(folder / "starts.npy", mmap_mode="r"))
            self._kinds: NDArray[np.uint8] = np.asarray(np.load(folder / "kinds.npy", mmap_mode="r"))
            if len(self._starts) != len(self._kinds) + 1:
                raise ValueError(f"{folder}: parts of different sizes")
        rows = self._select("SELECT head FROM documents ORDER BY position")
        self.heads = {head.id: head for head in (self._decode(row[0], DocumentHead) for row in rows)}
        if (sum(h.last - h.first for h in self.heads.values())) != len(self._kinds):
            expected = f"expected {len(self._kinds)} records, found another number"
            raise StoreError(f"{self.path}: {expected}; run `plancite build`")
        self.record = lru_cache(_RECORDS_KEPT)(self._read_record)
        self.passage = lru_cache(_RECORDS_KEPT)(self._read_passage)
        self.document = lru_cache(_DOCUMENTS_KEPT)(self._read_document)
        self.reading = lru_cache(_READINGS_KEPT)(self._read_reading)
        self.documents = Documents(self.document, self.heads)

    def __len__(self) -> int:
        return len(self._kinds)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

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
        query = "SELECT record, field, start, stop FROM passages WHERE row >= ? AND row < ? ORDER BY row"
        return tuple(self._cut(*found) for found in self._select(query, start, end))

    def _cut(self, number: int, field: str, start: int, end: int) -> Passage:
        record = self.record(number)
        with report_damage(self.path):
            item = record.fields[field]
        place = item.locate(start, end)
        return Passage(record.doc, record.kind, record.no, field, start, end, item.text[start:end], place)

    # Records by what they are

    def find(self, doc: str, kind: str, no: int) -> int | None:
        """Return the number of a document's record of a kind with a number of its own; None for none."""
        if doc not in self.heads:
            return None
        query = "SELECT number FROM records WHERE number >= ? AND number < ? AND kind = ? AND no = ?"
        head = self.heads[doc]
        return next(iter(self._column(query, head.first, head.last, kind, str(no))), None)

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
        bits = sum(BITS[name] for name in set(wanted)), sum(BITS[name] for name in set(unwanted))
        chosen: list[int] = []
        for head in map(self.heads.__getitem__, docs):
            if kind == "measure" and not any(bits):
                chosen += range(head.first, head.first + head.measures)
            elif kind in head.kinds:
                chosen += self._column(
                    "SELECT number FROM records WHERE number >= ? AND number < ? AND kind = ? "
                    "AND traits & ? = ? AND traits & ? = 0 ORDER BY number",
                    *(head.first, head.last, kind, bits[0], bits[0], bits[1]),
                )
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
        for head in map(self.heads.__getitem__, docs):
            found |= dict.fromkeys(
                self._column(
                    "SELECT DISTINCT strategy FROM records WHERE number >= ? AND number < ? ORDER BY number",
                    *(head.first, head.first + head.measures),
                )
            )
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
            query = "SELECT number FROM records WHERE no = ? AND kind = 'measure'"
            found |= set(self._column(query, str(no)))
        if section and item:
            query = "SELECT number FROM records WHERE section = ? AND item = ? AND kind = 'measure'"
            found |= set(self._column(query, section, item))
        return sorted(found)

    def titled(self, title: str) -> list[int]:
        """Return the records that a title of the glossary is the title of."""
        return self._column("SELECT record FROM titles WHERE title = ? ORDER BY record", title)

    def contradictions_of(self, doc: str) -> tuple[Contradiction, ...]:
        """Return what the checks found in a document."""
        return self._remainder(doc).contradictions

    def links_of(self, doc: str, no: int) -> list[KpiLink]:
        """Return the measures about what a KPI measures, the nearest first."""
        found = self._column(
            "SELECT body FROM links WHERE doc = ? AND no = ? ORDER BY position", doc, str(no)
        )
        return [self._decode(body, KpiLink) for body in found]

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
        )

    def observations_of(self, doc: str) -> tuple[Observation, ...]:
        """Return every observation of a document."""
        with report_damage(self.path):
            [body] = self._column("SELECT observed FROM documents WHERE id = ?", doc)
        return self._decode(body, tuple[Observation, ...])

    def _read_document(self, doc: str) -> Document:
        with report_damage(self.path):
            [body] = self._column("SELECT body FROM documents WHERE id = ?", doc)
        return self._decode(body, Document)

    def _remainder(self, doc: str) -> Remainder:
        with report_damage(self.path):
            [rest] = self._column("SELECT rest FROM documents WHERE id = ?", doc)
        return self._decode(rest, Remainder)

    def _read_record(self, number: int) -> Record:
        with report_damage(self.path):
            [(kind, body)] = self._select("SELECT kind, body FROM records WHERE number = ?", number)
        return self._decode(body, Measure if kind in ("measure", "kpi") else Record)

    def _column(self, query: str, *values: object) -> list[Any]:
        return [row[0] for row in self._select(query, *values)]

    def _select(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with report_damage(self.path):
            return self._database.execute(query, values).fetchall()

    def _decode(self, body: bytes, type: type[T]) -> T:
        with report_damage(self.path):
            return msgspec.json.decode(body, type=type)
