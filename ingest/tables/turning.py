"""Tables whose rows are fields and whose columns are entries, turned so that they read as all others do."""

from __future__ import annotations

from dataclasses import replace

from ingest.blocks import Cell, Table
from ingest.figures.numerals import read_figures
from ingest.tables.dates import read_dated
from ingest.tables.headings import DATA, read_heading

_LEAST_ROLES, _WIDEST, _MOST_ROWS = 2, 20, 40
_MOST_ABOVE = 3


def turn_table(table: Table) -> Table:
    """Return a table with rows and columns exchanged where its first column heads rows: 目標值, 實際值.

    Such a table has a name over each of its other columns, and no field but those of the first column.
    """
    if not 3 <= table.columns <= _WIDEST or not 3 <= table.rows <= _MOST_ROWS:
        return table
    grid = table.grid()
    if any(cell is None or cell.row_span > 1 or cell.column_span > 1 for row in grid for cell in row):
        return table
    names, *rows = [[cell.text if cell is not None else "" for cell in row] for row in grid]
    read = [read_heading(row[0]) for row in rows]
    roles = {heading.field for heading in read} & DATA
    most = sum(bool(heading.field) for heading in read) * 2 > len(read)
    if len(roles) < _LEAST_ROLES or not most or not all(text.strip() for text in names[1:]):
        return table
    heads = [read_heading(text) for text in names[1:]]
    if any(head.field in DATA or head.years or read_dated(head.text) for head in heads):
        return table
    # The labels of a card stand beside each other as well as below each other.
    if any(_is_label(row[column]) for row in rows for column in range(2, table.columns)):
        return table
    cells = tuple(
        replace(cell, row=cell.column, column=cell.row, heading=cell.heading or cell.column == 0)
        for cell in table.cells
    )
    return replace(table, cells=cells, rows=table.columns, columns=table.rows)


def exchange(table: Table) -> Table | None:
    """Return a table with rows and columns exchanged whatever heads it, None where spans do not allow it."""
    if not 2 <= table.columns <= _WIDEST or not 2 <= table.rows <= _MOST_ROWS:
        return None
    if any(cell.row_span > 1 or cell.column_span > 1 for cell in table.cells):
        return None
    cells = tuple(replace(cell, row=cell.column, column=cell.row) for cell in table.cells)
    return replace(table, cells=cells, rows=table.columns, columns=table.rows)


def stack_halves(table: Table) -> Table:
    """Return a table whose halves stand side by side under the same headings as one below the other.

    項目 | 預算 | 決算 | 項目 | 預算 | 決算 has twice as many rows as it seems.
    """
    half = table.columns // 2
    if table.columns % 2 or half < 2 or table.rows < 3:
        return table
    grid = table.grid()
    head = next((row for row in range(min(_MOST_ABOVE, table.rows - 1)) if _repeats(grid[row], half)), None)
    if head is None:
        return table
    below = [cell for cell in table.cells if cell.row >= head]
    if any(cell.column < half < cell.column + cell.column_span for cell in below):
        return table
    left = [cell for cell in table.cells if cell.row < head or cell.column < half]
    right = [cell for cell in below if cell.column >= half and cell.row > head]
    moved = [replace(cell, row=cell.row + table.rows - head - 1, column=cell.column - half) for cell in right]
    titles = [
        replace(cell, column=min(cell.column, half - 1), column_span=min(cell.column_span, half))
        for cell in left
        if cell.row < head
    ]
    kept = [*titles, *(cell for cell in left if cell.row >= head), *moved]
    return replace(table, cells=tuple(kept), rows=2 * table.rows - head - 1, columns=half)


def _repeats(row: list[Cell | None], half: int) -> bool:
    """Say whether the headings of a row stand there twice, but for the first of each half."""
    texts = ["".join(cell.text.split()) if cell is not None else "" for cell in row]
    parted = len({id(cell) for cell in row if cell is not None}) == len(row)
    named = all(texts) and not any(figure for text in texts for figure in read_figures(text))
    return parted and named and texts[1:half] == texts[half + 1 :] and len(set(texts[:half])) == half


def _is_label(text: str) -> bool:
    """Say whether a cell names a field that is no word for a state: 達成 is one, 達成率 none."""
    field = read_heading(text).field
    return bool(field) and field != "status"
