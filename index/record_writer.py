"""Writing the record table of an index, document after document; only one is held in memory."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.keys import KeyWriter
from index.passages import Passage
from index.pieces import PieceWriter
from index.record_set import KINDS, DocumentHead, Remainder
from index.record_table import BITS
from ingest.checks.links import KpiLink
from ingest.records import Measure, Reading, Record
from ingest.traits import find_traits

_ITEM = re.compile(r"\s*[(（]([^()（）]{1,12})[)）]")


class RecordWriter:
    """A record table while it is being written into an index's folder.

    `titles` are those of the glossary, by which records are found from English.
    """

    def __init__(self, folder: Path, titles: Collection[str]) -> None:
        self._folder = folder
        self._titles = titles
        self._starts, self._kinds = [0], bytearray()
        self._traits: list[int] = []
        self._cuts: list[NDArray[np.int32]] = []
        self._heads: list[DocumentHead] = []
        self._keys = KeyWriter()
        self._records = PieceWriter(folder, "records")
        self._documents = PieceWriter(folder, "documents")

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
        self._heads.append(head)
        rest = Remainder(reading.problems, reading.contradictions, reading.kpi_targets)
        strategies = list(dict.fromkeys(measure.text("strategy") for measure in reading.measures))
        # In the order of BODY, REST, OBSERVED, STRATEGIES, TABLES.
        for part in (document, rest, reading.observations, strategies, reading.tables):
            self._documents.add(msgspec.json.encode(part))

    def _add_record(self, record: Record, passages: Sequence[Passage], annexed: bool) -> None:
        number = len(self._kinds)
        self._records.add(msgspec.json.encode(record))
        self._keys.add(number, "no", str(record.no), record.kind)
        for title in self._titles:
            if _is_titled(record, title):
                self._keys.add(number, "title", title)
        positions = {field: position for position, field in enumerate(record.fields)}
        cuts = [(positions[passage.field], passage.start, passage.end) for passage in passages]
        self._cuts.append(np.array(cuts, dtype=np.int32).reshape(-1, 3))
        self._starts.append(self.passages + len(passages))
        self._kinds.append(KINDS.index(record.kind))
        self._traits.append(self._describe(number, record, annexed) if isinstance(record, Measure) else 0)

    def _describe(self, number: int, record: Measure, annexed: bool) -> int:
        """Return the traits of a measure as bits, and keep its strategy and action as a name of it."""
        section, mark, _ = record.text("strategy").partition("、")
        item = _ITEM.match(record.text("action"))
        if record.kind == "measure" and mark and item:
            self._keys.add(number, "item", section, item[1])
        return sum(BITS[trait] for trait in find_traits(record, annexed))

    def save(self) -> None:
        """Make what was written a table that can be opened."""
        for pieces in (self._records, self._documents):
            pieces.save()
        with PieceWriter(self._folder, "links"):
            # Which measures are about what a KPI measures is found when all documents are known.
            pass
        self._keys.save(self._folder)
        (self._folder / "heads.json").write_bytes(msgspec.json.encode(self._heads))
        np.save(self._folder / "starts.npy", np.array(self._starts, dtype=np.int32))
        np.save(self._folder / "kinds.npy", np.frombuffer(bytes(self._kinds), dtype=np.uint8))
        np.save(self._folder / "traits.npy", np.array(self._traits, dtype=np.int64))
        cuts = np.concatenate([np.zeros((0, 3), dtype=np.int32), *self._cuts])
        np.save(self._folder / "passages.npy", cuts)

    def close(self) -> None:
        """Close the file, whether it is whole or not."""
        for pieces in (self._records, self._documents):
            pieces.close()


def write_links(folder: Path, links: Iterable[KpiLink]) -> None:
    """Write into a saved table which measures are about what the KPIs measure."""
    heads = msgspec.json.decode((folder / "heads.json").read_bytes(), type=list[DocumentHead])
    found: dict[str, dict[str, list[KpiLink]]] = {head.id: {} for head in heads}
    for link in links:
        found[link.kpi_doc].setdefault(str(link.kpi_no), []).append(link)
    with PieceWriter(folder, "links") as pieces:
        for by_number in found.values():
            pieces.add(msgspec.json.encode(by_number))


def _is_titled(record: Record, title: str) -> bool:
    return title in record.text("action") or title == record.title
