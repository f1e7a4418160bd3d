"""Which records a question is about: found by BM25 and embeddings, ranked by its concepts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from index.ascending import unite
from index.passages import Passage
from index.protocol import Lexical, Records
from index.record_set import KINDS, Rows
from index.tokens import cut_tokens
from ingest.records import Record, RecordKind
from qa.concepts import Topic

CANDIDATES = 40
_NEAREST = 60
_LEADING = 6
_WEIGHTS = {
    "record": 0.45,
    "passage": 0.35,
    "lexical": 0.2,
    "title": 0.3,
    "dense": 0.12,
    "name": 0.12,
    "dense_english": 0.3,
}
_DENSE = 8  # how many BM25 points a cosine of 1 is worth where candidates are chosen
_KEPT = 4096
_TOPICS = 32

DenseSearch = Callable[[str, int], Sequence[tuple[int, float]]]
Numbers = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A record with its score, and the best of its passages."""

    record: Record
    score: float
    share: float
    passage: Passage


class Ranking(Sequence[Ranked]):
    """Ranked records, ranked when they are first asked for: a set over many documents needs no ranking."""

    def __init__(self, rank: Callable[[], list[Ranked]]) -> None:
        self._rank = rank

    @cached_property
    def _ranked(self) -> list[Ranked]:
        return self._rank()

    def __len__(self) -> int:
        return len(self._ranked)

    @overload
    def __getitem__(self, place: int) -> Ranked: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Ranked]: ...
    def __getitem__(self, place: int | slice) -> Ranked | Sequence[Ranked]:
        return self._ranked[place]


@dataclass(frozen=True, slots=True)
class _Found:
    """What a search found: passages (`rows`) with their BM25 scores, and records (`numbers`), both ascending.

    `words` and `cosines` are the best scores of each record's passages; `order` has the best first.
    """

    rows: Rows
    scores: Scores
    numbers: Numbers
    words: Scores
    cosines: Scores
    order: NDArray[np.intp]


class Retriever:
    """Ranks the records of an index for a topic."""

    def __init__(self, records: Records, lexical: Lexical, search_dense: DenseSearch | None = None) -> None:
        self.records = records
        self.lexical = lexical
        self._search_dense = search_dense
        self._heads = list(records.heads.values())
        self._firsts = np.array([head.first for head in self._heads], dtype=np.int64)
        self._name_tokens = lru_cache(_KEPT)(self._cut_name)
        self._context = lru_cache(_KEPT)(self._cut_context)
        self._wanted = lru_cache(64)(self._find_wanted)
        # A question may be ranked over one set of documents after another; what is found stays the same.
        self._found = lru_cache(_TOPICS)(self._search)

    def rank(
        self,
        topic: Topic,
        question: str,
        titles: Sequence[tuple[str, float]] = (),
        kinds: Collection[RecordKind] = ("measure", "kpi", "project", "section"),
        docs: Collection[str] = (),
        english: bool = False,
    ) -> list[Ranked]:
        """Return the records that fit best, best first.

        `titles` are (title, share) of records whose English titles resemble the question. Embeddings
        only add to what words found or left undecided; on their own they blur exact names. To a question
        in English, of whose words a text without a glossary holds few, they add more.
        """
        found = self._found(topic, question, self.lexical.limit(docs, kinds))
        limits = frozenset(kinds), frozenset(docs)
        ordered = found.numbers[found.order]
        order = ordered[self._is_allowed(ordered, *limits)][:CANDIDATES]
        boost = self._title_boost(titles)
        boosted = np.array(list(boost), dtype=np.int64)
        chosen = dict.fromkeys([*order.tolist(), *boosted[self._is_allowed(boosted, *limits)].tolist()])
        if len(order) < CANDIDATES:
            chosen |= dict.fromkeys(self._fill(CANDIDATES - len(order), chosen, *limits))
        return sorted(self._score(list(chosen), topic, found, boost, english), key=lambda r: -r.score)

    def name(self, numbers: Sequence[int], topic: Topic) -> list[Ranked]:
        """Return records the question names itself, in their order, each with its best passage."""
        rows, scores = self.lexical.find(topic.queries())
        every = np.array(numbers, dtype=np.int64)
        told = every[self._is_told(every)]
        ones, nothing = np.ones(len(told), dtype=np.float32), np.zeros(len(told), dtype=np.float32)
        found = _Found(rows, scores, told, ones, nothing, np.arange(len(told)))
        return self._score(told.tolist(), topic, found, {}, False)

    def share_records(self, numbers: Sequence[int], topic: Topic) -> NDArray[np.float64]:
        """Return the share of a topic that each record's passages hold together."""
        return topic.shares(self._find_held(np.array(numbers, dtype=np.int64), topic))

    def _search(self, topic: Topic, question: str, limit: str) -> _Found:
        rows, scores = self.lexical.find(topic.queries(), limit=limit)
        owners = self.records.owners_of(rows)
        firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        near: dict[int, float] = {}
        hits = self._search_dense(question, _NEAREST) if self._search_dense else ()
        for (_, cosine), owner in zip(hits, self.records.owners_of(_rows_of(hits)).tolist(), strict=True):
            near[owner] = max(near.get(owner, 0.0), cosine)
        numbers = unite(owners[firsts], np.array(list(near), dtype=np.int64))
        words, cosines = np.zeros((2, len(numbers)), dtype=np.float32)
        if len(firsts):
            words[np.searchsorted(numbers, owners[firsts])] = np.maximum.reduceat(scores, firsts)
        cosines[np.searchsorted(numbers, list(near))] = list(near.values())
        order = np.argsort(-(words + _DENSE * cosines), kind="stable")
        return _Found(rows, scores, numbers, words, cosines, order)

    def _score(
        self, numbers: Sequence[int], topic: Topic, found: _Found, boost: dict[int, float], english: bool
    ) -> list[Ranked]:
        if not numbers:
            return []
        highest = float(found.words.max(initial=0.0)) or 1.0
        every = np.array(numbers, dtype=np.int64)
        lexical = (_look_up(every, found.numbers, found.words) / highest).tolist()
        dense = _look_up(every, found.numbers, found.cosines).tolist()
        passages = self._best_passages(numbers, topic, found)
        self.records.prepare(numbers, [row for row, _ in passages])
        shares = self._record_shares(numbers, topic)
        return [
            Ranked(
                self.records.record(number),
                _WEIGHTS["record"] * share
                + _WEIGHTS["passage"] * passage_share
                + _WEIGHTS["lexical"] * lexical[i]
                + _WEIGHTS["title"] * boost.get(number, 0.0)
                + _WEIGHTS["dense_english" if english else "dense"] * dense[i]
                + _WEIGHTS["name"] * topic.share(self._name_tokens(number)),
                share,
                self.records.passage(row),
            )
            for i, (number, share, (row, passage_share)) in enumerate(
                zip(numbers, shares, passages, strict=True)
            )
        ]

    def _record_shares(self, numbers: Sequence[int], topic: Topic) -> list[float]:
        """Return the share of the topic that each record's passages and its plan's name hold together."""
        every = np.array(numbers, dtype=np.int64)
        held = self._find_held(every, topic)
        for column, (kind, position) in enumerate(
            zip(self.records.kinds_of(every).tolist(), self._documents_of(every).tolist(), strict=True)
        ):
            # What KPIs and projects are parts of is not said in their own cells.
            if KINDS[kind] in ("kpi", "project"):
                context = topic.keep(self._context(position))
                held[:, column] |= np.array([token in context for token in topic.tokens], dtype=np.bool_)
        return [float(share) for share in topic.shares(held)]

    def _best_passages(self, numbers: Sequence[int], topic: Topic, found: _Found) -> list[tuple[int, float]]:
        """Return each record's best passage: that which holds most of the topic, of the highest scores."""
        rows, groups = self._leading_rows(numbers, found)
        shares = topic.shares(self.lexical.find_holders(topic.tokens, rows, rows + 1))
        order = np.lexsort((rows, -shares, groups))
        first = order[np.flatnonzero(np.diff(groups[order], prepend=-1))]
        return list(zip(rows[first].tolist(), shares[first].tolist(), strict=True))

    def _leading_rows(
        self, numbers: Sequence[int], found: _Found
    ) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """Return the passages of the highest scores of each record, and each one's place in `numbers`."""
        every = np.array(numbers, dtype=np.int64)
        starts = self.records.starts_of(every)
        counts = self.records.starts_of(every + 1) - starts
        begins = np.cumsum(counts) - counts
        groups = np.repeat(np.arange(len(numbers)), counts)
        rows = (np.arange(counts.sum()) + (starts - begins)[groups]).astype(np.int32)
        order = np.lexsort((-_look_up(rows, found.rows, found.scores), groups))
        leading = order[np.arange(len(order)) - begins[groups] < _LEADING]
        return rows[leading], groups[leading]

    def _cut_name(self, number: int) -> frozenset[str]:
        record = self.records.record(number)
        text = record.text("action") if record.kind == "measure" else record.title
        return frozenset(cut_tokens(text))

    def _cut_context(self, position: int) -> frozenset[str]:
        head = self._heads[position]
        return frozenset(cut_tokens(f"{head.title} {head.publisher}"))

    def _title_boost(self, titles: Sequence[tuple[str, float]]) -> dict[int, float]:
        boost: dict[int, float] = {}
        for title, share in titles:
            for number in self.records.titled(title):
                boost[number] = max(boost.get(number, 0.0), share)
        return boost

    def _documents_of(self, numbers: Numbers) -> NDArray[np.intp]:
        """Return the positions of the documents that records stand in."""
        return np.searchsorted(self._firsts, numbers, side="right") - 1

    def _find_wanted(self, kinds: frozenset[str], docs: frozenset[str]) -> tuple[NDArray[np.bool_], ...]:
        """Say of every kind of record and of every document whether it is asked."""
        asked = [not docs or head.id in docs for head in self._heads]
        return np.array([kind in kinds for kind in KINDS]), np.array(asked, dtype=np.bool_)

    def _is_allowed(self, numbers: Numbers, kinds: frozenset[str], docs: frozenset[str]) -> NDArray[np.bool_]:
        """Say of records whether they are of these kinds and documents and have passages."""
        kind, document = self._wanted(kinds, docs)
        return (
            self._is_told(numbers)
            & kind[self.records.kinds_of(numbers)]
            & document[self._documents_of(numbers)]
        )

    def _is_told(self, numbers: Numbers) -> NDArray[np.bool_]:
        """Say of records whether they have passages."""
        return self.records.starts_of(numbers) < self.records.starts_of(numbers + 1)

    def _find_held(self, numbers: Numbers, topic: Topic) -> NDArray[np.bool_]:
        """Say of each token of a topic (row) whether a passage of a record (column) holds it."""
        starts, ends = self.records.starts_of(numbers), self.records.starts_of(numbers + 1)
        return self.lexical.find_holders(topic.tokens, starts, ends)

    def _fill(
        self, most: int, there: Collection[int], kinds: frozenset[str], docs: frozenset[str]
    ) -> Iterator[int]:
        """Yield records a search did not find, in their order: a small document is ranked as a whole."""
        for head in self._heads:
            if docs and head.id not in docs:
                continue
            numbers = np.arange(head.first, head.last)
            for number in numbers[self._is_allowed(numbers, kinds, docs)].tolist():
                if most and number not in there:
                    most -= 1
                    yield number
            if not most:
                return


def _rows_of(hits: Sequence[tuple[int, float]]) -> Rows:
    return np.array([row for row, _ in hits], dtype=np.int32)


def _look_up(wanted: NDArray[Any], known: NDArray[Any], values: Scores) -> Scores:
    """Return the values of what is wanted among what is known, which ascends; 0 for what is not there."""
    if not len(known):
        return np.zeros(len(wanted), dtype=np.float32)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, values[at], np.float32(0))
