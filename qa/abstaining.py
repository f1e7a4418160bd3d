"""Abstaining: a denial where it was looked for, else what of the question could not be tied to an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from index.tokens import cut_tokens
from qa.answer import Answer
from qa.denials import is_confirmed
from qa.excerpts import find_marks
from qa.finding.ranking import MOST_DOCUMENTS
from qa.finding.telling_words import weigh_names
from qa.inquiry import Inquiry

_ENTRIES, _HALF = 3, 0.5
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no answer: the name of its sentence in phrases.toml and the words to fill in."""

    name: str
    words: dict[str, Any] = field(default_factory=dict)


def abstain(inquiry: Inquiry, reason: Reason) -> Answer:
    """Say why the texts do not answer, as far as that was looked for, and name the nearest records."""
    draft = inquiry.draft()
    told = [r for r in inquiry.ranked if r.record.kind != "section"] or list(inquiry.ranked)
    for ranked in told[:_ENTRIES]:
        draft.name(ranked.record, ranked.score)
    said = _say(inquiry, reason)
    return draft.finish(inquiry.question.text, "unanswerable", said, inquiry.understood, reason=said)


def _say(inquiry: Inquiry, reason: Reason) -> str:
    phrases = inquiry.phrases
    if not is_confirmed(inquiry, reason.name, reason.words):
        wanted = "untied_figure" if inquiry.question.asks_figure or inquiry.question.units else "untied"
        return phrases.say(wanted, words=name_untied(inquiry))
    if reason.name == "no_year":
        # Where no plan is named the years are those of all texts, whichever was looked at first.
        chosen = inquiry.limited or inquiry.named
        docs = (inquiry.scope.docs if chosen else tuple(inquiry.scope.records.heads))[:MOST_DOCUMENTS]
        results, targets = (inquiry.facts.years_of(docs, (role,)) for role in ("actual", "target"))
        return phrases.miss_year(reason.words["year"], results, targets)
    return phrases.say(reason.name, **reason.words)


def name_untied(inquiry: Inquiry) -> str:
    """Return the telling words of a question that the best passage does not hold, else all of its words."""
    names = sorted(weigh_names(inquiry), key=lambda name: -name.weight)
    best = inquiry.passages()[:1]
    telling = [n for n in names if n.weight >= _HALF * names[0].weight]
    missing = [n.text for n in telling if not best or n.held_by(best[0].folded, best[0].held) < _HALF]
    words = (missing or [n.text for n in names])[:_MOST_WORDS]
    plain = inquiry.question.plain
    spans = find_marks(plain, {token for word in words for token in cut_tokens(word)})
    return inquiry.phrases.say("and_word").join(plain[a:b] for a, b in spans) or inquiry.question.text
