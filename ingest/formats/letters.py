"""How wide characters stand in typed tables, and letters that were set apart by spaces."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def close_letters(text: str) -> str:
    """Return a text of single characters set apart without the spaces between them.

    >>> close_letters("項　目"), close_letters("辦 理 廉 政 宣 導 1,230 場"), close_letters("法務部 內政部")
    ('項目', '辦理廉政宣導1,230場', '法務部 內政部')
    """
    tokens = text.split()
    single = sum(len(token) == 1 and is_wide(token) for token in tokens)
    if single < 2 or single * 3 < len(tokens) * 2:
        return text
    pieces: list[str] = []
    for before, token in zip(["", *tokens], tokens, strict=False):
        # Two numbers or words stay two.
        apart = before and not is_wide(before[-1]) and not is_wide(token[0])
        pieces += [" ", token] if apart else [token]
    return "".join(pieces)


@lru_cache(maxsize=16384)
def is_wide(char: str) -> bool:
    """Say whether a character takes two columns wherever widths are fixed, as wide as it is high.

    >>> [is_wide(char) for char in "目，A%"]
    [True, True, False, False]
    """
    return unicodedata.east_asian_width(char) in "WF"


@lru_cache(maxsize=16384)
def width_of(char: str, ambiguous: int = 1) -> int:
    """Return how many columns a character takes; box lines and the like take one or two by the font."""
    kind = unicodedata.east_asian_width(char)
    if kind in "WF":
        return 2
    if kind == "A":
        return ambiguous
    return 0 if unicodedata.combining(char) else 1


def measure(text: str, ambiguous: int = 1) -> int:
    """Return how many columns a text takes.

    >>> measure("計畫 1,230")
    10
    """
    return len(text) if text.isascii() else sum(width_of(char, ambiguous) for char in text)
