"""From the blocks of a PDF to numbered lines with boxes, and the paragraphs and tables that stand on them.

A visual line of a cell is a line, so that what is cited is the cell and not its row: the first line of a cell
begins with a tab, and an empty line ends a row. In tables of two columns a row is `label<TAB>value`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ingest import blocks
from ingest.markup import join_lines
from ingest.pdf.arranging import Arrangement
from ingest.pdf.blocks import Cell, Line, Paragraphs, join_boxes
from ingest.pdf.joined import JoinedCell, JoinedTable
from ingest.pdf.joining import join_tables
from ingest.pdf.wrapping import Wrapping
from ingest.records import Box


@dataclass(slots=True)
class WrittenBlocks:
    """The lines of a document, the blocks on them, and what was left out of both."""

    lines: list[Line] = field(default_factory=list)
    blocks: list[blocks.Block] = field(default_factory=list)
    left_out: list[tuple[Box, str]] = field(default_factory=list)


def write_blocks(arrangement: Arrangement) -> WrittenBlocks:
    """Write the blocks of a PDF as lines, and the blocks on these lines."""
    writer = _Writer()
    text: Wrapping | None = None
    for block in join_tables(arrangement.blocks):
        if isinstance(block, Paragraphs):
            text = text or Wrapping(block.left, block.right)
            writer.write_text(block, text)
        else:
            text = None
            writer.write_table(block)
    writer.finish()
    writer.written.left_out += arrangement.left_out
    return writer.written


def to_data(block: blocks.Block) -> list[Any]:
    """Return a block as plain data, as the process that reads a PDF hands it on."""
    if isinstance(block, blocks.Paragraph):
        return [block.text, block.starts]
    cells = [[c.row, c.column, c.text, c.starts, c.row_span, c.column_span] for c in block.cells]
    return [cells, block.rows, block.columns, block.line_start, block.line_end, block.starts_page]


class _Writer:
    """Writes line after line; a paragraph is held back until it is known not to go on."""

    def __init__(self) -> None:
        self.written = WrittenBlocks()
        self._held: list[int] = []

    def write_text(self, block: Paragraphs, wrapping: Wrapping) -> None:
        """Write running text."""
        for line in block.lines(wrapping):
            if not line.wrapped:
                self.finish()
            self._held.append(self._add(line))

    def finish(self) -> None:
        """End the paragraph held back."""
        if self._held:
            text, starts = self._join(self._held)
            self.written.blocks.append(blocks.Paragraph(text, starts))
            self._held = []

    def write_table(self, table: JoinedTable) -> None:
        """Write a table: an empty line behind each row, or behind all rows of a table of two columns."""
        self.finish()
        start = len(self.written.lines) + 1
        table = _drop_blank(table)
        by_row: dict[int, list[JoinedCell]] = {}
        for cell in table.cells:
            by_row.setdefault(cell.row, []).append(cell)
        columns = len(table.edges)
        found: list[blocks.Cell] = []
        for row in sorted(by_row):
            own = sorted(by_row[row], key=lambda cell: cell.column)
            found += self._write_pair(own) if columns <= 2 else self._write_row(own)
        if len(self.written.lines) >= start:
            if columns <= 2:
                self._end_row()
            end = len(self.written.lines) - 1
            self.written.blocks.append(
                blocks.Table(tuple(found), table.rows, columns, start, end, "", table.starts_page)
            )
        for caption in table.captions:
            self.written.left_out += [(line.box, line.text) for line in caption.lines()]
        self._leave_out(table.repeated)

    def _write_row(self, cells: Sequence[JoinedCell]) -> list[blocks.Cell]:
        """Write the cells of a row below each other."""
        found: list[blocks.Cell] = []
        for cell in cells:
            lines = cell.lines()
            first = lines[0] if lines else Line("", _border(cell, self.written.lines))
            numbers = [self._add(replace(first, text=f"\t{first.text}", wrapped=False))]
            numbers += [self._add(line) for line in lines[1:]]
            found.append(self._place(cell, numbers))
        self._end_row()
        return found

    def _write_pair(self, cells: Sequence[JoinedCell]) -> list[blocks.Cell]:
        """Write the row of a table of two columns; a cell over both of them as plain lines."""
        label = next((cell for cell in cells if cell.column == 0), None)
        value = next((cell for cell in cells if cell.column > 0), None)
        if label is not None and value is None:
            lines = label.lines() or [Line("", _border(label, self.written.lines))]
            mark = "" if label.column_end > 1 else "\t"
            numbers = [self._add(replace(line, text=line.text + mark)) for line in lines]
            return [self._place(label, numbers, mark)]
        head = label.lines() if label else []
        title = " ".join(_join(head)[0].split())
        assert value is not None
        lines = value.lines()
        first = lines[0] if lines else Line("", _around([*head], value, self.written.lines))
        numbers = [self._add(replace(first, text=f"{title}\t{first.text}", wrapped=False))]
        numbers += [self._add(replace(line, text=f"\t{line.text}")) for line in lines[1:]]
        placed = self._place(value, numbers)
        if label is None:
            return [placed]
        named = blocks.Cell(
            label.row, 0, title, ((0, numbers[0]),), label.row_end - label.row, label.column_end
        )
        return [named, placed]

    def _place(self, cell: JoinedCell, numbers: Sequence[int], mark: str = "") -> blocks.Cell:
        """Return a cell on its lines, each of which ends with a mark that is none of its text."""
        text, starts = self._join(numbers, mark)
        return blocks.Cell(
            cell.row,
            cell.column,
            text,
            starts or ((0, numbers[0]),),
            cell.row_end - cell.row,
            cell.column_end - cell.column,
        )

    def _add(self, line: Line) -> int:
        self.written.lines.append(line)
        return len(self.written.lines)

    def _end_row(self) -> None:
        self._add(Line("", self.written.lines[-1].box))

    def _join(self, numbers: Sequence[int], mark: str = "") -> tuple[str, blocks.Starts]:
        """Return the joined text of lines, which is behind the tab where they hold one."""
        lines = [(number, self.written.lines[number - 1]) for number in numbers]
        wrapped = frozenset(number for number, line in lines if line.wrapped)
        parts = [(number, line.text.removesuffix(mark).rpartition("\t")[2]) for number, line in lines]
        return join_lines(parts, wrapped)

    def _leave_out(self, cells: Sequence[Cell]) -> None:
        for cell in cells:
            lines = cell.lines()
            if lines:
                self.written.left_out.append((join_boxes([line.box for line in lines]), cell.text))


def _drop_blank(table: JoinedTable) -> JoinedTable:
    """Return a table without the rows that hold no text, as doubled rules make them."""
    kept = sorted({row for cell in table.cells if not cell.is_empty for row in range(cell.row, cell.row_end)})
    if len(kept) == table.rows:
        return table
    places = {row: place for place, row in enumerate(kept)}
    cells = [
        replace(cell, row=places[rows[0]], row_end=places[rows[-1]] + 1)
        for cell in table.cells
        if (rows := [row for row in range(cell.row, cell.row_end) if row in places])
    ]
    return replace(table, cells=cells, rows=len(kept))


def _join(lines: Sequence[Line]) -> tuple[str, blocks.Starts]:
    wrapped = frozenset(number for number, line in enumerate(lines) if line.wrapped)
    return join_lines(((number, line.text) for number, line in enumerate(lines)), wrapped)


def _around(lines: Iterable[Line], cell: JoinedCell, written: Sequence[Line]) -> Box:
    """Return the box around lines, or the border of a cell beside them where there are none."""
    boxes = [line.box for line in lines]
    return join_boxes(boxes) if boxes else _border(cell, written)


def _border(cell: JoinedCell, written: Sequence[Line]) -> Box:
    """Return the borders of an empty cell, the line before where it has none."""
    piece = cell.pieces[0]
    if piece.bottom > piece.top:
        return Box(piece.page, *(round(v, 1) for v in (piece.left, piece.top, piece.right, piece.bottom)))
    return written[-1].box if written else Box(piece.page, piece.left, piece.top, piece.right, piece.bottom)
