"""What speaks for and against each number a question may ask for: named features, the same for every plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.ascending import unite
from qa.concepts import Topic
from qa.finding.number_beside import BESIDE, RECORDS, Ranks, read_beside
from qa.finding.number_likeness import BEHIND as LIKE_BEHIND
from qa.finding.number_likeness import FEATURES as LIKE
from qa.finding.number_likeness import compare_meanings
from qa.finding.number_segments import fit_units, read_segments
from qa.finding.numbers import PLACES, Number, NumberColumns, cut_pairs, share_out
from qa.finding.ranking import docs_of, rank_series, read_wanted
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
_NEAR, _METRIC = PLACES.index("near"), PLACES.index("metric")
_MOST = 200
_LEADING, _SERIES = 4, 8

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """The numbers a question may ask for, with a row of FEATURES for each.

    `shared` says which words of the question stand right by a number, as [number, word].
    `meant` says how far each word of the question is meant by the words of a number, as [number, word],
    `weights` how telling these words are.
    `answered` says how well each number answers each stretch of the question, as [number, stretch].
    """

    numbers: tuple[Number, ...]
    features: Floats
    shared: NDArray[np.bool_]
    meant: Floats
    weights: Floats
    answered: Floats


def read_number_features(inquiry: Inquiry) -> Numbers:
    """Return the numbers in reach that share most with a question, those of likely records and series."""
    columns = inquiry.numbers.of(docs_of(inquiry))
    if not columns or not inquiry.topic.concepts:
        none = np.zeros((0, 1))
        return Numbers((), np.zeros((0, len(FEATURES))), np.zeros((0, 0), bool), none, np.ones(1), none)
    ranks, held = _rank_records(inquiry), _hold_words(inquiry.topic.tokens, columns)
    alike = inquiry.topic.shares(np.logical_or.reduce(held, axis=1))
    best = np.argsort(-alike, kind="stable")[:_MOST]
    chosen = unite(unite(best, _find_leading(ranks, columns)), _find_meant(inquiry, columns))
    held = held[:, :, chosen]
    words = _compare_words(inquiry, columns, chosen, held)
    rows = read_beside(inquiry, ranks, columns, chosen)
    behind = _fall_behind(words[:, [_WORDS.index(name) for name in ("near", "sentence", "all")]])
    numbers = tuple(one.numbers[at] for one, own in share_out(columns, chosen) for at in own.tolist())
    like = compare_meanings(inquiry.question.plain, columns, chosen)
    like_behind = _fall_behind(like.features[:, [LIKE.index(name) for name in LIKE_BEHIND]])
    features = np.concatenate([words, behind, rows, like.features, like_behind], axis=1)
    near = held[:, _NEAR] | held[:, _METRIC]
    answered = read_segments(inquiry.question.plain, inquiry.topic, columns, chosen, near, like)
    return Numbers(numbers, features, near.T, like.held, like.weights, answered)


def _find_leading(ranks: Ranks, columns: Sequence[NumberColumns]) -> NDArray[np.int64]:
    """Return the numbers of the leading records."""
    leading = [key for key, (_, place) in ranks.items() if place < _LEADING]
    found = []
    for one in columns:
        doc, every = one.numbers[0].fact.doc, np.arange(len(one.numbers))
        found.append(one.traits.entries.look_up(every, {id: 1.0 for own, id in leading if own == doc}, 0.0))
    return np.flatnonzero(np.concatenate(found))


def _find_meant(inquiry: Inquiry, columns: Sequence[NumberColumns]) -> Rows:
    """Return the numbers of the series that fit best, which words in another language may mean alone."""
    meant: dict[str, dict[tuple[str, str, str | None], float]] = {}
    for one in rank_series(inquiry)[:_SERIES]:
        meant.setdefault(one.series.doc, {})[one.series.id, one.series.metric, one.series.scope] = 1.0
    found = []
    for columns_of in columns:
        every = np.arange(len(columns_of.numbers))
        series = meant.get(columns_of.numbers[0].fact.doc, {})
        found.append(columns_of.traits.series.look_up(every, series, 0.0))
    return np.flatnonzero(np.concatenate(found))


def _fall_behind(columns: Floats) -> Floats:
    """Return by how much each value is below the greatest of its column."""
    below: Floats = columns - columns.max(axis=0)
    return below


def _hold_words(words: Sequence[str], columns: Sequence[NumberColumns]) -> Flags:
    """Return which words of a question numbers have in each of PLACES, as [word, place, number]."""
    return np.concatenate([one.words.hold(words) for one in columns], axis=2)


def _compare_words(inquiry: Inquiry, columns: Sequence[NumberColumns], chosen: Rows, held: Flags) -> Floats:
    """Return how far the words of each of some numbers are the question's."""
    topic, words = inquiry.topic, inquiry.topic.tokens
    beside, said, counted, entered = (held[:, place] for place in range(len(PLACES)))
    close = beside | counted
    around = close | said
    places = close, counted, said, entered, around | entered, around
    compared = topic.compare(np.concatenate(places, axis=1))
    shares, misses = (found.reshape(len(places), len(chosen)) for found in compared)
    near, metric, sentence, entry, every, whole = shares
    *_, missed, _ = misses
    found = [
        near,
        metric,
        sentence,
        entry,
        every,
        whole,
        _share(topic.named(), words, close),
        *_compare_parts(inquiry, columns, chosen, (close, said), (near, sentence)),
        counted.sum(axis=0) / _gather(lambda one: one.words.size(_METRIC), columns, chosen),
        beside.sum(axis=0) / _gather(lambda one: one.words.size(_NEAR), columns, chosen),
        *_cover_pairs(read_wanted(inquiry, inquiry.question.plain).subject, columns, chosen),
        missed,
    ]
    return np.stack(found, axis=1)


def _compare_parts(
    inquiry: Inquiry,
    columns: Sequence[NumberColumns],
    chosen: Rows,
    held: tuple[Flags, Flags],
    shares: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """Return how far numbers are those of the part of a question that they fit best: near them, in sentences.

    `shares` say how far they are those of the whole.
    """
    plain, topic, (near, sentence) = inquiry.question.plain, inquiry.topic, shares
    asks = split_asks(plain)
    if len(asks) < 2:
        return near * fit_units(find_units(asks[0] if asks else plain), columns, chosen), sentence
    parts = [topic.narrow(ask) for ask in asks]
    close, said = ([_share(part, topic.tokens, flags) for part in parts] for flags in held)
    fits = [fit_units(find_units(ask), columns, chosen) for ask in asks]
    by_part = [one * fit for one, fit in zip(close, fits, strict=True)]
    return np.max(by_part, axis=0), np.max(said, axis=0)


def _cover_pairs(subject: str, columns: Sequence[NumberColumns], chosen: Rows) -> tuple[Floats, Floats]:
    """Return which share of the pairs around numbers a subject has, and which share of its own they have."""
    pairs = cut_pairs(subject)
    covered = _gather(lambda one: one.pairs.cover(pairs), columns, chosen)
    sizes = _gather(lambda one: one.pairs.sizes, columns, chosen)
    return covered, covered * sizes / max(1, len(pairs))


def _gather(
    read: Callable[[NumberColumns], Floats], columns: Sequence[NumberColumns], chosen: Rows
) -> Floats:
    """Return what is read of the numbers of documents, of the chosen ones."""
    return np.concatenate([read(one) for one in columns])[chosen]


def _share(part: Topic, words: Sequence[str], held: NDArray[np.bool_]) -> Floats:
    """Return how far texts hold a part of a topic whose words are rows of what they hold."""
    place = {word: row for row, word in enumerate(words)}
    rows = [place[word] for word in part.tokens]
    return part.shares(held[rows]) if rows else np.zeros(held.shape[1])


def _rank_records(inquiry: Inquiry) -> dict[tuple[str, str], tuple[float, int]]:
    """Return how far each of the best records is behind the first, and its place."""
    found: dict[tuple[str, str], tuple[float, int]] = {}
    for place, ranked in enumerate(inquiry.ranked[:RECORDS]):
        key = ranked.record.doc, ranked.record.id
        found.setdefault(key, (ranked.score - inquiry.ranked[0].score, place))
    return found
