"""Lexical search: BM25 over Han character pairs, Latin words and numbers."""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.tokens import cut_tokens

Rows = NDArray[np.int32]
_TABLES = ("ends", "starts", "rows", "scores")
_KEPT = 8192


class LexicalIndex:
    """BM25 scores of passages for the tokens of a query; passages are numbered as they were given.

    `words` holds every token in the order of its bytes, `ends` where each ends in them. Token i
    stands in the passages rows[starts[i] : starts[i + 1]], which ascend, with those scores. All of it
    is mapped into memory, so that opening it costs the same however large it is.
    """

    def __init__(self, words: bytes | mmap.mmap, tables: dict[str, NDArray[Any]], size: int) -> None:
        self.size = size
        self._words = words
        self._tables = tables
        # A view gives plain integers many times faster than an array does.
        self._ends = tables["ends"].data
        self._starts = tables["starts"].data
        self._rows: Rows = tables["rows"]
        self._scores: NDArray[np.float32] = tables["scores"]
        self._span = lru_cache(_KEPT)(self._find_span)

    @classmethod
    def build(cls, texts: Iterable[str]) -> LexicalIndex:
        """Index texts; an empty text is kept in its place and never found."""
        import bm25s  # only here: it brings SciPy, whose import costs as much as an answer

        # Numbers that stand for tokens take a tenth of the memory that the tokens themselves would.
        known: dict[str, int] = {}
        tokens = [[known.setdefault(t, len(known)) for t in cut_tokens(text)] for text in texts]
        if not known:
            none = {"scores": np.zeros(0, np.float32), "rows": np.zeros(0, np.int32)}
            return cls(
                b"", {**none, "ends": np.zeros(0, np.int64), "starts": np.zeros(1, np.int64)}, len(tokens)
            )
        scorer = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        scorer.index((tokens, known), create_empty_token=False, show_progress=False)
        words = sorted((word.encode(), number) for word, number in known.items())
        columns = np.array([number for _, number in words], dtype=np.int64)
        begins, counts = scorer.scores["indptr"][columns], np.diff(scorer.scores["indptr"])[columns]
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        picked = np.arange(starts[-1]) + np.repeat(begins - starts[:-1], counts)
        tables = {
            "ends": np.cumsum([len(word) for word, _ in words], dtype=np.int64),
            "starts": starts,
            "rows": scorer.scores["indices"][picked].astype(np.int32),
            "scores": scorer.scores["data"][picked].astype(np.float32),
        }
        return cls(b"".join(word for word, _ in words), tables, len(tokens))

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "words.bin").write_bytes(self._words)
        for name, table in self._tables.items():
            np.save(folder / f"{name}.npy", table)

    @classmethod
    def load(cls, folder: Path, size: int) -> LexicalIndex:
        """Open a saved index, memory-mapped and read-only; size is its number of passages.

        Raises OSError or ValueError where a part is missing or damaged.
        """
        # As plain arrays over the same mapped memory: a slice of a memmap costs several times as much.
        tables = {name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in _TABLES}
        with (folder / "words.bin").open("rb") as file:
            empty = not file.seek(0, 2)
            words = b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        ends, starts = tables["ends"], tables["starts"]
        whole = len(words) == (ends[-1] if len(ends) else 0) and len(starts) == len(ends) + 1
        if not whole or not starts[-1] == len(tables["rows"]) == len(tables["scores"]):
            raise ValueError(f"{folder}: parts of different sizes")
        return cls(words, tables, size)

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

    def find(self, parts: Sequence[tuple[str, float]]) -> tuple[Rows, NDArray[np.float32]]:
        total = self.score(parts)
        rows = np.flatnonzero(total).astype(np.int32)
        return rows, total[rows]

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

    def _find_span(self, token: str) -> tuple[int, int]:
        """Return where a token's passages stand, ascending, in the list of all; an empty span for none."""
        wanted = token.encode()
        number = bisect_left(range(len(self._ends)), wanted, key=self._read_word)
        if number == len(self._ends) or self._read_word(number) != wanted:
            return 0, 0
        return self._starts[number], self._starts[number + 1]

    def _read_word(self, number: int) -> bytes:
        return self._words[self._ends[number - 1] if number else 0 : self._ends[number]]
