"""Which cells of a table a question may ask for together: one, some, a row, a column, a crossing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from qa.finding.cell_set_features import read_sets
from qa.finding.cells import Candidates
from qa.finding.sheets import Flags, Floats

_TOP, _PAIRED, _TRIPLED, _LINES, _MOST = 8, 7, 6, 4, 60
_TIED = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class CellSets:
    """Sets of cells of one table, `members[set, cell]`, with their features."""

    members: Flags
    features: Floats


def list_sets(candidates: Candidates, scores: Floats) -> CellSets:
    """Return the sets of cells that may be asked for, the cells being scored, and what speaks for each."""
    sheet = candidates.sheet
    scores = np.where(sheet.filled, scores, -np.inf)
    found: dict[tuple[int, ...], set[str]] = {}
    for kind, cells in _propose(candidates, scores):
        key = tuple(sorted({cell for cell in cells if sheet.texts[cell]}))
        if 0 < len(key) <= _MOST:
            found.setdefault(key, set()).add(kind)
    members = np.zeros((len(found), len(sheet.cells)), bool)
    for at, key in enumerate(found):
        members[at, list(key)] = True
    kinds = list(found.values())
    lines = {name: np.array([name in kind for kind in kinds], bool) for name in ("whole_row", "whole_column")}
    return CellSets(members, read_sets(candidates, scores, members, lines))


def _propose(candidates: Candidates, scores: Floats) -> Iterator[tuple[str, list[int]]]:
    sheet = candidates.sheet
    order = [int(cell) for cell in np.argsort(-scores, kind="stable") if np.isfinite(scores[cell])]
    for cell in order[:_TOP]:
        yield "one", [cell]
    for pair in combinations(order[:_PAIRED], 2):
        yield "some", list(pair)
    for triple in combinations(order[:_TRIPLED], 3):
        yield "some", list(triple)
    for count in range(4, 9):
        yield "some", order[:count]
    rows = list(dict.fromkeys(int(sheet.rows[cell]) for cell in order[:12]))[:_LINES]
    columns = list(dict.fromkeys(int(sheet.columns[cell]) for cell in order[:12]))[:_LINES]
    some_rows = [some for count in (1, 2, 3) for some in combinations(rows, count)]
    some_columns = [some for count in (1, 2, 3) for some in combinations(columns, count)]
    for across in some_rows:
        for down in some_columns:
            if len(across) * len(down) > 1:
                yield "crossing", _at(candidates, across, down)
    for cell in order[:3]:
        yield from _propose_lines(candidates, scores, cell)


def _propose_lines(candidates: Candidates, scores: Floats, cell: int) -> Iterator[tuple[str, list[int]]]:
    """Yield the rest of a cell's row and column, and the cells that the same words head."""
    sheet, figures = candidates.sheet, candidates.sheet.figures
    rows, columns = sheet.grid.shape
    row, column = int(sheet.rows[cell]), int(sheet.columns[cell])
    label, top = int(candidates.labels[cell]), int(candidates.tops[cell])
    upper = max(1, sheet.heading_rows)
    head = int(sheet.rows[top]) + 1 if top >= 0 else 0
    for first in sorted({min(row, upper), min(row, head)}):
        down = _at(candidates, range(first, rows), [column])
        yield "whole_column", down
        yield "whole_column", [other for other in down if figures[other] == figures[cell]]
        last = sheet.rows[down].max(initial=0)
        yield "whole_column", [other for other in down if sheet.rows[other] < last]
    begin = int(sheet.columns[label]) + 1 if label >= 0 else 0
    for first in sorted({min(column, begin), min(column, 1)}):
        across = _at(candidates, [row], range(first, columns))
        yield "whole_row", across
        yield "whole_row", [other for other in across if figures[other] == figures[cell]]
    if label >= 0:
        yield "whole_column", [int(one) for one in np.flatnonzero(candidates.labels == label)]
        same = [one for one in np.flatnonzero(candidates.labels == label) if sheet.columns[one] == column]
        yield "whole_column", [int(one) for one in same]
    named = [one for one in np.flatnonzero(sheet.filled) if _heads(candidates, cell, int(one))]
    yield "whole_column", [int(one) for one in named]
    yield "some", [int(one) for one in np.flatnonzero(np.abs(scores - scores[cell]) < _TIED)]


def _heads(candidates: Candidates, cell: int, other: int) -> bool:
    """Say whether another cell of the column stands in a row that begins with the same words."""
    sheet = candidates.sheet
    if sheet.columns[other] != sheet.columns[cell]:
        return False
    one, two = (sheet.grid[sheet.rows[at], 0] for at in (cell, other))
    return bool(one >= 0 and two >= 0 and one != cell and sheet.texts[one] == sheet.texts[two])


def _at(candidates: Candidates, rows: Sequence[int], columns: Sequence[int]) -> list[int]:
    """Return the cells with text where rows and columns cross; of so few a set is made soonest."""
    grid, texts = candidates.sheet.grid, candidates.sheet.texts
    found = {cell for row in rows for cell in grid[row].take(columns).tolist()}
    return sorted(cell for cell in found if cell >= 0 and texts[cell])
