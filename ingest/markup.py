"""The markup that stands in the sources and is no part of their text."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence

# Each attempt ends at the next angle bracket, so the cost is linear whatever the text.
TAG = re.compile(r"</?(?:p|ol|li|ul|br)\b[^<>]*>", re.IGNORECASE)
_RULE = re.compile(r"[-=─—_]{3}")
_FRAME = "-=─—_|:+"
_SENTENCE_ENDS = "。：；:;！？!?"
_NUMBERING = re.compile(
    r"\s*(?:[-•●‧]\s|\d{1,2}[.、．]|[(（][\d一二三四五六七八九十甲乙丙丁戊]{1,3}[)）]|[一二三四五六七八九十甲乙丙丁戊]{1,3}、)"
)
_ITEM_NUMBER = re.compile(
    r"\s*(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、)）])\s*"
)


def strip_numbering(text: str) -> str:
    """Return a text without the number it begins with.

    >>> strip_numbering("(七) 追緝外逃罪犯。"), strip_numbering("2.宣導"), strip_numbering("一般宣導")
    ('追緝外逃罪犯。', '宣導', '一般宣導')
    """
    found = _ITEM_NUMBER.match(text)
    return text[found.end() :] if found else text


def strip_tags(text: str) -> str:
    """Return the text without list and paragraph tags and without outer white space.

    >>> strip_tags('<ol style="list-style-type: none"> 1. 宣導 610 場。')
    '1. 宣導 610 場。'
    >>> strip_tags("<script>alert(1)</script>")
    '<script>alert(1)</script>'
    """
    return TAG.sub("", text).strip()


def is_rule(text: str) -> bool:
    """Say whether a line or cell is only the rule of a table.

    >>> is_rule("-------------------"), is_rule("5%")
    (True, False)
    """
    return not "".join(text.split()).strip(_FRAME) and _RULE.search(text) is not None


def bare(text: str) -> str:
    """Return the text without tags and without any white space, as citations are compared."""
    return "".join(TAG.sub("", text).split())


def join_lines(
    parts: Iterable[tuple[int, str]], wrapped: Container[int] = ()
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Join (line, text) parts that breaks tore apart; return the text and (offset, line) of each part.

    Nothing but white space is added: a line break where a sentence ended or a list item begins,
    a space between two Latin words, nothing inside a sentence or a number. Before a `wrapped` line
    it takes both for a line break: 105.5% may have been torn so that a line begins with `5.5%`.

    >>> join_lines([(7, "於 109 年 12"), (9, "月 21 日辦理。"), (10, "2. 宣導")])
    ('於 109 年 12月 21 日辦理。\\n2. 宣導', ((0, 7), (10, 9), (20, 10)))
    """
    pieces: list[str] = []
    starts: list[tuple[int, int]] = []
    length, last = 0, ""
    for line, part in parts:
        if not part:
            continue
        gap = _separator(last, part, line in wrapped)
        starts.append((length + len(gap), line))
        pieces += (gap, part)
        length, last = length + len(gap) + len(part), part
    return "".join(pieces), tuple(starts)


def _separator(before: str, after: str, wrapped: bool) -> str:
    if not before:
        return ""
    ended, numbered = before[-1] in _SENTENCE_ENDS, _NUMBERING.match(after) is not None
    if (ended and numbered) if wrapped else (ended or numbered):
        return "\n"
    if before[-1].isascii() and after[0].isascii() and before[-1].isalpha() and after[0].isalnum():
        return " "
    return ""


def fragments(text: str, starts: Sequence[tuple[int, int]]) -> list[tuple[int, str]]:
    """Take a joined text apart again into its (line, text) parts."""
    ends = [*(offset for offset, _ in starts[1:]), len(text)][: len(starts)]
    return [(line, text[offset:end]) for (offset, line), end in zip(starts, ends, strict=True)]
