"""Which cells of a table a question asks for together: one, several, a row, a column, where headings cross."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np

from qa.finding.cells import Candidates
from qa.finding.sheets import Flags, Floats, cut_grams

# What tells of a set of cells that it is what a question asks for. `least`, `mean`: of its cells' scores, below
# the best of the table. `next`: the best that is left out, as against the least that is in. `varying`: how
# much of the headings in which its cells differ the question holds; `rival` those of the best cell left out
# that differs from them in the same way. `gain`: what its headings hold of the question beyond the best one's.
FEATURES = (
    "mean",
    "least",
    "next",
    "next_of_one",
    "next_of_line",
    "tied",
    "one",
    "two",
    "three",
    "more",
    "in_row",
    "in_column",
    "crossing",
    "whole_row",
    "whole_column",
    "scattered",
    "covered",
    "gain",
    "new_mean",
    "new_least",
    "varying_mean",
    "varying_least",
    "rival",
    "has_best",
    "apart_mean",
    "apart_least",
    "apart_rival",
    "apart_next",
    "one_each",
    "several_each",
    "line_each",
    "line_every",
    "one_every",
    "one_joined",
    "several_joined",
    "several_asked",
    "as_joined",
    "mixed",
    "alike",
)
_TOP, _PAIRED, _TRIPLED, _LINES, _MOST = 8, 7, 6, 4, 60
_DEEPEST, _WIDEST = -6.0, 5.0
_TIED = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class CellSets:
    """Sets of cells of one table, `members[set, cell]`, with their features."""

    members: Flags
    features: Floats


def list_sets(candidates: Candidates, scores: Floats) -> CellSets:
    """Return the sets of cells that may be asked for, the cells being scored, and what speaks for each."""
    sheet = candidates.sheet
    scores = np.where(sheet.filled, scores, -np.inf)
    found: dict[tuple[int, ...], set[str]] = {}
    for kind, cells in _propose(candidates, scores):
        key = tuple(sorted({cell for cell in cells if sheet.texts[cell]}))
        if 0 < len(key) <= _MOST:
            found.setdefault(key, set()).add(kind)
    members = np.zeros((len(found), len(sheet.cells)), bool)
    for at, key in enumerate(found):
        members[at, list(key)] = True
    kinds = list(found.values())
    lines = {
        name: np.array([name in kind for kind in kinds], bool) for name in ("whole_row", "whole_column")
    }
    return CellSets(members, _describe(candidates, scores, members, lines))


def _propose(candidates: Candidates, scores: Floats) -> Iterator[tuple[str, list[int]]]:
    sheet = candidates.sheet
    order = [int(cell) for cell in np.argsort(-scores, kind="stable") if np.isfinite(scores[cell])]
    for cell in order[:_TOP]:
        yield "one", [cell]
    for pair in combinations(order[:_PAIRED], 2):
        yield "some", list(pair)
    for triple in combinations(order[:_TRIPLED], 3):
        yield "some", list(triple)
    for count in range(4, 9):
        yield "some", order[:count]
    rows = list(dict.fromkeys(int(sheet.rows[cell]) for cell in order[:12]))[:_LINES]
    columns = list(dict.fromkeys(int(sheet.columns[cell]) for cell in order[:12]))[:_LINES]
    some_rows = [some for count in (1, 2, 3) for some in combinations(rows, count)]
    some_columns = [some for count in (1, 2, 3) for some in combinations(columns, count)]
    for across in some_rows:
        for down in some_columns:
            if len(across) * len(down) > 1:
                yield "crossing", _at(candidates, list(across), list(down))
    for cell in order[:3]:
        yield from _propose_lines(candidates, scores, cell)


def _propose_lines(
    candidates: Candidates, scores: Floats, cell: int
) -> Iterator[tuple[str, list[int]]]:
    """Yield the rest of a cell's row and column, and the cells that the same words head."""
    sheet, figures = candidates.sheet, candidates.sheet.figures
    rows, columns = sheet.grid.shape
    row, column = int(sheet.rows[cell]), int(sheet.columns[cell])
    label, top = int(candidates.labels[cell]), int(candidates.tops[cell])
    upper = max(1, sheet.heading_rows)
    head = int(sheet.rows[top]) + 1 if top >= 0 else 0
    for first in sorted({min(row, upper), min(row, head)}):
        down = _at(candidates, list(range(first, rows)), [column])
        yield "whole_column", down
        yield "whole_column", [other for other in down if figures[other] == figures[cell]]
        last = sheet.rows[down].max(initial=0)
        yield "whole_column", [other for other in down if sheet.rows[other] < last]
    begin = int(sheet.columns[label]) + 1 if label >= 0 else 0
    for first in sorted({min(column, begin), min(column, 1)}):
        across = _at(candidates, [row], list(range(first, columns)))
        yield "whole_row", across
        yield "whole_row", [other for other in across if figures[other] == figures[cell]]
    if label >= 0:
        yield "whole_column", [int(one) for one in np.flatnonzero(candidates.labels == label)]
        same = [one for one in np.flatnonzero(candidates.labels == label) if sheet.columns[one] == column]
        yield "whole_column", [int(one) for one in same]
    named = [one for one in np.flatnonzero(sheet.filled) if _heads(candidates, cell, int(one))]
    yield "whole_column", [int(one) for one in named]
    yield "some", [int(one) for one in np.flatnonzero(np.abs(scores - scores[cell]) < _TIED)]


def _heads(candidates: Candidates, cell: int, other: int) -> bool:
    """Say whether another cell of the same column stands beside what is named like the words beside a cell."""
    sheet = candidates.sheet
    if sheet.columns[other] != sheet.columns[cell]:
        return False
    one, two = (sheet.grid[sheet.rows[at], 0] for at in (cell, other))
    return bool(one >= 0 and two >= 0 and one != cell and sheet.texts[one] == sheet.texts[two])


def _at(candidates: Candidates, rows: list[int], columns: list[int]) -> list[int]:
    found = np.unique(candidates.sheet.grid[np.ix_(rows, columns)])
    return [int(cell) for cell in found if cell >= 0 and candidates.sheet.texts[cell]]


def _describe(candidates: Candidates, scores: Floats, members: Flags, lines: dict[str, Flags]) -> Floats:
    sheet, asking = candidates.sheet, candidates.asking
    count = members.sum(axis=1)
    one, several = count == 1, count > 1
    best = scores.max(initial=_DEEPEST)
    below = np.clip(scores - best, _DEEPEST, 0.0)
    least = np.where(members, below, 0.0).min(axis=1, initial=0.0)
    outside = np.where(members, -np.inf, scores[None]).max(axis=1, initial=-np.inf)
    inside = np.where(members, scores[None], np.inf).min(axis=1, initial=np.inf)
    ahead = np.clip(inside - outside, -_WIDEST, _WIDEST)
    spread = [_count_distinct(members, places) for places in (sheet.rows, sheet.columns)]
    in_row, in_column = several & (spread[0] == 1), several & (spread[1] == 1)
    crossing = (spread[0] > 1) & (spread[1] > 1) & (spread[0] * spread[1] == count)
    line = several & (lines["whole_row"] | lines["whole_column"])
    share = candidates.headed @ candidates.weights
    times = members.astype(np.int32) @ candidates.headed.astype(np.int32)
    most = (candidates.headed.any(axis=0) @ candidates.weights) or 1.0
    covered = ((times > 0) @ candidates.weights) / most
    highest = np.where(members, share, 0.0).max(axis=1, initial=0.0) / most
    alone = candidates.headed @ ((times == 1) * candidates.weights).T / most
    new = np.where(members & several[:, None], alone.T, 0.0)
    chief = int(scores.argmax())
    apart = _read_apart(candidates, chief)
    others = members.copy()
    others[:, chief] = False
    near = sheet.filled & ((sheet.rows == sheet.rows[chief]) | (sheet.columns == sheet.columns[chief]))
    near[chief] = False
    apart_least = np.where(others, apart, 1.0).min(axis=1, initial=1.0)
    apart_rival = np.where(~members & near, apart, 0.0).max(axis=1, initial=0.0)
    varying = _read_varying(candidates, members, in_row, in_column)
    tied = (~members & (scores[None] > best - _TIED)).sum(axis=1)
    figures = (members & sheet.figures).sum(axis=1)
    joined = min(asking.joined, 3) / 3
    told = {
        "mean": np.where(members, below, 0.0).sum(axis=1) / count,
        "least": least,
        "next": ahead,
        "next_of_one": ahead * one,
        "next_of_line": ahead * line,
        "tied": np.minimum(tied, 3),
        "one": one,
        "two": count == 2,
        "three": count == 3,
        "more": np.log(np.maximum(count, 3) / 3),
        "in_row": in_row,
        "in_column": in_column,
        "crossing": crossing,
        "whole_row": several & lines["whole_row"],
        "whole_column": several & lines["whole_column"],
        "scattered": several & ~in_row & ~in_column & ~crossing,
        "covered": covered,
        "gain": covered - highest,
        "new_mean": new.sum(axis=1) / count,
        "new_least": np.where(members & several[:, None], new, 1.0).min(axis=1, initial=1.0) * several,
        "varying_mean": varying[0],
        "varying_least": varying[1],
        "rival": varying[2],
        "has_best": members[:, chief],
        "apart_mean": np.where(others.any(axis=1), (others * apart).sum(axis=1) / np.maximum(1, others.sum(axis=1)), 1.0),
        "apart_least": apart_least,
        "apart_rival": apart_rival,
        "apart_next": apart_least - apart_rival,
        "one_each": one & asking.each,
        "several_each": several & asking.each,
        "line_each": line & asking.each,
        "line_every": line & asking.every,
        "one_every": one & asking.every,
        "one_joined": one * joined,
        "several_joined": several * joined,
        "several_asked": several * (min(asking.questions, 4) - 1) / 3,
        "as_joined": several * np.minimum(3.0, np.abs(asking.joined + 1 - count)) / 3,
        "mixed": (figures > 0) & (figures < count),
        "alike": several & ((figures == 0) | (figures == count)),
    }
    return np.stack([np.asarray(told[name], float) for name in FEATURES], axis=1)


def _count_distinct(members: Flags, places: np.ndarray[tuple[int], np.dtype[np.intp]]) -> np.ndarray:  # type: ignore[type-arg]
    at = np.zeros((len(places), int(places.max(initial=0)) + 1), bool)
    at[np.arange(len(places)), places] = True
    return ((members.astype(np.int32) @ at.astype(np.int32)) > 0).sum(axis=1)


def _read_varying(
    candidates: Candidates, members: Flags, in_row: Flags, in_column: Flags
) -> tuple[Floats, Floats, Floats]:
    """Return how much of the headings in which the cells of each set differ is named, and of the rest's best.

    The cells of a row differ by what stands above them, those of a column by what stands beside; of
    others that which the question holds less of counts.
    """
    wholes = np.append(candidates.wholes, 0.0)
    tops, labels = wholes[candidates.tops], wholes[candidates.labels]
    both = np.minimum(tops, labels)
    named = np.where(in_row[:, None], tops, np.where(in_column[:, None], labels, both))
    count = members.sum(axis=1)
    mean = np.where(members, named, 0.0).sum(axis=1) / count
    least = np.where(members, named, 1.0).min(axis=1, initial=1.0)
    rows, columns = candidates.sheet.rows, candidates.sheet.columns
    first = members.argmax(axis=1)
    along = np.where(
        in_row[:, None],
        rows[None] == rows[first][:, None],
        np.where(in_column[:, None], columns[None] == columns[first][:, None], False),
    )
    rival = np.where(along & ~members & candidates.sheet.filled, named, 0.0).max(axis=1, initial=0.0)
    return mean, least, rival


def _read_apart(candidates: Candidates, best: int) -> Floats:
    """Return of each cell how much the question holds of what its headings say and those of the best do not.

    Of 期初餘額 beside 期末餘額 that is 期初 alone, whatever else of it the question holds.
    """
    sheet = candidates.sheet
    known = _grams_of_heads(candidates, best)
    out = np.zeros(len(sheet.cells))
    for cell in np.flatnonzero(sheet.filled):
        own = _grams_of_heads(candidates, int(cell)).items() - known.items()
        total = sum(weight for _, weight in own)
        asked = sum(weight for gram, weight in own if gram in candidates.grams)
        out[cell] = asked / total if total else 0.5
    return out


def _grams_of_heads(candidates: Candidates, cell: int) -> dict[str, float]:
    """Return the grams of what stands over and beside a cell as its headings."""
    sheet = candidates.sheet
    row, column = sheet.rows[cell], sheet.columns[cell]
    above = sheet.grid[: min(row, max(1, sheet.heading_rows)), column]
    heads = {*above.tolist(), int(candidates.tops[cell]), int(candidates.labels[cell]), int(sheet.grid[row, 0])}
    grams: dict[str, float] = {}
    for head in heads - {-1, cell}:
        grams |= _grams_of(sheet.texts[head])
    return grams


@lru_cache(4096)
def _grams_of(text: str) -> dict[str, float]:
    return cut_grams(text[:60])
