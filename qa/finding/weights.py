"""What each feature of a series counts, and whether the best is meant: learned by `qa.finding.train`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.learned import read_learned
from qa.concepts import Topic
from qa.finding.features import FEATURES, NAMED, Candidates

FOLDER = Path(__file__).parent
# What tells whether the best series is meant: its features, how far it is before the next best of another
# name, among those of tables and those of sentences, and how much of the question the texts know.
BELIEF = (*FEATURES, "lead", "told_lead", "known")
_MOST_LEAD = 3.0
_NAMED = [FEATURES.index(name) for name in NAMED]
_TOLD = FEATURES.index("told")
_GIVEN = [FEATURES.index(name) for name in ("year", "role", "given")]
_LACKING = [FEATURES.index(name) for name in ("no_year", "outstanding")]
_ALIKE = 1e-5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What ranks series, in the order of FEATURES, and what tells whether the best is meant, of BELIEF.

    A belief above `sure` is enough to answer from the series, one above `likely` where nothing else answers.
    """

    rank: Floats
    belief: Floats
    constant: float
    sure: float
    likely: float


@cache
def load_weights(english: bool) -> Weights:
    """Return the weights that were learned of questions in English, or of those in Chinese."""
    path = FOLDER / ("english.toml" if english else "chinese.toml")
    table = tomllib.loads(read_learned(path).decode())
    rank = np.array([table["rank"].get(name, 0.0) for name in FEATURES])
    belief = np.array([table["belief"].get(name, 0.0) for name in BELIEF])
    return Weights(rank, belief, table["constant"], table["sure"], table["likely"])


def score_candidates(candidates: Candidates, topic: Topic, weights: Weights) -> tuple[Floats, Floats, Floats]:
    """Return how well each series fits a question, how surely it is meant, and by its name alone, as chances.

    Whether the best is meant says the same of what is named like it; any other is meant less surely by
    as much as it fits less.
    """
    scores: Floats = candidates.features @ weights.rank
    read = read_belief(candidates.features, scores, share_known(topic))
    named = read.copy()
    # As if it gave what is asked: of which year and in which role says nothing of its name.
    named[_GIVEN], named[_LACKING] = 1.0, 0.0
    best = int(scores.argmax())
    behind = np.where(find_alike(candidates.features, best), 0, scores[best] - scores)
    chances, by_name = (
        1 / (1 + np.exp(behind - (told @ weights.belief + weights.constant))) for told in (read, named)
    )
    return scores, chances, by_name


def read_belief(features: Floats, scores: Floats, known: float) -> Floats:
    """Return what tells whether the best of some scored series is meant, in the order of BELIEF."""
    best = int(scores.argmax())
    others = ~find_alike(features, best)
    told = features[:, _TOLD] > 0
    leads = (_measure_lead(scores, best, others & ~told), _measure_lead(scores, best, others & told))
    return np.array([*features[best], *leads, known])


def _measure_lead(scores: Floats, best: int, others: NDArray[np.bool_]) -> float:
    return min(_MOST_LEAD, float(scores[best] - scores[others].max())) if others.any() else _MOST_LEAD


def find_alike(features: Floats, best: int) -> NDArray[np.bool_]:
    """Say of each series whether it is named like one of them, as far as the question can tell."""
    named = features.T[_NAMED]
    apart = np.abs(named - named[:, best, None]).max(axis=0)
    alike: NDArray[np.bool_] = apart < _ALIKE
    return alike


def share_known(topic: Topic) -> float:
    """Return how much of what a question is about the texts have words for."""
    known = sum(concept.weight for concept in topic.concepts if concept.wordings)
    return known / topic.total if topic.total else 0.0


def list_weights(names: Sequence[str], values: Floats) -> list[str]:
    """Return the lines of a table of weights, without those that count nothing."""
    return [f"{name} = {value:.4f}" for name, value in zip(names, values, strict=True) if value]
