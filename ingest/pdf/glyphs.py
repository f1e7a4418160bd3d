"""Characters as PDFs hold them, put back into the code points people type."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from pathlib import Path

RADICALS_FILE = Path(__file__).with_name("radicals.toml")
_LIGATURES = range(0xFB00, 0xFB07)
_KANGXI = range(0x2F00, 0x2FE0)
_COMPATIBILITY = (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))
_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\t"
# Symbol fonts keep their bullets in the private use area, as Word writes them.
_BULLETS = "\uf06c\uf06e\uf0a7\uf0b7\uf076\uf0d8\uf0fc\uf077\uf075\uf071\uf09f\uf0a8"


def mend_text(text: str) -> str:
    """Return text without what only a PDF puts into it: radicals, ligatures, marks without width.

    Full-width and half-width forms stay as they are, since plans are written with both.

    >>> mend_text("⽬標\u200b達ﬁ⻑")
    '目標達fi長'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(mended if (mended := _table().get(char)) is not None else _mend(char) for char in text)


def _mend(char: str) -> str:
    if char.isascii() and char.isprintable():
        return char
    return "" if unicodedata.category(char) in ("Cc", "Cf") else char


@cache
def _table() -> dict[str, str]:
    table = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in (*_LIGATURES, *_KANGXI)}
    table |= {chr(code): unicodedata.normalize("NFC", chr(code)) for code in _COMPATIBILITY}
    table |= tomllib.loads(RADICALS_FILE.read_text(encoding="utf-8"))
    table |= dict.fromkeys(_SPACES, " ") | dict.fromkeys(_BULLETS, "•")
    return table


def is_undecodable(char: str) -> bool:
    """Say whether a character stands for a glyph whose meaning the PDF does not tell."""
    return char in "\x00\ufffd\uffff" or unicodedata.category(char) in ("Co", "Cn", "Cs")
