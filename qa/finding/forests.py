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
        trees = np.arange(len(self.feature))
        at = np.zeros((len(rows), len(trees)), np.int32)
        samples = np.arange(len(rows))[:, None]
        while True:
            lower = rows[samples, self.feature[trees, at]] <= self.bound[trees, at]
            following = np.where(lower, self.low[trees, at], self.high[trees, at])
            if (following == at).all():
                break
            at = following
        scores = self.base + self.value[trees, at].sum(axis=1)
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
