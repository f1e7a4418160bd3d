"""How far the words around numbers mean what a question asks, word by word, in either language.

Each word of the question is compared with each word around a number by the cosine of their vectors in
the bundled model; the best of them counts, the telling words more (late interaction, as in ColBERT;
Khattab and Zaharia, SIGIR 2020). Backwards the same of each word around the number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.ascending import number_different
from index.embedder import load_bundled
from qa.finding.numbers import PLACES, NumberColumns, share_out
from qa.finding.word_texts import CutTexts

_LIKE = tuple(f"like_{place}{kind}" for place in PLACES for kind in ("", "_whole", "_back"))
# The most telling word of the question that a number's words do not mean, and that those of another do.
FEATURES = (*_LIKE, "unmeant", "unmeant_elsewhere")
# Against the number that has most of it.
BEHIND = tuple(f"like_{place}" for place in PLACES)
_TINY = 1e-6
_BLANK = re.compile(r"[\d,，.。、；;:：()（）%？?！!\s]+")

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """A row of FEATURES for each number, and how far each word of the question is meant by its words.

    `held` is [number, word of the question], `near` the same of the words right by a number alone; `weights`
    is how telling each of these words is, in all 1, `words` which it is.
    """

    features: Floats
    held: Floats
    near: Floats
    weights: Floats
    words: NDArray[Any]


def compare_meanings(asked: str, columns: Sequence[NumberColumns], chosen: Rows) -> Meanings:
    """Return how far the words around chosen numbers of some documents mean what is asked, in their order."""
    words = load_bundled().cut([_BLANK.sub(" ", asked)])[0]
    if not len(words) or not len(chosen):
        rows = len(chosen)
        nothing = np.zeros((rows, 1))
        return Meanings(np.zeros((rows, len(FEATURES))), nothing, nothing, np.ones(1), np.full(1, -1))
    vectors = load_bundled().read_vectors(words)
    weights = np.linalg.norm(vectors, axis=1)
    unit = vectors / np.maximum(weights, _TINY)[:, None]
    weights = (weights / max(float(weights.sum()), _TINY)).astype(np.float64)
    whole = vectors.sum(axis=0)
    whole /= max(float(np.linalg.norm(whole)), _TINY)
    texts, places = _gather(columns, chosen)
    read, meant = _compare(texts, unit, weights, whole)
    held = np.maximum.reduce([meant[place] for place in places])
    missing = np.stack(list_missing(held, held, weights), axis=1)
    features = np.concatenate([*(read[place] for place in places), missing], axis=1)
    return Meanings(features, held, meant[places[PLACES.index("near")]], weights, words)


def list_missing(meant: Floats, held: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return how telling the most telling word is that is not meant, and of those that some number means."""
    alone: Floats = ((1 - meant) * weights).max(axis=1)
    elsewhere: Floats = ((held.max(axis=0) - meant) * weights).max(axis=1)
    return alone, elsewhere


def _gather(columns: Sequence[NumberColumns], chosen: Rows) -> tuple[CutTexts, Rows]:
    """Return the different texts of chosen numbers, and which of them stand in each of PLACES."""
    cut: list[CutTexts] = []
    places: list[Rows] = []
    texts = 0
    for one, rows in share_out(columns, chosen):
        # The numbers of a sentence share it, and those of an entry its name.
        different, at = number_different(one.texts.places[:, rows], one.texts.count)
        cut.append(one.texts.cut(different))
        places.append(at + texts)
        texts += len(different)
    words = tuple(words for one in cut for words in one.words)
    sizes = np.concatenate([one.sizes for one in cut])
    lengths, sums = (np.concatenate(parts) for parts in zip(*((c.lengths, c.sums) for c in cut), strict=True))
    return CutTexts(words, sizes, lengths, sums), np.concatenate(places, axis=1)


def _compare(texts: CutTexts, unit: Floats, weights: Floats, whole: Floats) -> tuple[Floats, Floats]:
    """Return of each text the share of the question it means, the cosine of both and the share asked for.

    Beside them stands how far each word of the question is meant, as [text, word].
    """
    sizes, held = texts.sizes, np.flatnonzero(texts.sizes)
    rows, meant = np.zeros((len(sizes), 3)), np.zeros((len(sizes), len(weights)))
    if not len(held):
        return rows, meant
    joined = np.concatenate(texts.words)
    known, place = number_different(joined, int(joined.max()) + 1)
    vectors = load_bundled().read_vectors(known)
    lengths, along = np.linalg.norm(vectors, axis=1), vectors @ whole
    vectors /= np.maximum(lengths, _TINY)[:, None]
    likeness = unit @ vectors.T
    starts = np.cumsum(sizes[held]) - sizes[held]
    meant[held] = np.maximum.reduceat(likeness.take(place, axis=1), starts, axis=1).T
    weighed = np.add.reduceat((likeness.max(axis=0) * lengths)[place], starts)
    sums = np.add.reduceat(along[place], starts)
    rows[held, 0] = meant[held] @ weights
    rows[held, 1] = sums / np.maximum(texts.sums[held], _TINY)
    rows[held, 2] = weighed / np.maximum(texts.lengths[held], _TINY)
    return rows, meant
