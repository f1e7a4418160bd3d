"""Where the headings of a table begin and how many rows they are, by marks, spans and words."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.blocks import Cell
from ingest.figures.numerals import read_figures
from ingest.tables.dates import read_dated
from ingest.tables.headings import DATA, read_heading
from ingest.tables.status import is_absent

Row = list[Cell | None]
_DEEPEST = 4
_MOST_ABOVE = 8
_HEADED, _LOOSE = 0.7, 0.5
_LONGEST_HEADING = 60
_AGE = "歲"


def find_first(grid: Sequence[Row], start: int) -> int:
    """Return where the headings begin: rows of who made a table, and parts of others, may stand above.

    What is above has no headings, or not half as many.
    """
    last = min(start + _MOST_ABOVE, len(grid) - 1)
    found = [row for row in range(start, last) if _named_share(grid[row]) >= _HEADED]
    if not found:
        return start
    above = (found[0] > start + 1 and _is_heading_row(grid, start)) or _reaches(grid[start], found[0])
    known = _named_share(grid[start]) >= _LOOSE or above
    first = start if known else found[0]
    if any(c is not None and (c.column_span > 1 or read_heading(c.text).years) for c in grid[first]):
        return first
    more = (row for row in found if _count_named(grid[row]) > 2 * _count_named(grid[first]))
    return next(more, first)


def _reaches(row: Row, below: int) -> bool:
    """Say whether cells of a row reach down to one `below`, beside others over several columns of it."""
    cells = {id(cell): cell for cell in row if cell is not None and cell.text.strip()}.values()
    deep = any(cell.row < below < cell.row + cell.row_span for cell in cells)
    return deep and any(cell.column_span > 1 for cell in cells)


def _count_named(row: Row) -> int:
    cells = {id(cell): cell for cell in row if cell is not None and cell.text.strip()}.values()
    return len({fields for cell in cells if (fields := read_heading(cell.text).field)})


def texts_of(row: Row) -> list[str]:
    return ["".join(cell.text.split()) if cell else "" for cell in row]


def count_heading_rows(grid: Sequence[Row]) -> int:
    """Return how many rows head the columns: those marked as headings, else by spans and words."""
    marked = 0
    for row in grid[:_DEEPEST]:
        cells = [cell for cell in row if cell is not None and cell.text.strip()]
        if not cells or not all(cell.heading for cell in cells):
            break
        marked += 1
    if 0 < marked < len(grid):
        return max(marked, _spanned_depth(grid))
    if not _is_heading_row(grid, 0):
        return 0
    depth = _spanned_depth(grid)
    while depth < min(_DEEPEST, len(grid) - 1) and _goes_deeper(grid, depth):
        depth += 1
    return depth if depth < len(grid) else 0


def _spanned_depth(grid: Sequence[Row]) -> int:
    """Return how far down the first row reaches; a cell over several columns wants a row below it."""
    first = {id(cell): cell for cell in grid[0] if cell is not None}.values()
    # What reaches down from a row above, which is no heading, reaches from there.
    top = max((cell.row for cell in first), default=0)
    reach = max((cell.row + cell.row_span - top for cell in first if cell.text.strip()), default=1)
    # A row that gives figures heads nothing, though the heading of its names spans several columns.
    heads = len(grid) > 2 and not any(cell is not None and _is_value(cell.text) for cell in grid[1])
    parted = heads and any(
        cell.column_span > 1
        and len({id(below) for below in grid[1][cell.column : cell.column + cell.column_span]}) > 1
        and all(
            below is None or len(below.text) <= _LONGEST_HEADING
            for below in grid[1][cell.column : cell.column + cell.column_span]
        )
        for cell in first
    )
    return min(max(1, reach, 2 if parted else 1), _DEEPEST, len(grid) - 1)


def _is_heading_row(grid: Sequence[Row], index: int) -> bool:
    cells = list({id(cell): cell for cell in grid[index] if cell is not None and cell.text.strip()}.values())
    if len(cells) < 2 or any(len(cell.text) > _LONGEST_HEADING for cell in cells):
        return False
    # What stands over several columns is no figure of one: 近五年.
    if any(_is_value(cell.text) for cell in cells[1:] if cell.column_span == 1):
        return False
    named = sum(_is_named(cell.text) for cell in cells)
    if named * 2 >= len(cells):
        return True
    return _numeric_below(grid, index)


def _named_share(row: Row) -> float:
    """Return the share of a row's cells that name fields or years."""
    cells = {id(cell): cell for cell in row if cell is not None and cell.text.strip()}.values()
    return sum(_is_named(cell.text) for cell in cells) / len(cells) if len(cells) > 1 else 0.0


def _is_named(text: str) -> bool:
    heading = read_heading(text)
    return bool(heading.field or heading.years or read_dated(text))


def _is_value(text: str) -> bool:
    """Say whether a cell holds a figure, which no heading does but for years and units."""
    heading = read_heading(text)
    if heading.field or heading.years or read_dated(text):
        return False
    # 65歲以上失能老人 are counted, and no figure.
    figures = [f for f in read_figures(text) if not (f.unit == _AGE and text[f.end :].strip())]
    return bool(figures) and sum(f.end - f.start for f in figures) * 2 >= len(text.strip())


def _numeric_below(grid: Sequence[Row], index: int) -> bool:
    """Say whether some column of words has nothing but figures below it."""
    rows = grid[index + _spanned_depth(grid[index:]) :][:20]
    for column in range(1, len(grid[index])):
        # A row that spans the table is a note of it, or a heading within.
        cells = [cell for row in rows if (cell := row[column]) is not None and cell.column_span == 1]
        texts = [cell.text for cell in cells]
        filled = [text for text in texts if not is_absent(text)]
        # 100 may be a year as well, though not among figures that are none.
        values = [_is_value(text) for text in filled]
        if any(values) and all(v or text.strip().isdecimal() for v, text in zip(values, filled, strict=True)):
            return True
    return False


def _goes_deeper(grid: Sequence[Row], depth: int) -> bool:
    """Say whether a row below headings that lost their spans holds years and roles and nothing else."""
    cells = list({id(cell): cell for cell in grid[depth] if cell is not None and cell.text.strip()}.values())
    if len(cells) < 2 or not all(_is_named(cell.text) for cell in cells):
        return False
    above = texts_of(grid[depth - 1])
    new = [cell for cell in cells if "".join(cell.text.split()) not in above]
    fields = {read_heading(cell.text).field for cell in new} - {""}
    return len(new) >= 2 and (len(fields & DATA) > 0 or all(read_heading(c.text).years for c in new))
