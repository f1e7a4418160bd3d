"""The records of an index in Milvus: they are chosen there, and only those chosen are fetched."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.damage import damaged, report_damage
from index.keys import digest_key
from index.milvus.connection import Connection, Row
from index.milvus.kept import Kept
from index.milvus.layout import (
    MOST,
    PARTS,
    Shared,
    Sort,
    among,
    join_texts,
    name_collection,
    quote,
)
from index.record_set import (
    DOCUMENT_PIECES,
    KINDS,
    Cut,
    DocumentHead,
    Numbers,
    RecordSet,
    Rows,
    decode_record,
)
from ingest.records import Observation, Record

_RECORDS_KEPT, _PLACES_KEPT = 8192, 200_000
# Records that are read one after another are fetched so many at once, observations likewise.
_AHEAD, _OBSERVED = 128, 2000
LINKS = DOCUMENT_PIECES
CUT = ("owner", "field", "start", "stop")


class Span(NamedTuple):
    """What a record is, as a position in KINDS, and where its passages begin and end."""

    kind: int
    first: int
    last: int


class MilvusRecords(RecordSet):
    """The records, passages and documents of one build."""

    def __init__(
        self, connection: Connection, generation: str, shared: Shared, heads: Iterable[DocumentHead]
    ) -> None:
        super().__init__(heads, connection.name)
        self._connection, self._generation, self._shared = connection, generation, shared
        self._size = max((head.last for head in self.heads.values()), default=0)
        self._records: Kept[Record] = Kept(self._fetch_records, _RECORDS_KEPT)
        self.spans: Kept[Span] = Kept(self._fetch_spans, _PLACES_KEPT)
        self.cuts: Kept[Cut] = Kept(self._fetch_cuts, _PLACES_KEPT)

    def close(self) -> None:
        super().close()
        for kept in (self._records, self.spans, self.cuts):
            kept.clear()

    def query(self, sort: Sort, condition: str, *fields: str) -> list[Row]:
        """Return some fields of the rows of a collection that meet a condition."""
        return self._connection.query(name_collection(self._generation, sort), condition, fields)

    def name_docs(self, docs: Iterable[str]) -> str:
        """Return the condition that something stands in some documents."""
        return among("place", sorted(self._places[doc] for doc in docs))

    # Records by their numbers

    def record(self, number: int) -> Record:
        """Return a record by its number; where those before it were read, those behind it are fetched too."""
        more = [number]
        if number not in self._records and number - 1 in self._records:
            more = list(range(number, min(number + _AHEAD, self._size)))
        with report_damage(self.place):
            return self._records.many(more)[number]

    def prepare(self, numbers: Sequence[int], rows: Sequence[int] = ()) -> None:
        self._records.many(numbers)
        self.cuts.many(rows)

    def _read_ahead(self, numbers: Sequence[int]) -> Callable[[int], Record]:
        def read(number: int) -> Record:
            if number not in self._records:
                at = bisect_left(numbers, number)
                self.prepare(numbers[at : at + _AHEAD])
            return self.record(number)

        return read

    def _read_records(self, numbers: Sequence[int]) -> list[Record]:
        found: dict[int, Record] = {}
        for at in range(0, len(numbers), _AHEAD):
            found |= self._fetch_records(numbers[at : at + _AHEAD])
        with report_damage(self.place):
            return [found[number] for number in numbers]

    def _fetch_records(self, numbers: Sequence[int]) -> Mapping[int, Record]:
        rows = self.query("records", among("number", numbers), "kind", "body", "first", "last")
        self.spans.add({row["id"] // PARTS: Span(row["kind"], row["first"], row["last"]) for row in rows})
        kinds = {row["id"] // PARTS: row["kind"] for row in rows}
        return {
            number: decode_record(body.encode(), kinds[number], self.place)
            for number, body in join_texts(rows).items()
        }

    def kinds_of(self, numbers: Numbers) -> NDArray[np.uint8]:
        wanted = numbers.tolist()
        with report_damage(self.place):
            spans = self.spans.many(wanted)
            return np.array([spans[number].kind for number in wanted], dtype=np.uint8)

    def starts_of(self, numbers: Numbers) -> Rows:
        wanted = numbers.tolist()
        # The passages of a record begin where those of the one before it end.
        asked = [n if n in self.spans or n - 1 not in self.spans else n - 1 for n in wanted]
        asked = [min(number, self._size - 1) for number in asked]
        with report_damage(self.place):
            spans = self.spans.many(asked)
            found = [
                spans[at].first if at == number else spans[at].last
                for at, number in zip(asked, wanted, strict=True)
            ]
        return np.array(found, dtype=np.int32)

    def owners_of(self, rows: Rows) -> Numbers:
        wanted = rows.tolist()
        with report_damage(self.place):
            cuts = self.cuts.many(wanted)
            return np.array([cuts[row][0] for row in wanted], dtype=np.int64)

    def _fetch_spans(self, numbers: Sequence[int]) -> Mapping[int, Span]:
        condition = f"part == 0 and {among('number', numbers)}"
        rows = self.query("records", condition, "number", "kind", "first", "last")
        return {row["number"]: Span(row["kind"], row["first"], row["last"]) for row in rows}

    def _fetch_cuts(self, rows: Sequence[int]) -> Mapping[int, Cut]:
        found = self.query("words", among("id", rows), *CUT)
        return {row["id"]: read_cut(row) for row in found}

    def list_cuts(self, start: int, end: int) -> list[Cut]:
        with report_damage(self.place):
            cuts = self.cuts.many(range(start, end))
            return [cuts[row] for row in range(start, end)]

    # Records by what they are

    def find(self, doc: str, kind: str, no: int) -> int | None:
        if doc not in self.heads:
            return None
        return min(self._find_named(f" and {self.name_docs([doc])}", "no", str(no), kind), default=None)

    def _named(self, *words: str) -> list[int]:
        return self._find_named("", *words)

    def _find_named(self, more: str, *words: str) -> list[int]:
        condition = f"part == 0 and array_contains(keys, {digest_key(words)}){more}"
        return sorted(row["number"] for row in self.query("records", condition, "number"))

    def choose(
        self, docs: Iterable[str], kind: str, wanted: Iterable[str] = (), unwanted: Iterable[str] = ()
    ) -> list[int]:
        having, lacking = set(wanted), set(unwanted)
        heads = [self.heads[doc] for doc in docs]
        if kind == "measure" and not having and not lacking:
            return [number for head in heads for number in range(head.first, head.first + head.measures)]
        condition = f"part == 0 and kind == {list[str](KINDS).index(kind)}"
        if having:
            condition += f" and array_contains_all(traits, {quote(sorted(having))})"
        if lacking:
            condition += f" and not array_contains_any(traits, {quote(sorted(lacking))})"
        asked = sorted(
            number for head in heads if kind in head.kinds for number in range(head.first, head.last)
        )
        chosen: list[int] = []
        for at in range(0, len(asked), MOST):
            within = among("number", asked[at : at + MOST])
            rows = self.query("records", f"{condition} and {within}", "number")
            chosen += [row["number"] for row in rows]
        fits = frozenset(chosen)
        return [n for head in heads for n in range(head.first, head.last) if n in fits]

    # Documents

    def observations_of(self, doc: str) -> tuple[Observation, ...]:
        place = self._places[doc]
        first, last = self._shared.observed[place : place + 2]
        bodies: list[str] = []
        for at in range(first, last, _OBSERVED):
            end = min(at + _OBSERVED, last)
            condition = f"id >= {at * PARTS} and id < {end * PARTS}"
            found = join_texts(self.query("observations", condition, "body"))
            if len(found) != end - at:
                raise damaged(self.place)
            bodies += found.values()
        return self._decode(f"[{','.join(bodies)}]".encode(), tuple[Observation, ...])

    def given_of(self, doc: str) -> frozenset[tuple[str, int]]:
        condition = f"part == 0 and year > 0 and {self.name_docs([doc])}"
        return frozenset(
            (row["role"], row["year"]) for row in self.query("observations", condition, "role", "year")
        )

    def piece(self, doc: str, which: int) -> bytes:
        condition = f'name == "document" and place == {self._places[doc]} and which == {which}'
        return read_text(self.query("texts", condition, "body"), self.place)

    def linked(self, doc: str) -> bytes:
        return self.piece(doc, LINKS)


def read_text(rows: Sequence[Row], place: str) -> bytes:
    """Return the one text that some rows are the parts of. Raises StoreError where they are not."""
    texts = join_texts(rows)
    if len(texts) != 1:
        raise damaged(place)
    [text] = texts.values()
    return text.encode()


def read_cut(row: Row) -> Cut:
    """Return how a passage is cut out of its record, of the fields that CUT names."""
    return row["owner"], row["field"], row["start"], row["stop"]
