"""Strips: the visual lines of a page or cell, put together from characters by where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.pdf.glyphs import close_up, is_spaced_out, is_wide
from ingest.pdf.pages import Glyph

_LATIN_GAP = 0.2
# The gap that is a space, in heights of a line, by how many of the two characters are wide.
_GAPS = (_LATIN_GAP, 0.2, 0.7)
_SAME_LINE = 0.5


@dataclass(slots=True)
class Strip:
    """One visual line: its characters from left to right."""

    glyphs: list[Glyph]

    @property
    def left(self) -> float:
        """Return where its first character begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Return where its last character ends."""
        return max(g.right for g in self.glyphs)

    @property
    def top(self) -> float:
        """Return its upper edge."""
        return min(g.top for g in self.glyphs)

    @property
    def bottom(self) -> float:
        """Return its lower edge."""
        return max(g.bottom for g in self.glyphs)

    @property
    def size(self) -> float:
        """Return the height of its highest character."""
        return max(g.bottom - g.top for g in self.glyphs)

    @property
    def text(self) -> str:
        """Return its text, with a space where characters stand apart."""
        written = write_glyphs(self.glyphs)
        return close_up(written) if is_spaced_out(written) else written


def write_glyphs(glyphs: Sequence[Glyph]) -> str:
    """Return the text of characters that stand side by side."""
    text = ""
    before: Glyph | None = None
    for glyph in glyphs:
        if before is not None and text[-1:] != " " and glyph.text != " ":
            size = max(before.bottom - before.top, glyph.bottom - glyph.top, 1.0)
            wide = is_wide(before.text[-1]) + is_wide(glyph.text[0])
            if glyph.left - before.right > size * _GAPS[wide]:
                text += " "
        text += glyph.text
        before = glyph
    return text.strip()


def make_strips(glyphs: Iterable[Glyph]) -> list[Strip]:
    """Put characters into visual lines, from top to bottom, each from left to right."""
    placed = sorted(glyphs, key=lambda g: g.top + g.bottom)
    rows: list[list[Glyph]] = []
    middle = size = 0.0
    for glyph in placed:
        centre, height = (glyph.top + glyph.bottom) / 2, glyph.bottom - glyph.top
        if rows and centre - middle <= _SAME_LINE * max(min(size, height), 0.5 * size, 1.0):
            rows[-1].append(glyph)
            if height > size:
                middle, size = centre, height
        else:
            rows.append([glyph])
            middle, size = centre, height
    strips = [_trim(sorted(row, key=lambda g: g.left)) for row in rows]
    return [Strip(row) for row in strips if row]


def _trim(row: list[Glyph]) -> list[Glyph]:
    while row and row[0].text == " ":
        row = row[1:]
    while row and row[-1].text == " ":
        row = row[:-1]
    return row


def split_strip(strip: Strip, gap: float) -> list[Strip]:
    """Cut a strip where its characters stand further apart than `gap` times their height."""
    parts: list[list[Glyph]] = [[]]
    edge: float | None = None
    for glyph in strip.glyphs:
        if glyph.text == " ":
            parts[-1].append(glyph)
            continue
        if edge is not None and glyph.left - edge > gap * max(strip.size, 1.0):
            parts.append([])
        parts[-1].append(glyph)
        edge = max(edge or glyph.right, glyph.right)
    trimmed = [_trim(part) for part in parts]
    return [Strip(part) for part in trimmed if part]


def is_wrapped(above: Strip, below: Strip, left: float, right: float) -> bool:
    """Say whether `below` goes on with `above` only because the space between left and right was full."""
    size = max(above.size, 1.0)
    first = below.glyphs[0]
    word = first.right - first.left
    if first.text.isascii() and first.text.isalnum():
        for before, glyph in zip(below.glyphs, below.glyphs[1:], strict=False):
            if not (glyph.text.isascii() and glyph.text.isalnum()) or glyph.left - before.right > size * _LATIN_GAP:
                break
            word = glyph.right - first.left
    return right - above.right < min(word, right - left) + 1.2 * size and above.right - left > size
