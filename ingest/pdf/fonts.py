"""One font in the place of every font that a PDF does not hold, so that it is read alike on any machine.

PDFium would take such a font from the system. Where that has none, characters get boxes without a
width, and PDFium leaves out text whose box has none; where it has some, their boxes differ.
"""

from __future__ import annotations

import ctypes
import struct
import sys
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pypdfium2.raw as raw

_EM, _ASCENT, _DESCENT = 1000, 880, -120
# Narrower than any advance: a character's box stays as wide as the PDF makes it.
_LEFT, _BOTTOM, _RIGHT, _TOP = 50, 0, 150, 500
_ADVANCE = 500
_LAST = 0x10FFFF
# As many as there can be: a PDF may ask for a character by its number in a font it does not hold.
_GLYPHS = 0xFFFF
_NAME = b"plancite\0"
# PDFium has fonts of its own for these, with the widths that a PDF may leave out; it asks by these names.
_BUILT_IN = (b"Helvetica", b"Times-", b"Courier")
_HANDLE = 1


@contextmanager
def own_font() -> Iterator[None]:
    """Have PDFium ask the system for no font until this is left; documents are to be opened within."""
    source = raw.FPDF_SYSFONTINFO(version=1)
    for name, type_ in raw.FPDF_SYSFONTINFO._fields_[1:]:
        setattr(source, name, type_(_ANSWERS[name]))
    raw.FPDF_SetSystemFontInfo(ctypes.byref(source))
    try:
        yield
    finally:
        raw.FPDF_SetSystemFontInfo(raw.FPDF_GetDefaultSystemFontInfo())


@cache
def make_font() -> bytes:
    """Return a TrueType font in which every character, known or not, is one small box."""
    box = (_LEFT, _BOTTOM, _RIGHT, _TOP)
    width, height = _RIGHT - _LEFT, _TOP - _BOTTOM
    outline = struct.pack(">5hHH4B", 1, *box, 3, 0, 1, 1, 1, 1)
    outline += struct.pack(">8h", _LEFT, 0, width, 0, _BOTTOM, height, 0, -height)
    head = struct.pack(">IIIIHH16x", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM)
    head += struct.pack(">4hHHhhh", *box, 0, 6, 2, 1, 0)
    hhea = struct.pack(">I3hH3h", 0x10000, _ASCENT, _DESCENT, 0, _ADVANCE, _LEFT, _ADVANCE - _RIGHT, _RIGHT)
    hhea += struct.pack(">8hH", 1, 0, 0, 0, 0, 0, 0, 0, 1)
    metrics = struct.pack(">Hh", _ADVANCE, _LEFT) + struct.pack(">h", _LEFT) * (_GLYPHS - 1)
    places = array("I", range(0, len(outline) * _GLYPHS + 1, len(outline)))
    if sys.byteorder == "little":
        places.byteswap()
    # A table of format 13 gives a whole range of characters one glyph.
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12)
    cmap += struct.pack(">HHIIIIII", 13, 0, 28, 0, 1, 1, _LAST, 1)
    return _join_tables(
        {
            b"cmap": cmap,
            b"glyf": outline * _GLYPHS,
            b"head": head,
            b"hhea": hhea,
            b"hmtx": metrics,
            b"loca": places.tobytes(),
            b"maxp": struct.pack(">IH13H", 0x10000, _GLYPHS, 4, 1, 0, 0, 2, *[0] * 8),
        }
    )


def _join_tables(tables: dict[bytes, bytes]) -> bytes:
    start = 12 + 16 * len(tables)
    entries, body = b"", b""
    for tag, content in tables.items():
        entries += tag + struct.pack(">III", 0, start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    return struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 48) + entries + body


def _map_font(
    _: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any
) -> int | None:
    return None if ctypes.string_at(face).startswith(_BUILT_IN) else _HANDLE


def _give_data(_: Any, font: Any, table: int, buffer: Any, size: int) -> int:
    """Give the whole font, which is table 0; return how long it is, 0 for what it has not."""
    return _give(make_font(), buffer, size) if table == 0 else 0


def _give_name(_: Any, font: Any, buffer: Any, size: int) -> int:
    return _give(_NAME, buffer, size)


def _give(content: bytes, buffer: Any, size: int) -> int:
    if buffer and size >= len(content):
        ctypes.memmove(buffer, content, len(content))
    return len(content)


def _do_nothing(*_: Any) -> None: ...


_ANSWERS: dict[str, Callable[..., Any]] = {
    "Release": _do_nothing,
    "EnumFonts": _do_nothing,
    "MapFont": _map_font,
    "GetFont": _do_nothing,
    "GetFontData": _give_data,
    "GetFaceName": _give_name,
    "GetFontCharset": lambda *_: raw.FXFONT_DEFAULT_CHARSET,
    "DeleteFont": _do_nothing,
}
