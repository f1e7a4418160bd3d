"""Chinese names as the bridge holds them against a question: their words as numbers, many names joined."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Stands between names that are joined, and in no word.
_BETWEEN = "\0"

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """What a series is called, cut into words: those of its metric, and those around it."""

    metric: Rows
    around: Rows
    folded: str
    metric_folded: str
    vector: Floats
    whole: Floats


class WordGroups:
    """The words of many names, a group of numbers for each, one behind another."""

    def __init__(self, groups: Sequence[Rows]) -> None:
        self._size = len(groups)
        self._filled = [column for column, group in enumerate(groups) if len(group)]
        filled = [groups[column] for column in self._filled]
        self._words = np.concatenate(filled) if filled else np.zeros(0, np.int64)
        self._starts = np.cumsum([0, *(len(group) for group in filled[:-1])])

    def best(self, likeness: Floats) -> Floats:
        """Return the best likeness of each unit with a word of each group, 0 for a group without words."""
        return self._reduce(np.maximum, likeness)

    def mean(self, values: Floats, weights: Floats) -> Floats:
        """Return the weighted mean of the values of each group, 0 for a group without words."""
        both = self._reduce(np.add, np.stack([values * weights, weights]))
        means: Floats = np.divide(both[0], both[1], out=np.zeros_like(both[0]), where=both[1] > 0)
        return means

    def _reduce(self, how: Any, values: Floats) -> Floats:
        out = np.zeros((len(values), self._size), np.float32)
        if self._filled:
            out[:, self._filled] = how.reduceat(values[:, self._words], self._starts, axis=1)
        return out


class Names:
    """Names that are compared with a question together."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._names = tuple(names)
        self._joined = _BETWEEN.join(name.folded for name in names)
        self._starts = [0, *accumulate(len(name.folded) + len(_BETWEEN) for name in names)]

    def __len__(self) -> int:
        return len(self._names)

    @cached_property
    def metric(self) -> WordGroups:
        """The words of what is counted."""
        return WordGroups([name.metric for name in self._names])

    @cached_property
    def around(self) -> WordGroups:
        """The words around it."""
        return WordGroups([name.around for name in self._names])

    @cached_property
    def vectors(self) -> Floats:
        """The vector of what is counted, a row for each name."""
        return np.stack([name.vector for name in self._names])

    @cached_property
    def wholes(self) -> Floats:
        """The vector of all of a name, a row for each."""
        return np.stack([name.whole for name in self._names])

    def find(self, word: str) -> Iterator[tuple[int, range]]:
        """Yield which names hold a word, each with the word's place in what is counted, empty if around it.

        >>> nothing = np.zeros(0, np.int64), np.zeros(0, np.int64)
        >>> vector = np.zeros(1, np.float32)
        >>> told = [("查獲件數廉政", "查獲件數"), ("件數", "件數"), ("廉政件數", "廉政")]
        >>> names = Names([Name(*nothing, folded, metric, vector, vector) for folded, metric in told])
        >>> list(names.find("件數"))
        [(0, range(2, 4)), (1, range(0, 2)), (2, range(0, 0))]
        """
        at = self._joined.find(word)
        while at >= 0:
            column = bisect_right(self._starts, at) - 1
            start = self._names[column].metric_folded.find(word)
            yield column, range(start, start + len(word)) if start >= 0 else range(0)
            at = self._joined.find(word, self._starts[column + 1])

    def share(self, column: int, places: int) -> float:
        """Return which share of the characters of what a name counts so many are."""
        return places / len(self._names[column].metric_folded)
