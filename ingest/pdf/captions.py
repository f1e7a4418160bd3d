"""Captions said again over the part of a table that stands on the next page."""

from __future__ import annotations

from ingest.pdf.blocks import Paragraphs

# How much longer a caption may be where it is said again: （續）.
_LONGEST_MARK = 6
_SHORTEST_CAPTION = 4
_MOST_LINES = 3


def says_again(caption: Paragraphs, again: Paragraphs) -> bool:
    """Say whether a text is the last lines above a table once more, with no more than a mark beside them."""
    texts = ["".join(strip.text.split()) for strip in caption.strips]
    said = "".join("".join(strip.text.split()) for strip in again.strips)
    for count in range(1, min(len(texts), _MOST_LINES) + 1):
        before, found, after = said.partition("".join(texts[-count:]))
        mark = before + after
        if len(found) >= _SHORTEST_CAPTION and len(mark) <= _LONGEST_MARK:
            # Another number is that of another table.
            return not any(char.isnumeric() for char in mark)
    return False
