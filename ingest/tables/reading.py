"""What a table is, by all of its headings: which rows head columns, which columns head rows, what is data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.blocks import Cell, Table
from ingest.figures.numerals import read_figures
from ingest.tables.headings import Basis, Heading, read_heading, read_heading_years, read_unit
from ingest.tables.status import is_absent, is_status

Row = list[Cell | None]
_BRACKETED = re.compile(r"[(（\[【].*?[)）\]】]")
_DEEPEST = 4
_MOST_ABOVE = 8
_HEADED, _LOOSE = 0.7, 0.5
_LONGEST_HEADING = 60
_MOST_COLUMNS = 200
# Fields whose cells are figures or states; a column of any other names or describes its row.
DATA = frozenset({"target", "result", "budget", "final", "rate", "difference", "status"})
_NAMING = frozenset({"no", "strategy", "action", "item", "goal", "indicator", "kpi", "agencies", "unit"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column with what its headings, outermost first, say together.

    `noun` are the words of those headings that name no field: what is counted, or whose.
    """

    index: int
    headings: tuple[Heading, ...]
    field: str = ""
    years: tuple[int, ...] = ()
    unit: str = ""
    scale: Decimal = Decimal(1)
    basis: Basis | None = None
    period: str | None = None
    noun: str = ""
    undated: bool = False

    @property
    def label(self) -> str:
        """Return the headings in one line, without line breaks."""
        return " ".join("".join(heading.text.split()) for heading in self.headings)

    @property
    def is_data(self) -> bool:
        """Say whether its cells are figures or states."""
        return self.field in DATA or (not self.field and bool(self.years))


@dataclass(frozen=True, slots=True)
class HeadedTable:
    """A table under heading rows. `titles` are rows above them that span the table.

    Each of `rows` is (section, cells): the words of the last row that spans the table, and the cell
    that covers each column.
    """

    table: Table
    titles: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, Row], ...]

    def find(self, field: str) -> Column | None:
        """Return the first column of a field."""
        return next((column for column in self.columns if column.field == field), None)


def read_headed(table: Table) -> HeadedTable | None:
    """Return a table under its heading rows, None where no row heads columns."""
    if table.columns > _MOST_COLUMNS or table.rows < 2:
        return None
    grid = table.grid()
    start = 0
    titles: list[str] = []
    while start < len(grid) - 1 and (title := _spanning(grid[start], table.columns)) is not None:
        titles += [title] if title else []
        start += 1
    first = _find_first(grid, start)
    titles += [" ".join(dict.fromkeys(text for text in _texts(row) if text)) for row in grid[start:first]]
    start = first
    depth = _count_heading_rows(grid[start:])
    if not depth:
        return None
    columns = tuple(_read_column(grid[start : start + depth], index) for index in range(table.columns))
    rows: list[tuple[str, Row]] = []
    section = ""
    repeated = [_texts(row) for row in grid[start : start + depth]]
    for row in grid[start + depth :]:
        spanning = _spanning(row, table.columns)
        if spanning is not None and table.columns > 1:
            section = spanning or section
        elif _texts(row) not in repeated and any(_texts(row)):
            rows.append((section, row))
    if not rows:
        return None
    return _refine(HeadedTable(table, tuple(titles), columns, tuple(rows)))


def _find_first(grid: Sequence[Row], start: int) -> int:
    """Return where the headings begin: rows of who made a table and when, and parts of others, may stand above.

    What is above has no headings, or not half as many as those below it name.
    """
    last = min(start + _MOST_ABOVE, len(grid) - 1)
    found = [row for row in range(start, last) if _named_share(grid[row]) >= _HEADED]
    if not found or (found[0] > start and _named_share(grid[start]) >= _LOOSE):
        return start
    if found[0] > start + 1 and _is_heading_row(grid, start):
        return start
    first = found[0]
    if any(
        cell is not None and (cell.column_span > 1 or read_heading(cell.text).years) for cell in grid[first]
    ):
        return first
    more = (row for row in found if _count_named(grid[row]) > 2 * _count_named(grid[first]))
    return next(more, first)


def _count_named(row: Row) -> int:
    cells = {id(cell): cell for cell in row if cell is not None and cell.text.strip()}.values()
    return len({fields for cell in cells if (fields := read_heading(cell.text).field)})


def _texts(row: Row) -> list[str]:
    return ["".join(cell.text.split()) if cell else "" for cell in row]


def _spanning(row: Row, columns: int) -> str | None:
    """Return the text of a row that is one cell over all columns, None for any other."""
    cells = {id(cell): cell for cell in row if cell is not None}
    filled = [cell for cell in cells.values() if cell.text.strip()]
    if not filled:
        return "" if len(cells) <= 1 else None
    one = filled[0]
    wide = one.column_span >= columns or (len(cells) == 1 and len(row) - row.count(None) >= columns)
    first = one.column == 0 or read_unit(one.text)[0] != ""
    alone = len(filled) == 1 and first and row.count(None) >= columns - one.column_span and columns > 2
    return one.text if len(filled) == 1 and one.row_span == 1 and (wide or alone) else None


def _count_heading_rows(grid: Sequence[Row]) -> int:
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
    """Return how far down the cells of the first row reach; a cell over several columns wants a row below it."""
    first = {id(cell): cell for cell in grid[0] if cell is not None}.values()
    top = min((cell.row for cell in first), default=0)
    reach = max((cell.row + cell.row_span - top for cell in first if cell.text.strip()), default=1)
    parted = any(
        cell.column_span > 1
        and len({id(below) for below in grid[1][cell.column : cell.column + cell.column_span]}) > 1
        and all(
            below is None or (len(below.text) <= _LONGEST_HEADING and not _is_value(below.text))
            for below in grid[1][cell.column : cell.column + cell.column_span]
        )
        for cell in first
        if len(grid) > 2
    )
    return min(max(1, reach, 2 if parted else 1), _DEEPEST, len(grid) - 1)


def _is_heading_row(grid: Sequence[Row], index: int) -> bool:
    cells = list({id(cell): cell for cell in grid[index] if cell is not None and cell.text.strip()}.values())
    if len(cells) < 2 or any(len(cell.text) > _LONGEST_HEADING for cell in cells):
        return False
    if any(_is_value(cell.text) for cell in cells[1:]):
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
    return bool(heading.field or heading.years or read_heading_years(text, whole=True))


def _is_value(text: str) -> bool:
    """Say whether a cell holds a figure, which no heading does but for years and units."""
    heading = read_heading(text)
    if heading.field or heading.years or read_heading_years(text, whole=True):
        return False
    figures = read_figures(text)
    return bool(figures) and sum(f.end - f.start for f in figures) * 2 >= len(text.strip())


def _numeric_below(grid: Sequence[Row], index: int) -> bool:
    """Say whether some column of words has nothing but figures below it."""
    rows = grid[index + 1 :][:20]
    for column in range(1, len(grid[index])):
        texts = [row[column].text for row in rows if row[column] is not None]  # type: ignore[union-attr]
        filled = [text for text in texts if not is_absent(text)]
        if len(filled) >= 1 and all(_is_value(text) for text in filled):
            return True
    return False


def _goes_deeper(grid: Sequence[Row], depth: int) -> bool:
    """Say whether a row below the headings, which lost its spans, heads columns too: years, roles and nothing else."""
    cells = [cell for cell in grid[depth] if cell is not None and cell.text.strip()]
    if len(cells) < 2 or not all(_is_named(cell.text) for cell in cells):
        return False
    above = _texts(grid[depth - 1])
    new = [cell for cell in cells if "".join(cell.text.split()) not in above]
    fields = {read_heading(cell.text).field for cell in new} - {""}
    return len(new) >= 2 and (len(fields & DATA) > 0 or all(read_heading(c.text).years for c in new))


def _read_column(rows: Sequence[Row], index: int) -> Column:
    cells: list[Cell] = []
    for row in rows:
        cell = row[index]
        if cell is not None and cell.text.strip() and all(cell is not other for other in cells):
            cells.append(cell)
    headings = tuple(_read_one(cell.text, rows) for cell in cells)
    return _combine(Column(index, headings), headings)


def _read_one(text: str, rows: Sequence[Row]) -> Heading:
    heading = read_heading(text)
    if heading.years or heading.field:
        return heading
    whole = read_heading_years(text, whole=True)
    beside = {cell.text for row in rows for cell in row if cell and read_heading_years(cell.text, whole=True)}
    return replace(heading, years=whole, core="") if whole and len(beside) > 1 else heading


def _combine(column: Column, headings: Sequence[Heading]) -> Column:
    """Put together what headings say: the innermost that says a thing decides."""
    inner = list(reversed(headings))
    field = next((h.field for h in inner if h.field in DATA), "") or next(
        (h.field for h in inner if h.field), ""
    )
    united = next((h for h in inner if h.unit), None)
    nouns = [_BRACKETED.sub("", "".join(h.text.split())) for h in headings if not h.field and h.core]
    return replace(
        column,
        field=field,
        years=next((h.years for h in inner if h.years), ()),
        unit=united.unit if united else "",
        scale=united.scale if united else Decimal(1),
        basis=next((h.basis for h in inner if h.basis), None),
        period=next((h.period for h in inner if h.period), None),
        noun=" ".join(nouns),
        undated=any(h.undated for h in headings),
    )


def _refine(headed: HeadedTable) -> HeadedTable:
    """Correct what headings say by what stands below them: states, figures, long words."""
    columns = [_refine_column(column, headed.rows) for column in headed.columns]
    for position, column in enumerate(columns[:-1]):
        # An objective that rows are grouped under is no target: it stands before what they name, without figures.
        grouping = column.field == "target" and not column.years and position < 2
        if grouping and _share(headed.rows, column.index, lambda text: bool(read_figures(text))) < 0.3:
            columns[position] = replace(column, field="strategy")
    fields = {column.field for column in columns}
    if "target" not in fields and fields & {"result", "status", "rate"}:
        for position, column in enumerate(columns):
            if (
                column.field == "goal"
                and _share(headed.rows, column.index, lambda t: bool(read_figures(t))) > 0.4
            ):
                columns[position] = replace(column, field="target")
                break
    return replace(headed, columns=tuple(columns))


def _refine_column(column: Column, rows: Sequence[tuple[str, Row]]) -> Column:
    index = column.index
    if column.field in ("result", "target", "", "note") and _share(rows, index, is_status) >= 0.7:
        # Dashes alone say nothing of what a column holds.
        if _share(rows, index, lambda text: is_status(text) and not is_absent(text)) >= 0.5:
            return replace(column, field="status")
    if column.field == "status" and _share(rows, index, is_status) < 0.5:
        figured = _share(rows, index, lambda text: bool(read_figures(text)))
        long = _share(rows, index, lambda text: len(text) > 30)
        if figured >= 0.6 and long < 0.5:
            percent = _share(rows, index, lambda text: "%" in text or "％" in text)
            rated = percent >= 0.6 or column.unit == "%"
            return replace(column, field="rate" if rated else "result")
        if long >= 0.5:
            return replace(column, field="result" if figured >= 0.4 else "control_note")
    return column


def _share(rows: Sequence[tuple[str, Row]], index: int, holds: object) -> float:
    """Return the share of a column's cells, as far as they hold something, of which something holds."""
    assert callable(holds)
    texts = [cell.text for _, row in rows if (cell := row[index]) is not None and cell.text.strip()]
    return sum(bool(holds(text)) for text in texts) / len(texts) if texts else 0.0
