"""What speaks for each cell of a table being asked for: named features, the same for every table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from qa.cues import load_noise
from qa.finding.asking import Asking, read_asking
from qa.finding.sheets import Flags, Floats, Places, Sheet, cut_grams, find_grams, fold_asked

# Of a cell: `row` is what stands left of it, `beside` all of its row, `over` the headings of its column,
# `label` and `top` the nearest words left and above, `first` and `head` what is first in its row and column.
# `_share` is how much of the question such words hold, `_rel` as against the best of the table, `_whole` how
# much of them the question holds, `_lead` how far they are before those of other rows or columns.
FEATURES = (
    "own_share",
    "own_whole",
    "label_share",
    "label_rel",
    "label_whole",
    "label_lead",
    "top_share",
    "top_rel",
    "top_whole",
    "top_lead",
    "left_share",
    "left_whole",
    "above_share",
    "above_whole",
    "first_share",
    "first_rel",
    "first_whole",
    "first_lead",
    "head_share",
    "head_rel",
    "head_whole",
    "head_lead",
    "row_share",
    "row_rel",
    "over_share",
    "over_rel",
    "beside_share",
    "beside_rel",
    "both_share",
    "both_rel",
    "every_share",
    "every_rel",
    "crossing",
    "figure",
    "figure_asked",
    "words_asked",
    "person_asked",
    "time_asked",
    "place_asked",
    "length",
    "in_first_row",
    "in_first_column",
    "in_headings",
    "wide",
    "labels_figure",
    "last_row",
    "labelled",
)
_NONE = -1
_LONG = 40


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The cells of a table with their features for a question, and what of it each holds.

    `held` says which grams of the question each cell holds, `headed` which its headings do; `weights` are
    those of the grams, together 1, none for what the table has nowhere. `labels` and `tops` are the
    nearest words left of and above each cell. `known` is how much of the question the table has.
    """

    sheet: Sheet
    asking: Asking
    grams: dict[str, float]
    features: Floats
    held: Flags
    headed: Flags
    weights: Floats
    wholes: Floats
    labels: Places
    tops: Places
    known: float


def read_cells(sheet: Sheet, question: str, around: str = "") -> Candidates:
    """Return the cells of a table with what speaks for each; `around` is what else speaks of the table."""
    folded = fold_asked(question)
    grams = cut_grams(folded)
    held = find_grams(sheet, grams)
    sizes = np.array(list(grams.values()))
    count = held.sum(axis=0)
    rarity = sizes * np.log(1 + len(held) / np.maximum(count, 1))
    weights = np.where(count > 0, rarity, 0.0)
    known = _share_known(folded, grams, rarity, weights, fold_asked(around))
    weights = weights / (weights.sum() or 1.0)
    wholes = np.minimum(1.0, held @ sizes / sheet.sizes)
    asking = read_asking(folded, {gram for gram, times in zip(grams, count, strict=True) if times})
    return _Reading(sheet, asking, grams, held, weights, wholes, known).read()


def _share_known(
    folded: str, grams: Mapping[str, float], rarity: Floats, weights: Floats, around: str
) -> float:
    """Return how much of a question, without its words of asking, a table or what is around it has."""
    content = cut_grams(load_noise().sub(" ", folded))
    asked = np.array([gram in content for gram in grams], bool)
    told = np.array([weight > 0 or gram in around for gram, weight in zip(grams, weights, strict=True)], bool)
    total = float(rarity[asked].sum())
    return float(rarity[asked & told].sum()) / total if total else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    sheet: Sheet
    asking: Asking
    grams: dict[str, float]
    held: Flags
    weights: Floats
    wholes: Floats
    known: float

    def read(self) -> Candidates:
        sheet = self.sheet
        grid, rows, columns = sheet.grid, sheet.rows, sheet.columns
        figures, filled = sheet.figures, sheet.filled
        worded = filled & ~figures
        words = np.where((grid >= 0) & worded[grid], grid, _NONE)
        at = (rows, columns)
        left, above = _shift(grid, 1)[at], _shift(grid, 0)[at]
        labels, tops = _shift(_carry(words, 1), 1)[at], _shift(_carry(words, 0), 0)[at]
        first = np.where(columns > 0, grid[rows, 0], _NONE)
        head = np.where(rows > 0, grid[0, columns], _NONE)
        held = np.vstack([self.held, np.zeros((1, self.held.shape[1]), bool)])
        share = held @ self.weights
        whole = np.append(self.wholes, 0.0)
        placed = held[words]
        row = _shift(np.logical_or.accumulate(placed, axis=1), 1)[at]
        depth = max(1, sheet.heading_rows)
        heads = np.logical_or.accumulate(placed[:depth], axis=0)
        over = np.where((rows > 0)[:, None], heads[np.minimum(depth, rows) - 1, columns], False) | held[tops]
        spans = np.array([cell.column_span for cell in sheet.cells])
        beside = held[grid].sum(axis=1)[rows] > self.held * spans[:, None]
        headed = over | held[labels]
        out = {
            "own_share": share[:-1],
            "own_whole": whole[:-1],
            "label_lead": _lead(share, words, labels, rows, columns, 0),
            "top_lead": _lead(share, words, tops, rows, columns, 1),
            "first_lead": _lead(share, words, first, rows, columns, 0),
            "head_lead": _lead(share, words, head, rows, columns, 1),
            "row_share": row @ self.weights,
            "over_share": over @ self.weights,
            "beside_share": beside @ self.weights,
            "both_share": (headed | row) @ self.weights,
            "every_share": (beside | over) @ self.weights,
        }
        named = {"label": labels, "top": tops, "left": left, "above": above, "first": first, "head": head}
        for name, cells in named.items():
            out[f"{name}_share"], out[f"{name}_whole"] = share[cells], whole[cells]
        for name in ("label", "top", "first", "head", "row", "over", "beside", "both", "every"):
            most = float(out[f"{name}_share"].max(initial=0.0))
            out[f"{name}_rel"] = out[f"{name}_share"] / (most or 1.0)
        out["crossing"] = out["row_rel"] * out["over_rel"]
        out |= self._describe(left, worded, figures)
        features = np.stack([np.asarray(out[name], float) for name in FEATURES], axis=1)
        return Candidates(
            sheet,
            self.asking,
            self.grams,
            features,
            self.held,
            headed,
            self.weights,
            self.wholes,
            labels,
            tops,
            self.known,
        )

    def _describe(self, left: Places, worded: Flags, figures: Flags) -> dict[str, Floats | Flags]:
        sheet, asking = self.sheet, self.asking
        rows, columns = sheet.rows, sheet.columns
        right = _shift(sheet.grid[:, ::-1], 1)[:, ::-1][rows, columns]
        spans = np.array([cell.column_span for cell in sheet.cells])
        lengths = np.array([len(text) for text in sheet.texts])
        suits = asking.suits(sheet.texts)
        return {
            "figure": figures,
            "figure_asked": figures & asking.amount,
            "words_asked": worded & (not asking.amount),
            "person_asked": suits["person"],
            "time_asked": suits["time"],
            "place_asked": suits["place"],
            "length": np.minimum(1.0, lengths / _LONG),
            "in_first_row": rows == 0,
            "in_first_column": columns == 0,
            "in_headings": rows < sheet.heading_rows,
            "wide": (spans >= sheet.grid.shape[1]) & (sheet.grid.shape[1] > 1),
            "labels_figure": worded & np.append(figures, False)[right],
            "last_row": (rows == sheet.grid.shape[0] - 1) & (sheet.grid.shape[0] > 2),
            "labelled": np.append(worded, False)[left],
        }


def _shift(grid: Places, axis: int) -> Places:
    """Return what stands one place before each along an axis; nothing before the first."""
    shifted = np.roll(grid, 1, axis=axis)
    shifted[(slice(None),) * axis + (0,)] = _NONE if grid.dtype != bool else False
    return shifted


def _carry(words: Places, axis: int) -> Places:
    """Return the last words up to each place along an axis."""
    places = np.where(words >= 0, np.indices(words.shape)[axis], 0)
    last = np.maximum.accumulate(places, axis=axis)
    return np.take_along_axis(words, last, axis=axis)


def _lead(share: Floats, words: Places, cells: Places, rows: Places, columns: Places, axis: int) -> Floats:
    """Return how far the words that head each cell are before the best others of their column or row."""
    where = (columns if axis == 0 else rows)[cells]
    lines = words if axis == 0 else words.T
    # The two best different words of each column (axis 0) or row (axis 1).
    scores = np.where(lines >= 0, share[lines], 0.0)
    best = np.zeros((lines.shape[1], 2))
    for at in range(lines.shape[1]):
        distinct = {int(cell): float(score) for cell, score in zip(lines[:, at], scores[:, at], strict=True)}
        top = sorted(distinct.values(), reverse=True)[:2]
        best[at, : len(top)] = top
    own = share[cells]
    other = np.where(own >= best[where, 0], best[where, 1], best[where, 0])
    return np.where(cells >= 0, own - other, 0.0)
