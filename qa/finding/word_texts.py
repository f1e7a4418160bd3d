"""Texts that stand in several places each, cut into the words of the bundled model when first compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedder import load_bundled

Words = NDArray[np.int32]
Rows = NDArray[np.int64]
Lengths = NDArray[np.float32]
Sizes = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class CutTexts:
    """Some texts as the words of each, by their numbers, with what of their vectors no question changes.

    `sizes` says how many words each has, `lengths` are those of the words' vectors together, `sums` that of
    their sum.
    """

    words: tuple[Words, ...]
    sizes: Sizes
    lengths: Lengths
    sums: Lengths


class WordTexts:
    """The different texts of a document's numbers: `places[i, j]` is the text of number j in place i.

    Only the texts that some question is compared with are cut: to cut all of many documents takes seconds.
    Threads may share one.
    """

    def __init__(self, places: Sequence[Sequence[str]]) -> None:
        apart: dict[str, int] = {}
        self.places = np.array(
            [[apart.setdefault(text, len(apart)) for text in place] for place in places], np.int32
        )
        self._texts = list(apart)
        self._words = [np.zeros(0, np.int32)] * len(apart)
        # A text that was not cut yet has no size.
        self._sizes = np.full(len(apart), -1, np.int32)
        self._lengths, self._sums = np.zeros((2, len(apart)), np.float32)

    @property
    def count(self) -> int:
        """How many different texts there are."""
        return len(self._texts)

    def cut(self, rows: Rows) -> CutTexts:
        """Return some of the texts, cut."""
        self._cut_new(rows[self._sizes[rows] < 0].tolist())
        words = tuple([self._words[at] for at in rows.tolist()])
        return CutTexts(words, self._sizes[rows], self._lengths[rows], self._sums[rows])

    def _cut_new(self, rows: Sequence[int]) -> None:
        model = load_bundled()
        found = model.cut([self._texts[at] for at in rows]) if rows else []
        for at, numbers in zip(rows, found, strict=True):
            # Each word once: what is said twice means no more.
            words = np.array(list(dict.fromkeys(numbers.tolist())), np.int64)
            vectors = model.read_vectors(words)
            self._lengths[at] = np.linalg.norm(vectors, axis=1).sum()
            self._sums[at] = np.linalg.norm(vectors.sum(axis=0))
            self._words[at] = words.astype(np.int32)
            # The size stands last: another thread that sees it sees what goes with it.
            self._sizes[at] = len(words)
