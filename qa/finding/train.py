"""Learns which series a question is about: `python -m qa.finding.train`.

`questions.jsonl` holds questions of many authors with the figures a right answer states, or the words of the
metric, or none where no series answers. A logistic regression over named features tells the series that are
meant from all others, in each language; it is judged on texts it did not see. The words that name what a
question is about are told, for each group of texts, by what was learned from the questions over all others.
"""

from __future__ import annotations

import argparse
import json
import re
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
from index.tokens import fold_text
from ingest.glossary import load_glossary
from ingest.learned import write_learned
from qa.finding.facts import Series
from qa.finding.features import FEATURES, read_features
from qa.finding.ranking import docs_of, read_wanted
from qa.finding.weights import BELIEF, FOLDER, list_weights, read_belief, share_known
from qa.interpreter import Interpreter
from qa.script import detect_language
from qa.understanding import train as reading
from qa.wording import write_number

QUESTIONS = Path(__file__).with_name("questions.jsonl")
RECIPE = Path(__file__).with_name("training.toml")
# Features that speak against a series, and those that may speak either way; all others speak for it.
_SIGNS = {
    "missed": -1,
    "missed_across": -1,
    "wrong_unit": -1,
    "no_year": -1,
    "no_agency": -1,
    "only_rate": -1,
    "in_measure": 0,
    "outstanding": 0,
    "told": 0,
}
ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, eq=False)
class Example:
    """A question with the features of each series, and which of them it is about."""

    texts: str
    question: str
    features: NDArray[np.float64]
    right: NDArray[np.bool_]
    known: float
    answerable: bool

    @property
    def english(self) -> bool:
        """Whether it is asked in English."""
        return detect_language(self.question) == "en"


@dataclass(frozen=True)
class Model:
    """Weights that rank series, and a constant and weights that tell whether the best is meant."""

    rank: NDArray[np.float64]
    constant: float
    belief: NDArray[np.float64]

    def judge(self, example: Example) -> Judged:
        """Return whether the best series is one that is meant, and how surely it seems to be."""
        scores = example.features @ self.rank
        told = read_belief(example.features, scores, example.known) @ self.belief + self.constant
        return Judged(example, bool(example.right[int(scores.argmax())]), float(1 / (1 + np.exp(-told))))


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


def read_questions(path: Path = QUESTIONS) -> list[dict[str, Any]]:
    """Return the questions with their texts and what a right answer states."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def gather_examples(recipe: dict[str, Any], of_texts: dict[str, list[str]]) -> list[Example]:
    """Return the examples of all questions; an index is built for each group of texts."""
    questions, found = read_questions(), list[Example]()
    marked = reading.gather_examples({"texts": of_texts})
    for name, files in of_texts.items():
        weights = reading.fit([one for one in marked if one.texts != name], recipe["reading"])
        with tempfile.TemporaryDirectory(prefix="plancite-training-") as folder:
            home = Path(folder)
            add_documents(home, [ROOT / file for file in files]) if files else None
            interpreter = Interpreter(build_index(home), load_glossary(), weights)
            found += [_read_example(interpreter, one) for one in questions if one["texts"] == name]
            interpreter.records.close()
    return [one for one in found if len(one.features)]


def _read_example(interpreter: Interpreter, question: dict[str, Any]) -> Example:
    inquiry = interpreter.inquire(question["q"])
    wanted = read_wanted(inquiry, inquiry.question.plain)
    candidates = read_features(inquiry, wanted, inquiry.columns.of(docs_of(inquiry)))
    right = _find_right(candidates.series, question)
    answerable = bool(question.get("figures") or question.get("metric"))
    return Example(
        question["texts"], question["q"], candidates.features, right, share_known(wanted.topic), answerable
    )


def _find_right(candidates: Sequence[Series], question: dict[str, Any]) -> NDArray[np.bool_]:
    """Return which series a right answer rests on: those of the metric, or with most of the figures."""
    if "metric" in question:
        for told in (_is_metric, _in_metric, _in_entry):
            right = [any(told(one, words) for words in question["metric"]) for one in candidates]
            if any(right):
                break
        return np.array(right, bool)
    groups = [[fold_figure(one) for one in group] for group in question["figures"]]
    count = [_count_stated(one, groups) for one in candidates]
    most = max(count, default=0)
    return np.array([most > 0 and one == most for one in count], bool)


def _is_metric(series: Series, words: str) -> bool:
    return words == _join(series.metric)


def _in_metric(series: Series, words: str) -> bool:
    return words in _join(series.metric)


def _in_entry(series: Series, words: str) -> bool:
    return words in _join(series.entry)


def _count_stated(series: Series, groups: Sequence[Sequence[str]]) -> int:
    """Return how many of some figures, each written in one of several ways, a series has."""
    written = {
        form
        for fact in series.facts
        for form in (fold_figure(fact.as_written), write_number(abs(fact.value)).replace(",", ""))
    }
    return sum(any(states(form, one) for form in written for one in group) for group in groups)


def states(form: str, wanted: str) -> bool:
    """Say whether a figure as written is one that was wanted, or has it as a whole number.

    >>> states("1萬2,418件".replace(",", ""), "1萬2418"), states("5831", "831")
    (True, False)
    """
    return form == wanted or re.search(rf"(?<![\d.]){re.escape(wanted)}(?!\.?\d)", form) is not None


def fold_figure(text: str) -> str:
    """Return a figure as it is compared: without spaces and thousands separators.

    >>> fold_figure("1萬2,418 件")
    '1萬2418件'
    """
    return re.sub(r"[\s,]", "", fold_text(text))


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
            tops.append(read_belief(example.features, scores, example.known))
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
        if one.example.answerable:
            asked += 1
            first += int(one.right)
            right += int(believed and one.right)
            wrong += int(believed and not one.right)
        else:
            unasked += 1
            false += int(believed)
    return Tally(asked, first, right, wrong, unasked, false)


def choose_least(judged: Sequence[Judged], cost: float) -> float:
    """Return the belief from which answering does most good: a wrong answer costs `cost` right ones."""
    ended = [(tally(judged, least), least) for least in sorted({round(one.belief, 2) for one in judged})]
    return max(ended, key=lambda one: (one[0].right - cost * (one[0].wrong + one[0].false), one[1]))[1]


def leave_out(examples: Sequence[Example], groups: Sequence[int], recipe: dict[str, Any]) -> list[Judged]:
    """Return the examples as models judge them that saw none of their group."""
    found: list[Judged] = []
    for group in sorted(set(groups)):
        model = fit([e for e, of in zip(examples, groups, strict=True) if of != group], recipe)
        found += [model.judge(e) for e, of in zip(examples, groups, strict=True) if of == group]
    return found


@dataclass(frozen=True)
class Learned:
    """A model with the beliefs that are enough to answer, and the lines of the table of what was left out."""

    model: Model
    sure: float
    likely: float
    table: tuple[str, ...]


def train(examples: Sequence[Example], recipe: dict[str, Any]) -> Learned:
    """Return what is learned of some examples; beliefs are chosen on texts left out."""
    names = list(dict.fromkeys(one.texts for one in examples))
    unseen = leave_out(examples, [names.index(one.texts) for one in examples], recipe)
    sure, likely = (choose_least(unseen, recipe[name]) for name in ("sure", "likely"))
    return Learned(fit(examples, recipe), sure, likely, tuple(_report(names, sure, likely, unseen)))


def _report(names: Sequence[str], sure: float, likely: float, judged: Sequence[Judged]) -> Iterator[str]:
    yield "texts left out: with a series, right one first; surely right, wrong, none there; likely the same"
    for name in [*names, "all"]:
        own = [each for each in judged if name in (each.example.texts, "all")]
        one, other = tally(own, sure), tally(own, likely)
        counts = f"{one.asked}, {one.first}; {one.right}, {one.wrong}, {one.false} of {one.unasked}"
        yield f"{name}: {counts}; {other.right}, {other.wrong}, {other.false}"


def write_weights(path: Path, learned: Learned) -> None:
    """Write the weights with what was measured."""
    lines = ["# Made by `python -m qa.finding.train` from questions.jsonl; change nothing here by hand."]
    lines += [f"# {line}" for line in learned.table]
    lines += ["", f"constant = {learned.model.constant:.4f}"]
    lines += [f"sure = {learned.sure:.2f}", f"likely = {learned.likely:.2f}"]
    lines += ["", "[rank]", *list_weights(FEATURES, learned.model.rank)]
    lines += ["", "[belief]", *list_weights(BELIEF, learned.model.belief)]
    write_learned(path, ("\n".join(lines) + "\n").encode())


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn the weights of both languages and write them where the program looks for them."""
    parser = argparse.ArgumentParser(prog="python -m qa.finding.train", description=main.__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER, help="default: qa/finding")
    options = parser.parse_args(arguments)
    recipe = tomllib.loads(RECIPE.read_text(encoding="utf-8"))
    recipe["reading"] = tomllib.loads(reading.RECIPE.read_text(encoding="utf-8"))
    examples = gather_examples(recipe, recipe["reading"]["texts"])
    for english, name in ((False, "chinese"), (True, "english")):
        learned = train([one for one in examples if one.english is english], recipe)
        write_weights(options.out / f"{name}.toml", learned)
        print(name, *learned.table, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
