"""What is drawn on a page: rules, the edges of filled areas, how many shapes and pictures."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.pdf.view import View

MAX_PATHS = 20_000
MAX_SEGMENTS = 200
MAX_FILLS = 400
_THIN = 4.0
_SHORTEST_RULE = 6.0
_STRAIGHT = 1.0
_WHITE = 250
_INSET = 2.0

_Area = tuple[float, float, float, float]


class Rule(NamedTuple):
    """A line drawn from left to right or from top to bottom, or the edge of a filled area."""

    left: float
    top: float
    right: float
    bottom: float
    is_edge: bool = False

    @property
    def is_horizontal(self) -> bool:
        """Say whether the rule runs from left to right."""
        return self.right - self.left >= self.bottom - self.top


@dataclass(slots=True)
class Drawing:
    """What is drawn on a page; `pictured` is the share of it that its largest picture covers."""

    rules: list[Rule] = field(default_factory=list)
    paths: int = 0
    pictures: int = 0
    pictured: float = 0.0


def read_drawing(page: pdfium.PdfPage, view: View) -> Drawing:
    """Read the rules of a page, also those inside of forms."""
    drawing = Drawing()
    fills: list[_Area] = []
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE), max_depth=3):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            drawing.pictures += 1
            if item.level == 0:
                drawing.pictured = max(drawing.pictured, _share(item, view))
            continue
        drawing.paths += 1
        if drawing.paths > MAX_PATHS:
            break
        drawing.rules += _read_path(item.raw, view, _matrices(item), fills)
    for left, top, right, bottom in _drop_shading(fills):
        for rule in ((left, top, right, top), (left, bottom, right, bottom), (left, top, left, bottom)):
            drawing.rules.append(Rule(*rule, True))
        drawing.rules.append(Rule(right, top, right, bottom, True))
    return drawing


def _drop_shading(fills: Sequence[_Area]) -> list[_Area]:
    """Return filled areas without those that only shade the lines of text inside of another one.

    >>> _drop_shading([(0, 0, 100, 60), (5, 5, 95, 20), (5, 20, 95, 35), (100, 0, 200, 60)])
    [(0, 0, 100, 60), (100, 0, 200, 60)]
    """
    areas = list(dict.fromkeys(fills))
    if len(areas) > MAX_FILLS:
        return areas
    inside: dict[_Area, list[_Area]] = {}
    for area in areas:
        around = [other for other in areas if _is_within(area, other)]
        if around:
            inside.setdefault(min(around, key=_size), []).append(area)
    shading = {
        area
        for stacked in inside.values()
        if max(a[0] for a in stacked) - min(a[0] for a in stacked) <= _INSET
        for area in stacked
    }
    return [area for area in areas if area not in shading]


def _is_within(area: _Area, other: _Area) -> bool:
    return (
        area[0] > other[0] + _INSET
        and area[2] < other[2] - _INSET
        and (area[1] >= other[1] - _STRAIGHT and area[3] <= other[3] + _STRAIGHT)
    )


def _size(area: _Area) -> float:
    return (area[2] - area[0]) * (area[3] - area[1])


def _share(picture: pdfium.PdfObject, view: View) -> float:
    """Return how much of the page a picture covers."""
    left, top, right, bottom = view.box(*picture.get_bounds())
    width, height = min(right, view.width) - max(left, 0.0), min(bottom, view.height) - max(top, 0.0)
    return float(max(width, 0.0) * max(height, 0.0) / (view.width * view.height or 1.0))


def _matrices(item: pdfium.PdfObject) -> list[raw.FS_MATRIX]:
    """Return the matrices that place an object on its page: its own, and those of the forms it stands in."""
    found: list[raw.FS_MATRIX] = []
    while item is not None:
        matrix = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(item.raw, matrix)
        found.append(matrix)
        item = item.container
    return found


def _read_path(path: Any, view: View, matrices: Sequence[raw.FS_MATRIX], fills: list[_Area]) -> list[Rule]:
    """Return the rules of a path, and add its filled areas to the others.

    What parts areas in white is a rule only where others fail.
    """
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    white = bool(fill.value) and not stroke.value and _is_white(path)
    if not (fill.value or stroke.value):
        return []
    rules: list[Rule] = []
    for corners in _subpaths(path, view, matrices):
        left, right = min(x for x, _ in corners), max(x for x, _ in corners)
        top, bottom = min(y for _, y in corners), max(y for _, y in corners)
        if right - left > 0.9 * view.width and bottom - top > 0.9 * view.height:
            continue
        if min(right - left, bottom - top) < _THIN:
            rules.append(_straighten(left, top, right, bottom)._replace(is_edge=white))
            continue
        if white:
            continue
        if not stroke.value and _is_box(corners):
            fills.append((left, top, right, bottom))
            continue
        for (a, b), (c, d) in itertools.pairwise(corners):
            if abs(a - c) <= _STRAIGHT or abs(b - d) <= _STRAIGHT:
                rule = _straighten(min(a, c), min(b, d), max(a, c), max(b, d))
                rules.append(rule._replace(is_edge=not stroke.value))
    return [r for r in rules if max(r.right - r.left, r.bottom - r.top) >= _SHORTEST_RULE]


def _is_box(corners: Sequence[tuple[float, float]]) -> bool:
    """Say whether a subpath goes around a rectangle that stands upright."""
    sides = itertools.pairwise(corners)
    upright = all(abs(a - c) <= _STRAIGHT or abs(b - d) <= _STRAIGHT for (a, b), (c, d) in sides)
    return upright and len(corners) in (4, 5, 6)


def _straighten(left: float, top: float, right: float, bottom: float) -> Rule:
    if right - left >= bottom - top:
        return Rule(left, (top + bottom) / 2, right, (top + bottom) / 2)
    return Rule((left + right) / 2, top, (left + right) / 2, bottom)


def _is_white(path: Any) -> bool:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(path, *parts):
        return False
    return all(part.value >= _WHITE for part in parts[:3])


def _subpaths(
    path: Any, view: View, matrices: Sequence[raw.FS_MATRIX]
) -> Iterator[list[tuple[float, float]]]:
    corners: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(path), MAX_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        at = (x.value, y.value)
        for m in matrices:
            at = (m.a * at[0] + m.c * at[1] + m.e, m.b * at[0] + m.d * at[1] + m.f)
        point = view.point(*at)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if len(corners) > 1:
                yield corners
            corners = []
        corners.append(point)
        if raw.FPDFPathSegment_GetClose(segment):
            corners.append(corners[0])
    if len(corners) > 1:
        yield corners
