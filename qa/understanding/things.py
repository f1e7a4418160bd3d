"""The several things one question asks for: each with the words that all of them share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from qa.inquiry import Inquiry
from qa.question import split_asks
from qa.understanding.marks import load_class
from qa.understanding.parts import Part
from qa.understanding.roles import asks_alike, blank_free, names_both

_NAMING = ("subject", "number")
_SHORTEST, _KEYWORD = 2, 4
_SPACES = " 、,，/／"
_SPACED, _MARKS = " ", "、，,"


def split_things(inquiry: Inquiry, plain: str) -> list[str]:
    """Return a question once for each thing it asks for, as a question of its own; one where it is one.

    Things are joined by a word or a comma, 策略二跟策略三的執行率, or each has a word of asking of its own.
    A stretch that names nothing asks for more of what was named before.
    """
    parts = inquiry.parts_of(plain)
    joined = _find_joined(inquiry, plain, parts)
    if joined:
        first, last = joined[0], joined[-1]
        return [f"{plain[: first.start]}{plain[kept.start : kept.end]}{plain[last.end :]}" for kept in joined]
    asks = split_asks(plain)
    if len(asks) < 2 or not all(_names(inquiry, ask) for ask in asks):
        return [plain]
    return asks


def list_keywords(inquiry: Inquiry, plain: str) -> list[str]:
    """Return the words of a subject that is put as keywords with spaces between: each is asked about."""
    kept = blank_free(plain)
    names = [kept[p.start : p.end] for p in inquiry.parts_of(plain) if p.sort == "subject"]
    return [word for name in names for word in name.split() if len(word) >= _KEYWORD and not word.isascii()]


def compares_documents(inquiry: Inquiry, plain: str) -> bool:
    """Say whether a question sets what two documents say beside each other: 中程計畫跟報告一樣嗎."""
    parts = inquiry.parts_of(plain)
    named = [part for part in parts if part.sort == "document"]
    compared = [plain[part.start : part.end] for part in parts if part.sort == "comparison"]
    both = any(map(names_both, (*(plain[part.start : part.end] for part in named), *compared)))
    return len(named) > 1 or both or (bool(named) and any(map(asks_alike, compared)))


def _names(inquiry: Inquiry, plain: str) -> bool:
    """Say whether a stretch names something: of 原來承諾多少名 nothing is left but what was planned."""
    kept = blank_free(plain)
    return any(kept[p.start : p.end].strip() for p in inquiry.parts_of(plain) if p.sort in _NAMING)


def _cut_joined(inquiry: Inquiry, plain: str, part: Part, words: Sequence[str]) -> list[Part]:
    """Return a name cut at the words that join names in it; whole where a piece is too short for a name.

    與 of 參與 joins nothing: the texts know the two characters as one word.
    """
    cuts: list[tuple[int, int]] = []
    for word in sorted(words, key=len, reverse=True):
        for match in re.finditer(
            f"{_SPACED}{re.escape(word)}{_SPACED}" if _is_spaced(word) else re.escape(word),
            plain[part.start : part.end],
        ):
            start, end = part.start + match.start(), part.start + match.end()
            known = inquiry.topic_of(plain[start - 1 : end]).known().concepts if word not in _MARKS else ()
            if not known and all(end <= first or last <= start for first, last in cuts):
                cuts.append((start, end))
    edges = [part.start, *(edge for cut in sorted(cuts) for edge in cut), part.end]
    pieces = [replace(part, start=start, end=end) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    whole = all(len(plain[one.start : one.end].strip()) >= _SHORTEST for one in pieces)
    return pieces if whole else [part]


def _is_spaced(word: str) -> bool:
    return word.isascii() and word.isalpha()


def _find_joined(inquiry: Inquiry, plain: str, parts: Sequence[Part]) -> list[Part]:
    """Return the first names that stand side by side with nothing but a joining word between."""
    words = (*load_class("join.and"), *load_class("join.or"))
    naming = [
        one for part in parts if part.sort in _NAMING for one in _cut_joined(inquiry, plain, part, words)
    ]
    found: list[Part] = []
    for one, other in pairwise(naming):
        if one.sort == other.sort and plain[one.end : other.start].strip(_SPACES) in ("", *words):
            found = [*(found or [one]), other]
        elif found:
            break
    return found
