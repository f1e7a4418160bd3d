"""Learns which numbers of a plan a question asks for: `python -m qa.finding.train_numbers`.

The labelled questions of several authors say which figures a right answer states, or that the texts give
none. A forest tells each number that is asked for; networks, from what the forest says of texts it did not
see, which set of them it is, or that none is.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import tomllib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.build import build_index
from index.shelf import add_documents
from ingest.glossary import load_glossary
from ingest.learned import write_learned
from ingest.records import Observation
from qa.answer import Answer
from qa.answering.sides import find_evidence
from qa.finding.forests import Forest
from qa.finding.networks import Network, Recipe
from qa.finding.networks import fit as fit_network
from qa.finding.number_features import Numbers, read_number_features
from qa.finding.number_sets import LARGEST, NumberSets, Otherwise, list_number_sets
from qa.finding.number_weights import FILE, Enough, find_told, list_stated
from qa.finding.telling_words import weigh_names
from qa.finding.train import fold_figure, states
from qa.inquiry import Inquiry
from qa.interpreter import Interpreter
from qa.names import Name
from qa.question import Question
from qa.routing import answer_otherwise
from qa.wording import write_number

ROOT = Path(__file__).parent.parent.parent
PLANS = ROOT / "tests" / "cases" / "plans"
QUESTIONS = (
    ROOT / "tests" / "cases" / "figure_questions.jsonl",
    Path(__file__).with_name("questions.jsonl"),
)
_OF_FIGURES = ("figure", "compare", "trend", "kpi")
RECIPE = Path(__file__).with_name("number_training.toml")

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Example:
    """A question with the numbers it may ask for, which of its figures each is (-1: none), and how many."""

    texts: str
    question: Question
    names: tuple[Name, ...]
    found: Numbers
    states: NDArray[np.int32]
    figures: int
    apart: tuple[Decimal | None, ...]
    otherwise: Otherwise
    otherwise_right: bool

    @property
    def weights(self) -> Floats:
        """What each number counts in learning: those asked for together as much as all others."""
        asked = self.states >= 0
        others = np.full(len(asked), 3.0 / len(asked))
        return np.where(asked, 2.0 / max(1, int(asked.sum())), others) if asked.any() else others

    def is_right(self, members: Sequence[int]) -> bool:
        """Say whether a set states every figure and no other number, or is what is rightly told otherwise."""
        if tuple(members) == self.otherwise.members[: len(members)] and len(members) == self._told:
            return self.otherwise_right
        told = [int(self.states[at]) for at in members]
        missing = set(range(self.figures)) - set(told)
        # What lies between two figures is computed where it is not told.
        amounts = [abs(self.found.numbers[at].fact.value) for at in members]
        between = {abs(one - other) for one, other in combinations(amounts, 2)}
        whole = all(self.apart[at] is not None and self.apart[at] in between for at in missing)
        return self.figures > 0 and len(missing) < self.figures and whole and -1 not in told

    @property
    def _told(self) -> int:
        return min(len(self.otherwise.members), LARGEST)


@dataclass(frozen=True)
class Judged:
    """How an example of texts left out ends: the chance of its best set, and if that is right.

    `otherwise` says that the set is what is told without it.
    """

    example: Example
    chance: float
    right: bool
    otherwise: bool


def read_questions(texts: Collection[str]) -> list[dict[str, Any]]:
    """Return the questions over some groups of texts, each once, with the figures a right answer states.

    Those of the plans in `tests/cases/plans` that ask for figures are among them.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for path in QUESTIONS:
        for one in _read_lines(path):
            if "figures" in one and one["texts"] in texts:
                found.setdefault((one["texts"], one["q"]), one)
    for name in texts:
        path = PLANS / name / "questions.jsonl"
        for one in _read_lines(path) if path.is_file() else ():
            figures = _list_expected(one)
            if figures is not None:
                asked = {"texts": name, "q": one["q"], "figures": figures}
                found.setdefault((name, one["q"]), asked)
    return list(found.values())


def _read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _list_expected(question: dict[str, Any]) -> list[list[str]] | None:
    """Return the figures a plan's question expects, none where there are none; None if it asks for words."""
    if question["type"] == "unanswerable":
        return []
    if question["type"] not in _OF_FIGURES:
        return None
    if "expect" in question:
        groups = [one if isinstance(one, list) else one.split("|") for one in question["expect"]]
    else:
        stated = [one for one in question["figures"] if one.get("role") != "other"]
        groups = [[one.get("as_written") or "", f"{one['value']}"] for one in stated]
        groups = [[form for form in group if form] for group in groups]
    counted = all(any(char.isdigit() for char in form) for group in groups for form in group)
    return groups if groups and counted else None


def gather_examples(recipe: dict[str, Any]) -> list[Example]:
    """Return the examples of all questions; an index is built for each group of texts."""
    every = read_questions(recipe["texts"])
    found: list[Example] = []
    for name, files in recipe["texts"].items():
        asked = [one for one in every if one["texts"] == name]
        with tempfile.TemporaryDirectory(prefix="plancite-training-") as folder:
            home = Path(folder)
            add_documents(home, [ROOT / file for file in files]) if files else None
            interpreter = Interpreter(build_index(home), load_glossary())
            found += [_read_example(interpreter.inquire(one["q"]), one) for one in asked]
            interpreter.records.close()
    return [one for one in found if one.found.numbers]


def _read_example(inquiry: Inquiry, question: dict[str, Any]) -> Example:
    found = read_number_features(inquiry)
    groups = [[fold_figure(form) for form in group] for group in question["figures"]]
    stated = np.array([_find_stated(one.fact, groups) for one in found.numbers], np.int32)
    answer = answer_otherwise(inquiry, find_evidence(inquiry))
    right = not answer.abstained and _states_all(answer, groups)
    return Example(
        question["texts"],
        inquiry.question,
        weigh_names(inquiry),
        found,
        stated,
        len(groups),
        tuple(_read_amount(group) for group in groups),
        find_told(found, answer),
        right,
    )


def _read_amount(group: Sequence[str]) -> Decimal | None:
    """Return the amount of a figure by the plain number among its writings, None where there is none."""
    numbers = [one.lstrip("-") for one in group if one.lstrip("-").replace(".", "", 1).isdecimal()]
    return Decimal(numbers[0]) if numbers else None


def _states_all(answer: Answer, groups: Sequence[Sequence[str]]) -> bool:
    """Say whether an answer's sentence states every figure, first of all one that is asked for."""
    told = [_match(fold_figure(one.as_written or ""), abs(one.value), groups) for one in list_stated(answer)]
    return bool(groups) and bool(told) and told[0] >= 0 and set(range(len(groups))) <= set(told)


def _find_stated(fact: Observation, groups: Sequence[Sequence[str]]) -> int:
    return _match(fold_figure(fact.as_written), abs(fact.value), groups)


def _match(written: str, value: Decimal, groups: Sequence[Sequence[str]]) -> int:
    """Return which of the figures asked for one is, -1 for none."""
    forms = written, write_number(value).replace(",", "")
    stating = (
        at for at, group in enumerate(groups) if any(states(form, one) for form in forms for one in group)
    )
    return next(stating, -1)


def fit(rows: Floats, right: NDArray[np.bool_], weights: Floats | None, recipe: dict[str, Any]) -> Forest:
    """Return the forest that tells right rows from others."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    learned = HistGradientBoostingClassifier(**recipe, early_stopping=False, random_state=0)
    learned.fit(rows, right, sample_weight=weights)
    trees = [predictor[0].nodes for predictor in learned._predictors]
    nodes = max(map(len, trees))

    def gather(name: str, kind: type, own: bool = False) -> NDArray[Any]:
        out: NDArray[Any] = np.zeros((len(trees), nodes), kind)
        for tree, row in zip(trees, out, strict=True):
            row[: len(tree)] = tree[name]
            if own:
                # A leaf is followed by itself.
                leaves = np.flatnonzero(tree["is_leaf"])
                row[leaves] = leaves
        return out

    bound = np.where(np.isfinite(gather("num_threshold", np.float64)), gather("num_threshold", np.float64), 0)
    return Forest(
        gather("feature_idx", np.int32),
        bound,
        gather("left", np.int32, own=True),
        gather("right", np.int32, own=True),
        gather("value", np.float64),
        float(learned._baseline_prediction.item()),
    )


def fit_numbers(examples: Sequence[Example], recipe: dict[str, Any]) -> Forest:
    """Return the forest that tells the numbers asked for."""
    rows = np.concatenate([one.found.features for one in examples])
    asked = np.concatenate([one.states >= 0 for one in examples])
    return fit(rows, asked, np.concatenate([one.weights for one in examples]), recipe["numbers"])


Teller = TypeVar("Teller", Forest, Network)


def leave_out(
    examples: Sequence[Example], parts: int, learn: Callable[[list[Example]], Teller]
) -> Iterator[tuple[Example, Teller]]:
    """Yield each example with what was learned from examples of other texts alone."""
    names = list(dict.fromkeys(one.texts for one in examples))
    part_of = {name: at % parts for at, name in enumerate(names)}
    for part in range(parts):
        learned = learn([one for one in examples if part_of[one.texts] != part])
        yield from ((one, learned) for one in examples if part_of[one.texts] == part)


@dataclass(frozen=True)
class Learned:
    """What tells numbers and sets of them, what is enough, and how questions over texts left out end."""

    numbers: Forest
    sets: Network
    enough: Enough
    judged: tuple[Judged, ...]


def train(examples: Sequence[Example], recipe: dict[str, Any]) -> Learned:
    """Return what is learned of some examples; what is enough is chosen on texts left out."""
    parts, of_networks = recipe["parts"], Recipe(**recipe["sets"])
    of_sets: dict[int, NumberSets] = {}
    for one, forest in leave_out(examples, parts, lambda seen: fit_numbers(seen, recipe)):
        chances = forest.believe(one.found.features)
        of_sets[id(one)] = list_number_sets(one.question, one.names, one.found, chances, one.otherwise)

    def fit_sets(seen: Sequence[Example]) -> Network:
        sets = [of_sets[id(one)] for one in seen]
        right = [[one.is_right(set) for set in own.members] for one, own in zip(seen, sets, strict=True)]
        return fit_network([own.features for own in sets], list(map(np.array, right)), of_networks)

    judged = []
    for one, network in leave_out(examples, parts, fit_sets):
        sets = of_sets[id(one)]
        chances = network.believe(sets.features)
        best = int(chances.argmax())
        members = sets.members[best]
        same = bool(one.otherwise.members) and best == 0
        judged.append(Judged(one, float(chances[best]), one.is_right(members), same))
    enough = Enough(**recipe["enough"])
    return Learned(fit_numbers(examples, recipe), fit_sets(examples), enough, tuple(judged))


def report(learned: Learned) -> Iterator[str]:
    """Yield how questions over texts left out end, and how they end without what was learned."""
    enough, judged = learned.enough, learned.judged
    asked = [one for one in judged if one.example.figures]
    absent = len(judged) - len(asked)

    def count(told: Sequence[Judged], right: Callable[[Judged], bool]) -> str:
        false = sum(not one.example.figures for one in told)
        held = sum(map(right, told))
        return f"{held} right, {len(told) - held - false} wrong, {false} of {absent} that are not there"

    other = [one for one in judged if one.example.otherwise.answers]
    yield f"without: {count(other, lambda one: one.example.otherwise_right)}, of {len(asked)} asked"
    told = [one for one in judged if one.chance >= (enough.otherwise if one.otherwise else enough.chosen)]
    yield f"texts left out: {count(told, lambda one: one.right)}"
    for chance in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        sure = [one for one in judged if one.chance >= chance]
        yield f"  from a chance of {chance} on: {count(sure, lambda one: one.right)}"


def write_weights(path: Path, learned: Learned) -> None:
    """Write what was learned and what is enough."""
    enough = {name: np.array(getattr(learned.enough, name)) for name in ("chosen", "otherwise")}
    arrays = learned.numbers.save("numbers") | learned.sets.save("sets") | enough
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    write_learned(path, content.getvalue())


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn which numbers questions ask for and write it where the program looks for it."""
    parser = argparse.ArgumentParser(prog="python -m qa.finding.train_numbers", description=main.__doc__)
    parser.add_argument("--out", type=Path, default=FILE, help="default: qa/finding/numbers.npz")
    options = parser.parse_args(arguments)
    recipe = tomllib.loads(RECIPE.read_text(encoding="utf-8"))
    learned = train(gather_examples(recipe), recipe)
    write_weights(options.out, learned)
    print(*report(learned), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
