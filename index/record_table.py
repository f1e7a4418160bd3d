"""The records of an index: chosen by what is asked of them, decoded when asked for.

Records are numbered as they stand, document after document, the measures of each first. Each is a piece
of one file, found by its number; what records are chosen by stands in tables of numbers beside it.
Opening the table reads what is known of every document as a whole; nothing else grows but with what is
chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.damage import damaged, report_damage
from index.keys import KeyTable
from index.parts import Parts, as_parts
from index.passages import Passage
from index.pieces import Pieces
from index.record_set import (
    DOCUMENT_PIECES,
    KINDS,
    OBSERVED,
    Cut,
    DocumentHead,
    Numbers,
    RecordSet,
    Rows,
    decode_record,
)
from ingest.records import Observation, Record
from ingest.traits import TRAITS

_KEPT = 8192
BITS = {name: 1 << place for place, name in enumerate(TRAITS)}


class RecordTable(RecordSet):
    """The records, passages and documents of an index's folder."""

    def __init__(self, folder: Path | Parts) -> None:
        """Open the table of an index's folder. Raises StoreError where it is missing or damaged."""
        parts = as_parts(folder)
        path = parts.folder / "records.bin"
        self._records, self._documents = Pieces(parts, "records"), Pieces(parts, "documents")
        self._links, self._keys = Pieces(parts, "links"), KeyTable(parts)
        self._passages = parts.map("passages.npy").column()
        # The tables with a number for every record are searched as a whole; they are small.
        self._starts: Rows = parts.map("starts.npy").column().whole()
        self._kinds: NDArray[np.uint8] = parts.map("kinds.npy").column().whole()
        self._traits: NDArray[np.int64] = parts.map("traits.npy").column().whole()
        with report_damage(path):
            heads = msgspec.json.decode(parts.read("heads.json"), type=tuple[DocumentHead, ...])
        super().__init__(heads, str(path))
        sizes = {len(self._records), len(self._kinds), len(self._traits), len(self._starts) - 1}
        sizes.add(sum(head.last - head.first for head in heads))
        if len(sizes) > 1 or self._starts[-1] != len(self._passages):
            raise damaged(path)
        self._record = lru_cache(_KEPT)(self._read_record)
        self._passage = lru_cache(_KEPT)(super().passage)

    def __len__(self) -> int:
        return len(self._kinds)

    def close(self) -> None:

        super().close()
        self._record.cache_clear()
        self._passage.cache_clear()

    def record(self, number: int, /) -> Record:
        return self._record(number)

    def kinds_of(self, numbers: Numbers) -> NDArray[np.uint8]:
        return self._kinds[numbers]

    def starts_of(self, numbers: Numbers) -> Rows:
        return self._starts[numbers]

    def rows_of(self, number: int) -> tuple[int, int]:
        """Return where a record's passages begin and end."""
        return int(self._starts[number]), int(self._starts[number + 1])

    def owners_of(self, rows: Rows) -> Numbers:
        return np.searchsorted(self._starts, rows, side="right") - 1

    def prepare(self, numbers: Sequence[int], rows: Sequence[int] = ()) -> None:
        # All of them are in reach.
        pass

    def passage(self, row: int) -> Passage:
        return self._passage(row)

    def list_cuts(self, start: int, end: int) -> list[Cut]:
        cuts = self._passages[start:end].tolist()
        owners = self.owners_of(np.arange(start, start + len(cuts), dtype=np.int32)).tolist()
        return [(owner, *cut) for owner, cut in zip(owners, cuts, strict=True)]

    def choose(
        self, docs: Iterable[str], kind: str, wanted: Iterable[str] = (), unwanted: Iterable[str] = ()
    ) -> list[int]:
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

    def observations_of(self, doc: str) -> tuple[Observation, ...]:
        return self._decode(self.piece(doc, OBSERVED), tuple[Observation, ...])

    def given_of(self, doc: str) -> frozenset[tuple[str, int]]:
        observed = self.observations_of(doc)
        return frozenset((one.role, one.year) for one in observed if one.year is not None)

    def _named(self, *words: str) -> list[int]:
        return self._keys.find(*words)

    def piece(self, doc: str, which: int) -> bytes:
        return self._documents[self._places[doc] * DOCUMENT_PIECES + which]

    def linked(self, doc: str) -> bytes:
        return self._links[self._places[doc]] if len(self._links) else b""

    def _read_records(self, numbers: Sequence[int]) -> list[Record]:
        return list(map(self._read_record, numbers))

    def _read_record(self, number: int) -> Record:
        return decode_record(self._records[number], int(self._kinds[number]), self.place)

    # For whoever keeps the same elsewhere

    def read_raw(self, number: int) -> tuple[bytes, int, int]:
        """Return a record as it is written, its kind as a position in KINDS, and its traits as bits."""
        return self._records[number], int(self._kinds[number]), int(self._traits[number])

    def list_keys(self) -> dict[int, list[int]]:
        """Return the digests of the names of each record that has any."""
        return self._keys.by_number()
