"""The years a question names: which, from when to when, and what is asked of each."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from ingest.figures.years import read_years
from qa.cues import load_cues

_STRETCH = re.compile(r"\s*(?:到|至|迄|-|~|–|—|\bto\b|\bthrough\b|\buntil\b)\s*")
_OPEN = " (（,，"
_JOINING = re.compile(r"[\s、,，&年度及和與跟同對到至~-]*(?:\b(?:and|or|to|with|vs\.?|versus)\b)?\s*")
_RELATIVE = (
    (re.compile(r"今年|本年度?|\bthis year\b"), 0),
    (re.compile(r"去年|前一年|上一?年度?|\b(?:last|previous) year\b|\bthe year before\b"), -1),
    (re.compile(r"明年|下一?年度?|\bnext year\b"), 1),
)
_LAST = re.compile(r"去年|\blast year\b")
# Relative to the year named before it, as 明年 is to that of the document.
_FOLLOWING = re.compile(r"隔年|次年|翌年|\b(?:the )?(?:following year|year after)\b")
_APART = re.compile(
    r"^[^，,；;]{0,24}[，,；;]\s*(?:那|而|並|以及|及|和|跟|又|與|其)?(?:其|它們?|各自?|分別|兩年|年度|績效|的)*目標(?:值|數)?"
    r"(?:各|分別|又|是|為|呢|多少|幾)|"
    r"\b(?:against|versus|compared (?:to|with)|and|with) (?:what|which|their|the|its) (?:\w+ )?"
    r"(?:targets?|goals?)\b"
)
_SCHOOL_YEAR = re.compile(r"學年|\b(?:academic|school) years?\b")
# What a measure may be in one year and no longer in the next; of two that words fit the first.
_TURNS = ("has_target", "no_target", "qualitative", "fell_short", "met")
TURNING = frozenset(_TURNS)


def names_school_year(plain: str) -> bool:
    """Say whether a question names a school year, which the texts report under the year after it.

    >>> names_school_year("108學年度幾門"), names_school_year("109年幾門")
    (True, False)
    """
    return _SCHOOL_YEAR.search(plain) is not None


def find_years(plain: str, edition: int | None = None) -> tuple[int, ...]:
    """Return the ROC years a question names, each once, in their order.

    >>> find_years("2019年跟2020年比"), find_years("去年 vs 109", 109), find_years("共120件")
    ((108, 109), (109, 108), ())
    >>> find_years("有比前一年快嗎", 113), find_years("去年(112)幾家", 112)
    ((113, 112), (112,))
    >>> find_years("did it hit the 2024 goal, and what is it for the following year?")
    (113, 114)
    """
    years = [year.year for year in read_years(plain, bare=True)]
    if edition is not None:
        # 去年(112) is the year that it says.
        said = {year.start for year in read_years(plain, bare=True)}
        relative = [
            edition + offset
            for pattern, offset in _RELATIVE
            if any(_skip_open(plain, match.end()) not in said for match in pattern.finditer(plain))
        ]
        # What is compared with the year before is that of the document.
        compared = "compare" in load_cues("kind").found_in(plain)
        years += [edition] if relative == [edition - 1] and not years and compared else []
        years += relative
    if _FOLLOWING.search(plain) and (years or edition is not None):
        years.append((years[-1] if years else edition or 0) + 1)
    return tuple(dict.fromkeys(years))


def names_last_year(plain: str) -> bool:
    """Say whether 去年 is all that a question says of years.

    In the year after a report that is the one reported on, by the report itself the one before.

    >>> names_last_year("去年幾場"), names_last_year("去年(112)幾場"), names_last_year("今年比去年多幾場")
    (True, False, False)
    """
    named = [offset for pattern, offset in _RELATIVE for _ in pattern.finditer(plain)]
    return named == [-1] and _LAST.search(plain) is not None and not list(read_years(plain, bare=True))


def _skip_open(plain: str, start: int) -> int:
    """Return where a text goes on behind white space and a parenthesis."""
    return start + len(plain[start:]) - len(plain[start:].lstrip(_OPEN))


def fill_span(plain: str, years: tuple[int, ...], between: Collection[int]) -> tuple[int, ...]:
    """Return the years of a question with those of `between` that a stretch such as 109到111年 holds.

    >>> fill_span("109年到111年的變化", (109, 111), {108, 110}), fill_span("109與111年", (109, 111), {110})
    ((109, 110, 111), (109, 111))
    """
    found = read_years(plain, bare=True)
    for one, other in pairwise(found):
        if _STRETCH.fullmatch(plain, one.end, other.start):
            inside = (year for year in between if one.year < year < other.year)
            years = tuple(sorted({*years, *inside}))
    return years


def read_turn(plain: str, edition: int | None) -> dict[int, str]:
    """Return which status a question asks for in which year, when it names one for each of two years.

    >>> read_turn("109年未達標110年達標的措施", None), read_turn("去年沒達標今年達標", 110)
    ({109: 'fell_short', 110: 'met'}, {109: 'fell_short', 110: 'met'})
    """
    marks = [(year.start, year.end, year.year) for year in read_years(plain, bare=True)]
    if edition is not None:
        marks += [(m.start(), m.end(), edition + by) for cue, by in _RELATIVE for m in cue.finditer(plain)]
    marks.sort()
    found: dict[int, str] = {}
    for place, (_, end, year) in enumerate(marks):
        behind = plain[end : marks[place + 1][0] if place + 1 < len(marks) else len(plain)]
        status = load_cues("list").found_in(behind) & TURNING
        if status:
            found[year] = next(name for name in _TURNS if name in status)
    return found if len(set(found.values())) == 2 else {}


def split_years(plain: str) -> tuple[frozenset[int], frozenset[int]]:
    """Return the years whose targets a question asks for, and those whose results, by the words behind them.

    Years that only a conjunction parts share what follows the last of them. Where no words behind a
    year tell, those before the first do.

    >>> [sorted(years) for years in split_years("108年、109年各推了幾項，110年的目標幾項")]
    [[110], [108, 109]]
    >>> [sorted(years) for years in split_years("目標值109年和110年各是多少，109實際呢")]
    [[109, 110], [109]]
    >>> [sorted(years) for years in split_years("109年查了幾件、110年幾件，目標各是幾件")]
    [[109, 110], [109, 110]]
    """
    years = read_years(plain, bare=True)
    cues = load_cues("want").groups
    ends = [*(year.start for year in years[1:]), len(plain)]
    behind = [plain[year.end : end] for year, end in zip(years, ends, strict=True)]
    for place in range(len(years) - 2, -1, -1):
        if _JOINING.fullmatch(behind[place]):
            behind[place] = behind[place + 1]
    every = {y.year for y in years}
    apart = _APART.search(behind[-1]) if years else None
    if apart:
        # "109年幾案、110年幾案，目標各是多少": the last part speaks of all of the years.
        return frozenset(every), frozenset(every)
    set_for = {y.year for y, words in zip(years, behind, strict=True) if cues["target"].search(words)}
    reached = {y.year for y, words in zip(years, behind, strict=True) if cues["actual"].search(words)}
    if not set_for and years and cues["target"].search(plain[: years[0].start]):
        return frozenset(every), frozenset(reached)
    return frozenset(set_for), frozenset((every - set_for) | reached)


def find_year_spans(text: str) -> list[tuple[int, int]]:
    """Return where a text names years, in numbers or as 去年 and the like, in their order.

    >>> find_year_spans("2019年跟去年比"), find_year_spans("共120件")
    ([(0, 5), (6, 8)], [])
    """
    lower = text.lower()
    named = [(year.start, year.end) for year in read_years(lower, bare=True)]
    spans = sorted(named + [found.span() for pattern, _ in _RELATIVE for found in pattern.finditer(lower)])
    return [(start, end) for at, (start, end) in enumerate(spans) if at == 0 or start >= spans[at - 1][1]]
