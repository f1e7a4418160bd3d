"""The rows of the collections, made from an index's folder one document or block of passages at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import msgspec
import numpy as np

from index.milvus.connection import Row
from index.milvus.layout import PARTS, Shared, Sort, cut_text
from index.milvus.parts import FETCHED, write_part
from index.record_set import DOCUMENT_PIECES, OBSERVED
from index.record_table import BITS, RecordTable
from index.store import Store
from index.vectors import load_vectors, read_rows

# Passages whose words are gathered at once out of the lists of all passages of each word.
_BLOCK = 65_536
_NOTHING = [0.0, 0.0]


def list_rows(store: Store) -> dict[Sort, Iterator[Row]]:
    """Return the rows of each collection but that of texts, made as they are gone through."""
    return {
        "words": _list_words(store),
        "documents": _list_spoken(store),
        "meanings": _list_meanings(store),
        "records": _list_records(store.records),
        "observations": _list_observations(store.records),
    }


def count_observed(records: RecordTable) -> tuple[int, ...]:
    """Return where the observations of each document begin, and where those of the last end."""
    counts = [len(_read_observed(records, doc)) for doc in records.heads]
    return tuple(np.cumsum([0, *counts]).tolist())


def _list_words(store: Store) -> Iterator[Row]:
    """Yield the passages with their words, each a dimension that weighs what it adds to a BM25 score."""
    records, size = store.records, store.manifest.passages
    starts, rows, scores = store.lexical().lists()
    # A passage without words has one that no question asks for: a vector may not be empty.
    wordless = {len(starts) - 1: 1.0}
    places = _places(records)
    for first in range(0, size, _BLOCK):
        last = min(first + _BLOCK, size)
        found = np.flatnonzero((rows >= first) & (rows < last))
        found = found[np.argsort(rows[found], kind="stable")]
        cuts = np.searchsorted(rows[found], np.arange(first, last + 1)).tolist()
        words = (np.searchsorted(starts, found, side="right") - 1).tolist()
        weights = scores[found].tolist()
        owners = records.owners_of(np.arange(first, last, dtype=np.int32))
        kinds = records.kinds_of(owners).tolist()
        begins, ends = records.starts_of(owners).tolist(), records.starts_of(owners + 1).tolist()
        for at, (owner, field, start, stop) in enumerate(records.list_cuts(first, last)):
            span = slice(cuts[at], cuts[at + 1])
            yield {
                "id": first + at,
                "owner": owner,
                "place": places[owner],
                "kind": kinds[at],
                "first": begins[at],
                "last": ends[at],
                "field": field,
                "start": start,
                "stop": stop,
                "vector": dict(zip(words[span], weights[span], strict=True)) or wordless,
            }


def _list_spoken(store: Store) -> Iterator[Row]:
    """Yield the documents with the words that stand in them."""
    starts, rows, _ = store.lexical().lists()
    heads = list(store.records.heads.values())
    places = np.searchsorted([head.row_end for head in heads], rows, side="right").astype(np.int32)
    words = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    # The passages of a word ascend, and so do their documents.
    first = np.append(True, (places[1:] != places[:-1]) | (words[1:] != words[:-1]))[: len(words)]
    places, words = places[first], words[first]
    order = np.argsort(places, kind="stable")
    cuts = np.searchsorted(places[order], np.arange(len(heads) + 1)).tolist()
    for place in range(len(heads)):
        held = words[order[cuts[place] : cuts[place + 1]]].tolist() or [len(starts) - 1]
        yield {"id": place, "vector": dict.fromkeys(held, 1.0)}


def _list_meanings(store: Store) -> Iterator[Row]:
    index = load_vectors(store.vectors_file)
    for place, head in enumerate(store.records.heads.values()):
        vectors = read_rows(index, head.row, head.row_end)
        for row, vector in enumerate(vectors.tolist(), start=head.row):
            yield {"id": row, "place": place, "vector": vector}


def _list_records(records: RecordTable) -> Iterator[Row]:
    places = _places(records)
    keys = records.list_keys()
    for number in range(len(records)):
        body, kind, bits = records.read_raw(number)
        first, last = records.rows_of(number)
        about = {
            "number": number,
            "place": places[number],
            "kind": kind,
            "first": first,
            "last": last,
            "keys": keys.get(number, []),
            "traits": [name for name, bit in BITS.items() if bits & bit],
        }
        yield from _cut(number, body.decode(), about)


def _list_observations(records: RecordTable) -> Iterator[Row]:
    number = 0
    for place, doc in enumerate(records.heads):
        raws = _read_observed(records, doc)
        for one, raw in zip(records.observations_of(doc), raws, strict=True):
            about = {
                "place": place,
                "year": one.year or 0,
                "role": one.role,
                "sort": one.kind,
                "entry": one.id,
                "unit": one.unit or "",
            }
            yield from _cut(number, bytes(raw).decode(), about)
            number += 1


def list_texts(store: Store, shared: Shared) -> Iterator[Row]:
    """Yield what is kept of the index as a whole, its words, and its documents."""
    written = msgspec.json.encode(shared).decode()
    parts = ((name, 0, 0, write_part(store.parts.read(name))) for name in FETCHED)
    texts = chain([("manifest", 0, 0, written)], parts, _list_documents(store.records))
    for number, (name, place, which, body) in enumerate(texts):
        yield from _cut(number, body, {"name": name, "place": place, "which": which})


def _list_documents(records: RecordTable) -> Iterator[tuple[str, int, int, str]]:
    for place, doc in enumerate(records.heads):
        for which in range(DOCUMENT_PIECES):
            # Observations have rows of their own.
            if which != OBSERVED:
                yield "document", place, which, records.piece(doc, which).decode()
        yield "document", place, DOCUMENT_PIECES, records.linked(doc).decode()


def _cut(number: int, body: str, about: dict[str, Any]) -> Iterator[Row]:
    """Yield the rows of a text that has a number, each with what is known of it."""
    for part, text in enumerate(cut_text(body)):
        yield {"id": number * PARTS + part, "part": part, **about, "body": text, "vector": _NOTHING}


def _places(records: RecordTable) -> list[int]:
    """Return the place of each record's document."""
    return [place for place, head in enumerate(records.heads.values()) for _ in range(head.first, head.last)]


def _read_observed(records: RecordTable, doc: str) -> list[msgspec.Raw]:
    return msgspec.json.decode(records.piece(doc, OBSERVED), type=list[msgspec.Raw])
