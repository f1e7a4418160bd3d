"""Tables on their way to the writer: what only their layout made falls away, and their size is bounded."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.formats.writing import RawCell, Writer
from ingest.limits import read_limit
from ingest.records import UnreadableSource


def close_up(cells: Sequence[RawCell]) -> list[RawCell]:
    """Leave out the rows and columns at which no cell begins: there is nothing that they tell apart.

    >>> [(c.column, c.column_span) for c in close_up([RawCell(0, 0, ("甲",), 1, 9), RawCell(0, 9, ("乙",))])]
    [(0, 1), (1, 1)]
    """
    rows = sorted({cell.row for cell in cells})
    columns = sorted({cell.column for cell in cells})
    row_of = {row: index for index, row in enumerate(rows)}
    column_of = {column: index for index, column in enumerate(columns)}
    return [
        replace(
            cell,
            row=row_of[cell.row],
            column=column_of[cell.column],
            row_span=bisect_left(rows, cell.row + cell.row_span) - row_of[cell.row],
            column_span=bisect_left(columns, cell.column + cell.column_span) - column_of[cell.column],
        )
        for cell in cells
    ]


def only_arranges(widths: Sequence[int], filled: int, holding: int) -> bool:
    """Say whether a table only arranges the page, by the cells of its rows, and those with text or tables.

    It is one cell, or holds tables: in cells that stand one below the other, or in each that is filled.

    >>> only_arranges([2, 2], 3, 1), only_arranges([2, 2], 2, 2), only_arranges([1, 1], 2, 1)
    (False, True, True)
    """
    return sum(widths) == 1 or (holding > 0 and (filled == holding or max(widths, default=0) <= 1))


class TableWriter:
    """Writes the tables of one document, which may have so many places (rows times columns) in all."""

    def __init__(self, writer: Writer, name: str) -> None:
        self._writer, self._name = writer, name
        self._most = self._left = read_limit("CELLS")

    def write(self, cells: Iterable[RawCell], *, caption: str = "", starts_page: bool = False) -> None:
        """Write a table; of one cell, its paragraphs: a frame drawn around a text is no table.

        Raises UnreadableSource where the tables have more places than a document may.
        """
        kept = close_up(list(cells))
        rows = len({cell.row for cell in kept})
        columns = len({cell.column for cell in kept})
        self._left -= rows * columns
        if self._left < 0:
            raise UnreadableSource(
                f"{self._name}: expected tables of at most {self._most} cells, found more; split the file"
            )
        if len(kept) == 1:
            for text in kept[0].paragraphs:
                self._writer.write_paragraph(text)
            return
        self._writer.write_table(kept, caption=caption, starts_page=starts_page)
