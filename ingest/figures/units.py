"""Units and measure words: which there are, which may be compared, what only looks like one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

Bound = Literal["=", ">=", "<=", ">", "<"]

_FILE = Path(__file__).with_name("units.toml")


@dataclass(frozen=True, slots=True)
class Units:
    """What units.toml says; `openings` has the units by their first character, the longest first."""

    classes: dict[str, str]
    openings: dict[str, tuple[str, ...]]
    scales: dict[str, Decimal]
    stops: dict[str, str]
    names_after: tuple[str, ...]
    names_before: tuple[str, ...]
    currencies: dict[str, str]
    bounds_before: dict[str, Bound]
    bounds_after: dict[str, Bound]
    about: tuple[str, ...]
    times: frozenset[str]
    not_chinese: tuple[str, ...]


@cache
def load_units() -> Units:
    """Read the units once."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    classes = {unit: group["name"] for group in table["class"] for unit in group["units"]}
    openings: dict[str, tuple[str, ...]] = {}
    for unit in sorted(classes, key=len, reverse=True):
        openings[unit[0]] = (*openings.get(unit[0], ()), unit)
    return Units(
        classes=classes,
        openings=openings,
        scales={unit: Decimal(scale) for unit, scale in table["scales"].items()},
        stops=table["stops"],
        names_after=tuple(table["names"]["after"]),
        names_before=tuple(table["names"]["before"]),
        currencies=table["currencies"],
        bounds_before={word: sign for sign, words in table["bounds_before"].items() for word in words},
        bounds_after={word: sign for sign, words in table["bounds_after"].items() for word in words},
        about=tuple(table["names"]["about"]),
        not_chinese=tuple(table["names"]["not_chinese"]),
        times=frozenset(unit for unit, name in classes.items() if name in table["names"]["times"]),
    )


def match_unit(text: str, start: int) -> str:
    """Return the longest unit that stands at start, empty where none does.

    >>> match_unit("人次參加", 0), match_unit("人權", 0), match_unit("場。", 0)
    ('人次', '', '場')
    """
    units = load_units()
    for unit in units.openings.get(text[start : start + 1], ()):
        if text.startswith(unit, start):
            following = text[start + len(unit) : start + len(unit) + 1]
            if following and following in units.stops.get(unit, ""):
                continue
            if unit[-1].isascii() and unit[-1].isalpha() and following.isascii() and following.isalpha():
                continue
            return unit
    return ""


def compatible_units(one: str, other: str) -> bool:
    """Say whether figures in two units may be compared; an empty unit goes with every other.

    >>> compatible_units("場", "場次"), compatible_units("人", "件"), compatible_units("", "件")
    (True, False, True)
    """
    if not one or not other or one == other:
        return True
    classes = load_units().classes
    return one in classes and classes[one] == classes.get(other)


def is_ratio(unit: str) -> bool:
    """Say whether a unit gives a share and no count.

    >>> is_ratio("個百分點"), is_ratio("件")
    (True, False)
    """
    return load_units().classes.get(unit) == "ratio"


def convert_unit(value: Decimal, unit: str, wanted: str) -> Decimal:
    """Return a value in another unit of its class; unchanged where no scale between them is known.

    >>> convert_unit(Decimal(1850), "公斤", "公噸"), convert_unit(Decimal(3), "場", "場次")
    (Decimal('1.85'), Decimal('3'))
    """
    scales = load_units().scales
    if unit == wanted or unit not in scales or wanted not in scales or not compatible_units(unit, wanted):
        return value
    return value * scales[unit] / scales[wanted]
