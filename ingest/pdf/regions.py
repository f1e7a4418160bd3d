"""Lines of parts side by side, and the columns that the gaps between the parts leave."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.pdf.strips import Strip, split_strip
from ingest.pdf.wrapping import has_leaders

# In heights of a line: the gap between two parts, between columns, between two words of full cells.
GAP = 0.75
GUTTER = 0.6
SLIT = 0.2
# Lines half a line apart at a leading of one and a half still overlap by a quarter.
_OVERLAP = 0.2
# The share of its lines that a column may fill which is only a heading beside the figures below it.
_FEW = 0.34

Span = tuple[float, float]


@dataclass(slots=True)
class TextLine:
    """What stands side by side: the parts of one strip, or of several that overlap in height."""

    strips: list[Strip]
    parts: list[Strip]

    @property
    def top(self) -> float:
        """Return its upper edge."""
        return min(part.top for part in self.parts)

    @property
    def bottom(self) -> float:
        """Return its lower edge."""
        return max(part.bottom for part in self.parts)

    @property
    def size(self) -> float:
        """Return the height of its highest part."""
        return max(part.size for part in self.parts)


@dataclass(slots=True)
class Region:
    """Lines that leave the same gaps free, with the columns between the gaps and the height of a line."""

    lines: list[TextLine]
    columns: list[Span]
    size: float
    carried: bool = False
    spanning: set[int] = field(default_factory=set)

    def column_of(self, part: Strip) -> tuple[int, int]:
        """Return the first column a part stands in and the one behind its last."""
        first, end = meet(self.columns, part.left, part.right, GUTTER * self.size / 2)
        if first < end:
            return first, end
        middle = (part.left + part.right) / 2
        near = range(max(0, end - 1), min(len(self.columns), first + 1)) or range(len(self.columns))
        column = min(near, key=lambda i: abs(sum(self.columns[i]) / 2 - middle))
        return column, column + 1

    def by_column(self) -> list[list[Strip]]:
        """Return for each column the parts that stand in it alone."""
        found: list[list[Strip]] = [[] for _ in self.columns]
        for line in self.lines:
            for part in line.parts:
                first, end = self.column_of(part)
                if end - first == 1:
                    found[first].append(part)
        return found

    def in_column(self, column: int) -> list[Strip]:
        """Return the parts that stand in one column alone."""
        return self.by_column()[column]


def meet(columns: Sequence[Span], left: float, right: float, slack: float) -> tuple[int, int]:
    """Return the first of the columns that a span meets by more than the slack, and the end of them."""
    first = bisect_right(columns, left + slack, key=lambda column: column[1])
    end = bisect_left(columns, right - slack, key=lambda column: column[0])
    return first, end


def make_text_lines(strips: Sequence[Strip]) -> list[TextLine]:
    """Cut strips into parts; strips that overlap in height and stand side by side are one line."""
    lines: list[TextLine] = []
    for strip in strips:
        parts = [strip] if has_leaders(strip.text) else split_strip(strip, GAP) or [strip]
        last = lines[-1] if lines else None
        if last and strip.top < last.bottom - _OVERLAP * strip.size and _is_beside(parts, last.parts):
            last.strips.append(strip)
            last.parts = sorted([*last.parts, *parts], key=lambda part: part.left)
        else:
            lines.append(TextLine([strip], parts))
    return lines


def _is_beside(parts: Sequence[Strip], others: Sequence[Strip]) -> bool:
    return all(
        part.left - other.right > GAP * part.size or other.left - part.right > GAP * part.size
        for part in parts
        for other in others
    )


def cover(spans: Sequence[Span], gutter: float) -> list[Span]:
    """Return the spans joined where less than a gutter parts them.

    >>> cover([(0, 10), (30, 40), (8, 20)], 5)
    [(0, 20), (30, 40)]
    """
    joined: list[Span] = []
    for left, right in sorted(spans):
        if joined and left - joined[-1][1] < gutter:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    return joined


def spans_of(line: TextLine) -> list[Span]:
    return [(part.left, part.right) for part in line.parts]


def settle(region: Region) -> None:
    """Settle the columns of a region when all of its lines are known.

    What reaches over columns only for lack of space is cut; columns of which no line fills both are one.
    """
    for line in region.lines:
        line.parts = [piece for part in line.parts for piece in cut_part(part, region)]
    if not region.carried:
        _join_columns(region)
    region.spanning = _find_spanning(region)


def _join_columns(region: Region) -> None:
    """Join neighbouring columns of which no line fills both, as a heading beside the figures below it."""
    both: set[int] = set()
    for line in region.lines:
        firsts = {region.column_of(part)[0] for part in line.parts}
        both |= {column for column in firsts if column - 1 in firsts}
    counts = [len(parts) for parts in region.by_column()]
    columns = region.columns[:1]
    for column in range(1, len(region.columns)):
        few = min(counts[column - 1], counts[column]) <= _FEW * len(region.lines)
        left = len(columns) + len(region.columns) - column
        if column in both or not few or left <= 2:
            columns.append(region.columns[column])
        else:
            columns[-1] = (columns[-1][0], region.columns[column][1])
    region.columns = columns


def cut_part(part: Strip, region: Region) -> list[Strip]:
    """Cut a part where a gap between columns goes through it between two of its characters."""
    first, end = region.column_of(part)
    pieces = [part]
    for column in range(first, end - 1):
        right, left = region.columns[column][1], region.columns[column + 1][0]
        glyphs = [glyph for glyph in pieces[-1].glyphs if glyph.text.strip()]
        for index in range(1, len(glyphs)):
            before, after = glyphs[index - 1], glyphs[index]
            apart = after.left - before.right >= SLIT * part.size
            if apart and before.right <= left and after.left >= right:
                pieces[-1:] = [Strip(glyphs[:index]), Strip(glyphs[index:])]
                break
    return pieces


def _find_spanning(region: Region) -> set[int]:
    return {
        index
        for index, line in enumerate(region.lines)
        if any(b - a > 1 for a, b in map(region.column_of, line.parts))
    }
