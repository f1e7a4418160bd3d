"""Digits in every writing, one character for one, and Chinese numerals as numbers."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

CHINESE = "〇零一二三四五六七八九十百千萬億兆兩壹貳參肆伍陸柒捌玖拾佰仟廿卅"
# White space within a cell. A tab parts it from the next one, and no number runs over that.
BLANK = r"[^\S\t]"
_HALFWIDTH = dict(zip("０１２３４５６７８９．％－～／：", "0123456789.%-~/:", strict=True))
_WIDE = re.compile(f"[{''.join(_HALFWIDTH)}]")
# It begins with the comma itself, which a search finds fastest.
_WIDE_COMMA = re.compile("，(?<=[０-９]，)(?=[０-９]{3}(?![０-９]))")
_SIMPLIFIED = str.maketrans("萬億兩貳參陸〇", "万亿两贰叁陆零")
_LONGEST = 24
_ONES = ("", *"一二三四五六七八九")
# Numerals for which no library is needed, as importing it takes a fifth of a second: what headings and lists
# are numbered by, characters that stand alone, round sums.
COMMON: dict[str, Decimal | None] = {
    **{
        f"{tens}{one}": Decimal(10 * ten + number)
        for ten, tens in enumerate(("", "十", *(f"{one}十" for one in _ONES[2:])))
        for number, one in enumerate(_ONES)
        if ten or number
    },
    **{character: Decimal(value) for value, character in enumerate("零壹貳參肆伍陸柒捌玖拾")},
    **{"〇": Decimal(0), "兩": Decimal(2), "廿": Decimal(20)},
    **dict.fromkeys("百千萬億兆佰仟卅"),
    **{
        f"{one}{scale}": Decimal(number * 10**power)
        for number, one in [*enumerate(_ONES[1:], start=1), (2, "兩")]
        for power, scale in enumerate(("百", "千", "萬", "十萬", "百萬", "千萬", "億", "十億"), start=2)
    },
}


# Whatever is read of a text is read of it in this writing, one thing after the other.
@lru_cache(maxsize=64)
def halfwidth(text: str) -> str:
    """Write full-width digits and their signs in ASCII, one character for one.

    The length never changes, so an offset into the result is an offset into the text.

    >>> halfwidth("達成率８５．２％，共１，２３４件")
    '達成率85.2%，共1,234件'
    """
    # Few characters are wide; str.translate would look up every one.
    return _WIDE.sub(lambda found: _HALFWIDTH[found[0]], _WIDE_COMMA.sub(",", text))


def read_chinese(numeral: str) -> Decimal | None:
    """Return the value of a Chinese numeral, None for what is none or is too long to be one.

    >>> read_chinese("一百二十"), read_chinese("三點五"), read_chinese("萬千")
    (Decimal('120'), Decimal('3.5'), None)
    """
    if numeral in COMMON:
        return COMMON[numeral]
    if not numeral or len(numeral) > _LONGEST:
        return None
    return _ask_library(numeral)


def _ask_library(numeral: str) -> Decimal | None:
    import cn2an  # here, because few texts need it

    try:
        value = cn2an.cn2an(numeral.translate(_SIMPLIFIED).replace("點", "点"), "normal")
        return Decimal(str(value))
    # cn2an raises whatever its own parsing happens to raise on a malformed numeral.
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, InvalidOperation):
        return None
