"""The tables of Word documents: rows and cells, what is merged, and tables that only arrange a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.formats.placing import only_arranges
from ingest.formats.word_styles import W, is_on, value, whole
from ingest.formats.writing import RawCell

# What holds paragraphs, tables, rows or cells as if it were not there.
HOLDERS = frozenset(f"{W}{tag}" for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


_TABLE, _ROW, _CELL, _TEXT = f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}t"
_ROW_PROPERTIES, _CELL_PROPERTIES = f"{W}trPr", f"{W}tcPr"
_DELETED_ROW, _DELETED_CELL = f"{W}del", f"{W}cellDel"
_BEFORE, _SPAN, _VALUE = f"{W}gridBefore", f"{W}gridSpan", f"{W}val"
_DOWN, _ACROSS = f"{W}vMerge", f"{W}hMerge"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the columns left free before its first cell, its cells, and whether it is marked as heading."""

    before: int
    cells: tuple[Any, ...]
    heading: bool


def table_rows(table: Any) -> list[Row]:
    """Return the rows of a table; those that were deleted with changes tracked are left out."""
    rows: list[Row] = []
    heads = True
    for element in _find(table, _ROW):
        properties = element.find(_ROW_PROPERTIES)
        if properties is not None and properties.find(_DELETED_ROW) is not None:
            continue
        # Word repeats marked rows only as long as they lead the table.
        heads = heads and is_on(properties, "tblHeader")
        before = 0 if properties is None else whole(value(properties, _BEFORE)) or 0
        rows.append(Row(before, tuple(_find(element, _CELL)), heads))
    return rows


def _find(parent: Any, tag: str) -> Iterator[Any]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in HOLDERS:
            yield from _find(child, tag)


def read_rows(rows: Sequence[Row], read_cell: Callable[[Any], list[str]]) -> list[RawCell]:
    """Return the cells of a table, each with the rows and columns it takes.

    A cell that goes on from above is a part of the one it goes on from, which begins at its column.
    """
    found: list[RawCell] = []
    reaching: dict[int, int] = {}
    for number, row in enumerate(rows):
        column = row.before
        for cell in row.cells:
            stated = {} if (own := cell.find(_CELL_PROPERTIES)) is None else {e.tag: e for e in own}
            if _DELETED_CELL in stated:
                continue
            span = max(1, whole(stated[_SPAN].get(_VALUE, "")) or 1) if _SPAN in stated else 1
            origin = reaching.get(column) if _goes_on(stated.get(_DOWN)) else None
            if origin is not None and found[origin].row + found[origin].row_span != number:
                origin = None  # a cell of another width stands between the two
            if _goes_on(stated.get(_ACROSS)) and found and found[-1].row == number:
                found[-1] = replace(found[-1], column_span=found[-1].column_span + span)
            elif origin is not None:
                found[origin] = replace(found[origin], row_span=number - found[origin].row + 1)
            else:
                reaching[column] = len(found)
                found.append(RawCell(number, column, tuple(read_cell(cell)), 1, span, row.heading))
            column += span
    return found


def _goes_on(merged: Any) -> bool:
    return merged is not None and merged.get(_VALUE, "continue") != "restart"


def arranges_page(table: Any, rows: Sequence[Row]) -> bool:
    """Say whether a table only arranges the page."""
    widths = [len(row.cells) for row in rows]
    if not _holds_table(table):
        return only_arranges(widths, 0, 0)
    holds = [(_holds_table(cell), _has_text(cell)) for row in rows for cell in row.cells]
    return only_arranges(widths, sum(a or b for a, b in holds), sum(a for a, _ in holds))


def _holds_table(element: Any) -> bool:
    return next(element.iterdescendants(_TABLE), None) is not None


def _has_text(cell: Any) -> bool:
    return any(text.text and text.text.strip() for text in cell.iterdescendants(_TEXT))
