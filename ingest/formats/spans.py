"""The cells of an HTML table at their places: what spans rows and columns, within bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ingest.formats.writing import RawCell

_WIDEST = 1_000
# A grid of more places costs more than any table that is read by people.
_MOST_PLACES = 2_000_000


def read_cells(
    rows: Sequence[Any],
    read_paragraphs: Callable[[Any], tuple[str, ...]],
    own_cells: Callable[[Any], list[Any]],
) -> tuple[list[RawCell], str]:
    """Return the cells of rows, and "" or why there are none: the table is too wide or its spans too many.

    Rows without a cell of their own are left out, and nothing spans them. Where spans overlap, the
    cell that begins later moves to the right, as in browsers.
    """
    filled = [(index, row, cells) for index, row in enumerate(rows) if (cells := own_cells(row))]
    places = {index: place for place, (index, _, _) in enumerate(filled)}
    below = _count_below(len(rows), places)
    reaching: dict[int, tuple[int, int]] = {}
    found: list[RawCell] = []
    count = 0
    for place, (index, row, cells) in enumerate(filled):
        reaching = {column: held for column, held in reaching.items() if held[0] > place}
        taken = {n for column, (_, span) in reaching.items() for n in range(column, column + span)}
        count += len(taken)
        column = 0
        heads = row.getparent() is not None and row.getparent().tag == "thead"
        for cell in cells:
            while column in taken:
                column += 1
            span = _read_span(cell, "colspan", _WIDEST)
            down = below[min(len(rows), index + _read_down(cell, len(rows) - index))] - place
            found.append(RawCell(place, column, read_paragraphs(cell), down, span, heads or cell.tag == "th"))
            if down > 1:
                reaching[column] = (place + down, span)
            column += span
            count += span
            if column > _WIDEST:
                return [], _tell(_WIDEST, "columns")
        if count > _MOST_PLACES:
            return [], _tell(_MOST_PLACES, "cells")
    return found, ""


def _tell(most: int, what: str) -> str:
    return f"expected a table of at most {most} {what}, found more; its rows are read as text"


def _count_below(rows: int, places: dict[int, int]) -> list[int]:
    """Return for each row, and the end, how many rows with cells stand above it."""
    counts = [0]
    for index in range(rows):
        counts.append(counts[-1] + (index in places))
    return counts


def _read_down(cell: Any, rest: int) -> int:
    """Return how many rows a cell takes; 0 means all that follow."""
    if (cell.get("rowspan") or "").strip() == "0":
        return rest
    return _read_span(cell, "rowspan", rest)


def _read_span(cell: Any, name: str, most: int) -> int:
    stated = (cell.get(name) or "").strip()
    return max(1, min(int(stated[:9]), most)) if stated.isascii() and stated.isdecimal() else 1
