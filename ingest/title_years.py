"""The years a title names: the edition of a plan, or the years that a plan of several covers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.figures.years import Year, read_years

# What may stand between two years that are named together: the ends of a stretch, or one year and another.
_STRETCH = re.compile(r"度?\s{0,2}(?:至|到|迄|~|-|–|—)\s{0,2}(?:民國)?")
_LIST = re.compile(r"度?\s{0,2}[、及與和]\s{0,2}")
# A date, and not the months of a year that are reported on.
_MONTH = re.compile(r"\s{0,2}\d{1,2}\s{0,2}月(?!\s{0,2}(?:至|到|迄|~|-|–|—))")
_LONGEST_PLAN = 30


@dataclass(frozen=True, slots=True)
class TitleYears:
    """What a title says: the year whose results it reports, if it names one, and every year it covers."""

    edition: int | None
    years: tuple[int, ...]


def read_title_years(title: str) -> TitleYears:
    """Return the years of a title; a stretch of years is no edition, and a date names none.

    >>> read_title_years("心理健康行動計畫112年度執行成果暨113年度目標")
    TitleYears(edition=112, years=(112, 113))
    >>> read_title_years("112年1月至12月執行成果").edition
    112
    >>> read_title_years("中程施政計畫（110至113年度），109年5月核定")
    TitleYears(edition=None, years=(110, 111, 112, 113))
    """
    plain = unicodedata.normalize("NFKC", title)
    named = [year for year in read_years(plain) if not _MONTH.match(plain, year.end)]
    editions: list[int] = []
    covered: set[int] = set()
    for group in _group(plain, named):
        first, last = group[0].year, group[-1].year
        stretch = len(group) == 2 and _STRETCH.fullmatch(plain, group[0].end, group[1].start) is not None
        if stretch and 0 < last - first <= _LONGEST_PLAN:
            covered.update(range(first, last + 1))
        else:
            covered.update(year.year for year in group)
            editions.append(last)
    return TitleYears(editions[0] if editions else None, tuple(sorted(covered)))


def _group(plain: str, years: list[Year]) -> Iterator[list[Year]]:
    """Yield the years that are named together."""
    group: list[Year] = []
    for year in years:
        if group and not any(p.fullmatch(plain, group[-1].end, year.start) for p in (_STRETCH, _LIST)):
            yield group
            group = []
        group.append(year)
    if group:
        yield group
