"""Search by embeddings, with the model the index was built with."""

from __future__ import annotations

from collections.abc import Sequence

from index.damage import StoreError
from index.store import Store


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
