"""What texts hold of words, counted as the texts come one after another.

The dictionary and the lexicon are made from it. Han characters are taken as the numbers they are:
up to four of them make one number, so that neighbours are compared many at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.grams import Grams, GramSet, Keys, pack
from index.numbering import find_han
from index.tokens import fold_text

_BLOCK = 0x3400, 0x9FFF
_HAN = re.compile(f"[{chr(_BLOCK[0])}-{chr(_BLOCK[1])}]+")
_QUOTED = re.compile(r"「([^「」\n]{3,20})」")
_PACKED = 4
_TEXTS = 512
_SEPARATOR = "\0"
_LATEST = np.iinfo(np.int64).max


class Tally:
    """Counts words in texts, and keeps the texts' pairs and triples of characters and quoted names.

    What is kept grows with the different ones of these alone. Only words of two and more Han
    characters are counted; they are given folded, as the texts are compared.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.quoted: dict[str, None] = {}
        self._words = list(dict.fromkeys(w for w in words if len(w) > 1 and _HAN.fullmatch(w)))
        self._counts = np.zeros(len(self._words), dtype=np.int64)
        self._first = np.full(len(self._words), _LATEST, dtype=np.int64)
        self._taken = 0
        self._grams = GramSet()
        self._long: dict[str, list[tuple[int, str]]] = {}
        short: dict[int, int] = {}
        for number, word in enumerate(self._words):
            if len(word) > _PACKED:
                self._long.setdefault(word[:_PACKED], []).append((number, word))
            else:
                short[pack(word)] = number
        self._short = _Table(short)
        self._starts = _Table({pack(start): 0 for start in self._long})

    def take(self, texts: Sequence[str]) -> None:
        """Count what texts hold beside what those before did."""
        for start in range(0, len(texts), _TEXTS):
            self._take_together(texts[start : start + _TEXTS])

    def count_words(self) -> dict[str, int]:
        """Return the words that occur with how often they do, in the order in which they first did."""
        met = np.flatnonzero(self._counts).tolist()
        met.sort(key=lambda number: (self._first[number], len(self._words[number])))
        return {self._words[number]: int(self._counts[number]) for number in met}

    def read_grams(self) -> Grams:
        """Return every pair and triple of neighbouring Han characters."""
        return self._grams.read()

    def _take_together(self, texts: Sequence[str]) -> None:
        for text in texts:
            self.quoted.update((name, None) for name in _QUOTED.findall(text) if _HAN.fullmatch(name))
        joined = _SEPARATOR.join(map(fold_text, texts))
        codes, han = find_han(joined, (_BLOCK,))
        keys, follows = codes.astype(np.uint64), han
        for length in range(2, _PACKED + 1):
            last = len(codes) - length + 1
            if last <= 0:
                break
            follows = follows[:last] & han[length - 1 :]
            keys = keys[:last] << np.uint64(16) | codes[length - 1 :]
            places = np.flatnonzero(follows)
            found = keys[places]
            if length < _PACKED:
                self._grams.add(found)
            at, numbers = self._short.find(found)
            self._count(places[at], numbers)
        if len(codes) >= _PACKED:
            self._count_long(joined, places[self._starts.find(found)[0]])
        self._taken += len(joined) + 1

    def _count_long(self, text: str, places: NDArray[np.int64]) -> None:
        """Count the words that begin where one of them may, being too long for a number."""
        for place in places.tolist():
            for number, word in self._long[text[place : place + _PACKED]]:
                if text.startswith(word, place):
                    self._count(np.array([place]), np.array([number]))

    def _count(self, places: NDArray[np.int64], numbers: NDArray[np.int64]) -> None:
        np.add.at(self._counts, numbers, 1)
        np.minimum.at(self._first, numbers, places + self._taken)


class _Table:
    """Numbers by key, of which many are looked up at a time."""

    def __init__(self, numbers: dict[int, int]) -> None:
        self._keys = np.array(sorted(numbers), dtype=np.uint64)
        self._numbers = np.array([numbers[key] for key in sorted(numbers)], dtype=np.int64)

    def find(self, keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return which of the keys are known, as their places, and the numbers of those."""
        if not len(self._keys):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        known = np.flatnonzero(self._keys[places] == keys)
        return known, self._numbers[places[known]]
