"""What texts hold of words, counted as the texts come one after another.

The dictionary and the lexicon are made from it. Han characters are taken as the numbers they are:
up to four of them make one number, so that neighbours are compared many at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.numbering import find_han
from index.tokens import fold_text

_BLOCK = 0x3400, 0x9FFF
_HAN = re.compile(f"[{chr(_BLOCK[0])}-{chr(_BLOCK[1])}]+")
_QUOTED = re.compile(r"「([^「」\n]{3,20})」")
_PACKED = 4
_TEXTS = 512
_SEPARATOR = "\0"
_LEAST_WAITING = 1 << 20
_LATEST = np.iinfo(np.int64).max
Keys = NDArray[np.uint64]


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
        self._grams = _KeySet()
        self._long: dict[str, list[tuple[int, str]]] = {}
        short: dict[int, int] = {}
        for number, word in enumerate(self._words):
            if len(word) > _PACKED:
                self._long.setdefault(word[:_PACKED], []).append((number, word))
            else:
                short[_pack(word)] = number
        self._short = _Table(short)
        self._starts = _Table({_pack(start): 0 for start in self._long})

    def take(self, texts: Sequence[str]) -> None:
        """Count what texts hold beside what those before did."""
        for start in range(0, len(texts), _TEXTS):
            self._take_together(texts[start : start + _TEXTS])

    def count_words(self) -> dict[str, int]:
        """Return the words that occur with how often they do, in the order in which they first did."""
        met = np.flatnonzero(self._counts).tolist()
        met.sort(key=lambda number: (self._first[number], len(self._words[number])))
        return {self._words[number]: int(self._counts[number]) for number in met}

    def read_grams(self) -> frozenset[str]:
        """Return every pair and triple of neighbouring Han characters."""
        keys = self._grams.read()
        pairs = int(np.searchsorted(keys, 1 << 32))
        return frozenset([*_unpack(keys[:pairs], 2), *_unpack(keys[pairs:], 3)])

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


class _KeySet:
    """Different keys; those that were added last wait until there are as many as known ones."""

    def __init__(self) -> None:
        self._known: Keys = np.zeros(0, dtype=np.uint64)
        self._waiting: list[Keys] = []
        self._count = 0

    def add(self, keys: Keys) -> None:
        different = _sort_different(keys)
        self._waiting.append(different)
        self._count += len(different)
        if self._count > max(_LEAST_WAITING, len(self._known)):
            self.read()

    def read(self) -> Keys:
        """Return every key, ascending."""
        self._known = _sort_different(np.concatenate([self._known, *self._waiting]))
        self._waiting, self._count = [], 0
        return self._known


def _sort_different(keys: Keys) -> Keys:
    # np.unique takes whole numbers through a hash table, several times as long as sorting them.
    ordered = np.sort(keys)
    different: Keys = ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]]
    return different


def _pack(word: str) -> int:
    return int.from_bytes(word.encode("utf-16-be"), "big")


def _unpack(keys: Keys, length: int) -> list[str]:
    """Return the characters, so many to a key, that keys stand for."""
    shifts = np.arange(length - 1, -1, -1, dtype=np.uint64) * np.uint64(16)
    codes = (keys[:, None] >> shifts & np.uint64(0xFFFF)).astype(np.uint32)
    strings: list[str] = codes.view(f"<U{length}").ravel().tolist()
    return strings
