"""Lexical search: BM25 over Han character pairs, Latin words and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.tokens import cut_tokens

Rows = NDArray[np.int32]


class LexicalIndex:
    """BM25 scores of passages for the tokens of a query; passages are numbered as they were given."""

    def __init__(self, scorer: bm25s.BM25, size: int) -> None:
        self._scorer = scorer
        self.size = size
        self._numbers: dict[str, int] = scorer.vocab_dict
        # Plain arrays over the same mapped memory: a slice of a memmap costs several times as much.
        self._starts = np.asarray(scorer.scores["indptr"])
        self._rows = np.asarray(scorer.scores["indices"])
        self._scores = np.asarray(scorer.scores["data"])

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
        start, end = self._span(token)
        return end - start

    def score(self, query: str | Sequence[tuple[str, float]]) -> NDArray[np.float32]:
        """Return the BM25 score of every passage for a query, or for weighted queries added up."""
        parts = [(query, 1.0)] if isinstance(query, str) else query
        total = np.zeros(self.size, dtype=np.float32)
        for text, weight in parts:
            spans = [self._span(token) for token in cut_tokens(text)] if weight else []
            spans = [(start, end) for start, end in spans if end > start]
            if len(spans) == 1:
                # A passage stands once under a token.
                start, end = spans[0]
                total[self._rows[start:end]] += weight * self._scores[start:end]
            elif spans:
                part = np.zeros(self.size, dtype=np.float32)
                for start, end in spans:
                    part[self._rows[start:end]] += self._scores[start:end]
                total += weight * part
        return total

    def find_holders(self, tokens: Sequence[str], starts: Rows, ends: Rows) -> NDArray[np.bool_]:
        """Say of each token (row) whether a passage from start up to end (column) holds it.

        Looked up in the lists of passages kept for every token, so that no passage's text is cut again.
        """
        out = np.zeros((len(tokens), len(starts)), dtype=np.bool_)
        for number, token in enumerate(tokens):
            first, last = self._span(token)
            rows = self._rows[first:last]
            out[number] = np.searchsorted(rows, starts) < np.searchsorted(rows, ends)
        return out

    def _span(self, token: str) -> tuple[int, int]:
        """Return where a token's passages stand, ascending, in the list of all; an empty span for none."""
        number = self._numbers.get(token)
        if number is None:
            return 0, 0
        return int(self._starts[number]), int(self._starts[number + 1])
