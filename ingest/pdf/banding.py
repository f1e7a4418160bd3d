"""From the lines of a region to the rows of a table: by rules, by the space between rows, by what is full."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from statistics import median

from ingest.pdf.blocks import Cell, Table
from ingest.pdf.judging import looks_numeric
from ingest.pdf.regions import Region, Span, TextLine
from ingest.pdf.strips import Strip
from ingest.pdf.wrapping import first_word

_ROW_GAP = 0.25
_WIDE = 2.5
_FULL = 0.6
_LEAST_BANDS = 4
# In heights of a line: how far characters of one text may stand apart, and how much parts of a line overlap.
_LOOSE = 1.5
_LEVEL = 0.5


def make_table(region: Region, page: int, right: float, rules: Sequence[float]) -> Table:
    """Put the lines of a region into the rows and columns of a table; `right` is how far text may reach."""
    bounds = _bounds(region, right)
    rows: list[list[Cell]] = []
    for number, group in enumerate(_group(region, bounds, rules)):
        placed = [(columns, part) for line in group for columns, part in _place(line, region)]
        cells = _join_ranges([columns for columns, _ in placed])
        held: dict[tuple[int, int], list[Strip]] = {}
        for (first, _), part in placed:
            held.setdefault(cells[first], []).append(part)
        rows.append(
            [
                Cell(page, number, first, number + 1, end, bounds[first][0], bounds[end - 1][1], strips)
                for (first, end), strips in sorted(held.items())
            ]
        )
    lines = region.lines
    return Table(
        page,
        lines[0].top,
        max(line.bottom for line in lines),
        bounds[0][0],
        bounds[-1][1],
        len(region.columns),
        rows,
        ruled=False,
        edges=tuple(left for left, _ in region.columns),
    )


def _place(line: TextLine, region: Region) -> list[tuple[tuple[int, int], Strip]]:
    """Return the parts of a line with their columns; those that stand loosely in one column are one part."""
    placed: list[tuple[tuple[int, int], Strip]] = []
    for part in line.parts:
        columns = region.column_of(part)
        before = placed[-1][1] if placed and placed[-1][0] == columns else None
        if before is not None and _is_loose(before, part):
            placed[-1] = (columns, Strip([*before.glyphs, *part.glyphs]))
        else:
            placed.append((columns, part))
    return placed


def _is_loose(before: Strip, part: Strip) -> bool:
    """Say whether two parts are one text on one line, whose characters are set wide apart."""
    size = max(before.size, part.size)
    level = min(before.bottom, part.bottom) - max(before.top, part.top) > _LEVEL * min(before.size, part.size)
    return level and 0 <= part.left - before.right <= _LOOSE * size


def _join_ranges(ranges: Sequence[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Return for each column the columns of its cell: a line of a wide cell may be short.

    >>> _join_ranges([(0, 2), (1, 2), (3, 4)])
    {0: (0, 2), 1: (0, 2), 3: (3, 4)}
    """
    joined: list[tuple[int, int]] = []
    for first, end in sorted(ranges):
        if joined and first < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((first, end))
    return {column: found for found in joined for column in range(*found)}


def _bounds(region: Region, right: float) -> list[Span]:
    """Return between which edges each column is set: as far as its text reaches, or to the next column."""
    size = region.size
    bounds: list[Span] = []
    for column, (left, reached) in enumerate(region.columns):
        is_last = column + 1 == len(region.columns)
        limit = max(right, reached) if is_last else region.columns[column + 1][0] - size
        bounds.append((left, reached if limit - reached < _WIDE * size else limit))
    return bounds


def _group(region: Region, bounds: Sequence[Span], rules: Sequence[float]) -> list[list[TextLine]]:
    between = [any(_middle(a) < y < _middle(b) for y in rules) for a, b in _pairs(region.lines)]
    if sum(between) + 1 >= _LEAST_BANDS and _rules_rows(region, between):
        starts = between
    else:
        starts = _find_starts(region, bounds, between)
    groups = [[region.lines[0]]]
    for line, is_start in zip(region.lines[1:], starts, strict=True):
        if is_start:
            groups.append([line])
        else:
            groups[-1].append(line)
    return _join_values(groups, region) if len(region.columns) == 2 else groups


def _join_values(groups: list[list[TextLine]], region: Region) -> list[list[TextLine]]:
    """Let what stands beside no label belong to the label above it."""
    joined = groups[:1]
    for group in groups[1:]:
        if any(region.column_of(part)[0] == 0 for line in group for part in line.parts):
            joined.append(group)
        else:
            joined[-1] = joined[-1] + group
    return joined


def _pairs(lines: Sequence[TextLine]) -> list[tuple[TextLine, TextLine]]:
    return list(itertools.pairwise(lines))


def _middle(line: TextLine) -> float:
    return (line.top + line.bottom) / 2


def _rules_rows(region: Region, between: Sequence[bool]) -> bool:
    """Say whether rules part the rows, not only groups of them: few first cells stand between two rules."""
    firsts = sum(any(region.column_of(part)[0] == 0 for part in line.parts) for line in region.lines)
    return firsts <= 1.5 * (sum(between) + 1) or all(between)


def _find_starts(region: Region, bounds: Sequence[Span], between: Sequence[bool]) -> list[bool]:
    """Say of each line but the first whether a row begins with it."""
    size = region.size
    gaps = [_gap(a, b, region) for a, b in _pairs(region.lines)]
    wrapped = [
        gap
        for gap, (a, b) in zip(gaps, _pairs(region.lines), strict=True)
        if any(_goes_on(above, below, bounds[column]) for column, above, below in _shared(a, b, region))
    ]
    leading = median(wrapped) if wrapped else None
    apart = [leading is not None and gap > leading + _ROW_GAP * size for gap in gaps]
    if leading is None and max(gaps, default=0.0) > min(gaps, default=0.0) + _ROW_GAP * size:
        apart = [gap > min(gaps) + _ROW_GAP * size for gap in gaps]
    told = any(apart) and not all(apart)
    starts: list[bool] = []
    row: dict[int, Strip] = _by_column(region.lines[0], region)
    for index, line in enumerate(region.lines[1:]):
        own = _by_column(line, region)
        spanning = index in region.spanning or index + 1 in region.spanning
        is_start = between[index] or apart[index] or spanning
        is_start = is_start or _begins(row, own, bounds, told)
        starts.append(is_start)
        row = own if is_start else row | own
    return starts


def _gap(above: TextLine, below: TextLine, region: Region) -> float:
    shared = [part.top - other.bottom for _, other, part in _shared(above, below, region)]
    return min(shared) if shared else below.top - above.bottom


def _by_column(line: TextLine, region: Region) -> dict[int, Strip]:
    return {region.column_of(part)[0]: part for part in line.parts}


def _shared(above: TextLine, below: TextLine, region: Region) -> list[tuple[int, Strip, Strip]]:
    upper, lower = _by_column(above, region), _by_column(below, region)
    return [(column, upper[column], lower[column]) for column in sorted(upper.keys() & lower.keys())]


def _begins(row: dict[int, Strip], own: dict[int, Strip], bounds: Sequence[Span], told: bool) -> bool:
    """Say whether a line begins a row, by its cells: they do not go on with full ones above.

    Where the space between rows tells them (`told`), only numbers below numbers say otherwise.
    """
    shared = sorted(row.keys() & own.keys())
    numbers = [c for c in shared if looks_numeric(row[c].text) and looks_numeric(own[c].text)]
    if len(numbers) > len(shared) / 2 and (0 in own or len(numbers) > 1):
        return True
    if told:
        return False
    on = sum(_goes_on(row[c], own[c], bounds[c]) for c in shared if c not in numbers)
    new = len(shared) - on
    if 0 in own and 0 in row and len(bounds) == 2:
        return not _goes_on(row[0], own[0], bounds[0])
    return new > on and (0 in own or (new > 1 and 0 not in row))


def _goes_on(above: Strip, below: Strip, bounds: Span) -> bool:
    """Say whether a part may be the rest of the full one above it."""
    left, right = bounds
    size = max(above.size, 1.0)
    if looks_numeric(above.text) and looks_numeric(below.text):
        return False
    room = right - above.right
    return above.right - left >= _FULL * (right - left) and room < first_word(below) + size / 2
