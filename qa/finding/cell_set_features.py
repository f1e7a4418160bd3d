"""What speaks for a set of cells being what a question asks for: named features, the same for every table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from qa.finding.cells import Candidates
from qa.finding.sheets import LONGEST, Flags, Floats, Places, cut_grams

# What tells of a set of cells that it is what a question asks for. `least`, `mean`: of its cells' scores,
# below the best of the table. `next`: the least that is in as against the best left out. `varying`: how much
# of the headings in which its cells differ the question holds, `rival` the same of the best one left out.
# `gain`, `new`: what its headings hold of the question beyond the best one, and each beyond the others.
# `apart`: what a cell's headings say beyond those of the best cell, as far as the question says it too.
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
    "clauses_asked",
    "as_joined",
    "mixed",
    "alike",
)
_DEEPEST, _WIDEST = -6.0, 5.0
_TIED = 1e-6


def read_sets(candidates: Candidates, scores: Floats, members: Flags, lines: dict[str, Flags]) -> Floats:
    """Return what speaks for each set of cells; `lines` says which sets are whole rows and columns."""
    return _Reading(candidates, scores, members, lines).read()


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """Reads the features of sets of cells, a group after the other."""

    candidates: Candidates
    scores: Floats
    members: Flags
    lines: dict[str, Flags]

    def read(self) -> Floats:
        """Return the features of each set in the order of FEATURES."""
        placed = self._read_places()
        told = {
            **self._read_scores(placed["line"]),
            **placed,
            **self._read_words(placed["in_row"], placed["in_column"]),
            **self._read_apart(),
            **self._read_asked(placed["line"]),
        }
        return np.stack([np.asarray(told[name], float) for name in FEATURES], axis=1)

    @property
    def count(self) -> Places:
        """How many cells each set has."""
        found: Places = self.members.sum(axis=1)
        return found

    def _read_scores(self, line: Flags | Floats) -> dict[str, Flags | Floats]:
        members, scores = self.members, self.scores
        best = scores.max(initial=_DEEPEST)
        below = np.clip(scores - best, _DEEPEST, 0.0)
        outside = np.where(members, -np.inf, scores[None]).max(axis=1, initial=-np.inf)
        inside = np.where(members, scores[None], np.inf).min(axis=1, initial=np.inf)
        ahead = np.clip(inside - outside, -_WIDEST, _WIDEST)
        tied = (~members & (scores[None] > best - _TIED)).sum(axis=1)
        return {
            "mean": np.where(members, below, 0.0).sum(axis=1) / self.count,
            "least": np.where(members, below, 0.0).min(axis=1, initial=0.0),
            "next": ahead,
            "next_of_one": ahead * (self.count == 1),
            "next_of_line": ahead * line,
            "tied": np.minimum(tied, 3.0),
        }

    def _read_places(self) -> dict[str, Flags | Floats]:
        sheet, count = self.candidates.sheet, self.count
        rows, columns = (_count_distinct(self.members, at) for at in (sheet.rows, sheet.columns))
        several = count > 1
        in_row, in_column = several & (rows == 1), several & (columns == 1)
        crossing = (rows > 1) & (columns > 1) & (rows * columns == count)
        figures = (self.members & sheet.figures).sum(axis=1)
        return {
            "one": count == 1,
            "two": count == 2,
            "three": count == 3,
            "more": np.log(np.maximum(count, 3) / 3),
            "in_row": in_row,
            "in_column": in_column,
            "crossing": crossing,
            "line": several & (self.lines["whole_row"] | self.lines["whole_column"]),
            "whole_row": several & self.lines["whole_row"],
            "whole_column": several & self.lines["whole_column"],
            "scattered": several & ~in_row & ~in_column & ~crossing,
            "mixed": (figures > 0) & (figures < count),
            "alike": several & ((figures == 0) | (figures == count)),
        }

    def _read_words(self, in_row: Flags | Floats, in_column: Flags | Floats) -> dict[str, Flags | Floats]:
        candidates, members = self.candidates, self.members
        headed, weights, several = candidates.headed, candidates.weights, self.count > 1
        times = members.astype(np.intp) @ headed.astype(np.intp)
        most = (headed.any(axis=0) @ weights) or 1.0
        covered = ((times > 0) @ weights) / most
        highest = np.where(members, headed @ weights, 0.0).max(axis=1, initial=0.0) / most
        alone = (headed @ ((times == 1) * weights).T / most).T
        new = np.where(members & several[:, None], alone, 0.0)
        mean, least, rival = _read_varying(
            candidates, members, np.asarray(in_row, bool), np.asarray(in_column, bool)
        )
        return {
            "covered": covered,
            "gain": covered - highest,
            "new_mean": new.sum(axis=1) / self.count,
            "new_least": np.where(members & several[:, None], new, 1.0).min(axis=1, initial=1.0) * several,
            "varying_mean": mean,
            "varying_least": least,
            "rival": rival,
        }

    def _read_apart(self) -> dict[str, Flags | Floats]:
        sheet, members = self.candidates.sheet, self.members
        best = int(self.scores.argmax())
        apart = _read_apart(self.candidates, best)
        others = members.copy()
        others[:, best] = False
        near = sheet.filled & ((sheet.rows == sheet.rows[best]) | (sheet.columns == sheet.columns[best]))
        near[best] = False
        least = np.where(others, apart, 1.0).min(axis=1, initial=1.0)
        rival = np.where(~members & near, apart, 0.0).max(axis=1, initial=0.0)
        count = others.sum(axis=1)
        return {
            "has_best": members[:, best],
            "apart_mean": np.where(count > 0, (others * apart).sum(axis=1) / np.maximum(1, count), 1.0),
            "apart_least": least,
            "apart_rival": rival,
            "apart_next": least - rival,
        }

    def _read_asked(self, line: Flags | Floats) -> dict[str, Flags | Floats]:
        asking, count = self.candidates.asking, self.count
        one, several = (count == 1).astype(float), (count > 1).astype(float)
        joined = min(asking.joined, 3) / 3
        return {
            "one_each": one * asking.each,
            "several_each": several * asking.each,
            "line_each": line * float(asking.each),
            "line_every": line * float(asking.every),
            "one_every": one * asking.every,
            "one_joined": one * joined,
            "several_joined": several * joined,
            "several_asked": several * (min(asking.questions, 4) - 1) / 3,
            "clauses_asked": several * (min(asking.clauses, 3) - 1) / 2,
            "as_joined": several * np.minimum(3.0, np.abs(asking.joined + 1 - count)) / 3,
        }


def _count_distinct(members: Flags, places: Places) -> Places:
    """Return in how many different rows, or columns, the cells of each set stand."""
    at = np.zeros((len(places), int(places.max(initial=0)) + 1), dtype=np.intp)
    at[np.arange(len(places)), places] = 1
    found: Places = ((members.astype(np.intp) @ at) > 0).sum(axis=1)
    return found


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
    heads = {
        *above.tolist(),
        int(candidates.tops[cell]),
        int(candidates.labels[cell]),
        int(sheet.grid[row, 0]),
    }
    grams: dict[str, float] = {}
    for head in heads - {-1, cell}:
        grams |= _grams_of(sheet.texts[head])
    return grams


@lru_cache(4096)
def _grams_of(text: str) -> dict[str, float]:
    return cut_grams(text[:LONGEST])
