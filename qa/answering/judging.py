"""Conditions judged of an entry: they hold, do not, or cannot be judged by what the document says of it.

`Not` is the complement among what can be judged; `And` and `Or` go by the three-valued logic of Kleene,
so that the order of conditions makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt

from index.tokens import fold_text
from ingest.figures.units import compatible_units
from ingest.records import Target
from ingest.targets.goals import is_empty
from qa.answering.changes import name_change, pair_targets_of, pair_years
from qa.finding.entries import Entry, number_strategy
from qa.finding.goals import Goal
from qa.finding.heading_names import trim_heading
from qa.query import ANY, Amount, And, Bound, Condition, Is, Not, Or, Says
from qa.understanding.marks import load_class

OPS: dict[str, Callable[[Decimal, Decimal], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le, "=": eq}
PERIODS: tuple[Amount, ...] = ("start", "end", "duration")
_SHORT, _OFFICIAL = ("not_met", "partly_met"), ("met", "not_met", "partly_met", "ongoing", "no_target")
_REASONS = ("control_note", "comparison", "note", "result", "績效衡量暨達成情形分析")
# A document gives an official status where so large a share of its entries with targets have one.
_MOST = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a condition holds of an entry, None where it cannot be judged, and what shows it."""

    holds: bool | None
    goals: tuple[Goal, ...] = ()
    field: str = ""


@dataclass(frozen=True)
class Setting:
    """What conditions are judged by beside the entry itself.

    `years` are those asked about, `official` the documents whose verdicts are their own, `names` the
    names of an agency, `earlier` an entry of the plan before it that speaks of the same, `about` whether
    an entry is about the subject, `among` the conditions of all that those which fit are counted out of,
    `title` what a document is called.
    """

    years: tuple[int, ...] = ()
    official: frozenset[str] = frozenset()
    names: Callable[[str], Sequence[str]] = lambda name: (name,)
    earlier: Callable[[Entry], Entry | None] = lambda entry: None
    about: Callable[[Entry], bool] = lambda entry: True
    among: tuple[Condition, ...] = ()
    title: Callable[[str], str] = lambda doc: doc


def find_official(entries: Iterable[Entry], years: Sequence[int] = ()) -> frozenset[str]:
    """Return the documents that say of most of their entries with targets whether they were reached."""
    told: dict[str, list[bool]] = {}
    for entry in entries:
        if entry.goals_of(years):
            told.setdefault(entry.doc, []).append(entry.official(years) is not None)
    return frozenset(doc for doc, known in told.items() if sum(known) >= _MOST * len(known))


def uses_verdict(where: Condition | None) -> bool:
    """Say whether the verdict of entries is asked for anywhere in a condition."""
    if isinstance(where, And | Or):
        return any(uses_verdict(item) for item in where.items)
    if isinstance(where, Not):
        return uses_verdict(where.item)
    return isinstance(where, Is) and where.field == "verdict" and bool({"met", "not_met"} & set(where.values))


def judge(condition: Condition, entry: Entry, setting: Setting) -> Outcome:
    """Say whether a condition holds of an entry."""
    if isinstance(condition, Not):
        found = judge(condition.item, entry, setting)
        return Outcome(None if found.holds is None else not found.holds, (), found.field)
    if isinstance(condition, And):
        setting = _scope_years(condition, setting)
    if isinstance(condition, And | Or):
        return _join(condition, [judge(item, entry, setting) for item in condition.items])
    if isinstance(condition, Says):
        return _judge_words(condition, entry)
    if isinstance(condition, Bound):
        return _judge_amount(condition, entry, setting)
    return _TESTS[condition.field](condition, entry, setting)


def _scope_years(condition: And, setting: Setting) -> Setting:
    """Return the setting with the years that stand among some conditions: the others are of these years."""
    years = [c.values for c in condition.items if isinstance(c, Is) and c.field == "year"]
    named = tuple(dict.fromkeys(int(year) for values in years for year in values))
    return replace(setting, years=named) if named else setting


def _join(condition: And | Or, found: Sequence[Outcome]) -> Outcome:
    values = [outcome.holds for outcome in found]
    every = isinstance(condition, And)
    if (not every) in values:
        holds: bool | None = not every
    else:
        holds = None if None in values else every
    shown = [outcome for outcome in found if outcome.holds]
    if not shown:
        return Outcome(holds)
    goals = dict.fromkeys(goal for outcome in shown for goal in outcome.goals)
    return Outcome(holds, tuple(goals), next((outcome.field for outcome in shown if outcome.field), ""))


def _judge_words(condition: Says, entry: Entry) -> Outcome:
    keys = {"": (), "reason": _REASONS}.get(condition.field, (condition.field,))
    texts = [_fold(text) for text in entry.texts(keys)]
    if condition.field and not texts:
        return Outcome(None)
    words = [_fold(word) for word in condition.words]
    fields = [key for key in entry.record.fields if not keys or key in keys]
    shown = next((k for k in fields if any(w in _fold(entry.record.text(k)) for w in words)), "")
    return Outcome(any(word in text for word in words for text in texts), (), shown)


@lru_cache(8192)
def _fold(text: str) -> str:
    """Return a text as words are looked for in it, without white space."""
    return "".join(fold_text(text).split())


def _judge_amount(condition: Bound, entry: Entry, setting: Setting) -> Outcome:
    if condition.amount in PERIODS:
        if entry.period is None:
            return Outcome(None)
        years = measure_period(entry.period, condition.amount)
        return Outcome(OPS[condition.op](years, condition.value), (), "period")
    amount = "value" if entry.kind == "row" and condition.amount in ("target", "actual") else condition.amount
    held_goals = entry.goals_of(condition.years or setting.years)
    if amount == "value" and entry.kind != "row":
        # The sum over all years stands by no year.
        held_goals = tuple(goal for goal in entry.goals if goal.year is None)
    goals = [
        goal
        for goal in held_goals
        if amount in goal.amounts
        and (amount == "rate" or not condition.unit or compatible_units(goal.unit, condition.unit))
    ]
    if not goals and condition.value == 0 and any(amount in goal.amounts for goal in entry.goals):
        # Where other years have an amount, this one has none.
        return Outcome(False)
    held = [g for g in goals if OPS[condition.op](g.amounts[amount], condition.value)]
    return Outcome(bool(held) if goals else None, tuple(held))


def measure_period(period: tuple[int, int], amount: Amount) -> Decimal:
    """Return the first or last year of a period, or how many years it has.

    >>> measure_period((106, 109), "duration")
    Decimal('4')
    """
    first, last = period
    return Decimal({"start": first, "end": last}.get(amount, last - first + 1))


def is_of_kind(entry: Entry, kinds: Collection[str | int]) -> bool:
    """Say whether an entry is of one of some kinds; the budget of a project is one of its own as well."""
    return entry.kind in kinds or (
        "project_budget" in kinds and entry.kind == "budget" and entry.names_project
    )


def _is_kind(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    return Outcome(is_of_kind(entry, condition.values))


def _is_doc(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    return Outcome(entry.doc in condition.values)


def _is_plan(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    title = fold_text(setting.title(entry.doc))
    return Outcome(any(fold_text(str(value)) in title for value in condition.values))


def _is_entry(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    return Outcome(entry.record.id in condition.values)


def _has_role(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    held = tuple(g for g in entry.goals_of(setting.years) if set(condition.values) & set(g.amounts))
    return Outcome(bool(held), held)


def _is_period(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    text = fold_text(entry.record.text("period")).strip()
    return Outcome(any(fold_text(str(value)) == text for value in condition.values) if text else None)


def _is_number(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    return Outcome(entry.no in map(str, condition.values))


def _is_edition(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    return Outcome(entry.record.edition in condition.values)


def _is_year(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    spans = entry.period is not None and any(
        isinstance(year, int) and entry.period[0] <= year <= entry.period[1] for year in condition.values
    )
    return Outcome(not entry.known_years.isdisjoint(condition.values) or spans)


def _is_strategy(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    if not entry.strategies:
        # 4-3 stands under the fourth, by whatever words that is named elsewhere.
        numbers = {v if isinstance(v, int) else number_strategy(v) for v in condition.values} - {None}
        held = bool(entry.strategy_numbers & numbers) or ANY in condition.values
        return Outcome(held if entry.strategy_numbers and (numbers or ANY in condition.values) else None)
    if ANY in condition.values:
        return Outcome(True)
    texts = {fold_text(text) for text in entry.strategies}
    named = any(isinstance(v, str) and fold_text(v) in texts for v in condition.values)
    field = next((key for key in ("strategy", "goal", "outline") if key in entry.record.fields), "")
    return Outcome(named or bool(entry.strategy_numbers & set(condition.values)), (), field)


def _is_headed(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    headings = {fold_text(trim_heading(text)) for text in entry.headings}
    return Outcome(any(fold_text(trim_heading(str(value))) in headings for value in condition.values))


def _is_agency(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    if not entry.agencies:
        return Outcome(None)
    held = {"lead": entry.lead, "support": entry.support}.get(condition.field, entry.agencies)
    if ANY in condition.values:
        return Outcome(bool(held), (), "agencies")
    names = {fold_text(name) for value in condition.values for name in setting.names(str(value))}
    if condition.field == "only":
        alone = len(entry.named_first) == 1 and entry.agencies - names <= entry.named_first
        return Outcome(alone and bool(entry.agencies & names), (), "agencies")
    fits = any(one == name or one.endswith(name) for one in held for name in names)
    return Outcome(fits, (), "agencies")


def _is_category(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    text = fold_text(entry.record.text("category"))
    if not text:
        return Outcome(None)
    return Outcome(any(fold_text(str(value)) in text for value in condition.values), (), "category")


def _is_linked(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    if entry.links is None:
        return Outcome(None)
    named = any(fold_text(str(value)) in text for value in condition.values for text in entry.links)
    return Outcome(bool(entry.links) if ANY in condition.values else named, (), "kpi")


def _is_unit(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    goals = [goal for goal in entry.goals_of(setting.years) if goal.unit]
    held = tuple(goal for goal in goals if goal.unit in condition.values)
    return Outcome(bool(held) if goals else None, held)


def _has_status(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    outcomes = [_has_one_status(str(value), entry, setting) for value in condition.values]
    return _join(Or(()), outcomes)


def _has_one_status(value: str, entry: Entry, setting: Setting) -> Outcome:
    if value == "annexed":
        return Outcome(entry.annexed is not None, (), _status_field(entry))
    if value == "no_target" and "target" in entry.record.fields:
        return Outcome(is_empty(entry.record.text("target")), (), "target")
    if value in _OFFICIAL:
        official = entry.official(setting.years)
        if official is None:
            return Outcome(None)
        return Outcome(official == value, (), _status_field(entry))
    marks = entry.marks_of(setting.years)
    if not marks:
        return Outcome(None)
    goals = tuple(
        goal
        for goal in entry.goals_of(setting.years)
        if goal.status and value in (goal.status, entry.legend.get(goal.status))
    )
    return Outcome(value in marks, goals, "status")


def _has_verdict(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    goals = entry.goals_of(setting.years)
    outcomes: list[Outcome] = []
    for value in condition.values:
        official = entry.official(setting.years)
        own = condition.field == "verdict" and entry.doc in setting.official and official is not None
        if value in ("met", "not_met") and own:
            judged = (
                None if official in ("ongoing", "no_target") else (official in _SHORT) == (value == "not_met")
            )
            shown = tuple(goal for goal in goals if goal.verdict == value)
            outcomes.append(Outcome(judged, shown, _status_field(entry)))
        elif value == "not_reported" and _is_pending(entry, setting.years):
            outcomes.append(Outcome(True, (), _status_field(entry)))
        else:
            outcomes.append(_judge_goals(str(value), goals))
    return _join(Or(()), outcomes)


def _is_pending(entry: Entry, years: Sequence[int]) -> bool:
    """Say whether the document's own words for an entry are that there is no result yet."""
    return any(map(_says_pending, entry.marks_of(years)))


# Entry after entry has the same few marks, and there are dozens of words.
@lru_cache(1024)
def _says_pending(mark: str) -> bool:
    return any(word in mark for word in load_class("verdict.not_reported"))


def _judge_goals(value: str, goals: Sequence[Goal]) -> Outcome:
    """Say by the figures alone whether targets have a verdict."""
    verdicts = [goal.verdict for goal in goals if goal.verdict]
    shown = tuple(goal for goal in goals if goal.verdict == value)
    if value == "quantified":
        return Outcome(any("target" in goal.amounts for goal in goals), (), "target")
    if not verdicts:
        return Outcome(None)
    if value == "qualitative":
        return Outcome(set(verdicts) == {"qualitative"}, (), "target")
    if value == "not_reported":
        return Outcome(bool(shown), shown, "result")
    if value == "not_met":
        reported = [v for v in verdicts if v in ("met", "not_met")]
        return Outcome(bool(shown) if reported else None, shown)
    if "not_met" in verdicts:
        return Outcome(False)
    reported = [v for v in verdicts if v != "qualitative"]
    return Outcome(True if reported and set(reported) == {"met"} else None, shown)


def _status_field(entry: Entry) -> str:
    return next((key for key in ("status", "control_note") if entry.record.text(key)), "")


def _has_changed(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    return _compare(pair_years(entry, setting.years), condition.values, "next_target")


def _has_left_plan(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    before = setting.earlier(entry)
    if before is None:
        return Outcome(None)
    years = setting.years or tuple({g.year for g in entry.goals_of(()) if g.year is not None})
    pairs = [pair for year in years for pair in pair_targets_of(before, entry, year)]
    return _compare(pairs, condition.values, "target")


def _has_changed_result(condition: Is, entry: Entry, setting: Setting) -> Outcome:
    goals = [(goal, goal.target) for goal in entry.goals_of(setting.years) if goal.target is not None]
    told = [(goal, one) for goal, one in goals if one.actual is not None and one.previous is not None]
    changes = {goal: _name_step(one) for goal, one in told}
    outcome = _weigh(list(changes.values()), condition.values, "comparison")
    shown = (goal for goal, change in changes.items() if {change, "changed"} & set(condition.values))
    return replace(outcome, goals=tuple(shown) if outcome.holds else ())


def _name_step(target: Target) -> str:
    """Return how a result differs from that of the year before."""
    before, after = target.previous or Decimal(0), target.actual or Decimal(0)
    return "unchanged" if before == after else "raised" if after > before else "lowered"


def _compare(pairs: Sequence[tuple[Target, Target]], values: Sequence[str | int], field: str) -> Outcome:
    return _weigh([name_change(before, after) for before, after in pairs], values, field)


def _weigh(changes: Sequence[str], values: Sequence[str | int], field: str) -> Outcome:
    """Say whether one of several changes is asked for; unchanged is only what changed in none."""
    if not changes:
        return Outcome(None)
    met = {
        "unchanged": set(changes) == {"unchanged"},
        "changed": set(changes) != {"unchanged"},
    }
    return Outcome(any(met.get(str(value), value in changes) for value in values), (), field)


_TESTS: dict[str, Callable[[Is, Entry, Setting], Outcome]] = {
    "kind": _is_kind,
    "doc": _is_doc,
    "plan": _is_plan,
    "id": _is_entry,
    "no": _is_number,
    "role": _has_role,
    "period": _is_period,
    "edition": _is_edition,
    "year": _is_year,
    "strategy": _is_strategy,
    "heading": _is_headed,
    "agency": _is_agency,
    "lead": _is_agency,
    "support": _is_agency,
    "only": _is_agency,
    "category": _is_category,
    "link": _is_linked,
    "unit": _is_unit,
    "status": _has_status,
    "verdict": _has_verdict,
    "computed": _has_verdict,
    "change": _has_changed,
    "plan_change": _has_left_plan,
    "result_change": _has_changed_result,
}
