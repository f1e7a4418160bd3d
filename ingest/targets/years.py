"""The years of a sentence: which its figures may be of, and which only say what a thing is called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.figures.years import Year, read_years
from ingest.targets.phrases import load_phrases, word_pattern

# Words that put a time before what happened then; after any other a year belongs to a noun.
_TIME_LEADS = "於在自從至到迄由截較比與和及跟同以為是因對為度年或且並而且惟但、"
_NOUN = re.compile(r"\s?[一-龥]{4,}")
_GOALS_OF_CHANGE = ("至", "為", "到")


def find_years(text: str, depths: Sequence[int], edition: int, shift: int) -> list[tuple[int, int]]:
    """Return (offset, year) of the years outside parentheses, 本年 and 去年 among them.

    `depths` says how deep in parentheses each character stands, `shift` by how much a school year is
    reported later than it is named.

    >>> find_years("109年完成簽署108年度內部控制聲明書", [0] * 21, 109, 1)
    [(0, 109)]
    """
    found: list[tuple[int, int]] = []
    reported = False
    for year in read_years(text):
        whole = year.text.strip().startswith(("(", "（"))
        value = year.year + shift if year.academic else year.year
        if _is_since(text, year) and value < edition:
            continue
        if depths[year.start] and not whole:
            continue
        if reported and value == edition - 1 and _names_a_thing(text, year):
            continue
        found.append((year.start, value))
        reported = reported or value == edition
    for name, value in (("this_year", edition), ("last_year", edition - 1)):
        found += [(m.start(), value) for m in word_pattern(name).finditer(text)]
    return sorted(found)


def find_enclosed(text: str, depths: Sequence[int], shift: int) -> list[tuple[int, int]]:
    """Return (offset, year) of the years inside parentheses, which speak of what stands there or before.

    >>> find_enclosed("5件(110年)", [0, 0, 0, 1, 1, 1, 1, 1, 0], 0)
    [(3, 110)]
    """
    return [
        (y.start, y.year + shift if y.academic else y.year) for y in read_years(text) if _is_inside(y, depths)
    ]


def _is_inside(year: Year, depths: Sequence[int]) -> bool:
    return depths[year.start] > 0 or year.text.startswith(("(", "（"))


def _names_a_thing(text: str, year: Year) -> bool:
    """Say whether a year only says which one a thing is: 110年完成簽署109年度內部控制聲明書."""
    before = text[: year.start].rstrip()
    mid_clause = bool(before) and "一" <= before[-1] <= "龥" and before[-1] not in _TIME_LEADS
    return mid_clause and _NOUN.match(text, year.end) is not None


def _is_since(text: str, year: Year) -> bool:
    """Say whether a year only says since when a sum is counted: 自109年起累計."""
    since = text[year.end :].lstrip("度底").startswith(load_phrases()["since_year"])
    return since and text[: year.start].rstrip().endswith(("自", "從", "由"))


def is_change(between: str) -> bool:
    """Say whether the words between two figures make the second what became of the first.

    >>> is_change("降至"), is_change("，較")
    (True, False)
    """
    words = between.strip(" ，,").removesuffix("約")
    return words.endswith(_GOALS_OF_CHANGE) and words[:-1] in load_phrases()["became"]
