"""The passages of an index in Milvus by their words: BM25 as inner products of sparse vectors."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.ascending import unite
from index.lexical import LexicalIndex
from index.milvus.connection import Connection, Row
from index.milvus.layout import MOST, among
from index.milvus.record_set import CUT, MilvusRecords, Span, read_cut
from index.parts import Parts
from index.record_set import KINDS, Rows
from index.word_table import WordTable, open_words

_KEPT = 64
Scores = NDArray[np.float32]


class MilvusLexical(WordTable):
    """The words of an index, with the passages they stand in looked for in Milvus."""

    def __init__(
        self, connection: Connection, collection: str, parts: Parts, size: int, records: MilvusRecords
    ) -> None:
        super().__init__(*open_words(parts), size)
        self._connection, self._collection, self._records = connection, collection, records
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
            self._collection, "vector", [dict(asked)], min(MOST, self.size), limit, fields
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
        out = np.zeros((len(tokens), len(starts)), dtype=np.bool_)
        numbers = {place: self.number(token) for place, token in enumerate(tokens)}
        known = {place: number for place, number in numbers.items() if number is not None}
        if not known:
            return out
        spans = [np.arange(start, end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        wanted = unite(*spans) if spans else np.zeros(0, dtype=np.int64)
        holders: dict[int, list[int]] = {place: [] for place in known}
        # As many rows at once as may come back for each token.
        for at in range(0, len(wanted), MOST):
            some = wanted[at : at + MOST].tolist()
            found = self._connection.search(
                self._collection,
                "vector",
                [{number: 1.0} for number in known.values()],
                len(some),
                among("id", some),
            )
            for place, hits in zip(known, found, strict=True):
                holders[place] += [hit["id"] for hit in _list_held(hits)]
        for place, rows in holders.items():
            held = np.sort(np.array(rows, dtype=np.int64))
            out[place] = held.searchsorted(starts) < held.searchsorted(ends)
        return out

    def within(self, start: int, end: int) -> LexicalIndex:
        """Return the passages from start up to end, as if there were no others: their texts are fetched."""
        return LexicalIndex.build([one.text for one in self._records.passages(start, end)], start)


def _list_held(hits: Sequence[Row]) -> list[Row]:
    """Return the passages that hold a word asked for; some servers give others too where these are few."""
    return [hit for hit in hits if hit["distance"] > 0]
