"""Tables put together over page breaks: headings said again, rows cut in two, merged cells that go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.pdf.blocks import Block, Cell, Paragraphs, Table
from ingest.pdf.captions import says_again
from ingest.pdf.joined import JoinedCell, JoinedTable, Row
from ingest.pdf.judging import looks_numeric
from ingest.pdf.wrapping import ends_sentence, fills, read_item

_ALIGNED = 6.0
_ALIGNED_TEXT = 24.0
_FULL = 0.6
_USUAL = 0.9
_MOST_HEADS = 6


def join_tables(blocks: Sequence[Block]) -> list[Paragraphs | JoinedTable]:
    """Join each table with the one before it that only a page break parts from it."""
    joined: list[Paragraphs | JoinedTable] = []
    labels = _find_labels(blocks)
    for block in blocks:
        if isinstance(block, Table):
            _pass_caption(joined, block)
        above = joined[-1] if joined else None
        if isinstance(block, Paragraphs):
            joined.append(block)
        elif isinstance(above, JoinedTable) and block.page == above.end.page + 1:
            if _is_like(above, block):
                _go_on(above, block, labels)
            else:
                joined.append(_begin(block, True))
        else:
            joined.append(_begin(block, False))
    return joined


def _pass_caption(joined: list[Paragraphs | JoinedTable], table: Table) -> None:
    """Let a table that goes on under its caption, said again on its page, follow the table before."""
    if len(joined) < 3:
        return
    caption, above, again = joined[-3:]
    if not (isinstance(caption, Paragraphs) and isinstance(above, JoinedTable)):
        return
    if not isinstance(again, Paragraphs) or not again.page == table.page == above.end.page + 1:
        return
    if says_again(caption, again) and _is_like(above, table):
        above.captions.append(again)
        joined.pop()


def _find_labels(blocks: Sequence[Block]) -> set[str]:
    """Return what stands again and again in the first column: labels, each whole wherever it stands."""
    found = Counter(
        _squeeze(row[0])
        for block in blocks
        if isinstance(block, Table)
        for row in block.rows
        if row and row[0].column == 0
    )
    return {text for text, count in found.items() if text and count > 1}


def _squeeze(cell: Cell) -> str:
    return "".join("".join(strip.text for strip in cell.strips).split())


def _begin(table: Table, starts_page: bool) -> JoinedTable:
    cells = [_joined(cell, 0) for row in table.rows for cell in row]
    edges = list(table.edges) or [table.left] * table.columns
    joined = JoinedTable(cells, 0, edges, table, starts_page)
    joined.head = [_texts(row) for row in table.rows[:_MOST_HEADS]]
    joined.note(cells)
    return joined


def _joined(cell: Cell, offset: int) -> JoinedCell:
    return JoinedCell(cell.row + offset, cell.column, cell.row_end + offset, cell.column_end, [cell])


def _texts(row: Sequence[Cell]) -> Row:
    return {cell.column: text for cell in row if (text := _squeeze(cell))}


def _is_like(above: JoinedTable, table: Table) -> bool:
    """Say whether two tables have their columns at the same places, or one lacks some that no row parts."""
    end = above.end
    if not (table.edges and end.edges) or end.ruled is not table.ruled:
        return False
    if not end.ruled:
        return len(above.edges) == table.columns and all(
            abs(a - b) <= _ALIGNED_TEXT for a, b in zip(above.edges, table.edges, strict=True)
        )
    if abs(end.left - table.left) > _ALIGNED or abs(end.right - table.right) > _ALIGNED:
        return False
    few, many = sorted((above.edges, list(table.edges)), key=len)
    return all(any(abs(edge - other) <= _ALIGNED for other in many) for edge in few)


def _go_on(above: JoinedTable, table: Table, labels: set[str]) -> None:
    """Add a table of the next page to the one before."""
    rows = _align(above, table)
    head = _count_repeated(above, rows)
    above.repeated += [cell for row in rows[:head] for cell in row]
    is_open = table.ruled and (above.end.open_bottom or table.open_top)
    above.end = table
    if not any(rows[head:]):
        return
    first = {cell.column: cell for cell in rows[head]}
    merging = above.find_merging(head) | {
        c.column for row in rows[head:] for c in row if c.row_end - c.row > 1
    }
    if 0 in first and _squeeze(first[0]) in labels and not above.last_is_blank:
        held: dict[int, JoinedCell] = {}
        torn = False
    else:
        held, torn = _match_first(above, first, is_open, merging)
    offset = above.rows - head - torn
    added: list[JoinedCell] = []
    for row in rows[head:]:
        for cell in row:
            target = held.get(cell.column) if cell.row == head else None
            if target is None:
                added.append(_joined(cell, offset))
            else:
                target.pieces.append(cell)
                target.row_end = max(target.row_end, cell.row_end + offset)
    above.cells += added
    above.note(added)


def _align(above: JoinedTable, table: Table) -> list[list[Cell]]:
    """Return the rows of a table with its columns counted as in the table before, which may gain some."""
    if len(above.edges) < table.columns:
        places = [_nearest(table.edges, edge) for edge in above.edges] + [table.columns]
        for cell in above.cells:
            cell.column, cell.column_end = places[cell.column], places[cell.column_end]
        above.head = [{places[column]: text for column, text in row.items()} for row in above.head]
        above.filled = Counter({places[column]: count for column, count in above.filled.items()})
        above.edges = list(table.edges)
        above.note([])
        return table.rows
    if len(above.edges) > table.columns:
        places = [_nearest(above.edges, edge) for edge in table.edges] + [len(above.edges)]
        return [
            [replace(c, column=places[c.column], column_end=places[c.column_end]) for c in row]
            for row in table.rows
        ]
    return table.rows


def _nearest(edges: Sequence[float], edge: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - edge))


def _count_repeated(above: JoinedTable, rows: Sequence[Sequence[Cell]]) -> int:
    """Return how many rows at the top of a page only say again those at the top of the table."""
    count = 0
    for ours, row in zip(above.head, rows, strict=False):
        if not ours or _texts(row) != ours:
            break
        count += 1
    # A heading that spans rows is said again with all of them.
    reach = max((cell.row_end for row in rows[:count] for cell in row), default=0)
    return count if reach <= count else 0


def _match_first(
    above: JoinedTable, first: Mapping[int, Cell], is_open: bool, merging: set[int]
) -> tuple[dict[int, JoinedCell], bool]:
    """Return the cells above a page break that those of the first row below go on with, by column.

    Where the break cut a row (then it is true) all of its cells go on; where a new row begins beside
    merged cells, only those go on: from the first column on, and behind it those whose text does.
    """
    columns = len(above.edges)
    if not first or any(cell.column_end - cell.column >= columns > 1 for cell in first.values()):
        return {}, False
    upper = {column: above.last.get(column) for column in first}
    going = {
        column: cell
        for column, cell in upper.items()
        if cell and (cell.column, cell.column_end) == (column, first[column].column_end)
    }
    new = [column for column, cell in sorted(upper.items()) if _is_new(cell, first[column])]
    leftmost = min(first)
    both = [c for c, cell in going.items() if c not in new and first[c].strips and not cell.is_empty]
    if leftmost not in going or (leftmost in new and leftmost == 0):
        return {}, False
    if not new:
        return (going, True) if both or is_open else ({}, False)
    if leftmost == 0 and first[leftmost].strips and not {0} & merging & set(both):
        return {}, False
    filled = [column for column, cell in first.items() if cell.strips]
    alone = len(filled) == 1 and leftmost not in merging
    if is_open or alone or _lacks_usual(above, filled, new[0], merging):
        return going, True
    beside = {column for column in merging & set(both) if not ends_sentence(_last_text(going[column]))}
    # In a column that is never merged where others are, a text is new, however full the line above it is.
    start = min([new[0], *(column for column in both if merging and column not in merging)])
    return {column: cell for column, cell in going.items() if column < start or column in beside}, False


def _is_new(above: JoinedCell | None, below: Cell) -> bool:
    """Say whether a cell holds a text of its own, not the rest of the text above."""
    piece = next((piece for piece in reversed(above.pieces) if piece.strips), None) if above else None
    if piece is None or not below.strips:
        return False
    last, first = piece.strips[-1], below.strips[0]
    before, after = last.text, first.text
    item = read_item(after)
    if item is not None:
        items = [read_item(strip.text) for strip in piece.strips]
        return (item[0], item[1] - 1) not in [found for found in items if found]
    if looks_numeric(before) and looks_numeric(after):
        return True
    left, right = piece.bounds()
    is_full = last.right - left >= _FULL * (right - left) and fills(last, first, left, right)
    return not is_full


def _last_text(cell: JoinedCell) -> str:
    return next((piece.strips[-1].text for piece in reversed(cell.pieces) if piece.strips), "")


def _lacks_usual(above: JoinedTable, filled: Sequence[int], start: int, merging: set[int]) -> bool:
    """Say whether a row lacks what nearly every row has in the columns from one on.

    Where cells are merged over rows, it may have its part in one above.
    """
    usual = [c for c, count in above.filled.items() if c >= start and count >= _USUAL * above.rows]
    return any(column not in filled for column in usual if column not in merging)
