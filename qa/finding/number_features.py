"""What speaks for and against each number a question may ask for: named features, the same for every plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.ascending import unite
from qa.concepts import Topic
from qa.figures import unit_fits
from qa.finding.number_beside import BESIDE, RECORDS, Ranks, read_beside
from qa.finding.number_likeness import BEHIND as LIKE_BEHIND
from qa.finding.number_likeness import FEATURES as LIKE
from qa.finding.number_likeness import compare_meanings
from qa.finding.numbers import Number, NumberColumns, cut_pairs, share_out
from qa.finding.ranking import docs_of, read_wanted
from qa.inquiry import Inquiry
from qa.question import find_units, split_asks

# How much of the question the words around a number hold, and they of it.
_WORDS = (
    "near",
    "metric",
    "sentence",
    "entry",
    "all",
    "whole",
    "named",
    "part_near",
    "part_sentence",
    "metric_asked",
    "near_asked",
    "pairs",
    "pairs_asked",
    "missed",
)
# The same against the number that has most of it.
_BEHIND = ("near_behind", "sentence_behind", "all_behind")
_LIKE_BEHIND = tuple(f"{name}_behind" for name in LIKE_BEHIND)
FEATURES = (*_WORDS, *_BEHIND, *BESIDE, *LIKE, *_LIKE_BEHIND)
_MOST = 200
_LEADING = 4
_UNMATCHED = 0.3

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """The numbers a question may ask for, with a row of FEATURES for each.

    `shared` says which words of the question stand right by a number, as [number, word].
    `meant` says how far each word of the question is meant by the words of a number, as [number, word],
    `weights` how telling these words are.
    """

    numbers: tuple[Number, ...]
    features: Floats
    shared: NDArray[np.bool_]
    meant: Floats
    weights: Floats


def read_number_features(inquiry: Inquiry) -> Numbers:
    """Return the numbers in reach that share most with a question, and those of likely records."""
    columns = inquiry.numbers.of(docs_of(inquiry))
    if not columns or not inquiry.topic.concepts:
        return Numbers((), np.zeros((0, len(FEATURES))), np.zeros((0, 0), bool), np.zeros((0, 1)), np.ones(1))
    words, held = _compare_words(inquiry, columns)
    ranks = _rank_records(inquiry)
    best = np.argsort(-words[:, _WORDS.index("all")], kind="stable")[:_MOST]
    chosen = unite(best, _find_leading(ranks, columns))
    rows = read_beside(inquiry, ranks, columns, chosen)
    kept = words[chosen]
    behind = _fall_behind(kept[:, [_WORDS.index(name) for name in ("near", "sentence", "all")]])
    numbers = tuple(one.numbers[at] for one, own in share_out(columns, chosen) for at in own.tolist())
    like = compare_meanings(inquiry.question.plain, columns, chosen)
    like_behind = _fall_behind(like.features[:, [LIKE.index(name) for name in LIKE_BEHIND]])
    features = np.concatenate([kept, behind, rows, like.features, like_behind], axis=1)
    return Numbers(numbers, features, held[:, chosen].T, like.held, like.weights)


def _find_leading(ranks: Ranks, columns: Sequence[NumberColumns]) -> NDArray[np.int64]:
    """Return the numbers of the leading records."""
    leading = [key for key, (_, place) in ranks.items() if place < _LEADING]
    found = []
    for one in columns:
        doc, every = one.numbers[0].fact.doc, np.arange(len(one.numbers))
        found.append(one.traits.entries.look_up(every, {id: 1.0 for own, id in leading if own == doc}, 0.0))
    return np.flatnonzero(np.concatenate(found))


def _fall_behind(columns: Floats) -> Floats:
    """Return by how much each value is below the greatest of its column."""
    below: Floats = columns - columns.max(axis=0)
    return below


def _compare_words(inquiry: Inquiry, columns: Sequence[NumberColumns]) -> tuple[Floats, NDArray[np.bool_]]:
    """Return how far each number's words are the question's, and which of its words stand right by it."""
    plain, topic = inquiry.question.plain, inquiry.topic
    words = topic.tokens

    def join(parts: list[NDArray[np.bool_]]) -> NDArray[np.bool_]:
        return np.concatenate(parts, axis=1)

    metric = join([one.metrics.hold(words) for one in columns])
    near = join([one.near.hold(words) for one in columns]) | metric
    sentence = join([one.sentences.hold(words) for one in columns])
    entry = join([one.entries.hold(words) for one in columns])
    asks = split_asks(plain)
    parts = [topic.narrow(part) for part in asks] if len(asks) > 1 else [topic]
    by_part = [
        _share(part, words, near) * _fit_units(find_units(ask), columns)
        for part, ask in zip(parts, asks, strict=True)
    ]
    by_sentence = [_share(part, words, sentence) for part in parts]
    pairs, vocabulary = cut_pairs(read_wanted(inquiry, plain).subject), frozenset(words)
    covered = np.concatenate([one.pairs.cover(pairs) for one in columns])
    sizes = np.concatenate([one.pairs.sizes for one in columns])
    whole, missed = topic.compare(near | sentence | entry)
    found = [
        topic.shares(near),
        topic.shares(metric),
        topic.shares(sentence),
        topic.shares(entry),
        whole,
        topic.shares(near | sentence),
        _share(topic.named(), words, near),
        np.max(by_part, axis=0),
        np.max(by_sentence, axis=0),
        np.concatenate([one.metrics.cover(vocabulary) for one in columns]),
        np.concatenate([one.near.cover(vocabulary) for one in columns]),
        covered,
        covered * sizes / max(1, len(pairs)),
        missed,
    ]
    return np.stack(found, axis=1), near


def _share(part: Topic, words: Sequence[str], held: NDArray[np.bool_]) -> Floats:
    """Return how far texts hold a part of a topic whose words are rows of what they hold."""
    place = {word: row for row, word in enumerate(words)}
    rows = [place[word] for word in part.tokens]
    return part.shares(held[rows]) if rows else np.zeros(held.shape[1])


def _fit_units(asked: Sequence[str], columns: Sequence[NumberColumns]) -> Floats | float:
    """Return what a part of a question counts of each number: less where it asks for another unit."""
    if not asked:
        return 1.0

    def count(unit: str) -> float:
        return 1.0 if any(unit_fits(one, unit) for one in asked) else _UNMATCHED

    return np.concatenate([one.traits.units.read(np.arange(len(one.numbers)), count) for one in columns])


def _rank_records(inquiry: Inquiry) -> dict[tuple[str, str], tuple[float, int]]:
    """Return how far each of the best records is behind the first, and its place."""
    found: dict[tuple[str, str], tuple[float, int]] = {}
    for place, ranked in enumerate(inquiry.ranked[:RECORDS]):
        key = ranked.record.doc, ranked.record.id
        found.setdefault(key, (ranked.score - inquiry.ranked[0].score, place))
    return found
