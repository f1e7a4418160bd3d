"""Strips: the visual lines of a page or cell, put together from characters by where they stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from ingest.formats.letters import is_wide
from ingest.pdf.pages import Glyph

LATIN_GAP = 0.15
# The gap that is a space, in heights of a line, by how many of the two characters are wide.
_GAPS = (LATIN_GAP, LATIN_GAP, 0.7)
_SAME_LINE = 0.5
_FLAT = 0.6
_WITHIN = 0.62


@dataclass(slots=True)
class Strip:
    """One visual line: its characters from left to right, their box, and the highest one's height."""

    glyphs: list[Glyph]
    left: float = field(init=False)
    top: float = field(init=False)
    right: float = field(init=False)
    bottom: float = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        """Measure the characters once."""
        self.left = self.glyphs[0].left
        self.right = max(g.right for g in self.glyphs)
        self.top = min(g.top for g in self.glyphs)
        self.bottom = max(g.bottom for g in self.glyphs)
        self.size = max(g.bottom - g.top for g in self.glyphs)

    @property
    def text(self) -> str:
        """Return its text, with a space where characters stand apart."""
        return write_glyphs(self.glyphs)


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
    """Put characters into visual lines, from top to bottom, each from left to right.

    Flat characters (dashes, dots, 一 in some fonts) join the line they stand in.
    """
    placed = sorted(glyphs, key=lambda g: g.top + g.bottom)
    if not placed:
        return []
    usual = median(g.bottom - g.top for g in placed)
    rows: list[_Row] = []
    flat: list[Glyph] = []
    for glyph in placed:
        height = glyph.bottom - glyph.top
        if height < _FLAT * usual:
            flat.append(glyph)
            continue
        centre = (glyph.top + glyph.bottom) / 2
        if rows and centre - rows[-1].middle <= _SAME_LINE * max(min(rows[-1].size, height), 1.0):
            rows[-1].add(glyph)
        else:
            rows.append(_Row(glyph))
    for glyph in flat:
        _place_flat(glyph, rows)
    strips = [_trim(sorted(row.glyphs, key=lambda g: g.left)) for row in rows]
    return [Strip(row) for row in strips if row]


class _Row:
    """A visual line while its characters are collected; its middle is that of its highest one."""

    def __init__(self, glyph: Glyph) -> None:
        self.glyphs: list[Glyph] = []
        self.size = -1.0
        self.add(glyph)

    def add(self, glyph: Glyph) -> None:
        """Add a character."""
        self.glyphs.append(glyph)
        if glyph.bottom - glyph.top > self.size:
            self.size, self.middle = glyph.bottom - glyph.top, (glyph.top + glyph.bottom) / 2


def _place_flat(glyph: Glyph, rows: list[_Row]) -> None:
    centre = (glyph.top + glyph.bottom) / 2
    at = bisect_right(rows, centre, key=lambda row: row.middle)
    near = [row for row in rows[max(0, at - 1) : at + 1] if abs(row.middle - centre) <= _WITHIN * row.size]
    if near:
        min(near, key=lambda row: abs(row.middle - centre)).glyphs.append(glyph)
    else:
        rows.insert(at, _Row(glyph))


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
