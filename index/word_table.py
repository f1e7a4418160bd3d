"""The words of an index in the order of their bytes, each with the passages it stands in, by their places."""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from numpy.typing import NDArray

from index.damage import damaged
from index.parts import Column, Part, Parts
from index.tokens import cut_tokens

KEPT = 8192


class WordTable:
    """`words` holds every token in the order of its bytes, `ends` where each ends in them.

    Token i stands in as many passages as lie between starts[i] and starts[i + 1] in the list of all.
    """

    def __init__(
        self, words: bytes | mmap.mmap | Part, tables: Mapping[str, NDArray[Any] | Column], size: int
    ) -> None:
        self.size = size
        self._words = words
        self._ends = view(tables["ends"])
        self._starts = view(tables["starts"])
        self._span = lru_cache(KEPT)(self._find_span)

    def frequency(self, token: str) -> int:
        """Return the number of passages that hold a token."""
        start, end = self._span(token)
        return end - start

    def number(self, token: str) -> int | None:
        """Return which of all tokens one is, None where no passage holds it."""
        wanted = token.encode()
        number = bisect_left(range(len(self._ends)), wanted, key=self._read_word)
        return number if number < len(self._ends) and self._read_word(number) == wanted else None

    def _find_span(self, token: str) -> tuple[int, int]:
        """Return where a token's passages stand, ascending, in the list of all; an empty span for none."""
        number = self.number(token)
        return (0, 0) if number is None else (self._starts[number], self._starts[number + 1])

    def _weigh_tokens(self, parts: Sequence[tuple[str, float]]) -> dict[str, float]:
        """Return the tokens of weighted queries, with the weights of each added up."""
        weights: dict[str, float] = {}
        for text, weight in parts:
            for token in cut_tokens(text) if weight else ():
                weights[token] = weights.get(token, 0.0) + weight
        return weights

    def _read_word(self, number: int) -> bytes:
        return self._words[self._ends[number - 1] if number else 0 : self._ends[number]]


def open_words(parts: Parts) -> tuple[bytes | mmap.mmap | Part, dict[str, Column]]:
    """Return the words of an index's lexical part and where they end and begin. Raises StoreError."""
    words = parts.map("words.bin")
    tables = {name: parts.map(f"{name}.npy").column() for name in ("ends", "starts")}
    ends, starts = view(tables["ends"]), view(tables["starts"])
    if len(words) != (ends[len(ends) - 1] if len(ends) else 0) or len(starts) != len(ends) + 1:
        raise damaged(words.path)
    return words.data if words.checked else words, tables


def view(table: NDArray[Any] | Column) -> Sequence[int]:
    """Return a table's numbers, which a view gives as plain ones many times faster than an array does."""
    plain: Sequence[int] = table.plain() if isinstance(table, Column) else table.data
    return plain
