"""Which series of facts a question is about, best first, and how surely the best is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from qa.concepts import Topic
from qa.finding.columns import SeriesColumns
from qa.finding.facts import Series
from qa.finding.features import Candidates, Wanted, read_features
from qa.finding.weights import load_weights, score_candidates
from qa.inquiry import Inquiry, once
from qa.understanding.marks import load_class
from qa.understanding.roles import Asked, blank_free, find_free, list_whether, names_role, read_asked

# What a bracket says is not meant: （別跟廉政方案弄混）, (not the action plan).
_ASIDE = re.compile(r"[(（](?:別|不要|不是|非|勿|\bnot\b|\bdon.t\b)[^()（）]*[)）]")
MOST_DOCUMENTS = 40
_LEADING = 30
# The parts of a question that name what it is about.
_NAMING = frozenset({"subject", "agency", "document", "number"})
# A part of a question that asks for more than a verdict.
_ASKING = frozenset({"asking", "kind", "negation", "threshold"})
_LIKELY = 0.4
_JUDGED = ("target", "actual")

_OWN_ROLES, _SURE, _BLANK = ("budget", "final", "rate"), 0.8, "〇"
_SPENDING = frozenset(_OWN_ROLES)


class RankedSeries(NamedTuple):
    """A series with how surely it is meant, as a chance, its score among others, and how surely by its name.

    What is meant by its name may lack the year or the role asked for.
    """

    series: Series
    belief: float
    score: float
    named: float


def rank_series(inquiry: Inquiry, plain: str = "") -> Sequence[RankedSeries]:
    """Return the series a question, or a part of it, may be about, best first.

    Those that share nothing with it are left out.
    """
    return _rank_part(inquiry, plain or inquiry.question.plain)


@once
def _rank_part(inquiry: Inquiry, plain: str) -> Sequence[RankedSeries]:
    return _rank(inquiry, read_wanted(inquiry, plain), inquiry.columns.of(docs_of(inquiry)))


def rank_named(
    inquiry: Inquiry,
    names: Sequence[str],
    among: Sequence[Series],
    years: Sequence[int],
    roles: Sequence[str],
) -> Sequence[RankedSeries]:
    """Return which of some series the words of a query may name, best first, in some years and roles."""
    plain = "　".join(names)
    topic = inquiry.topic_of(plain)
    dated = replace(inquiry, question=replace(inquiry.question, years=tuple(years)))
    by_doc: dict[str, list[Series]] = {}
    for series in among:
        by_doc.setdefault(series.doc, []).append(series)
    columns = [
        # Where all of a document's are among them, what is known of its words is known already.
        whole if set(map(id, whole.series)) == set(map(id, held)) else SeriesColumns(tuple(held))
        for held, whole in zip(by_doc.values(), inquiry.columns.of(by_doc), strict=True)
    ]
    return _rank(dated, Wanted(plain, plain, topic, topic, Asked(tuple(roles))), columns)


def _rank(inquiry: Inquiry, wanted: Wanted, columns: Sequence[SeriesColumns]) -> Sequence[RankedSeries]:
    candidates = _drop_silent(read_features(inquiry, wanted, columns), wanted.asked)
    if not candidates.series:
        return ()
    weights = load_weights(inquiry.question.language == "en")
    scores, beliefs, named = (
        column.tolist() for column in score_candidates(candidates, wanted.topic, weights)
    )
    order = sorted(range(len(scores)), key=lambda at: -scores[at])
    return tuple(RankedSeries(candidates.series[at], beliefs[at], scores[at], named[at]) for at in order)


def _drop_silent(candidates: Candidates, asked: Asked) -> Candidates:
    """Return candidates without the budgets of entries that give what is asked for, which is no budget."""
    roles = set(asked.roles) | (set(_JUDGED) if asked.judged else set())
    if not roles:
        return candidates
    given = [bool(roles & one.roles) for one in candidates.series]
    entries = {one.entry for one, gives in zip(candidates.series, given, strict=True) if gives}
    kept = [
        at
        for at, (one, gives) in enumerate(zip(candidates.series, given, strict=True))
        if gives or one.entry not in entries or not one.roles <= _SPENDING
    ]
    return Candidates(tuple(candidates.series[at] for at in kept), candidates.features[kept])


@once
def read_wanted(inquiry: Inquiry, plain: str) -> Wanted:
    """Return what a question, or a part of it, is about: by the words that name it, where there are any."""
    asked = read_asked_roles(inquiry, plain)
    parts = inquiry.parts_of(plain)
    kept, free = [" "] * len(plain), blank_free(plain)
    for part in parts:
        if part.sort in _NAMING:
            kept[part.start : part.end] = free[part.start : part.end]
    subject = _ASIDE.sub(" ", "".join(kept))
    whole = read_subject(inquiry, asked, plain)
    topic = inquiry.topic_of(subject)
    named = topic.concepts and any(part.sort == "subject" for part in parts)
    return Wanted(plain, subject if named else plain, topic if named else whole, whole, asked)


@once
def read_asked_roles(inquiry: Inquiry, plain: str, subject: str = "") -> Asked:
    """Return the roles a question asks for, without those of words that only name what it is about.

    Whether a target was met is asked by a verdict in a clause that asks for yes or no, whatever its words,
    and by one beside a mere name: 防災設備 達標 112.
    """
    asked = read_asked(mask_names(inquiry, plain), subject)
    if asked.judged:
        return asked
    parts = inquiry.parts_of(plain)
    # 有沒有 asks whether, of whatever follows; what it asks of a verdict are other words.
    framing = load_class("frame")
    verdicts = [
        part
        for part in parts
        if part.sort == "verdict" and part.sureness >= _LIKELY and plain[part.start : part.end] not in framing
    ]
    clauses = list_whether(plain)
    within = any(start <= one.start < end for one in verdicts for start, end in clauses)
    alone = bool(verdicts) and not any(part.sort in _ASKING for part in parts)
    return replace(asked, judged=True) if within or alone else asked


def mask_names(inquiry: Inquiry, plain: str) -> str:
    """Return a question with what surely names its subject blanked: 完成 of 完成比率 asks for no result.

    What names a budget or a rate asks for it as well.
    """
    masked = list(plain)
    for part in inquiry.parts_of(plain):
        named = plain[part.start : part.end]
        sure = part.sort == "subject" and part.sureness >= _SURE and not named.isascii()
        if sure and not any(names_role(named, role) for role in _OWN_ROLES):
            masked[part.start : part.end] = _BLANK * len(named)
    for start, end in find_free(plain):
        masked[start:end] = plain[start:end]
    return "".join(masked)


def docs_of(inquiry: Inquiry) -> Sequence[str]:
    """Return the documents whose facts are looked at: all in reach, of very many those found by words."""
    docs = inquiry.scope.docs
    if len(docs) <= MOST_DOCUMENTS:
        return docs
    return tuple(dict.fromkeys(ranked.record.doc for ranked in inquiry.leading(_LEADING)))


def read_subject(inquiry: Inquiry, asked: Asked, plain: str = "") -> Topic:
    """Return what a question is about, without the words that only say which figures of it are wanted."""
    plain = _ASIDE.sub(" ", plain or inquiry.question.plain)
    for word in sorted(asked.words, key=len, reverse=True):
        plain = plain.replace(word, " ")
    return inquiry.topic_of(plain)
