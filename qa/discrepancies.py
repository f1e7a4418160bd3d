"""Answers to questions for contradictions: what a text says that cannot both be right."""

from __future__ import annotations

from qa.answer import Answer
from qa.cues import load_cues
from qa.explanations import explain
from qa.inquiry import Inquiry


def list_contradictions(inquiry: Inquiry) -> Answer | None:
    """Answer with the contradictions of the measures asked about; None when none are asked for."""
    question, phrases = inquiry.question, inquiry.phrases
    if "asked" not in load_cues("contradiction").found_in(question.plain):
        return None
    every = inquiry.scope.measures()
    measures = {(m.doc, m.no): m for m in every if _is_asked_about(inquiry, m.no, m.agencies)}
    found = [c for c in inquiry.scope.contradictions() if c.no is not None and (c.doc, c.no) in measures]
    draft = inquiry.draft()
    parts = []
    for one in found:
        measure = measures[one.doc, one.no or 0]
        draft.name(measure)
        draft.cite_contradiction(one)
        parts.append(
            phrases.say(
                "contradiction",
                member=phrases.say("member", no=measure.no, title=phrases.title(measure)),
                finding=explain(one, phrases.language).rstrip("。"),
            )
        )
    sentence = phrases.say(
        "contradictions" if parts else "no_contradictions",
        count=len(parts),
        total=len(measures),
        members=phrases.say("pause").join(parts),
    )
    return draft.finish(
        question.text, "list", sentence, inquiry.understood, list(dict.fromkeys(c.no for c in found if c.no))
    )


def _is_asked_about(inquiry: Inquiry, no: int, agencies: tuple[str, ...]) -> bool:
    if inquiry.question.numbers:
        return no in inquiry.question.numbers
    named = {name for names in inquiry.agencies for name in names}
    return not named or bool(named & set(agencies))
