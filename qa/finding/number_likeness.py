"""How far the words around numbers mean what a question asks, word by word, in either language.

Each word of the question is compared with each word around a number by the cosine of their vectors in
the bundled model; the best of them counts, the telling words more (late interaction, as in ColBERT;
Khattab and Zaharia, SIGIR 2020). Backwards the same of each word around the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.ascending import sort_different
from index.embedder import load_bundled
from qa.finding.numbers import Number

_PLACES = ("near", "sentence", "metric", "entry")
_LIKE = tuple(f"like_{place}{kind}" for place in _PLACES for kind in ("", "_whole", "_back"))
# The most telling word of the question that a number's words do not mean, and that those of another do.
FEATURES = (*_LIKE, "unmeant", "unmeant_elsewhere")
# Against the number that has most of it.
BEHIND = tuple(f"like_{place}" for place in _PLACES)
_LEAD, _TRAIL, _SENTENCE = 30, 12, 300
_KEPT = 1 << 15
_TINY = 1e-6
_BLANK = re.compile(r"[\d,，.。、；;:：()（）%？?！!\s]+")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """A row of FEATURES for each number, and how far each word of the question is meant by its words.

    `held` is [number, word of the question], `weights` how telling each of these words is, in all 1.
    """

    features: Floats
    held: Floats
    weights: Floats


def compare_meanings(asked: str, numbers: Sequence[Number]) -> Meanings:
    """Return how far the words around numbers mean what is asked."""
    words = load_bundled().cut([_BLANK.sub(" ", asked)])[0]
    if not len(words) or not numbers:
        rows = len(numbers)
        return Meanings(np.zeros((rows, len(FEATURES))), np.zeros((rows, 1)), np.ones(1))
    vectors = load_bundled().read_vectors(words)
    weights = np.linalg.norm(vectors, axis=1)
    unit = vectors / np.maximum(weights, _TINY)[:, None]
    weights = (weights / max(float(weights.sum()), _TINY)).astype(np.float64)
    whole = vectors.sum(axis=0)
    whole /= max(float(np.linalg.norm(whole)), _TINY)
    read = [_compare(texts, unit, weights, whole) for texts in _list_texts(numbers)]
    held = np.maximum.reduce([best for _, best in read])
    missing = np.stack(list_missing(held, held, weights), axis=1)
    return Meanings(np.concatenate([*(rows for rows, _ in read), missing], axis=1), held, weights)


def list_missing(meant: Floats, held: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return how telling the most telling word is that is not meant, and of those that some number means."""
    alone: Floats = ((1 - meant) * weights).max(axis=1)
    elsewhere: Floats = ((held.max(axis=0) - meant) * weights).max(axis=1)
    return alone, elsewhere


def _list_texts(numbers: Sequence[Number]) -> Iterator[list[str]]:
    """Yield the texts in which the words of a question are looked for, place by place."""
    yield [f"{one.lead[-_LEAD:]} {one.trail[:_TRAIL]} {one.fact.metric}" for one in numbers]
    yield [one.fact.quote[:_SENTENCE] for one in numbers]
    yield [f"{one.fact.metric} {one.fact.scope or ''}" for one in numbers]
    yield [" ".join((one.fact.entry, *one.fact.headers.row, *one.fact.headers.section)) for one in numbers]


def _compare(texts: Sequence[str], unit: Floats, weights: Floats, whole: Floats) -> tuple[Floats, Floats]:
    """Return of each text the share of the question it means, the cosine of both and the share asked for.

    Beside them stands how far each word of the question is meant, as [text, word].
    """
    # The numbers of a sentence share it, and those of an entry its name.
    apart = {text: at for at, text in enumerate(dict.fromkeys(texts))}
    places = [apart[text] for text in texts]
    rows, meant = _compare_apart(list(apart), unit, weights, whole)
    return rows[places], meant[places]


def _compare_apart(
    texts: Sequence[str], unit: Floats, weights: Floats, whole: Floats
) -> tuple[Floats, Floats]:
    cut = [_cut_words(text) for text in texts]
    held = [at for at, words in enumerate(cut) if words]
    rows, meant = np.zeros((len(texts), 3)), np.zeros((len(texts), len(weights)))
    if not held:
        return rows, meant
    joined = np.fromiter((word for at in held for word in cut[at]), np.int64)
    known = sort_different(joined.copy())
    place = np.searchsorted(known, joined)
    vectors = load_bundled().read_vectors(known)
    lengths = np.linalg.norm(vectors, axis=1)
    likeness = (unit @ (vectors / np.maximum(lengths, _TINY)[:, None]).T)[:, place]
    starts = np.cumsum([0, *(len(cut[at]) for at in held[:-1])])
    meant[held] = np.maximum.reduceat(likeness, starts, axis=1).T
    weighed = np.add.reduceat(likeness.max(axis=0) * lengths[place], starts)
    sums = np.add.reduceat(vectors[place], starts, axis=0)
    rows[held, 0] = meant[held] @ weights
    rows[held, 1] = sums @ whole / np.maximum(np.linalg.norm(sums, axis=1), _TINY)
    rows[held, 2] = weighed / np.maximum(np.add.reduceat(lengths[place], starts), _TINY)
    return rows, meant


# Question after question is compared with the same texts.
@lru_cache(maxsize=_KEPT)
def _cut_words(text: str) -> tuple[int, ...]:
    """Return the words of a text, each once, those that weigh nothing left out."""
    return tuple(dict.fromkeys(map(int, load_bundled().cut([text])[0])))
