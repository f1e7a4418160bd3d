"""Tables whose cells stand between pipes, as Markdown and plain-text copies have them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, Cell, Numbered, Table
from ingest.formats.paragraphs import make_paragraph, strip_emphasis
from ingest.formats.pieces import is_cut_number, reach_down
from ingest.markup import join_lines, strip_numbering, strip_tags

_PIPED = re.compile(r"\s*\|.*\|")
# Of a table without outer pipes the rule under the heading shows that it is one.
_OPEN_RULE = re.compile(r"\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$")
# A pipe that is escaped in Markdown is text.
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MOST_COLUMNS = 2_000


@dataclass(slots=True)
class _Row:
    """A row: its cells, each the (line, text) parts it was written on; `band` counts the rules above it."""

    cells: list[list[Numbered]]
    band: int
    heading: bool = field(default=False)


def read_piped(lines: Sequence[Numbered], position: int) -> tuple[list[Block], int]:
    """Read rows whose cells stand between pipes; empty cells on the left go on from above.

    A row whose cells only go on with those above, in the middle of a sentence or number, is part of it.
    """
    rows, end = _take(lines, position)
    if len(rows) < 2 or not 2 <= max(len(row.cells) for row in rows) <= _MOST_COLUMNS:
        return [block for line in lines[position:end] if (block := make_paragraph(*line))], end
    headings = sum(row.heading for row in rows)
    joined = _join_bands(rows[headings:])
    kept: list[_Row] = rows[:headings]
    for row in joined:
        if len(kept) > headings and _goes_on(row, kept[-1]):
            _append(kept[-1], row)
        else:
            kept.append(row)
    return [_make_table(kept, max(1, headings), lines[position][0], lines[end - 1][0])], end


def _take(lines: Sequence[Numbered], position: int) -> tuple[list[_Row], int]:
    framed = _PIPED.match(lines[position][1]) is not None
    under = lines[position + 1][1] if position + 1 < len(lines) else ""
    if not framed and ("|" not in lines[position][1] or not _OPEN_RULE.match(under)):
        return [], position
    rows: list[_Row] = []
    end, band = position, 0
    while end < len(lines) and (_PIPED.match(lines[end][1]) if framed else "|" in lines[end][1]):
        number, line = lines[end]
        end += 1
        if _is_rule(line):
            if band == 0 and 0 < len(rows) <= 3:
                for row in rows:
                    row.heading = True
            band += bool(rows)
            continue
        inner = line.strip().removeprefix("|")
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
        rows.append(_Row([_read_cell(number, part) for part in _PIPE.split(inner)], band))
    return rows, end


def _is_rule(line: str) -> bool:
    return ("--" in line or "==" in line) and not line.strip(" \t:|=+-")


def _read_cell(number: int, part: str) -> list[Numbered]:
    """Return the paragraphs of a cell, which Markdown parts by a tag."""
    part = part.replace("\\|", "|").replace("&nbsp;", " ")
    texts = (strip_emphasis(strip_tags(text)) for text in _BREAK.split(part))
    return [(number, text) for text in texts if text]


def _join_bands(rows: Sequence[_Row]) -> list[_Row]:
    """Join the rows between two rules where rules part rows and cells are cut over several lines."""
    bands: dict[int, list[_Row]] = {}
    for row in rows:
        bands.setdefault(row.band, []).append(row)
    several = [band for band in bands.values() if len(band) > 1]
    cut = [band for band in several if any(_is_torn(row) for row in band)]
    if len(bands) < 2 or not cut or len(cut) < len(several):
        return list(rows)
    joined: list[_Row] = []
    for first, *others in bands.values():
        for row in others:
            _append(first, row)
        joined.append(first)
    return joined


def _is_torn(row: _Row) -> bool:
    return any(not cell or is_cut_number(cell[-1][1]) for cell in row.cells)


def _goes_on(row: _Row, above: _Row) -> bool:
    """Say whether every cell of a row goes on with one above that has not ended; most cells are empty."""
    filled = [column for column, cell in enumerate(row.cells) if cell]
    if not filled or filled[0] == 0 or len(filled) * 2 > len(row.cells):
        return False
    for column in filled:
        before = above.cells[column][-1][1] if column < len(above.cells) and above.cells[column] else ""
        after = row.cells[column][0][1]
        numbers = before[-1:].isdigit() and after[0].isdigit() and not is_cut_number(before)
        if not before or before[-1] in "。；;！？!?" or numbers or strip_numbering(after) != after:
            return False
        # A short word that ended nothing may stand for itself; only a sentence in its middle goes on.
        if len(before) < 6 and not is_cut_number(before):
            return False
    return True


def _append(row: _Row, other: _Row) -> None:
    row.cells += [[] for _ in range(len(other.cells) - len(row.cells))]
    for cell, more in zip(row.cells, other.cells, strict=False):
        cell += more


def _make_table(rows: Sequence[_Row], headings: int, first: int, last: int) -> Table:
    cells: list[Cell] = []
    for index, row in enumerate(rows):
        for column, parts in enumerate(row.cells):
            text, starts = _join(parts)
            line = next((number for cell in row.cells for number, _ in cell), first)
            cells.append(Cell(index, column, text, starts or ((0, line),), heading=row.heading))
    columns = max(len(row.cells) for row in rows)
    reached = reach_down(cells, headings) if headings < len(rows) else cells
    return Table(tuple(_reach_headings(reached, headings)), len(rows), columns, first, last)


def _reach_headings(cells: Sequence[Cell], headings: int) -> list[Cell]:
    """Let headings of several rows go on below where nothing stands under them."""
    filled = {(cell.row, cell.column) for cell in cells if cell.text}
    found: list[Cell] = []
    for cell in cells:
        below = cell.row + 1
        while cell.heading and cell.text and below < headings and (below, cell.column) not in filled:
            below += 1
        above = cell.heading and not cell.text and any((r, cell.column) in filled for r in range(cell.row))
        if not above:
            found.append(replace(cell, row_span=max(cell.row_span, below - cell.row)))
    return found


def _join(parts: Sequence[Numbered]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Join the parts of a cell: those of one line are paragraphs, others were cut."""
    texts: list[str] = []
    starts: list[tuple[int, int]] = []
    length = 0
    held: list[Numbered] = []
    for at, part in enumerate(parts):
        held.append(part)
        if at + 1 < len(parts) and parts[at + 1][0] != part[0]:
            continue
        text, own = join_lines(held)
        starts += [(length + offset, line) for offset, line in own]
        texts.append(text)
        length += len(text) + 1
        held = []
    return "\n".join(texts), tuple(starts)
