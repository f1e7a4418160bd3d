"""From the lines of a plain text to blocks: all ways of typing tables in their order, tabs here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, Cell, Numbered, Table
from ingest.formats.barred import read_barred
from ingest.formats.cards import read_cards
from ingest.formats.drawn import read_drawn
from ingest.formats.inlined import read_inlined
from ingest.formats.paragraphs import make_paragraph
from ingest.formats.piped import read_piped
from ingest.formats.spaced import read_spaced
from ingest.markup import join_lines, strip_tags

_LONGEST_TITLE = 60
_UNDERLINE = re.compile(r"={3,}\s*")


@dataclass(slots=True)
class _Row:
    """A row of a typed table: its cells, each the (line, text) parts it was written on."""

    cells: list[list[Numbered]] = field(default_factory=list)


def read_text_blocks(lines: Sequence[str]) -> list[Block]:
    """Return the blocks of a plain text; every line that holds something stands in one of them.

    >>> blocks = read_text_blocks(["表1", "項目\\t110年\\t111年", "職員\\t8\\t9"])
    >>> [type(block).__name__ for block in blocks], blocks[1].cells[4].text
    (['Paragraph', 'Table'], '8')
    """
    return read_numbered(list(enumerate(lines, start=1)))


def read_numbered(lines: Sequence[Numbered]) -> list[Block]:
    """Return the blocks of lines that have their numbers already."""
    return list(_read(lines))


def _read(lines: Sequence[Numbered]) -> Iterator[Block]:
    position = 0
    while position < len(lines):
        for read in _READERS:
            found, end = read(lines, position)
            if end > position:
                yield from found
                position = end
                break
        else:
            line = make_paragraph(*lines[position])
            if line is not None:
                yield replace(line, level=0) if _is_underlined(lines, position) else line
            position += 1


def _is_underlined(lines: Sequence[Numbered], position: int) -> bool:
    """Say whether a line is a title: a rule of = under it, none of a table above."""
    under = lines[position + 1][1] if position + 1 < len(lines) else ""
    above = lines[position - 1][1].strip() if position else ""
    return not above and len(lines[position][1]) <= _LONGEST_TITLE and _UNDERLINE.fullmatch(under) is not None


def _take_listed(lines: Sequence[Numbered], position: int) -> tuple[list[Block], int]:
    """Read rows whose cells follow each other, one a line that begins with a tab; empty lines part rows."""
    rows: list[_Row] = []
    row: _Row | None = None
    end = position
    for index in range(position, len(lines)):
        number, line = lines[index]
        if line.startswith("\t") and "\t" not in line.strip("\t "):
            row = row or _Row()
            row.cells.append([(number, strip_tags(line))])
        elif line.strip() and row is not None and "\t" not in line:
            row.cells[-1].append((number, strip_tags(line)))
        elif not line.strip():
            rows += [row] if row else []
            row = None
            continue
        else:
            break
        end = index + 1
    rows += [row] if row and row not in rows else []
    if len(rows) < 2 or max(len(r.cells) for r in rows) < 3:
        return [], position
    return [_make_table(_align(rows))], end


def _align(rows: list[_Row]) -> list[_Row]:
    """Put rows in columns where a heading stands over a number and the text that it numbers.

    The heading row then has fewer cells than the rows below; it is spread over those columns that
    hold nothing but short numbers, each with the one behind, from the left.
    """
    heading, *others = rows
    most = Counter(len(row.cells) for row in others).most_common(1)[0][0]
    extra = most - len(heading.cells)
    if extra <= 0:
        return rows
    numbered = [
        column
        for column in range(most - 1)
        if all(_is_number(row.cells[column]) for row in others if len(row.cells) == most)
    ][:extra]
    spread = _Row()
    for cell in heading.cells:
        if len(spread.cells) in numbered:
            spread.cells.append([])
        spread.cells.append(cell)
    return [spread, *others]


def _is_number(parts: Sequence[Numbered]) -> bool:
    text = "".join(text for _, text in parts).strip()
    return not text or (text.isdecimal() and len(text) <= 3)


def _take_rows(lines: Sequence[Numbered], position: int) -> tuple[list[Block], int]:
    """Read rows of three cells or more, a row a line, the cells parted by tabs."""
    rows: list[_Row] = []
    end = position
    while end < len(lines):
        number, line = lines[end]
        fields = line.rstrip().split("\t")
        if len(fields) < 2 or not line.strip() or (len(fields) == 2 and not rows):
            break
        rows.append(_Row([[(number, strip_tags(text))] for text in fields]))
        end += 1
    if len(rows) < 2 or sum(len(row.cells) > 2 for row in rows) * 2 < len(rows):
        return [], position
    # Tabs behind the last cell that holds something need not be there.
    width = max(len(row.cells) for row in rows)
    for row in rows:
        row.cells += [[(row.cells[0][0][0], "")]] * (width - len(row.cells))
    return [_make_table(rows)], end


def _make_table(rows: Sequence[_Row]) -> Table:
    cells: list[Cell] = []
    for index, row in enumerate(rows):
        for column, parts in enumerate(row.cells):
            if not parts:
                continue
            text, starts = join_lines([part for part in parts if part[1]])
            cells.append(Cell(index, column, text, starts or ((0, parts[0][0]),)))
    cells = _widen(cells, len(rows[0].cells))
    numbers = [number for row in rows for parts in row.cells for number, _ in parts]
    columns = max(len(row.cells) for row in rows)
    uneven = len({len(row.cells) for row in rows[1:]}) > 1
    return Table(tuple(cells), len(rows), columns, min(numbers), max(numbers), uneven=uneven)


def _widen(cells: list[Cell], columns: int) -> list[Cell]:
    """Let a heading reach over the empty place of the number before it."""
    first = {cell.column: cell for cell in cells if cell.row == 0}
    widened = {
        column: Cell(0, column - 1, cell.text, cell.starts, 1, 2)
        for column, cell in first.items()
        if column and column - 1 < columns and column - 1 not in first
    }
    return [widened.get(cell.column, cell) if cell.row == 0 else cell for cell in cells]


_READERS = (
    _take_listed,
    read_inlined,
    read_drawn,
    read_barred,
    read_piped,
    _take_rows,
    read_cards,
    read_spaced,
)
