"""Reading scanned pages by OCR, where the [ocr] extra is installed."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ingest.formats.letters import is_wide

if TYPE_CHECKING:
    import pypdfium2 as pdfium

    from ingest.pdf.pages import Glyph, Page

_DOTS_PER_POINT = 200 / 72
_MOST_DOTS = 4_000


def is_installed() -> bool:
    """Say whether the libraries for OCR are there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


class Reader:
    """Reads pages as pictures; making one loads the models."""

    def __init__(self) -> None:
        import logging

        from rapidocr import RapidOCR

        logging.disable(logging.WARNING)
        self._engine: Any = RapidOCR()

    def read(self, page: pdfium.PdfPage, shown: Page) -> list[Glyph]:
        """Return the characters seen on a page, in points; each line's width is shared out among them."""
        scale = min(_DOTS_PER_POINT, _MOST_DOTS / max(shown.width, shown.height, 1.0))
        picture = page.render(scale=scale).to_numpy()
        seen = self._engine(picture)
        if seen.boxes is None:
            return []
        glyphs: list[Glyph] = []
        for corners, text in zip(seen.boxes, seen.txts, strict=True):
            xs, ys = [float(x) / scale for x, _ in corners], [float(y) / scale for _, y in corners]
            glyphs += _share_out(write_traditional(text), min(xs), min(ys), max(xs), max(ys))
        return glyphs


def write_traditional(text: str) -> str:
    """Return text with the Simplified forms that OCR gives for Traditional ones turned back.

    Only characters that Big5 has not are touched: 公布 stays, though 公佈 is the usual conversion.

    >>> write_traditional("参與廉政會報，公布")
    '參與廉政會報，公布'
    """
    converted = str(_converter().convert(text))
    if len(converted) != len(text):
        return text
    return "".join(old if _is_traditional(old) else new for old, new in zip(text, converted, strict=True))


def _is_traditional(char: str) -> bool:
    try:
        char.encode("cp950")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2tw")


def _share_out(text: str, left: float, top: float, right: float, bottom: float) -> list[Glyph]:
    from ingest.pdf.pages import Glyph

    widths = [2.0 if is_wide(char) else 1.0 for char in text]
    step = (right - left) / (sum(widths) or 1.0)
    glyphs: list[Glyph] = []
    for char, width in zip(text, widths, strict=True):
        glyphs.append(Glyph(char, left, top, left + width * step, bottom))
        left += width * step
    return glyphs
