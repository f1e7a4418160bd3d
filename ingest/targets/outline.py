"""The numbered items and the agencies' sections inside one cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ingest.figures.digits import halfwidth, read_chinese

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_BREAK = r"(?:(?<=[\s。；;：:，,、.）)■●◎◆※○□])|^)"
_MARKER = re.compile(
    # The look-ahead only saves time: most characters begin nothing.
    rf"(?=[0-9(（{_CIRCLED}{_STEMS}一二三四五六七八九十])"
    r"(?:(?<=[一-龥])(?P<close>[0-9]{1,2})\.(?=\s?[一-龥])|"
    rf"(?P<circled>[{_CIRCLED}])|"
    rf"{_BREAK}(?:"
    r"(?P<digit>[0-9]{1,2})\s?[.．、](?![0-9])"
    r"|[(（](?P<bracket>[0-9]{1,2})[)）]"
    r"|(?P<chinese>[一二三四五六七八九十]{1,3})、"
    r"|[(（](?P<round>[一二三四五六七八九十]{1,3})[)）]"
    rf"|(?P<stem>[{_STEMS}])、"
    rf"|[(（](?P<stems>[{_STEMS}])[)）]"
    r"))\s{0,3}"
)
_BRACKET = re.compile(r"(?P<open>[(（\[［])|[)）\]］]")
_HEADING = re.compile(
    r"【(?P<boxed>[一-龥]{2,24})】[：:]?\s{0,3}|"
    rf"{_BREAK}(?P<name>[一-龥]{{2,24}})(?P<inner>[(（][一-龥、]{{1,40}}[)）])?"
    r"(?P<count>\s{0,2}[(（][^()（）：:]{1,12}[)）])?\s{0,2}[：:]\s{0,3}"
)


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a cell under one number, one agency, or neither; `start` is after its marker."""

    start: int
    end: int
    path: tuple[str, ...] = ()
    agency: str | None = None


@dataclass(slots=True)
class _Level:
    """One level of numbering that is open."""

    kind: str
    number: int
    agency: str | None = None


@dataclass(slots=True)
class _Outline:
    """The levels that are open while a cell is read from left to right."""

    levels: list[_Level] = field(default_factory=list)
    agency: str | None = None

    def count(self, kind: str, number: int) -> bool:
        """Go to a number; False where it neither begins a list nor goes on with one."""
        for position in range(len(self.levels) - 1, -1, -1):
            level = self.levels[position]
            if level.kind == kind and number in (level.number + 1, 1):
                self.levels[position:] = [_Level(kind, number)]
                return True
        if number == 1:
            self.levels.append(_Level(kind, number))
        return number == 1

    def name(self, agency: str, numbered: bool) -> None:
        """Go to an agency's heading, which belongs to the number right before it if there is one."""
        if numbered:
            self.levels[-1].agency = agency
        else:
            self.levels, self.agency = [], agency

    def section(self, start: int, end: int) -> Section:
        """Return the stretch from start to end under what is open now."""
        named = [level.agency for level in self.levels if level.agency]
        path = tuple(str(level.number) for level in self.levels)
        return Section(start, end, path, named[-1] if named else self.agency)


def split_sections(text: str, find: Callable[[str], str | None]) -> list[Section]:
    """Cut a cell at its numbering and at the headings that name an agency, in their order.

    `find` says which agency a heading names, None for a heading that names none. A section ends
    where the next begins, so one with sub-items holds only its own opening words.

    >>> parts = split_sections("甲部： 1. 查核5件。 2. 宣導。 乙部：報告。", {"甲部": "甲", "乙部": "乙"}.get)
    >>> [(s.agency, s.path) for s in parts]
    [('甲', ('1',)), ('甲', ('2',)), ('乙', ())]
    """
    plain = halfwidth(text)
    outline = _Outline()
    sections: list[Section] = []
    start = 0
    for match in _find_breaks(plain):
        before = outline.section(start, match.start())
        opening = plain[start : match.start()].strip()
        if match.re is _HEADING:
            agency = find(match["name"] or match["boxed"])
            if agency is None:
                continue
            outline.name(agency, numbered=bool(outline.levels) and not opening)
            begin = match.start("count") if match["count"] else match.end()
        else:
            kind = match.lastgroup or ""
            kind = "digit" if kind == "close" else kind
            if not outline.count(kind, _read_number(match[match.lastgroup or 0])):
                continue
            begin = match.end()
        sections.append(before)
        start = begin
    sections.append(outline.section(start, len(text)))
    return [s for s in sections if plain[s.start : s.end].strip()]


def _find_breaks(plain: str) -> Iterator[re.Match[str]]:
    """Yield the markers and headings in the order of the text."""
    found = [*_MARKER.finditer(plain), *_HEADING.finditer(plain)]
    return iter(sorted(found, key=lambda match: match.start()))


def _read_number(mark: str) -> int:
    if mark.isdecimal():
        return int(mark)
    for row in (_STEMS, _CIRCLED):
        if mark in row:
            return row.index(mark) + 1
    value = read_chinese(mark)
    return int(value) if value is not None else 0


def measure_depths(text: str) -> list[int]:
    """Return how many parentheses are open at each character of a text, and one more for its end.

    >>> measure_depths("甲(乙)")
    [0, 1, 1, 1, 0]
    """
    depths: list[int] = []
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depths += [depth] * (bracket.start() - len(depths))
        if bracket["open"]:
            depth += 1
        depths.append(depth)
        if not bracket["open"]:
            depth = max(0, depth - 1)
    return depths + [depth] * (len(text) + 1 - len(depths))
