"""Small grids within cards: figures under a row of years or roles, among labels with their values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.blocks import Cell, Table
from ingest.figures.numerals import read_figures
from ingest.tables.heading_years import read_heading_years
from ingest.tables.headings import DATA, read_heading
from ingest.tables.status import is_absent, is_pending, is_status

_LEAST_HEADED, _WIDEST = 2, 12
_LONGEST_STUB = 40
# Cells up to this length may be figures with what they count: 12,000人次（含線上）.
_LONGEST_FIGURE = 24
# A cell up to this length may be what several columns share: 統計中.
_LONGEST_SHARED = 10


@dataclass(frozen=True, slots=True)
class Parted:
    """A table without its grids, and the grids in their order."""

    rest: Table
    grids: tuple[Table, ...] = ()


def part_grids(table: Table) -> Parted:
    """Return a table parted from the small grids in it; one that is a grid throughout has none."""
    table = _lower_labels(table)
    rows = _list_rows(table)
    # Labels with values and figures under headings do not fill as many cells.
    if table.columns > _WIDEST or len({sum(bool(c.text.strip()) for c in row) for row in rows}) < 2:
        return Parted(table)
    grids: list[tuple[int, int]] = []
    row = 0
    while row < table.rows - 1:
        end = _find_end(table, rows, row)
        grids += [(row, end)] if end else []
        row = end or row + 1
    taken = {row for start, end in grids for row in range(start, end)}
    left = [row for row in range(table.rows) if row not in taken]
    if not grids or not any(rows[row] for row in left):
        return Parted(table)
    return Parted(cut_rows(table, left), tuple(cut_rows(table, range(*span)) for span in grids))


def _list_rows(table: Table) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row].append(cell)
    return rows


def _lower_labels(table: Table) -> Table:
    """Return a table in which a label beside a row of years and their figures stands by the figures."""
    rows = _list_rows(table)
    lowered: dict[int, Cell] = {}
    for above, row in pairwise(rows):
        first = min(above, key=lambda cell: cell.column, default=None)
        if first is None or first.row_span != 2 or len(above) < 1 + _LEAST_HEADED:
            continue
        if all(map(_is_year, above[1:])) and [c.column for c in row] == [c.column for c in above[1:]]:
            lowered[id(first)] = first
    if not lowered:
        return table
    cells: list[Cell] = []
    for cell in table.cells:
        if id(cell) in lowered:
            cells.append(replace(cell, text="", starts=cell.starts[:1], row_span=1))
            cell = replace(cell, row=cell.row + 1, row_span=1)
        cells.append(cell)
    return replace(table, cells=tuple(cells))


def cut_rows(table: Table, rows: Sequence[int]) -> Table:
    """Return rows of a table as a table of their own, without columns in which none of their cells begins."""
    places = {row: place for place, row in enumerate(rows)}
    cells = [cell for cell in table.cells if cell.row in places]
    begun = sorted({cell.column for cell in cells})
    kept = tuple(
        replace(
            cell,
            row=places[cell.row],
            column=begun.index(cell.column),
            row_span=sum(row in places for row in range(cell.row, cell.row + cell.row_span)),
            column_span=sum(cell.column <= column < cell.column + cell.column_span for column in begun),
        )
        for cell in cells
    )
    lines = [line for cell in kept for _, line in cell.starts]
    return replace(
        table, cells=kept, rows=len(rows), columns=len(begun), line_start=min(lines), line_end=max(lines)
    )


def _find_end(table: Table, rows: Sequence[Sequence[Cell]], start: int) -> int:
    """Return where a grid ends whose headings begin at a row, 0 where none does."""
    if not _heads(rows[start]):
        return 0
    begin = start + 1
    while begin < table.rows and _heads(rows[begin], below=True):
        begin += 1
    edges = {edge for row in rows[start:begin] for cell in row for edge in _edges(cell)}
    dated = all(_is_year(cell) for cell in rows[start][1:])
    end = begin
    while end < table.rows and _belongs(rows[end], edges, dated):
        end += 1
    return end if end > begin else 0


def _edges(cell: Cell) -> Iterator[int]:
    yield from (cell.column, cell.column + cell.column_span)


def _is_year(cell: Cell) -> bool:
    return bool(read_heading_years(cell.text, whole=True)) and not read_heading(cell.text).field


def _heads(row: Sequence[Cell], *, below: bool = False) -> bool:
    """Say whether a row heads figures: years or roles, each once, beside a cell that says of what.

    A row `below` such a one may leave out that cell.
    """
    filled = [cell for cell in row if cell.text.strip()]
    first = min(row, key=lambda cell: cell.column, default=None)
    headed = [cell for cell in filled if cell is not first]
    if below and first is not None and first.text.strip() and first.column and _names_data(first):
        headed = filled
    texts = ["".join(cell.text.split()) for cell in headed]
    if len(headed) < _LEAST_HEADED or (len(set(texts)) < len(texts) and not below):
        return False
    if first is not None and (len(first.text) > _LONGEST_STUB or _is_figure(first)):
        return False
    known = all(_names_data(cell) or read_heading(cell.text).field for cell in headed)
    return known and sum(map(_names_data, headed)) >= _LEAST_HEADED


def _names_data(cell: Cell) -> bool:
    return read_heading(cell.text).field in DATA or _is_year(cell)


def _is_figure(cell: Cell) -> bool:
    figures = read_figures(cell.text)
    return bool(figures) and not _is_year(cell) and not read_heading(cell.text).field


def _belongs(row: Sequence[Cell], edges: set[int], dated: bool) -> bool:
    """Say whether a row stands under the headings of a grid, and is none of labels and values."""
    cells = sorted(row, key=lambda cell: cell.column)
    if len(cells) < _LEAST_HEADED or not all(set(_edges(cell)) <= edges for cell in cells):
        return False
    stub, *others = cells
    wide = len(others) == 1 and others[0].column_span > 1
    if wide and (len(others[0].text) > _LONGEST_SHARED or not _gives(others[0])):
        # A text beside a label, over all columns of the grid.
        return False
    role = read_heading(stub.text).field
    if role in DATA:
        return not any(read_heading(cell.text).field for cell in others)
    if role or len(stub.text) > _LONGEST_STUB:
        return False
    return any(map(_gives, others)) and (not dated or all(map(_gives, others)))


def _gives(cell: Cell) -> bool:
    """Say whether a cell gives a figure or a state, or that there is none."""
    text = cell.text
    if is_absent(text) or is_status(text) or is_pending(text):
        return True
    return len(text) <= _LONGEST_FIGURE and bool(read_figures(text))
