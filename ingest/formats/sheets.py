"""From the filled cells of a sheet to its tables: what empty rows and columns clearly part are several."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from ingest.formats.placing import TableWriter
from ingest.formats.writing import RawCell, Writer
from ingest.limits import read_limit
from ingest.records import UnreadableSource

_NUMBER = re.compile(r"[-+(−]?[$]?[\d０-９][\d０-９,，.]*[%％)]?")
# Beside each other stand tables of at least so many columns.
_LEAST_WIDE = 2
_WIDE_GAP = 2
_MOST_COLUMNS = 1 << 30
_YEARS = ((80, 150), (1990, 2100))


@dataclass(frozen=True, slots=True)
class Area:
    """Merged cells: the first and last row and column, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """The filled cells of a sheet by (row, column), each as its paragraphs, and what is merged."""

    cells: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    heading_rows: set[int] = field(default_factory=set)


def write_sheet(sheet: Sheet, writer: Writer, tables: TableWriter, name: str, where: str) -> None:
    """Write the tables of a sheet, and the notes that stand alone in it as paragraphs.

    `name` is the file's, `where` the sheet's in a problem. Raises UnreadableSource where merged cells
    reach over more cells than a document may have, as those that overlap do.
    """
    owners, overlapping = _find_owners(sheet, name)
    if overlapping:
        writer.tell(
            f"{where}: expected merged cells that do not overlap, found {overlapping} that do; "
            "the first is taken"
        )
    for band in _join_bands(_cut(_place(sheet, owners), down=True)):
        for region in _part_columns(band.cells):
            _write_region(region, writer, tables)


def _find_owners(sheet: Sheet, name: str) -> tuple[dict[tuple[int, int], Area], int]:
    """Return the merged area that each filled cell lies in, and how many cells lie in several."""
    columns_of: dict[int, list[int]] = {}
    for row, column in sorted(sheet.cells):
        columns_of.setdefault(row, []).append(column)
    rows = list(columns_of)
    owners: dict[tuple[int, int], Area] = {}
    overlapping = 0
    left = most = read_limit("CELLS")
    for area in sorted(sheet.merged, key=lambda area: (area.top, area.left)):
        corner = (area.top, area.left)
        if corner not in sheet.cells or corner in owners:
            overlapping += corner in owners
            continue
        for row in rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]:
            columns = columns_of[row]
            covered = columns[bisect_left(columns, area.left) : bisect_right(columns, area.right)]
            overlapping += sum(owners.setdefault((row, column), area) is not area for column in covered)
            left -= 1 + len(covered)
            if left < 0:
                raise UnreadableSource(
                    f"{name}: expected merged cells over at most {most} others, found more; part them"
                )
    return owners, overlapping


def _place(sheet: Sheet, owners: dict[tuple[int, int], Area]) -> list[RawCell]:
    """Return the cells with their spans; what lies under a merged cell is not seen, so it is left out."""
    placed: list[RawCell] = []
    for (row, column), paragraphs in sorted(sheet.cells.items()):
        area = owners.get((row, column), Area(row, column, row, column))
        if (area.top, area.left) == (row, column):
            spans = area.bottom - row + 1, area.right - column + 1
            placed.append(RawCell(row, column, paragraphs, *spans, row in sheet.heading_rows))
    return placed


@dataclass(slots=True)
class _Band:
    """Cells between two empty rows, or two empty columns: from `start` up to, but without, `end`."""

    start: int
    end: int
    cells: list[RawCell] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    left: int = _MOST_COLUMNS

    def add(self, cell: RawCell, end: int) -> None:
        self.cells.append(cell)
        self.rows.add(cell.row)
        self.columns.add(cell.column)
        self.left = min(self.left, cell.column)
        self.end = max(self.end, end)

    def join(self, other: _Band) -> None:
        self.cells += other.cells
        self.rows |= other.rows
        self.columns |= other.columns
        self.end = other.end


def _cut(cells: Sequence[RawCell], *, down: bool) -> list[_Band]:
    """Cut cells at the empty rows, or columns, between them; what a merged cell reaches over is not empty."""
    bands: list[_Band] = []
    for cell in sorted(cells, key=lambda cell: cell.row if down else cell.column):
        start = cell.row if down else cell.column
        if not bands or start > bands[-1].end:
            bands.append(_Band(start, start))
        bands[-1].add(cell, start + (cell.row_span if down else cell.column_span))
    return bands


def _join_bands(bands: Sequence[_Band]) -> list[_Band]:
    """Join what an empty row parts but which goes on: figures without a heading, or a heading alone."""
    joined: list[_Band] = []
    for band in bands:
        if joined and _goes_on(joined[-1], band):
            joined[-1].join(band)
        else:
            joined.append(band)
    return joined


def _goes_on(above: _Band, below: _Band) -> bool:
    if min(len(above.columns), len(below.columns)) < _LEAST_WIDE or below.left < above.left:
        return False
    return len(above.rows) == 1 or any(_is_figure(cell) for cell in below.cells if cell.row == below.start)


def _is_figure(cell: RawCell) -> bool:
    """Say whether a cell holds a number alone; a year heads a column as well as it stands in one."""
    text = "".join(cell.paragraphs).replace(" ", "")
    if not _NUMBER.fullmatch(text):
        return False
    value = int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else 0
    return not any(first <= value <= last for first, last in _YEARS)


def _part_columns(cells: Sequence[RawCell]) -> list[list[RawCell]]:
    """Part tables that stand beside each other, an empty column between them."""
    parts: list[_Band] = []
    for band in _cut(cells, down=False):
        if parts and not _stands_apart(parts[-1], band):
            parts[-1].join(band)
        else:
            parts.append(band)
    return [part.cells for part in parts]


def _stands_apart(left: _Band, right: _Band) -> bool:
    """Say whether the columns on the right are a table of their own.

    Both are two columns wide and two rows high, the right one begins with what its rows are called, and
    it is clear that they are no rows of the left one: other rows, a wide gap, or the same heading again.
    """
    if min(len(left.columns), len(right.columns), len(left.rows), len(right.rows)) < _LEAST_WIDE:
        return False
    first = [cell for cell in right.cells if cell.column == right.start]
    if sum(map(_is_figure, first)) * 2 > len(first):
        return False
    return right.start - left.end >= _WIDE_GAP or right.rows != left.rows or _head(left) == _head(right)


def _head(band: _Band) -> tuple[str, ...]:
    # Cells stand in the order of their columns.
    first = takewhile(lambda cell: cell.column == band.start, band.cells)
    return min(first, key=lambda cell: cell.row).paragraphs


def _write_region(cells: Sequence[RawCell], writer: Writer, tables: TableWriter) -> None:
    if len({cell.column for cell in cells}) > 1:
        tables.write(sorted(cells, key=lambda cell: (cell.row, cell.column)))
        return
    for cell in sorted(cells, key=lambda cell: cell.row):
        for text in cell.paragraphs:
            writer.write_paragraph(text)
    writer.lines.append("")
