"""The number alone, in digits or Chinese numerals, with 億, 萬 and 千 among its digits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Context, Decimal, InvalidOperation

from ingest.figures.digits import BLANK, CHINESE, read_chinese

EXACT = Context(prec=80)
_ROUNDED = Context(prec=28)
_LONGEST_DIGITS = 24
_SCALES = {"百": 2, "佰": 2, "千": 3, "仟": 3, "萬": 4, "億": 8, "兆": 12}
_BIG = 4

_DIGITS = re.compile(r"[0-9]{1,3}(?:,\n?[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_SCALE = re.compile(rf"{BLANK}{{0,3}}[餘多幾]?{BLANK}{{0,2}}(?P<scale>[百佰千仟萬億兆]{{1,3}})")
_CHINESE = re.compile(rf"[{CHINESE}]+(?:點[〇零一二三四五六七八九]{{1,8}})?")
_PER = re.compile(rf"(?P<base>百|千|[0-9]{{1,6}}|[{CHINESE}]{{1,6}})分之{BLANK}{{0,2}}")
_ALL = re.compile(rf"百(?![{CHINESE}])")
_TENTHS = re.compile(
    rf"(?P<whole>[一二兩三四五六七八九]|(?<![0-9.,])[0-9]){BLANK}{{0,2}}成(?P<rest>[一二三四五六七八九0-9])?"
    r"(?![立員果功本長效就績分份熟都人交]|為(?!目標|原則|上限|下限|度))"
)
_GAP = re.compile(rf"{BLANK}{{0,3}}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number without what is counted: its value, where it ends, and how it is written.

    `unit` is set where the writing holds it (百分之七十), `scaled` where 萬 or the like does,
    `rough` where 餘 or 多 stands inside.
    """

    value: Decimal
    end: int
    scaled: bool = False
    rough: bool = False
    unit: str = ""
    chinese: bool = False


class NumberReader:
    """Reads the number that begins at a place of a text; `covered` says where none may go on."""

    def __init__(self, plain: str, covered: Callable[[int], int]) -> None:
        self.plain = plain
        self._covered = covered

    def read(self, start: int) -> Number | None:
        """Return the number that begins at start, None where none does.

        A Chinese numeral that has no value comes back as -1, so that it is passed over whole.
        """
        return (
            self._read_share(start)
            or self._read_tenths(start)
            or self._read_arabic(start)
            or self._read_chinese(start)
        )

    def _read_share(self, start: int) -> Number | None:
        """Read 百分之七十, 百分之百, 千分之三, 三分之二."""
        match = _PER.match(self.plain, start)
        if not match:
            return None
        if match["base"] == "百" and _ALL.match(self.plain, match.end()):
            return Number(Decimal(100), match.end() + 1, unit="%", chinese=True)
        part = self._read_arabic(match.end()) or self._read_chinese(match.end())
        base = read_chinese("一" + match["base"]) if match["base"] in "百千" else _to_decimal(match["base"])
        if part is None or not base:
            return None
        if match["base"] in ("千", "一千", "1000"):
            return replace(part, unit="‰", scaled=False)
        share = part.value if base == 100 else _ROUNDED.divide(part.value * 100, base)
        return Number(share, part.end, unit="%", chinese=part.chinese)

    def _read_tenths(self, start: int) -> Number | None:
        """Read 八成五."""
        match = _TENTHS.match(self.plain, start)
        if not match:
            return None
        whole, rest = _to_decimal(match["whole"]), _to_decimal(match["rest"] or "0")
        if whole is None or rest is None:
            return None
        return Number(whole * 10 + rest, match.end(), unit="%")

    def _read_arabic(self, start: int) -> Number | None:
        """Read digits with 億, 萬, 千 among them: the groups must go down in scale."""
        match = _DIGITS.match(self.plain, start)
        if not match or match.end() - start > _LONGEST_DIGITS:
            return None
        if not _SCALE.match(self.plain, match.end()):
            value = _to_decimal(match[0].replace(",", "").replace("\n", ""))
            return None if value is None else Number(value, match.end())
        total, section = Decimal(0), Decimal(0)
        limit, rough, scaled = 99, False, False
        end = start
        while match:
            group = _to_decimal(match[0].replace(",", "").replace("\n", ""))
            if group is None or (scaled and not self._goes_on(match, group, limit)):
                break
            end = match.end()
            scale = _SCALE.match(self.plain, end)
            power = sum(_SCALES[c] for c in scale["scale"]) if scale else 0
            if not scale or power >= limit or not self._scales(scale):
                section += group
                break
            rough = rough or any(c in "餘多幾" for c in scale[0])
            scaled, end = True, scale.end()
            small = power % _BIG if power < _BIG else 0
            if small:
                section += EXACT.multiply(group, Decimal(10) ** power)
                limit = power
            else:
                total += EXACT.multiply(section + group, Decimal(10) ** power)
                section, limit = Decimal(0), power
            more = self._carry(end)
            if more and small:
                total, section = EXACT.multiply(total + section, Decimal(10) ** more[0]), Decimal(0)
                end, limit, rough = more[1], more[0], rough or more[2]
            match = _DIGITS.match(self.plain, skip_gap(self.plain, end))
        return Number(total + section, end, scaled, rough) if end > start else None

    def _scales(self, scale: re.Match[str]) -> bool:
        """Say whether what follows a number is a scale: not 3 千里馬, nor 5 百分點."""
        return not self.plain.startswith(("分之", "分點"), scale.start("scale") + 1)

    def _carry(self, end: int) -> tuple[int, int, bool] | None:
        """Return (power, end, rough) of a big scale that follows a small one: the 萬 of 4千餘萬."""
        scale = _SCALE.match(self.plain, end)
        if not scale or _SCALES[scale["scale"][0]] < _BIG:
            return None
        return sum(_SCALES[c] for c in scale["scale"]), scale.end(), any(c in "餘多幾" for c in scale[0])

    def _goes_on(self, match: re.Match[str], group: Decimal, limit: int) -> bool:
        """Say whether a group after a scale belongs to the same number: 1萬 2. 辦理 has a list number."""
        following = self.plain[match.end() : match.end() + 1]
        spaced = self.plain[match.start() - 1].isspace()
        if spaced and following in (".", "、", ")") and "." not in match[0]:
            return False
        return group < Decimal(10) ** limit and not self._covered(match.start())

    def _read_chinese(self, start: int) -> Number | None:
        match = _CHINESE.match(self.plain, start)
        if not match:
            return None
        value = read_chinese(match[0])
        if value is None:
            return Number(Decimal(-1), match.end(), chinese=True)
        return Number(value, match.end(), chinese=True)


def skip_gap(plain: str, start: int) -> int:
    """Return where the next character stands that is no white space, at most three further on.

    >>> skip_gap("5  億", 1)
    3
    """
    gap = _GAP.match(plain, start)
    return gap.end() if gap else start


def last_scale(numeral: str) -> Decimal:
    """Return the scale a numeral ends in, 1 where it ends in none.

    >>> last_scale("3千萬"), last_scale("35")
    (Decimal('10000000'), Decimal('1'))
    """
    power = 0
    for char in reversed(numeral.rstrip()):
        if char not in _SCALES:
            break
        power += _SCALES[char]
    return Decimal(10) ** power


def _to_decimal(digits: str) -> Decimal | None:
    try:
        return Decimal(digits) if digits[0].isascii() else read_chinese(digits)
    except InvalidOperation:
        return None


def rounds_to(value: Decimal, stated: Decimal) -> bool:
    """Say whether a value is one that is stated, but for rounding.

    >>> rounds_to(Decimal("95.54"), Decimal("95.5")), rounds_to(Decimal("95.54"), Decimal("95.7"))
    (True, False)
    """
    places = max(0, -int(stated.as_tuple().exponent))
    return abs(value - stated) <= Decimal(6) / Decimal(10 ** (places + 1))
