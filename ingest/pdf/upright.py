"""Text on a page that does not run from left to right: sideways, aslant, downwards, over other text."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from ingest.pdf.pages import Glyph, Page
from ingest.pdf.strips import Strip

_SAME_COLUMN = 0.3
_LEAST_STEP = 0.7
_MOST_STEP = 1.9
_LEAST_RUN = 3
_MOSTLY = 0.6
_LEAST_CHARACTERS = 12
# A mark across a page is set so many times higher than its text, and over at least so many characters.
_HUGE = 2.5
_COVERED = 3
_MOST_HUGE = 200
_SHOWN = 40


def lift_marks(page: Page) -> list[Glyph]:
    """Take huge characters that are printed over the text off a page; return them."""
    if not page.glyphs:
        return []
    usual = median(g.bottom - g.top for g in page.glyphs)
    huge = [g for g in page.glyphs if g.bottom - g.top > _HUGE * usual and g.text.strip()]
    if not huge or len(huge) > _MOST_HUGE:
        return []
    marks = {id(glyph) for glyph in huge if _covers(glyph, page.glyphs, usual)}
    lifted = [glyph for glyph in huge if id(glyph) in marks]
    page.glyphs = [glyph for glyph in page.glyphs if id(glyph) not in marks]
    return lifted


def _covers(mark: Glyph, glyphs: Sequence[Glyph], usual: float) -> bool:
    inside = sum(
        mark.left < (g.left + g.right) / 2 < mark.right
        and mark.top < (g.top + g.bottom) / 2 < mark.bottom
        and g.bottom - g.top <= _HUGE * usual
        for g in glyphs
    )
    return inside >= _COVERED


def read_downwards(glyphs: Sequence[Glyph]) -> list[Strip] | None:
    """Return the columns of text that is written downwards, from right to left; None for other text."""
    shown = [glyph for glyph in glyphs if glyph.text.strip()]
    if len(shown) < _LEAST_CHARACTERS:
        return None
    runs: list[list[Glyph]] = [[]]
    for glyph in shown:
        if runs[-1] and not _is_below(runs[-1][-1], glyph):
            runs.append([])
        runs[-1].append(glyph)
    if sum(len(run) for run in runs if len(run) >= _LEAST_RUN) < _MOSTLY * len(shown):
        return None
    columns: list[list[Glyph]] = []
    for glyph in sorted(shown, key=lambda g: -(g.left + g.right)):
        middle = (glyph.left + glyph.right) / 2
        width = glyph.right - glyph.left
        if columns and abs(_middle(columns[-1][0]) - middle) <= 2 * _SAME_COLUMN * max(width, 1.0):
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    return [Strip(sorted(column, key=lambda g: g.top)) for column in columns]


def _middle(glyph: Glyph) -> float:
    return (glyph.left + glyph.right) / 2


def _is_below(above: Glyph, below: Glyph) -> bool:
    size = max(above.bottom - above.top, 1.0)
    step = (below.top - above.top) / size
    return abs(_middle(above) - _middle(below)) <= _SAME_COLUMN * size and _LEAST_STEP < step < _MOST_STEP


def tell_aslant(aslant: Sequence[Glyph]) -> str:
    """Return the message about text that is set sideways, aslant or over other text."""
    words = "".join(glyph.text for glyph in aslant).strip()
    shown = words[:_SHOWN] + ("…" if len(words) > _SHOWN else "")
    return f"expected text that runs from left to right, found {shown!r} set aslant or over it; left out"
