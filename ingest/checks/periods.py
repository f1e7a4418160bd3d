"""Checks of dates: periods that contradict the year they explain, themselves, or each other."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.checks.findings import Finding
from ingest.figures.digits import halfwidth
from ingest.figures.numerals import read_figures
from ingest.markup import squeeze
from ingest.records import Field, Figure

_OFFSET = 1911
_GAP = r"\s{0,2}"


def _date(name: str, *, year: str) -> str:
    """Return the pattern of a date, its groups named after the end of the period it is."""
    return (
        rf"(?:(?<![0-9])(?P<{name}y>[0-9]{{2,4}}){_GAP}年{_GAP}){year}"
        rf"(?P<{name}m>[0-9]{{1,2}}){_GAP}月(?:{_GAP}(?P<{name}d>[0-9]{{1,2}}){_GAP}日)?"
    )


_PERIOD = re.compile(
    rf"{_date('a', year='')}{_GAP}(?:起)?(?:至|到|-|~|–|—)(?:迄|至)?{_GAP}"
    rf"(?:{_date('b', year='?')}|(?P<only>[0-9]{{1,2}}){_GAP}日)"
)
_DATE = re.compile(
    rf"(?<![0-9])(?P<y>[0-9]{{2,4}}){_GAP}年{_GAP}(?P<m>[0-9]{{1,2}}){_GAP}月{_GAP}(?P<d>[0-9]{{1,2}}){_GAP}日"
)
_SCHOOL_YEAR = re.compile(
    rf"(?<![0-9])(?P<year>[0-9]{{2,4}}){_GAP}(?P<kind>學年度?|年度){_GAP}[(（]{_GAP}(?:自|即)?"
)
_LABEL = re.compile(r"[^，。；、：:()（）\n0-9]{4,40}$")


@dataclass(frozen=True, slots=True)
class _Period:
    """A stretch of days, each as (year, month, day), the years as written in ROC years."""

    first: tuple[int, int, int]
    last: tuple[int, int, int]
    start: int
    end: int
    full: bool  # whether the end names its own year


@dataclass(frozen=True, slots=True)
class _Statistic:
    """A figure a text gives for a period, with the words before it."""

    label: str
    figure: Figure
    period: _Period
    field: Field


def check_dates(field: Field) -> Iterator[Finding]:
    """Yield dates that are none, periods that end before they begin or lie outside their own year."""
    text = halfwidth(field.text)
    periods = _read_periods(text)
    for match in _DATE.finditer(text):
        yield from _check_day(field, match)
    by_start = {p.start: p for p in periods}
    for period in periods:
        # Without a year of its own, an earlier month may well be one of the next year.
        comparable = period.full or period.first[:2] == period.last[:2]
        if comparable and period.last < period.first:
            stated = field.text[period.start : period.end]
            message = f"period stated {squeeze(stated)}, but it ends before it begins"
            expected = "an end after the beginning"
            yield Finding("date", message, squeeze(stated), expected, field, period.start, period.end)
    for match in _SCHOOL_YEAR.finditer(text):
        inside = by_start.get(match.end())
        if inside:
            yield from _check_year(field, match, inside)


def _read_periods(text: str) -> list[_Period]:
    found: list[_Period] = []
    for match in _PERIOD.finditer(text):
        year, month = _roc(match["ay"]), int(match["am"])
        first = (year, month, int(match["ad"] or 1))
        if match["only"]:
            last = (year, month, int(match["only"]))
        else:
            last_year, last_month = _roc(match["by"]) if match["by"] else year, int(match["bm"])
            if not 1 <= last_month <= 12:
                continue
            day = int(match["bd"]) if match["bd"] else calendar.monthrange(last_year + _OFFSET, last_month)[1]
            last = (last_year, last_month, day)
        found.append(_Period(first, last, match.start(), match.end(), bool(match["by"])))
    return found


def _roc(year: str) -> int:
    value = int(year)
    return value - _OFFSET if value > _OFFSET else min(value, 999)


def _check_day(field: Field, match: re.Match[str]) -> Iterator[Finding]:
    year, month, day = _roc(match["y"]), int(match["m"]), int(match["d"])
    longest = calendar.monthrange(year + _OFFSET, month)[1] if 1 <= month <= 12 else 0
    if 1 <= day <= longest:
        return
    stated = squeeze(field.text[match.start() : match.end()])
    expected = f"a day from 1 to {longest}" if longest else "a month from 1 to 12"
    message = f"date stated {stated}, but there is no such day"
    yield Finding("date", message, stated, expected, field, match.start(), match.end())


def _check_year(field: Field, match: re.Match[str], period: _Period) -> Iterator[Finding]:
    """Check 108學年度(108年8月1日至109年7月31日); a part of the year, such as a term, is no contradiction."""
    year = _roc(match["year"])
    if match["kind"].startswith("學年"):
        first, last = (year, 8, 1), (year + 1, 7, 31)
    else:
        first, last = (year, 1, 1), (year, 12, 31)
    inside = first <= period.first and period.last <= last
    # A calendar year may be explained by the school year that overlaps it.
    if inside or (match["kind"] == "年度" and period.first <= last and first <= period.last):
        return
    stated = squeeze(field.text[period.start : period.end])
    expected = "{}年{}月{}日至{}年{}月{}日".format(*first, *last)
    name = f"{match['year']}{match['kind']}"
    message = f"{name} stated as {stated}, but it is {expected}"
    end = period.end + (field.text[period.end : period.end + 1] in (")", "）"))
    yield Finding("date", message, stated, expected, field, match.start(), end)


def check_periods(fields: Sequence[Field]) -> Iterator[Finding]:
    """Yield a statistic, the same in words and value, that two fields give for two different periods."""
    seen: dict[tuple[str, str, str], _Statistic] = {}
    told: set[tuple[str, str, str]] = set()
    for field in fields:
        for statistic in _read_statistics(field):
            key = (statistic.label, str(statistic.figure.value), statistic.figure.unit)
            other = seen.setdefault(key, statistic)
            if key in told or other.field is field or _same(other.period, statistic.period):
                continue
            told.add(key)
            yield _make_finding(other, statistic)


def _same(one: _Period, other: _Period) -> bool:
    return (one.first, one.last) == (other.first, other.last)


def _read_statistics(field: Field) -> Iterator[_Statistic]:
    text = halfwidth(field.text)
    figures = read_figures(field.text)
    position = 0
    for period in _read_periods(text):
        while position < len(figures) and figures[position].start < period.end:
            position += 1
        if position == len(figures):
            return
        figure = figures[position]
        between = "".join(text[period.end : figure.start].split())
        # The period and the figure stand in one clause; a small count is too common to be recognised.
        label = _LABEL.fullmatch(between)
        if label and figure.unit and abs(figure.value) >= 100:
            yield _Statistic(label[0], figure, period, field)


def _make_finding(first: _Statistic, second: _Statistic) -> Finding:
    stated = squeeze(second.field.text[second.period.start : second.period.end])
    expected = squeeze(first.field.text[first.period.start : first.period.end])
    value = squeeze(second.figure.text)
    message = f"{value} stated for {stated}, but elsewhere for {expected}"
    return Finding("date", message, stated, expected, second.field, second.period.start, second.figure.end)
