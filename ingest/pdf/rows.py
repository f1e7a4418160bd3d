"""The rows of a table under a heading row, put together over merged cells and page breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.pdf.blocks import Cell, Line, Table, is_next_wrapped, join_parts
from ingest.pdf.headers import Column, Header

_NUMBERING = re.compile(
    r"\s*(?:[(（][\d一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十壹貳參肆伍陸柒捌玖拾]{1,3}[、．.]|\d{1,3}[.、．-])"
)
_SENTENCE_ENDS = "。；！？"
_ALWAYS = 0.8


@dataclass(slots=True)
class Value:
    """What stands in a cell, over all pages it runs over; merged cells are one value in several rows."""

    lines: list[Line] = field(default_factory=list)
    last: Cell | None = None

    def add(self, cell: Cell) -> None:
        """Go on with another cell."""
        lines = cell.lines()
        if lines and self.last is not None and self.last.strips and is_next_wrapped(self.last, cell):
            lines[0] = replace(lines[0], wrapped=True)
        self.lines += lines
        if lines:
            self.last = cell

    @property
    def text(self) -> str:
        """Return the text in one line."""
        return join_parts(self.lines)


@dataclass(slots=True)
class LogicalRow:
    """A row of a table: a value for each column, by the column's place in the grid."""

    values: dict[int, Value]
    covered: set[int] = field(default_factory=set)


class RowReader:
    """Collects the rows of a table that may run over several pages."""

    def __init__(self, header: Header) -> None:
        self.header = header
        self.rows: list[LogicalRow] = []
        self._values: dict[int, Value] = {}

    def add(self, table: Table, first: int, columns: Sequence[Column], new_page: bool) -> None:
        """Add the rows of a table from row `first` on; `columns` are those the rows are cut at."""
        top = True
        for index in range(first, len(table.rows)):
            own = {c.start: _cells_of(table.rows[index], c) for c in columns}
            if not any(cell.strips for cells in own.values() for cell in cells):
                continue
            covers = {c.start: table.covering(index, c.start) for c in columns if not own[c.start]}
            goes_on = self._goes_on(own, covers, columns, new_page and top)
            if goes_on and self.rows:
                self._extend(self.rows[-1], own)
            else:
                self._start(own, covers, new_page and top)
            top = False

    def _goes_on(
        self,
        own: dict[int, list[Cell]],
        covers: dict[int, Cell | None],
        columns: Sequence[Column],
        at_top: bool,
    ) -> bool:
        main = self.header.main
        within = [c.start for c in columns if main.start <= c.start < main.end]
        cells = [cell for start in within for cell in own[start]]
        number = self.header.number
        if number is not None and any(cell.text for cell in own.get(number.start, [])):
            return False
        if not any(cell.strips for cell in cells):
            return True
        if not at_top or not self.rows:
            return False
        if number is not None:
            return True
        numbered = self._numbered(within[-1])
        text = " ".join(cell.text for cell in cells if cell.strips)
        if numbered is not None:
            return _NUMBERING.match(text) is None if numbered else self._lacks_usual(own, covers)
        return self._lacks_usual(own, covers)

    def _numbered(self, start: int) -> bool | None:
        texts = [row.values[start].text for row in self.rows if start in row.values and row.values[start].lines]
        if not texts:
            return None
        return sum(_NUMBERING.match(text) is not None for text in texts) >= _ALWAYS * len(texts)

    def _lacks_usual(self, own: dict[int, list[Cell]], covers: dict[int, Cell | None]) -> bool:
        """Say whether a column that every full row fills is empty, or a sentence above is not at its end."""
        filled = Counter(start for row in self.rows for start, value in row.values.items() if value.lines)
        usual = [start for start, count in filled.items() if count == len(self.rows)]
        empty = [s for s in usual if own.get(s) and not any(cell.strips for cell in own[s])]
        if empty:
            return True
        last = self.rows[-1].values
        long = [last[s].text for s in usual if len(last[s].lines) > 2]
        return bool(long) and not any(text[-1:] in _SENTENCE_ENDS for text in long)

    def _extend(self, row: LogicalRow, own: dict[int, list[Cell]]) -> None:
        for start, cells in own.items():
            for cell in cells:
                if cell.strips:
                    value = row.values.setdefault(start, Value())
                    value.add(cell)
                    self._values[id(cell)] = value

    def _start(self, own: dict[int, list[Cell]], covers: dict[int, Cell | None], at_top: bool) -> None:
        row = LogicalRow({})
        above = self.rows[-1].values if self.rows else {}
        for start, cells in own.items():
            value = Value()
            if at_top and start in self._merged_columns() and self._continues_above(above.get(start), cells):
                value = above[start]
            for cell in cells:
                if cell.strips:
                    value.add(cell)
                self._values[id(cell)] = value
            row.values[start] = value
        for start, cover in covers.items():
            if cover is not None:
                row.values[start] = self._values.get(id(cover), Value())
                row.covered.add(start)
        for column in self.header.columns:
            if column.key == "strategy" and not row.values.get(column.start, Value()).lines and column.start in above:
                row.values[column.start] = above[column.start]
        self.rows.append(row)

    def _merged_columns(self) -> set[int]:
        return {column.start for column in self.header.columns if column.key == "strategy"}

    @staticmethod
    def _continues_above(above: Value | None, cells: Sequence[Cell]) -> bool:
        """Say whether a merged cell goes on after a page break: above it is numbered, here it is not."""
        text = "".join(cell.text for cell in cells)
        if above is None or not text or above.text == text:
            return False
        return _NUMBERING.match(above.text) is not None and _NUMBERING.match(text) is None


def _cells_of(row: Sequence[Cell], column: Column) -> list[Cell]:
    return [cell for cell in row if column.start <= cell.column < column.end]
