"""Tables without rules under a heading row: columns told by the space between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.headings import heading_level
from ingest.pdf.blocks import Cell, Table
from ingest.pdf.headers import read_header
from ingest.pdf.labelling import is_label, is_label_part
from ingest.pdf.strips import Strip, make_strips, split_strip

_GAP = 0.5
_MOST_HEADING_LINES = 8
_LEAST_COLUMNS = 3
_ROW_GAP = 0.2
_CLOSER = 0.25
_OVERFLOW = 2.3


class HeadedFinder:
    """Cuts the strips of page after page into tables under a heading row and everything else."""

    def __init__(self) -> None:
        self._edges: list[float] = []

    def split(self, page: int, strips: Sequence[Strip]) -> Iterator[Table | list[Strip]]:
        """Yield the tables of a page and the strips between them; a table may go on from the page before."""
        text: list[Strip] = []
        start = 0
        if self._edges:
            start = _body_end(strips, 0, self._edges)
            if start:
                yield _make_table(page, strips[:start], self._edges, 0)
        self._edges = self._edges if start == len(strips) and start else []
        while start < len(strips):
            header = _read_header_at(strips, start)
            if header is None:
                text.append(strips[start])
                start += 1
                continue
            if text:
                yield text
                text = []
            columns, lines = header
            rough = [right for _, right in columns]
            end = _body_end(strips, start + lines, [*rough[:-1], strips[start].right])
            edges = _find_edges(columns, strips[start:end])
            yield _make_table(page, strips[start:end], edges, lines)
            self._edges = edges if end == len(strips) else []
            start = end
        if text:
            yield text


def _read_header_at(strips: Sequence[Strip], start: int) -> tuple[list[tuple[float, float]], int] | None:
    """Return the columns of a heading row as (left, right) and how many strips it takes, None for none."""
    first = split_strip(strips[start], _GAP)
    named = sum(is_label(p.text, False) or is_label_part(p.text, False) for p in first)
    if named < _LEAST_COLUMNS - 1:
        return None
    found: tuple[list[tuple[float, float]], int] | None = None
    for count in range(1, _MOST_HEADING_LINES + 1):
        if start + count > len(strips):
            break
        columns = _join_spans([p for s in strips[start : start + count] for p in split_strip(s, _GAP)])
        if len(columns) < _LEAST_COLUMNS:
            break
        edges = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
        cells = _cut_cells(0, 0, strips[start : start + count], [*edges, columns[-1][1] + 1])
        if read_header(cells, 0) and all(is_label(cell.text, False) for cell in cells if cell.strips):
            found = columns, count
    return found


def _join_spans(parts: Sequence[Strip]) -> list[tuple[float, float]]:
    spans: list[tuple[float, float]] = []
    for part in sorted(parts, key=lambda p: p.left):
        if spans and part.left < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], part.right))
        else:
            spans.append((part.left, part.right))
    return spans


def _body_end(strips: Sequence[Strip], start: int, edges: Sequence[float]) -> int:
    """Return the first strip that is no row of the table: a heading, or text that runs over its columns."""
    widest = max(right - left for left, right in pairwise([strips[0].left, *edges])) if strips else 0.0
    for index in range(start, len(strips)):
        parts = split_strip(strips[index], _GAP)
        alone = len(parts) == 1
        if alone and heading_level(strips[index].text) == 0:
            return index
        if any(part.right - part.left > _OVERFLOW * widest for part in parts):
            return index
    return len(strips)


def _find_edges(columns: Sequence[tuple[float, float]], strips: Sequence[Strip]) -> list[float]:
    """Return where columns end: in the widest space that no line of the table covers between two headings."""
    edges: list[float] = []
    for (left, right), (next_left, next_right) in pairwise(columns):
        low, high = (left + right) / 2, (next_left + next_right) / 2
        free = _free_spans(low, high, strips)
        edges.append(max(free, key=lambda span: span[1] - span[0], default=(right, next_left))[1] - 0.5)
    return [*edges, max(strip.right for strip in strips) + 1]


def _free_spans(low: float, high: float, strips: Sequence[Strip]) -> list[tuple[float, float]]:
    covered = sorted(
        (g.left, g.right)
        for strip in strips
        for g in strip.glyphs
        if g.text != " " and g.right > low and g.left < high
    )
    spans: list[tuple[float, float]] = []
    at = low
    for left, right in covered:
        if left > at:
            spans.append((at, left))
        at = max(at, right)
    return [*spans, (at, high)] if at < high else spans


def _make_table(page: int, strips: Sequence[Strip], edges: Sequence[float], heading: int) -> Table:
    groups = [list(strips[:heading])] if heading else []
    groups += _group(strips[heading:], edges)
    rows = [_cut_cells(page, number, group, edges) for number, group in enumerate(groups)]
    left, right = min(s.left for s in strips), edges[-1]
    return Table(page, strips[0].top, strips[-1].bottom, left, right, len(edges), rows, ruled=False)


def _group(strips: Sequence[Strip], edges: Sequence[float]) -> list[list[Strip]]:
    gaps: list[float] = []
    bottoms: dict[int, float] = {}
    for strip in strips:
        for part in split_strip(strip, _GAP):
            column = sum(part.left > edge for edge in edges)
            if column in bottoms:
                gaps.append(part.top - bottoms[column])
            bottoms[column] = part.bottom
    close = sorted(gap for gap in gaps if gap > -1.0)
    leading = close[int(len(close) * _CLOSER)] if close else 0.0
    groups: list[list[Strip]] = []
    bottom = 0.0
    for strip in strips:
        if groups and strip.top - bottom <= leading + _ROW_GAP * strip.size:
            groups[-1].append(strip)
            bottom = max(bottom, strip.bottom)
        else:
            groups.append([strip])
            bottom = strip.bottom
    return groups


def _cut_cells(page: int, row: int, strips: Sequence[Strip], edges: Sequence[float]) -> list[Cell]:
    glyphs = [glyph for strip in strips for glyph in strip.glyphs]
    cells: list[Cell] = []
    left = min(strip.left for strip in strips)
    for column, right in enumerate(edges):
        is_last = column == len(edges) - 1
        inside = [g for g in glyphs if is_last or (g.left + g.right) / 2 < right]
        glyphs = [g for g in glyphs if not is_last and (g.left + g.right) / 2 >= right]
        cells.append(Cell(page, row, column, row + 1, column + 1, left, right, make_strips(inside)))
        left = right
    return cells
