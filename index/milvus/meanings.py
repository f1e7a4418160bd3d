"""The passages of an index in Milvus by their embeddings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.milvus.connection import Connection
from index.milvus.layout import MOST, count_probed
from index.vectors import EXACT_UP_TO

_MORE, _DIGITS = 4, 6


class MilvusMeanings:
    """The embeddings of the passages, or of those that meet a condition."""

    def __init__(self, connection: Connection, collection: str, size: int, condition: str = "") -> None:
        self._connection, self._collection = connection, collection
        self._size, self._condition = size, condition

    def search(self, vector: NDArray[np.float32], most: int) -> Sequence[tuple[int, float]]:
        """Return (row, cosine) of the passages nearest to a vector, best first, equals in row order."""
        if not vector.any():
            return []
        settings = {"nprobe": count_probed(self._size)} if self._size > EXACT_UP_TO else {}
        asked = most
        while True:
            # Plans repeat passages word for word: of the equals the first are wanted, not just any.
            asked = min(asked * _MORE, MOST)
            [hits] = self._connection.search(
                self._collection, "vector", [vector.tolist()], asked, self._condition, settings=settings
            )
            found = sorted(((int(h["id"]), float(h["distance"])) for h in hits), key=_order)
            if len(found) < asked or asked == MOST or _order(found[-1])[0] > _order(found[most - 1])[0]:
                return choose(found, most)

    def within(self, start: int, end: int) -> MilvusMeanings:
        """Return the passages from start up to end, as if there were no others."""
        condition = f"id >= {start} and id < {end}"
        return MilvusMeanings(self._connection, self._collection, self._size, condition)


def choose(found: Sequence[tuple[int, float]], most: int) -> list[tuple[int, float]]:
    """Return the nearest of what was found, best first; of the last, which are equals, those FAISS keeps.

    Those that come first are kept until there are as many as are wanted; each that is nearer and comes later
    takes the place of the first of the equals. So both stores answer from the same passages.

    >>> choose([(5, 1.0), (1, 0.5), (2, 0.5), (3, 0.5)], 3)
    [(5, 1.0), (2, 0.5), (3, 0.5)]
    """
    ordered = sorted(found, key=_order)
    if len(ordered) <= most:
        return ordered
    least = _order(ordered[most - 1])[0]
    reached = sorted(hit for hit in found if _order(hit)[0] <= least)
    kept, later = reached[:most], [hit for hit in reached[most:] if _order(hit)[0] < least]
    equals = [hit for hit in kept if _order(hit)[0] == least]
    return sorted({*kept, *later}.difference(equals[: len(later)]), key=_order)


def _order(hit: tuple[int, float]) -> tuple[float, int]:
    """Return what hits are ordered by; sums of other orders differ in their last digits."""
    return -round(hit[1], _DIGITS), hit[0]
