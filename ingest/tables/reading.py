"""What a table is, by all of its headings: which rows head columns, which columns head rows, what is data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.blocks import Cell, Table
from ingest.figures.numerals import read_figures
from ingest.tables.column import Column
from ingest.tables.dates import read_dated
from ingest.tables.depth import Row, count_heading_rows, find_first, texts_of
from ingest.tables.heading_years import read_heading_years
from ingest.tables.headings import DATA, Heading, read_heading, read_unit
from ingest.tables.proportions import name_proportions
from ingest.tables.stacked import part_stacked
from ingest.tables.status import is_absent, is_status
from ingest.tables.strokes import part_strokes
from ingest.tables.words import load_words

_BRACKETED = re.compile(r"[(（\[【].*?[)）\]】]")
_MOST_COLUMNS = 200
_YEARS = ("年", "年度")
# So many columns headed by states whose cells are nearly all numbers make a tally of these.
_LEAST_STATES, _COUNTED = 2, 0.9


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
    first = find_first(grid, start)
    titles += [" ".join(dict.fromkeys(text for text in texts_of(row) if text)) for row in grid[start:first]]
    start = first
    depth = count_heading_rows(grid[start:])
    if not depth:
        return None
    columns = tuple(_read_column(grid[start : start + depth], index) for index in range(table.columns))
    rows: list[tuple[str, Row]] = []
    section = ""
    repeated = [texts_of(row) for row in grid[start : start + depth]]
    for row in grid[start + depth :]:
        spanning = _spanning(row, table.columns)
        if spanning is not None and table.columns > 1:
            section = spanning or section
        elif texts_of(row) not in repeated and any(texts_of(row)):
            rows.append((section, row))
    if not rows:
        return None
    return _refine(HeadedTable(table, tuple(titles), columns, tuple(part_stacked(rows))))


def _spanning(row: Row, columns: int) -> str | None:
    """Return the text of a row that is one cell over all columns, None for any other."""
    cells = {id(cell): cell for cell in row if cell is not None}
    filled = [cell for cell in cells.values() if cell.text.strip()]
    if not filled:
        return "" if len(cells) <= 1 else None
    one = filled[0]
    wide = one.column_span >= columns or (len(cells) == 1 and len(row) - row.count(None) >= columns)
    first = one.column == 0 or read_unit(one.text)[0] != ""
    # Beside one cell over several columns the others may be drawn, empty.
    merged = one.column == 0 and one.column_span > 1
    apart = merged or (first and row.count(None) >= columns - one.column_span)
    alone = len(filled) == 1 and apart and columns > 2
    return one.text if len(filled) == 1 and one.row_span == 1 and (wide or alone) else None


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


def _says_when(text: str) -> bool:
    """Say whether a heading is a year, a part of one, or a stretch of them: 112年, 第1季, 近五年."""
    words = "".join(text.split())
    stretch = any(f.unit in _YEARS and f.end == len(words) and f.start < 3 for f in read_figures(words))
    return read_dated(text) is not None or stretch


def _combine(column: Column, headings: Sequence[Heading]) -> Column:
    """Put together what headings say: the innermost that says a thing decides."""
    inner = list(reversed(headings))
    # Beside the figures of a role their unit may have a column of its own.
    beside = len(headings) > 1 and inner[0].field == "unit"
    field = (
        "unit"
        if beside
        else next((h.field for h in inner if h.field in DATA), "")
        or next((h.field for h in inner if h.field), "")
    )
    if field == "period" and any(h.years for h in headings):
        # 年度 over columns of years only says what they are.
        field = ""
    united = next((h for h in inner if h.unit), None)
    named = [h for h in headings if not h.field and h.core and not _says_when(h.text)]
    nouns = [_BRACKETED.sub("", "".join(h.text.split())) for h in named]
    # 預定進度 says of what there is a target as well.
    nouns += [word for word in load_words().counted_nouns if inner and inner[0].core.endswith(word)]
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
        offset=next((h.offset for h in inner if h.offset), 0),
    )


def _refine(headed: HeadedTable) -> HeadedTable:
    """Correct what headings say by what stands below them: states, figures, long words."""
    columns = part_strokes(headed.columns, headed.rows)
    columns = [_refine_column(column, headed.rows) for column in columns]
    if -1 not in {column.offset for column in columns}:
        # 前年度 is the year before the last only where that has a column too.
        columns = [replace(column, offset=max(-1, column.offset)) for column in columns]
    columns = _refine_parts(_refine_tally(columns, headed.rows))
    columns = name_proportions(columns, headed.rows)
    for position, column in enumerate(columns[:-1]):
        # An objective that rows are grouped under is no target: it stands before their names.
        grouping = column.field == "target" and not column.years and position < 2
        if grouping and _share(headed.rows, column.index, lambda text: bool(read_figures(text))) < 0.3:
            columns[position] = replace(column, field="strategy")
    for position, column in enumerate(columns):
        if _wants_goal(columns, column) and _share(headed.rows, column.index, _gives_figure) > 0.4:
            columns[position] = replace(column, field="target")
            break
    return replace(headed, columns=tuple(columns))


def _refine_parts(columns: list[Column]) -> list[Column]:
    """Take columns of the parts of a year beside a target for what was done in them: 第1季, 第2季, 全年."""
    fields = {column.field for column in columns}
    dated = {c.index: read_dated(c.headings[-1].text) for c in columns if not c.field and c.headings}
    parts = {index for index, one in dated.items() if one is not None and (one.period or one.whole)}
    if "target" not in fields or "result" in fields or len(parts) < _LEAST_STATES:
        return columns
    return [replace(c, field="result", noun="") if c.index in parts else c for c in columns]


def _refine_tally(columns: list[Column], rows: Sequence[tuple[str, Row]]) -> list[Column]:
    """Take columns that count how many reached their targets, and how many did not, for counts."""
    states = [c for c in columns if c.headings and is_status(c.headings[-1].text)]
    counted = [c for c in states if _share(rows, c.index, _is_count) >= _COUNTED]
    if len(counted) < _LEAST_STATES:
        return columns
    return [
        replace(c, field="", noun=c.label) if c.field in ("target", "result", "status", "final") else c
        for c in columns
    ]


def _is_count(text: str) -> bool:
    return is_absent(text) or text.strip().rstrip("項個件").isdecimal()


def _wants_goal(columns: Sequence[Column], column: Column) -> bool:
    """Say whether a goal may be a target: where there is none, or fewer than results of its year."""
    if column.field != "goal":
        return False
    fields = {other.field for other in columns}
    if "target" not in fields:
        return bool(fields & {"result", "status", "rate"})
    told = [other.field for other in columns if other.years == column.years]
    return bool(column.years) and told.count("result") > told.count("target")


def _gives_figure(text: str) -> bool:
    return bool(read_figures(text))


def _refine_column(column: Column, rows: Sequence[tuple[str, Row]]) -> Column:
    index = column.index
    if column.field == "unit" and _share(rows, index, lambda text: bool(read_unit(text)[0])) < 0.3:
        # 單位 may head parts of an office, or of what it does, as well; no unit stands before what it counts.
        texts = {cell.text for _, row in rows if (cell := row[index]) is not None and cell.text.strip()}
        if len(texts) > 1 or not index:
            return replace(column, field="")
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
