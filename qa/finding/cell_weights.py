"""What each feature of a cell, and of a set of cells, counts: learned by `qa.finding.train_cells`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ingest.learned import read_learned
from qa.finding import cell_set_features, cell_sets, cells
from qa.finding.cells import Candidates
from qa.finding.sheets import Floats

FILE = Path(__file__).with_name("cells.toml")
# What tells whether the best set is what is asked for: how much more likely it is than the others, how
# much of the question the table knows and its headings hold, how much of its headings the question holds.
BELIEF = ("chance", "lead", "known", "headed", "label_whole", "top_whole", "apart", "several", "figure_asked")
_MOST_LEAD = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class CellWeights:
    """What ranks cells and sets of them, in the order of FEATURES, and tells whether the best is meant.

    A belief above `sure` is enough to answer from a table, one above `alone` where nothing else could answer.
    """

    cells: Floats
    sets: Floats
    belief: Floats
    constant: float
    sure: float
    alone: float


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The cells of a table that a question most likely asks for, and what tells whether it does."""

    candidates: Candidates
    chosen: tuple[int, ...]
    read: Floats


@cache
def load_cell_weights() -> CellWeights:
    """Return the weights that were learned of tables."""
    table = tomllib.loads(read_learned(FILE).decode())
    return CellWeights(
        np.array([table["cells"].get(name, 0.0) for name in cells.FEATURES]),
        np.array([table["sets"].get(name, 0.0) for name in cell_set_features.FEATURES]),
        np.array([table["belief"].get(name, 0.0) for name in BELIEF]),
        table["constant"],
        table["sure"],
        table["alone"],
    )


def choose_cells(candidates: Candidates, of_cells: Floats, of_sets: Floats) -> Choice | None:
    """Return the cells that fit a question best, None where a table has none."""
    found = cell_sets.list_sets(candidates, candidates.features @ of_cells)
    if not len(found.members):
        return None
    scores = found.features @ of_sets
    best = int(scores.argmax())
    chosen = np.flatnonzero(found.members[best])
    return Choice(
        candidates, tuple(int(one) for one in chosen), _read_belief(candidates, found, scores, best)
    )


def believe(choice: Choice, weights: CellWeights) -> float:
    """Return how surely the chosen cells are what a question asks for."""
    return float(1 / (1 + np.exp(-(choice.read @ weights.belief + weights.constant))))


def _read_belief(candidates: Candidates, found: cell_sets.CellSets, scores: Floats, best: int) -> Floats:
    """Return what tells whether the best set is meant, in the order of BELIEF."""
    members = found.members[best]
    chance = 1 / np.exp(scores - scores[best]).sum()
    others = np.delete(scores, best)
    lead = min(_MOST_LEAD, scores[best] - others.max()) if len(others) else _MOST_LEAD
    headed = candidates.headed[members].any(axis=0) @ candidates.weights
    wholes = np.append(candidates.wholes, 0.0)
    apart = found.features[best, cell_set_features.FEATURES.index("apart_next")]
    read = {
        "chance": chance,
        "lead": lead,
        "known": candidates.known,
        "headed": headed,
        "label_whole": wholes[candidates.labels[members]].mean(),
        "top_whole": wholes[candidates.tops[members]].mean(),
        "apart": apart,
        "several": members.sum() > 1,
        "figure_asked": candidates.asking.amount and candidates.sheet.figures[members].all(),
    }
    return np.array([float(read[name]) for name in BELIEF])
