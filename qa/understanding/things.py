"""The several things one question asks for: each with the words that all of them share."""

from __future__ import annotations

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


def split_things(inquiry: Inquiry, plain: str) -> list[str]:
    """Return a question once for each thing it asks for, as a question of its own; one where it is one.

    Things are joined by a word or a comma, 策略二跟策略三的執行率, or each has a word of asking of its own.
    A stretch that names nothing asks for more of what was named before.
    """
    parts = inquiry.parts_of(plain)
    for first, second in _find_joined(inquiry, plain, parts):
        return [
            f"{plain[: first.start]}{plain[kept.start : kept.end]}{plain[second.end :]}"
            for kept in (first, second)
        ]
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
    """Return a name in two where one joining word stands in it, with a name on either side.

    與 of 參與 joins nothing: the texts know the two characters as one word.
    """
    named = plain[part.start : part.end]
    found = [(named.find(f"{space}{word}{space}"), word) for word in words for space in _spaces(word)]
    inside = [(at, word) for at, word in found if at >= _SHORTEST]
    if len(inside) != 1:
        return [part]
    at, word = inside[0]
    if inquiry.topic_of(named[at - 1 : at + len(word)]).known().concepts:
        return [part]
    second = part.start + named.index(word, at) + len(word)
    if part.end - second < _SHORTEST:
        return [part]
    return [replace(part, end=part.start + at), replace(part, start=second)]


def _spaces(word: str) -> tuple[str, ...]:
    return (" ",) if word.isascii() and word.isalpha() else ("",)


def _find_joined(inquiry: Inquiry, plain: str, parts: Sequence[Part]) -> list[tuple[Part, Part]]:
    """Return the pairs of names that stand side by side with nothing but a joining word between."""
    words = (*load_class("join.and"), *load_class("join.or"))
    naming = [
        one for part in parts if part.sort in _NAMING for one in _cut_joined(inquiry, plain, part, words)
    ]
    return [
        (one, other)
        for one, other in pairwise(naming)
        if one.sort == other.sort and plain[one.end : other.start].strip(_SPACES) in ("", *words)
    ]
