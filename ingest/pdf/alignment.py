"""Tables without upright rules, found by what stands below each other: no label needs to be known.

Lines that leave the same gaps free between their parts make a region.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from ingest.headings import heading_level
from ingest.pdf.regions import (
    GAP,
    GUTTER,
    SLIT,
    Region,
    Span,
    TextLine,
    cover,
    cut_part,
    meet,
    settle,
    spans_of,
)
from ingest.pdf.strips import Strip

# In heights of a line: how far lines may stand apart, how close they are that go on, a rule over a heading.
_NEAR = 2.5
_NEAR_RULED = 6.0
_TIGHT = 0.25
_ON_RULE = 2.0
# Lines from which the columns are learned, and the most of a heading that may hide them.
_LEARNING = 3
_MOST_DROPPED = 7
_CAPTION = 0.6
_COLONS = "：:"


def grow(
    lines: Sequence[TextLine], start: int, rules: Sequence[float], carried: Sequence[Span] = ()
) -> Region:
    """Return the region that begins at a line, or that goes on there with the columns of the page before."""
    first = lines[start]
    gutter = GUTTER * first.size
    columns = list(carried) or cover(spans_of(first), gutter)
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
            line = TextLine(line.strips, [piece for part in line.parts for piece in cut_part(part, region)])
        joined = cover([*region.columns, *spans_of(line)], gutter)
        crossing = [span for span in spans_of(line) if _crosses(span, region.columns, gutter)]
        if not crossing and len(joined) >= len(region.columns):
            if len(line.parts) == 1 and _stands_apart(line.parts[0], region):
                break
            region.columns = joined
        elif split < _LEARNING and len(line.parts) > 1 and not carried:
            if len(joined) < 2:
                break
            region.columns = joined
        elif gap <= widest + SLIT * line.size and _spans_row(lines, index, region, gutter, split):
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
    first, end = meet(columns, *span, gutter / 2)
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
    crossing = sum(_crosses(span, region.columns, gutter) for span in spans_of(line))
    if len(line.parts) > 1 and len(region.columns) > 2:
        return crossing == 1 and split >= _LEARNING
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is None or split < 2 or len(region.columns) < 3 or len(following.parts) < 2:
        return False
    fits = not any(_crosses(span, region.columns, gutter) for span in spans_of(following))
    return fits and following.top - line.bottom <= _NEAR * line.size


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
