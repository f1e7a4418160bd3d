"""What a document is made of, whatever its format: paragraphs and tables, each character with its line.

This module imports nothing of ours.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

# (offset in the text, line of the document) for each line a text was joined from, ascending.
Starts = tuple[tuple[int, int], ...]
# A line with its number.
Numbered = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or heading: its text and the lines it stands on.

    `level` is the depth a format gives a heading (0 for the highest), None where it gives none; `listed`
    is true of a line of contents, which says a heading that stands below and is none. `lead` is how many of
    its first characters a format sets apart from the rest, in bold.
    """

    text: str
    starts: Starts
    level: int | None = None
    listed: bool = False
    lead: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, its upper left corner at (row, column), its text joined over its lines.

    Paragraphs of a cell are parted by a line break. `heading` is true where the format marks the
    cell as one.
    """

    row: int
    column: int
    text: str
    starts: Starts
    row_span: int = 1
    column_span: int = 1
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a bag of cells that know their place; `caption` is the format's own, if it has one.

    A table without a cell at some place of its grid has nothing there. `starts_page` is true where
    nothing but a page break parts it from what stands before, `uneven` where it was written with rows of
    differing numbers of cells.
    """

    cells: tuple[Cell, ...]
    rows: int
    columns: int
    line_start: int
    line_end: int
    caption: str = ""
    starts_page: bool = False
    uneven: bool = False

    def grid(self) -> list[list[Cell | None]]:
        """Return the cell that covers each place, the same one wherever a cell spans several."""
        places: list[list[Cell | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            for row in range(cell.row, min(self.rows, cell.row + cell.row_span)):
                for column in range(cell.column, min(self.columns, cell.column + cell.column_span)):
                    if places[row][column] is None:
                        places[row][column] = cell
        return places


Block = Paragraph | Table


def line_of(starts: Sequence[tuple[int, int]], offset: int) -> int:
    """Return the line a character of a joined text stands on.

    >>> line_of(((0, 7), (10, 9)), 12)
    9
    """
    return starts[max(0, bisect_right(starts, offset, key=lambda start: start[0]) - 1)][1]


def cut_starts(starts: Starts, begin: int, end: int) -> Starts:
    """Return the starts of a stretch of a joined text, which begins on the line of its first character.

    >>> cut_starts(((0, 7), (4, 8), (10, 9)), 5, 12)
    ((0, 8), (5, 9))
    """
    return ((0, line_of(starts, begin)), *((at - begin, line) for at, line in starts if begin < at < end))
