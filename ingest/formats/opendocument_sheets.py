"""From an OpenDocument spreadsheet (.ods) to lines and blocks: each sheet its name, then its tables.

Its content is read as a stream, for a sheet may be long; values stand in it as its cells show them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ingest.formats.marks import join_raised
from ingest.formats.opendocument_styles import OFFICE, STYLE, TABLE, TEXT, is_raised, whole
from ingest.formats.packages import Package
from ingest.formats.placing import TableWriter
from ingest.formats.sheets import Area, Sheet, write_sheet
from ingest.formats.writing import Writer
from ingest.limits import read_limit
from ingest.records import UnreadableSource

_CHUNK = 1 << 16
_SPACE = re.compile(r"[ \t\r\n]+")
_MOST_SPACES = 100
_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_SHEET, _ROW, _HEADING_ROWS = f"{TABLE}table", f"{TABLE}table-row", f"{TABLE}table-header-rows"
_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
# Comments, drawings beside the cells, and how characters are read aloud are no values of cells.
_LEFT_OUT = frozenset({f"{OFFICE}annotation", f"{TABLE}shapes", f"{TEXT}ruby-text"})
_VALUES = tuple(f"{OFFICE}{kind}" for kind in ("string-value", "date-value", "time-value", "boolean-value"))
_PERCENT = "percentage"


def read_sheets(package: Package, name: str) -> Writer:
    """Return the lines and blocks of a spreadsheet.

    Raises lxml's errors and ValueError for what is damaged, UnreadableSource for what is too large.
    """
    from lxml import etree

    target = _Target(name)
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True)
    with package.open("content.xml") as file:
        while chunk := file.read(_CHUNK):
            parser.feed(chunk)
    parser.close()
    return target.writer


class _Target:
    """Takes the elements of the content one by one, a row at a time, and writes each sheet as it ends."""

    def __init__(self, name: str) -> None:
        self.writer = Writer()
        self._name = name
        self._tables = TableWriter(self.writer, name)
        self._cells = self._most_cells = read_limit("CELLS")
        self._rows = self._most_rows = read_limit("LINES")
        self._style = ""
        self._raised_styles: set[str] = set()
        self._hidden_styles: set[str] = set()
        self._depth = self._skipped = 0
        self._heading = False
        self._cell: Mapping[str, str] | None = None
        self._paragraphs: list[str] = []
        self._pieces: list[tuple[str, bool]] | None = None
        self._spans: list[bool] = []
        self._begin_sheet({})

    def _begin_sheet(self, attributes: Mapping[str, str]) -> None:
        self._title = " ".join(attributes.get(f"{TABLE}name", "").split())
        self._hidden = attributes.get(f"{TABLE}style-name") in self._hidden_styles
        self._sheet = Sheet()
        self._row = self._hidden_rows = self._without_value = 0
        self._begin_row({})

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._repeated = max(1, whole(attributes.get(f"{TABLE}number-rows-repeated")))
        self._shown = attributes.get(f"{TABLE}visibility", "visible") == "visible"
        self._column = 0
        # (column, paragraphs, rows and columns it takes) of each filled cell.
        self._filled: list[tuple[int, tuple[str, ...], int, int]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._skipped or tag in _LEFT_OUT:
            self._skipped += 1
        elif tag.startswith(STYLE):
            self._note_style(tag, attributes)
        elif tag == _SHEET:
            self._depth += 1
            if self._depth == 1:
                self._begin_sheet(dict(attributes))
        elif tag == _HEADING_ROWS:
            self._heading = True
        elif self._cell is not None:
            self._start_text(tag, attributes)
        elif tag == _ROW:
            self._begin_row(attributes)
        elif tag in _CELLS:
            self._cell, self._paragraphs = dict(attributes), []

    def _note_style(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == f"{STYLE}style":
            self._style = attributes.get(f"{STYLE}name", "")
        elif is_raised(attributes.get(f"{STYLE}text-position", "0%")):
            self._raised_styles.add(self._style)
        elif attributes.get(f"{TABLE}display") == "false":
            self._hidden_styles.add(self._style)

    def _start_text(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _PARAGRAPHS:
            self._pieces = []
        elif self._pieces is None:
            return
        elif tag == f"{TEXT}span":
            self._spans.append(attributes.get(f"{TEXT}style-name") in self._raised_styles)
        elif tag == f"{TEXT}s":
            self._pieces.append((" " * min(_MOST_SPACES, whole(attributes.get(f"{TEXT}c"))), False))
        elif tag == f"{TEXT}tab":
            self._pieces.append((" ", False))
        elif tag == f"{TEXT}line-break":
            self._pieces.append(("\n", False))

    def data(self, text: str) -> None:
        if self._pieces is not None and not self._skipped:
            self._pieces.append((_SPACE.sub(" ", text), any(self._spans)))

    def end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif tag == _SHEET:
            self._depth -= 1
            if self._depth == 0:
                self._end_sheet()
        elif tag == _HEADING_ROWS:
            self._heading = False
        elif tag in _PARAGRAPHS and self._pieces is not None:
            self._paragraphs += join_raised(self._pieces).split("\n")
            self._pieces, self._spans = None, []
        elif tag == f"{TEXT}span" and self._spans:
            self._spans.pop()
        elif tag in _CELLS and self._depth == 1:
            self._end_cell(tag)
        elif tag == _ROW and self._depth == 1:
            self._end_row()

    def _end_cell(self, tag: str) -> None:
        cell, self._cell = self._cell or {}, None
        repeated = max(1, whole(cell.get(f"{TABLE}number-columns-repeated")))
        paragraphs = tuple(text for text in map(str.strip, self._paragraphs) if text) or _read_value(cell)
        if tag == _CELLS[0] and paragraphs:
            down = max(1, whole(cell.get(f"{TABLE}number-rows-spanned")))
            wide = max(1, whole(cell.get(f"{TABLE}number-columns-spanned")))
            self._charge(repeated, 0)
            self._filled += [(self._column + again, paragraphs, down, wide) for again in range(repeated)]
        elif cell.get(f"{TABLE}formula") and f"{OFFICE}value-type" not in cell:
            self._without_value += 1
        self._column += repeated

    def _end_row(self) -> None:
        if self._filled:
            self._charge((self._repeated - 1) * len(self._filled), self._repeated)
            self._hidden_rows += 0 if self._shown else self._repeated
            for row in range(self._row, self._row + self._repeated):
                if self._heading:
                    self._sheet.heading_rows.add(row)
                for column, paragraphs, down, wide in self._filled:
                    self._sheet.cells[row, column] = paragraphs
                    if down > 1 or wide > 1:
                        area = Area(row, column, row + down - 1, column + wide - 1)
                        self._sheet.merged.append(area)
        self._row += self._repeated

    def _charge(self, cells: int, rows: int) -> None:
        self._cells -= cells
        self._rows -= rows
        if self._cells < 0 or self._rows < 0:
            raise UnreadableSource(
                f"{self._name}: expected at most {self._most_cells} cells in {self._most_rows} rows, "
                "found more; split the file"
            )

    def _end_sheet(self) -> None:
        where = f"sheet {self._title}"
        if not self._sheet.cells and not self._without_value:
            return
        if self._hidden:
            self.writer.tell(f"{where}: expected a sheet that is shown, found a hidden one; it is read too")
        if self._hidden_rows:
            self.writer.tell(
                f"{where}: expected rows that are shown, found {self._hidden_rows} that are hidden; "
                "they are read too"
            )
        if self._without_value:
            self.writer.tell(
                f"{where}: expected formulas with their values, found {self._without_value} without; "
                "open the file and save it"
            )
        self.writer.write_paragraph(self._title, 0)
        write_sheet(self._sheet, self.writer, self._tables, self._name, where)

    def doctype(self, *_: Any) -> None:
        raise ValueError("a document type")

    def close(self) -> None:
        """End the content; what was written is kept by the writer."""


def _read_value(cell: Mapping[str, str]) -> tuple[str, ...]:
    """Return the value of a cell that some programs store without the text that shows it."""
    stated = next((cell[value] for value in _VALUES if value in cell), None)
    if stated is not None:
        return tuple(line for line in stated.split("\n") if line.strip())
    value = cell.get(f"{OFFICE}value")
    if value is None:
        return ()
    if cell.get(f"{OFFICE}value-type") == _PERCENT:
        from decimal import Decimal, InvalidOperation

        try:
            return (f"{(Decimal(value) * 100).normalize():f}%",)
        except InvalidOperation:
            pass
    return (value.removesuffix(".0"),)
