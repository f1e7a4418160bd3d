"""Conditions judged of facts: of their series and entry, and of the year, role and period they stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.tokens import fold_text
from ingest.facts import TOLD
from ingest.figures.units import compatible_units
from ingest.records import Observation
from qa.answering.judging import OPS, PERIODS, Setting, judge
from qa.finding.entries import Entry
from qa.finding.facts import Series
from qa.query import And, Bound, Condition, Is, Not, Or, Says


@dataclass(frozen=True, slots=True)
class Stated:
    """What conditions on figures are put to: a series, and of a fact its year and role, or all of it."""

    series: Series
    entry: Entry | None
    pair: tuple[int | None, str] | None = None
    fact: Observation | None = None


# What a condition may be: true or false, neither where it cannot be judged, either where it is left open.
Truths = frozenset[bool]
_NEITHER: Truths = frozenset()
_EITHER: Truths = frozenset((True, False))


def may_be(condition: Condition | None, truth: bool, stated: Stated, setting: Setting) -> bool:
    """Say whether a condition is, or with what is left open may be, true of a fact, or false of it."""
    if condition is None:
        return truth
    if isinstance(condition, Not):
        return may_be(condition.item, not truth, stated, setting)
    if isinstance(condition, And | Or):
        every = isinstance(condition, And) == truth
        return (all if every else any)(may_be(item, truth, stated, setting) for item in condition.items)
    return truth in _read_truths(condition, stated, setting)


def _read_truths(condition: Is | Bound | Says, stated: Stated, setting: Setting) -> Truths:
    if isinstance(condition, Bound) and condition.amount not in PERIODS:
        return _EITHER if stated.fact is None else frozenset((_fits_amount(condition, stated.fact),))
    if isinstance(condition, Is) and condition.field in _TESTS:
        found = _TESTS[condition.field](condition, stated, setting)
        return _EITHER if found is None else frozenset((found,))
    holds = judge(condition, stated.entry, setting).holds if stated.entry is not None else None
    return _NEITHER if holds is None else frozenset((holds,))


def _fits_amount(condition: Bound, fact: Observation) -> bool:
    if condition.amount not in ("value", fact.role) or (condition.years and fact.year not in condition.years):
        return False
    fits = not condition.unit or compatible_units(fact.unit, condition.unit)
    return fits and OPS[condition.op](Decimal(fact.value), condition.value)


def _is_doc(condition: Is, stated: Stated, setting: Setting) -> bool:
    return stated.series.doc in condition.values


def _is_plan(condition: Is, stated: Stated, setting: Setting) -> bool:
    title = fold_text(setting.title(stated.series.doc))
    return any(fold_text(str(value)) in title for value in condition.values)


def _is_kind(condition: Is, stated: Stated, setting: Setting) -> bool:
    series = stated.series
    own = "" if series.record is None or series.kind == TOLD else series.record.kind
    return bool({series.kind, own} & set(condition.values))


def _is_entry(condition: Is, stated: Stated, setting: Setting) -> bool:
    return stated.series.id in condition.values


def _is_number(condition: Is, stated: Stated, setting: Setting) -> bool:
    series = stated.series
    return bool({series.no, stated.entry.no if stated.entry else ""} & set(map(str, condition.values)))


def _is_agency(condition: Is, stated: Stated, setting: Setting) -> bool:
    """Say whether a figure is the share of an agency; one that is nobody's share is that of its entry's."""
    if stated.series.scope is None:
        return stated.entry is not None and bool(judge(condition, stated.entry, setting).holds)
    scope = fold_text(stated.series.scope)
    names = {fold_text(name) for value in condition.values for name in setting.names(str(value))}
    return any(name in scope for name in names)


def _is_year(condition: Is, stated: Stated, setting: Setting) -> bool | None:
    return stated.pair[0] in condition.values if stated.pair is not None else None


def _is_role(condition: Is, stated: Stated, setting: Setting) -> bool | None:
    return stated.pair[1] in condition.values if stated.pair is not None else None


def _is_unit(condition: Is, stated: Stated, setting: Setting) -> bool | None:
    return stated.fact.unit in condition.values if stated.fact is not None else None


def _is_period(condition: Is, stated: Stated, setting: Setting) -> bool | None:
    return stated.fact.period in condition.values if stated.fact is not None else None


_TESTS: dict[str, Callable[[Is, Stated, Setting], bool | None]] = {
    "doc": _is_doc,
    "plan": _is_plan,
    "kind": _is_kind,
    "id": _is_entry,
    "no": _is_number,
    "agency": _is_agency,
    "year": _is_year,
    "role": _is_role,
    "unit": _is_unit,
    "period": _is_period,
}


def narrow(where: Condition | None, series: Series, entry: Entry | None, setting: Setting) -> Series | None:
    """Return a series with the facts that may fit, whatever year and role is asked for; None without any."""
    if not may_be(where, True, Stated(series, entry), setting):
        return None
    facts = tuple(
        fact for fact in series.facts if may_be(where, True, Stated(series, entry, None, fact), setting)
    )
    if len(facts) == len(series.facts):
        return series
    return replace(series, facts=facts) if facts else None


def list_pairs(
    where: Condition | None,
    series: Series,
    entry: Entry | None,
    setting: Setting,
    years: Sequence[int | None],
    roles: Sequence[str],
) -> list[tuple[int | None, str]]:
    """Return the pairs of some years and roles that fit, in their order."""
    return [
        (year, role)
        for year in years
        for role in roles
        if may_be(where, True, Stated(series, entry, (year, role)), setting)
    ]
