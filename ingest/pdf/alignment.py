"""Tables without upright rules, found by what stands below each other: no label needs to be known.

Lines that leave the same gaps free between their parts make a region. Whether it is a table, prose in two
columns or neither is judged by its shape, since a false table is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from ingest.headings import heading_level
from ingest.pdf.strips import Strip, split_strip
from ingest.pdf.wrapping import has_leaders, read_item

# In heights of a line: the gap between two parts, the least gap between columns, how far lines may stand apart.
GAP = 0.75
_GUTTER = 0.6
_NEAR = 2.5
_NEAR_RULED = 6.0
_OVERLAP = 0.3
_TIGHT = 0.25
_LEARNING = 3
_LEAST_LINES = 3
_MOST_DROPPED = 3
_LABEL = 20
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
    """Lines that leave the same gaps free, with the columns between the gaps."""

    lines: list[TextLine]
    columns: list[Span]
    carried: bool = False
    spanning: set[int] = field(default_factory=set)

    @property
    def size(self) -> float:
        """Return the usual height of its lines."""
        return median(line.size for line in self.lines)

    def column_of(self, part: Strip) -> tuple[int, int]:
        """Return the first column a part stands in and the one behind its last."""
        slack = _GUTTER * self.size / 2
        met = [i for i, (l, r) in enumerate(self.columns) if part.left < r - slack and part.right > l + slack]
        if met:
            return met[0], met[-1] + 1
        middle = (part.left + part.right) / 2
        near = min(range(len(self.columns)), key=lambda i: abs(sum(self.columns[i]) / 2 - middle))
        return near, near + 1

    def in_column(self, column: int) -> list[Strip]:
        """Return the parts that stand in one column alone."""
        found = [part for line in self.lines for part in line.parts]
        return [part for part in found if self.column_of(part) == (column, column + 1)]


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
    region = Region([], columns, bool(carried))
    split = 0
    index = start
    while index < len(lines):
        line = lines[index]
        if region.lines and not _is_near(region.lines[-1], line, rules):
            break
        crossing = [span for span in _spans(line) if _crosses(span, region.columns, gutter)]
        if not crossing:
            if _is_heading_between(line, region):
                break
            region.columns = cover([*region.columns, *_spans(line)], gutter)
        elif split < _LEARNING and len(line.parts) > 1 and not carried:
            joined = cover([*region.columns, *_spans(line)], gutter)
            if len(joined) < 2:
                break
            region.columns = joined
        elif _spans_row(lines, index, region, gutter, split):
            region.spanning.add(len(region.lines))
        else:
            break
        region.lines.append(line)
        split += len(line.parts) > 1
        index += 1
    _refine(region, gutter)
    return region


def _is_near(above: TextLine, below: TextLine, rules: Sequence[float]) -> bool:
    ruled = any(above.top < y < below.bottom for y in rules)
    return below.top - above.bottom <= (_NEAR_RULED if ruled else _NEAR) * max(above.size, below.size)


def _crosses(span: Span, columns: Sequence[Span], gutter: float) -> bool:
    left, right = span
    return sum(left < r - gutter / 2 and right > l + gutter / 2 for l, r in columns) > 1


def _is_heading_between(line: TextLine, region: Region) -> bool:
    """Say whether a line alone in the first column is a heading of the text, set off from what stands above."""
    if len(line.parts) > 1 or not region.lines or region.column_of(line.parts[0])[0] > 0:
        return False
    apart = line.top - region.lines[-1].bottom > GAP * line.size
    return apart and heading_level(line.parts[0].text) is not None


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


def _refine(region: Region, gutter: float) -> None:
    """Let heading lines that reach over several columns not decide where the columns are."""
    if region.carried:
        return
    best = region.columns
    for dropped in range(1, min(_MOST_DROPPED, len(region.lines) - 2) + 1):
        kept = [line for i, line in enumerate(region.lines) if i >= dropped and i not in region.spanning]
        columns = cover([span for line in kept for span in _spans(line)], gutter)
        if len(columns) > len(best):
            best = columns
    if best is not region.columns:
        outer = [span for line in region.lines for span in _spans(line)]
        best[0] = (min(best[0][0], min(left for left, _ in outer)), best[0][1])
        region.columns = best


def trim(region: Region, labels: frozenset[str] | set[str] = frozenset()) -> None:
    """Take the lines off the end of a region that only happen to stand below its columns."""
    while region.lines:
        last = region.lines[-1]
        if len(last.parts) > 1 or (last.parts[0].text in labels and len(region.columns) == 2):
            break
        if region.column_of(last.parts[0])[0] > 0 and len(region.lines) > 1:
            break
        if len(region.lines) > 1 and _wraps(region.lines[-2], last, region):
            break
        region.lines.pop()
    region.spanning = {index for index in region.spanning if index < len(region.lines)}


def _wraps(above: TextLine, below: TextLine, region: Region) -> bool:
    """Say whether a line in the first column goes on with the one above it."""
    first = [part for part in above.parts if region.column_of(part)[0] == 0]
    gap = min((below.top - part.bottom for part in first), default=below.size)
    return bool(first) and gap <= _TIGHT * below.size + min(0.5 * below.size, 4.0)


def lead(lines: Sequence[TextLine], start: int, region: Region) -> int:
    """Return where a region begins that has lines of single cells above the first line of several."""
    index = start
    while index > 0:
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


def looks_numeric(text: str) -> bool:
    """Say whether a text is a number with its sign and unit, or the mark that stands for none.

    >>> [looks_numeric(text) for text in ("1,206 人", "≧15%", "－", "第一期", "109年辦理宣導活動完成")]
    [True, True, True, False, False]
    """
    bare = "".join(text.split())
    digits = sum(char.isdigit() for char in bare)
    if not digits:
        return len(bare) == 1 and not bare.isalnum()
    return 2 * digits >= len(bare.strip("＋+－-≧≦≥≤<>$,.，．%％()（）"))


def is_table(region: Region, rules: Sequence[float], labels: set[str], pages: int) -> bool:
    """Say whether a region is a table: three columns that align, two with numbers or with labels."""
    columns = len(region.columns)
    several = [line for line in region.lines if len(line.parts) > 1]
    if columns < 2 or len(several) < (2 if _ruled(region, rules) else _LEAST_LINES):
        return False
    first = region.in_column(0)
    if all(_is_marker(part.text) for part in first) and columns == 2:
        return False
    if columns == 2:
        return _is_pair(region, rules, labels) and not _lists_pages(region, pages)
    filled = sum(len(line.parts) for line in several) / (columns * len(several))
    return filled >= 0.5 and not (columns == 3 and _is_dense(region) and not _ruled(region, rules))


def _is_marker(text: str) -> bool:
    """Say whether a part is only what marks an item of a list."""
    return len(text) == 1 or (read_item(text) is not None and len(text) <= 5)


def _ruled(region: Region, rules: Sequence[float]) -> bool:
    """Say whether at least two rules run through a region or along its ends."""
    top, bottom = region.lines[0].top, region.lines[-1].bottom
    return sum(top - region.size * 2 <= y <= bottom + region.size * 2 for y in rules) >= 2


def _is_pair(region: Region, rules: Sequence[float], labels: set[str]) -> bool:
    """Say whether two columns are labels with values: numbers, labels that recur, labels few and short."""
    first, second = region.in_column(0), region.in_column(1)
    if len(first) < 2 or not second:
        return False
    if sum(part.text in labels for part in first) * 2 >= len(first):
        return True
    numeric = sum(looks_numeric(part.text) for part in second)
    if numeric >= 0.6 * len(second):
        return True
    if _ruled(region, rules) and sum(region.lines[0].top < y < region.lines[-1].bottom for y in rules) >= 2:
        return True
    width = region.columns[-1][1] - region.columns[0][0]
    narrow = region.columns[0][1] - region.columns[0][0] <= 0.4 * width
    short = median(len(part.text) for part in first) <= _LABEL
    return narrow and short and len(first) >= 3 and len(first) <= 0.7 * len(second)


def _lists_pages(region: Region, pages: int) -> bool:
    """Say whether the second column numbers pages in order, as contents do."""
    found = [part.text.strip() for part in region.in_column(1)]
    if not all(text.isdecimal() for text in found):
        return False
    numbers = [int(text) for text in found]
    return numbers == sorted(numbers) and numbers[-1] <= pages + _LABEL and len(set(numbers)) > 1


def _is_dense(region: Region) -> bool:
    """Say whether the columns hold running text: most lines fill their column."""
    full = total = 0
    for column, (left, right) in enumerate(region.columns):
        for part in region.in_column(column):
            total += 1
            full += part.right - part.left >= 0.85 * (right - left) and len(part.text) > 6
    return full >= 0.6 * max(total, 1)


def is_prose(region: Region) -> bool:
    """Say whether a region is running text in two columns of like width."""
    if len(region.columns) != 2 or len(region.lines) < 4 or region.spanning:
        return False
    first, second = region.in_column(0), region.in_column(1)
    if min(len(first), len(second)) < 4 or all(_is_marker(part.text) for part in first):
        return False
    widths = [right - left for left, right in region.columns]
    alike = min(widths) >= 0.6 * max(widths)
    return alike and min(len(first), len(second)) >= 0.6 * max(len(first), len(second))


def read_regions(lines: Sequence[TextLine], rules: Sequence[float]) -> Iterator[tuple[int, int, Region]]:
    """Yield every region of at least two lines with where it begins and ends among the lines."""
    index = done = 0
    while index < len(lines):
        if len(lines[index].parts) < 2:
            index += 1
            continue
        region = grow(lines, index, rules)
        trim(region)
        if len(region.lines) < 2 or len(region.columns) < 2:
            index += 1
            continue
        start = max(done, lead(lines, index, region))
        end = index + len(region.lines)
        added = index - start
        region.lines = [*lines[start:index], *region.lines]
        region.spanning = {at + added for at in region.spanning}
        yield start, end, region
        index = done = end
