"""Pages of a PDF as PDFium gives them: characters with their boxes, the rules drawn, how many pictures."""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.pdf.glyphs import is_undecodable, is_wide, mend_text

MAX_CHARACTERS = 150_000
MAX_PATHS = 20_000
MAX_SEGMENTS = 200
_THIN = 4.0
_SHORTEST_RULE = 6.0
_STRAIGHT = 1.0
# Text that rises or falls by more than this share of its way is set aslant.
_LEVEL = 0.1
_WHITE = 250
_SCALE = 64
# Characters stand apart with a gap of this share of their height between them.
_SPACED = 0.12
_LEAST_PAIRS = 10
_MOST_PAIRS = 0.7
# PDFium gives a hyphen at the end of a line as a control character.
_HYPHEN = 2


class Glyph(NamedTuple):
    """A character on a page, in points from its upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


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
class Page:
    """What stands on a page: its characters in the order of the file, and its rules.

    `pictured` is the share of it that its largest picture covers, `undecodable` how many characters
    have no known meaning, `cut` how many were too many. `aslant` holds the characters that do not run
    from left to right, `characters` all of the page as they are counted, also beyond its edges.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    rules: list[Rule]
    undecodable: int = 0
    pictures: int = 0
    pictured: float = 0.0
    paths: int = 0
    cut: int = 0
    aslant: list[Glyph] = field(default_factory=list)
    characters: str = ""


class _View:
    """Turns the page's own coordinates into points from the upper left corner of the page as it is shown."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.width, self.height = page.get_size()
        scale = (round(self.width * _SCALE) or 1, round(self.height * _SCALE) or 1)
        origin, right, up = (self._ask(page, scale, *p) for p in ((0, 0), (1000, 0), (0, 1000)))
        self._x = ((right[0] - origin[0]) / 1000, (up[0] - origin[0]) / 1000, origin[0])
        self._y = ((right[1] - origin[1]) / 1000, (up[1] - origin[1]) / 1000, origin[1])

    @property
    def is_upright(self) -> bool:
        """Say whether the page is shown as it was written, not turned."""
        return abs(self._x[0]) > abs(self._x[1])

    @staticmethod
    def _ask(page: pdfium.PdfPage, scale: tuple[int, int], x: float, y: float) -> tuple[float, float]:
        left, top = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, *scale, 0, x, y, left, top)
        return left.value / _SCALE, top.value / _SCALE

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point stands on the page as it is shown."""
        return (
            self._x[0] * x + self._x[1] * y + self._x[2],
            self._y[0] * x + self._y[1] * y + self._y[2],
        )

    def is_level(self, angle: float) -> bool:
        """Say whether text at an angle, which PDFium counts clockwise, runs from left to right on the page as it is shown."""
        x, y = math.cos(angle), -math.sin(angle)
        along, down = self._x[0] * x + self._x[1] * y, self._y[0] * x + self._y[1] * y
        return along > 0 and abs(down) < _LEVEL * along

    def box(self, x: float, y: float, other_x: float, other_y: float) -> tuple[float, float, float, float]:
        """Return (left, top, right, bottom) of a rectangle given by two corners."""
        (a, b), (c, d) = self.point(x, y), self.point(other_x, other_y)
        return min(a, c), min(b, d), max(a, c), max(b, d)


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """Read the characters and rules of one page."""
    view = _View(page)
    read = Page(number, view.width, view.height, [], [])
    _read_glyphs(page, view, read)
    _read_objects(page, view, read)
    read.glyphs = close_up(read.glyphs)
    return read


def _read_glyphs(page: pdfium.PdfPage, view: _View, read: Page) -> None:
    text_page = page.get_textpage()
    handle = text_page.raw
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    count = raw.FPDFText_CountChars(handle)
    read.cut = max(0, count - MAX_CHARACTERS)
    high = 0
    counted: list[str] = []
    for index in range(min(count, MAX_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(handle, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if code in (10, 13) or raw.FPDFText_IsGenerated(handle, index) == 1:
            continue
        if not raw.FPDFText_GetLooseCharBox(handle, index, box):
            continue
        char = "-" if code == _HYPHEN else chr(code) if code < 0x110000 else "\ufffd"
        text = mend_text(char)
        if raw.FPDFText_HasUnicodeMapError(handle, index) == 1 or (text and is_undecodable(text[0])):
            read.undecodable += 1
        left, top, right, bottom = view.box(box.left, box.bottom, box.right, box.top)
        if view.is_upright and raw.FPDFText_GetCharOrigin(handle, index, x, y):
            # The box of a font that is not embedded may begin before its character does.
            left = min(max(left, view.point(x.value, y.value)[0]), right)
        counted.append(text)
        if text and right > -1 and left < view.width + 1 and bottom > -1 and top < view.height + 1:
            level = view.is_level(raw.FPDFText_GetCharAngle(handle, index))
            (read.glyphs if level else read.aslant).append(Glyph(text, left, top, right, bottom))
    text_page.close()
    read.characters = "".join("".join(counted).split())


def close_up(glyphs: list[Glyph]) -> list[Glyph]:
    """Take the spaces away where a page has one between nearly all of its wide characters.

    Each character is given the space behind it, so that a real space still stands out.
    """
    gaps: list[float] = []
    before: Glyph | None = None
    for glyph in glyphs:
        if glyph.text == " ":
            continue
        if before is not None and is_wide(before.text[-1]) and is_wide(glyph.text[0]):
            size = glyph.bottom - glyph.top
            if abs(glyph.top - before.top) < size / 2 and -size < glyph.left - before.right < 2 * size:
                gaps.append(glyph.left - before.right)
        before = glyph
    size = median(g.bottom - g.top for g in glyphs) if glyphs else 0.0
    spaced = [gap for gap in gaps if gap > _SPACED * size]
    if len(gaps) < _LEAST_PAIRS or len(spaced) < _MOST_PAIRS * len(gaps):
        return glyphs
    space = median(spaced)
    return [g._replace(right=g.right + space) for g in glyphs if g.text != " "]


def _read_objects(page: pdfium.PdfPage, view: _View, read: Page) -> None:
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE), max_depth=3):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            read.pictures += 1
            if item.level == 0:
                read.pictured = max(read.pictured, _share(item, view))
            continue
        read.paths += 1
        if read.paths > MAX_PATHS:
            break
        read.rules += _read_path(item.raw, view, _matrices(item))


def _share(picture: pdfium.PdfObject, view: _View) -> float:
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


def _read_path(path: Any, view: _View, matrices: Sequence[raw.FS_MATRIX]) -> list[Rule]:
    """Return the rules of a path; what parts filled areas in white is a rule only where others fail."""
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
        for (a, b), (c, d) in itertools.pairwise(corners):
            if abs(a - c) <= _STRAIGHT or abs(b - d) <= _STRAIGHT:
                rule = _straighten(min(a, c), min(b, d), max(a, c), max(b, d))
                rules.append(rule._replace(is_edge=not stroke.value))
    return [r for r in rules if max(r.right - r.left, r.bottom - r.top) >= _SHORTEST_RULE]


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
    path: Any, view: _View, matrices: Sequence[raw.FS_MATRIX]
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
