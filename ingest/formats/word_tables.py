"""The tables of Word documents: rows and cells, what is merged, and tables that only arrange a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ingest.formats.word_styles import W, is_on, value, whole
from ingest.formats.writing import RawCell

# What holds paragraphs, tables, rows or cells as if it were not there.
HOLDERS = frozenset(f"{W}{tag}" for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


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
    for element in _find(table, "tr"):
        properties = element.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            continue
        # Word repeats marked rows only as long as they lead the table.
        heads = heads and is_on(properties, "tblHeader")
        cells = tuple(cell for cell in _find(element, "tc") if cell.find(f"{W}tcPr/{W}cellDel") is None)
        rows.append(Row(whole(value(properties, f"{W}gridBefore")) or 0, cells, heads))
    return rows


def _find(parent: Any, tag: str) -> Iterator[Any]:
    for child in parent:
        if child.tag == f"{W}{tag}":
            yield child
        elif child.tag in HOLDERS:
            yield from _find(child, tag)


def read_rows(table: Any, read_cell: Callable[[Any], list[str]]) -> list[RawCell]:
    """Return the cells of a table, each with the rows and columns it takes.

    A cell that goes on from above is a part of the one it goes on from, which begins at its column.
    """
    found: list[RawCell] = []
    reaching: dict[int, int] = {}
    for number, row in enumerate(table_rows(table)):
        column = row.before
        for cell in row.cells:
            properties = cell.find(f"{W}tcPr")
            span = max(1, whole(value(properties, f"{W}gridSpan")) or 1)
            origin = reaching.get(column) if _goes_on(properties, "vMerge") else None
            if origin is not None and found[origin].row + found[origin].row_span != number:
                origin = None  # a cell of another width stands between the two
            if _goes_on(properties, "hMerge") and found and found[-1].row == number:
                found[-1] = replace(found[-1], column_span=found[-1].column_span + span)
            elif origin is not None:
                found[origin] = replace(found[origin], row_span=number - found[origin].row + 1)
            else:
                reaching[column] = len(found)
                found.append(RawCell(number, column, tuple(read_cell(cell)), 1, span, row.heading))
            column += span
    return found


def _goes_on(properties: Any, tag: str) -> bool:
    merged = properties.find(f"{W}{tag}") if properties is not None else None
    return merged is not None and merged.get(f"{W}val", "continue") != "restart"


def inner_tables(cell: Any) -> bool:
    """Say whether a cell holds a table."""
    return next(cell.iterdescendants(f"{W}tbl"), None) is not None


def arranges_page(table: Any) -> bool:
    """Say whether a table only arranges the page.

    It holds one cell, or tables: in cells that stand one below the other, or in each that holds text.
    """
    rows = table_rows(table)
    cells = [cell for row in rows for cell in row.cells]
    if len(cells) == 1:
        return True
    holding = [cell for cell in cells if inner_tables(cell)]
    if not holding:
        return False
    filled = [cell for cell in cells if inner_tables(cell) or _has_text(cell)]
    return len(filled) == len(holding) or all(len(row.cells) <= 1 for row in rows)


def _has_text(cell: Any) -> bool:
    return any(text.text and text.text.strip() for text in cell.iterdescendants(f"{W}t"))
