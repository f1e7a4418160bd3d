"""From workbooks (.xlsx) to lines and blocks.

A workbook is read as a stream with lxml, not with openpyxl, which gives the merged cells or a stream
but not both, takes fifty times a sheet's size without one, refuses workbooks over their colours, and
does not tell a formula without a value from an empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.formats.marks import join_raised
from ingest.formats.number_formats import built_in_code, show_number
from ingest.formats.packages import Package, check_size, damage_refused
from ingest.formats.placing import TableWriter
from ingest.formats.sheets import Area, Sheet, write_sheet
from ingest.formats.workbook_parts import Stored, stream_part
from ingest.formats.writing import Writer
from ingest.limits import read_limit
from ingest.records import UnreadableSource

_WHAT = "an Excel workbook"
_MAIN = "xl/workbook.xml"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_PRINTED_ON_TOP = re.compile(r"\$(\d{1,7}):\$(\d{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ON = ("1", "true")
_MOST_HEADING_ROWS = 20


def read_workbook_blocks(data: bytes, name: str) -> Writer:
    """Return the lines and blocks of a workbook: each sheet its name as a heading, then its tables.

    Numbers and dates are written as their cells show them, formulas by the values kept with them.
    Raises UnreadableSource for a workbook that is damaged or larger than a document may be.
    """
    check_size(data, name, _WHAT, "Excel", parsed=False)
    with damage_refused(name, _WHAT):
        return _Workbook(Package(data), name).read()


@dataclass(slots=True)
class _Seen:
    """What is told of a sheet: its formulas without values, its rows and columns that are not shown."""

    without_value: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


class _Workbook:
    """Reads the sheets of one workbook, which may have so many filled cells and rows in all."""

    def __init__(self, package: Package, name: str) -> None:
        self._package, self._name = package, name
        self._main = package.related("", "officeDocument") or _MAIN
        self._cells = self._most_cells = read_limit("CELLS")
        self._rows = self._most_rows = read_limit("LINES")
        self._codes = self._read_codes()
        self._strings = self._read_strings()
        self._writer = Writer()
        self._tables = TableWriter(self._writer, name)

    def read(self) -> Writer:
        """Return what was written of the workbook."""
        root = self._package.parse(self._main)
        properties = root.find("{*}workbookPr")
        since_1904 = properties is not None and properties.get("date1904") in _ON
        printed = _read_printed_on_top(root)
        relations = self._package.relations(self._main)
        for index, stated in enumerate(root.iterfind("{*}sheets/{*}sheet")):
            kind, part = relations.get(stated.get(_ID) or stated.get(_STRICT_ID) or "", ("", ""))
            if kind != "worksheet" or part not in self._package:
                continue
            sheet, seen = Sheet(heading_rows=printed.get(index, set())), _Seen()
            self._read_sheet(part, sheet, seen, since_1904)
            title = " ".join(stated.get("name", "").split())
            if not sheet.cells and not seen.without_value:
                continue
            self._writer.write_paragraph(title, 0)
            where = f"sheet {title}"
            self._tell(where, sheet, seen, stated.get("state", "visible") != "visible")
            write_sheet(sheet, self._writer, self._tables, self._name, where)
        return self._writer

    def _tell(self, where: str, sheet: Sheet, seen: _Seen, hidden: bool) -> None:
        if hidden:
            self._writer.tell(f"{where}: expected a sheet that is shown, found a hidden one; it is read too")
        filled = {column for _, column in sheet.cells}
        columns = sum(any(first <= c <= last for first, last in seen.hidden_columns) for c in filled)
        rows = len(seen.hidden_rows & {row for row, _ in sheet.cells})
        if rows or columns:
            self._writer.tell(
                f"{where}: expected rows and columns that are shown, found {rows} rows and {columns} columns "
                "that are hidden; they are read too"
            )
        if seen.without_value:
            self._writer.tell(
                f"{where}: expected formulas with their values, found {len(seen.without_value)} without, the "
                f"first in {seen.without_value[0]}; open the file in Excel and save it"
            )

    def _read_sheet(self, part: str, sheet: Sheet, seen: _Seen, since_1904: bool) -> None:
        row, column = 0, -1

        def take(tag: str, stated: Mapping[str, str], stored: Stored) -> None:
            nonlocal row, column
            if tag == "c":
                row, column = _read_place(stated.get("r"), row, column)
                paragraphs = self._read_cell(stated, stored, since_1904)
                if paragraphs is None:
                    seen.without_value.append(_write_place(row, column))
                elif any(paragraphs):
                    self._count(sheet, row)
                    sheet.cells[row, column] = paragraphs
            elif tag == "row":
                # A row ends after its cells; cells without a place of their own count on in the next.
                number = stated.get("r", "")
                ended = int(number) - 1 if number.isdecimal() else row
                if stated.get("hidden") in _ON:
                    seen.hidden_rows.add(ended)
                row, column = ended + 1, -1
            elif tag == "mergeCell" and (area := _read_area(stated.get("ref", ""))):
                sheet.merged.append(area)
            elif tag == "col" and stated.get("hidden") in _ON:
                seen.hidden_columns.append((int(stated["min"]) - 1, int(stated["max"]) - 1))

        stream_part(self._package, part, take)

    def _count(self, sheet: Sheet, row: int) -> None:
        self._cells -= 1
        self._rows -= not sheet.cells or next(reversed(sheet.cells))[0] != row
        if self._cells < 0 or self._rows < 0:
            raise UnreadableSource(
                f"{self._name}: expected at most {self._most_cells} cells in {self._most_rows} rows, "
                "found more; split the file"
            )

    def _read_codes(self) -> list[str]:
        """Return the code of the number format of each style of cells."""
        part = self._package.related(self._main, "styles")
        if part is None:
            return []
        root = self._package.parse(part)
        stated = {e.get("numFmtId"): e.get("formatCode", "") for e in root.iterfind("{*}numFmts/{*}numFmt")}
        ids = [style.get("numFmtId", "0") for style in root.iterfind("{*}cellXfs/{*}xf")]
        return [stated.get(id) or built_in_code(int(id) if id.isdecimal() else 0) for id in ids]

    def _read_strings(self) -> list[tuple[str, ...]]:
        """Return the texts that cells share."""
        part = self._package.related(self._main, "sharedStrings")
        strings: list[tuple[str, ...]] = []

        def take(tag: str, _: Mapping[str, str], stored: Stored) -> None:
            if tag == "si":
                strings.append(_split_text(join_raised(stored.pieces)))
            if len(strings) > self._most_cells:
                raise UnreadableSource(
                    f"{self._name}: expected at most {self._most_cells} texts, found more; split the file"
                )

        if part is not None:
            stream_part(self._package, part, take)
        return strings

    def _read_cell(
        self, stated: Mapping[str, str], stored: Stored, since_1904: bool
    ) -> tuple[str, ...] | None:
        """Return the paragraphs of a cell as it is shown, None for a formula whose value is not kept."""
        kind, value = stated.get("t", "n"), stored.value
        if kind == "inlineStr":
            return _split_text(join_raised(stored.pieces))
        if value is None:
            return None if stored.formula else ()
        if kind == "s":
            return self._strings[int(value)] if value.isdecimal() else ()
        if kind == "b":
            return ("TRUE" if value in _ON else "FALSE",)
        if kind != "n" or not value:
            return _split_text(value)
        style = int(stated.get("s", "0"))
        code = self._codes[style] if style < len(self._codes) else "General"
        return (show_number(value, code, since_1904=since_1904),)


def _read_printed_on_top(root: Any) -> dict[int, set[int]]:
    """Return the rows that are printed on top of every page, by the index of their sheet: its headings."""
    found: dict[int, set[int]] = {}
    for stated in root.iterfind("{*}definedNames/{*}definedName[@name='_xlnm.Print_Titles']"):
        index, rows = stated.get("localSheetId", ""), _PRINTED_ON_TOP.search(stated.text or "")
        if rows and index.isdecimal():
            first, last = int(rows[1]) - 1, int(rows[2])
            found[int(index)] = set(range(first, min(last, first + _MOST_HEADING_ROWS)))
    return found


def _split_text(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, its characters that XML cannot hold put back.

    >>> _split_text("甲_x000D_\\n乙")
    ('甲', '乙')
    """
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return tuple(line.strip() for line in text.replace("\r", "\n").split("\n") if line.strip())


def _read_place(stated: str | None, row: int, column: int) -> tuple[int, int]:
    """Return the row and column of a cell, counted from 0; one that states none stands beside the last.

    >>> _read_place("AB7", 0, 0), _read_place(None, 3, 4)
    ((6, 27), (3, 5))
    """
    match = _PLACE.fullmatch(stated or "")
    if match is None:
        return max(0, row), column + 1
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, number - 1


def _write_place(row: int, column: int) -> str:
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def _read_area(reference: str) -> Area | None:
    first, _, last = reference.replace("$", "").partition(":")
    if not (_PLACE.fullmatch(first) and _PLACE.fullmatch(last)):
        return None
    (top, left), (bottom, right) = _read_place(first, 0, 0), _read_place(last, 0, 0)
    return Area(top, left, max(top, bottom), max(left, right))
