"""A line of a plain text as a paragraph or heading, without what only draws or marks it."""

from __future__ import annotations

import re

from ingest.blocks import Paragraph
from ingest.markup import is_rule, strip_tags

# Lines that are only box characters, bars or the like.
_DRAWING = re.compile("[\u2500-\u257f|｜+=\\s-]+")
_EMPHASIS = re.compile(r"(\*{1,3}|_{2,3}|`)(?=\S)(.+?)(?<=\S)\1")


def make_paragraph(number: int, line: str) -> Paragraph | None:
    """Return a line as a paragraph, None for one that holds no text.

    >>> make_paragraph(7, "## 貳、**目標** ##")
    Paragraph(text='貳、**目標**', starts=((0, 7),), level=1, listed=False, lead=0)
    """
    text = strip_tags(line)
    if not text or is_rule(text) or _DRAWING.fullmatch(text):
        return None
    unmarked = text.lstrip("#")
    marks = len(text) - len(unmarked)
    if not 1 <= marks <= 6 or not unmarked[:1].isspace():
        return Paragraph(text, ((0, number),))
    closed = unmarked.rstrip("#")
    heading = strip_emphasis((closed if closed[-1:].isspace() else unmarked).strip())
    return Paragraph(heading, ((0, number),), marks - 1) if heading else None


def strip_emphasis(text: str) -> str:
    """Return a text without the marks of emphasis around the whole of it.

    >>> strip_emphasis("**合計**"), strip_emphasis("**甲** 與 **乙**")
    ('合計', '**甲** 與 **乙**')
    """
    found = _EMPHASIS.fullmatch(text)
    return found[2] if found and found[1] not in found[2] else text
