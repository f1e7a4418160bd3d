"""From the blocks of a PDF to numbered lines, as the texts have them: `label<tab>value`, and plain lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.labels import NUMBER_LABELS
from ingest.markup import BORDER
from ingest.pdf.blocks import Block, Cell, Line, Paragraphs, Table, join_boxes, mark_border
from ingest.pdf.headers import NUMBER, Column, Header, find_header
from ingest.pdf.labelling import is_label
from ingest.pdf.layout import Layout
from ingest.pdf.rows import LogicalRow, RowReader
from ingest.pdf.wrapping import Wrapping
from ingest.records import Box

_ALIGNED = 6.0


@dataclass(slots=True)
class Written:
    """The lines of a document while they are being written, and what was left out of them."""

    lines: list[Line] = field(default_factory=list)
    left_out: list[tuple[Box, str]] = field(default_factory=list)

    def value(self, label: str | None, lines: Sequence[Line], box: Box) -> None:
        """Write a value behind its label, its further lines below; None goes on with the cell before."""
        first = lines[0] if lines else Line("", box)
        wrapped = first.wrapped and label is None
        self.lines.append(replace(first, text=f"{label or ''}\t{first.text}", wrapped=wrapped))
        self.lines += [replace(line, text=f"\t{line.text}") for line in lines[1:]]

    def leave_out(self, cells: Sequence[Cell]) -> None:
        """Account for cells that only repeat a heading row."""
        for cell in cells:
            lines = cell.lines()
            if lines:
                self.left_out.append((join_boxes([line.box for line in lines]), cell.text))


class Writer:
    """Writes block after block, and holds back a table until it is known not to go on."""

    def __init__(self) -> None:
        self.written = Written()
        self._reader: RowReader | None = None
        self._table: Table | None = None
        self._text: Wrapping | None = None
        self._pairs: list[tuple[Table, list[Cell], bool, bool]] = []

    def write(self, blocks: Sequence[Block]) -> None:
        """Write every block."""
        for block in blocks:
            if isinstance(block, Paragraphs):
                self._finish()
                self._write_text(block)
            else:
                self._take_table(block)
        self._finish()

    def _write_text(self, block: Paragraphs) -> None:
        if self._text is None:
            self._text = Wrapping(block.left, block.right)
        self.written.lines += block.lines(self._text)

    def _take_table(self, table: Table) -> None:
        self._text = None
        header = find_header(table)
        if self._reader is not None and self._goes_on(table, header):
            self._reader.add(table, self._reader.columns)
        elif header is not None:
            self._take_headed(table, header)
        elif self._has_pairs(table):
            self._take_pairs(table)
        else:
            self._finish()
            self._write_rows(table.rows)
        self._table = table

    def _goes_on(self, table: Table, header: Header | None) -> bool:
        """Say whether a table is the rest of the one before: its columns stand where those stood."""
        assert self._reader is not None
        if header is not None and not self._reader.repeats_header(table.rows[header.row]):
            return False
        return self._table is not None and _is_like(self._table, table)

    def _has_pairs(self, table: Table) -> bool:
        """Say whether a table pairs labels with values, or goes on with one that does."""
        if self._pairs and self._table is not None and _is_like(self._table, table):
            return True
        rows = [row for row in table.rows if any(cell.strips for cell in row)]
        labelled = sum(_labelled(row) for row in rows)
        return labelled > 0 if table.columns == 2 else 2 * labelled > len(rows)

    def _take_headed(self, table: Table, header: Header) -> None:
        again = self._reader is not None and _keys(header) == _keys(self._reader.header)
        single = header.kind not in NUMBER_LABELS
        if again and not single and self._reader is not None:
            self._reader.add(table, header.columns)
            return
        self._finish()
        self._write_rows(table.rows[: header.row])
        heading = table.rows[header.row]
        if single and not again:
            self._write_cells([cell.lines() for cell in heading if cell.strips])
        else:
            self.written.leave_out(heading)
        self._reader = RowReader(header, _single_columns(table) if single else header.columns)
        self._reader.add(table, self._reader.columns, header.row + 1)

    def _take_pairs(self, table: Table) -> None:
        if self._reader is not None:
            self._finish()
        rows = [row for row in table.rows if any(cell.strips for cell in row)]
        for index, row in enumerate(rows):
            self._pairs.append((table, row, index == 0, index == len(rows) - 1))

    def _finish(self) -> None:
        """Write the table held back."""
        if self._reader is not None:
            for row in self._reader.rows:
                self._write_row(row, self._reader)
            self.written.leave_out(self._reader.repeated)
        self._write_pairs()
        self._reader, self._table, self._pairs = None, None, []

    def _write_row(self, row: LogicalRow, reader: RowReader) -> None:
        header = reader.header
        if header.kind not in NUMBER_LABELS:
            shown = [i for i in range(len(reader.columns)) if i in row.values]
            self._write_cells([[] if i in row.covered else row.of(i).lines for i in shown])
            return
        columns = list(enumerate(reader.columns))
        no = next((row.of(i).text for i, column in columns if column.key == NUMBER), "")
        label = header.number.label if header.number else NUMBER_LABELS[header.kind]
        box = next(line.box for i, column in _main_first(columns, header) for line in row.of(i).lines)
        self.written.lines.append(Line(f"{label}\t{no}", box))
        for position, column in columns:
            if column.key != NUMBER and (row.of(position).lines or column.key):
                self.written.value(column.label, row.of(position).lines, box)

    def _write_cells(self, values: Sequence[Sequence[Line]]) -> None:
        """Write the cells of a row below each other, each begun by a tab, as the mid-term plans have them."""
        boxes = [line.box for lines in values for line in lines]
        if not boxes:
            return
        box = boxes[0]
        for lines in values:
            first = lines[0] if lines else Line("", box)
            self.written.lines.append(replace(first, text=f"\t{first.text}", wrapped=False))
            for line in lines[1:]:
                border = BORDER if line.text.startswith(BORDER) else ""
                self.written.lines.append(replace(line, text=border + line.text))
            box = lines[-1].box if lines else box
        self.written.lines.append(Line("", box))

    def _write_pairs(self) -> None:
        pairs = self._pairs
        index = 0
        wrapping: Wrapping | None = None
        while index < len(pairs):
            table, row, first, is_last = pairs[index]
            index += 1
            label, values = _split_row(row, table)
            if label is None:
                self._write_rows([row])
                wrapping = None
                continue
            following = pairs[index] if index < len(pairs) else None
            if not label and is_last and not first and following and following[2]:
                # A label in the middle of the height of its cell may stand on the second of two pages.
                next_label, next_values = _split_row(following[1], following[0])
                if next_label:
                    label, values, index = next_label, [*values, *next_values], index + 1
            if label or wrapping is None:
                wrapping = Wrapping(0.0, 0.0)
            # Within a page a rule parts it from the cell above; over a page break it goes on with that.
            self._write_pair(label, values, wrapping, row, apart=table.ruled and not label and not first)

    def _write_pair(
        self, label: str, values: list[Cell], wrapping: Wrapping, row: list[Cell], apart: bool
    ) -> None:
        box = join_boxes([line.box for cell in row for line in cell.lines()])
        if len(values) >= 3 and len(values) % 2 and all(is_label(c.text) for c in values[1::2] if c.strips):
            self.written.value(label or None, values[0].lines(), box)
            for left, right in zip(values[1::2], values[2::2], strict=True):
                if left.strips or right.strips:
                    self.written.value(left.text or None, right.lines(), box)
            return
        lines: list[Line] = []
        above: Cell | None = None
        for cell in values:
            beside = above is not None and (cell.page, cell.row) == (above.page, above.row)
            own = cell.lines(wrapping)
            lines += mark_border(own) if apart or (beside and lines) else own
            above = cell
        self.written.value(label or None, lines, box)

    def _write_rows(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Write rows of which nothing is known: their cells side by side; a single cell as plain lines."""
        for row in rows:
            cells = [cell for cell in row if cell.strips]
            if len(cells) == 1:
                self.written.lines += cells[0].lines()
            elif cells:
                box = join_boxes([line.box for cell in cells for line in cell.lines()])
                self.written.lines.append(Line("\t".join(cell.text for cell in cells), box))


def write_lines(layout: Layout) -> Written:
    """Write the blocks of a PDF as lines."""
    writer = Writer()
    writer.write(layout.blocks)
    writer.written.left_out += layout.left_out
    return writer.written


def _is_like(table: Table, other: Table) -> bool:
    """Say whether two tables have their columns at the same places."""
    return (
        table.columns == other.columns
        and abs(table.left - other.left) < _ALIGNED
        and abs(table.right - other.right) < _ALIGNED
    )


def _keys(header: Header) -> list[str]:
    return [column.key or column.label for column in header.columns]


def _main_first(columns: list[tuple[int, Column]], header: Header) -> list[tuple[int, Column]]:
    return sorted(columns, key=lambda item: item[1] != header.main)


def _single_columns(table: Table) -> tuple[Column, ...]:
    return tuple(Column("", "", index, index + 1) for index in range(table.columns))


def _labelled(row: Sequence[Cell]) -> bool:
    cells = [cell for cell in row if cell.strips]
    if not cells or cells[0].column > 0 or len(row) < 2:
        return False
    return is_label(cells[0].text)


def _split_row(row: Sequence[Cell], table: Table) -> tuple[str | None, list[Cell]]:
    """Return the label of a row, empty for none, and its other cells; (None, []) for a row of one cell."""
    if len(row) == 1 and row[0].column == 0 and row[0].column_end >= table.columns:
        return None, []
    if row[0].column == 0:
        return row[0].text, list(row[1:])
    return "", list(row)
