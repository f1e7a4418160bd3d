"""Which line breaks of a PDF are only the width of its columns, and which part paragraphs and items."""

from __future__ import annotations

import re

from ingest.pdf.strips import LATIN_GAP, Strip

_ITEM = re.compile(r"[(（]?(?P<no>\d{1,2}|[一二三四五六七八九十]{1,3})(?:[)）、．]|\.(?!\d))")
_CHAPTER = re.compile(r"第[一二三四五六七八九十\d]{1,3}[章節篇]|[壹貳參叁肆伍陸柒捌玖拾]{1,3}[、．.]")
_SENTENCE_ENDS = "。：；:;！？!?"
_LEADERS = re.compile(r"(?:\.{4}|…{2}|．{3}|‧{3}|·{3})[.…．‧·\s]{0,200}\d{0,4}$")
_INDENT = 1.0
_DIGITS = "一二三四五六七八九"
_SLACK = 1.2
_OTHER_SIZE = 1.3


class Wrapping:
    """Follows the lines of one column and says of each whether it goes on with the one before."""

    def __init__(self, left: float, right: float) -> None:
        self._left, self._right = left, right
        self._above: Strip | None = None
        self._text = ""
        self._goes_on = False
        self._item: tuple[str, int] | None = None

    def move(self, left: float, right: float) -> None:
        """Go on in another column, as at the top of the next page."""
        self._left, self._right = left, right

    def follow(self, strip: Strip, text: str, new_column: bool = False) -> bool:
        """Take the next line; say whether it goes on with the one before."""
        item = read_item(text)
        goes_on = self._is_next(strip, text, item, new_column)
        if not goes_on:
            self._item = item
        self._above, self._text, self._goes_on = strip, text, goes_on
        return goes_on

    def _is_next(self, strip: Strip, text: str, item: tuple[str, int] | None, new_column: bool) -> bool:
        above = self._above
        if above is None or not fills(above, strip, self._left, self._right):
            return False
        if _LEADERS.search(self._text) or _CHAPTER.match(text):
            return False
        if self._text[-1:].isdigit() and text[:1].isdigit() and not new_column:
            # A number is broken only where there is no room for another of its digits.
            return self._right - above.right < _SLACK * max(above.size, 1.0)
        if not 1 / _OTHER_SIZE < strip.size / (above.size or 1.0) < _OTHER_SIZE:
            return False
        if item is not None and (self._text[-1:] in _SENTENCE_ENDS or self._is_after(item)):
            return False
        size = max(above.size, 1.0)
        if new_column:
            return True
        if self._goes_on:
            return abs(strip.left - above.left) <= _INDENT * size
        return strip.left - above.left <= _INDENT * size or self._item is not None

    def _is_after(self, item: tuple[str, int]) -> bool:
        return self._item is not None and item[0] == self._item[0] and item[1] == self._item[1] + 1


def read_item(text: str) -> tuple[str, int] | None:
    """Return the style and number of the item a line begins, None for other lines.

    >>> read_item("（二）辦理宣導"), read_item("2. 宣導"), read_item("2.5萬")
    (('（一', 2), ('1.', 2), None)
    """
    match = _ITEM.match(text)
    if match is None:
        return None
    number = match["no"]
    kind = "1" if number.isdecimal() else "一"
    style = match[0].replace(number, kind).removesuffix("）")
    return style, int(number) if number.isdecimal() else _read_small(number)


def _read_small(number: str) -> int:
    """Return a Chinese numeral below a hundred, as items are numbered with."""
    tens, ten, ones = number.rpartition("十")
    high = (_DIGITS.find(tens) + 1 or 1) if ten else 0
    return 10 * high + _DIGITS.find(ones) + 1


def fills(above: Strip, below: Strip, left: float, right: float) -> bool:
    """Say whether the first word of `below` had no room left behind `above`."""
    size = max(above.size, 1.0)
    return (
        right - above.right < min(first_word(below), right - left) + _SLACK * size
        and above.right - left > size
    )


def first_word(strip: Strip) -> float:
    """Return how wide the first word of a line is, a wide character alone."""
    first = strip.glyphs[0]
    word = first.right - first.left
    if first.text.isascii() and first.text.isalnum():
        for before, glyph in zip(strip.glyphs, strip.glyphs[1:], strict=False):
            latin = glyph.text.isascii() and glyph.text.isalnum()
            if not latin or glyph.left - before.right > LATIN_GAP * strip.size:
                break
            word = glyph.right - first.left
    return word


def ends_sentence(text: str) -> bool:
    """Say whether a line ends where its sentence does.

    >>> ends_sentence("已報院核定。"), ends_sentence("已報院核")
    (True, False)
    """
    return text[-1:] in _SENTENCE_ENDS


def has_leaders(text: str) -> bool:
    """Say whether a line ends as those of contents do, in dots and the number of a page.

    >>> has_leaders("第一章 總則……………5"), has_leaders("第一章")
    (True, False)
    """
    return _LEADERS.search(text) is not None
