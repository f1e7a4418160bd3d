"""Tables without upright rules, found by what stands below each other: no label needs to be known.

Lines that leave the same gaps free between their parts make a region. Whether it is a table, prose in two
columns or neither is judged by its shape, since a false table is worse than none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.headings import heading_level
from ingest.pdf.strips import Strip, split_strip
from ingest.pdf.wrapping import has_leaders

# In heights of a line: the gap between two parts, between columns, how far lines may stand apart.
GAP = 0.75
_GUTTER = 0.6
_NEAR = 2.5
_NEAR_RULED = 6.0
_OVERLAP = 0.3
_TIGHT = 0.25
_LEARNING = 3
_MOST_DROPPED = 7
# The share of its lines that a column may fill which is only a heading beside the figures below it.
_FEW = 0.34
_SLIT = 0.2
_CAPTION = 0.6
_ON_RULE = 2.0
_COLONS = "：:"

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
        first, end = _met(self.columns, part.left, part.right, _GUTTER * self.size / 2)
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


def _met(columns: Sequence[Span], left: float, right: float, slack: float) -> tuple[int, int]:
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


def _spans(line: TextLine) -> list[Span]:
    return [(part.left, part.right) for part in line.parts]


def grow(
    lines: Sequence[TextLine], start: int, rules: Sequence[float], carried: Sequence[Span] = ()
) -> Region:
    """Return the region that begins at a line, or that goes on there with the columns of the page before."""
    first = lines[start]
    gutter = _GUTTER * first.size
    columns = list(carried) or cover(_spans(first), gutter)
    region = Region([], columns, first.size, bool(carried))
    split = 0
    widest = 0.0
    index = start
    while index < len(lines):
        line = lines[index]
        if region.lines and not _is_near(region.lines[-1], line, rules):
            break
        gap = line.top - region.lines[-1].bottom if region.lines else widest
        if split >= _LEARNING and gap > 2 * widest + line.size:
            break
        if split >= _LEARNING or carried:
            line = TextLine(line.strips, [piece for part in line.parts for piece in _cut(part, region)])
        joined = cover([*region.columns, *_spans(line)], gutter)
        crossing = [span for span in _spans(line) if _crosses(span, region.columns, gutter)]
        if not crossing and len(joined) >= len(region.columns):
            if len(line.parts) == 1 and _stands_apart(line.parts[0], region):
                break
            region.columns = joined
        elif split < _LEARNING and len(line.parts) > 1 and not carried:
            if len(joined) < 2:
                break
            region.columns = joined
        elif gap <= widest + _SLIT * line.size and _spans_row(lines, index, region, gutter, split):
            region.spanning.add(len(region.lines))
        else:
            break
        region.lines.append(line)
        widest = max(widest, gap)
        split += len(line.parts) > 1
        index += 1
    return region


def _is_near(above: TextLine, below: TextLine, rules: Sequence[float]) -> bool:
    ruled = any(above.top < y < below.bottom for y in rules)
    return below.top - above.bottom <= (_NEAR_RULED if ruled else _NEAR) * max(above.size, below.size)


def _crosses(span: Span, columns: Sequence[Span], gutter: float) -> bool:
    first, end = _met(columns, *span, gutter / 2)
    return end - first > 1


def _stands_apart(part: Strip, region: Region) -> bool:
    """Say whether a line of one part stands beside all columns, or is a heading of the text below them."""
    if not any(part.left < right and part.right > left for left, right in region.columns):
        return True
    if not region.lines or region.column_of(part)[0] > 0 or heading_level(part.text) is None:
        return False
    above = [other for other in region.lines[-1].parts if region.column_of(other)[0] == 0]
    room = min((region.columns[0][1] - other.right for other in above), default=part.size)
    return part.top - region.lines[-1].bottom > GAP * part.size or room >= part.size


def _spans_row(lines: Sequence[TextLine], index: int, region: Region, gutter: float, split: int) -> bool:
    """Say whether a line that crosses columns stands inside of the table: a section, a wide cell."""
    line = lines[index]
    crossing = sum(_crosses(span, region.columns, gutter) for span in _spans(line))
    if len(line.parts) > 1 and len(region.columns) > 2:
        return crossing == 1 and split >= _LEARNING
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is None or split < 2 or len(region.columns) < 3 or len(following.parts) < 2:
        return False
    fits = not any(_crosses(span, region.columns, gutter) for span in _spans(following))
    return fits and following.top - line.bottom <= _NEAR * line.size


def settle(region: Region) -> None:
    """Settle the columns of a region when all of its lines are known.

    What reaches over columns only for lack of space is cut; columns of which no line fills both are one.
    """
    for line in region.lines:
        line.parts = [piece for part in line.parts for piece in _cut(part, region)]
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


def _cut(part: Strip, region: Region) -> list[Strip]:
    """Cut a part where a gap between columns goes through it between two of its characters."""
    first, end = region.column_of(part)
    pieces = [part]
    for column in range(first, end - 1):
        right, left = region.columns[column][1], region.columns[column + 1][0]
        glyphs = [glyph for glyph in pieces[-1].glyphs if glyph.text.strip()]
        for index in range(1, len(glyphs)):
            before, after = glyphs[index - 1], glyphs[index]
            apart = after.left - before.right >= _SLIT * part.size
            if apart and before.right <= left and after.left >= right:
                pieces[-1:] = [Strip(glyphs[:index]), Strip(glyphs[index:])]
                break
    return pieces


def trim(region: Region, rules: Sequence[float], labels: Container[str] = ()) -> None:
    """Take the lines off the end of a region that only happen to stand below its columns."""
    while region.lines:
        last = region.lines[-1]
        above = region.lines[-2] if len(region.lines) > 1 else None
        if len(last.parts) > 1 or (last.parts[0].text in labels and len(region.columns) == 2):
            break
        if above is not None and not _is_below_end(above, last, rules):
            if region.column_of(last.parts[0])[0] > 0 or _wraps(above, last, region):
                break
        region.lines.pop()
    region.spanning = {i for i in region.spanning if i < len(region.lines)}


def _is_below_end(above: TextLine, last: TextLine, rules: Sequence[float]) -> bool:
    """Say whether the last rule of a table lies above its last line."""
    between = any(above.top < y < last.bottom - last.size / 2 for y in rules)
    return between and not any(0 <= y - last.bottom + last.size / 2 < _ON_RULE * last.size for y in rules)


def _wraps(above: TextLine, below: TextLine, region: Region) -> bool:
    """Say whether a line in the first column goes on with a full one above it."""
    first = [part for part in above.parts if region.column_of(part)[0] == 0]
    if not first:
        return False
    others = [
        part.right for line in region.lines[:-1] for part in line.parts if region.column_of(part)[0] == 0
    ]
    reach, part, upper = max(others), below.parts[0], first[-1]
    middles = abs(part.left + part.right - upper.left - upper.right) / 2
    if min(abs(part.left - upper.left), middles) > part.size / 2:
        return False
    is_close = below.top - upper.bottom <= _TIGHT * part.size + min(0.5 * part.size, 4.0)
    return is_close and upper.right >= reach - part.size and part.right <= reach + part.size


def lead(lines: Sequence[TextLine], start: int, region: Region, done: int) -> int:
    """Return where a region begins that has lines of single cells above the first line of several."""
    index = start
    while index > done:
        line = lines[index - 1]
        part = line.parts[0]
        first, end = region.column_of(part)
        if len(line.parts) > 1 or first == 0 or end - first > 1 or part.text[-1:] in _COLONS:
            break
        left, right = region.columns[first]
        inside = part.left >= left - part.size and part.right <= right + part.size
        named = any(colon in part.text for colon in _COLONS) and len(region.columns) > 2
        if named or not inside or lines[index].top - part.bottom > GAP * part.size:
            break
        index -= 1
    return index


def read_regions(lines: Sequence[TextLine], rules: Sequence[float]) -> Iterator[tuple[int, int, Region]]:
    """Yield every region of at least two lines with where it begins and ends among the lines."""
    index = done = 0
    while index < len(lines):
        if len(lines[index].parts) < 2:
            index += 1
            continue
        body, region = _find_body(lines, index, rules)
        trim(region, rules)
        if len(region.lines) < 2 or len(region.columns) < 2:
            index += 1
            continue
        end = body + len(region.lines)
        start = _find_head(lines, max(done, index), body, region, rules)
        if start == body:
            while len(region.lines) > 2 and _is_caption(region.lines[0], region, rules):
                region.lines.pop(0)
                start += 1
            start = lead(lines, start, region, done)
        body_at = end - len(region.lines)
        region.lines = [*lines[start:body_at], *region.lines]
        settle(region)
        yield start, end, region
        index = done = end


def _find_body(lines: Sequence[TextLine], index: int, rules: Sequence[float]) -> tuple[int, Region]:
    """Return where the lines begin that show most columns: below headings that reach over several."""
    best = grow(lines, index, rules)
    chosen = index
    for start in range(index + 1, min(index + _MOST_DROPPED + 1, len(lines) - 1)):
        if not _is_near(lines[start - 1], lines[start], rules):
            break
        if len(lines[start].parts) < 2:
            continue
        region = grow(lines, start, rules)
        several = sum(len(line.parts) > 1 for line in region.lines)
        if several >= _LEARNING and _worth(region) > _worth(best):
            best, chosen = region, start
    return chosen, best


def _worth(region: Region) -> int:
    return (len(region.lines) - len(region.spanning)) * (len(region.columns) - 1)


def _find_head(
    lines: Sequence[TextLine], first: int, body: int, region: Region, rules: Sequence[float]
) -> int:
    """Return where the heading above the body of a table begins."""
    left, right = region.columns[0][0], region.columns[-1][1]
    start = body
    while start > first:
        line = lines[start - 1]
        inside = all(left - 2 * p.size <= p.left and p.right <= right + 2 * p.size for p in line.parts)
        if not inside or _is_caption(line, region, rules):
            break
        start -= 1
    return start


def _is_caption(line: TextLine, region: Region, rules: Sequence[float]) -> bool:
    """Say whether a line above the columns names the table and is no heading in it."""
    width = region.columns[-1][1] - region.columns[0][0]
    places = [region.column_of(part) for part in line.parts]
    crossing = [p for p, (a, b) in zip(line.parts, places, strict=True) if b - a > 1]
    if any(part.right - part.left > _CAPTION * width for part in crossing):
        return True
    filled = len(places) - len(crossing)
    below = [y for y in rules if line.bottom - line.size / 2 < y < region.lines[-1].bottom + region.size]
    above = [line.top + line.size / 2 - y for y in rules if y < line.top + line.size / 2]
    distance = min(above, default=float("inf"))
    if 2 * filled >= len(region.columns) or distance < _ON_RULE * line.size:
        return False
    return len(below) > 2 or (len(below) == 2 and distance > _NEAR_RULED * line.size)


def _find_spanning(region: Region) -> set[int]:
    return {
        index
        for index, line in enumerate(region.lines)
        if any(b - a > 1 for a, b in map(region.column_of, line.parts))
    }
