"""Trains the weights of the pairing: `python -m ingest.pairing.train CASES`, CASES the folder of labelled cases.

Two logistic regressions over the same named features: a figure is the result of a target, or last year's
value of it. Where only the value is known and not where it stands, every mention of it begins as right,
and after each round only those that the model finds about as good as the best one stay so.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from ingest.blocks import Block
from ingest.entries.assembly import assemble
from ingest.formats.text import read_text_blocks
from ingest.pairing.choosing import choose
from ingest.pairing.features import Features, describe, describe_before
from ingest.pairing.labelled import Answer, Case, Key, is_marked, read_cards, read_cells, read_gold, read_plan
from ingest.pairing.model import WEIGHTS, Model, Models, write_models
from ingest.pairing.scene import Scene
from ingest.records import Document

_ROUNDS = 3
_AS_GOOD = 1.0
_STRENGTH = 1.0
_DIGITS = 4


@dataclass(slots=True)
class Example:
    """The figures that may answer one goal: their features, which are right, which are left out of account."""

    features: list[Features] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    unsure: list[bool] = field(default_factory=list)
    settled: bool = True


def make_examples(cases: Iterable[Case]) -> tuple[list[Example], list[Example]]:
    """Return the examples of results, and those of last year's values."""
    results: list[Example] = []
    earlier: list[Example] = []
    for case in cases:
        for index, answer in case.answers.items():
            scene = case.scene
            results.append(_make_example(scene, index, answer.result, answer.result_marks, None, bool(answer.before_marks)))
            if answer.before_known and not scene.goals[index].growth:
                chosen = _find_chosen(scene, index, answer)
                earlier.append(_make_example(scene, index, answer.before, answer.before_marks, (chosen,), bool(answer.result_marks)))
    return results, earlier


def _find_chosen(scene: Scene, index: int, answer: Answer) -> int | None:
    """Return the mention of a goal's result that is known, the first one of this year where none is marked."""
    for k in scene.candidates[index]:
        s = scene.statements[k]
        if answer.result_marks:
            if is_marked(s.field.key, s.figure.start, answer.result_marks):
                return k
        elif answer.result is not None and _is_value(scene, index, k, answer.result) and s.year == scene.edition:
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
    example = Example(settled=bool(marks) or value is None)
    for k in scene.candidates[index]:
        s = scene.statements[k]
        if chosen is not None and k == chosen[0]:
            continue
        features = describe(scene, index, k) if chosen is None else describe_before(scene, index, k, chosen[0])
        same = value is not None and _is_value(scene, index, k, value)
        right = is_marked(s.field.key, s.figure.start, marks) if marks else same
        example.features.append(features)
        example.right.append(right)
        # Another mention of the same value is neither right nor wrong.
        example.unsure.append(bool(marks) and same and not right)
    return example


def _is_value(scene: Scene, index: int, k: int, value: Decimal) -> bool:
    measured = scene.measure(index, scene.statements[k])
    return abs(measured - value) <= abs(value) / 100_000


def fit(examples: Sequence[Example]) -> Model:
    """Return the weights that tell the right figures from the wrong ones."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    names = sorted({name for example in examples for features in example.features for name in features})
    columns = {name: column for column, name in enumerate(names)}
    model = Model(0.0, {}, 0.0)
    for round_ in range(_ROUNDS):
        rows: list[Features] = []
        labels: list[bool] = []
        for example in examples:
            right, unsure = _settle(example, model if round_ else None)
            for features, is_right, is_unsure in zip(example.features, right, unsure, strict=True):
                if not is_unsure:
                    rows.append(features)
                    labels.append(is_right)
        table = np.zeros((len(rows), len(names)))
        for number, features in enumerate(rows):
            for name, value in features.items():
                table[number, columns[name]] = value
        regression = LogisticRegression(C=_STRENGTH, max_iter=5000, random_state=0).fit(table, labels)
        weights = {name: round(float(w), _DIGITS) for name, w in zip(names, regression.coef_[0], strict=True)}
        model = Model(round(float(regression.intercept_[0]), _DIGITS), weights, 0.0)
    return model


def _settle(example: Example, model: Model | None) -> tuple[list[bool], list[bool]]:
    """Return which figures are right, and which not to learn from, by what the model of the round before finds."""
    if example.settled or model is None or not any(example.right):
        return example.right, example.unsure
    scores = [model.score(features) for features in example.features]
    best = max(score for score, right in zip(scores, example.right, strict=True) if right)
    kept = [right and score >= best - _AS_GOOD for right, score in zip(example.right, scores, strict=True)]
    left = [right and not keep for right, keep in zip(example.right, kept, strict=True)]
    return kept, left


def train(cases: Sequence[Case], thresholds: tuple[float, float] = (0.0, 0.0)) -> Models:
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
    """Read the measures of a plain text and tie what is known to them."""
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    blocks: Sequence[Block] = read_text_blocks(lines)
    document = Document(path.stem, lines[0], int(path.stem.rpartition("-")[2]), path.name, "", tuple(lines))
    records = [r for r in assemble(document, blocks).records if r.kind == "measure"]
    return read_plan(path.stem, document.edition or 0, [(str(r.no), r.fields) for r in records], rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, say how well the weights do on documents they did not see, and write them."""
    parser = argparse.ArgumentParser(prog="python -m ingest.pairing.train", description=__doc__.split("\n")[0])
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
