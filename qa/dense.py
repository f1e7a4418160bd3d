"""Search by embeddings, with the model the index was built with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.damage import StoreError
from index.store import Store

DenseSearch = Callable[[str, int], Sequence[tuple[int, float]]]


class DenseIndex:
    """The embeddings of an index with the model they were made with, loaded at the first question."""

    def __init__(self, store: Store) -> None:
        from index.embedder import load_embedder
        from index.vectors import load_vectors

        self.embedder = load_embedder(store.manifest.model)
        if self.embedder.dimension != store.manifest.dimension:
            raise StoreError(
                f"{store.folder}: expected vectors of dimension {self.embedder.dimension}, "
                f"found {store.manifest.dimension}; run `plancite build`"
            )
        self._part = store.vectors()
        self._vectors = load_vectors(store.vectors_file, self._part)

    def search(self, text: str, most: int) -> Sequence[tuple[int, float]]:
        """Return (passage, cosine) of the passages nearest to a text, best first."""
        from index.vectors import search_vectors

        return search_vectors(self._vectors, self.embedder.embed([text])[0], most, self._part)

    def within(self, start: int, end: int) -> DenseSearch:
        """Return a search of the passages from start up to end, as if there were no others."""
        from index.vectors import search_vectors, take_rows

        rows = take_rows(self._vectors, start, end, self._part)

        def search(text: str, most: int) -> Sequence[tuple[int, float]]:
            hits = search_vectors(rows, self.embedder.embed([text])[0], most)
            return [(row + start, cosine) for row, cosine in hits]

        return search
