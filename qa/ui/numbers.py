"""How values are written in the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from html import escape

from ingest.records import Target
from qa.answer import AnswerFigure
from qa.ui.phrases import Phrases
from qa.ui.source import find_ranges
from qa.wording import write_number

# Above this a number is told in the multiplier of its language.
_LONG, _SCALES = 10**9, {"zh": 10**8, "en": 10**6}
SIGNS = {">=": "≥ ", "<=": "≤ ", "=": "", "qualitative": ""}


def write_value(value: Decimal, unit: str) -> str:
    """Return a value with its unit.

    >>> write_value(Decimal("76.05"), "%")
    '76.05%'
    """
    return f"{write_number(value)}{'' if unit in ('%', '％') else ' '}{unit}".strip()


def write_shortly(value: Decimal, unit: str, words: Phrases) -> str:
    """Return a value with its unit, an amount of ten digits and more in the multiplier that shows all of it.

    >>> write_shortly(Decimal(9578550000), "元", Phrases("zh"))
    '95.7855 億元'
    >>> write_shortly(Decimal(7000), "人", Phrases("zh"))
    '7,000 人'
    """
    if abs(value) < _LONG:
        return write_value(value, unit)
    scale = _SCALES[words.language]
    return words.say("compare.scaled", value=write_number(value / scale), unit=unit).strip()


def write_rate(rate: Decimal) -> str:
    """Return a rate in percent, to one decimal place.

    >>> write_rate(Decimal("85.2273"))
    '85.2%'
    """
    return write_value(round(rate, 1), "%")


def write_wanted(target: Target) -> str:
    """Return the value a target asks for, with its comparison; empty where it has no number."""
    if target.target is None:
        return ""
    return SIGNS[target.op] + write_value(target.target, target.unit)


def write_wanted_number(target: Target) -> str:
    """Return the number a target asks for, without its unit, as a column under that unit shows it."""
    return "" if target.target is None else SIGNS[target.op] + write_number(target.target)


def write_result(target: Target) -> str:
    """Return a target's result as such a column shows it, with its unit only where that is another."""
    if target.actual is None:
        return ""
    own = target.actual_unit if target.actual_unit and target.actual_unit != target.unit else ""
    return write_value(target.actual, own)


def write_actual(target: Target) -> str:
    """Return a target's result with its unit; empty where there is none."""
    return "" if target.actual is None else write_value(target.actual, target.actual_unit or target.unit)


def write_gap(gap: Decimal | None, unit: str, words: Phrases) -> str:
    """Return by how much a result is beside its target; between shares these are percentage points.

    >>> write_gap(Decimal("-2.6"), "%", Phrases("zh")), write_gap(Decimal(264), "人", Phrases("zh"))
    ('−2.6 個百分點', '+264 人')
    """
    if gap is None:
        return ""
    named = words.say("overview.points") if unit in ("%", "％") else unit
    return f"{'+' if gap > 0 else '−' if gap else ''}{write_value(abs(gap), named)}"


def write_arithmetic(figure: AnswerFigure, figures: tuple[AnswerFigure, ...]) -> str:
    """Return how a computed figure follows from others, empty where no plain operation gives it."""
    values = [figures[at].value for at in figure.computed_from if 0 <= at < len(figures)]
    if len(values) < 2:
        return ""
    first, second = values[:2]
    quotient = first / second if second else None
    candidates = [
        (" + ", sum(values, Decimal(0))),
        (" − ", abs(first - second) if len(values) == 2 else None),
        (" ÷ ", quotient if len(values) == 2 else None),
        (" ÷ ", quotient * 100 if quotient is not None and len(values) == 2 else None),
    ]
    places = Decimal(1).scaleb(int(figure.value.as_tuple().exponent))
    for sign, result in candidates:
        if result is not None and abs(abs(figure.value) - result) <= places:
            written = write_value(figure.value, figure.unit)
            return f"{sign.join(write_number(value) for value in values)} = {written}"
    return ""


def set_off(text: str, figures: Sequence[AnswerFigure], refer: Callable[[int], str] = lambda _: "") -> str:
    """Return a sentence as HTML with the figures it holds set off, everything in it escaped.

    A figure is not set off inside a longer number or a code, nor as another that is written with its unit,
    nor without its unit where it stands with it. `refer` gives the HTML that refers to a citation, which
    follows the figure that was read from it; of figures that are written alike each has its own, in the
    order in which they are told.
    """
    held: dict[str, list[AnswerFigure]] = {}
    for figure in figures:
        with_unit, bare = _writings(figure)
        for needle in with_unit if any(_find_alone(text, one) for one in with_unit) else with_unit + bare:
            if figure not in held.setdefault(needle, []):
                held[needle].append(figure)
    ranges: list[tuple[int, int, int | None]] = []
    for needle in sorted(held, key=len, reverse=True):
        free = [
            one for one in _find_alone(text, needle) if all(one[1] <= a or b <= one[0] for a, b, _ in ranges)
        ]
        told = held[needle]
        for at, (low, high) in enumerate(free):
            # One that is told again is still read from where it stands; which of several is, nobody can say.
            one = told[at] if at < len(told) else told[0] if len(told) == 1 else None
            ranges.append((low, high, one.citation if one else None))
    parts: list[str] = []
    at = 0
    for low, high, citation in sorted(ranges, key=lambda found: found[:2]):
        parts += [escape(text[at:low]), f'<strong class="pc-figure">{escape(text[low:high])}</strong>']
        parts += [refer(citation)] if citation is not None else []
        at = high
    return "".join([*parts, escape(text[at:])])


def _writings(figure: AnswerFigure) -> tuple[list[str], list[str]]:
    """Return how a figure may be written with its unit, and how without."""
    values = [figure.value, abs(figure.value)]
    if not figure.as_written:
        # A sentence may round what was computed.
        values += [round(abs(figure.value), places) for places in (2, 1)]
    numbers = [write_number(value) for value in values] + [f"{value:f}" for value in values]
    whole = bool(figure.as_written and not figure.as_written[-1].isdigit())
    written = [figure.as_written] if figure.as_written else []
    with_unit = (written if whole else []) + [number + figure.unit for number in numbers if figure.unit]
    return with_unit, ([] if whole else written) + numbers


def _find_alone(text: str, needle: str) -> list[tuple[int, int]]:
    return [(low, high) for low, high in find_ranges(text, needle) if _stands_alone(text, low, high)]


def _stands_alone(text: str, low: int, high: int) -> bool:
    goes_on_before = text[low].isdigit() and re.search(r"\d[.,-]?$", text[max(0, low - 2) : low])
    goes_on_after = text[high - 1].isdigit() and re.match(r"[.,-]?\d", text[high : high + 2])
    return not (goes_on_before or goes_on_after)
