"""Tables whose rows are fields and whose columns are entries, turned so that they read as all others do."""

from __future__ import annotations

from dataclasses import replace

from ingest.blocks import Table
from ingest.tables.dates import read_dated
from ingest.tables.headings import DATA, read_heading

_LEAST_ROLES, _WIDEST, _MOST_ROWS = 2, 20, 40


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


def _is_label(text: str) -> bool:
    """Say whether a cell names a field that is no word for a state: 達成 is one, 達成率 none."""
    field = read_heading(text).field
    return bool(field) and field != "status"
