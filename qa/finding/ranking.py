"""Which series of facts a question is about: by words in common, and by their units, years and agencies."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.tokens import cut_token_set
from ingest.figures.units import compatible_units
from qa.concepts import Topic
from qa.finding.english import score_series
from qa.finding.facts import Series
from qa.inquiry import Inquiry
from qa.question import answering_units
from qa.understanding.roles import Asked, find_strategy

# What speaks for a series beside the share of the question's words that it holds.
_PRECISE, _UNIT, _WRONG_UNIT, _YEAR, _NO_YEAR, _ROLE, _AGENCY, _NO_AGENCY = (
    0.3,
    0.08,
    0.2,
    0.05,
    0.1,
    0.06,
    0.15,
    0.1,
)
# What a bracket says is not meant: （別跟廉政方案弄混）, (not the action plan).
_ASIDE = re.compile(r"[(（](?:別|不要|不是|非|勿|\bnot\b|\bdon.t\b)[^()（）]*[)）]")
_NUMBERED, _LONGEST_NUMBERED = 1.2, 12
MOST_DOCUMENTS = 40
_LEADING = 30
# Learned scores as shares and scores of Chinese questions: a belief of 0 is a share of 0.62.
_EVEN, _SCALE = 0.49, 0.12


@dataclass(frozen=True, slots=True)
class RankedSeries:
    """A series with the share of the question's words it holds, and its score among others."""

    series: Series
    share: float
    score: float


def rank_series(
    inquiry: Inquiry, asked: Asked, candidates: Iterable[Series], plain: str = ""
) -> list[RankedSeries]:
    """Return the series a question, or a part of it, may be about, best first.

    Those that share nothing with it are left out.
    """
    topic = read_subject(inquiry, asked, plain)
    if inquiry.question.language == "en":
        return _rank_english(inquiry, asked, topic, tuple(candidates), plain)
    vocabulary = frozenset(topic.tokens)
    ranked = []
    strategy = find_strategy(inquiry.question.plain)
    heads = inquiry.scope.records.heads
    titles = {doc: cut_token_set(f"{heads[doc].title}\n{heads[doc].publisher}") for doc in docs_of(inquiry)}
    for series in candidates:
        who = cut_token_set("\n".join(series.agencies))
        share = topic.share(series.tokens | who)
        if share > 0:
            # Whose plan it is may be said in the question, and is said in its title alone.
            share = topic.share(series.tokens | who | titles.get(series.doc, frozenset()))
        if strategy is not None and find_strategy(series.entry[:_LONGEST_NUMBERED]) == strategy:
            # What is asked of a strategy as a whole stands in a row that bears its number.
            share = _NUMBERED
        if share > 0:
            ranked.append(RankedSeries(series, share, share + _weigh(inquiry, asked, series, vocabulary)))
    return sorted(ranked, key=lambda one: -one.score)


def _rank_english(
    inquiry: Inquiry, asked: Asked, topic: Topic, candidates: Sequence[Series], plain: str
) -> list[RankedSeries]:
    """Return the series by learned weights; their shares are how surely each is meant."""
    if not candidates:
        return []
    scores, beliefs = score_series(inquiry, asked, topic, candidates, plain or inquiry.question.plain)
    ranked = [
        RankedSeries(series, 1 / (1 + math.exp(-(belief + _EVEN))), _SCALE * score)
        for series, score, belief in zip(candidates, scores.tolist(), beliefs.tolist(), strict=True)
    ]
    return sorted(ranked, key=lambda one: -one.score)


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


def _weigh(inquiry: Inquiry, asked: Asked, series: Series, vocabulary: frozenset[str]) -> float:
    question = inquiry.question
    weight = _PRECISE * len(series.own & vocabulary) / max(1, len(series.own))
    if question.units and (unit := series.facts[0].unit):
        fits = any(
            compatible_units(unit, wanted) for one in question.units for wanted in answering_units(one)
        )
        weight += _UNIT if fits else -_WRONG_UNIT
    if question.years:
        weight += _YEAR if set(question.years) & set(series.years) else -_NO_YEAR
    if asked.roles:
        weight += _ROLE * sum(series.holds(role) for role in asked.roles) / len(asked.roles)
    if inquiry.agencies:
        held = "\n".join((*series.agencies, series.scope or "", series.metric, series.entry))
        named = any(name in held for names in inquiry.agencies for name in names)
        weight += _AGENCY if named else -_NO_AGENCY
    return weight
