"""Numbers and dates of a workbook as its cells show them: by the codes of their formats."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from ingest.formats.date_formats import asks_for_date, show_date

# A code in pieces: quoted text, an escaped character, a fill or a space as wide as a character, brackets.
_PIECE = re.compile(r'"([^"]*)"|\\(.)|[_*](.)|\[([^\]]*)\]|(.)', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-]*)")
_DIGITS = "0#?"
_GENERAL = "general"
# Excel keeps fifteen digits and shows eleven where the format asks for nothing.
_KEPT = 15
_SHOWN = 11
_LONGEST_CODE = 255
_MOST_PLACES = 30
_COMPARE = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}  # fmt: skip

# Codes that have a number in place of being written out, as Excel shows them in Taiwan.
_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"', 32: 'hh"時"mm"分"', 33: 'hh"時"mm"分"ss"秒"',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((5, 6), '"$"#,##0_);("$"#,##0)'),
    **dict.fromkeys((7, 8), '"$"#,##0.00_);("$"#,##0.00)'),
    **dict.fromkeys((27, 36, 50, 57), "[$-404]e/m/d"),
    **dict.fromkeys((28, 29, 51, 54, 58), '[$-404]e"年"m"月"d"日"'),
    **dict.fromkeys((34, 52, 55), '上午/下午hh"時"mm"分"'),
    **dict.fromkeys((35, 53, 56), '上午/下午hh"時"mm"分"ss"秒"'),
    **dict.fromkeys((37, 38), "#,##0_);(#,##0)"),
    **dict.fromkeys((39, 40), "#,##0.00_);(#,##0.00)"),
    **dict.fromkeys((41, 42), '#,##0;-#,##0;"-"'),
    **dict.fromkeys((43, 44), '#,##0.00;-#,##0.00;"-"'),
}  # fmt: skip

Piece = tuple[str, str]  # ("text" | "mark" | "bracket", what stands there)


def built_in_code(id: int) -> str:
    """Return the code of a built-in format, that of no format for an unknown one.

    >>> built_in_code(10), built_in_code(163)
    ('0.00%', 'General')
    """
    return _BUILT_IN.get(id, "General")


def show_number(stored: str, code: str, *, since_1904: bool = False) -> str:
    """Return a stored number as a cell of this format shows it; as it is stored where it is no number.

    >>> [show_number("0.1234", code) for code in ("General", "0%", "0.0%", '0.00"倍"')]
    ['0.1234', '12%', '12.3%', '0.12倍']
    >>> show_number("-1234567.5", "#,##0;(#,##0)"), show_number("44196", '[$-404]e"年"m"月"d"日"')
    ('(1,234,568)', '109年12月31日')
    """
    try:
        value = Decimal(stored)
    except InvalidOperation:
        return stored
    if not value.is_finite() or abs(value.adjusted()) > _MOST_PLACES:
        return stored
    value = _keep_digits(value, _KEPT)
    section, signed = _choose(value, code[:_LONGEST_CODE])
    if not _is_general(section) and asks_for_date(section):
        return show_date(value, section, since_1904=since_1904) or _show_general(value)
    return _show(value if signed else abs(value), section)


def _keep_digits(value: Decimal, digits: int) -> Decimal:
    """Return a number rounded to so many digits; 0.1 + 0.2 is stored as 0.30000000000000004."""
    if not value:
        return Decimal(0)
    places = digits - 1 - value.adjusted()
    if -value.as_tuple().exponent <= places:  # type: ignore[operator]
        return value
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@lru_cache(maxsize=512)
def _split(code: str) -> tuple[tuple[Piece, ...], ...]:
    """Return the sections of a code, each as its pieces."""
    sections: list[list[Piece]] = [[]]
    for quoted, escaped, blank, bracket, mark in _PIECE.findall(code):
        if mark == ";":
            sections.append([])
        elif mark:
            sections[-1].append(("mark", mark))
        elif bracket:
            sections[-1].append(("bracket", bracket))
        elif not blank:
            sections[-1].append(("text", quoted or escaped))
    return tuple(map(tuple, sections))


def _choose(value: Decimal, code: str) -> tuple[tuple[Piece, ...], bool]:
    """Return the section of a code that a number is shown by, and whether it still shows the sign."""
    sections = _split(code)
    conditions = [_find_condition(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _COMPARE[condition[0]](value, condition[1]):
                return section, True
        return sections[-1], True
    if value < 0 and len(sections) > 1:
        return sections[1], False
    return (sections[2] if not value and len(sections) > 2 else sections[0]), True


def _find_condition(section: tuple[Piece, ...]) -> tuple[str, Decimal] | None:
    for kind, piece in section:
        if kind == "bracket" and (match := _CONDITION.fullmatch(piece)):
            return match[1], Decimal(match[2])
    return None


def _is_general(section: tuple[Piece, ...]) -> bool:
    return _GENERAL in "".join(piece for kind, piece in section if kind == "mark").lower()


def _show_general(value: Decimal) -> str:
    if value == value.to_integral_value():
        return str(value.quantize(Decimal(1)))
    return format(_keep_digits(value, _SHOWN).normalize(), "f")


def _show(value: Decimal, section: tuple[Piece, ...]) -> str:
    marks = "".join(piece if kind == "mark" else " " for kind, piece in section)
    if _is_general(section):
        at = marks.lower().index(_GENERAL)
        return _write_around(section, at, at + len(_GENERAL), _show_general(value))
    places = [index for index, mark in enumerate(marks) if mark in _DIGITS]
    if not places:
        # A format without a place for digits shows its text alone, or, of @, what is stored.
        number = _show_general(value) if "@" in marks or not section else ""
        return "".join(piece for kind, piece in section if kind == "text") + number
    first, last = places[0], places[-1] + 1
    body = marks[first:last]
    if "/" in body or "E" in marks.upper():
        # Fractions and powers of ten: the number is given plainly.
        return _show_general(value)
    while marks[last : last + 1] == ",":
        value, last = value / 1000, last + 1
    value *= 100 ** marks.count("%")
    return _write_around(section, first, last, _write_digits(value, body))


def _write_digits(value: Decimal, body: str) -> str:
    whole, point, part = body.partition(".")
    rounded = value.quantize(Decimal(1).scaleb(-sum(part.count(mark) for mark in _DIGITS)), ROUND_HALF_UP)
    digits, _, fraction = format(abs(rounded), "f").partition(".")
    least = part.count("0")
    while len(fraction) > least and fraction.endswith("0"):
        fraction = fraction[:-1]
    digits = digits.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole and digits.isdecimal():
        digits = f"{int(digits):,}".rjust(len(digits), "0")
    sign = "-" if rounded < 0 else ""
    return f"{sign}{digits}{point if fraction else ''}{fraction}"


def _write_around(section: tuple[Piece, ...], first: int, last: int, number: str) -> str:
    """Write a number in the place of a section's digits, with the text around it."""
    before, after = "", ""
    position = 0
    for kind, piece in section:
        length = len(piece) if kind == "mark" else 1
        if kind == "bracket" and (match := _CURRENCY.match(piece)):
            text = match[1]
        else:
            text = piece if kind == "text" or (kind == "mark" and piece not in ",?#@") else ""
        if position < first:
            before += text
        elif position >= last:
            after += text
        position += length
    sign = "-" if number.startswith("-") else ""
    return f"{sign}{before}{number.removeprefix('-')}{after}".strip()
