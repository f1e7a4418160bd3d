"""The target an edition set for the next year, held against the one the next edition lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.records import Measure
from qa.answer import Answer
from qa.cues import load_cues
from qa.figures import Scored, rank_mentions
from qa.inquiry import Inquiry
from qa.mentions import Mention
from qa.question import Question
from qa.slots import are_comparable, weigh_closeness

_CLOSE = 0.08
_LEADING = 3


def compare_foretold(inquiry: Inquiry) -> Answer | None:
    """Answer with the target set a year ahead and the one listed; None when no such thing is asked.

    None too where no two editions follow each other, or one of them gives the target no number.
    """
    question = inquiry.question
    if "foretold" not in load_cues("editions").found_in(question.plain):
        return None
    asked = replace(question, wants=frozenset({"target"}), units=())
    measures = [r for r in inquiry.ranked[:_LEADING] if isinstance(r.record, Measure)]
    close = [r for r in measures if r.score > measures[0].score - _CLOSE]
    for listed in _rank_targets(inquiry, asked, [r.record for r in close], "target"):
        edition = listed.mention.record.edition
        before = [m for m in inquiry.siblings(listed.mention.record) if m.edition == (edition or 0) - 1]
        set_ahead = _find_nearest(listed, _rank_targets(inquiry, asked, before, "next_target"))
        if set_ahead:
            return _write(inquiry, set_ahead, listed.mention)
    return None


def _rank_targets(inquiry: Inquiry, asked: Question, measures: Sequence[object], key: str) -> list[Scored]:
    mentions = [
        (mention, 0.0)
        for measure in measures
        if isinstance(measure, Measure)
        for mention in inquiry.mentions_of(measure)
        if mention.field.key == key
    ]
    return rank_mentions(asked, inquiry.topic, mentions)


def _find_nearest(listed: Scored, ranked: Sequence[Scored]) -> Mention | None:
    """Return what counts the same as a target: by the words of both, and by the question's."""
    fitting = [s for s in ranked if are_comparable(s.mention, listed.mention)]
    best = max(fitting, key=lambda s: s.score + weigh_closeness(s.mention, listed.mention), default=None)
    return best.mention if best else None


def _write(inquiry: Inquiry, ahead: Mention, listed: Mention) -> Answer:
    draft = inquiry.draft()
    one, other = draft.state(listed, "target"), draft.state(ahead, "next_target")
    draft.name(listed.record)
    draft.name(ahead.record)
    same = (listed.figure.value, listed.figure.upper) == (ahead.figure.value, ahead.figure.upper)
    phrases = inquiry.phrases
    sentence = phrases.say(
        "foretold_same" if same else "foretold_differs",
        title=phrases.title(listed.record),
        before=ahead.record.edition,
        year=listed.record.edition,
        old=phrases.figure(draft.figures[other]),
        new=phrases.figure(draft.figures[one]),
    )
    numbers = dict.fromkeys((listed.record.no, ahead.record.no))
    return draft.finish(inquiry.question.text, "compare", sentence, inquiry.understood, list(numbers))
