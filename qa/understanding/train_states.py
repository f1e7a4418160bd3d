"""Learns what verdicts and states of questions mean: `python -m qa.understanding.train_states`.

In `parts.tsv` each is marked with its meaning, {v.not_met:沒有到位}; `states.tsv` has what they are called
without a question; whoever adds a wording adds a line. They are judged on texts left out.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ingest.learned import write_learned
from qa.understanding.states import (
    BUCKETS,
    MEANINGS,
    WEIGHTS,
    StateWeights,
    hash_feature,
    list_features,
    read_state,
)
from qa.understanding.train import MARK, QUESTIONS, RECIPE, read_marked, read_options

# The letter of a verdict or state.
VERDICT = "v"
# What people call them, each with its meaning, without a question around it: no group of texts is theirs.
CALLED = Path(__file__).with_name("states.tsv")


class Stretch(NamedTuple):
    """A verdict or state of a question, with what it means and the texts it was asked of."""

    texts: str
    plain: str
    start: int
    end: int
    meaning: str


def read_stretches(path: Path = QUESTIONS) -> list[Stretch]:
    """Return each verdict or state that is labelled with what it means."""
    found: list[Stretch] = []
    for texts, marked in (line.split("\t", 1) for line in path.read_text("utf-8").splitlines() if line):
        plain = read_marked(marked)[0]
        for mark in MARK.finditer(marked):
            if mark[1] == VERDICT and mark[2]:
                start = len(read_marked(marked[: mark.start()])[0])
                found.append(Stretch(texts, plain, start, start + len(read_marked(mark[0])[0]), mark[2]))
    called = (line.split("\t", 1) for line in CALLED.read_text(encoding="utf-8").splitlines())
    return [*found, *(Stretch("", words, 0, len(words), meaning) for meaning, words in called)]


def fit_states(stretches: Sequence[Stretch], strength: float) -> StateWeights:
    """Return the weights of some labelled stretches: a logistic regression over their meanings."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    rows = [[hash_feature(one) for one in list_features(of.plain, of.start, of.end)] for of in stretches]
    ends = np.cumsum([0, *map(len, rows)])
    table = csr_matrix((np.ones(ends[-1], np.float32), np.concatenate(rows), ends), (len(rows), BUCKETS))
    table.sum_duplicates()
    learned = LogisticRegression(C=strength, max_iter=400, random_state=0)
    learned.fit(table, [MEANINGS.index(of.meaning) for of in stretches])
    features = np.zeros((BUCKETS, len(MEANINGS)), np.float32)
    features[:, learned.classes_] = learned.coef_.T
    constants = np.full(len(MEANINGS), -20, np.float32)
    constants[learned.classes_] = learned.intercept_
    return StateWeights(features, constants)


def report_states(stretches: Sequence[Stretch], strength: float) -> str:
    """Return how many verdicts of each group of texts are told right by what was learned from the others."""
    right = 0
    asked = [of for of in stretches if of.texts]
    for name in {of.texts for of in asked}:
        weights = fit_states([of for of in stretches if of.texts != name], strength)
        own = [of for of in asked if of.texts == name]
        right += sum(read_state(of.plain, of.start, of.end, weights)[0] == of.meaning for of in own)
    return f"what verdicts mean, texts left out: {right} of {len(asked)} right"


def write_weights(path: Path, weights: StateWeights) -> None:
    """Write the weights as whole numbers of one byte."""
    scale = np.float32(np.abs(weights.features).max() / 127)
    written = BytesIO()
    features = np.rint(weights.features / scale).astype(np.int8)
    np.savez_compressed(written, features=features, scale=scale, constants=weights.constants)
    write_learned(path, written.getvalue())


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn the weights and write them where the program looks for them."""
    options = read_options("train_states", main.__doc__, WEIGHTS, arguments)
    strength = float(tomllib.loads(RECIPE.read_text(encoding="utf-8"))["states"])
    stretches = read_stretches()
    if options.table:
        print(report_states(stretches, strength))
    write_weights(options.out, fit_states(stretches, strength))
    return 0


if __name__ == "__main__":
    sys.exit(main())
