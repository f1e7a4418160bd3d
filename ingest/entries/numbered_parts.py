"""Rows (1), ② or B. below one number: the indicators of one entry, whichever way the table shows its head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from ingest.blocks import Cell, cut_starts
from ingest.entries.items import CIRCLED
from ingest.markup import strip_numbering
from ingest.tables.column import Column
from ingest.tables.depth import Row
from ingest.tables.reading import HeadedTable
from ingest.tables.status import is_absent
from ingest.titles import split_number

_PART = re.compile(
    rf"\s*(?:[(（](?P<digit>[1-9][0-9]?)[)）]|(?P<circled>[{CIRCLED}])|[(（]?(?P<letter>[A-Za-z])[)）.．、])"
)
_Rows = Sequence[tuple[str, Row]]


def head_parts(headed: HeadedTable) -> HeadedTable:
    """Return a table in which rows that are parts of one number share the cells of its head.

    The head is a number over all rows of its parts, or in the first of them alone, beside which no column
    of measures is known; or a row, with or without a number of its own, that holds no figure. What has
    agencies of its own is no part.
    """
    if headed.find("target") is None and headed.find("result") is None:
        return headed
    numbers, action = headed.find("no"), headed.find("action")
    named = next((c for key in ("indicator", "kpi") for c in headed.columns if c.field == key), None)
    if named is None:
        # A heading that nobody knows, 措施及指標, may stand over both as well.
        action = action or next((c for c in headed.columns if not c.field and not c.is_data), None)
        return _head_by_rows(headed, action, numbers) if action is not None else headed
    if action is not None:
        return headed
    if numbers is None:
        return _head_by_sections(headed, named)
    found = _head_by_numbers(headed, numbers, named)
    return found if found is not headed else _head_by_rows(headed, named, numbers)


def _head_by_numbers(headed: HeadedTable, numbers: Column, named: Column) -> HeadedTable:
    """Let the column between numbers and indicators name entries where the indicators count within them."""
    groups = _group(headed.rows, numbers)
    parted = [group for group in groups if len(group) > 1]
    if not parted or not all(_count_on(group, named) and _share_agencies(headed, group) for group in parted):
        return headed
    between = [
        column
        for column in headed.columns
        if numbers.index < column.index < named.index
        and not column.is_data
        and column.field != "unit"
        and all(len(_cells(group, column)) == 1 for group in groups)
    ]
    if not between:
        # Without words for what is numbered the first of its indicators names it.
        heads = [(_head_of(group, named), group) for group in groups]
        return _name(headed, headed.rows, heads, named, None) if named.field == "indicator" else headed
    title = between[-1]
    for group in parted:
        for column in (numbers, *between, *(c for c in headed.columns if c.field == "agencies")):
            _fill(group, column, group[0][column.index])
    columns = [replace(c, field="action") if c is title else c for c in headed.columns]
    return replace(headed, columns=tuple(columns))


def _head_of(group: Sequence[Row], named: Column) -> Row:
    """Return the first row of a number with the words of its indicator, without the mark of the part."""
    head = list(group[0])
    cell = head[named.index]
    found = _PART.match(cell.text) if cell is not None else None
    if cell is not None and found is not None:
        starts = cut_starts(cell.starts, found.end(), len(cell.text))
        head[named.index] = replace(cell, text=cell.text[found.end() :], starts=starts)
    return head


def _group(rows: _Rows, numbers: Column) -> list[list[Row]]:
    """Return the rows of each number: those that share its cell, or have none below it."""
    groups: list[list[Row]] = []
    last: Cell | None = None
    for _, row in rows:
        cell = row[numbers.index]
        own = cell is not None and bool(cell.text.strip()) and cell is not last
        if own or not groups:
            groups.append([])
            last = cell
        groups[-1].append(row)
    return groups


def _head_by_sections(headed: HeadedTable, named: Column) -> HeadedTable:
    """Take rows over the whole table that begin with a number for the heads of the indicators below them."""
    heads: list[tuple[Row, list[Row]]] = []
    for section, below in groupby(headed.rows, key=lambda one: one[0]):
        parts = [row for _, row in below]
        above = [cell for cell in headed.table.cells if cell.text == section and cell.row < _row_of(parts[0])]
        if not above or not split_number(section)[0]:
            return headed
        head: Row = [None] * len(parts[0])
        head[named.index] = above[-1]
        heads.append((head, parts))
    if not all(len(parts) == 1 or _count_on(parts, named) for _, parts in heads):
        return headed
    return _name(headed, [("", row) for _, row in headed.rows], heads, named, None)


def _row_of(row: Row) -> int:
    return max((cell.row for cell in row if cell is not None), default=0)


def _head_by_rows(headed: HeadedTable, named: Column, numbers: Column | None) -> HeadedTable:
    """Take rows without figures for the heads of the parts below them."""
    rows, heads = _find_heads(headed, named, numbers)
    # Measures may count within a measure too: what has an owner is one, the parts below it have none.
    owned = [c for c in headed.columns if c.field == "agencies"]
    if named.field == "action" and not all(any(_holds(head[c.index]) for c in owned) for head, _ in heads):
        return headed
    if not all(_count_on(p, named, numbers) and _share_agencies(headed, [head, *p]) for head, p in heads):
        return headed
    return _name(headed, rows, heads, named, numbers)


def _name(
    headed: HeadedTable,
    rows: _Rows,
    heads: Sequence[tuple[Row, list[Row]]],
    named: Column,
    numbers: Column | None,
) -> HeadedTable:
    """Return a table in which the words of heads name entries, those of parts what these count."""
    if not any(len(parts) > 1 for _, parts in heads):
        return headed
    width = len(rows[0][1])
    for _, row in rows:
        row.append(row[named.index])
    for head, parts in heads:
        for column in headed.columns:
            if column is not named and not column.is_data:
                _fill(parts, column, head[column.index], over=column is numbers)
        for part in parts:
            part[-1] = head[named.index]
    title = replace(named, index=width, field="action")
    columns = [replace(c, field="indicator") if c is named else c for c in headed.columns]
    return replace(headed, columns=(*columns, title), rows=tuple(rows))


def _find_heads(
    headed: HeadedTable, named: Column, numbers: Column | None
) -> tuple[list[tuple[str, Row]], list[tuple[Row, list[Row]]]]:
    """Return the rows without those that are heads, and each head with its parts."""
    data = [column for column in headed.columns if column.is_data]
    rows: list[tuple[str, Row]] = []
    heads: list[tuple[Row, list[Row]]] = []
    head: Row | None = None
    for position, (section, row) in enumerate(headed.rows):
        after = headed.rows[position + 1][1] if position + 1 < len(headed.rows) else None
        if _read_part(row, named, numbers) is not None:
            if head is not None:
                heads[-1][1].append(row)
            rows.append((section, row))
        elif after is not None and _is_head(row, data, named, numbers) and _opens(after, named, numbers):
            head = row
            heads.append((row, []))
        else:
            head = None
            rows.append((section, row))
    return rows, heads


def _is_head(row: Row, data: Sequence[Column], named: Column, numbers: Column | None) -> bool:
    cell = row[named.index]
    number = row[numbers.index] if numbers is not None else None
    if cell is None or not cell.text.strip() or any(_holds(row[column.index]) for column in data):
        return False
    return _holds(number) or strip_numbering(cell.text) != cell.text or bool(split_number(cell.text)[0])


def _opens(row: Row, named: Column, numbers: Column | None) -> bool:
    return _read_part(row, named, numbers) == 1


def _holds(cell: Cell | None) -> bool:
    return cell is not None and not is_absent(cell.text)


def _read_part(row: Row, named: Column, numbers: Column | None) -> int | None:
    """Return which part a row says it is, by its number or the words that name it."""
    for column in (numbers, named):
        cell = row[column.index] if column is not None else None
        found = _PART.match(cell.text) if cell is not None else None
        if found is not None and found["circled"]:
            return CIRCLED.index(found["circled"]) + 1
        if found is not None:
            return int(found["digit"]) if found["digit"] else ord(found["letter"].upper()) - ord("A") + 1
    return None


def _count_on(rows: Sequence[Row], named: Column, numbers: Column | None = None) -> bool:
    """Say whether rows count from the first part to the last."""
    return [_read_part(row, named, numbers) for row in rows] == list(range(1, len(rows) + 1))


def _share_agencies(headed: HeadedTable, rows: Sequence[Row]) -> bool:
    """Say whether no row has other agencies than the rest."""
    columns = [column for column in headed.columns if column.field == "agencies"]
    return all(len({cell.text for cell in _cells(rows, column)}) <= 1 for column in columns)


def _cells(rows: Sequence[Row], column: Column) -> list[Cell]:
    """Return the cells of a column that hold something, each once."""
    cells = [row[column.index] for row in rows]
    return list({id(cell): cell for cell in cells if cell is not None and cell.text.strip()}.values())


def _fill(rows: Sequence[Row], column: Column, cell: Cell | None, *, over: bool = False) -> None:
    """Let rows go on with a cell of their head where they have none of their own."""
    for row in rows:
        own = row[column.index]
        if over or own is None or not own.text.strip():
            row[column.index] = cell
