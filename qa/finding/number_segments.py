"""How well numbers answer each of the things that one question asks for, stretch by stretch.

罰了幾家，總共多少錢 asks for two numbers: one by the words and unit of the first stretch, one by those of the
second. What all stretches share tells none of them apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedder import load_bundled
from qa.concepts import Topic
from qa.figures import unit_fits
from qa.finding.number_likeness import Meanings
from qa.finding.numbers import NumberColumns, share_out
from qa.question import find_units
from qa.understanding.roles import read_asked

# Where a question may go on with another thing that it asks for.
_JOINT = re.compile(r"[，,、；;。？?！!：:()（）/／\s]+|(?<=[㐀-鿿])[和與跟及或](?=[㐀-鿿])")
_ENGLISH_JOINT = re.compile(r"[,;?!:()]+|\b(?:and|or|versus|vs)\b")
_SHORTEST, _MOST = 2, 6
# What a stretch that says nothing of unit or role counts, and what a number of another one.
_UNSAID, _OTHER = 0.8, 0.3
_WORDLESS = 0.5

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def cut_segments(plain: str) -> list[str]:
    """Return the stretches of a question that may each ask for a number.

    >>> cut_segments("違規的有幾家，總共罰多少？"), cut_segments("how many audits, and the target?")
    (['違規的有幾家', '總共罰多少'], ['how many audits', 'the target'])
    """
    joint = _ENGLISH_JOINT if plain.isascii() else _JOINT
    parts = (part.strip() for part in joint.split(plain))
    return [part for part in parts if len(part) >= _SHORTEST][:_MOST]


def read_segments(
    plain: str,
    topic: Topic,
    columns: Sequence[NumberColumns],
    chosen: Rows,
    near: NDArray[np.bool_],
    like: Meanings,
) -> Floats:
    """Return how well each chosen number answers each stretch of a question that says something, from 0 to 1.

    `near` says which words of the topic stand right by each number, as [word, number].
    """
    cut = cut_segments(plain)
    # Each stretch with those of its words that not all have.
    words = [frozenset(topic.narrow(one).tokens) for one in cut]
    meant = [frozenset(load_bundled().cut([one])[0].tolist()) for one in cut]
    shared = frozenset.intersection(*words) if len(words) > 1 else frozenset()
    place = {word: row for row, word in enumerate(topic.tokens)}
    alike = frozenset.intersection(*meant) if len(meant) > 1 else frozenset()
    answered = []
    for one, own, ids in zip(cut, words, meant, strict=True):
        units, roles = find_units(one), read_asked(one).roles
        rows = [place[word] for word in own - shared if word in place]
        weights = like.weights * np.isin(like.words, list(ids - alike))
        said = _weigh(near[rows].mean(axis=0) if rows else None, like.near, weights)
        if said is None and not units and not roles:
            continue
        known = np.full(len(chosen), _WORDLESS) if said is None else said
        fits = fit_units(units, columns, chosen) if units else _UNSAID
        answered.append(known * fits * _fit_roles(roles, columns, chosen))
    return np.stack(answered, axis=1) if answered else np.ones((len(chosen), 1))


def _weigh(held: Floats | None, near: Floats, weights: Floats) -> Floats | None:
    """Return how far the words by each number are or mean those of a stretch; None where it has none."""
    total = float(weights.sum())
    meant: Floats | None = near @ weights / total if total > 0 else None
    given = [one for one in (held, meant) if one is not None]
    return None if not given else np.mean(given, axis=0)


def fit_units(asked: Sequence[str], columns: Sequence[NumberColumns], chosen: Rows) -> Floats | float:
    """Return what a part of a question counts of each number: less where it asks for another unit."""
    if not asked:
        return 1.0

    def count(unit: str) -> float:
        return 1.0 if any(unit_fits(one, unit) for one in asked) else _OTHER

    return np.concatenate([one.traits.units.read(rows, count) for one, rows in share_out(columns, chosen)])


def _fit_roles(asked: Sequence[str], columns: Sequence[NumberColumns], chosen: Rows) -> Floats | float:
    if not asked:
        return _UNSAID

    def count(role: str) -> float:
        return 1.0 if role in asked else _OTHER

    return np.concatenate([one.traits.roles.read(rows, count) for one, rows in share_out(columns, chosen)])
