"""Tables and cells over all the pages they run over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.pdf.blocks import Cell, Line, Paragraphs, Table
from ingest.pdf.wrapping import Wrapping

Row = dict[int, str]


@dataclass(slots=True)
class JoinedCell:
    """A cell over all pages it runs over: its pieces, and the rows and columns it takes."""

    row: int
    column: int
    row_end: int
    column_end: int
    pieces: list[Cell]

    def lines(self) -> list[Line]:
        """Return its visual lines."""
        wrapping = Wrapping(*self.pieces[0].bounds())
        return [line for piece in self.pieces for line in piece.lines(wrapping)]

    @property
    def is_empty(self) -> bool:
        """Say whether it holds no text."""
        return not any(piece.strips for piece in self.pieces)


@dataclass(slots=True)
class JoinedTable:
    """A table over all pages it runs over; `repeated` are the headings said again on later pages, `captions`
    the captions above them.

    `last` holds the cells of its last row by column, `filled` how many rows have text in a column.
    """

    cells: list[JoinedCell]
    rows: int
    edges: list[float]
    end: Table
    starts_page: bool = False
    repeated: list[Cell] = field(default_factory=list)
    captions: list[Paragraphs] = field(default_factory=list)
    head: list[Row] = field(default_factory=list)
    last: dict[int, JoinedCell] = field(default_factory=dict)
    filled: Counter[int] = field(default_factory=Counter)

    @property
    def last_is_blank(self) -> bool:
        """Say whether its last row has nothing in the first column."""
        cell = self.last.get(0)
        return cell is None or cell.is_empty

    def find_merging(self, head: int) -> set[int]:
        """Return the columns of which cells below the heading rows span rows."""
        spanning = [cell for cell in self.cells if cell.row >= head and cell.row_end - cell.row > 1]
        return {column for cell in spanning for column in range(cell.column, cell.column_end)}

    def note(self, added: Sequence[JoinedCell]) -> None:
        """Note what cells tell about the columns of the table."""
        for cell in added:
            spread = range(cell.column, cell.column_end)
            if not cell.is_empty:
                self.filled.update({column: cell.row_end - cell.row for column in spread})
        self.rows = max([self.rows, *(cell.row_end for cell in added)])
        kept = [*self.last.values(), *added]
        self.last = {
            column: cell
            for cell in kept
            if cell.row_end == self.rows
            for column in range(cell.column, cell.column_end)
        }
