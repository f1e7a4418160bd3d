"""How exact a stated figure is: half a unit of the last digit it was written with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from ingest.figures.digits import halfwidth
from ingest.figures.numbers import EXACT, last_scale
from ingest.figures.numerals import read_figures
from ingest.records import Figure, Observation

_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.(?P<decimals>[0-9]+))?")
_SCALED = re.compile(r"[0-9][\s0-9,.]{0,40}(?P<scale>[十百千萬億兆]{1,8})")
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Interval:
    """The values a figure may stand for."""

    low: Decimal
    high: Decimal

    def meets(self, other: Interval) -> bool:
        """Say whether two intervals share a value."""
        return self.low <= other.high and other.low <= self.high

    def plus(self, other: Interval) -> Interval:
        """Return the interval of the sums."""
        return Interval(self.low + other.low, self.high + other.high)

    def minus(self, other: Interval) -> Interval:
        """Return the interval of the differences."""
        return Interval(self.low - other.high, self.high - other.low)

    def percent_of(self, whole: Interval) -> Interval:
        """Return the interval of the shares in percent; of a whole that may be nothing, any share."""
        if whole.low <= 0:
            return Interval(Decimal("-Infinity"), Decimal("Infinity"))
        shares = [
            EXACT.divide(part, base) for part in (self.low, self.high) for base in (whole.low, whole.high)
        ]
        return Interval(min(shares) * 100, max(shares) * 100)


def last_unit(figure: Figure) -> Decimal:
    """Return the value of the last digit a figure was written with; 0 for an exact count.

    >>> from ingest.figures.numerals import read_figures
    >>> [str(last_unit(f)) for f in read_figures("82.6%，27件，617萬人次，1萬2,301人，約40%")]
    ['0.1', '0', '1E+4', '0', '1E+1']
    """
    text = halfwidth(figure.text)
    decimals = [m["decimals"] for m in _NUMBER.finditer(text) if m["decimals"]]
    places = Decimal(1).scaleb(-len(decimals[-1])) if decimals else Decimal(1)
    scaled = list(_SCALED.finditer(text))
    tail = text[scaled[-1].end() :] if scaled else ""
    # 成 are tenths, given in percent.
    unit = places * 10 if text.rstrip().endswith("成") else places
    if scaled and not _NUMBER.search(tail):
        unit = (places * last_scale(scaled[-1]["scale"])).normalize()
    if figure.approximate:
        return max(unit, _round_unit(figure.value))
    exact = unit == 1 and figure.unit not in ("%", "個百分點", "百分點", "‰", "倍")
    return Decimal(0) if exact else unit


def _round_unit(value: Decimal) -> Decimal:
    """Return the value of the last digit that is not zero: 10 for 40, 1 for 41."""
    _, digits, exponent = value.normalize().as_tuple()
    return Decimal(1).scaleb(int(exponent)) if any(digits) else Decimal(1)


def read_interval(figure: Figure) -> Interval:
    """Return the values a figure may stand for; 餘 and the like leave room for a whole last unit."""
    unit = last_unit(figure)
    width = unit if figure.approximate else unit * _HALF
    return Interval(figure.value - width, figure.value + width)


def read_observed(one: Observation) -> Interval:
    """Return the values an observation may stand for: a cell in thousands is exact to half a thousand."""
    width = _width(one.as_written, one.value, one.unit, one.approximate)
    return Interval(one.value - width, one.value + width)


@lru_cache(8192)
def _width(written: str, value: Decimal, unit: str, approximate: bool) -> Decimal:
    """Return how far a value may be from what is written for it, in the base unit."""
    figure = next(iter(read_figures(written)), None)
    if figure is None or not figure.value:
        return Decimal(0)
    scale = abs(EXACT.divide(value, figure.value))
    last = last_unit(replace(figure, unit=unit or figure.unit, approximate=approximate)) * scale
    if not last and scale > 1:
        last = scale
    return last if approximate else last * _HALF


def show_percent(value: Decimal, stated: Figure) -> str:
    """Write a percentage with one decimal more than the stated one has.

    >>> from ingest.figures.numerals import read_figures
    >>> show_percent(Decimal(118) / Decimal(75) * 100, read_figures("127%")[0])
    '157.3%'
    """
    decimals = _NUMBER.search(halfwidth(stated.text))
    places = len(decimals["decimals"] or "") + 1 if decimals else 1
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)}%"


def show_number(value: Decimal) -> str:
    """Write a number without an exponent and without idle zeros.

    >>> show_number(Decimal("1E+4")), show_number(Decimal("3.70"))
    ('10000', '3.7')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
