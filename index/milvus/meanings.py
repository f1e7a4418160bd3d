"""The passages of an index in Milvus by their embeddings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.milvus.connection import Connection
from index.milvus.layout import count_probed
from index.vectors import EXACT_UP_TO


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
        [hits] = self._connection.search(
            self._collection, "vector", [vector.tolist()], most, self._condition, settings=settings
        )
        found = [(int(hit["id"]), float(hit["distance"])) for hit in hits]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def within(self, start: int, end: int) -> MilvusMeanings:
        """Return the passages from start up to end, as if there were no others."""
        condition = f"id >= {start} and id < {end}"
        return MilvusMeanings(self._connection, self._collection, self._size, condition)
