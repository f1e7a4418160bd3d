"""What is said of a member of a list: its targets with what came of them, changes, period, and why."""

from __future__ import annotations

from ingest.targets.goals import is_empty
from qa.answering.changes import name_change, pair_years
from qa.answering.entries import Row
from qa.finding.entries import Entry
from qa.finding.goals import Goal
from qa.query import Is, Query, conditions_of, values_of
from qa.telling.conditions import Words
from qa.telling.remarks import write_reason
from qa.wording import shorten

MOST_DETAILS, LONGEST_METRIC = 3, 20
_LONGEST_REASON = 80


def tell_row(words: Words, query: Query, row: Row, most: int = MOST_DETAILS) -> str:
    details = [_tell_goal(words, goal) for goal in row.goals[:most]]
    details += _tell_changes(words, query, row.entry)
    details += _tell_project(words, row.entry) if query.find == "entries" else []
    if row.reason is not None:
        details.append(words.say("reason", words=write_reason(row.reason, _LONGEST_REASON)))
    details = [detail for detail in details if detail]
    shown = words.say("details", details=words.say("pause").join(details)) if details else ""
    return f"{words.entry(row.entry)}{shown}"


def _tell_goal(words: Words, goal: Goal) -> str:
    parts = []
    for name in ("target", "actual", "budget", "final", "rate"):
        if name in goal.amounts:
            value = goal.amounts[name]
            value = value.quantize(1) if value == value.to_integral() else value
            phrase = "rate_budget" if name == "rate" and "budget" in goal.amounts else name
            unit = "" if name == "rate" else goal.unit
            parts.append(words.say(phrase, figure=words.phrases.amount(value, unit)))
    metric = shorten(goal.metric.replace("\n", ""), LONGEST_METRIC) if goal.target is not None else ""
    metric = "" if is_empty(metric) else metric.rstrip("。.")
    return words.say("detail", metric=f"{metric} " if metric else "", parts=words.say("pause").join(parts))


def _tell_project(words: Words, entry: Entry) -> list[str]:
    """Return when a project runs and which KPIs it is linked to."""
    if entry.kind != "project":
        return []
    period, kpi = (" ".join(entry.record.text(key).split()) for key in ("period", "kpi"))
    return [period, words.say("linked", kpi=kpi) if entry.links else ""]


def _tell_changes(words: Words, query: Query, entry: Entry) -> list[str]:
    wanted = {
        value
        for c in conditions_of(query.where)
        if isinstance(c, Is) and c.field == "change"
        for value in c.values
    }
    if not wanted:
        return []
    years = tuple(int(year) for year in values_of(query.where, "year"))
    told = []
    for before, after in pair_years(entry, years):
        change = name_change(before, after)
        if (
            before.target is None
            or after.target is None
            or not ({change, "changed"} & wanted)
            or change == "unchanged"
        ):
            continue
        metric = shorten(before.metric.replace("\n", ""), LONGEST_METRIC).rstrip("。.")
        values = {
            "before": words.phrases.amount(before.target, before.unit),
            "after": words.phrases.amount(after.target, after.unit),
        }
        told.append(words.say("before_after", metric=metric, **values))
    return told[:MOST_DETAILS]
