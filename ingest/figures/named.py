"""Numbers that count nothing: what a rate is of, names such as G20 and 12職等, the numbering of lists."""

from __future__ import annotations

import re

from ingest.figures.numbers import Number, skip_gap
from ingest.figures.units import load_units, match_unit

_LETTERS = re.compile(r"[A-Za-z]*-?$")
_HAN = re.compile(r"\s?[一-龥]")
_OF_ENTRY = re.compile(r"[0-9]{1,2}(?:-[0-9]{1,2}){1,3}\s*(?=[一-龥])")
_LONGEST_NUMBERING = 12
# So round and so large a number behind 每 is what a rate is of.
_LEAST_BASE = 100
_LISTED = "。；;：:，,、(（)）>」』!！?？|■□●○-"


def is_base(plain: str, start: int, number: Number) -> bool:
    """Say whether a number says of how many a rate is: 每十萬人口, 每 1,000 人."""
    digits = number.value.normalize().as_tuple()
    round_ = digits.digits == (1,) and number.value >= _LEAST_BASE
    return round_ and plain[max(0, start - 2) : start].rstrip().endswith("每")


def is_label(plain: str, start: int, number: Number, unit: str) -> bool:
    """Say whether the number is a name: G20, 12職等, 附表3, 5G, 2019."""
    units = load_units()
    after = skip_gap(plain, number.end)
    if not number.scaled and not unit and plain.startswith(units.names_after, after):
        return True
    if plain[max(0, start - 12) : start].rstrip(" :：").endswith(units.names_before):
        return True
    letters = _LETTERS.search(plain[max(0, start - 6) : start])
    prefix = letters[0] if letters else ""
    comma = "," in plain[start : number.end]
    if prefix.strip("-") and not comma and not number.scaled and not (unit and len(prefix) > 1):
        return plain[max(0, start - 3) : start] not in ("NT$", "NTD", "USD")
    following = plain[number.end : number.end + 1]
    if following.isascii() and following.isalpha() and not unit:
        return True
    digits = plain[start : number.end]
    if digits.startswith("0") and len(digits) > 1 and digits[1].isdigit():
        return True
    return not unit and len(digits) == 4 and digits.isdigit() and 1900 <= number.value <= 2100


def is_numbering(plain: str, start: int, number: Number, unit: str) -> bool:
    """Say whether the number counts the items of a list: (1), 2., 3、."""
    if unit or number.scaled:
        return False
    if _is_of_entry(plain, start, number):
        return True
    digits = plain[start : number.end]
    before, after = plain[max(0, start - 1) : start], plain[number.end : number.end + 1]
    if before in ("(", "（") and before and after in (")", "）") and after and len(digits) <= 3:
        return True
    if len(digits) <= 2 and after == "." and _HAN.match(plain, number.end + 1):
        return True
    opens = not before or before.isspace() or before in _LISTED
    if len(digits) <= 2 and opens and (after in (".", "、", ")", "）", "．", "。") and after):
        return True
    if not digits.isdigit() or len(digits) > 2:
        leads = not before or before == "\n"
        # 2.1 背景 numbers a text; 18.9 ◎ is a figure beside its mark.
        text = plain[number.end : number.end + 4].lstrip()[:1]
        return "." in digits and len(digits) <= 4 and leads and after.isspace() and text.isalnum()
    return False


def _is_of_entry(plain: str, start: int, number: Number) -> bool:
    """Say whether a number is of those that an entry's name begins with: 1-4 擴大受理環境."""
    if start > _LONGEST_NUMBERING and "\n" not in plain[start - _LONGEST_NUMBERING : start]:
        return False
    opening = plain.rfind("\n", max(0, start - _LONGEST_NUMBERING), start) + 1
    found = _OF_ENTRY.match(plain, opening)
    if found is None or number.end > found.end():
        return False
    return not match_unit(plain, found.end())
