"""Tables whose cells are ruled: from the rules drawn on a page to cells."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from ingest.pdf.blocks import Cell, Table
from ingest.pdf.drawing import Rule
from ingest.pdf.pages import Glyph, Page
from ingest.pdf.strips import make_strips

MAX_EDGES = 4_000
MAX_CROSSINGS = 3_000
# Three upright rules are a table whose only row goes on from one page to the next.
_LEAST_RULES = 3
_SNAP = 3.0
_MARGIN = 2.0
# How far an upright rule may end before the level one that closes its cell.
_REACH = 6.0
# In heights of a character: how far beyond the border one begins that still belongs to the cell.
_HANGING = 0.5

_Corners = tuple[float, float, float, float]


def find_tables(page: Page) -> tuple[list[Table], list[Glyph]]:
    """Return the ruled tables of a page that have at least two columns, and the characters outside of them.

    The edges of filled areas count as rules only where nothing else makes a table, or where they
    add rows to one, as a coloured heading does.
    """
    drawn = [rule for rule in page.rules if not rule.is_edge]
    found = _make_tables(page, drawn)
    if len(drawn) < len(page.rules):
        found = _add_filled(found, _make_tables(page, page.rules))
    outside = page.glyphs
    for grid in found:
        outside = grid.take(outside)
    tables = [grid.table for grid in found if any(cell.strips for row in grid.table.rows for cell in row)]
    return sorted(tables, key=lambda table: table.top), outside


def _add_filled(drawn: list[_Grid], filled: list[_Grid]) -> list[_Grid]:
    """Return tables with those added or enlarged that filled areas make."""
    if not drawn:
        return filled
    found = list(drawn)
    for grid in filled:
        within = [other for other in found if _is_inside(other.table, grid.table)]
        if len(within) == 1 and grid.enlarges(within[0]):
            found[found.index(within[0])] = grid
    return found


class _Grid:
    """A table with the positions of its rows and columns."""

    def __init__(self, page: Page, corners: Sequence[_Corners]) -> None:
        self.lefts, self.tops = (_ticks([c[side] for c in corners]) for side in (0, 1))
        self.count = len(corners)
        rows: list[list[Cell]] = [[] for _ in self.tops]
        self._cells: dict[tuple[int, int], Cell] = {}
        for left, top, right, bottom in sorted(corners, key=lambda c: (c[1], c[0])):
            row, column = _index(self.tops, top), _index(self.lefts, left)
            row_end = _index(self.tops, bottom - 2 * _SNAP) + 1
            column_end = _index(self.lefts, right - 2 * _SNAP) + 1
            cell = Cell(page.number, row, column, row_end, column_end, left, right, [], top, bottom)
            rows[row].append(cell)
            for y in range(row, row_end):
                for x in range(column, column_end):
                    self._cells[y, x] = cell
        left, top = min(c[0] for c in corners), min(c[1] for c in corners)
        right, bottom = max(c[2] for c in corners), max(c[3] for c in corners)
        self.table = Table(
            page.number, top, bottom, left, right, len(self.lefts), rows, edges=tuple(self.lefts)
        )

    def enlarges(self, other: _Grid) -> bool:
        """Say whether this table only adds cells around those of another one."""
        columns = _within(self.lefts, other.table.left, other.table.right)
        rows = _within(self.tops, other.table.top, other.table.bottom)
        return self.count > other.count and _are_alike(columns, other.lefts) and _are_alike(rows, other.tops)

    def mark_open(self, level: Sequence[Rule]) -> None:
        """Note at which of its ends no rule is drawn."""
        table = self.table
        for rule in level:
            if min(rule.right, table.right) - max(rule.left, table.left) > 0:
                table.open_top &= abs(rule.top - table.top) > _SNAP
                table.open_bottom &= abs(rule.top - table.bottom) > _SNAP

    def take(self, glyphs: Sequence[Glyph]) -> list[Glyph]:
        """Put characters into the cells they stand in; return the rest."""
        rest: list[Glyph] = []
        held: dict[int, tuple[Cell, list[Glyph]]] = {}
        for glyph in glyphs:
            x = (glyph.left + glyph.right) / 2
            if x > self.table.right > glyph.left - _HANGING * (glyph.bottom - glyph.top):
                # Punctuation that may not begin a line is set beyond the border.
                x = self.table.right
            cell = self._find(x, (glyph.top + glyph.bottom) / 2)
            if cell is None:
                rest.append(glyph)
            else:
                held.setdefault(id(cell), (cell, []))[1].append(glyph)
        for cell, inside in held.values():
            cell.strips = make_strips(inside)
        return rest

    def _find(self, x: float, y: float) -> Cell | None:
        table = self.table
        if not (table.left <= x <= table.right and table.top <= y <= table.bottom):
            return None
        return self._cells.get((bisect_right(self.tops, y) - 1, bisect_right(self.lefts, x) - 1))


def _make_tables(page: Page, rules: Sequence[Rule]) -> list[_Grid]:
    if not _LEAST_RULES <= len(rules) <= MAX_EDGES:
        return []
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    edges = merge_edges([_edge(rule) for rule in reach_rules(rules)], _SNAP, _SNAP, _SNAP, _SNAP)
    edges = merge_edges(edges + _close_frames(edges), _SNAP, _SNAP, _SNAP, _SNAP)
    crossings = edges_to_intersections(edges, _SNAP, _SNAP)
    if len(crossings) > MAX_CROSSINGS:
        return []
    groups = cells_to_tables(intersections_to_cells(crossings))
    wide = [grid for grid in (_Grid(page, group) for group in groups) if grid.table.columns > 1]
    found = [grid for grid in wide if not any(_is_inside(grid.table, other.table) for other in wide)]
    level = [rule for rule in rules if rule.is_horizontal]
    for grid in found:
        grid.table.open_top = grid.table.open_bottom = True
        grid.mark_open(level)
    return found


def reach_rules(rules: Sequence[Rule]) -> list[Rule]:
    """Return rules of which the upright ones end at the level ones that they all but reach.

    >>> reach_rules([Rule(0, 10, 50, 10), Rule(20, 14, 20, 40)])[1]
    Rule(left=20, top=10, right=20, bottom=40, is_edge=False)
    """
    level = sorted((rule for rule in rules if rule.is_horizontal), key=lambda rule: rule.top)
    heights = [rule.top for rule in level]

    def reach(x: float, y: float) -> float:
        near = range(bisect_left(heights, y - _REACH), bisect_right(heights, y + _REACH))
        met = [heights[i] for i in near if level[i].left - _SNAP <= x <= level[i].right + _SNAP]
        return min(met, key=lambda height: abs(height - y), default=y)

    def extend(rule: Rule) -> Rule:
        top, bottom = reach(rule.left, rule.top), reach(rule.left, rule.bottom)
        return rule._replace(top=min(top, rule.top), bottom=max(bottom, rule.bottom))

    return level + [extend(rule) for rule in rules if not rule.is_horizontal]


def _edge(rule: Rule) -> dict[str, Any]:
    return {
        "x0": rule.left,
        "x1": rule.right,
        "top": rule.top,
        "bottom": rule.bottom,
        "width": rule.right - rule.left,
        "height": rule.bottom - rule.top,
        "orientation": "h" if rule.is_horizontal else "v",
    }


def _close_frames(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Close tables that a page break or the taste of their makers left open at an end or side."""
    made: list[dict[str, Any]] = []
    upright = [e for e in edges if e["orientation"] == "v"]
    level = [e for e in edges if e["orientation"] == "h"]
    for end in ("top", "bottom"):
        for group in _group(upright, end):
            left, right = min(e["x0"] for e in group), max(e["x0"] for e in group)
            if len(group) > 1 and right - left > 2 * _SNAP:
                made.append(_edge(Rule(left, group[0][end], right, group[0][end])))
    for side in ("x0", "x1"):
        for group in _group(level, side):
            for above, below in itertools.pairwise(group):
                if any(_crosses(e, above[side], above["top"], below["top"]) for e in level):
                    # Both begin or end within a table, where rows between them have no border.
                    continue
                if any(_spans(e, above["top"], below["top"]) for e in upright):
                    made.append(_edge(Rule(above[side], above["top"], above[side], below["top"])))
    return made


def _group(edges: Sequence[dict[str, Any]], key: str) -> list[list[dict[str, Any]]]:
    groups: list[list[dict[str, Any]]] = []
    for edge in sorted(edges, key=lambda e: float(e[key])):
        if groups and edge[key] - groups[-1][0][key] <= _SNAP:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return [sorted(group, key=lambda e: float(e["top"])) for group in groups]


def _spans(edge: dict[str, Any], top: float, bottom: float) -> bool:
    return bool(edge["top"] <= top + _SNAP and edge["bottom"] >= bottom - _SNAP)


def _crosses(edge: dict[str, Any], x: float, top: float, bottom: float) -> bool:
    """Say whether a level edge between two heights goes on at both sides of a place."""
    between = top + _SNAP < edge["top"] < bottom - _SNAP
    return bool(between and edge["x0"] < x - _SNAP and edge["x1"] > x + _SNAP)


def _is_inside(table: Table, other: Table) -> bool:
    return table is not other and (
        other.left - _MARGIN <= table.left
        and table.right <= other.right + _MARGIN
        and other.top - _MARGIN <= table.top
        and table.bottom <= other.bottom + _MARGIN
    )


def _within(ticks: Sequence[float], start: float, end: float) -> list[float]:
    return [tick for tick in ticks if start - _SNAP <= tick < end - 2 * _SNAP]


def _are_alike(ticks: Sequence[float], others: Sequence[float]) -> bool:
    return len(ticks) == len(others) and all(abs(a - b) <= _SNAP for a, b in zip(ticks, others, strict=True))


def _ticks(values: Sequence[float]) -> list[float]:
    ticks: list[float] = []
    for value in sorted(values):
        if not ticks or value - ticks[-1] > _SNAP:
            ticks.append(value)
    return ticks


def _index(ticks: Sequence[float], value: float) -> int:
    return max(0, bisect_right(ticks, value + _SNAP) - 1)
