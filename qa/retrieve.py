"""Which records a question is about: found by BM25 and embeddings, ranked by its concepts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.lexical import LexicalIndex
from index.passages import Passage
from index.tokens import cut_tokens
from ingest.records import Record, RecordKind
from qa.concepts import Topic

CANDIDATES = 40
_NEAREST = 60
_LEADING = 6
_WEIGHTS = {"record": 0.45, "passage": 0.35, "lexical": 0.2, "title": 0.3, "dense": 0.12, "name": 0.12}
_KEPT = 4096
_TOPICS = 32

Key = tuple[str, RecordKind, int]
DenseSearch = Callable[[str, int], Sequence[tuple[int, float]]]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A record with its score, and the best of its passages."""

    record: Record
    score: float
    share: float
    passage: Passage


class Retriever:
    """Ranks the records of an index for a topic."""

    def __init__(
        self,
        records: Sequence[Record],
        passages: Sequence[Passage],
        lexical: LexicalIndex,
        search_dense: DenseSearch | None = None,
        contexts: dict[str, frozenset[str]] | None = None,
    ) -> None:
        self.records = {record_key(r): r for r in records}
        self.passages = passages
        self.lexical = lexical
        self._search_dense = search_dense
        self.contexts = contexts or {}
        self._keys = list(self.records)
        self._numbers = {key: number for number, key in enumerate(self._keys)}
        self._owners = np.array([self._numbers[p.doc, p.kind, p.no] for p in passages], dtype=np.int32)
        self._spans = _find_spans(self._owners)
        self._rows = np.argsort(self._owners, kind="stable").astype(np.int32)
        self._starts = np.searchsorted(self._owners[self._rows], np.arange(len(self._keys) + 1))
        self._name_tokens = lru_cache(_KEPT)(self._cut_name)
        self._titled = lru_cache(_KEPT)(self._find_titled)
        self._allowed = lru_cache(64)(self._find_allowed)
        # A question may be ranked over one set of documents after another; what is found stays the same.
        self._found = lru_cache(_TOPICS)(self._search)

    def rank(
        self,
        topic: Topic,
        question: str,
        titles: Sequence[tuple[str, float]] = (),
        kinds: Collection[RecordKind] = ("measure", "kpi", "project", "section"),
        docs: Collection[str] = (),
    ) -> list[Ranked]:
        """Return the records that fit best, best first.

        `titles` are (title, share) of records whose English titles resemble the question. Embeddings
        only add to what words found or left undecided; on their own they blur exact names.
        """
        scores, best, dense, order = self._found(topic, question)
        boost = self._title_boost(titles)
        order = order[self._allowed(frozenset(kinds), frozenset(docs))[order]]
        boosted = order[np.isin(order, list(boost))] if boost else order[:0]
        chosen = list(dict.fromkeys([*order[:CANDIDATES].tolist(), *boosted.tolist()]))
        if not chosen:
            return []
        lexical = best / (float(best.max()) or 1.0)
        return sorted(self._score(chosen, topic, lexical, dense, boost, scores), key=lambda r: -r.score)

    def _search(self, topic: Topic, question: str) -> tuple[Scores, Scores, Scores, NDArray[np.intp]]:
        """Return the passages' scores by words, the records' by words and embeddings, and the best first."""
        scores = self.lexical.score(topic.queries())
        best = np.zeros(len(self._keys), dtype=np.float32)
        np.maximum.at(best, self._owners, scores)
        dense = self._dense_scores(question)
        return scores, best, dense, np.argsort(-(best + 8 * dense))

    def whole(self, record: Record, topic: Topic) -> Ranked:
        """Return a record the question names itself, with its best passage."""
        number = self._numbers[record_key(record)]
        whole = np.ones(len(self._keys), dtype=np.float32)
        nothing = np.zeros(len(self._keys), dtype=np.float32)
        return self._score([number], topic, whole, nothing, {}, self.lexical.score(topic.queries()))[0]

    def _score(
        self,
        numbers: Sequence[int],
        topic: Topic,
        lexical: Scores,
        dense: Scores,
        boost: dict[int, float],
        scores: Scores,
    ) -> list[Ranked]:
        shares = self._record_shares(numbers, topic)
        passages = self._best_passages(numbers, topic, scores)
        return [
            Ranked(
                self.records[self._keys[number]],
                _WEIGHTS["record"] * share
                + _WEIGHTS["passage"] * passage_share
                + _WEIGHTS["lexical"] * float(lexical[number])
                + _WEIGHTS["title"] * boost.get(number, 0.0)
                + _WEIGHTS["dense"] * float(dense[number])
                + _WEIGHTS["name"] * topic.share(self._name_tokens(number)),
                share,
                self.passages[row],
            )
            for number, share, (row, passage_share) in zip(numbers, shares, passages, strict=True)
        ]

    def _record_shares(self, numbers: Sequence[int], topic: Topic) -> list[float]:
        """Return the share of the topic that each record's passages and its plan's name hold together."""
        spans = [span for number in numbers for span in self._spans[number]]
        firsts = np.cumsum([0, *(len(self._spans[number]) for number in numbers[:-1])])
        starts, ends = (np.array(side, dtype=np.int32) for side in zip(*spans, strict=True))
        held = np.logical_or.reduceat(self.lexical.find_holders(topic.tokens, starts, ends), firsts, axis=1)
        for column, number in enumerate(numbers):
            context = topic.keep(self._context(self._keys[number]))
            if context:
                held[:, column] |= [token in context for token in topic.tokens]
        return [float(share) for share in topic.shares(held)]

    def _best_passages(self, numbers: Sequence[int], topic: Topic, scores: Scores) -> list[tuple[int, float]]:
        """Return each record's best passage: that which holds most of the topic, of the highest scores."""
        rows, groups = self._leading_rows(numbers, scores)
        shares = topic.shares(self.lexical.find_holders(topic.tokens, rows, rows + 1))
        order = np.lexsort((rows, -shares, groups))
        first = order[np.flatnonzero(np.diff(groups[order], prepend=-1))]
        return list(zip(rows[first].tolist(), shares[first].tolist(), strict=True))

    def _leading_rows(
        self, numbers: Sequence[int], scores: Scores
    ) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """Return the passages of the highest scores of each record, and each one's place in `numbers`."""
        starts = self._starts[list(numbers)]
        counts = self._starts[np.array(numbers) + 1] - starts
        begins = np.cumsum(counts) - counts
        groups = np.repeat(np.arange(len(numbers)), counts)
        rows = self._rows[np.arange(counts.sum()) + (starts - begins)[groups]]
        order = np.lexsort((-scores[rows], groups))
        leading = order[np.arange(len(order)) - begins[groups] < _LEADING]
        return rows[leading], groups[leading]

    def _cut_name(self, number: int) -> frozenset[str]:
        record = self.records[self._keys[number]]
        text = record.text("action") if record.kind == "measure" else record.title
        return frozenset(cut_tokens(text))

    def _context(self, key: Key) -> frozenset[str]:
        """Return the tokens of whose plan a KPI or project is, which their own cells do not say."""
        if key[1] not in ("kpi", "project"):
            return frozenset()
        return self.contexts.get(key[0], frozenset())

    def _dense_scores(self, question: str) -> Scores:
        out = np.zeros(len(self._keys), dtype=np.float32)
        if self._search_dense is not None:
            for row, cosine in self._search_dense(question, _NEAREST):
                owner = self._owners[row]
                out[owner] = max(out[owner], cosine)
        return out

    def _title_boost(self, titles: Sequence[tuple[str, float]]) -> dict[int, float]:
        boost: dict[int, float] = {}
        for title, share in titles:
            for number in self._titled(title):
                boost[number] = max(boost.get(number, 0.0), share)
        return boost

    def _find_titled(self, title: str) -> tuple[int, ...]:
        return tuple(
            number
            for number, record in enumerate(self.records.values())
            if title in record.text("action") or title == record.title
        )

    def _find_allowed(self, kinds: frozenset[str], docs: frozenset[str]) -> NDArray[np.bool_]:
        """Say of every record whether it is of these kinds and documents and has passages."""
        return np.array(
            [
                key[1] in kinds and (not docs or key[0] in docs) and number in self._spans
                for number, key in enumerate(self._keys)
            ],
            dtype=np.bool_,
        )


def record_key(record: Record) -> Key:
    """Return what a record is known by."""
    return record.doc, record.kind, record.no


def _find_spans(owners: NDArray[np.int32]) -> dict[int, list[tuple[int, int]]]:
    """Return each record's passages as spans; a number that a text gives twice has two."""
    starts = [0, *(np.flatnonzero(np.diff(owners)) + 1).tolist()] if len(owners) else []
    spans: dict[int, list[tuple[int, int]]] = {}
    for start, end in zip(starts, [*starts[1:], len(owners)], strict=bool(starts)):
        spans.setdefault(int(owners[start]), []).append((start, end))
    return spans
