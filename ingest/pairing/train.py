"""Trains the weights of the pairing: `python -m ingest.pairing.train CASES`, CASES the folder of labelled cases.

Two logistic regressions over the same named features: which figure of a measure is the result of a target, and
which is last year's value of it, or none. They are conditional, a choice among the figures of one measure, as
that is what is asked of them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingest.blocks import Cell, Table
from ingest.entries.cards import Labels, draft_cards, is_card
from ingest.entries.context import Caption
from ingest.entries.observing import name_fields
from ingest.formats.text import read_text_blocks
from ingest.pairing.choosing import choose, find_eligible
from ingest.pairing.features import Features, describe, describe_before
from ingest.pairing.labelled import Answer, Case, Key, is_marked, read_cards, read_cells, read_gold, read_plan
from ingest.pairing.model import WEIGHTS, Model, Models, write_models
from ingest.pairing.scene import Scene
from ingest.records import Field, Place

_STRENGTH = 4.0
_DIGITS = 4
# Log-odds below which a result, and last year's value, are not taken for one.
_THRESHOLDS = (0.0, 0.5)


@dataclass(slots=True)
class Example:
    """The figures that may answer one goal: their features, and which of them are right."""

    features: list[Features] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)


def make_examples(cases: Iterable[Case]) -> tuple[list[Example], list[Example]]:
    """Return the examples of results, and those of last year's values."""
    results: list[Example] = []
    earlier: list[Example] = []
    for case in cases:
        for index, answer in case.answers.items():
            scene = case.scene
            results.append(
                _make_example(
                    scene, index, answer.result, answer.result_marks, None, bool(answer.before_marks)
                )
            )
            if answer.before_known and not scene.goals[index].growth:
                chosen = _find_chosen(scene, index, answer)
                earlier.append(
                    _make_example(
                        scene, index, answer.before, answer.before_marks, (chosen,), bool(answer.result_marks)
                    )
                )
    return results, earlier


def _find_chosen(scene: Scene, index: int, answer: Answer) -> int | None:
    """Return the mention of a goal's result that is known, the first one of this year where none is marked."""
    for k in scene.candidates[index]:
        s = scene.statements[k]
        if answer.result_marks:
            if is_marked(s.field.key, s.figure.start, answer.result_marks):
                return k
        elif (
            answer.result is not None
            and _is_value(scene, index, k, answer.result)
            and s.year == scene.edition
        ):
            return k
    return None


def _make_example(
    scene: Scene,
    index: int,
    value: Decimal | None,
    marks: frozenset[Key],
    chosen: tuple[int | None] | None,
    marked: bool,
) -> Example:
    example = Example()
    for k in find_eligible(scene, index) if chosen is None else scene.candidates[index]:
        s = scene.statements[k]
        if chosen is not None and k == chosen[0]:
            continue
        same = value is not None and _is_value(scene, index, k, value)
        right = is_marked(s.field.key, s.figure.start, marks) if marks else same
        if same and not right:
            # Another mention of the value that is marked is neither right nor wrong.
            continue
        example.features.append(
            describe(scene, index, k) if chosen is None else describe_before(scene, index, k, chosen[0])
        )
        example.right.append(right)
    return example


def _is_value(scene: Scene, index: int, k: int, value: Decimal) -> bool:
    measured = scene.measure(index, scene.statements[k])
    return abs(measured - value) <= abs(value) / 100_000


def fit(examples: Sequence[Example]) -> Model:
    """Return the weights under which the right figures are most likely to be chosen, or none where there is none.

    The odds of a figure are its score, those of none are 0; where several mentions are right any of them will do.
    """
    import numpy as np
    from scipy.optimize import minimize

    used = [example for example in examples if example.features]
    names = sorted({name for example in used for features in example.features for name in features})
    columns = {name: column for column, name in enumerate(names)}
    rows = sum(len(example.features) for example in used)
    table = np.zeros((rows, len(names) + 1))
    table[:, -1] = 1.0
    right, starts = np.zeros(rows, bool), []
    row = 0
    for example in used:
        starts.append(row)
        for features, is_right in zip(example.features, example.right, strict=True):
            for name, value in features.items():
                table[row, columns[name]] = value
            right[row] = is_right
            row += 1
    groups = np.repeat(np.arange(len(used)), [len(example.features) for example in used])
    answered = np.add.reduceat(right, starts) > 0

    def loss(weights: Any) -> tuple[float, Any]:
        odds = np.exp(np.clip(table @ weights, -50, 50))
        all_odds = np.add.reduceat(odds, starts) + 1.0
        right_odds = np.where(answered, np.add.reduceat(odds * right, starts), 1.0)
        share = odds / all_odds[groups] - np.where(right, odds / right_odds[groups], 0.0)
        penalty = weights[:-1]
        gradient = table.T @ share
        gradient[:-1] += penalty / _STRENGTH
        return float(
            np.sum(np.log(all_odds) - np.log(right_odds)) + penalty @ penalty / (2 * _STRENGTH)
        ), gradient

    best = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    weights = {name: round(float(w), _DIGITS) for name, w in zip(names, best, strict=False)}
    return Model(round(float(best[-1]), _DIGITS), weights, 0.0)


def train(cases: Sequence[Case], thresholds: tuple[float, float] = _THRESHOLDS) -> Models:
    """Return the models fitted on all cases."""
    results, earlier = make_examples(cases)
    result, before = fit(results), fit(earlier)
    return Models(
        Model(result.bias, result.weights, thresholds[0]), Model(before.bias, before.weights, thresholds[1])
    )


@dataclass(slots=True)
class Score:
    """How many values there are, how many were given, and how many of those are right."""

    known: int = 0
    given: int = 0
    right: int = 0

    def count(self, known: Decimal | None, given: Decimal | None) -> None:
        """Count one value; one that is not known and not given is not counted."""
        self.known += known is not None
        self.given += given is not None
        self.right += known is not None and given is not None and abs(known - given) <= abs(known) / 100_000

    def __str__(self) -> str:
        recall, precision = self.right / max(1, self.known), self.right / max(1, self.given)
        return f"{self.right}/{self.known} found ({recall:.1%}), {self.right}/{self.given} right ({precision:.1%})"


def judge(cases: Sequence[Case], models: Models, show: bool = False) -> tuple[Score, Score]:
    """Return how well the models choose the results, and last year's values, of some cases."""
    results, earlier = Score(), Score()
    for case in cases:
        pairs = choose(case.scene, models)
        for index, answer in case.answers.items():
            pair = pairs[index]
            results.count(answer.result, _in_unit(case.scene, index, pair.value, pair.unit))
            previous = pair.previous.figure if pair.previous else None
            given = _in_unit(case.scene, index, previous.value, previous.unit) if previous else None
            if answer.before_known:
                earlier.count(answer.before, given)
            if show and (answer.result, answer.before if answer.before_known else given) != (
                _in_unit(case.scene, index, pair.value, pair.unit),
                given,
            ):
                print(
                    f"  {case.doc}: {case.scene.goals[index].text[:40]}: result {answer.result} found {pair.value}, "
                    f"before {answer.before} found {given}"
                )
    return results, earlier


def _in_unit(scene: Scene, index: int, value: Decimal | None, unit: str) -> Decimal | None:
    from ingest.figures.units import convert_unit

    return None if value is None else convert_unit(value, unit, scene.units[index])


def read_cases(folder: Path, corpus: Path) -> list[Case]:
    """Read all labelled cases there are: cards, cells, and the plans whose values are known."""
    import json

    cases = [case for path in sorted((folder / "pairing").glob("*.txt")) for case in read_cards(path)]
    cases += read_cells(folder / "targets.json")
    rows = json.loads((folder / "targets_plan.json").read_text(encoding="utf-8"))
    cases += read_plan_file(corpus / "lianzheng-109.txt", rows)
    plan = folder / "plans" / "lianzheng-111"
    cases += read_plan_file(plan / "lianzheng-111.txt", read_gold(plan / "observations_gold.jsonl", 111))
    return cases


def read_plan_file(path: Path, rows: Sequence[dict[str, object]]) -> list[Case]:
    """Read the cards of a plain text, whose name ends in its edition, and tie what is known to them."""
    edition = int(path.stem.rpartition("-")[2])
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    tables = [block for block in read_text_blocks(lines) if isinstance(block, Table)]
    labels = Labels()
    labels.learn(tables)

    def make(key: str, label: str, cell: Cell) -> Field:
        numbers = [line for _, line in cell.starts]
        return Field(key, label, cell.text, Place(path.stem, min(numbers), max(numbers)), cell.starts)

    drafts = [d for t in tables if is_card(t, labels) for d in draft_cards(t, Caption(), labels, make)]
    measures = [(draft.no, name_fields(draft.fields, edition)) for draft in drafts if draft.kind == "measure"]
    return read_plan(path.stem, edition, measures, rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, say how well the weights do on documents they did not see, and write them."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest.pairing.train", description=__doc__.split("\n")[0]
    )
    parser.add_argument("cases", type=Path, help="the folder of labelled cases (tests/cases)")
    parser.add_argument("corpus", type=Path, help="the folder of the shipped texts (corpus)")
    parser.add_argument("--write", type=Path, default=WEIGHTS, help="the file the weights are written to")
    parser.add_argument("--show", action="store_true", help="show what is chosen wrong in documents left out")
    options = parser.parse_args(arguments)
    cases = read_cases(options.cases, options.corpus)
    for doc in dict.fromkeys(case.doc for case in cases):
        own = [case for case in cases if case.doc == doc]
        models = train([case for case in cases if case.doc != doc])
        for label, weights in (("left out", models),):
            results, earlier = judge(own, weights, options.show)
            print(f"{doc} {label}: results {results}; last year {earlier}")
    models = train(cases)
    for doc in dict.fromkeys(case.doc for case in cases):
        results, earlier = judge([case for case in cases if case.doc == doc], models)
        print(f"{doc} trained on: results {results}; last year {earlier}")
    options.write.write_text(write_models(models), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
