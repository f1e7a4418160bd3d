"""Learns which cells of a table a question asks for: `python -m qa.finding.train_cells`.

The files in tests/cases/tables hold small tables with questions and the cells each asks for. Every table is
read a second time with rows and columns exchanged, so that no layout is learned. Two conditional regressions
tell the cells, then the sets of them; a third how surely the best set is meant, from tables that did not rank
it and from tables that a question is not about.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.blocks import Cell, Table
from ingest.learned import write_learned
from qa.finding import cell_set_features, cell_sets, cells
from qa.finding.cell_weights import BELIEF, FILE, CellWeights, Choice, believe, choose_cells
from qa.finding.cells import Candidates, read_cells
from qa.finding.sheets import Flags, Floats, make_sheet
from qa.finding.weights import list_weights
from qa.understanding.courtesy import strip_courtesy

ROOT = Path(__file__).parent.parent.parent
CASES = ROOT / "tests" / "cases" / "tables"
CERTAINTIES = ("sure", "alone")
RECIPE = Path(__file__).with_name("cell_training.toml")


@dataclass(frozen=True, slots=True)
class AskedTable:
    """A labelled table with its questions, each with the places of the cells it asks for, if any."""

    id: str
    table: Table
    questions: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question over a table with the numbers of the cells it asks for, none for no answer."""

    table: str
    candidates: Candidates
    wanted: frozenset[int]
    exchanged: bool = False
    stranger: bool = False


def read_tables(folder: Path = CASES) -> tuple[AskedTable, ...]:
    """Return the labelled tables of a folder. Raises ValueError naming a question whose cell is not there."""
    every = [one for path in sorted(folder.glob("*.toml")) for one in _load(path)["table"]]
    return tuple(_read_one(one) for one in every)


def _load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _read_one(written: dict[str, Any]) -> AskedTable:
    table = read_drawn(written["text"])
    questions = []
    for question, *texts in written["questions"]:
        places = tuple(_find(table, written["id"], question, text) for text in texts)
        questions.append((question, places))
    return AskedTable(written["id"], table, tuple(questions))


def read_drawn(text: str) -> Table:
    """Return a table from rows with `|` between cells; `<` goes on with the left cell, `^` with that above.

    >>> [(cell.text, cell.row_span, cell.column_span) for cell in read_drawn("a | b | <\\n^ | c | d").cells]
    [('a', 2, 1), ('b', 1, 2), ('c', 1, 1), ('d', 1, 1)]
    """
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").split("\n")]
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    last: dict[tuple[int, int], tuple[int, int]] = {}
    for row, texts in enumerate(rows):
        for column, written in enumerate(texts):
            place = (row, column)
            before = {"<": (row, column - 1), "^": (row - 1, column)}.get(written)
            owners[place] = owners[before] if before else place
            low, far = last.get(owners[place], place)
            last[owners[place]] = (max(low, row), max(far, column))
    made = tuple(
        Cell(row, column, rows[row][column], ((0, row + 1),), low - row + 1, far - column + 1)
        for (row, column), (low, far) in last.items()
    )
    return Table(made, len(rows), len(rows[0]), 1, len(rows))


def _find(table: Table, name: str, question: str, text: str) -> tuple[int, int]:
    words, _, nth = text.partition("#")
    found = [(cell.row, cell.column) for cell in table.cells if cell.text == words]
    if len(found) < int(nth or 1) or (len(found) > 1 and not nth):
        raise ValueError(
            f"{name}: {question}: expected one cell {words!r}, found {len(found)}; write {words}#1"
        )
    return found[int(nth or 1) - 1]


def exchange(table: Table) -> Table:
    """Return a table with its rows and columns exchanged."""
    turned = [Cell(c.column, c.row, c.text, c.starts, c.column_span, c.row_span) for c in table.cells]
    turned.sort(key=lambda cell: (cell.row, cell.column))
    return Table(tuple(turned), table.columns, table.rows, 1, table.columns)


def gather_examples(tables: Sequence[AskedTable], strangers: int) -> Iterator[Example]:
    """Yield each question over its table, over this one exchanged, and over tables it is not about."""
    for at, asked in enumerate(tables):
        others = [tables[(at + step) % len(tables)] for step in range(1, strangers + 1)]
        sheets = [make_sheet(asked.table), make_sheet(exchange(asked.table))]
        strange = [make_sheet(other.table) for other in others if other is not asked]
        for said, places in asked.questions:
            question = strip_courtesy(said)
            for exchanged, sheet in enumerate(sheets):
                turned = {place[::-1] if exchanged else place for place in places}
                wanted = frozenset(n for n, c in enumerate(sheet.cells) if (c.row, c.column) in turned)
                yield Example(asked.id, read_cells(sheet, question), wanted, bool(exchanged))
            for sheet in strange:
                yield Example(asked.id, read_cells(sheet, question), frozenset(), stranger=True)


def fit_ranks(examples: Sequence[Example], recipe: dict[str, Any]) -> tuple[Floats, Floats]:
    """Return the weights of cells, and those of sets of cells that these rank."""
    answered = [one for one in examples if one.wanted]
    groups = []
    for one in answered:
        filled = one.candidates.sheet.filled
        groups.append((one.candidates.features[filled], _mark(one)[filled]))
    of_cells = _choose_among(groups, recipe["cells"])
    groups = []
    for one in answered:
        sets = cell_sets.list_sets(one.candidates, one.candidates.features @ of_cells)
        right = (sets.members == _mark(one)).all(axis=1)
        if right.any():
            groups.append((sets.features, right))
    return of_cells, _choose_among(groups, recipe["sets"])


def _mark(example: Example) -> Flags:
    wanted = np.zeros(len(example.candidates.sheet.cells), bool)
    wanted[list(example.wanted)] = True
    return wanted


def _choose_among(groups: Sequence[tuple[Floats, Flags]], strength: float) -> Floats:
    """Return the weights by which those that are right are most likely among those of their group."""
    from scipy.optimize import minimize

    features = np.vstack([group for group, _ in groups])
    spread = features.std(axis=0)
    spread[spread < 1e-9] = 1.0
    features = features / spread
    right = np.concatenate([marks for _, marks in groups])
    starts = np.cumsum([0, *(len(group) for group, _ in groups)])[:-1]
    of = np.repeat(np.arange(len(groups)), [len(group) for group, _ in groups])

    def lose(weights: Floats) -> tuple[float, Floats]:
        scores = features @ weights
        chances = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        every, meant = np.add.reduceat(chances, starts), np.add.reduceat(chances * right, starts) + 1e-300
        pull = features.T @ (chances / every[of] - chances * right / meant[of])
        lost = -np.log(meant / every).sum() / len(groups) + strength * weights @ weights
        return float(lost), pull / len(groups) + 2 * strength * weights

    found = minimize(lose, np.zeros(features.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x / spread, float)


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """An example with what was chosen for it, whether that is right, and the belief in it."""

    example: Example
    choice: Choice
    right: bool
    belief: float = 0.0


def judge(examples: Sequence[Example], of_cells: Floats, of_sets: Floats) -> list[Judged]:
    """Return what weights choose for some examples, whose tables they did not see."""
    judged = []
    for one in examples:
        choice = choose_cells(one.candidates, of_cells, of_sets)
        if choice is not None:
            right = bool(one.wanted) and frozenset(choice.chosen) == one.wanted
            judged.append(Judged(one, choice, right))
    return judged


def leave_out(examples: Sequence[Example], recipe: dict[str, Any]) -> list[Judged]:
    """Return the examples as weights judge them that saw none of the tables they are about."""
    names = list(dict.fromkeys(one.table for one in examples))
    parts = {name: at % recipe["parts"] for at, name in enumerate(names)}
    judged: list[Judged] = []
    for part in range(recipe["parts"]):
        ranks = fit_ranks([one for one in examples if parts[one.table] != part], recipe)
        judged += judge([one for one in examples if parts[one.table] == part], *ranks)
    return judged


def train(tables: Sequence[AskedTable], recipe: dict[str, Any]) -> tuple[CellWeights, list[Judged]]:
    """Return the weights learned of some tables, and how the questions ended on tables left out."""
    examples = list(gather_examples(tables, recipe["strangers"]))
    unseen = leave_out(examples, recipe)
    constant, belief = _fit_belief(unseen, recipe["belief"])
    ranks = fit_ranks(examples, recipe)
    loose = CellWeights(*ranks, belief, constant, 0.0, 0.0)
    judged = [Judged(o.example, o.choice, o.right, believe(o.choice, loose)) for o in unseen]
    least = (_choose_least(judged, recipe[name]) for name in CERTAINTIES)
    return CellWeights(*ranks, belief, constant, *least), judged


def _fit_belief(judged: Sequence[Judged], strength: float) -> tuple[float, Floats]:
    from sklearn.linear_model import LogisticRegression

    read = np.array([one.choice.read for one in judged])
    mean, spread = read.mean(axis=0), read.std(axis=0) + 1e-9
    learned = LogisticRegression(C=strength, max_iter=5000, random_state=0)
    learned.fit((read - mean) / spread, np.array([one.right for one in judged], int))
    weights = learned.coef_[0] / spread
    return float(learned.intercept_[0] - (weights * mean).sum()), weights


def _choose_least(judged: Sequence[Judged], cost: float) -> float:
    """Return the belief from which answering does most good: a wrong answer costs `cost` right ones."""
    ended = sorted(judged, key=lambda one: -one.belief)
    good = np.cumsum([1.0 if one.right else -cost for one in ended])
    return round(ended[int(good.argmax())].belief - 0.005, 2)


def report(judged: Sequence[Judged], weights: CellWeights) -> list[str]:
    """Return the lines that say how questions ended on tables left out."""
    lines = []
    groups = (("as written", False), ("exchanged", True))
    for name, exchanged in groups:
        asked = [o for o in judged if o.example.wanted and o.example.exchanged is exchanged]
        one = [o for o in asked if len(o.example.wanted) == 1]
        right, alone = sum(o.right for o in asked), sum(o.right for o in one)
        lines.append(f"{name}: right {right} of {len(asked)}, of those for one cell {alone} of {len(one)}")
    for name in CERTAINTIES:
        told = [o for o in judged if o.belief >= getattr(weights, name) and not o.example.exchanged]
        right, strange = sum(o.right for o in told), sum(not o.example.wanted for o in told)
        lines.append(
            f"{name}: right {right}, wrong {len(told) - right - strange}, without an answer {strange}"
        )
    return lines


def write_weights(path: Path, weights: CellWeights, table: Sequence[str]) -> None:
    """Write the weights with what was measured."""
    lines = [
        "# Made by `python -m qa.finding.train_cells` from tests/cases/tables; change nothing here by hand."
    ]
    lines += [f"# {line}" for line in ("questions over tables left out", *table)]
    lines += ["", f"constant = {weights.constant:.4f}"]
    lines += [f"{name} = {getattr(weights, name):.2f}" for name in CERTAINTIES]
    lines += ["", "[cells]", *list_weights(cells.FEATURES, weights.cells)]
    lines += ["", "[sets]", *list_weights(cell_set_features.FEATURES, weights.sets)]
    lines += ["", "[belief]", *list_weights(BELIEF, weights.belief)]
    write_learned(path, ("\n".join(lines) + "\n").encode())


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn the weights of cells and write them where the program looks for them."""
    parser = argparse.ArgumentParser(prog="python -m qa.finding.train_cells", description=main.__doc__)
    parser.add_argument("--out", type=Path, default=FILE, help="default: qa/finding/cells.toml")
    options = parser.parse_args(arguments)
    recipe = _load(RECIPE)
    weights, judged = train(read_tables(), recipe)
    told = report(judged, weights)
    write_weights(options.out, weights, told)
    print("cells of tables left out", *told, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
