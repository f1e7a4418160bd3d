"""Lexical search: BM25 over Han character pairs, Latin words and numbers."""

from __future__ import annotations

import mmap
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.damage import damaged
from index.parts import Column, Part, Parts, as_parts
from index.postings import PostingsWriter, Rows, weigh_lengths, weigh_rarity
from index.record_set import DocumentHead
from index.tokens import cut_tokens
from index.word_table import KEPT, WordTable, open_words

_TABLES = ("ends", "starts", "rows", "scores", "counts", "lengths")
# How many passages the tokens of a query may lead to; more take longer to rank than to find.
BUDGET = 50_000
# In the time that one passage is looked up in a list, so many of the list are added.
_SEARCHED = 6


class LexicalIndex(WordTable):
    """BM25 scores of passages for the tokens of a query; passages are numbered as they were given.

    Token i stands in the passages rows[starts[i] : starts[i + 1]], which ascend, with those scores. All
    of it is mapped into memory, so that opening it costs the same however large it is.
    """

    def __init__(
        self, words: bytes | mmap.mmap | Part, tables: Mapping[str, NDArray[Any] | Column], size: int
    ) -> None:
        super().__init__(words, tables, size)
        self._rows: Rows | Column = tables["rows"]
        self._scores: NDArray[np.float32] | Column = tables["scores"]
        self._counts: NDArray[np.uint16] | Column = tables["counts"]
        self._lengths: Rows | Column = tables["lengths"]
        # What is numbered from 0 here are the passages from this one on of those that rows name.
        self._first = 0

    @classmethod
    def build(cls, texts: Iterable[str], first: int = 0) -> LexicalIndex:
        """Index texts in memory, numbered from `first`; an empty one is kept in its place and never found."""
        kept = list(texts)
        with TemporaryDirectory() as folder:
            with PostingsWriter(Path(folder)) as writer:
                writer.take(kept)
                writer.finish()
            tables = {name: np.load(Path(folder) / f"{name}.npy") for name in _TABLES}
            tables["rows"] += np.int32(first)
            index = cls((Path(folder) / "words.bin").read_bytes(), tables, len(kept))
            index._first = first
            return index

    @classmethod
    def load(cls, folder: Path | Parts, size: int) -> LexicalIndex:
        """Open a saved index, memory-mapped and read-only; size is its number of passages.

        Raises StoreError where a part is missing or damaged.
        """
        parts = as_parts(folder)
        words, tables = open_words(parts)
        tables |= {name: parts.map(f"{name}.npy").column() for name in _TABLES[2:]}
        sizes = {len(tables[name]) for name in ("rows", "scores", "counts")}
        starts = tables["starts"].plain()
        if sizes != {starts[len(starts) - 1]} or len(tables["lengths"]) != size:
            raise damaged(parts.folder / "words.bin")
        return cls(words, tables, size)

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
        self, parts: Sequence[tuple[str, float]], budget: int = BUDGET, *, limit: str = ""
    ) -> tuple[Rows, NDArray[np.float32]]:
        """Return the passages that hold a token of weighted queries, ascending, and their scores.

        The scores are those of `score`. Where the lists of the tokens' passages are together longer
        than the budget, the rarest tokens alone say which passages are returned, at least one token
        and as many as the budget allows; a passage that holds only the commonest tokens is left out.
        No `limit` needs to be kept to, for it is no faster to.
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

    def limit(self, docs: Collection[str], kinds: Collection[str] = ()) -> str:
        """Return what limits a search to documents and kinds of records: nothing, all are looked through."""
        return ""

    def lists(self) -> tuple[NDArray[np.int64], Rows, NDArray[np.float32]]:
        """Return where the list of each token begins, and the passages of all lists with their scores."""
        return np.array(self._starts[:], dtype=np.int64), self._rows[:], self._scores[:]

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

    def find_speaking(self, tokens: Sequence[str], heads: Sequence[DocumentHead]) -> NDArray[np.bool_]:
        """Say of each token (row) whether a passage of a document (column) holds it."""
        starts = np.array([head.row for head in heads], dtype=np.int32)
        return self.find_holders(tokens, starts, np.array([head.row_end for head in heads], dtype=np.int32))

    def _weigh_lists(self, parts: Sequence[tuple[str, float]]) -> list[tuple[int, int, float]]:
        """Return where the passages of each token stand, and its weight, the shortest list first."""
        lists = [(*self._span(token), weight) for token, weight in self._weigh_tokens(parts).items()]
        return sorted((one for one in lists if one[1] > one[0]), key=lambda item: item[1] - item[0])


class _Section(LexicalIndex):
    """Some passages that follow one another, whose tokens are counted in them alone."""

    def __init__(self, whole: LexicalIndex, start: int, end: int) -> None:
        self.__dict__.update(whole.__dict__)
        self.size, self._first, self._whole = end - start, start, whole
        self._norms = weigh_lengths(self._lengths[start:end])
        self._span = lru_cache(KEPT)(self._find_span)

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
