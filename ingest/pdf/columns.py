"""Two-column tables without rules: labels and values told apart by where the values begin."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.headings import heading_level
from ingest.pdf.blocks import Cell, Table
from ingest.pdf.labelling import is_label, is_label_part
from ingest.pdf.strips import Strip, split_strip

_GAP = 0.8
_SAME_EDGE = 3.0
_ROW_GAP = 0.2
_LEAST_LABELS = 3
_ALIGNED = 0.6
_CLOSER = 0.25
_ACROSS = 0.4
_MOSTLY = 3


@dataclass(slots=True)
class _Halves:
    """A strip cut where the values begin."""

    page: int
    label: Strip | None
    value: Strip | None

    @property
    def top(self) -> float:
        return min(half.top for half in (self.label, self.value) if half)

    @property
    def bottom(self) -> float:
        return max(half.bottom for half in (self.label, self.value) if half)


@dataclass(slots=True)
class _Row:
    """A row of a table: its label and its value, each strip by strip."""

    labels: list[Strip] = field(default_factory=list)
    values: list[Strip] = field(default_factory=list)


class ColumnFinder:
    """Finds where values begin in the strips of a document, and cuts its pages into tables and text."""

    def __init__(self, pages: Sequence[Sequence[Strip]]) -> None:
        self.edges = _find_edges(pages)
        self._leading = _find_leading(pages, self.edges)
        self._from_top = _stand_at_top(pages, self.edges, self._leading)
        self._edge: float | None = None
        self._torn = ""
        self._right = {
            edge: max((s.right for page in pages for s in page if _cut(s, edge, 0)), default=edge)
            for edge in self.edges
        }

    def split(self, page: int, strips: Sequence[Strip]) -> Iterator[Table | list[Strip]]:
        """Yield the tables of a page and the strips between them, from top to bottom."""
        rows: list[_Halves] = []
        text: list[Strip] = []
        for strip in strips:
            halves = self._read(strip, page, rows) if self.edges else None
            if halves is None:
                if rows:
                    yield self._make_table(page, rows)
                    rows = []
                text.append(strip)
                continue
            if text:
                yield text
                text = []
            rows.append(halves)
        if rows:
            yield self._make_table(page, rows)
        if text:
            yield text

    def _read(self, strip: Strip, page: int, rows: list[_Halves]) -> _Halves | None:
        """Return a strip as part of a table; None, and the table is over, when it is none."""
        edge = self._edge_of(strip)
        if edge is not None:
            if rows and edge != self._edge:
                return None if self._edge is None else self._cut_at(strip, page)
            self._edge = edge
        if self._edge is None:
            return None
        halves = self._cut_at(strip, page)
        if halves is None or not _fits(halves, rows, self._edge, self._torn if not rows else ""):
            self._edge = None
            return None
        return halves

    def _edge_of(self, strip: Strip) -> float | None:
        """Return where the value begins in a strip that a whole label begins."""
        for edge in self.edges:
            halves = _cut(strip, edge, 0)
            if halves and halves.label and halves.value and is_label(halves.label.text):
                return edge
        return None

    def _cut_at(self, strip: Strip, page: int) -> _Halves | None:
        return _cut(strip, self._edge, page) if self._edge is not None else None

    def _make_table(self, page: int, halves: Sequence[_Halves]) -> Table:
        edge = self._edge_at(halves)
        rows = _make_rows(halves, self._leading, self._torn, self._from_top)
        last = "".join(strip.text for strip in rows[-1].labels)
        self._torn = "" if is_label(last) else last
        left = min((s.left for row in rows for s in row.labels), default=edge)
        right = self._right[edge]
        cells: list[list[Cell]] = []
        for number, row in enumerate(rows):
            label = Cell(page, number, 0, number + 1, 1, left, edge, row.labels)
            value = Cell(page, number, 1, number + 1, 2, edge, right, row.values)
            cells.append([label, value])
        return Table(page, halves[0].top, halves[-1].bottom, left, right, 2, cells)

    def _edge_at(self, halves: Sequence[_Halves]) -> float:
        lefts = [half.value.left for half in halves if half.value]
        return min(self.edges, key=lambda e: min((abs(e - left) for left in lefts), default=0.0))


def _find_edges(pages: Sequence[Sequence[Strip]]) -> list[float]:
    """Return where values begin, told by strips of a whole label and something at a distance."""
    found: list[float] = []
    for strips in pages:
        for strip in strips:
            parts = split_strip(strip, _GAP)
            if len(parts) > 1 and is_label(parts[0].text):
                found.append(parts[1].left)
    groups: list[list[float]] = []
    for left in sorted(found):
        if groups and left - groups[-1][0] <= _SAME_EDGE:
            groups[-1].append(left)
        else:
            groups.append([left])
    strong = [group for group in groups if len(group) >= _LEAST_LABELS]
    return [min(group) for group in sorted(strong, key=len, reverse=True)]


def _find_leading(pages: Sequence[Sequence[Strip]], edges: Sequence[float]) -> float:
    """Return the space between two lines of one value: that of the closer ones, since rows stand apart."""
    gaps: list[float] = []
    for strips in pages if edges else ():
        cut = [_cut(strip, edges[0], 0) for strip in strips]
        values = [half.value for half in cut if half and half.value]
        gaps += [below.top - above.bottom for above, below in itertools.pairwise(values)]
    close = sorted(gap for gap in gaps if gap > -_SAME_EDGE)
    return close[int(len(close) * _CLOSER)] if close else 0.0


def _cut(strip: Strip, edge: float, page: int) -> _Halves | None:
    """Cut a strip at an edge; None when a character stands across it or the label touches the value."""
    before = [g for g in strip.glyphs if (g.left + g.right) / 2 < edge]
    after = [g for g in strip.glyphs if (g.left + g.right) / 2 >= edge]
    while before and before[-1].text == " ":
        before.pop()
    while after and after[0].text == " ":
        after.pop(0)
    slack = max(_SAME_EDGE, _ACROSS * strip.size)
    if before and before[-1].right > edge + slack / 2:
        return None
    if after and after[0].left < edge - slack:
        return None
    if not before and not after:
        return None
    return _Halves(page, Strip(before) if before else None, Strip(after) if after else None)


def _fits(halves: _Halves, rows: Sequence[_Halves], edge: float, torn: str) -> bool:
    """Say whether a strip goes on with a table: a value alone, a label or a part of one."""
    if halves.label is None:
        return True
    text = halves.label.text
    if is_label(text) or is_label_part(text):
        return True
    if torn and (is_label_part(torn + text) or is_label(torn + text)):
        return True
    pending = ""
    for row in reversed(rows):
        if row.label is not None:
            pending = row.label.text + pending
            if is_label_part(pending + text) or is_label(pending + text):
                return True
            if len(pending) > 40:
                break
    if heading_level(text) is not None or halves.value is None:
        return False
    return edge - halves.label.right > _GAP * halves.label.size and bool(rows)


def _stand_at_top(pages: Sequence[Sequence[Strip]], edges: Sequence[float], leading: float) -> bool:
    """Say whether labels stand beside the first line of their values, not in the middle of their height."""
    found = {True: 0, False: 0}
    for strips in pages if edges else ():
        halves = [half for strip in strips if (half := _cut(strip, edges[0], 0))]
        for group in _group(halves, leading)[1:]:
            labels = sum(half.label is not None for half in group)
            if labels and len(group) >= labels + 2:
                found[group[0].label is not None] += 1
    return found[True] > _MOSTLY * found[False]


def _make_rows(halves: Sequence[_Halves], leading: float, torn: str, from_top: bool) -> list[_Row]:
    """Return the rows of strips; `torn` is the label that the page before ended in the middle of."""
    rows: list[_Row] = []
    for group in _group(halves, leading):
        for row in _split_labels(group, "" if rows else torn, from_top):
            if rows and not row.labels:
                rows[-1].values += row.values
            else:
                rows.append(row)
    return rows


def _group(halves: Sequence[_Halves], leading: float) -> list[list[_Halves]]:
    """Group strips into rows where the space between them is wider than inside of a cell."""
    groups: list[list[_Halves]] = []
    bottom = 0.0
    for half in halves:
        if groups and half.top - bottom <= leading + _ROW_GAP * (half.bottom - half.top):
            groups[-1].append(half)
        else:
            groups.append([half])
        bottom = max(bottom, half.bottom) if len(groups[-1]) > 1 else half.bottom
    return groups


def _split_labels(group: Sequence[_Halves], torn: str, from_top: bool) -> list[_Row]:
    """Split a group at its labels.

    With one label it is one row, wherever in its height the label stands, unless labels stand at the top.
    """
    starts: list[tuple[float, list[Strip]]] = []
    text = ""
    for half in group:
        if half.label is None:
            continue
        piece = half.label.text
        if starts and _goes_on(text, piece):
            starts[-1][1].append(half.label)
            text += piece
        else:
            text = piece if starts else torn + piece if _goes_on(torn, piece) else piece
            starts.append(((half.label.top + half.label.bottom) / 2, [half.label]))
    values = [half.value for half in group if half.value]
    if len(starts) <= 1 and not from_top:
        return [_Row(starts[0][1] if starts else [], values)]
    rows = [_Row(labels, []) for _, labels in starts]
    lead = _Row()
    for value in values:
        middle = (value.top + value.bottom) / 2
        above = [row for row, (y, _) in zip(rows, starts, strict=True) if y <= middle + _ALIGNED * value.size]
        (above[-1] if above else lead).values.append(value)
    return [lead, *rows] if lead.values else rows


def _goes_on(text: str, piece: str) -> bool:
    """Say whether a piece of a label goes on with the pieces above it."""
    whole = text + piece
    return is_label_part(whole) or is_label(whole) or not (is_label(text) or is_label(piece))
