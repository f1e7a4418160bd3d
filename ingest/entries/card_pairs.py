"""Labels with their values: the pairs a table consists of, side by side, or led by labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Cell, Table
from ingest.figures.numerals import read_figures
from ingest.labels import fold_label
from ingest.markup import BORDER
from ingest.tables.dates import read_dated
from ingest.tables.headings import DATA, Heading, read_heading
from ingest.tables.inner import part_grids

Pair = tuple[Cell | None, Cell]
_LEAST_FIELDS = 2
# 目標值1, 指標一: the fields that cards count, and how.
_COUNTABLE = DATA | {"indicator", "kpi", "unit", "standard"}
_COUNTED = re.compile(r"(?:[1-9１-９]|[一二三四五六七八九])$")
# How many labels have to lead rows of more than one value, and how many columns these may have.
_LEAST_LEADING, _WIDEST = 3, 12
# How many rows tell whether a table is one of cards.
_MOST_READ = 300


def read_pairs(table: Table) -> list[Pair]:
    """Return the pairs of label and value of a table of two columns, or of two or three such side by side.

    Where the first of more columns holds labels alone, what stands beside a label is its value. Small grids
    of figures within the table hold no pairs.
    """
    return pair_rows(part_grids(table).rest)


def pair_rows(table: Table) -> list[Pair]:
    """Return the pairs of a table without grids."""
    if not 2 <= table.columns <= _WIDEST:
        return []
    grid = table.grid()
    if table.columns > 2 and _is_led(grid):
        return [pair for row in grid for pair in _split_led(row)]
    if table.columns not in (2, 4, 6):
        return []
    pairs: list[Pair] = []
    columns = range(0, table.columns, 2)
    places = [(row, column) for row in grid for column in columns]
    if stand_beside(grid[0]):
        places = [(row, column) for column in columns for row in grid]
    for row, column in places:
        label, value = row[column], row[column + 1]
        if value is None or (label is not None and label.column != column and label.column_span < 2):
            continue
        if label is value or (column and value.column < column):
            continue
        if not pairs or pairs[-1][1] is not value:
            pairs.append((label, value))
    return pairs


def stand_beside(row: Sequence[Cell | None]) -> bool:
    """Say whether cards stand beside each other: each pair of cells of their first row has the same label."""
    labels = {fold_label(cell.text) if cell is not None else "" for cell in row[::2]}
    parted = len({id(cell) for cell in row if cell is not None}) == len(row)
    return len(row) > 2 and parted and len(labels) == 1 and "" not in labels


def _is_led(grid: Sequence[Sequence[Cell | None]]) -> bool:
    """Say whether the cells of a first column name fields that describe an entry, and no others do."""
    if heads_columns(grid[0]):
        return False
    rows = grid[:_MOST_READ]
    named = [[name_field(row[column]) for row in rows if row[column] is not None] for column in (0, 2)]
    leading = set(named[0]) - DATA - {""}
    most = sum(map(bool, named[0])) * 5 >= len(rows) * 3
    # A value may happen to be a word that names a field.
    return len(leading) >= _LEAST_LEADING and most and len(set(named[1]) - {""}) < _LEAST_FIELDS


def name_field(cell: Cell | None) -> str:
    """Return the field that a cell names as a label, empty where it names none."""
    return read_label(cell.text)[0].field if cell is not None else ""


def read_label(text: str) -> tuple[Heading, str]:
    """Return what a label says, and the number it counts itself by among others of its name.

    >>> [(heading.field, number) for heading, number in map(read_label, ("目標值2", "指標一", "112年目標值"))]
    [('target', '2'), ('indicator', '一'), ('target', '')]
    """
    heading, number = read_heading(text), _COUNTED.search("".join(text.split()))
    if heading.field or number is None:
        return heading, ""
    bare = read_heading("".join(text.split())[: number.start()])
    return (bare, number[0]) if bare.field in _COUNTABLE else (heading, "")


def _split_led(row: Sequence[Cell | None]) -> list[Pair]:
    """Return the pairs of a row that a label leads: other labels may stand between its values."""
    cells = [cell for cell in dict.fromkeys(row) if cell is not None]
    if row[0] is not None and len(cells) > 2 and len(cells) % 2 == 0 and all(map(name_field, cells[2::2])):
        return list(zip(cells[::2], cells[1::2], strict=True))
    value = _join_values(row)
    return [(row[0], value)] if value is not None else []


def _join_values(row: Sequence[Cell | None]) -> Cell | None:
    """Return the cells of a row beside its label as one, with borders that no number is read over."""
    values = [cell for cell in dict.fromkeys(row[1:]) if cell is not None and cell is not row[0]]
    if not values:
        return None
    text, starts = "", []
    for value in values:
        if value.text:
            text += BORDER if text else ""
            starts += [(len(text) + offset, line) for offset, line in value.starts]
            text += value.text
    return replace(values[0], text=text, starts=tuple(starts) or values[0].starts)


def is_figure(text: str) -> bool:
    """Say whether a text is a figure, which no label is: 98.5%, but not 109年度 or 109年績效目標值."""
    if read_dated(text) is not None or read_heading(text).years:
        return False
    return sum(figure.end - figure.start for figure in read_figures(text)) * 3 > len(text.strip()) * 2


def heads_columns(row: Sequence[Cell | None]) -> bool:
    """Say whether most cells of a row name fields or years."""
    first = [cell for cell in row if cell is not None and cell.text.strip()]
    read = [read_heading(cell.text) for cell in first]
    named = [heading for heading in read if heading.field or heading.years or read_dated(heading.text)]
    return len(named) * 3 > 2 * len(read)
