"""A text with one mark for each figure and year, so that the grammar around them can be matched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ingest.figures.digits import halfwidth
from ingest.figures.numerals import read_figures
from ingest.figures.units import is_ratio
from ingest.figures.years import Year, read_years
from ingest.records import Field, Figure

COUNT, RATE, YEAR, LIMIT = "\ue000", "\ue001", "\ue002", "\ue003"
NUMBER = f"[{COUNT}{RATE}]"
# A text may hold these too: fonts have signs of their own at the codes for private use.
_TAKEN = re.compile(f"[{COUNT}{RATE}{YEAR}{LIMIT}]")
_OPEN, _CLOSE = "(（【[", ")）】]"
_BRACKET = re.compile(f"[{re.escape(_OPEN + _CLOSE)}]")
_END = re.compile("[。；;\n]")
_INK = re.compile(r"[\S\n]+")
_NUMBERING = re.compile(
    # The look-ahead only saves time: most characters begin nothing.
    r"(?=[\d(（甲乙丙丁戊己庚辛-])"
    r"(?:(?<=[\s。；;：:，,])|^)(?:\d{1,2}[.、．](?!\d)|-\s|[(（](?:\d{1,2}|[一二三四五六七八九十甲乙丙丁戊己]{1,2})[)）]"
    r"|[甲乙丙丁戊己庚辛]、)"
)
# A year directly behind list numbering ("1.109年") is where the look-ahead above would stop.
_NUMBERED_YEAR = re.compile(r"(?:(?<=[\s。；;：:，,])|^)\d{1,2}[.、．](?=1\d\d\s?年)")
_MORE = re.compile(r"\s{0,2}多\s{0,2}[0-9]")


@dataclass(frozen=True, slots=True)
class View:
    """A stretch of a shape: its characters and the positions they have in the whole shape."""

    text: str
    positions: Sequence[int]
    shape: Shape

    def figure(self, index: int) -> Figure:
        """Return the figure whose mark stands at an index."""
        return self.shape.figures[self.positions[index]]

    def year(self, index: int) -> int:
        """Return the year whose mark stands at an index."""
        return self.shape.years[self.positions[index]].year

    def counts(self, start: int, end: int, marks: str = COUNT + RATE) -> list[int]:
        """Return the indexes of the figures between two indexes."""
        return [i for i in range(max(0, start), end) if self.text[i] in marks]


@dataclass(frozen=True)
class Sentence:
    """A stretch up to a full stop, semicolon or line break; `item` counts the list items of the text."""

    shape: Shape
    start: int
    end: int
    item: int

    @cached_property
    def full(self) -> View:
        """The sentence with what stands in parentheses."""
        return View(self.shape.text[self.start : self.end], range(self.start, self.end), self.shape)

    @cached_property
    def flat(self) -> View:
        """The sentence without parentheses and what stands in them."""
        text, depth, begin = self.shape.text, 0, self.start
        words: list[str] = []
        kept: list[int] = []
        for bracket in [*_BRACKET.finditer(text, self.start, self.end), None]:
            end = bracket.start() if bracket else self.end
            if not depth:
                words.append(text[begin:end])
                kept.extend(range(begin, end))
            if bracket:
                depth = depth + 1 if bracket[0] in _OPEN else max(0, depth - 1)
                begin = bracket.end()
        return View("".join(words), tuple(kept), self.shape)


@dataclass(frozen=True)
class Shape:
    """A field's text without white space, with a mark for each figure and each year.

    `starts` are the offsets in the source; `ends` are those of the marks, which stand for several characters.
    """

    field: Field
    text: str
    starts: Sequence[int]
    ends: dict[int, int]
    figures: dict[int, Figure]
    years: dict[int, Year]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the text."""
        return tuple(self._cut())

    def _cut(self) -> Iterator[Sentence]:
        start, item = 0, 0
        for end in _END.finditer(self.text + "\n"):
            position, char = end.start(), end[0]
            # ；另 goes on with the same list, whose total may follow.
            if char in "；;" and self.text.startswith("另", position + 1):
                continue
            if position > start:
                if _opens_item(self.text[start : min(position, start + 24)]):
                    item += 1
                yield Sentence(self, start, position, item)
            item += char == "\n"
            start = position + 1

    def quote(self, start: int, end: int) -> str:
        """Return the words of the source for the positions from start to end."""
        first, last = self.span(start, end)
        return self.field.text[first:last].strip()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the source for the positions from start to end."""
        last = max(start, end - 1)
        return self.starts[start], self.ends.get(last, self.starts[last] + 1)


def _opens_item(opening: str) -> bool:
    """Say whether a sentence opens with a heading: 內政部移民署：108年度…"""
    heading, colon, _ = opening.replace(":", "：").partition("：")
    return (
        bool(colon) and 2 <= len(heading) <= 20 and not any(mark in heading for mark in COUNT + RATE + YEAR)
    )


def read_shape(field: Field) -> Shape:
    """Return the shape of a field's text; list numbering becomes a line break."""
    text = field.text
    figures = {f.start: _sharpen(text, f) for f in read_figures(text)}
    years = {y.start: y for y in read_years(text)}
    breaks = {m.start(): m.end() for pattern in (_NUMBERING, _NUMBERED_YEAR) for m in pattern.finditer(text)}
    marks = {start: (_mark(figure), figure.end) for start, figure in figures.items()}
    marks |= {start: (YEAR, year.end) for start, year in years.items()}
    marks |= {start: ("\n", end) for start, end in breaks.items()}
    plain = _TAKEN.sub("\ufffd", halfwidth(text))
    words: list[str] = []
    starts: list[int] = []
    ends: dict[int, int] = {}
    figure_at: dict[int, Figure] = {}
    year_at: dict[int, Year] = {}
    position = 0
    for start in [*sorted(marks), len(text)]:
        if start < position:
            continue
        for run in _INK.finditer(plain, position, start):
            words.append(run[0])
            starts.extend(range(*run.span()))
        if start == len(text):
            break
        char, position = marks[start]
        if char == YEAR:
            year_at[len(starts)] = years[start]
        elif char != "\n":
            figure_at[len(starts)] = figures[start]
        ends[len(starts)] = position
        words.append(char)
        starts.append(start)
    return Shape(field, "".join(words), starts, ends, figure_at, year_at)


def _sharpen(text: str, figure: Figure) -> Figure:
    """Take 多 before another number for a comparison, 290件多37件, and not for a rough 290."""
    rough = figure.approximate and not text[max(0, figure.start - 2) : figure.start].rstrip().endswith(
        ("約", "近")
    )
    return replace(figure, approximate=False) if rough and _MORE.match(text, figure.end) else figure


def _mark(figure: Figure) -> str:
    if figure.bound != "=" or figure.upper is not None:
        return LIMIT
    return RATE if is_ratio(figure.unit) else COUNT
