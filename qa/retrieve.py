"""Which records a question is about: found by BM25 and embeddings, ranked by its concepts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.lexical import LexicalIndex
from index.passages import Passage
from index.tokens import cut_tokens
from ingest.records import Record, RecordKind
from qa.concepts import Topic

CANDIDATES = 40
_NEAREST = 60
_WEIGHTS = {"record": 0.45, "passage": 0.35, "lexical": 0.2, "title": 0.3, "dense": 0.12, "name": 0.12}

Key = tuple[str, RecordKind, int]
DenseSearch = Callable[[str, int], Sequence[tuple[int, float]]]


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
        self._tokens: dict[int, frozenset[str]] = {}
        self._names: dict[Key, frozenset[str]] = {}

    @cached_property
    def _owners(self) -> NDArray[np.int32]:
        numbers = {key: number for number, key in enumerate(self.records)}
        return np.array([numbers[p.doc, p.kind, p.no] for p in self.passages], dtype=np.int32)

    @cached_property
    def _rows(self) -> dict[Key, list[int]]:
        rows: dict[Key, list[int]] = {}
        for row, p in enumerate(self.passages):
            rows.setdefault((p.doc, p.kind, p.no), []).append(row)
        return rows

    def passage_tokens(self, row: int) -> frozenset[str]:
        """Return the tokens of a passage."""
        if row not in self._tokens:
            self._tokens[row] = frozenset(cut_tokens(self.passages[row].text))
        return self._tokens[row]

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
        scores = self.lexical.score(topic.queries())
        best = np.zeros(len(self.records), dtype=np.float32)
        np.maximum.at(best, self._owners, scores)
        dense = self._dense_scores(question)
        keys = list(self.records)
        boost = self._title_boost(titles)
        order = np.argsort(-(best + 8 * dense))
        allowed = [
            int(i)
            for i in order
            if keys[i][1] in kinds and (not docs or keys[i][0] in docs) and keys[i] in self._rows
        ]
        chosen = dict.fromkeys([*allowed[:CANDIDATES], *(i for i in allowed if keys[i] in boost)])
        top = float(best.max()) or 1.0
        ranked = [
            self._score(keys[i], topic, float(best[i]) / top, float(dense[i]), boost, scores) for i in chosen
        ]
        return sorted(ranked, key=lambda r: -r.score)

    def whole(self, record: Record, topic: Topic) -> Ranked:
        """Return a record the question names itself, with its best passage."""
        return self._score(record_key(record), topic, 1.0, 0.0, {}, self.lexical.score(topic.queries()))

    def _score(
        self,
        key: Key,
        topic: Topic,
        lexical: float,
        dense: float,
        boost: dict[Key, float],
        scores: NDArray[np.float32],
    ) -> Ranked:
        rows = self._rows[key]
        share = topic.share(self._context(key).union(*(self.passage_tokens(row) for row in rows)))
        leading = sorted(rows, key=lambda row: -scores[row])[:6]
        shares = [(topic.share(self.passage_tokens(row)), -row) for row in leading]
        passage_share, negative = max(shares)
        score = (
            _WEIGHTS["record"] * share
            + _WEIGHTS["passage"] * passage_share
            + _WEIGHTS["lexical"] * lexical
            + _WEIGHTS["title"] * boost.get(key, 0.0)
            + _WEIGHTS["dense"] * dense
            + _WEIGHTS["name"] * topic.share(self._name_tokens(key))
        )
        return Ranked(self.records[key], score, share, self.passages[-negative])

    def _name_tokens(self, key: Key) -> frozenset[str]:
        if key not in self._names:
            record = self.records[key]
            text = record.text("action") if record.kind == "measure" else record.title
            self._names[key] = frozenset(cut_tokens(text))
        return self._names[key]

    def _context(self, key: Key) -> frozenset[str]:
        """Return the tokens of whose plan a KPI or project is, which their own cells do not say."""
        if key[1] not in ("kpi", "project"):
            return frozenset()
        return self.contexts.get(key[0], frozenset())

    def _dense_scores(self, question: str) -> NDArray[np.float32]:
        out = np.zeros(len(self.records), dtype=np.float32)
        if self._search_dense is not None:
            for row, cosine in self._search_dense(question, _NEAREST):
                owner = self._owners[row]
                out[owner] = max(out[owner], cosine)
        return out

    def _title_boost(self, titles: Sequence[tuple[str, float]]) -> dict[Key, float]:
        boost: dict[Key, float] = {}
        for title, share in titles:
            for key, record in self.records.items():
                if title in record.text("action") or title == record.title:
                    boost[key] = max(boost.get(key, 0.0), share)
        return boost


def record_key(record: Record) -> Key:
    """Return what a record is known by."""
    return record.doc, record.kind, record.no
