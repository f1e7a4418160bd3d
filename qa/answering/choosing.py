"""Which series a question is about, and which of its years and roles: of those that fit what gives most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.tokens import cut_token_set
from ingest.records import Observation
from ingest.tables.headings import names_total
from qa.asked_years import fill_span, names_last_year
from qa.finding.beside import fits_units
from qa.finding.facts import Series
from qa.finding.ranking import RankedSeries, rank_series
from qa.finding.weights import load_weights
from qa.inquiry import Inquiry
from qa.understanding.roles import Asked, asks_overall, read_asked

# Series that fit about as well as the best, by their scores.
_NEAR = 0.7
# How much worse the words may fit of what agrees with the best in a figure.
_KINDRED = 3.0
_MOST_YEARS = 12
_TOTAL = "總"
# What the unit of a rate begins with: 每十萬人口.
_PER = "每"


def choose_series(inquiry: Inquiry, asked: Asked, ranked: Sequence[RankedSeries]) -> RankedSeries:
    """Return the best series; of those that fit about alike the one that gives most of what is asked."""
    best = ranked[0]
    near = [one for one in ranked[:20] if one.score > best.score - _NEAR]
    # What counts the same as the best in another unit, which cannot be set beside it, is as surely meant.
    near += [
        one._replace(belief=max(best.belief, best.named), named=best.named)
        for one in ranked[:20]
        if not one.series.units & best.series.units and _counts_same(one, best)
    ]
    overall = asks_overall(inquiry.question.plain)

    def rank(one: RankedSeries) -> tuple[bool, int, int, bool, float]:
        years = inquiry.question.years or choose_years(inquiry, asked, one.series)
        wanted = [role for role in asked.roles if role != "rate"]
        if asked.judged or (asked.difference and len(years) == 1):
            wanted = [*wanted, "target", "actual"]
        roles = tuple(dict.fromkeys(wanted)) or choose_roles(one.series, asked, years)
        given = [[one.series.find(year, role) is not None for role in roles] for year in years]
        # Of a question that names no role a year is answered by any, best by its result.
        found = sum(map(sum if wanted else any, given))
        results = 0 if wanted else sum(one.series.find(year, "actual") is not None for year in years)
        # What a cell gives is surer than what a sentence says of it.
        return overall and _is_whole(one.series), found, results, not one.series.told, one.score

    chosen = max(near, key=rank)
    # What is named more closely is meant, whatever it gives: 65歲以上死亡率 is not told by 死亡率.
    said = cut_token_set(inquiry.question.plain)
    own = chosen.series.own
    closer = [
        one
        for one in near
        if own < one.series.own and one.series.own - own <= said and one.series.units & chosen.series.units
    ]
    return max(closer, key=rank) if closer else chosen


def _is_whole(series: Series) -> bool:
    """Say whether a series gives what something costs altogether, over all years."""
    total = series.find(None, "budget")
    column = "".join(total.headers.column[-1:]) if total is not None else ""
    return total is not None and (names_total(series.metric.split()[-1]) or _TOTAL in column)


def is_beside(one: RankedSeries, chosen: RankedSeries) -> bool:
    """Say whether a series may give what the chosen one lacks: it fits about as well, or counts the same.

    A part is told by no whole, nor a whole by a part. The same is counted where both give one figure of a
    year and none apart, or where an entry counts it by the end of its name: 成交 of 老屋媒合 is its 媒合成交,
    請託關說 no 請託關說抽查.
    """
    series, own = one.series, chosen.series
    near = one.score >= chosen.score - _NEAR
    if near and not (series.own < own.own or own.own < series.own):
        return True
    rest = own.metric.removesuffix(series.metric)
    within = (series.doc, series.id, series.scope) == (own.doc, own.id, own.scope)
    named = within and rest != own.metric and rest in own.entry and one.score >= chosen.score - _KINDRED
    return (named and _pair_same(series, own) is not None) or _counts_same(one, chosen)


def _counts_same(one: RankedSeries, chosen: RankedSeries) -> bool:
    """Say whether a series of a document counts what another does: a figure of both is one, and none two."""
    series, own = one.series, chosen.series
    if series.doc != own.doc or series.scope != own.scope:
        return False
    name = series.counted
    kindred = name == own.own or (name <= own.own and one.score >= chosen.score - _KINDRED)
    return kindred and bool(_pair_same(series, own))


def _pair_same(series: Series, own: Series) -> list[Observation] | None:
    """Return the facts of a year and role that two series both give; None where one differs."""
    stated = {(fact.year, fact.role): fact for fact in own.facts}
    both = [fact for fact in series.facts if (fact.year, fact.role) in stated]
    return both if all(_states_same(stated[fact.year, fact.role], fact) for fact in both) else None


def _states_same(one: Observation, other: Observation) -> bool:
    """Say whether two facts give one figure; of how many a rate is stands in its unit or beside it."""
    based = one.unit.startswith(_PER) or other.unit.startswith(_PER)
    return one.value == other.value and (based or one.unit == other.unit)


def choose_years(inquiry: Inquiry, asked: Asked, series: Series) -> tuple[int | None, ...]:
    """Return the years asked for; without any the one the document reports, or all where a trend is asked."""
    question = inquiry.question
    if not question.years and asks_overall(question.plain) and _is_whole(series):
        return (None,)
    if asked.trend and len(question.years) != 1:
        named = question.years
        years = [year for year in series.years if not named or min(named) <= year <= max(named)]
        return tuple(years[-asked.recent :] if asked.recent else years[-_MOST_YEARS:])
    if names_last_year(question.plain) and not inquiry.has_editions(series.doc):
        return _read_last_year(series, asked, question.years)
    if question.years:
        return fill_span(question.plain, question.years, series.years)
    edition = series.record.edition if series.record else None
    roles = asked.roles or ("actual",)
    reported = [fact.year for fact in series.facts if fact.role in roles and fact.year is not None]
    if edition in reported or (edition in series.years and not reported):
        return (edition,)
    known = (
        [year for year in reported if edition is None or year <= edition] or reported or list(series.years)
    )
    return (max(known),) if known else (None,)


def _read_last_year(series: Series, asked: Asked, years: tuple[int, ...]) -> tuple[int, ...]:
    """Return the years 去年 may mean, as far as they are given: before the one reported on, and that one."""
    edition = series.record.edition if series.record else None
    reported = [*years, *([edition] if edition is not None else [])]
    roles = asked.roles or ("actual",)
    given = tuple(
        year for year in dict.fromkeys(reported) if all(series.find(year, role) is not None for role in roles)
    )
    return given or years


def choose_roles(
    series: Series, asked: Asked, years: Sequence[int | None], wants_past: bool = False
) -> tuple[str, ...]:
    """Return the roles asked for; without any the result, or the only role there is."""
    computed = "rate" in asked.roles and series.holds("target") and not series.holds("rate")
    roles = [role for role in asked.roles if role != "rate" or not computed]
    if computed:
        roles = list(dict.fromkeys((*roles, "target", "actual")))
    if asked.judged or (asked.difference and len(years) == 1 and series.holds("target")):
        roles = list(dict.fromkeys((*(r for r in roles if r in ("target", "actual")), "target", "actual")))
    if roles:
        # What was really spent of a budget is its final account.
        spent = not series.holds("actual") and series.holds("final")
        return tuple(dict.fromkeys("final" if spent and role == "actual" else role for role in roles))
    edition = series.record.edition if series.record else None
    reported = edition is not None and all(year is None or year <= edition for year in years)
    if wants_past or (reported and series.holds("actual")):
        # Of a year that is reported on the result is meant; a target is no answer in its place.
        return ("actual",)
    for role in ("actual", "budget", "target", "final", "rate", "other"):
        if any(series.find(year, role) for year in years):
            return (role, "final") if role == "budget" and series.kind == "budget" else (role,)
    return ("actual",)


def list_roles(
    year: int | None, years: Sequence[int | None], roles: tuple[str, ...], asked: Asked
) -> tuple[str, ...]:
    """Return the roles asked for of one year: of 113年人次與114年目標 the target is that of 114 only."""
    if len(years) < 2 or roles != ("target",) or not asked.aimed or set(years) <= set(asked.aimed):
        return roles
    return roles if year in asked.aimed else ("actual",)


def is_ahead(series: Series, year: int | None, roles: Sequence[str]) -> bool:
    """Say whether a year is beyond what is reported on: beside results its target alone is asked for."""
    edition = series.record.edition if series.record else None
    beyond = edition is not None and year is not None and year > edition
    return beyond and "target" in roles and series.find(year, "target") is not None


def narrow_units(series: Series, units: tuple[str, ...]) -> Series:
    """Return a series with its facts in the units asked for, where it has some in others: 69校開設3,164門."""
    facts = tuple(fact for fact in series.facts if not fact.unit or fits_units(units, (fact.unit,)))
    kept = any(fact.unit and fact.role == series.facts[0].role for fact in facts)
    apart = len({fact.unit for fact in series.facts if fact.role == series.facts[0].role}) > 1
    return replace(series, facts=facts) if units and kept and apart else series


def find_meant(inquiry: Inquiry) -> Series | None:
    """Return the series a question is surely about, None where none is."""
    ranked = rank_series(inquiry)
    sure = load_weights(inquiry.question.language == "en").sure
    asked = read_asked(inquiry.question.plain)
    return choose_series(inquiry, asked, ranked).series if ranked and ranked[0].belief >= sure else None
