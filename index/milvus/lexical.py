"""The passages of an index in Milvus by their words: BM25 as inner products of sparse vectors."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.ascending import unite
from index.lexical import LexicalIndex
from index.milvus.connection import Connection, Row
from index.milvus.layout import MOST, SORTS, Sort, among, name_collection
from index.milvus.record_set import CUT, MilvusRecords, Span, read_cut
from index.parts import Parts
from index.record_set import KINDS, DocumentHead, Rows
from index.word_table import WordTable, open_words

_KEPT = 64
Scores = NDArray[np.float32]


class MilvusLexical(WordTable):
    """The words of an index, with the passages they stand in looked for in Milvus."""

    def __init__(
        self, connection: Connection, generation: str, parts: Parts, size: int, records: MilvusRecords
    ) -> None:
        super().__init__(*open_words(parts), size)
        self._connection, self._records = connection, records
        self._names = {sort: name_collection(generation, sort) for sort in SORTS}
        self._search = lru_cache(_KEPT)(self._find)
        self._whole = frozenset(records.heads)

    def limit(self, docs: Collection[str], kinds: Collection[str] = ()) -> str:
        """Return what limits a search to documents and kinds of records."""
        conditions = []
        if docs and not self._whole.issubset(docs):
            conditions.append(self._records.name_docs(docs))
        if kinds:
            conditions.append(among("kind", sorted(KINDS.index(kind) for kind in KINDS if kind in kinds)))
        return " and ".join(conditions)

    def find(self, parts: Sequence[tuple[str, float]], *, limit: str = "") -> tuple[Rows, Scores]:
        """Return the passages that hold a token of weighted queries, ascending, and their BM25 scores.

        Of more than a server returns the best, and the best within `limit`.
        """
        weights = {self.number(token): weight for token, weight in self._weigh_tokens(parts).items()}
        asked = tuple((number, weight) for number, weight in weights.items() if number is not None)
        rows, scores = self._search(asked, "")
        if len(rows) < MOST or not limit:
            return rows, scores
        more, their_scores = self._search(asked, limit)
        every = unite(rows, more)
        total = np.zeros(len(every), dtype=np.float32)
        for some, of in ((rows, scores), (more, their_scores)):
            total[np.searchsorted(every, some)] = of
        return every, total

    def _find(self, asked: tuple[tuple[int, float], ...], limit: str) -> tuple[Rows, Scores]:
        if not asked:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        fields = (*CUT, "kind", "first", "last")
        [found] = self._connection.search(
            self._names["words"], "vector", [dict(asked)], min(MOST, self.size), limit, fields
        )
        hits = _list_held(found)
        known = [(hit["id"], hit["entity"]) for hit in hits]
        self._records.cuts.add({row: read_cut(of) for row, of in known})
        self._records.spans.add({of["owner"]: Span(of["kind"], of["first"], of["last"]) for _, of in known})
        rows = np.array([hit["id"] for hit in hits], dtype=np.int32)
        scores = np.array([hit["distance"] for hit in hits], dtype=np.float32)
        order = np.argsort(rows)
        return rows[order], scores[order]

    def find_holders(self, tokens: Sequence[str], starts: Rows, ends: Rows) -> NDArray[np.bool_]:
        """Say of each token (row) whether a passage from start up to end (column) holds it."""
        spans = [np.arange(start, end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        wanted = unite(*spans).tolist() if spans else []
        out = np.zeros((len(tokens), len(starts)), dtype=np.bool_)
        for place, rows in self._list_holders("words", tokens, wanted).items():
            held = np.sort(np.array(rows, dtype=np.int64))
            out[place] = held.searchsorted(starts) < held.searchsorted(ends)
        return out

    def find_speaking(self, tokens: Sequence[str], heads: Sequence[DocumentHead]) -> NDArray[np.bool_]:
        """Say of each token (row) whether a passage of a document (column) holds it; all are given."""
        out = np.zeros((len(tokens), len(heads)), dtype=np.bool_)
        for place, docs in self._list_holders("documents", tokens, range(len(heads))).items():
            out[place, docs] = True
        return out

    def _list_holders(self, sort: Sort, tokens: Sequence[str], ids: Sequence[int]) -> dict[int, list[int]]:
        """Return which passages or documents of some hold the tokens at each place."""
        numbers = {place: self.number(token) for place, token in enumerate(tokens)}
        asked = {place: {number: 1.0} for place, number in numbers.items() if number is not None}
        holders: dict[int, list[int]] = {place: [] for place in asked}
        # As many at once as may come back for each token.
        for at in range(0, len(ids) if asked else 0, MOST):
            some, collection = ids[at : at + MOST], self._names[sort]
            found = self._connection.search(
                collection, "vector", list(asked.values()), len(some), among("id", some)
            )
            for place, hits in zip(asked, found, strict=True):
                holders[place] += [hit["id"] for hit in _list_held(hits)]
        return holders

    def within(self, start: int, end: int) -> LexicalIndex:
        """Return the passages from start up to end, as if there were no others: their texts are fetched."""
        return LexicalIndex.build([one.text for one in self._records.passages(start, end)], start)


def _list_held(hits: Sequence[Row]) -> list[Row]:
    """Return the passages that hold a word asked for; some servers give others too where these are few."""
    return [hit for hit in hits if hit["distance"] > 0]
