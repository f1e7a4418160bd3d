"""Forests of decision trees, read as arrays: only learning them needs scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Boosted trees: each node with its feature, its bound and the nodes that follow, or its value.

    A row goes to `low` where its feature is at most the bound, else to `high`; where both are the node itself
    it ends, and its value counts.
    """

    feature: Numbers
    bound: Floats
    low: Numbers
    high: Numbers
    value: Floats
    base: float

    def believe(self, rows: Floats) -> Floats:
        """Return of each row the chance that was learned."""
        # The nodes of all trees stand in one row, which is looked up faster than two.
        start = np.arange(len(self.feature), dtype=np.int32)[:, None] * self.feature.shape[1]
        feature, bound = self.feature.reshape(-1), self.bound.reshape(-1)
        low, high = (self.low + start).reshape(-1), (self.high + start).reshape(-1)
        values, first = rows.reshape(-1), (np.arange(len(rows)) * rows.shape[1])[:, None]
        at = np.broadcast_to(start[:, 0], (len(rows), len(start)))
        while True:
            lower = values.take(first + feature.take(at)) <= bound.take(at)
            following = np.where(lower, low.take(at), high.take(at))
            if (following == at).all():
                break
            at = following
        scores = self.base + self.value.reshape(-1).take(at).sum(axis=1)
        chances: Floats = 1 / (1 + np.exp(-scores))
        return chances

    def save(self, name: str) -> dict[str, NDArray[np.generic]]:
        """Return the arrays to be written, by their names."""
        arrays = {key: getattr(self, key) for key in ("feature", "bound", "low", "high", "value")}
        return {f"{name}_{key}": array for key, array in (arrays | {"base": np.array(self.base)}).items()}


def load_forest(arrays: dict[str, NDArray[np.generic]], name: str) -> Forest:
    """Return the forest that was saved under a name."""
    parts = (arrays[f"{name}_{key}"] for key in ("feature", "bound", "low", "high", "value"))
    feature, bound, low, high, value = parts
    return Forest(
        feature.astype(np.int32),
        bound.astype(np.float64),
        low.astype(np.int32),
        high.astype(np.int32),
        value.astype(np.float64),
        float(arrays[f"{name}_base"]),
    )
