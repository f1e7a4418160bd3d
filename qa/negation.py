"""Negations in a question that are not understood: they are named, and never answered as their opposite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.tokens import cut_token_set, fold_text
from qa.abstaining import Reason, abstain
from qa.answer import Answer
from qa.certainty import show_passages
from qa.concepts import Topic
from qa.cues import load_cues
from qa.inquiry import Inquiry
from qa.question import Question

_HALF = 0.5
_CLAUSE = re.compile(r"[^，,。；;()（）?？]{0,30}")

# The sets a question may ask for that are negations themselves, each read as what it says.
_READ = (
    "not_short",
    "not_agency",
    "not_raised",
    "not_annexed",
    "not_reported",
    "fell_short",
    "no_target",
    "no_highlights",
    "no_kpi",
    "qualitative",
    "short_by_figures",
)


@dataclass(frozen=True, slots=True)
class Negation:
    """A negation in the words of a question, and the words that it is about."""

    words: str
    about: str


def tell_negation(inquiry: Inquiry, found: Answer) -> Answer:
    """Return an answer with a negation that was not understood named in it.

    A list would hold the opposite of what was asked, and so may a figure of what was to be left out:
    then there is no answer.
    """
    negation = find_unread_negation(inquiry.question)
    if negation is None or _quotes_negation(found):
        return found
    if found.abstained or found.kind == "list" or _states(inquiry, found, negation):
        return show_passages(inquiry, abstain(inquiry, Reason("not_understood", {"words": negation.words})))
    said = inquiry.phrases.say("unread", words=negation.words)
    return replace(found, answer=said + found.answer)


def _quotes_negation(found: Answer) -> bool:
    """Say whether what an answer rests on leaves something out in its own words, as the question does."""
    excluding = load_cues("negation").groups["excluding"]
    return any(excluding.search(citation.quote) for citation in found.citations if not citation.found)


def _states(inquiry: Inquiry, found: Answer, negation: Negation) -> bool:
    """Say whether an answer states a figure of what the negation is about: of its agency, or its words alone.

    Words that the question says elsewhere too are not what it leaves out.
    """
    if not found.figures:
        return False
    named = inquiry.agencies_in(negation.about)
    if named & (inquiry.agencies_in(found.answer) or inquiry.agencies_in(found.citations[0].quote)):
        return True
    rest = fold_text(inquiry.question.plain.replace(negation.about, " "))
    about = Topic([c for c in inquiry.topic.narrow(negation.about).concepts if c.asked not in rest])
    metric = cut_token_set(found.figures[0].metric)
    kept = (concept.held_by(metric) for concept in inquiry.topic.narrow(rest).concepts)
    return about.share(metric) >= _HALF > max(kept, default=0.0)


def find_unread_negation(question: Question) -> Negation | None:
    """Return the first negation that is no part of what was understood of a question; None for none.

    Of a list, a negation right before one of its conditions counts too: the members would be the opposite.
    """
    plain = question.plain
    cues = load_cues("negation").groups
    read = [found.span() for name in _READ for found in load_cues("list").groups[name].finditer(plain)]
    found = list(cues["excluding"].finditer(plain))
    if question.kind == "list":
        found += _find_negated(question)
    told = (m for m in found if not any(m.start() < end and start < m.end() for start, end in read))
    first = min(told, key=re.Match.start, default=None)
    if first is None:
        return None
    behind = _CLAUSE.match(plain, first.end())
    return Negation(first[0].strip(), first[0] + (behind[0] if behind else ""))


def _find_negated(question: Question) -> Iterator[re.Match[str]]:
    """Yield the negations that stand right before a condition of a set which is none itself."""
    before = load_cues("negation").groups["before"]
    for name in question.sets.difference(_READ):
        for condition in load_cues("list").groups[name].finditer(question.plain):
            negation = before.search(question.plain, 0, condition.start())
            if negation:
                yield negation
