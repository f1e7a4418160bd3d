"""Pages of a PDF as PDFium gives them: characters with their boxes, the rules drawn, how many pictures."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.formats.letters import is_wide
from ingest.pdf.drawing import Rule as Rule
from ingest.pdf.drawing import read_drawing
from ingest.pdf.glyphs import is_undecodable, mend_text
from ingest.pdf.view import View

MAX_CHARACTERS = 150_000
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


@dataclass(slots=True)
class Page:
    """What stands on a page: its characters in the order of the file, and its rules.

    `pictured` is the share of it that its largest picture covers, `undecodable` how many characters
    have no known meaning, `cut` how many were too many. `aslant` holds the characters that do not run
    from left to right, `characters` all of the page as they are counted, also beyond its edges. A page
    whose text is all set sideways is given as if it were turned, by `turn` quarters.
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
    turn: int = 0


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """Read the characters and rules of one page."""
    read, turn = _read(page, number, View(page))
    if turn:
        read, _ = _read(page, number, View(page, turn))
        read.turn = turn
    read.glyphs = close_up(read.glyphs)
    return read


def _read(page: pdfium.PdfPage, number: int, view: View) -> tuple[Page, int]:
    """Read a page; return by how many quarters most of its text is turned too."""
    drawing = read_drawing(page, view)
    read = Page(number, view.width, view.height, [], drawing.rules)
    read.pictures, read.pictured, read.paths = drawing.pictures, drawing.pictured, drawing.paths
    quarters = _read_glyphs(page, view, read)
    most = max(quarters, key=lambda quarter: quarters[quarter], default=0)
    return read, most or 0


def _read_glyphs(page: pdfium.PdfPage, view: View, read: Page) -> Counter[int | None]:
    """Read the characters of a page; return how many are turned by each number of quarters."""
    text_page = page.get_textpage()
    handle = text_page.raw
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    count = raw.FPDFText_CountChars(handle)
    read.cut = max(0, count - MAX_CHARACTERS)
    high = 0
    counted: list[str] = []
    quarters: Counter[int | None] = Counter()
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
            quarter = view.quarter(_angle(handle, index))
            quarters[quarter] += not text.isspace()
            (read.glyphs if quarter == 0 else read.aslant).append(Glyph(text, left, top, right, bottom))
    text_page.close()
    read.characters = "".join("".join(counted).split())
    return quarters


def _angle(handle: Any, index: int) -> float:
    """Return at which angle a character is set; that of italics, whose uprights alone lean, is none."""
    angle = float(raw.FPDFText_GetCharAngle(handle, index))
    matrix = raw.FS_MATRIX()
    if angle and raw.FPDFText_GetMatrix(handle, index, matrix):
        return math.atan2(-matrix.b, matrix.a)
    return angle


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
