"""Tables as files that open in a spreadsheet, where no cell is ever executed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

Cell = str | int | Decimal | None


class Link(str):
    """An address that a spreadsheet opens when it is chosen."""

    __slots__ = ()


_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Control characters, lone surrogates and the like, which the file format of Excel cannot hold.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_WIDEST, _NARROWEST = 60, 6


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a table as CSV with a byte order mark, as Excel wants it.

    A text cell that begins like a formula gets an apostrophe in front, so that no spreadsheet runs it.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([quote_formula(heading) for heading in headings])
    writer.writerows(map(write_cells, rows))
    return "\ufeff" + out.getvalue()


def write_cells(row: Sequence[Cell | float]) -> list[str]:
    """Return the cells of a row as CSV has them, none of them a formula."""
    return [quote_formula(_write_cell(cell)) for cell in row]


def write_xlsx(sheet: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as an Excel file: text as text, numbers as numbers, a filter on every column.

    Text that looks like a formula stays text. Characters the format cannot hold are left out,
    and a cell is cut at the length Excel allows.
    """
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page = book.active
    page.title = _SHEET_NAME.sub(" ", sheet).strip("' ")[:31] or "table"
    widths = [_NARROWEST] * len(headings)
    for at_row, row in enumerate([headings, *rows], start=1):
        for at_column, cell in enumerate(row, start=1):
            if cell is None or cell == "":
                continue
            place = page.cell(at_row, at_column)
            if isinstance(cell, str):
                text = ILLEGAL_CHARACTERS_RE.sub("", _UNWRITABLE.sub("", cell))[:_LONGEST_CELL]
                place.value = text
                # openpyxl takes a text that begins with = for a formula.
                place.data_type = "s"
                place.quotePrefix = text.startswith(_FORMULA_STARTS)
                if isinstance(cell, Link):
                    place.hyperlink = text
            else:
                place.value = cell
            place.alignment = Alignment(wrap_text=True, vertical="top")
            widths[at_column - 1] = max(widths[at_column - 1], _measure_width(cell))
    for at_column, width in enumerate(widths, start=1):
        head = page.cell(1, at_column)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E2EEF4")
        page.column_dimensions[get_column_letter(at_column)].width = min(width, _WIDEST)
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def quote_formula(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; numbers and a sole = stay.

    >>> quote_formula("=1+1"), quote_formula("="), quote_formula("-5.6"), quote_formula(" @x")
    ("'=1+1", '=', '-5.6', "' @x")
    """
    if cell != "=" and cell.lstrip(" \u3000\n").startswith(_FORMULA_STARTS) and not _is_number(cell):
        return f"'{cell}"
    return cell


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").removesuffix("%").replace(".", "", 1).isdecimal()


def _write_cell(cell: Cell | float) -> str:
    if isinstance(cell, Decimal):
        text = f"{cell:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "" if cell is None else str(cell)


def _measure_width(cell: Cell) -> int:
    text = _write_cell(cell)
    return max((sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in text.split("\n")), default=0) + 2
