"""Learns which series an English question is about: `python -m qa.finding.train`.

The pairs of `pairs.csv` are questions over texts in the repository with the words of the metric they are
about, or none where no series answers them. A logistic regression over named features tells the series that
are meant from all others; it is judged on texts it did not see. The same pairs give the same weights.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.build import build_index
from index.shelf import add_documents
from ingest.glossary import load_glossary
from qa.finding.english import BELIEF, FEATURES, WEIGHTS, read_belief, read_features
from qa.finding.ranking import read_subject
from qa.interpreter import Interpreter
from qa.understanding.roles import read_asked

PAIRS = Path(__file__).with_name("pairs.csv")
RECIPE = Path(__file__).with_name("training.toml")
# Features that speak against a series, and one that may speak either way; all others speak for it.
_SIGNS = {
    "missed": -1,
    "wrong_unit": -1,
    "no_year": -1,
    "no_agency": -1,
    "only_rate": -1,
    "in_prose": 0,
}
ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, eq=False)
class Example:
    """A question with the features of each series, and which of them it is about."""

    texts: str
    question: str
    features: NDArray[np.float64]
    right: NDArray[np.bool_]


@dataclass(frozen=True)
class Model:
    """Weights that rank series, and a constant and weights that tell whether the best is meant."""

    rank: NDArray[np.float64]
    constant: float
    belief: NDArray[np.float64]

    def judge(self, example: Example) -> Judged:
        """Return whether the best series is one that is meant, and how surely it seems to be."""
        scores = example.features @ self.rank
        belief = float(read_belief(example.features, scores) @ self.belief) + self.constant
        return Judged(example, bool(example.right[int(scores.argmax())]), belief)


@dataclass(frozen=True)
class Judged:
    """An example with whether its best series is right, and the belief in it."""

    example: Example
    right: bool
    belief: float


@dataclass(frozen=True)
class Tally:
    """How questions over texts ended: questions about a series, the right one first; above a least score."""

    asked: int
    first: int
    right: int
    wrong: int
    unasked: int
    false: int


def read_pairs(path: Path = PAIRS) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return (texts, question, words of the right metrics) of each pair."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (row["texts"], row["question"], tuple(filter(None, _join(row["metric"]).split("|"))))
            for row in csv.DictReader(file)
        ]


def gather_examples(recipe: dict[str, Any]) -> list[Example]:
    """Return the examples of all pairs; an index is built for each group of texts."""
    pairs = read_pairs()
    found: list[Example] = []
    for name, files in recipe["texts"].items():
        with tempfile.TemporaryDirectory(prefix="plancite-training-") as folder:
            home = Path(folder)
            add_documents(home, [ROOT / file for file in files]) if files else None
            interpreter = Interpreter(build_index(home), load_glossary())
            shipped = [doc for doc in interpreter.records.heads if doc in recipe["shipped"]]
            own = [doc for doc in interpreter.records.heads if doc not in shipped] or shipped
            asked = [(question, metrics) for texts, question, metrics in pairs if texts == name]
            found += [_read_example(interpreter, name, own, *pair) for pair in asked]
            interpreter.records.close()
    return found


def _read_example(
    interpreter: Interpreter, texts: str, own: Sequence[str], question: str, metrics: tuple[str, ...]
) -> Example:
    inquiry = interpreter.inquire(question)
    asked = read_asked(inquiry.question.plain)
    series = list(interpreter.facts.series_of(own))
    right = np.array([_join(one.metric) in metrics for one in series])
    if not right.any():
        right = np.array([any(words in _join(one.metric) for words in metrics) for one in series])
    if not right.any():
        right = np.array([any(words in _join(one.entry) for words in metrics) for one in series])
    if metrics and not right.any():
        raise ValueError(
            f"{question}: expected a series about {'|'.join(metrics)}, found none; mend pairs.csv"
        )
    features = read_features(inquiry, asked, read_subject(inquiry, asked), series, inquiry.question.plain)
    return Example(texts, question, features, right)


def _join(text: str) -> str:
    return "".join(text.split())


def fit(examples: Sequence[Example], recipe: dict[str, Any]) -> Model:
    """Return the model of some examples; whether the best is meant is learned from those it did not rank."""
    parts = recipe["parts"]
    tops, ended = [], []
    for part in range(parts):
        rank = fit_rank([e for at, e in enumerate(examples) if at % parts != part], recipe)
        for example in examples[part::parts]:
            scores = example.features @ rank
            tops.append(read_belief(example.features, scores))
            ended.append(bool(example.right[int(scores.argmax())]))
    constant, belief = _regress(
        np.array(tops), np.array(ended), np.ones(len(ended)), BELIEF, recipe["belief"]
    )
    return Model(fit_rank(examples, recipe), constant, belief)


def fit_rank(examples: Sequence[Example], recipe: dict[str, Any]) -> NDArray[np.float64]:
    """Return the weights by which series that are meant go before the others of their question."""
    steps, weights = [], []
    for example in examples:
        if example.right.any() and not example.right.all():
            meant, others = example.features[example.right], example.features[~example.right]
            steps.append((meant[:, None, :] - others[None]).reshape(-1, len(FEATURES)))
            weights.append(np.full(len(steps[-1]), recipe["pairs"] / len(steps[-1])))
    step, weight = np.concatenate(steps), np.concatenate(weights)
    both = np.concatenate([step, -step])
    right = np.arange(len(both)) < len(step)
    return _regress(both, right, np.concatenate([weight, weight]), FEATURES, recipe["rank"], constant=False)[
        1
    ]


def _regress(
    features: NDArray[np.float64],
    right: NDArray[np.bool_],
    weights: NDArray[np.float64],
    names: Sequence[str],
    strength: float,
    *,
    constant: bool = True,
) -> tuple[float, NDArray[np.float64]]:
    """Return a logistic regression in which no feature speaks against its meaning.

    Of a few hundred questions some features learn by chance that a wrong unit is good; they are left out.
    """
    from sklearn.linear_model import LogisticRegression

    kept = list(range(len(names)))
    while True:
        chosen = features[:, kept]
        mean = chosen.mean(axis=0) if constant else np.zeros(len(kept))
        spread = chosen.std(axis=0) + 1e-9
        learned = LogisticRegression(C=strength, fit_intercept=constant, max_iter=5000, random_state=0)
        learned.fit((chosen - mean) / spread, right.astype(int), sample_weight=weights)
        found = learned.coef_[0]
        against = [at for at, place in enumerate(kept) if _SIGNS.get(names[place], 1) * found[at] < 0]
        if not against:
            break
        kept.pop(max(against, key=lambda at: abs(found[at])))
    out = np.zeros(len(names))
    out[kept] = found / spread
    return float(learned.intercept_[0] - (out[kept] * mean).sum()) if constant else 0.0, out


def tally(judged: Iterable[Judged], least: float) -> Tally:
    """Return how questions ended when a series is believed from a belief on."""
    asked = first = right = wrong = unasked = false = 0
    for one in judged:
        believed = one.belief > least
        if one.example.right.any():
            asked += 1
            first += int(one.right)
            right += int(believed and one.right)
            wrong += int(believed and not one.right)
        else:
            unasked += 1
            false += int(believed)
    return Tally(asked, first, right, wrong, unasked, false)


def choose_least(judged: Sequence[Judged]) -> float:
    """Return the belief from which answering does most good: a wrong answer costs a right one."""
    ended = [(tally(judged, least), least) for least in sorted({round(one.belief, 2) for one in judged})]
    return max(ended, key=lambda one: (one[0].right - one[0].wrong - one[0].false, one[1]))[1]


def leave_out(examples: Sequence[Example], groups: Sequence[int], recipe: dict[str, Any]) -> list[Judged]:
    """Return the examples as models judge them that saw none of their group."""
    found: list[Judged] = []
    for group in sorted(set(groups)):
        model = fit([e for e, of in zip(examples, groups, strict=True) if of != group], recipe)
        found += [model.judge(e) for e, of in zip(examples, groups, strict=True) if of == group]
    return found


def train(examples: Sequence[Example], recipe: dict[str, Any]) -> tuple[Model, float, list[str]]:
    """Return the model of all examples, its least belief, and the lines of the table of what was left out."""
    names = list(recipe["texts"])
    folds = leave_out(examples, [at % recipe["folds"] for at in range(len(examples))], recipe)
    # What a shipped text does not give as a series it mostly says in a sentence, which is looked for as well.
    least = choose_least([one for one in folds if recipe["texts"][one.example.texts]])
    model = fit(examples, recipe)
    unseen = leave_out(examples, [names.index(e.texts) for e in examples], recipe)
    seen = [model.judge(e) for e in examples]
    return model, least, list(_report(names, least, {"left out": unseen, "folds": folds, "seen": seen}))


def _report(names: Sequence[str], least: float, parts: dict[str, list[Judged]]) -> Iterator[str]:
    yield "texts, how judged: with a series, right one first, believed and right, wrong; without, believed"
    for how, judged in parts.items():
        for name in [*names, "all"]:
            one = tally([each for each in judged if name in (each.example.texts, "all")], least)
            counts = f"{one.asked}, {one.first}, {one.right}, {one.wrong}; {one.unasked}, {one.false}"
            yield f"{name}, {how}: {counts}"


def write_weights(path: Path, model: Model, least: float, table: Sequence[str]) -> None:
    """Write the weights with what was measured."""
    lines = ["# Made by `python -m qa.finding.train` from pairs.csv; change nothing here by hand."]
    lines += [f"# {line}" for line in table]
    lines += ["", f"constant = {model.constant:.4f}", f"least = {least:.4f}", "", "[rank]"]
    lines += [f"{name} = {weight:.4f}" for name, weight in zip(FEATURES, model.rank, strict=True)]
    lines += ["", "[belief]"]
    lines += [f"{name} = {weight:.4f}" for name, weight in zip(BELIEF, model.belief, strict=True)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn the weights and write them where the program looks for them."""
    parser = argparse.ArgumentParser(prog="python -m qa.finding.train", description=main.__doc__)
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="default: qa/finding/english.toml")
    options = parser.parse_args(arguments)
    recipe = tomllib.loads(RECIPE.read_text(encoding="utf-8"))
    model, least, table = train(gather_examples(recipe), recipe)
    write_weights(options.out, model, least, table)
    print("\n".join(table))
    return 0


if __name__ == "__main__":
    sys.exit(main())
