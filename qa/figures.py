"""Figures that answer a question: every figure of the likely records, ranked by what it counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ingest.figures.units import compatible_units
from qa.concepts import Topic
from qa.cues import load_cues
from qa.mentions import Mention
from qa.question import Question, answering_units

_NEAR, _SENTENCE, _HEADING = 1.0, 0.7, 0.35
_UNIT_FITS, _UNIT_SAME, _UNIT_DIFFERS = 0.5, 0.2, -0.5
_YEAR_FITS, _YEAR_DIFFERS = 0.2, -0.45
_ROLE_FITS, _ROLE_DIFFERS = 0.35, -0.3
_RANGE = 0.3
_NAMED_UNITS = frozenset({"%", "元", "分", "名", "公斤"})
_CUED = 0.4
_CUES = frozenset({"cumulative", "most", "growth"})
_FIELDS = {
    "result": 0.12,
    "comparison": 0.06,
    "highlights": 0.04,
    "benefit": 0.04,
    "strategy": -0.6,
    "action": -0.6,
    "goal": -0.3,
    "indicator": -0.3,
}


@dataclass(frozen=True, slots=True)
class Scored:
    """A mention with its score, and the share of the question's concepts its surroundings hold."""

    mention: Mention
    score: float
    share: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what mentions are held against: roles, cues and years."""

    question: Question
    roles: frozenset[str]
    cues: frozenset[str]
    years: frozenset[int]


def rank_mentions(
    question: Question, topic: Topic, mentions: Iterable[tuple[Mention, float]]
) -> list[Scored]:
    """Rank mentions, each given with what its record's rank adds; best first."""
    asked = _Asked(question, wanted_roles(question), question.wants & _CUES, frozenset(question.years))
    scored = [_score(asked, topic, mention, prior) for mention, prior in mentions]
    return sorted(scored, key=lambda s: -s.score)


def _score(asked: _Asked, topic: Topic, mention: Mention, prior: float) -> Scored:
    beside, heading = topic.keep(mention.near_tokens), topic.keep(mention.heading_tokens)
    said = topic.keep(mention.sentence_tokens)
    near = 0.6 * topic.share(mention.clause_tokens) + 0.4 * topic.share_kept(beside)
    sentence = topic.share_kept(said)
    around = topic.share_kept(said | heading)
    score = (
        _NEAR * near
        + _SENTENCE * sentence
        + _HEADING * (topic.share_kept(beside | heading) + around - sentence)
        + _score_unit(asked.question, mention)
        + _score_year(asked, mention)
        + _score_role(asked.roles, mention)
        + _FIELDS.get(mention.field.key, 0.0)
        + _score_cues(asked.cues, mention)
        + prior
    )
    return Scored(mention, score, around)


def _score_cues(wanted: frozenset[str], mention: Mention) -> float:
    """Score what a question asks for by words such as 累計 or 最多, when the clause has them too."""
    if not wanted:
        return 0.0
    start, end = mention.clause
    return _CUED * len(wanted & load_cues("want").found_in(mention.field.text[start:end]))


@lru_cache(4096)
def unit_fits(asked: str, unit: str) -> bool:
    """Say whether a figure's unit answers a question for a unit."""
    return any(unit == fit or (unit and compatible_units(fit, unit)) for fit in answering_units(asked))


def _score_unit(question: Question, mention: Mention) -> float:
    if not question.units:
        return 0.0
    fits = any(unit_fits(unit, mention.figure.unit) for unit in question.units)
    # English nouns only suggest a measure word; Chinese measure words, money and rates name the unit.
    hinted = question.language == "en" and not set(question.units) & _NAMED_UNITS
    sureness = 0.5 if hinted else 1.0
    exact = _UNIT_SAME if mention.figure.unit in question.units else 0.0
    return (
        exact
        + sureness * (_UNIT_FITS if fits else _UNIT_DIFFERS)
        - (_RANGE if mention.figure.upper is not None else 0)
    )


def _score_year(asked: _Asked, mention: Mention) -> float:
    if mention.year is None:
        return 0.0
    if asked.years:
        if mention.year in asked.years:
            return _YEAR_FITS
        return _YEAR_DIFFERS if asked.years.isdisjoint(mention.years) else 0.3 * _YEAR_DIFFERS
    return 0.0 if mention.year == mention.record.edition else 0.8 * _YEAR_DIFFERS


def _score_role(wanted: frozenset[str], mention: Mention) -> float:
    if mention.role in wanted:
        return _ROLE_FITS
    if mention.role in ("target", "next_target", "rate", "difference"):
        return _ROLE_DIFFERS
    return _ROLE_DIFFERS if wanted & {"target", "next_target", "rate"} and not wanted & {"actual"} else 0.0


def wanted_roles(question: Question) -> frozenset[str]:
    """Return the roles a question asks for, empty when it names none."""
    roles = set(question.wants & {"target", "rate", "difference", "actual"})
    if "next_target" in question.wants:
        roles.add("target")
    if "target" in roles:
        roles.add("next_target")
    return frozenset(roles)
