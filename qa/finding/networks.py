"""A small network that says which of several candidates is the right one, or that none is.

Two hidden layers over the features of a candidate and over how far each is behind the best of all candidates;
the chances of all of them and of none add up to 1 (the listwise softmax of ListNet; Cao et al., ICML 2007).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Layers = tuple[tuple[Floats, Floats], ...]

# What lies farther out than so many deviations says no more.
_FARTHEST = 8.0
_TINY = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Layers of weights and constants, by which mean and deviation features are scaled before them.

    Several networks that were learned apart stand beside each other; what they say is averaged.
    """

    means: Floats
    deviations: Floats
    members: tuple[Layers, ...]

    def believe(self, features: NDArray[Any]) -> NDArray[np.float64]:
        """Return how likely each row of features is the right one; with that none is they add up to 1."""
        rows = scale(features, self.means, self.deviations)
        scores = np.mean([forward(rows, layers)[-1][:, 0] for layers in self.members], axis=0)
        return chances_of(scores.astype(np.float64))

    def save(self, name: str) -> dict[str, NDArray[Any]]:
        """Return the arrays to keep, each under a name that begins with the one given."""
        kept: dict[str, NDArray[Any]] = {f"{name}_means": self.means, f"{name}_deviations": self.deviations}
        for number, layers in enumerate(self.members):
            for depth, (weights, constants) in enumerate(layers):
                kept[f"{name}_{number}_{depth}_weights"] = weights
                kept[f"{name}_{number}_{depth}_constants"] = constants
        return kept


def load_network(arrays: Mapping[str, NDArray[Any]], name: str) -> Network:
    """Return a network from the arrays it was saved as."""

    def layers(number: int) -> Iterator[tuple[Floats, Floats]]:
        depth = 0
        while f"{name}_{number}_{depth}_weights" in arrays:
            at = f"{name}_{number}_{depth}"
            yield arrays[f"{at}_weights"], arrays[f"{at}_constants"]
            depth += 1

    members: list[Layers] = []
    while own := tuple(layers(len(members))):
        members.append(own)
    return Network(arrays[f"{name}_means"], arrays[f"{name}_deviations"], tuple(members))


def scale(features: NDArray[Any], means: Floats, deviations: Floats) -> Floats:
    """Return features in deviations from their mean, and beside them from the greatest of all rows."""
    behind = features - features.max(axis=0)
    rows = np.concatenate([(features - means) / deviations, behind / deviations], axis=1)
    scaled: Floats = np.clip(rows, -_FARTHEST, _FARTHEST).astype(np.float32)
    return scaled


def forward(rows: Floats, layers: Layers) -> list[Floats]:
    """Return what each layer makes of the rows, the last the score of each; hidden ones are never below 0."""
    out = [rows]
    for depth, (weights, constants) in enumerate(layers):
        made: Floats = out[-1] @ weights + constants
        out.append(made if depth + 1 == len(layers) else np.maximum(made, 0))
    return out


def chances_of(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chances of candidates by their scores, beside none of them, whose score is 0.

    >>> chances_of(np.array([0.0, 0.0])).round(2).tolist()
    [0.33, 0.33]
    """
    most = max(0.0, float(scores.max(initial=0.0)))
    powers = np.exp(scores - most)
    found: NDArray[np.float64] = powers / (powers.sum() + np.exp(-most))
    return found


@dataclass(frozen=True)
class Recipe:
    """How a network is learned: sizes, passes over all lists, rates, and how many candidates are compared."""

    hidden: int
    passes: int
    rate: float
    decay: float
    drop: float
    batch: int
    sampled: int
    members: int


def fit(lists: Sequence[NDArray[Any]], right: Sequence[NDArray[np.bool_]], recipe: Recipe) -> Network:
    """Return the network that tells the right rows of lists of candidates; a list may have none."""
    sample = np.concatenate([rows[:: max(1, len(rows) // recipe.sampled)] for rows in lists])
    means = sample.mean(axis=0).astype(np.float32)
    deviations = (sample.std(axis=0) + _TINY).astype(np.float32)
    scaled = [scale(rows, means, deviations) for rows in lists]
    members = tuple(_Learner(scaled, right, recipe, seed).learn() for seed in range(recipe.members))
    return Network(means, deviations, members)


class _Learner:
    """One network while it is learned, by Adam (Kingma and Ba, ICLR 2015) with decaying weights."""

    def __init__(
        self, lists: Sequence[Floats], right: Sequence[NDArray[np.bool_]], recipe: Recipe, seed: int
    ) -> None:
        self._lists, self._right, self._recipe = lists, right, recipe
        self._random = np.random.default_rng(seed)
        sizes = (lists[0].shape[1], recipe.hidden, recipe.hidden, 1)
        self._layers = [
            (
                self._random.normal(0, np.sqrt(2 / before), (before, behind)).astype(np.float32),
                np.zeros(behind, np.float32),
            )
            for before, behind in pairwise(sizes)
        ]
        self._moments = [[(np.zeros_like(p), np.zeros_like(p)) for p in layer] for layer in self._layers]
        self._steps = 0
        self._hard: list[NDArray[np.int64]] = [np.zeros(0, np.int64)] * len(lists)

    def learn(self) -> Layers:
        """Return the layers after all passes; later ones also compare the likeliest of each list."""
        recipe = self._recipe
        for number in range(recipe.passes):
            if number % 2 == 0 and number:
                self._find_hard()
            order = self._random.permutation(len(self._lists))
            for start in range(0, len(order), recipe.batch):
                self._step(order[start : start + recipe.batch])
        return tuple(self._layers)

    def _find_hard(self) -> None:
        layers = tuple(self._layers)
        for at, rows in enumerate(self._lists):
            scores = forward(rows, layers)[-1][:, 0]
            self._hard[at] = np.argsort(-scores)[: self._recipe.sampled].astype(np.int64)

    def _step(self, batch: NDArray[np.int64]) -> None:
        chosen = [self._choose(int(at)) for at in batch]
        rows = np.concatenate([self._lists[at][own] for at, own in zip(batch, chosen, strict=True)])
        masks, out = self._forward(rows)
        slope = np.zeros((len(rows), 1), np.float32)
        start = 0
        for at, own in zip(batch, chosen, strict=True):
            part = slice(start, start + len(own))
            chances = chances_of(out[-1][part, 0].astype(np.float64))
            wanted = self._right[at][own] * chances
            total = wanted.sum()
            slope[part, 0] = chances - (wanted / total if total > 0 else 0)
            start += len(own)
        self._descend(out, masks, slope / np.float32(len(batch)))

    def _choose(self, at: int) -> NDArray[np.int64]:
        """Return the candidates of a list to compare: the right ones, the likeliest and some others."""
        count = len(self._lists[at])
        some = self._random.integers(0, count, self._recipe.sampled)
        return np.unique(np.concatenate([np.flatnonzero(self._right[at]), self._hard[at], some, [0]]))

    def _forward(self, rows: Floats) -> tuple[list[Floats], list[Floats]]:
        """Return which of what hidden layers make is kept, and what each layer makes of the rows."""
        masks, out, keep = [], [rows], 1 - self._recipe.drop
        for depth, (weights, constants) in enumerate(self._layers):
            made: Floats = out[-1] @ weights + constants
            if depth + 1 < len(self._layers):
                kept = (self._random.random(made.shape, np.float32) < keep).astype(np.float32) / keep
                masks.append(kept * (made > 0))
                made = made * masks[-1]
            out.append(made)
        return masks, out

    def _descend(self, out: list[Floats], masks: list[Floats], slope: Floats) -> None:
        self._steps += 1
        for depth in reversed(range(len(self._layers))):
            weights, constants = self._layers[depth]
            slopes = out[depth].T @ slope, slope.sum(axis=0)
            if depth:
                slope = (slope @ weights.T) * masks[depth - 1]
            self._layers[depth] = (
                self._move(depth, 0, weights, slopes[0]),
                self._move(depth, 1, constants, slopes[1]),
            )

    def _move(self, depth: int, part: int, values: Floats, slope: Floats) -> Floats:
        first, second = self._moments[depth][part]
        first += 0.1 * (slope - first)
        second += 0.001 * (slope * slope - second)
        bias = np.sqrt(1 - 0.999**self._steps) / (1 - 0.9**self._steps)
        move = bias * first / (np.sqrt(second) + 1e-8) + self._recipe.decay * values
        moved: Floats = (values - self._recipe.rate * move).astype(np.float32)
        return moved
