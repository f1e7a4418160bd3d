"""Pictures of a PDF's pages, with boxes over what is cited."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import streamlit as st

from ingest.records import Box

# PDFium is not made for several threads at once, and every session of the page is a thread.
_LOCK = threading.Lock()
_WIDTH = 1100
_LARGEST_SIDE = 4000
_MARGIN = 1.5


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a picture, and its size in points."""

    png: bytes
    width: float
    height: float


@st.cache_data(show_spinner=False, max_entries=48)
def draw_page(path: str, sha256: str, page: int) -> PagePicture | None:
    """Return the picture of a page of a PDF, None where it cannot be drawn, as with a password.

    `sha256` is the file's, so that another file of the same name is drawn anew.
    """
    import pypdfium2

    try:
        with _LOCK:
            document = pypdfium2.PdfDocument(Path(path))
            try:
                if not 1 <= page <= len(document):
                    return None
                sheet = document[page - 1]
                width, height = sheet.get_size()
                scale = min(_WIDTH / width, _LARGEST_SIDE / height)
                image = sheet.render(scale=scale).to_pil()
            finally:
                document.close()
    except (pypdfium2.PdfiumError, OSError, ValueError, IndexError, ZeroDivisionError, MemoryError):
        return None
    out = io.BytesIO()
    image.convert("RGB").quantize(64).save(out, "PNG", optimize=True)
    return PagePicture(out.getvalue(), width, height)


def picture_html(picture: PagePicture, boxes: Sequence[Box], label: str) -> str:
    """Return a page as HTML, the boxes marked on it.

    The boxes are placed by shares of the page, so they stay on their lines at any width.
    """
    data = base64.b64encode(picture.png).decode()
    marks = "".join(_mark_html(box, picture) for box in boxes)
    return (
        f'<div class="pc-page" tabindex="0"><div class="pc-sheet">'
        f'<img alt="{escape(label, quote=True)}" src="data:image/png;base64,{data}">{marks}</div></div>'
    )


def _mark_html(box: Box, picture: PagePicture) -> str:
    left, top = box.left - _MARGIN, box.top - _MARGIN
    width, height = box.right - box.left + 2 * _MARGIN, box.bottom - box.top + 2 * _MARGIN
    return (
        f'<span class="pc-mark pc-box" style="left:{left / picture.width:.3%};top:{top / picture.height:.3%};'
        f'width:{width / picture.width:.3%};height:{height / picture.height:.3%}"></span>'
    )
