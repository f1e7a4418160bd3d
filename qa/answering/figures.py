"""Answers from facts: the figures of one metric in the roles and years asked for, compared where asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ingest.entries.values import judge
from ingest.figures.units import convert_unit
from ingest.records import Observation
from qa.finding.facts import Series
from qa.finding.ranking import RankedSeries, docs_of, rank_series
from qa.inquiry import Inquiry
from qa.understanding.roles import Asked, read_asked

# A series is believed that holds this much of what a question asks about.
_LEAST_SHARE = 0.62
_CLOSE = 0.08
_MOST_YEARS = 12


@dataclass(frozen=True, slots=True)
class Evidence:
    """The facts an answer states, in the order asked, and what is computed of them.

    `missing` are the (year, role) asked for that the texts do not give. `change` is what lies between
    the first two facts, as (value, unit): the second less the first.
    """

    series: Series
    asked: Asked
    facts: tuple[Observation, ...]
    missing: tuple[tuple[int | None, str], ...] = ()
    change: tuple[Decimal, str] | None = None
    verdict: bool | None = None
    rate: Decimal | None = None


def find_evidence(inquiry: Inquiry) -> Evidence | None:
    """Return the facts that answer a question for figures, None where no series is surely meant."""
    question = inquiry.question
    asked = read_asked(question.plain)
    ranked = rank_series(inquiry, asked, inquiry.facts.series_of(docs_of(inquiry)))
    if not ranked or ranked[0].share < _LEAST_SHARE:
        return None
    asked = read_asked(question.plain, ranked[0].series.folded)
    chosen = _choose(inquiry, asked, ranked)
    return gather(
        chosen, _years(inquiry, asked, chosen), asked, wants_past=bool(question.wants & {"past", "actual"})
    )


def find_meant(inquiry: Inquiry) -> Series | None:
    """Return the series a question is surely about, None where none is."""
    asked = read_asked(inquiry.question.plain)
    ranked = rank_series(inquiry, asked, inquiry.facts.series_of(docs_of(inquiry)))
    return _choose(inquiry, asked, ranked) if ranked and ranked[0].share >= _LEAST_SHARE else None


def _choose(inquiry: Inquiry, asked: Asked, ranked: Sequence[RankedSeries]) -> Series:
    """Return the best series; of those that fit about alike the one that gives most of what is asked."""
    best = ranked[0]
    near = [
        one for one in ranked[:20] if one.score > best.score - _CLOSE and one.share >= best.share - _CLOSE
    ]

    def rank(one: RankedSeries) -> tuple[int, float]:
        years = _years(inquiry, asked, one.series)
        roles = _roles(one.series, asked, years, bool(inquiry.question.wants & {"past", "actual"}))
        return sum(one.series.find(year, role) is not None for year in years for role in roles), one.score

    return max(near, key=rank).series


def _years(inquiry: Inquiry, asked: Asked, series: Series) -> tuple[int | None, ...]:
    """Return the years asked for; without any the one the document reports, or all where a trend is asked."""
    question = inquiry.question
    if asked.trend and len(question.years) != 1:
        named = question.years
        years = [year for year in series.years if not named or min(named) <= year <= max(named)]
        return tuple(years[-asked.recent :] if asked.recent else years[-_MOST_YEARS:])
    if question.years:
        return question.years
    edition = series.record.edition if series.record else None
    roles = asked.roles or ("actual",)
    reported = [fact.year for fact in series.facts if fact.role in roles and fact.year is not None]
    if edition in reported or (edition in series.years and not reported):
        return (edition,)
    known = (
        [year for year in reported if edition is None or year <= edition] or reported or list(series.years)
    )
    return (max(known),) if known else (None,)


def _roles(series: Series, asked: Asked, years: Sequence[int | None], wants_past: bool) -> tuple[str, ...]:
    """Return the roles asked for; without any the result, or the only role there is."""
    roles = [
        role for role in asked.roles if role != "rate" or series.holds("rate") or not series.holds("target")
    ]
    if asked.judged or (asked.difference and len(years) == 1 and series.holds("target")):
        roles = list(dict.fromkeys((*(r for r in roles if r in ("target", "actual")), "target", "actual")))
    if roles:
        return tuple(roles)
    if "rate" in asked.roles:
        return ("target", "actual")
    if wants_past:
        return ("actual",)
    for role in ("actual", "budget", "target", "final", "rate", "other"):
        if any(series.find(year, role) for year in years):
            return (role, "final") if role == "budget" and series.kind == "budget" else (role,)
    return ("actual",)


def gather(
    series: Series, years: Sequence[int | None], asked: Asked, *, wants_past: bool = False
) -> Evidence:
    """Return the facts of a series in some years, with what is computed of them."""
    roles = _roles(series, asked, years, wants_past)
    facts: list[Observation] = []
    missing: list[tuple[int | None, str]] = []
    for year in years:
        for role in roles:
            fact = series.find(year, role)
            if fact is not None:
                facts.append(fact)
            elif not (role == "final" and "final" not in asked.roles):
                missing.append((year, role))
    change = verdict = rate = None
    pair = _sides(facts)
    if pair is not None:
        first, second = pair
        if asked.difference or len(years) == 2 or asked.judged:
            value = convert_unit(second.value, second.unit, first.unit) - first.value
            change = value, first.unit
        if first.role == "target" and second.role == "actual":
            measured = convert_unit(second.value, second.unit, first.unit)
            verdict = judge(first.op or ">=", first.value, first.upper, measured, second.upper)
            if "rate" in asked.roles and first.value > 0 and first.op in (">=", ">", None):
                rate = (measured / first.value * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Evidence(series, asked, tuple(facts), tuple(missing), change, verdict, rate)


def _sides(facts: Sequence[Observation]) -> tuple[Observation, Observation] | None:
    """Return the two facts that a difference lies between: target and result of a year, or two years."""
    target = next((f for f in facts if f.role == "target"), None)
    actual = next((f for f in facts if f.role == "actual" and (not target or f.year == target.year)), None)
    years = {f.year for f in facts}
    if target and actual and len(years) == 1:
        return target, actual
    same = [f for f in facts if f.role == facts[0].role]
    if len(same) >= 2 and same[0].year != same[-1].year:
        ordered = sorted((same[0], same[-1]), key=lambda f: f.year or 0)
        return ordered[0], ordered[1]
    return None
