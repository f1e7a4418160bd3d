"""Entries that fit a query: chosen by its conditions, ordered and grouped, the unjudged beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from qa.answering.judging import PERIODS, Outcome, Setting, judge, measure_period, uses_verdict
from qa.answering.tellings import Telling
from qa.finding.entries import Entry
from qa.finding.goals import Goal
from qa.query import Amount, And, Condition, Is, Query, conditions_of

# As the figures tell them where the document does not, the worst first.
_VERDICTS = ("not_met", "met", "not_reported", "qualitative")
_SEVERAL = 2
_SCOPE = ("kind", "doc", "plan", "edition")


@dataclass(frozen=True, slots=True)
class Row:
    """A member of an answer with the targets that put it there, the field that says so, and why it did."""

    entry: Entry
    goals: tuple[Goal, ...] = ()
    field: str = ""
    reason: Telling | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The members of a query out of `total` entries, those that cannot be judged, and their groups.

    `ranked` is how many have the amount they are ordered by, `official` says whose verdicts those
    are; by the other reckoning those `added` would fit too, and those `left` would not. `own` says
    whether the document gives verdicts of its own.
    """

    rows: tuple[Row, ...]
    unjudged: tuple[Entry, ...]
    total: tuple[Entry, ...]
    groups: Mapping[str, tuple[Row, ...]]
    ranked: int = 0
    official: bool | None = None
    added: tuple[Entry, ...] = ()
    left: tuple[Entry, ...] = ()
    own: bool = False


def choose_entries(query: Query, entries: Sequence[Entry], setting: Setting) -> Chosen:
    """Return the entries that fit a query, with what shows it."""
    if query.counts == "indicators" and query.find == "count":
        # Indicators are counted by their figures.
        setting = replace(setting, official=frozenset())
    conditions = conditions_of(query.where)
    scope = [c for c in conditions if c in setting.among or (isinstance(c, Is) and c.field in _SCOPE)]
    total = tuple(e for e in entries if all(judge(c, e, setting).holds for c in scope))
    if query.counts == "indicators" and setting.among:
        among = And(tuple(c for c in scope if c in setting.among))
        total = tuple(replace(e, goals=_judge_indicators(among, e, setting).goals or e.goals) for e in total)
    rest = And(tuple(c for c in conditions if c not in scope))
    judged = _judge_indicators if query.counts == "indicators" else judge
    outcomes = [(e, judged(rest, e, setting)) for e in total if setting.about(e)]
    rows = [Row(entry, outcome.goals, outcome.field) for entry, outcome in outcomes if outcome.holds]
    again = _find_again(total, setting.years)
    shown = {_key(row.entry) for row in rows}
    rows = [row for row in rows if again.get(_key(row.entry)) not in shown]
    left_out = again.keys() - {_key(row.entry) for row in rows}
    total = tuple(e for e in total if _key(e) not in left_out)
    outcomes = [(e, o) for e, o in outcomes if _key(e) not in left_out]
    unjudged = tuple(entry for entry, outcome in outcomes if outcome.holds is None)
    ordered, ranked = _order(rows, query, setting.years)
    official: bool | None = None
    own = bool(setting.official & {e.doc for e in total})
    added: tuple[Entry, ...] = ()
    left: tuple[Entry, ...] = ()
    if uses_verdict(query.where):
        official = own
        figures = frozenset() if official else frozenset(e.doc for e in total)
        other = replace(setting, official=figures)
        added = tuple(e for e, o in outcomes if not o.holds and judged(rest, e, other).holds)
        left = tuple(e for e, o in outcomes if o.holds and judged(rest, e, other).holds is False)
    groups = _group(ordered, query, setting)
    if query.order is not None and query.order.by == "count":
        groups = _rank_groups(groups, query.order.descending, query.limit or 1)
        kept = {id(row) for members in groups.values() for row in members}
        ordered = tuple(row for row in ordered if id(row) in kept)
    return Chosen(ordered, unjudged, total, groups, ranked, official, added, left, own)


def _key(entry: Entry) -> tuple[str, str]:
    return entry.doc, entry.record.id


def _find_again(entries: Sequence[Entry], years: Sequence[int]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the entries that only say again what another of them does, each with that other.

    Both count once. A summary says something new where it alone has a target for a year that is asked for.
    """
    known = {_key(entry): entry.known_years for entry in entries}
    said = {_key(entry): (entry.doc, entry.again) for entry in entries if entry.again}
    return {
        own: other
        for own, other in said.items()
        if other in known and not (known[own] - known[other]).intersection(years)
    }


def _judge_indicators(condition: Condition, entry: Entry, setting: Setting) -> Outcome:
    """Judge each indicator of an entry by itself; it fits by those that do.

    What the document says of the whole entry is said of none of several indicators.
    """
    goals = entry.goals_of(setting.years)
    if len(goals) < _SEVERAL:
        return judge(condition, entry, setting)
    # What a document says of an entry it says of none of its several indicators: these go by their figures.
    setting = replace(setting, official=frozenset())
    found = [(goal, judge(condition, entry.cut(goal), setting)) for goal in goals]
    fitting = tuple(goal for goal, outcome in found if outcome.holds)
    if fitting:
        return Outcome(True, fitting, next(o.field for _, o in found if o.holds))
    return Outcome(None if any(o.holds is None for _, o in found) else False)


def _order(rows: list[Row], query: Query, years: Sequence[int]) -> tuple[tuple[Row, ...], int]:
    """Return rows by the amount asked for, with those that equal the last, and how many have that amount."""
    if query.order is None or query.order.by == "count":
        return tuple(rows), len(rows)
    by, descending = query.order.by, query.order.descending
    rated = [(best, row) for row in rows if (best := _best(row.entry, by, descending, years)) is not None]
    rated.sort(key=lambda pair: -pair[0][0] if descending else pair[0][0])
    taken = rated
    if query.limit is not None and len(rated) > query.limit:
        last = rated[query.limit - 1][0][0]
        taken = rated[: query.limit] + [pair for pair in rated[query.limit :] if pair[0][0] == last]
    return tuple(Row(row.entry, goals, row.field) for (_, goals), row in taken), len(rated)


def _best(
    entry: Entry, by: Amount, descending: bool, years: Sequence[int]
) -> tuple[Decimal, tuple[Goal, ...]] | None:
    """Return the highest or lowest amount of an entry, and the target it is of; a period is of none."""
    if by in PERIODS:
        return None if entry.period is None else (measure_period(entry.period, by), ())
    goals = [goal for goal in entry.goals_of(years) if by in goal.amounts]
    if by == "rate":
        goals = [
            goal for goal in goals if goal.target is None or goal.target.op != "<=" or entry.kind == "kpi"
        ]
    pick = max if descending else min
    best = pick(goals, key=lambda goal: goal.amounts[by], default=None)
    return None if best is None else (best.amounts[by], (best,))


def _group(rows: Sequence[Row], query: Query, setting: Setting) -> dict[str, tuple[Row, ...]]:
    """Return rows by what they are grouped by; a row with several leads stands in each of their groups."""
    groups: dict[str, list[Row]] = {}
    for row in rows if query.group else ():
        for name in _names_of(row.entry, query.group or "", setting):
            groups.setdefault(name, []).append(row)
    return {name: tuple(members) for name, members in groups.items()}


def _rank_groups(
    groups: Mapping[str, tuple[Row, ...]], descending: bool, limit: int
) -> dict[str, tuple[Row, ...]]:
    """Return the groups with the most or fewest members, with those that equal the last."""
    ranked = sorted(groups, key=lambda name: len(groups[name]), reverse=descending)
    last = len(groups[ranked[:limit][-1]]) if ranked else 0
    kept = [name for n, name in enumerate(ranked) if n < limit or len(groups[name]) == last]
    return {name: groups[name] for name in kept}


def _names_of(entry: Entry, group: str, setting: Setting) -> list[str]:
    if group == "strategy":
        return list(entry.strategies[:1]) or [""]
    if group == "agency":
        return (
            list(getattr(entry.record, "lead_agencies", ()))
            or list(getattr(entry.record, "agencies", ()))
            or list(entry.part[1])
            or [""]
        )
    if group == "participant":
        return list(getattr(entry.record, "agencies", ())) or list(entry.part[0]) or [""]
    if group == "verdict":
        if entry.doc in setting.official:
            return [entry.official(setting.years) or ""]
        held = (v for v in _VERDICTS if judge(Is("computed", (v,)), entry, setting).holds)
        return [next(held, "")]
    return [str(year) for year in sorted({g.year for g in entry.goals if g.year is not None})] or [""]
