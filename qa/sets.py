"""Sets: every measure that fits, from the records, never the nearest few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.passages import cut_sentences
from index.tokens import cut_token_set
from ingest.records import Measure
from qa.abstaining import Reason, abstain
from qa.answer import Answer
from qa.concepts import Topic
from qa.conditions import Condition, choose_measures, find_conditions, number_strategy, read_number
from qa.cues import load_cues
from qa.drafting import Draft
from qa.inquiry import Inquiry

# The share of a topic that a measure which speaks of it holds, and how much of it may stand where one
# passage ends and the next begins.
_MENTIONING, _BETWEEN = 0.6, 0.1
# Parts of a question that set a condition.
_NARROWING = frozenset({"verdict", "threshold"})
_JUDGED = {"fell_short", "not_short", "met", "not_reported", "rate"}


@dataclass(frozen=True, slots=True)
class Members:
    """The measures that fit a question's conditions; `topical` when its subject narrowed them further."""

    measures: Sequence[Measure]
    conditions: Sequence[Condition]
    topical: bool


def find_members(inquiry: Inquiry) -> Members | Reason:
    """Return the measures that fit a question, or the reason why there can be none."""
    conditions = find_conditions(inquiry)
    missing = _miss_measures(inquiry) or _miss_year(inquiry, conditions)
    if missing:
        return missing
    members = choose_measures(inquiry, conditions)
    topical = _mentioning(inquiry, members, conditions)
    return Members(members if topical is None else topical, conditions, topical is not None)


def list_measures(inquiry: Inquiry) -> Answer:
    """Answer with every measure that fits, their number, and out of how many.

    A question that sets no condition on records asks for the measures that speak of its subject.
    """
    found = find_members(inquiry)
    if isinstance(found, Reason):
        return abstain(inquiry, found)
    conditions, members = found.conditions, found.measures
    if not conditions and any(part.sort in _NARROWING for part in inquiry.parts_of(inquiry.question.plain)):
        # What speaks of a subject is no set of what was met, or is above a bound.
        return abstain(inquiry, Reason("no_subject"))
    counted = "counted" in load_cues("bounds").found_in(inquiry.question.plain)
    whole = (counted or inquiry.named or inquiry.limited) and not inquiry.subject().concepts
    if not conditions and not found.topical and not whole:
        return abstain(inquiry, Reason("no_subject"))
    if found.topical and not members:
        return abstain(inquiry, Reason("no_subject"))
    fields = [*(c.field for c in conditions), *([""] if found.topical else [])]
    draft = inquiry.draft()
    if any(c.name == "fell_short" for c in conditions):
        draft.notes += _note_further(inquiry, conditions)
    for measure in members:
        draft.name(measure)
        _cite_member(inquiry, draft, measure, fields)
    return draft.finish(
        inquiry.question.text,
        "list",
        _write(inquiry, members, conditions, found.topical),
        inquiry.understood,
        [m.no for m in members],
    )


def _miss_measures(inquiry: Inquiry) -> Reason | None:
    """Say that the texts asked about have no measures, or no such strategy."""
    if not inquiry.scope.measures():
        return Reason("no_measures")
    strategy = inquiry.question.strategy
    if strategy and read_number(strategy) not in map(number_strategy, inquiry.scope.strategies()):
        return Reason("no_strategy", {"strategy": strategy})
    return None


def _miss_year(inquiry: Inquiry, conditions: Sequence[Condition]) -> Reason | None:
    """Say that the results or targets a set is to be judged by are of other years than the texts'."""
    years, editions = inquiry.question.years, inquiry.scope.editions()
    if any(c.field == "next_target" for c in conditions):
        targeted = editions | {edition + 1 for edition in editions}
        missing = next((year for year in years if year not in targeted), None)
        return None if missing is None else Reason("no_target", {"year": missing})
    if not {c.name for c in conditions} & _JUDGED or not years or editions & set(years):
        return None
    return Reason("no_year", {"year": years[0]})


def _mentioning(
    inquiry: Inquiry, members: Sequence[Measure], conditions: Sequence[Condition]
) -> list[Measure] | None:
    """Narrow a set to the measures that speak of what else the question names; None when nothing is left.

    With a condition such as a reason, only the fields that give it are looked at.
    """
    if conditions and "mentioning" not in inquiry.question.sets:
        return None
    topic = inquiry.subject().known()
    if not topic.concepts:
        return None
    if not conditions:
        members = _take_near(inquiry, topic)
    keys = ("control_note", "comparison", "note", "result") if conditions else ()
    annex = {(r.doc, r.measure): r for r in inquiry.scope.of_kind("annex")} if conditions else {}
    found = []
    for measure in members:
        texts = [item.text for key, item in measure.fields.items() if not keys or key in keys]
        row = annex.get((measure.doc, measure.no))
        if conditions and row:
            texts = [measure.text("control_note"), *(item.text for item in row.fields.values())]
        if topic.share(cut_token_set(" ".join(texts))) >= _MENTIONING:
            found.append(measure)
    return found


def _take_near(inquiry: Inquiry, topic: Topic) -> Sequence[Measure]:
    """Return the measures whose passages hold about as much of a topic as one that speaks of it does."""
    every = inquiry.scope.measures()
    shares = inquiry.share_records(every.numbers, topic)
    return every.at(np.flatnonzero(shares >= _MENTIONING - _BETWEEN).tolist())


def _note_further(inquiry: Inquiry, conditions: Sequence[Condition]) -> list[str]:
    """Say which measures fell short by their own figures alone, and which cannot be judged by them.

    The other conditions of the question hold for them as well.
    """
    others = [c for c in conditions if c.name != "fell_short"]
    notes = []
    for verdict, trait in (("not_met", "short_by_figures"), ("not_reported", "not_reported")):
        found = choose_measures(inquiry, others, {trait}, {"fell_short"})
        if found:
            names = [inquiry.phrases.say("member", no=m.no, title=inquiry.phrases.title(m)) for m in found]
            notes.append(inquiry.phrases.say(f"further_{verdict}", members=inquiry.phrases.join(names)))
    return notes


def _cite_member(inquiry: Inquiry, draft: Draft, measure: Measure, fields: Sequence[str]) -> None:
    for key in fields:
        item = measure.fields.get(key)
        if item and item.text:
            draft.cite(measure, item, 0, min(len(item.text), 160))
            return
    found = [
        (inquiry.subject().known().share(cut_token_set(item.text[start:end])), item, start, end)
        for item in measure.fields.values()
        for start, end in cut_sentences(item.text)
    ]
    best = max(found, key=lambda part: part[0], default=None)
    if best and best[0] > 0:
        draft.cite(measure, *best[1:])
        return
    item = next(iter(measure.fields.values()))
    draft.cite(measure, item, 0, min(len(item.text), 160))


def _write(
    inquiry: Inquiry, members: Sequence[Measure], conditions: Sequence[Condition], topical: bool
) -> str:
    phrases = inquiry.phrases
    named = [c.name for c in conditions] + (["topic"] if topical else [])
    what = phrases.join_conditions(named, inquiry.understood.agencies)
    total = len(inquiry.scope.measures())
    if not members:
        return phrases.say("list_empty", total=total, whole=phrases.say("measures"), what=what)
    names = [phrases.say("member", no=m.no, title=phrases.title(m)) for m in members]
    return phrases.say(
        "list",
        count=len(members),
        total=total,
        whole=phrases.say("measures"),
        what=what,
        members=phrases.join(names),
    )
