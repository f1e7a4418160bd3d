"""The rows of a table under a heading row, put together over merged cells and page breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.labels import fold_label
from ingest.pdf.blocks import Cell, Line, Table, join_parts, mark_border
from ingest.pdf.headers import Column, Header
from ingest.pdf.strips import Strip
from ingest.pdf.wrapping import Wrapping

_NUMBERING = re.compile(
    r"\s*(?:[(（][\d一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十壹貳參肆伍陸柒捌玖拾]{1,3}[、．.]|\d{1,3}[.、．-])"
)
_ALWAYS = 0.8


@dataclass(slots=True)
class Value:
    """What stands in a cell, over all pages it runs over; merged cells are one value in several rows."""

    lines: list[Line] = field(default_factory=list)
    _wrapping: Wrapping | None = None

    def add(self, cell: Cell, apart: bool = False) -> None:
        """Go on with another cell, which may be one of its own or the rest of the one before."""
        if self._wrapping is None:
            self._wrapping = Wrapping(*cell.bounds())
        lines = cell.lines(self._wrapping)
        self.lines += mark_border(lines) if apart and self.lines else lines

    @property
    def text(self) -> str:
        """Return the text in one line."""
        return join_parts(self.lines)


@dataclass(slots=True)
class LogicalRow:
    """A row of a table: a value for each column, by the column's position, and those merged from above."""

    values: dict[int, Value]
    covered: set[int] = field(default_factory=set)

    def of(self, position: int) -> Value:
        """Return the value in a column, empty where there is none."""
        return self.values.get(position) or Value()


_Own = dict[int, list[Cell]]
_Place = tuple[int, int, int]


class RowReader:
    """Collects the rows of a table that may run over several pages."""

    def __init__(self, header: Header, columns: Sequence[Column]) -> None:
        self.header = header
        self.columns = tuple(columns)
        self.rows: list[LogicalRow] = []
        self.repeated: list[Cell] = []
        self._values: dict[_Place, Value] = {}
        main, number = header.main, header.number
        self._main = [i for i, c in enumerate(columns) if main.start <= c.start < main.end]
        self._number = next((i for i, c in enumerate(columns) if number and c.start == number.start), None)
        self._merging = {i for i, c in enumerate(columns) if c.key == "strategy"}

    def add(self, table: Table, columns: Sequence[Column], first: int = 0) -> None:
        """Add the rows of a table from row `first` on, cut at its own columns."""
        top = bool(self.rows)
        self._values.clear()
        for index in range(first, len(table.rows)):
            own = {i: _cells_of(table.rows[index], c) for i, c in enumerate(columns)}
            if not any(cell.strips for cells in own.values() for cell in cells):
                continue
            below = self._below_header(table.rows[index])
            if below is not None:
                self._take_header(table.rows[index], below)
                continue
            covers = {i: table.covering(index, c.start) for i, c in enumerate(columns) if not own[i]}
            if self.rows and self._goes_on(own, top, table.ruled):
                self._extend(self.rows[-1], own, apart=table.ruled and not top)
            else:
                self._start(own, covers, top)
            top = False

    def repeats_header(self, row: Sequence[Cell]) -> bool:
        """Say whether a row is the heading row again."""
        return self._below_header(row) is not None

    def _below_header(self, row: Sequence[Cell]) -> list[Cell] | None:
        """Return what stands in a repeated heading row below its labels; None for other rows."""
        labels = {fold_label(column.label) for column in self.header.columns}
        below: list[Cell] = []
        for cell in (cell for cell in row if cell.strips):
            text = ""
            for count, strip in enumerate(cell.strips, start=1):
                text += strip.text
                if fold_label(text) in labels:
                    below.append(replace_strips(cell, cell.strips[count:]))
                    break
            else:
                return None
        return below if len(below) >= len(labels) // 2 else None

    def _take_header(self, row: Sequence[Cell], below: Sequence[Cell]) -> None:
        rest = {cell.column: len(cell.strips) for cell in below}
        for cell in row:
            count = len(cell.strips) - rest.get(cell.column, 0)
            self.repeated.append(replace_strips(cell, cell.strips[:count]))
        if self.rows:
            own = {i: _cells_of(below, column) for i, column in enumerate(self.columns)}
            self._extend(self.rows[-1], own)

    def _goes_on(self, own: _Own, at_top: bool, ruled: bool) -> bool:
        """Say whether a row is the rest of the one above: of a measure, or of a row a page break tore."""
        if self._number is not None and any(cell.text for cell in own[self._number]):
            return False
        cells = [cell for i in self._main for cell in own[i] if cell.strips]
        if not cells:
            return True
        if ruled and not at_top:
            return False
        if self._number is not None:
            return True
        if self._is_numbered():
            return _NUMBERING.match(" ".join(cell.text for cell in cells)) is None
        return at_top and self._lacks_usual(own)

    def _is_numbered(self) -> bool:
        texts = [text for row in self.rows if (text := row.of(self._main[-1]).text)]
        return bool(texts) and sum(_NUMBERING.match(text) is not None for text in texts) >= _ALWAYS * len(
            texts
        )

    def _lacks_usual(self, own: _Own) -> bool:
        """Say whether a column that every full row fills is empty here, and not merged with rows below."""
        filled = Counter(i for row in self.rows for i, value in row.values.items() if value.lines)
        merged = {i for row in self.rows for i in row.covered}
        usual = [i for i, n in filled.items() if n == len(self.rows) and own.get(i) and i not in merged]
        single = [own[i] for i in usual if all(cell.row_end == cell.row + 1 for cell in own[i])]
        return any(not any(cell.strips for cell in cells) for cells in single)

    def _extend(self, row: LogicalRow, own: _Own, apart: bool = False) -> None:
        for position, cells in own.items():
            for number, cell in enumerate(cells):
                if cell.strips:
                    row.values.setdefault(position, Value()).add(cell, apart or number > 0)
                self._values[_place(cell)] = row.values.setdefault(position, Value())

    def _start(self, own: _Own, covers: dict[int, Cell | None], at_top: bool) -> None:
        row = LogicalRow({})
        above = self.rows[-1] if self.rows else LogicalRow({})
        for position, cells in own.items():
            value = Value()
            if at_top and position in self._merging and _continues(above.of(position), cells):
                value = above.values[position]
            for number, cell in enumerate(cells):
                if cell.strips:
                    value.add(cell, number > 0)
                self._values[_place(cell)] = value
            row.values[position] = value
        for position, cover in covers.items():
            if cover is not None:
                row.values[position] = self._values.get(_place(cover), Value())
                row.covered.add(position)
        for position in self._merging:
            if not row.of(position).lines and position in above.values:
                row.values[position] = above.values[position]
        self.rows.append(row)


def _continues(above: Value, cells: Sequence[Cell]) -> bool:
    """Say whether a merged cell goes on after a page break: above it is numbered, here it is not."""
    text = "".join(cell.text for cell in cells)
    return bool(text) and _NUMBERING.match(above.text) is not None and _NUMBERING.match(text) is None


def _place(cell: Cell) -> _Place:
    return cell.page, cell.row, cell.column


def _cells_of(row: Sequence[Cell], column: Column) -> list[Cell]:
    return [cell for cell in row if column.start <= cell.column < column.end]


def replace_strips(cell: Cell, strips: list[Strip]) -> Cell:
    """Return a cell with other strips in it."""
    return replace(cell, strips=strips)
