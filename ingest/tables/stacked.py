"""Rows that hold several under each other in all of their cells, line by line: one for each line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Cell, cut_starts
from ingest.figures.numerals import read_figures
from ingest.tables.depth import Row
from ingest.tables.headings import read_unit
from ingest.tables.status import is_absent, is_status, part_sign

_LONGEST_FIGURE = 16
_MOST_LINES = 8
_LEAST_FIGURES = 2
# A number that a line ends in the middle of goes on below.
_GOES_ON = ",，.．"
_ITEM = re.compile(r"\s*(?:[(（]?[0-9]{1,2}[)）、]|[0-9]{1,2}[.．](?![0-9])|[①-⑩])")


def part_stacked(rows: Sequence[tuple[str, Row]]) -> list[tuple[str, Row]]:
    """Return rows of which each whose cells all hold as many lines of figures is one for each line.

    A cell of one line is of all of them; one that says what is counted has a line for each too.
    """
    return [(section, part) for section, row in rows for part in _part(row)]


def _part(row: Row) -> list[Row]:
    cells = list({id(cell): cell for cell in row if cell is not None}.values())
    if not any(len(cell.starts) > 1 or "\n" in cell.text for cell in cells):
        return [row]
    figured = [cell for cell in cells if len(cell.text) > 1 and _holds_figures(cell)]
    counts = {len(_lines(cell)) for cell in figured}
    count = max(counts, default=1)
    several = [cell for cell in figured if len(_lines(cell)) == count]
    if not 1 < count <= _MOST_LINES or len(several) < _LEAST_FIGURES or counts - {1, count}:
        return [row]
    left = min(cell.column for cell in several)
    named = [cell for cell in cells if cell.column < left and len(_lines(cell)) == count and _names(cell)]
    if not named:
        return [row]
    parted = {id(cell): _cut(cell) for cell in (*several, *named)}
    return [
        [parted[id(cell)][line] if cell is not None and id(cell) in parted else cell for cell in row]
        for line in range(count)
    ]


def _spans(cell: Cell) -> list[tuple[int, int]]:
    """Return where the visual lines of a cell begin and end."""
    breaks = {start for start, _ in cell.starts} | {m.end() for m in re.finditer("\n", cell.text)}
    begins = sorted({0, *breaks})
    ends = [*begins[1:], len(cell.text)]
    return [(a, b) for a, b in zip(begins, ends, strict=True) if cell.text[a:b].strip()]


def _lines(cell: Cell) -> list[str]:
    return [cell.text[begin:end].strip() for begin, end in _spans(cell)]


def _holds_figures(cell: Cell) -> bool:
    """Say whether each line of a cell is a figure, a state, or that there is none."""
    return all(
        len(line) <= _LONGEST_FIGURE
        and not _ITEM.match(line)
        and line[-1] not in _GOES_ON
        and (is_absent(line) or is_status(line) or _is_figure(line))
        for line in _lines(cell)
    )


def _is_figure(line: str) -> bool:
    bare, _ = part_sign(line)
    figures = read_figures(bare)
    return len(figures) == 1 and (figures[0].end - figures[0].start) * 2 >= len(bare.strip())


def _names(cell: Cell) -> bool:
    """Say whether each line of a cell may be what a line of figures counts, or its unit."""
    lines = _lines(cell)
    return all(read_unit(line)[0] for line in lines) or all(
        len(line) > 1 and not line.startswith(("（", "(")) and line[-1] not in "，、；及與" for line in lines
    )


def _cut(cell: Cell) -> list[Cell]:
    """Return the lines of a cell, each as a cell on its line."""
    return [
        replace(cell, text=cell.text[begin:end].rstrip("\n"), starts=cut_starts(cell.starts, begin, end))
        for begin, end in _spans(cell)
    ]
