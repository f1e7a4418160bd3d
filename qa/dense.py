"""Search by embeddings, with the model the index was built with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.damage import StoreError
from index.protocol import Store

DenseSearch = Callable[[str, int], Sequence[tuple[int, float]]]


class DenseIndex:
    """The embeddings of an index with the model they were made with, loaded at the first question."""

    def __init__(self, store: Store) -> None:
        from index.embedder import load_embedder

        self.embedder = load_embedder(store.manifest.model)
        if self.embedder.dimension != store.manifest.dimension:
            raise StoreError(
                f"{store.name}: expected vectors of dimension {self.embedder.dimension}, "
                f"found {store.manifest.dimension}; run `plancite build`"
            )
        self._meanings = store.meanings()

    def search(self, text: str, most: int) -> Sequence[tuple[int, float]]:
        """Return (passage, cosine) of the passages nearest to a text, best first."""
        return self._meanings.search(self.embedder.embed([text])[0], most)

    def within(self, start: int, end: int) -> DenseSearch:
        """Return a search of the passages from start up to end, as if there were no others."""
        meanings = self._meanings.within(start, end)
        return lambda text, most: meanings.search(self.embedder.embed([text])[0], most)
