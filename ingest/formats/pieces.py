"""Cells of typed and drawn tables from the pieces that lines cut them into."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Cell, Starts, Table
from ingest.formats.letters import measure
from ingest.markup import join_lines

# A number ends in a group of fewer than three digits, or in its point: it goes on.
_CUT_NUMBER = re.compile(r"(?:^|[^\d,.，．])\d{1,3}(?:[,，]\d{3})*(?:[,，]\d{0,2}|[.．])$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a cell: the line it stands on, its text, and how much room the cell left beside it."""

    line: int
    text: str
    room: int


@dataclass(slots=True)
class Held:
    """A cell in the making: rows from `row` to before `end`, columns from `left` to `right`."""

    row: int
    left: int
    right: int
    end: int
    pieces: list[Piece] = field(default_factory=list)
    heading: bool = False


def is_cut_number(text: str) -> bool:
    """Say whether a text ends in the middle of a number.

    >>> is_cut_number("每年1,2"), is_cut_number("1,230"), is_cut_number("12.")
    (True, False, True)
    """
    return _CUT_NUMBER.search(text) is not None


def join_pieces(pieces: Sequence[Piece], widest: int) -> tuple[str, Starts]:
    """Join the pieces of one cell; `widest` is the most its column holds on a line.

    Digits are one number where the first piece filled the cell or shows that it goes on, else two
    paragraphs.

    >>> join_pieces([Piece(4, "1,2", 5), Piece(5, "30", 6)], 8)
    ('1,230', ((0, 4), (3, 5)))
    >>> join_pieces([Piece(4, "12", 6), Piece(5, "30", 6)], 8)
    ('12\\n30', ((0, 4), (3, 5)))
    """
    groups: list[list[tuple[int, str]]] = []
    before: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if before is None or _parts(before, piece, widest):
            groups.append([])
        groups[-1].append((piece.line, piece.text))
        before = piece
    texts: list[str] = []
    starts: list[tuple[int, int]] = []
    length = 0
    for group in groups:
        text, own = join_lines(group)
        starts += [(length + offset, line) for offset, line in own]
        texts.append(text)
        length += len(text) + 1
    return "\n".join(texts), tuple(starts)


def _parts(before: Piece, after: Piece, widest: int) -> bool:
    """Say whether two pieces that a break parts are two numbers."""
    if not _is_figure(before.text[-1]) or not _is_figure(after.text[0]):
        return False
    # "85" over ".2%" is one number too: none begins with a point.
    if is_cut_number(before.text) or after.text[0] in ",.，．":
        return False
    # Where a further digit would have fitted, nothing forced the break.
    return measure(before.text) < widest - 1 or before.room > 3


def _is_figure(char: str) -> bool:
    return char.isdigit() or char in ",.，．"


def make_table(held: Sequence[Held], line_start: int, line_end: int) -> Table | None:
    """Return the cells as a table of rows in which some cell begins; None for less than two by two."""
    begun = sorted({cell.row for cell in held if any(p.text for p in cell.pieces)})
    if len(begun) < 2:
        return None
    place = {row: index for index, row in enumerate(begun)}
    widest: dict[int, int] = {}
    for cell in held:
        if cell.right - cell.left == 1:
            for piece in cell.pieces:
                widest[cell.left] = max(widest.get(cell.left, 0), measure(piece.text))
    cells: list[Cell] = []
    for cell in sorted(held, key=lambda cell: (cell.row, cell.left)):
        wide = widest.get(cell.left, 0) if cell.right - cell.left == 1 else 0
        text, starts = join_pieces(
            cell.pieces, wide or max((measure(p.text) for p in cell.pieces), default=0)
        )
        if cell.row not in place:
            continue
        span = _count(begun, cell.row, cell.end)
        starts = starts or ((0, cell.pieces[0].line),)
        cells.append(
            Cell(place[cell.row], cell.left, text, starts, span, cell.right - cell.left, cell.heading)
        )
    columns = max((cell.column + cell.column_span for cell in cells), default=0)
    filled = {cell.column for cell in cells if cell.text}
    if columns < 2 or len(filled) < 2:
        return None
    return Table(tuple(cells), len(begun), columns, line_start, line_end)


def reach_down(cells: Sequence[Cell], first: int) -> list[Cell]:
    """Let cells go on over the empty places on the left of the rows below, from the row `first` on.

    >>> cells = [Cell(0, 0, "策略", ()), Cell(0, 1, "目標", ()), Cell(1, 0, "強化", ()), Cell(1, 1, "1", ())]
    >>> [(cell.text, cell.row_span) for cell in reach_down([*cells, Cell(2, 1, "2", ())], 1)][2]
    ('強化', 2)
    """
    filled: dict[int, list[int]] = {}
    for cell in cells:
        if cell.text:
            filled.setdefault(cell.row, []).append(cell.column)
    ends: dict[tuple[int, int], int] = {}
    covered: set[tuple[int, int]] = set()
    above: dict[int, int] = {}
    for row in sorted(row for row in filled if row >= first):
        begin = min(filled[row])
        for column in range(begin):
            if column in above:
                ends[above[column], column] = row + 1
                covered.add((row, column))
        above = {column: top for column, top in above.items() if column < begin}
        above |= dict.fromkeys(filled[row], row)
    return [
        replace(cell, row_span=max(cell.row_span, ends.get((cell.row, cell.column), 0) - cell.row))
        for cell in cells
        if cell.text or (cell.row, cell.column) not in covered
    ]


def _count(begun: Sequence[int], start: int, end: int) -> int:
    return max(1, bisect_left(begun, end) - bisect_left(begun, start))
