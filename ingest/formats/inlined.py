"""Tables written in HTML inside a plain text, as Markdown allows, on the lines they stand on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ingest.blocks import Block, Cell, Numbered, Starts, Table
from ingest.markup import bare

_OPENS = re.compile(r"\s*<table\b", re.IGNORECASE)
_CLOSES = re.compile(r"</table\s*>", re.IGNORECASE)
_MOST_LINES = 20_000
_DEEPEST = 20


def read_inlined(lines: Sequence[Numbered], position: int) -> tuple[list[Block], int]:
    """Read a table of HTML that begins on a line; without an end, or without rows, it is text."""
    if not _OPENS.match(lines[position][1]):
        return [], position
    end = _find_end(lines, position)
    if end is None:
        return [], position
    table = _read(lines[position:end])
    return ([table], end) if table else ([], position)


def _find_end(lines: Sequence[Numbered], position: int) -> int | None:
    depth = 0
    for index in range(position, min(len(lines), position + _MOST_LINES)):
        depth += len(re.findall(r"<table\b", lines[index][1], re.IGNORECASE))
        closed = len(_CLOSES.findall(lines[index][1]))
        depth -= closed
        if closed and depth <= 0:
            return index + 1
        # A table that never ends is looked through once, not once from each line.
        if depth > _DEEPEST:
            return None
    return None


def _read(lines: Sequence[Numbered]) -> Table | None:
    from ingest.formats.gathering import gather_paragraphs, own_cells, own_rows
    from ingest.formats.pagesource import parse_page
    from ingest.formats.spans import read_cells
    from ingest.records import UnreadableSource

    try:
        root = parse_page("\n".join(line for _, line in lines), "")
    except UnreadableSource:
        return None
    table = next(root.iter("table"), None)
    if table is None:
        return None
    rows = list(own_rows(table))
    elements = [cell for row in rows for cell in own_cells(row)]
    raw, told = read_cells(rows, gather_paragraphs, own_cells)
    if told or len(raw) < 2:
        return None
    first = lines[0][0]
    cells: list[Cell] = []
    for cell, element in zip(raw, elements, strict=True):
        text = "\n".join(cell.paragraphs)
        starts = _find_lines(cell.paragraphs, lines, _line(element, lines))
        cells.append(Cell(cell.row, cell.column, text, starts, cell.row_span, cell.column_span, cell.heading))
    caption = " ".join(" ".join(gather_paragraphs(child)) for child in table.iterchildren("caption"))
    height = max(cell.row + cell.row_span for cell in cells)
    width = max(cell.column + cell.column_span for cell in cells)
    return Table(tuple(cells), height, width, first, lines[-1][0], caption)


def _line(element: Any, lines: Sequence[Numbered]) -> int:
    return min(int(element.sourceline or 1), len(lines)) - 1


def _find_lines(paragraphs: Sequence[str], lines: Sequence[Numbered], at: int) -> Starts:
    """Return the lines the paragraphs of a cell stand on, at or after that of its tag."""
    starts: list[tuple[int, int]] = []
    length = 0
    for paragraph in paragraphs:
        sought = bare(paragraph)[:8]
        here = next((n for n in range(at, min(len(lines), at + 40)) if sought in bare(lines[n][1])), at)
        at = here
        starts.append((length, lines[at][0]))
        length += len(paragraph) + 1
    return tuple(starts) or ((0, lines[at][0]),)
