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


# What stands in a text between two cells, and at the ends of a part that is a cell of its own.
BORDER = "\t"
# What stands between two cells that are one field, the second below the first.
BELOW = f"{BORDER}\n"
_DIGITS_BEFORE = re.compile(r"[\d,，.]+$")
_DIGITS_AFTER = re.compile(r"[\d,，.]+")
_GROUPED = re.compile(r"(?!0\d)\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_NUMBER_ALONE = re.compile(rf"\s*(?!0\d)(?:{_GROUPED.pattern})\s*[百千萬億兆餘多]{{0,3}}\s*[%％]?\s*")
_LONGEST = 40
# Over so many lines more than those of its figure a quote may go on.
_REACH = 12


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


def squeeze(text: str) -> str:
    """Return a text without any white space."""
    return "".join(text.split())


def bare(text: str) -> str:
    """Return the text without tags and without any white space, as citations are compared."""
    return "".join(TAG.sub("", text).split())


def find_lines(lines: Sequence[str], first: int, last: int, quote: str) -> tuple[int, int]:
    """Return the first and last line that a quote stands on, of which those of its figure are some.

    A sentence that goes on over a line, or a cell of several lines, is quoted whole.

    >>> find_lines(["實際結訓", "1,743人。", "另有"], 2, 2, "實際結訓1,743人。")
    (1, 2)
    """
    wanted = bare(quote)
    for reach in range(_REACH):
        for above in range(reach + 1):
            start, end = max(1, first - above), last + reach - above
            if wanted in bare("\n".join(lines[start - 1 : end])):
                return start, end
    return first, last


def join_lines(
    parts: Iterable[tuple[int, str]], wrapped: Container[int] = (), opening: Container[int] = ()
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Join (line, text) parts that breaks tore apart; return the text and (offset, line) of each part.

    Nothing but white space is added: a line break where a sentence ended or a list item begins,
    a space between two Latin words, nothing inside a sentence or a number. Before a `wrapped` line
    it takes both for a line break: 105.5% may have been torn so that a line begins with `5.5%`.
    One before an `opening` line, the first of a paragraph, stays whatever ends before it.
    A part that begins with a BORDER, as a cell of its own does, keeps one to what stands before it; one
    that holds or ends with one, as a row does, to both sides; so do two numbers that are none together.

    >>> join_lines([(1, "安心專線\\t653,218"), (2, "1925\\t通")])
    ('安心專線\\t653,218\\t1925\\t通', ((0, 1), (13, 2)))
    >>> join_lines([(7, "於 109 年 12"), (9, "月 21 日辦理。"), (10, "2. 宣導")])
    ('於 109 年 12月 21 日辦理。\\n2. 宣導', ((0, 7), (10, 9), (20, 10)))
    """
    pieces: list[str] = []
    starts: list[tuple[int, int]] = []
    length, last = 0, ""
    for line, written in parts:
        part = written.strip(BORDER)
        if not part:
            continue
        gap = "\n" if line in opening else _separator(last.strip(BORDER), part, line in wrapped)
        # A cell of its own may go on below its first line.
        apart = BORDER in last.lstrip(BORDER) or BORDER in written
        if pieces and (apart or _are_two_numbers(last, part, line in wrapped)):
            gap = BORDER + gap.strip(" ")
        starts.append((length + len(gap), line))
        pieces += (gap, part)
        length, last = length + len(gap) + len(part), written
    return "".join(pieces), tuple(starts)


def _are_two_numbers(before: str, after: str, wrapped: bool) -> bool:
    """Say whether a number ends one part and another begins the next: no number together, or each alone.

    >>> _are_two_numbers("共653,218", "1925年", False), _are_two_numbers("查獲1,2", "34件", False)
    (True, False)
    """
    if not after[0].isdigit():
        return False
    head, tail = _DIGITS_AFTER.match(after, 0, _LONGEST), _DIGITS_BEFORE.search(before[-_LONGEST:])
    if head and tail and before[-1].isdigit() and not _GROUPED.fullmatch(tail[0] + head[0].rstrip(",，.")):
        return True
    alone = [_NUMBER_ALONE.fullmatch(part) for part in (before, after) if len(part) < _LONGEST]
    return not wrapped and len(alone) == 2 and all(alone)


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
    if len(starts) == 1:
        return [(starts[0][1], text[starts[0][0] :])]
    ends = [*(offset for offset, _ in starts[1:]), len(text)][: len(starts)]
    return [(line, text[offset:end]) for (offset, line), end in zip(starts, ends, strict=True)]
