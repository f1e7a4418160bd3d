"""The tokens of many texts as numbers, for counting them without an object for each.

A token of Han characters is its one or two code points, and so needs no table. Any other, a Latin
word or a number, is numbered as it is met, below all of those.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.tokens import HAN, WORDS, fold_text

Numbers = NDArray[np.uint32]
_FIRST_HAN = HAN[0][0] << 16
# Where other tokens go beside the Han characters: before them, between their two blocks, after them.
_GAPS = np.array([0, *((last + 1) << 16 for _, last in HAN)], dtype=np.uint32)
_SEPARATOR = "\0"


class Numbering:
    """Numbers for tokens; what `cut_tokens` makes of a text, `number_tokens` makes of many at once."""

    def __init__(self) -> None:
        self._met: dict[str, int] = {}

    def number_tokens(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], Numbers]:
        """Return every token of texts as the position of its text and its number, in no order."""
        folded = [fold_text(text) for text in texts]
        joined = _SEPARATOR.join([*folded, ""])
        ends = np.cumsum([len(text) + 1 for text in folded], dtype=np.int64)
        places, numbers = _number_han(joined)
        words = [(found.start(), self._number(found[0])) for found in WORDS.finditer(joined)]
        other = np.array(words, dtype=np.int64).reshape(-1, 2)
        places = np.concatenate([places, other[:, 0]])
        numbers = np.concatenate([numbers, other[:, 1].astype(np.uint32)])
        return np.searchsorted(ends, places, side="right"), numbers

    def order(self) -> Ordered:
        """Return the numbers that stand in the order of the tokens' bytes; all must have been met."""
        return Ordered(self._met)

    def _number(self, word: str) -> int:
        return self._met.setdefault(word.replace(",", ""), len(self._met))


class Ordered:
    """Numbers that are ordered as their tokens' bytes are."""

    def __init__(self, met: dict[str, int]) -> None:
        words = sorted((word.encode(), number) for word, number in met.items())
        blocks = [chr(first).encode() for first, _ in HAN]
        gaps = np.diff([0, *(bisect_left(words, (block,)) for block in blocks), len(words)])
        places = np.arange(len(words), dtype=np.uint32) + np.repeat(_GAPS, gaps)
        self._places = np.zeros(len(words), dtype=np.uint32)
        self._places[[number for _, number in words]] = places
        self._words: dict[int, bytes] = dict(zip(places.tolist(), (word for word, _ in words), strict=True))

    def renumber(self, numbers: Numbers) -> Numbers:
        """Return tokens' numbers in this order for those they were met with."""
        renumbered = numbers.copy()
        other = numbers < _FIRST_HAN
        renumbered[other] = self._places[numbers[other]]
        return renumbered

    def spell(self, number: int) -> bytes:
        """Return the token of a number of this order."""
        word = self._words.get(number)
        if word is not None:
            return word
        first, second = divmod(number, 1 << 16)
        return (chr(first) + chr(second) if second else chr(first)).encode()


def find_han(
    text: str, blocks: Iterable[tuple[int, int]] = HAN
) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """Return the code points of a text and which of them are Han characters of some blocks."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    han = np.zeros(len(codes), dtype=np.bool_)
    for first, last in blocks:
        han |= (codes >= first) & (codes <= last)
    return codes, han


def _number_han(text: str) -> tuple[NDArray[np.int64], Numbers]:
    """Return where each token of Han characters begins, and its number."""
    codes, han = find_han(text)
    after, before = np.append(han[1:], False), np.append(False, han[:-1])
    pairs, alone = np.flatnonzero(han & after), np.flatnonzero(han & ~after & ~before)
    numbers = np.concatenate([codes[pairs] << 16 | codes[pairs + 1], codes[alone] << 16])
    return np.concatenate([pairs, alone]), numbers
