"""The numbered items of a cell: where each begins and ends."""

from __future__ import annotations

import re

_MARKER = re.compile(
    r"(?:^|(?<=[\s；;。，,、：:]))(?:[(（](?P<bracket>[0-9]{1,2})[)）]|(?P<digit>[0-9]{1,2})[.．、)）]|(?P<circled>[①②③④⑤⑥⑦⑧⑨⑩]))\s*"
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


def split_items(text: str) -> list[tuple[str, int, int]]:
    """Return the numbered items of a cell as (number, start, end), the whole where there are none.

    A number opens an item only where the numbers count on from 1, so that 1.11萬8,735通 is an item.

    >>> [(no, "1.94.1%\\n2.8.1%"[s:e]) for no, s, e in split_items("1.94.1%\\n2.8.1%")]
    [('1', '94.1%'), ('2', '8.1%')]
    >>> split_items("27.5秒")
    [('', 0, 5)]
    """
    marks: list[tuple[str, int, int]] = []
    kind = ""
    for match in _MARKER.finditer(text):
        found = match.lastgroup or ""
        number = str(_CIRCLED.index(match[found]) + 1) if found == "circled" else match[found]
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
