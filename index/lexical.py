"""Lexical search: BM25 over Han character pairs, Latin words and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.tokens import cut_tokens


class LexicalIndex:
    """BM25 scores of passages for the tokens of a query; passages are numbered as they were given."""

    def __init__(self, scorer: bm25s.BM25, size: int) -> None:
        self._scorer = scorer
        self.size = size

    @classmethod
    def build(cls, texts: Iterable[str]) -> LexicalIndex:
        """Index texts; an empty text is kept in its place and never found."""
        tokens = [cut_tokens(text) for text in texts]
        scorer = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        scorer.index(tokens or [[""]], show_progress=False)
        return cls(scorer, len(tokens))

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._scorer.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> LexicalIndex:
        """Open a saved index, memory-mapped and read-only; size is its number of passages."""
        return cls(bm25s.BM25.load(str(folder), mmap=True, load_corpus=False), size)

    def frequency(self, token: str) -> int:
        """Return the number of passages that hold a token."""
        number = self._scorer.vocab_dict.get(token)
        if number is None:
            return 0
        starts = self._scorer.scores["indptr"]
        return int(starts[number + 1] - starts[number])

    def score(self, query: str | Sequence[tuple[str, float]]) -> NDArray[np.float32]:
        """Return the BM25 score of every passage for a query, or for weighted queries added up."""
        parts = [(query, 1.0)] if isinstance(query, str) else query
        total = np.zeros(self.size, dtype=np.float32)
        for text, weight in parts:
            tokens = [t for t in cut_tokens(text) if t in self._scorer.vocab_dict]
            if tokens and weight:
                total += weight * self._scorer.get_scores(tokens)[: self.size]
        return total
