"""The numbered items of a cell: where each begins and ends; those that a list tells one by one."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.figures.digits import read_chinese
from ingest.figures.numerals import read_figures
from ingest.records import Figure
from ingest.tables.status import is_pending

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
# Brackets and circles open an item wherever they stand, once a cell began with one.
_BRACKETS = r"[(（](?:(?P<bracket>[0-9]{1,2})|(?P<round>[一二三四五六七八九十]{1,2}))[)）]"
_OPEN = rf"{_BRACKETS}|(?P<circled>[{CIRCLED}])"
_MARKER = re.compile(rf"(?:^|(?<=[\s；;。，,、：:]))(?:{_OPEN}|(?P<digit>[0-9]{{1,2}})[.．、)）])\s*")
_ENCLOSED = re.compile(rf"(?:{_OPEN})\s*")
_DAYS = re.compile(r"(?P<count>[0-9０-９][0-9０-９,，.．]*)日\s*")
_SPAN = re.compile(r"[0-9][0-9,.]*\s*[~～]\s*[0-9][0-9,.]*\s*")
_NAMED = re.compile(r"[^：:]*[：:]\s*")
# What parts the things of a list that has no numbers, the surest first.
_PARTED = ("；;", "\n", "、", "，")


def split_items(text: str) -> list[tuple[str, int, int]]:
    """Return the numbered items of a cell as (number, start, end), the whole where there are none.

    A number opens an item only where the numbers count on from 1, so that 1.11萬8,735通 is an item.

    >>> [(no, "1.94.1%\\n2.8.1%"[s:e]) for no, s, e in split_items("1.94.1%\\n2.8.1%")]
    [('1', '94.1%'), ('2', '8.1%')]
    >>> split_items("27.5秒"), split_items("（一）9處（二）8人")
    ([('', 0, 5)], [('1', 3, 5), ('2', 8, 10)])
    >>> [(no, "1、2.7% 2、5.6日"[s:e]) for no, s, e in split_items("1、2.7% 2、5.6日")]
    [('1', '2.7%'), ('2', '5.6日')]
    """
    marks: list[tuple[str, int, int]] = []
    kind = ""
    for match in (_ENCLOSED if _ENCLOSED.match(text) else _MARKER).finditer(text):
        found = match.lastgroup or ""
        number = _read_number(found, match[found])
        if found == "digit":
            # In 1、2.7% what stands behind the first number sets it off from the other.
            found = match[0].strip()[len(number) :]
        if marks and match.start() == marks[-1][2]:
            # An item has words: in 1. 2.7% the second number is its figure's.
            continue
        if (not marks and number == "1") or (marks and found == kind and int(number) == len(marks) + 1):
            kind = found
            marks.append((number, match.start(), match.end()))
    if len(marks) < 2:
        return [("", 0, len(text))]
    ends = [start for _, start, _ in marks[1:]] + [len(text)]
    items = [
        (number, begin, begin + len(text[begin:end].rstrip()))
        for (number, _, begin), end in zip(marks, ends, strict=True)
    ]
    return [("", 0, marks[0][1]), *items] if text[: marks[0][1]].strip() else items


def _read_number(kind: str, mark: str) -> str:
    if kind == "circled":
        return str(CIRCLED.index(mark) + 1)
    return str(read_chinese(mark) or 0) if kind == "round" else mark


def split_listed(text: str, count: int) -> list[tuple[int, int]]:
    """Return the parts of a cell that lists so many figures without numbers, none where it does not.

    >>> text = "日本：100萬人次；韓國：尚未公布"
    >>> [text[start:end] for start, end in split_listed(text, 2)], split_listed(text, 3)
    (['日本：100萬人次', '韓國：尚未公布'], [])
    """
    for marks in _PARTED:
        ends = [at for at, char in enumerate(text) if char in marks]
        parts = list(zip([0, *(at + 1 for at in ends)], [*ends, len(text)], strict=True))
        parts = [(start, end) for start, end in parts if text[start:end].strip()]
        if len(parts) == count and all(_gives_one(text[start:end]) for start, end in parts):
            return parts
    return []


def _gives_one(part: str) -> bool:
    """Say whether a part of a list gives a figure, or says that there is none."""
    return len(read_figures(part) or read_alone(part[find_words(part) :])) == 1 or is_pending(part)


def find_words(part: str) -> int:
    """Return where a part of a list begins behind the name before its colon.

    >>> "等候：16日"[find_words("等候：16日") :]
    '16日'
    """
    name = _NAMED.match(part)
    return name.end() if name else 0


def read_alone(words: str) -> list[Figure]:
    """Return the number of days, or the range, that is all a cell says; among other words it would be a date.

    >>> [(f.text, f.value, f.upper) for f in read_alone("150~180") + read_alone("112年150~180")]
    [('150~180', Decimal('150'), Decimal('180'))]
    """
    days, span = _DAYS.fullmatch(words), _SPAN.fullmatch(words)
    if span is not None:
        found = read_figures(f"{words.rstrip()}個")
        return [replace(f, unit="", text=words[f.start : f.end].rstrip()) for f in found]
    found = read_figures(f"{days['count']}天") if days else []
    return [replace(f, unit="日", text=words[f.start : f.end]) for f in found]
