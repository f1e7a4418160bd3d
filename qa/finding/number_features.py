"""What speaks for and against each number a question may ask for: named features, the same for every plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from index.ascending import unite
from ingest.records import Observation
from qa.concepts import Topic
from qa.figures import unit_fits
from qa.finding.number_likeness import BEHIND as LIKE_BEHIND
from qa.finding.number_likeness import FEATURES as LIKE
from qa.finding.number_likeness import compare_meanings
from qa.finding.numbers import Number, NumberColumns, cut_pairs
from qa.finding.ranking import RankedSeries, docs_of, rank_series, read_wanted
from qa.finding.weights import share_known
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
_BESIDE = (
    "series_score",
    "series_belief",
    "series_named",
    "in_series",
    "unit",
    "same_unit",
    "wrong_unit",
    "no_unit_asked",
    "year",
    "no_year_asked",
    "wrong_year",
    "role",
    "wrong_role",
    "only_actual",
    "only_target",
    "only_derived",
    "told",
    "measure",
    "kpi",
    "other_kind",
    "record_score",
    "record_first",
    "record_found",
    "period",
    "cumulative",
    "cumulative_asked",
    "agency",
    "no_agency",
    "range",
    "english",
    "known",
    "doubts",
    "document_named",
    "of_edition",
    "before_edition",
    "behind_edition",
    "year_before",
    "year_after",
    "said",
    "judged",
    "difference_asked",
    "trend_asked",
    "asked",
)
_LIKE_BEHIND = tuple(f"{name}_behind" for name in LIKE_BEHIND)
FEATURES = (*_WORDS, *_BEHIND, *_BESIDE, *LIKE, *_LIKE_BEHIND)
_MOST = 200
_RECORDS, _LEADING = 30, 4
_UNMATCHED = 0.3
_FAR_SERIES, _FAR_RECORD = -9.0, -3.0
_DERIVED = ("rate", "difference")
_SAID = re.compile(r"\d[\d,]*(?:\.\d+)?")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """The numbers a question may ask for, with a row of FEATURES for each and the words shared with it.

    `meant` says how far each word of the question is meant by the words of a number, as [number, word],
    `weights` how telling these words are.
    """

    numbers: tuple[Number, ...]
    features: Floats
    shared: tuple[frozenset[str], ...]
    meant: Floats
    weights: Floats


def read_number_features(inquiry: Inquiry) -> Numbers:
    """Return the numbers in reach that share most with a question, and those of likely records."""
    columns = inquiry.numbers.of(docs_of(inquiry))
    if not columns or not inquiry.topic.concepts:
        return Numbers((), np.zeros((0, len(FEATURES))), (), np.zeros((0, 1)), np.ones(1))
    every = [number for one in columns for number in one.numbers]
    words, held = _compare_words(inquiry, columns)
    ranks = _rank_records(inquiry)
    leading = np.array([ranks.get(_record_of(one.fact), (0.0, _RECORDS))[1] < _LEADING for one in every])
    best = np.argsort(-words[:, _WORDS.index("all")], kind="stable")[:_MOST]
    chosen = unite(best, np.flatnonzero(leading))
    beside = _Beside(inquiry, ranks)
    rows = np.array([beside.read(every[at]) for at in chosen], np.float64)
    kept = words[chosen]
    behind = _fall_behind(kept[:, [_WORDS.index(name) for name in ("near", "sentence", "all")]])
    numbers = tuple(every[at] for at in chosen)
    like = compare_meanings(inquiry.question.plain, numbers)
    like_behind = _fall_behind(like.features[:, [LIKE.index(name) for name in LIKE_BEHIND]])
    tokens = np.array(inquiry.topic.tokens, object)
    shared = tuple(frozenset(tokens[held[:, at]]) for at in chosen)
    features = np.concatenate([kept, behind, rows, like.features, like_behind], axis=1)
    return Numbers(numbers, features, shared, like.held, like.weights)


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
    units = [unit for one in columns for unit in (number.fact.unit for number in one.numbers)]
    by_part = [
        _share(part, words, near) * _fit_units(find_units(ask), units)
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
    rows = [words.index(word) for word in part.tokens]
    return part.shares(held[rows]) if rows else np.zeros(held.shape[1])


def _fit_units(asked: Sequence[str], units: Sequence[str]) -> Floats:
    """Return what a part of a question counts of a number: less where it asks for another unit."""
    if not asked:
        return np.ones(len(units))
    fits = {unit: any(unit_fits(one, unit) for one in asked) for unit in set(units)}
    return np.array([1.0 if fits[unit] else _UNMATCHED for unit in units])


def _record_of(fact: Observation) -> tuple[str, str]:
    return fact.doc, fact.id


def _rank_records(inquiry: Inquiry) -> dict[tuple[str, str], tuple[float, int]]:
    """Return how far each of the best records is behind the first, and its place."""
    found: dict[tuple[str, str], tuple[float, int]] = {}
    for place, ranked in enumerate(inquiry.ranked[:_RECORDS]):
        key = ranked.record.doc, ranked.record.id
        found.setdefault(key, (ranked.score - inquiry.ranked[0].score, place))
    return found


class _Beside:
    """What of a question the features that are not of words are read from."""

    def __init__(self, inquiry: Inquiry, ranks: dict[tuple[str, str], tuple[float, int]]) -> None:
        self._inquiry, self._ranks = inquiry, ranks
        wanted = read_wanted(inquiry, inquiry.question.plain)
        self._asked, self._roles = wanted.asked, wanted.asked.roles
        self._known = share_known(wanted.topic)
        self._said = {Decimal(one.replace(",", "")) for one in _SAID.findall(inquiry.question.plain)}
        self._names = [name for names in inquiry.agencies for name in names]
        heads = inquiry.scope.records.heads
        self._editions = {doc: heads[doc].edition for doc in docs_of(inquiry)}
        ranked = rank_series(inquiry)
        self._top = max((one.score for one in ranked), default=0.0)
        self._series: dict[tuple[str, str, str, str | None], RankedSeries] = {}
        for one in ranked:
            key = one.series.doc, one.series.id, one.series.metric, one.series.scope
            self._series.setdefault(key, one)

    def read(self, number: Number) -> tuple[float, ...]:
        """Return the features that are not of words alone."""
        fact, question, roles = number.fact, self._inquiry.question, self._roles
        series = self._series.get((fact.doc, fact.id, fact.metric, fact.scope))
        fits = bool(fact.unit) and any(unit_fits(unit, fact.unit) for unit in question.units)
        inside = fact.year in question.years
        score, place = self._ranks.get(_record_of(fact), (_FAR_RECORD, _RECORDS))
        held = "\n".join((fact.scope or "", fact.metric, fact.quote, fact.entry))
        named = any(name in held for name in self._names)
        read = (
            series.score - self._top if series else _FAR_SERIES,
            series.belief if series else 0.0,
            series.named if series else 0.0,
            series is not None,
            fits,
            fact.unit in question.units,
            bool(question.units) and not fits,
            not question.units,
            inside,
            not question.years,
            bool(question.years) and not inside,
            fact.role in roles,
            bool(roles) and fact.role not in roles,
            not roles and fact.role == "actual",
            not roles and fact.role == "target",
            fact.role in _DERIVED and fact.role not in roles,
            number.told,
            fact.kind == "measure",
            fact.kind == "kpi",
            not number.told and fact.kind not in ("measure", "kpi"),
            score,
            place == 0,
            place < _RECORDS,
            fact.period is not None,
            fact.cumulative,
            fact.cumulative and "cumulative" in question.wants,
            named,
            bool(self._names) and not named,
            fact.upper is not None,
            question.language == "en",
            self._known,
            len(fact.doubts),
            fact.doc in self._inquiry.named,
            *self._place_year(fact),
            abs(fact.value) in self._said,
            self._asked.judged,
            self._asked.difference,
            self._asked.trend,
            question.asked,
        )
        return tuple(map(float, read))

    def _place_year(self, fact: Observation) -> tuple[bool, ...]:
        """Return where a number's year lies: by what its document reports on, by the years asked for."""
        edition, years = self._editions.get(fact.doc), self._inquiry.question.years
        if fact.year is None:
            return (False,) * 5
        known = edition is not None
        return (
            fact.year == edition,
            known and fact.year < (edition or 0),
            known and fact.year > (edition or 0),
            fact.year + 1 in years,
            fact.year - 1 in years,
        )
