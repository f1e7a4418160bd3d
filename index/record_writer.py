"""Writing the record table of an index, document after document; only one is held in memory."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import msgspec
import numpy as np

from index.passages import Passage
from index.record_table import BITS, KINDS, DocumentHead, Remainder
from ingest.checks.links import KpiLink
from ingest.records import Measure, Reading, Record
from ingest.traits import find_traits

_ITEM = re.compile(r"\s*[(（]([^()（）]{1,12})[)）]")
_SCHEMA = """
CREATE TABLE documents (
    position INTEGER PRIMARY KEY, id TEXT UNIQUE, head BLOB, body BLOB, rest BLOB, observed BLOB
);
CREATE TABLE records (
    number INTEGER PRIMARY KEY, kind TEXT, no TEXT,
    traits INTEGER, strategy TEXT, section TEXT, item TEXT, body BLOB
);
CREATE TABLE passages (row INTEGER PRIMARY KEY, record INTEGER, field TEXT, start INTEGER, stop INTEGER);
CREATE TABLE titles (title TEXT, record INTEGER);
CREATE TABLE links (doc TEXT, no TEXT, position INTEGER, body BLOB);
"""
_INDEXES = """
CREATE INDEX by_number ON records (no, kind, number);
CREATE INDEX by_item ON records (section, item) WHERE kind = 'measure';
CREATE INDEX by_traits ON records (number, kind, traits, strategy);
CREATE INDEX by_title ON titles (title);
CREATE INDEX by_kpi ON links (doc, no, position);
"""
_COLUMNS = {"documents": 6, "records": 8, "passages": 5, "titles": 2}


class RecordWriter:
    """A record table while it is being written into an index's folder.

    `titles` are those of the glossary, by which records are found from English.
    """

    def __init__(self, folder: Path, titles: Collection[str]) -> None:
        self._folder = folder
        self._titles = titles
        self._documents = 0
        self._starts, self._kinds = [0], bytearray()
        self._database = sqlite3.connect(folder / "records.db")
        # A folder that is not whole is never opened: nothing needs to be undone or kept from a crash.
        self._database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)

    @property
    def passages(self) -> int:
        """How many passages were written so far."""
        return self._starts[-1]

    def add(self, reading: Reading, passages: Sequence[Sequence[Passage]]) -> None:
        """Write a document's records, with the passages of each."""
        first, row = len(self._kinds), self.passages
        annexed = {record.measure for record in reading.of_kind("annex")}
        for record, own in zip(reading.records, passages, strict=True):
            self._add_record(record, own, record.measure is None and record.no in annexed)
        document = reading.document
        head = DocumentHead(
            document.id,
            document.title,
            document.publisher,
            document.file,
            document.edition,
            len(reading.measures),
            tuple(dict.fromkeys(record.kind for record in reading.records)),
            first,
            len(self._kinds),
            row,
            self.passages,
            document.years,
        )
        rest = Remainder(reading.problems, reading.contradictions, reading.kpi_targets)
        stored = (
            self._documents,
            document.id,
            *map(msgspec.json.encode, (head, document, rest, reading.observations)),
        )
        self._write("documents", [stored])
        self._documents += 1

    def _add_record(self, record: Record, passages: Sequence[Passage], annexed: bool) -> None:
        number, row = len(self._kinds), self.passages
        self._write("records", [_describe(number, record, annexed)])
        self._write("passages", ((row + i, number, p.field, p.start, p.end) for i, p in enumerate(passages)))
        self._write("titles", ((title, number) for title in self._titles if _is_titled(record, title)))
        self._starts.append(row + len(passages))
        self._kinds.append(KINDS.index(record.kind))

    def save(self) -> None:
        """Make what was written a table that can be opened."""
        self._database.executescript(_INDEXES)
        self._database.commit()
        np.save(self._folder / "starts.npy", np.array(self._starts, dtype=np.int32))
        np.save(self._folder / "kinds.npy", np.frombuffer(bytes(self._kinds), dtype=np.uint8))

    def close(self) -> None:
        """Close the file, whether it is whole or not."""
        self._database.close()

    def _write(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        marks = ", ".join("?" * _COLUMNS[table])
        self._database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def write_links(folder: Path, links: Iterable[KpiLink]) -> None:
    """Write into a saved table which measures are about what the KPIs measure."""
    rows = [(link.kpi_doc, str(link.kpi_no), i, msgspec.json.encode(link)) for i, link in enumerate(links)]
    with closing(sqlite3.connect(folder / "records.db")) as database, database:
        database.executemany("INSERT INTO links VALUES (?, ?, ?, ?)", rows)


def _describe(number: int, record: Record, annexed: bool) -> tuple[object, ...]:
    """Return the row of a record; only of a measure more is told than what it is."""
    name = (number, record.kind, str(record.no))
    body = msgspec.json.encode(record)
    if not isinstance(record, Measure):
        return (*name, 0, None, None, None, body)
    traits = sum(BITS[trait] for trait in find_traits(record, annexed))
    strategy = record.text("strategy")
    section, mark, _ = strategy.partition("、")
    item = _ITEM.match(record.text("action"))
    return (*name, traits, strategy, section if mark else None, item and item[1], body)


def _is_titled(record: Record, title: str) -> bool:
    return title in record.text("action") or title == record.title
