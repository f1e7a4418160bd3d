"""The pairs and triples of neighbouring Han characters in texts, as a table of numbers.

There are millions of them in very many texts; a table is mapped into memory in no time, and only the
parts that a question leads to are read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.ascending import sort_different, unite
from index.parts import Column, Parts, as_parts

_FILE = "grams.npy"
_KEPT = 8192
_LEAST_WAITING = 1 << 20
_FIRST_TRIPLE = 1 << 32
Keys = NDArray[np.uint64]


class Grams:
    """Pairs and triples, each as its UTF-16 read as one number, ascending: pairs before triples."""

    def __init__(self, keys: Keys | Column) -> None:
        self._keys = keys
        # A view gives plain integers many times faster than an array does.
        self._view: Sequence[int] = keys.plain() if isinstance(keys, Column) else keys.data
        self._holds = lru_cache(_KEPT)(self._find)

    def _whole(self) -> Keys:
        return self._keys.whole() if isinstance(self._keys, Column) else self._keys

    def __contains__(self, gram: str) -> bool:
        return self._holds(gram)

    def __len__(self) -> int:
        return len(self._keys)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Grams) and np.array_equal(self._whole(), other._whole())

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character that stands in a pair."""
        keys = self._whole()
        pairs = keys[: np.searchsorted(keys, np.uint64(_FIRST_TRIPLE))].astype(np.uint32)
        return frozenset(map(chr, unite(pairs >> 16, pairs & 0xFFFF).tolist()))

    def save(self, folder: Path) -> None:
        """Write the table into the folder of an index."""
        np.save(folder / _FILE, self._whole())

    @classmethod
    def load(cls, folder: Path | Parts) -> Grams:
        """Open the table of an index, memory-mapped. Raises StoreError where it is no good."""
        return cls(as_parts(folder).map(_FILE).column())

    def _find(self, gram: str) -> bool:
        key = pack(gram)
        place = bisect_left(self._view, key)
        return place < len(self._view) and self._view[place] == key


class GramSet:
    """Collects pairs and triples; those added last wait until they are worth sorting in."""

    def __init__(self) -> None:
        self._known: Keys = np.zeros(0, dtype=np.uint64)
        self._waiting: list[Keys] = []
        self._count = 0

    def add(self, keys: Keys) -> None:
        """Add pairs or triples that may be known already."""
        different = sort_different(keys.copy())
        self._waiting.append(different)
        self._count += len(different)
        if self._count > max(_LEAST_WAITING, len(self._known) // 2):
            self._sort_in()

    def read(self) -> Grams:
        """Return all that was added."""
        self._sort_in()
        return Grams(self._known)

    def _sort_in(self) -> None:
        together = [self._known, *self._waiting]
        self._waiting, self._count = [], 0
        self._known = sort_different(np.concatenate(together))


def pack(gram: str) -> int:
    """Return the number of up to four characters."""
    return int.from_bytes(gram.encode("utf-16-be", "surrogatepass"), "big")
