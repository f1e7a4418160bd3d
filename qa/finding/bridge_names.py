"""Chinese names as the bridge holds them against a question: their words as numbers, many names joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Stands between names that are joined, and in no word.
_BETWEEN = "\0"
# So many words are kept with the names that hold them.
_KEPT = 128

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
        self._filled = np.flatnonzero([len(group) for group in groups])
        filled = [group for group in groups if len(group)]
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
        if len(self._filled):
            out[:, self._filled] = how.reduceat(values.take(self._words, axis=1), self._starts, axis=1)
        return out


class Names:
    """Names that are compared with a question together."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._names = tuple(names)
        self._signs = _number("".join(name.folded + _BETWEEN for name in names))
        lengths = np.array([len(name.folded) + len(_BETWEEN) for name in names], np.int64)
        self._starts = np.cumsum(lengths) - lengths
        self._counted = np.array([len(name.metric_folded) for name in names], np.int64)
        # Parts of a question have words of the whole, and questions words of each other.
        self.find = lru_cache(_KEPT)(self._find)

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

    def _find(self, word: str) -> tuple[Rows, Rows]:
        """Return which names hold a word, and where it begins in what each counts, -1 if it stands around it.

        >>> nothing = np.zeros(0, np.int64), np.zeros(0, np.int64)
        >>> vector = np.zeros(1, np.float32)
        >>> told = [("查獲件數廉政", "查獲件數"), ("件數", "件數"), ("廉政件數", "廉政")]
        >>> names = Names([Name(*nothing, folded, metric, vector, vector) for folded, metric in told])
        >>> [found.tolist() for found in names.find("件數")]
        [[0, 1, 2], [2, 0, -1]]
        """
        first, *rest = _number(word).tolist()
        places = np.flatnonzero(self._signs == first)
        for at, sign in enumerate(rest, start=1):
            # A name ends with a sign that no word has, so that none is looked for behind the last.
            places = places[self._signs[places + at] == sign]
        columns = np.searchsorted(self._starts, places, side="right") - 1
        new = np.diff(columns, prepend=-1) > 0
        columns, places = columns[new], places[new] - self._starts[columns[new]]
        return columns, np.where(places + len(word) <= self._counted[columns], places, -1)

    def cover(self, found: Sequence[tuple[Rows, Rows, int]]) -> Floats:
        """Return which share of the characters of what each name counts words cover.

        The words stand in some names from some characters on, and are so many long.
        """
        covered = np.zeros(len(self._signs), np.bool_)
        for columns, places, length in found:
            covered[(self._starts[columns] + places)[:, None] + np.arange(length)] = True
        owners = np.searchsorted(self._starts, np.flatnonzero(covered), side="right") - 1
        counts = np.bincount(owners, minlength=len(self))
        return (counts / np.maximum(1, self._counted)).astype(np.float32)


def _number(text: str) -> NDArray[np.uint32]:
    """Return the signs of a text as numbers."""
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)
