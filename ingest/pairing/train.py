"""Trains the weights of the pairing: `python -m ingest.pairing.train tests/cases corpus`.

Two logistic regressions over the same named features: which figure of a measure is the result of a target,
and which is last year's value of it, or none. A third is over features of numbers in sentences
(`ingest.entries.results`): which of a text tells the result of a target. They are conditional, a choice
among one measure's figures, as that is what is asked of them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingest.blocks import Cell, Table
from ingest.entries.card_labels import Labels
from ingest.entries.cards import draft_cards, is_card
from ingest.entries.context import Caption
from ingest.entries.field_names import name_fields
from ingest.figures.units import convert_unit
from ingest.formats.text import read_text_blocks
from ingest.learned import write_learned
from ingest.pairing.choosing import choose
from ingest.pairing.examples import Example, is_close, make_examples
from ingest.pairing.labelled import Case, read_cards, read_cells, read_gold, read_plan
from ingest.pairing.model import WEIGHTS, Model, Models, write_models
from ingest.pairing.told import Report, judge_told, make_told_examples, read_marked, read_reports
from ingest.records import Field, Place

_PURPOSE = "Trains the weights by which targets are paired with results."
_STRENGTH = 4.0
_TOLD_PLANS = (
    "moi-safety-111/moi-safety-111.txt",
    "oac-marine-113/oac-marine-113.docx",
    "cip-tribes-112/cip-tribes-112.txt",
)
_DIGITS = 4
# Log-odds below which a result, last year's value, and a result told in sentences are not taken for one.
_THRESHOLDS = (0.0, 0.5, 0.0)


def fit(examples: Sequence[Example]) -> Model:
    """Return the weights under which the right figures are most likely chosen, or none where none is right.

    The odds of a figure are its score, those of none are 0; of several right mentions any will do.
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


def train(cases: Sequence[Case], reports: Sequence[Report] = ()) -> Models:
    """Return the models fitted on all cases and reports."""
    results, earlier = make_examples(cases)
    fitted = (fit(results), fit(earlier), train_told(reports))
    return Models(*(replace(model, threshold=t) for model, t in zip(fitted, _THRESHOLDS, strict=True)))


def train_told(reports: Sequence[Report]) -> Model:
    """Return the model of the results that sentences tell."""
    return fit(make_told_examples(reports)) if reports else Model(0.0, {}, 0.0)


@dataclass(slots=True)
class Score:
    """How many values there are, how many were given, and how many of those are right."""

    known: int = 0
    given: int = 0
    right: int = 0

    def count(self, known: Decimal | None, given: Decimal | None) -> bool:
        """Count one value, and return whether it is as it should be."""
        self.known += known is not None
        self.given += given is not None
        right = known is not None and given is not None and is_close(given, known)
        self.right += right
        return right or known is given is None

    def __str__(self) -> str:
        found, precise = self.right / max(1, self.known), self.right / max(1, self.given)
        return (
            f"{self.right}/{self.known} found ({found:.1%}), {self.right}/{self.given} right ({precise:.1%})"
        )


def judge(cases: Sequence[Case], models: Models) -> tuple[Score, Score, list[str]]:
    """Return how well the models choose results and last year's values, and a line for each that is wrong."""
    results, earlier = Score(), Score()
    wrong: list[str] = []
    for case in cases:
        scene = case.scene
        pairs = choose(scene, models)
        for index, answer in case.answers.items():
            pair, unit = pairs[index], scene.units[index]
            result = None if pair.value is None else convert_unit(pair.value, pair.unit, unit)
            before = scene.measure(index, pair.previous) if pair.previous else None
            fine = results.count(answer.result, result)
            if answer.before_known:
                fine = earlier.count(answer.before, before) and fine
            if not fine:
                goal = scene.goals[index].text[:40]
                wrong.append(f"{goal}: {result} for {answer.result}, {before} for {answer.before}")
    return results, earlier, wrong


def read_cases(folder: Path, corpus: Path) -> list[Case]:
    """Read all labelled cases there are: cards, cells, and the plans whose values are known."""
    cases = [case for path in sorted((folder / "pairing").glob("*.txt")) for case in read_cards(path)]
    cases += read_cells(folder / "targets.json")
    rows = json.loads((folder / "targets_plan.json").read_text(encoding="utf-8"))
    cases += read_plan_file(corpus / "lianzheng-109.txt", rows)
    plan = folder / "plans" / "lianzheng-111"
    cases += read_plan_file(plan / "lianzheng-111.txt", read_gold(plan / "observations_gold.jsonl", 111))
    return cases


def read_all_reports(folder: Path) -> list[Report]:
    """Read the labelled reports: those of running text alone, and plans that tell results in sentences."""
    reports = [
        report
        for path in sorted((folder / "prose").glob("*.txt"))
        for report in read_reports(path, path.with_suffix(".jsonl"))
    ]
    reports += [report for path in sorted((folder / "told").glob("*.txt")) for report in read_marked(path)]
    for name in _TOLD_PLANS:
        path = folder / "plans" / name
        reports += read_reports(path, path.parent / "observations_gold.jsonl")
    return reports


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
    measures = [
        (draft.no, name_fields(draft.kind, draft.fields, edition))
        for draft in drafts
        if draft.kind == "measure"
    ]
    return read_plan(path.stem, edition, measures, rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, say how well the weights do on documents they did not see, and write them."""
    parser = argparse.ArgumentParser(prog="python -m ingest.pairing.train", description=_PURPOSE)
    parser.add_argument("cases", type=Path, help="the folder of labelled cases (tests/cases)")
    parser.add_argument("corpus", type=Path, help="the folder of the shipped texts (corpus)")
    parser.add_argument("--write", type=Path, default=WEIGHTS, help="the file the weights are written to")
    parser.add_argument("--show", action="store_true", help="show what is wrong in documents left out")
    options = parser.parse_args(arguments)
    cases = read_cases(options.cases, options.corpus)
    reports = read_all_reports(options.cases)
    models = train(cases, reports)
    for doc in dict.fromkeys(report.doc for report in reports):
        own_reports = [report for report in reports if report.doc == doc]
        left = train_told([report for report in reports if report.doc != doc])
        for label, model in (("left out", left), ("learned", models.told)):
            known, given, right, wrong = judge_told(own_reports, model)
            print(f"{doc}, {label}: results told {right}/{known} found, {right}/{given} right")
            if options.show and model is left:
                print("\n".join(f"  {line}" for line in wrong))
    for doc in dict.fromkeys(case.doc for case in cases):
        own = [case for case in cases if case.doc == doc]
        left_out = train([case for case in cases if case.doc != doc])
        for label, weights in (("left out", left_out), ("learned", models)):
            results, earlier, wrong = judge(own, weights)
            print(f"{doc}, {label}: results {results}; last year {earlier}")
            if options.show and weights is left_out:
                print("\n".join(f"  {line}" for line in wrong))
    write_learned(options.write, write_models(models).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
