"""Forests of decision trees, read as arrays: only learning them needs scikit-learn.

All nodes of all trees are asked at once, each of which strikes leaves out; a row ends at the first that is
left of a tree (QuickScorer; Lucchese et al., SIGIR 2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int32]


_BITS = (np.int16, np.int32, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _LaidOut:
    """The nodes of a forest as [node, tree], in each the bits of leaves it leaves where a row goes to `high`.

    Many nodes ask the same of a row: `asked` says which of the pairs of `feature` and `bound`. `value` has
    those of the leaves, tree after tree, of which `first` are the first; `one` is a single bit.
    """

    feature: Numbers
    bound: Floats
    asked: NDArray[np.int64]
    high: NDArray[Any]
    value: Floats
    first: NDArray[np.int64]
    one: np.integer[Any]


@dataclass(frozen=True, eq=False)
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

    @cached_property
    def _laid_out(self) -> _LaidOut:
        return _lay_out(self)

    def believe(self, rows: Floats) -> Floats:
        """Return of each row the chance that was learned."""
        laid = self._laid_out
        values = np.ascontiguousarray(rows.T).take(laid.feature, axis=0)
        lower = (values <= laid.bound[:, None]).view(np.int8)
        # All bits where a row goes to `low`; where not, none of the leaves that it leads to.
        kept = np.negative(lower).astype(laid.high.dtype).take(laid.asked, axis=0)
        kept |= laid.high[:, :, None]
        left = np.bitwise_and.reduce(kept, axis=0)
        leaves = np.bitwise_count((left & -left) - laid.one)
        scores = self.base + np.ascontiguousarray(laid.value.take(laid.first + leaves).T).sum(axis=1)
        chances: Floats = 1 / (1 + np.exp(-scores))
        return chances

    def save(self, name: str) -> dict[str, NDArray[np.generic]]:
        """Return the arrays to be written, by their names."""
        arrays = {key: getattr(self, key) for key in ("feature", "bound", "low", "high", "value")}
        return {f"{name}_{key}": array for key, array in (arrays | {"base": np.array(self.base)}).items()}


def _lay_out(forest: Forest) -> _LaidOut:
    trees = [_list_nodes(forest, tree) for tree in range(len(forest.feature))]
    most = max(len(leaves) for _, leaves in trees)
    bits = next((one for one in _BITS if most < np.iinfo(one).bits), None)
    if bits is None:
        raise ValueError(f"forest: expected trees of at most 63 leaves, found {most}; learn smaller ones")
    shape = most, len(trees)
    # A node that is not there leaves all.
    asked, high = np.zeros(shape, np.int64), np.full(shape, -1, bits)
    pairs: dict[tuple[int, float], int] = {(0, np.inf): 0}
    value = np.zeros((len(trees), most))
    for tree, (nodes, leaves) in enumerate(trees):
        value[tree, : len(leaves)] = forest.value[tree, leaves]
        for at, (node, low) in enumerate(nodes):
            pair = int(forest.feature[tree, node]), float(forest.bound[tree, node])
            asked[at, tree] = pairs.setdefault(pair, len(pairs))
            high[at, tree] = ~low
    first = (np.arange(len(trees)) * most)[:, None]
    feature, bound = np.array([one for one, _ in pairs], np.int32), np.array([at for _, at in pairs])
    return _LaidOut(feature, bound, asked, high, value.reshape(-1), first, bits(1))


def _list_nodes(forest: Forest, tree: int) -> tuple[list[tuple[int, int]], list[int]]:
    """Return the nodes of a tree, each with the bits of the leaves under `low`, and its leaves in order."""
    low, high = forest.low[tree].tolist(), forest.high[tree].tolist()
    nodes: list[tuple[int, int]] = []
    leaves: list[int] = []

    def walk(node: int) -> int:
        if low[node] == high[node] == node:
            leaves.append(node)
            return 1 << (len(leaves) - 1)
        under = walk(low[node])
        nodes.append((node, under))
        return under | walk(high[node])

    walk(0)
    return nodes, leaves


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
