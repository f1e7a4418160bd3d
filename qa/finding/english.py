"""Which series an English question is about: named features, weighed as `qa.finding.train` learned it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.tokens import cut_token_set
from ingest.figures.units import compatible_units
from ingest.figures.years import blank_years
from ingest.records import Measure
from qa.concepts import Topic
from qa.finding.facts import Series
from qa.inquiry import Inquiry
from qa.question import answering_units
from qa.understanding.roles import Asked, find_strategy, read_asked

WEIGHTS = Path(__file__).with_name("english.toml")
FEATURES = (
    "held",
    "own",
    "asked",
    "missed",
    "near",
    "nearby",
    "share",
    "precise",
    "unit",
    "wrong_unit",
    "year",
    "no_year",
    "role",
    "only_rate",
    "agency",
    "no_agency",
    "in_prose",
    "strategy",
)


# What tells whether the best series is meant at all: its features, and how far it is before the next best.
BELIEF = (
    "held",
    "own",
    "asked",
    "missed",
    "near",
    "share",
    "precise",
    "unit",
    "wrong_unit",
    "no_year",
    "role",
    "in_prose",
    "strategy",
    "lead",
)
_MOST_LEAD = 3.0
_NUMBERED = 12
_NAMED_ROLES = frozenset({"budget", "final", "rate"})
# The features that say whose name it is: series alike in these are one metric of several documents or years.
_NAMED = [FEATURES.index(name) for name in ("held", "own", "asked", "near")]
_ALIKE = 1e-5


@dataclass(frozen=True, slots=True)
class Weights:
    """What ranks series, in the order of FEATURES, and what tells whether the best is meant, of BELIEF.

    A belief above `least` is enough to answer from the series.
    """

    rank: NDArray[np.float64]
    belief: NDArray[np.float64]
    constant: float
    least: float


@cache
def load_weights() -> Weights:
    """Return the weights that were learned."""
    table = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    rank = np.array([table["rank"][name] for name in FEATURES])
    belief = np.array([table["belief"][name] for name in BELIEF])
    return Weights(rank, belief, table["constant"], table["least"])


def score_series(
    inquiry: Inquiry, asked: Asked, topic: Topic, series: Sequence[Series], plain: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how well each series fits an English question or a part of it, and how surely it is meant.

    What is above 0 is sure enough to answer from. Whether the best is meant says the same of what is
    named like it; any other is meant less surely by as much as it fits less.
    """
    learned = load_weights()
    features = read_features(inquiry, asked, topic, series, plain)
    scores: NDArray[np.float64] = features @ learned.rank
    belief = float(read_belief(features, scores) @ learned.belief) + learned.constant - learned.least
    best = int(scores.argmax())
    return scores, belief - np.where(_find_alike(features, best), 0, scores[best] - scores)


def read_belief(features: NDArray[np.float64], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what tells whether the best of some scored series is meant, in the order of BELIEF."""
    best = int(scores.argmax())
    others = scores[~_find_alike(features, best)]
    lead = min(_MOST_LEAD, float(scores[best] - others.max())) if len(others) else _MOST_LEAD
    return np.array([*(features[best, FEATURES.index(name)] for name in BELIEF[:-1]), lead])


def _find_alike(features: NDArray[np.float64], best: int) -> NDArray[np.bool_]:
    """Say of each series whether it is named like one of them, as far as the question can tell."""
    apart = np.abs(features[:, _NAMED] - features[best, _NAMED]).max(axis=1)
    alike: NDArray[np.bool_] = apart < _ALIKE
    return alike


def read_features(
    inquiry: Inquiry, asked: Asked, topic: Topic, series: Sequence[Series], plain: str
) -> NDArray[np.float64]:
    """Return the features of some series for an English question or a part of it, a row for each."""
    plain = " ".join(blank_years(plain).split())
    for word in sorted(asked.words, key=len, reverse=True):
        # Budgets and rates are named by series themselves, as in capital budget execution rate.
        if not _NAMED_ROLES.intersection(read_asked(word).roles):
            plain = plain.replace(word, " ")
    bridge = inquiry.bridge()
    units = bridge.read_units(plain, inquiry.translations)
    names = bridge.read_names([(one.metric, one.around) for one in series])
    likeness = bridge.compare(units, names)
    vocabulary = frozenset(topic.tokens)
    strategy = find_strategy(inquiry.question.plain)
    beside = [_read_beside(inquiry, asked, topic, vocabulary, strategy, one) for one in series]
    alike = np.stack(
        [likeness.held, likeness.own, likeness.asked, likeness.missed, likeness.near, likeness.nearby], axis=1
    )
    return np.concatenate([alike, np.array(beside, dtype=np.float64).reshape(len(series), -1)], axis=1)


def _read_beside(
    inquiry: Inquiry,
    asked: Asked,
    topic: Topic,
    vocabulary: frozenset[str],
    strategy: int | None,
    series: Series,
) -> tuple[float, ...]:
    """Return the features that are not of words alone."""
    question = inquiry.question
    who = cut_token_set("\n".join(series.agencies))
    unit = series.facts[0].unit
    units = [wanted for one in question.units for wanted in answering_units(one)] if unit else []
    fits = any(compatible_units(unit, wanted) for wanted in units)
    inside = bool(set(question.years) & set(series.years))
    roles = asked.roles or ("actual",)
    named = bool(inquiry.agencies) and _names_agency(inquiry, series)
    return (
        topic.share(series.tokens | who),
        len(series.own & vocabulary) / max(1, len(series.own)),
        float(fits),
        float(bool(units) and not fits),
        float(inside),
        float(bool(question.years) and not inside),
        sum(series.holds(role) for role in roles) / len(roles),
        float("rate" not in asked.roles and all(fact.role == "rate" for fact in series.facts)),
        float(named),
        float(bool(inquiry.agencies) and not named),
        float(isinstance(series.record, Measure)),
        float(strategy is not None and find_strategy(series.entry[:_NUMBERED]) == strategy),
    )


def _names_agency(inquiry: Inquiry, series: Series) -> bool:
    held = "\n".join((*series.agencies, series.scope or "", series.metric, series.entry))
    return any(name in held for names in inquiry.agencies for name in names)
