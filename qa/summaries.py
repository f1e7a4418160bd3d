"""A measure in one sentence, for a question that only names it: who, targets with results, official note."""

from __future__ import annotations

from ingest.records import Measure, Target
from qa.answer import Answer
from qa.drafting import Draft
from qa.inquiry import Inquiry
from qa.wording import Phrasebook

_CITED = ("target", "result", "control_note", "agencies")
_LONGEST_QUOTE = 200


def summarize(inquiry: Inquiry, measure: Measure) -> Answer:
    """Answer with a measure's agencies, each target with its result and verdict, and the official note."""
    phrases = inquiry.phrases
    draft = inquiry.draft()
    for key in _CITED:
        item = measure.fields.get(key)
        if item and item.text:
            draft.cite(measure, item, 0, min(len(item.text), _LONGEST_QUOTE))
    _state_figures(inquiry, draft, measure)
    draft.name(measure)
    draft.notes += _note_numbers(inquiry, measure)
    targets = [_describe(phrases, target) for target in measure.targets]
    sentence = phrases.say(
        "summary",
        member=phrases.say("member", no=measure.no, title=phrases.title(measure)),
        agencies="、".join(measure.agencies),
        targets=phrases.join(targets) or phrases.say("official_no_target"),
        official=phrases.say(f"official_{measure.official_status}"),
    )
    return draft.finish(inquiry.question.text, "lookup", sentence, inquiry.understood, [measure.no])


def _note_numbers(inquiry: Inquiry, measure: Measure) -> list[str]:
    """Say which number the measure has in the other editions of its plan, where it has another."""
    return [
        inquiry.phrases.say("number_elsewhere", year=sibling.edition, no=sibling.no)
        for sibling in inquiry.siblings(measure)
        if sibling.no != measure.no
    ]


def _state_figures(inquiry: Inquiry, draft: Draft, measure: Measure) -> None:
    """Add each target and its result as figures, where the text states them."""
    stated = [("target", t.target) for t in measure.targets] + [("actual", t.actual) for t in measure.targets]
    for role, value in stated:
        found = (m for m in inquiry.mentions_of(measure) if m.role == role and m.figure.value == value)
        mention = next(found, None)
        if mention:
            draft.state(mention)


def _describe(phrases: Phrasebook, target: Target) -> str:
    if target.target is None:
        return phrases.say("summary_qualitative", text=" ".join(target.text.split()))
    goal = phrases.amount(target.target, target.unit)
    if target.actual is None:
        return phrases.say("summary_unreported", year=target.year, metric=target.metric, target=goal)
    return phrases.say(
        "summary_target",
        year=target.year,
        metric=target.metric,
        target=goal,
        actual=phrases.amount(target.actual, target.actual_unit or target.unit),
        verdict=phrases.say(f"verdict_{target.verdict}"),
    )
