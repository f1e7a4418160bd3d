"""Lexical search: BM25 over Han character pairs, Latin words and numbers."""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.damage import damaged
from index.parts import Column, Part, Parts, as_parts
from index.postings import PostingsWriter, Rows, weigh_lengths, weigh_rarity
from index.tokens import cut_tokens

_TABLES = ("ends", "starts", "rows", "scores", "counts", "lengths")
_KEPT = 8192
# How many passages the tokens of a query may lead to; more take longer to rank than to find.
BUDGET = 50_000
# In the time that one passage is looked up in a list, so many of the list are added.
_SEARCHED = 6


class LexicalIndex:
    """BM25 scores of passages for the tokens of a query; passages are numbered as they were given.

    `words` holds every token in the order of its bytes, `ends` where each ends in them. Token i
    stands in the passages rows[starts[i] : starts[i + 1]], which ascend, with those scores. All of it
    is mapped into memory, so that opening it costs the same however large it is.
    """

    def __init__(
        self, words: bytes | mmap.mmap | Part, tables: Mapping[str, NDArray[Any] | Column], size: int
    ) -> None:
        self.size = size
        self._words = words
        self._ends = _view(tables["ends"])
        self._starts = _view(tables["starts"])
        self._rows: Rows | Column = tables["rows"]
        self._scores: NDArray[np.float32] | Column = tables["scores"]
        self._counts: NDArray[np.uint16] | Column = tables["counts"]
        self._lengths: Rows | Column = tables["lengths"]
        # What is numbered from 0 here are the passages from this one on of those that rows name.
        self._first = 0
        self._span = lru_cache(_KEPT)(self._find_span)

    @classmethod
    def build(cls, texts: Iterable[str]) -> LexicalIndex:
        """Index texts in memory; an empty text is kept in its place and never found."""
        kept = list(texts)
        with TemporaryDirectory() as folder:
            with PostingsWriter(Path(folder)) as writer:
                writer.take(kept)
                writer.finish()
            tables = {name: np.load(Path(folder) / f"{name}.npy") for name in _TABLES}
            return cls((Path(folder) / "words.bin").read_bytes(), tables, len(kept))

    @classmethod
    def load(cls, folder: Path | Parts, size: int) -> LexicalIndex:
        """Open a saved index, memory-mapped and read-only; size is its number of passages.

        Raises StoreError where a part is missing or damaged.
        """
        parts = as_parts(folder)
        words = parts.map("words.bin")
        tables = {name: parts.map(f"{name}.npy").column() for name in _TABLES}
        ends, starts = _view(tables["ends"]), _view(tables["starts"])
        whole = len(words) == (ends[len(ends) - 1] if len(ends) else 0) and len(starts) == len(ends) + 1
        sizes = {len(tables[name]) for name in ("rows", "scores", "counts")}
        if not whole or sizes != {starts[len(ends)]} or len(tables["lengths"]) != size:
            raise damaged(words.path)
        return cls(words.data if words.checked else words, tables, size)

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
                total[self._places(start, end)] += weight * self._weigh(start, end)
            elif spans:
                part = np.zeros(self.size, dtype=np.float32)
                for start, end in spans:
                    part[self._places(start, end)] += self._weigh(start, end)
                total += weight * part
        return total

    def find(
        self, parts: Sequence[tuple[str, float]], budget: int = BUDGET
    ) -> tuple[Rows, NDArray[np.float32]]:
        """Return the passages that hold a token of weighted queries, ascending, and their scores.

        The scores are those of `score`. Where the lists of the tokens' passages are together longer
        than the budget, the rarest tokens alone say which passages are returned, at least one token
        and as many as the budget allows; a passage that holds only the commonest tokens is left out.
        """
        lists = self._weigh_lists(parts)
        ends = np.cumsum([end - start for start, end, _ in lists])
        choosing = max(1, int(np.searchsorted(ends, budget, side="right")))
        total = np.zeros(self.size, dtype=np.float32)
        chosen = np.zeros(self.size, dtype=np.bool_)
        for start, end, weight in lists[:choosing]:
            places = self._places(start, end)
            chosen[places] = True
            total[places] += weight * self._weigh(start, end)
        rows = np.flatnonzero(chosen).astype(np.int32)
        for start, end, weight in lists[choosing:]:
            holders, scores = self._places(start, end), self._weigh(start, end)
            if len(rows) * _SEARCHED < len(holders):
                places = np.minimum(np.searchsorted(holders, rows), len(holders) - 1)
                held = holders[places] == rows
                total[rows[held]] += weight * scores[places[held]]
            else:
                total[holders] += weight * scores
        return rows + np.int32(self._first), total[rows]

    def within(self, start: int, end: int) -> LexicalIndex:
        """Return the index of the passages from start up to end, as if there were no others.

        They keep their numbers, but for those that `score` gives one after another.
        """
        return _Section(self, start, end)

    def _places(self, start: int, end: int) -> Rows:
        """Return the passages of a span of the list of all, the first of them as 0."""
        rows: Rows = self._rows[start:end]
        return rows - np.int32(self._first) if self._first else rows

    def _weigh(self, start: int, end: int) -> NDArray[np.float32]:
        """Return the scores of a span of the list of all, which belongs to one token."""
        scores: NDArray[np.float32] = self._scores[start:end]
        return scores

    def find_holders(self, tokens: Sequence[str], starts: Rows, ends: Rows) -> NDArray[np.bool_]:
        """Say of each token (row) whether a passage from start up to end (column) holds it.

        Looked up in the lists of passages kept for every token, so that no passage's text is cut again.
        """
        out = np.zeros((len(tokens), len(starts)), dtype=np.bool_)
        for number, token in enumerate(tokens):
            first, last = self._span(token)
            rows: Rows = self._rows[first:last]
            out[number] = rows.searchsorted(starts) < rows.searchsorted(ends)
        return out

    def _weigh_lists(self, parts: Sequence[tuple[str, float]]) -> list[tuple[int, int, float]]:
        """Return where the passages of each token stand, and its weight, the shortest list first."""
        weights: dict[tuple[int, int], float] = {}
        for text, weight in parts:
            for token in cut_tokens(text) if weight else ():
                span = self._span(token)
                weights[span] = weights.get(span, 0.0) + weight
        lists = [(start, end, weight) for (start, end), weight in weights.items() if end > start]
        return sorted(lists, key=lambda item: item[1] - item[0])

    def _find_span(self, token: str) -> tuple[int, int]:
        """Return where a token's passages stand, ascending, in the list of all; an empty span for none."""
        wanted = token.encode()
        number = bisect_left(range(len(self._ends)), wanted, key=self._read_word)
        if number == len(self._ends) or self._read_word(number) != wanted:
            return 0, 0
        return self._starts[number], self._starts[number + 1]

    def _read_word(self, number: int) -> bytes:
        return self._words[self._ends[number - 1] if number else 0 : self._ends[number]]


class _Section(LexicalIndex):
    """Some passages that follow one another, whose tokens are counted in them alone."""

    def __init__(self, whole: LexicalIndex, start: int, end: int) -> None:
        self.__dict__.update(whole.__dict__)
        self.size, self._first, self._whole = end - start, start, whole
        self._norms = weigh_lengths(self._lengths[start:end])
        self._span = lru_cache(_KEPT)(self._find_span)

    def _weigh(self, start: int, end: int) -> NDArray[np.float32]:
        counts = self._counts[start:end]
        norms = self._norms[self._places(start, end)]
        scores = weigh_rarity(np.array([end - start]), self.size) * (counts / (norms + counts))
        return scores.astype(np.float32)

    def _find_span(self, token: str) -> tuple[int, int]:
        first, last = self._whole._span(token)
        rows = self._rows[first:last]
        cuts = np.searchsorted(rows, [self._first, self._first + self.size]).tolist()
        return first + cuts[0], first + cuts[1]


def _view(table: NDArray[Any] | Column) -> Sequence[int]:
    # A view gives plain integers many times faster than an array does.
    view: Sequence[int] = table.plain() if isinstance(table, Column) else table.data
    return view
