"""The numbers that word processors write before the items of a list, in every script they count in."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
# Of a list that counts further than its script is used for, the numbers are written in digits.
_MOST_LETTERS = 26
_MOST_CIRCLED = 20
_MOST_ROMAN = 3999
_MOST_CHINESE = 99


def write_ordinal(number: int, first: str) -> str:
    """Return a number in the script whose first number looks like `first`; in digits for an unknown one.

    >>> [write_ordinal(n, first) for n, first in ((12, "一"), (20, "壹"), (3, "甲"), (4, "i"), (7, "01"))]
    ['十二', '貳拾', '丙', 'iv', '07']
    """
    if first == "01":
        return f"{number:02d}"
    if first == "１":
        return str(number).translate(_WIDE)
    if first in ("一", "壹") and 0 < number <= _MOST_CHINESE:
        return _write_chinese(number, *((_DIGITS, "十") if first == "一" else (_LEGAL, "拾")))
    if first in ("甲", "子"):
        cycle = _STEMS if first == "甲" else _BRANCHES
        return cycle[number - 1] if 0 < number <= len(cycle) else str(number)
    if first in ("A", "a") and 0 < number <= _MOST_LETTERS:
        return chr(ord(first) + number - 1)
    if first in ("I", "i") and 0 < number <= _MOST_ROMAN:
        return _write_roman(number) if first == "i" else _write_roman(number).upper()
    if first == "①" and 0 < number <= _MOST_CIRCLED:
        return chr(ord("①") + number - 1)
    return str(number)


def join_number(number: str, text: str) -> str:
    """Put the number of an item before its text, so that the two do not run together into one number.

    >>> join_number("1.", "11萬8,735通"), join_number("一、", "督導機制")
    ('1. 11萬8,735通', '一、督導機制')
    """
    apart = " " if number and text and number[-1].isascii() and number[-1] not in ")]" else ""
    return f"{number}{apart}{text}"


def _write_chinese(number: int, digits: str, ten: str) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ten if tens == 1 else digits[tens] + ten
    return head + (digits[ones] if ones else "")


def _write_roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written
