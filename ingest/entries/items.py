"""The numbered items of a cell: where each begins and ends."""

from __future__ import annotations

import re

_MARKER = re.compile(
    r"(?:[(（](?P<bracket>[0-9]{1,2})[)）]|[(（](?P<han>[一二三四五六七八九十])[)）]|(?P<digit>[0-9]{1,2})(?P<ended>[.．、)）])|(?P<circled>[①②③④⑤⑥⑦⑧⑨⑩]))\s*"
)
_BREAKS = "；;。，,、：:"
_SIGNS = {"circled": "①②③④⑤⑥⑦⑧⑨⑩", "han": "一二三四五六七八九十"}


def split_items(text: str) -> list[tuple[str, int, int]]:
    """Return the numbered items of a cell as (number, start, end), the whole where there are none.

    A number opens an item only where the numbers count on from 1, so that 1.11萬8,735通 is an item.

    >>> [(no, "1.94.1%\\n2.8.1%"[s:e]) for no, s, e in split_items("1.94.1%\\n2.8.1%")]
    [('1', '94.1%'), ('2', '8.1%')]
    >>> [(no, "1、2.7%\\n2、5.6日"[s:e]) for no, s, e in split_items("1、2.7%\\n2、5.6日")]
    [('1', '2.7%'), ('2', '5.6日')]
    >>> split_items("27.5秒")
    [('', 0, 5)]
    """
    marks: list[tuple[str, int, int]] = []
    kind = ""
    for match in _MARKER.finditer(text):
        name = next(one for one in ("bracket", "han", "digit", "circled") if match[one])
        # 1、2.7% opens one item, whose number ends in 、: 2. is no second.
        found = f"{name}{match['ended'] or ''}"
        number = str(_SIGNS[name].index(match[name]) + 1) if name in _SIGNS else match[name]
        # A sign in brackets needs no break before it in a cell that begins with one.
        free = match.start() == 0 or text[match.start() - 1] in _BREAKS or text[match.start() - 1].isspace()
        if not free and not (name != "digit" and marks and marks[0][1] == 0):
            continue
        if marks and match.start() == marks[-1][2]:
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
