"""Putting an index into Milvus, beside the one that answers, which it replaces when it is whole."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from index.damage import MissingStore, StoreError
from index.durable import replace_file
from index.manifest import Manifest
from index.milvus.connection import Connection, Row, connect
from index.milvus.layout import (
    ALIAS,
    LAYOUT,
    SORTS,
    Shared,
    Sort,
    list_fields,
    list_indexes,
    name_collection,
    read_name,
)
from index.milvus.rows import count_observed, list_rows, list_texts
from index.milvus.store import check_counts, name_current, read_head
from index.store import Progress, Store

_WRITER = "writer"
# Rows that are written at once: of texts a row may have 64 kB, and a server takes 64 MB.
_ROWS = 500
# Seconds after which all servers of a cluster answer with what was written.
_SETTLED = 6.0


def publish(
    store: Store,
    home: Path,
    address: str,
    progress: Progress = lambda stage, done, total: None,
) -> None:
    """Put the index of a home into Milvus and make it the current one there.

    Readers go on with the one that is current until it is whole, and those that have it open as long as no
    other is put there: the one before goes first, and what killed builds left, so that there are never more
    than two. Raises StoreError where another home writes there, and where the engine fails; the index that
    was current there stays so.
    """
    connection = connect(address)
    writer = read_writer(home) or _name_writer(home)
    _sweep(connection, _hold_writer(connection, writer))
    generation = uuid.uuid4().hex[:12]
    try:
        _write(store, connection, generation, writer, progress)
        if not connection.is_lite:
            time.sleep(_SETTLED)
        _hold_writer(connection, writer)
        connection.point(ALIAS, name_collection(generation, "texts"))
    except BaseException:
        # Where the engine is what failed, what was written goes with the next build.
        with suppress(StoreError):
            _take_back(connection, generation)
        raise


def read_writer(home: Path) -> str:
    """Return the name of a home among those that may write to one engine, empty where it never has."""
    try:
        return (home / _WRITER).read_text("utf-8").strip()
    except (OSError, UnicodeError):
        return ""


def _name_writer(home: Path) -> str:
    writer = uuid.uuid4().hex
    replace_file(home / _WRITER, writer.encode())
    return writer


def _hold_writer(connection: Connection, writer: str) -> str:
    """Return which build is current, empty for none. Raises StoreError where another home wrote it."""
    try:
        generation = name_current(connection)
        head = read_head(connection, generation)
    except MissingStore:
        return ""
    if head.writer != writer:
        raise StoreError(
            f"{connection.name}: expected an index written from this home, found one of another; "
            "build in that home, or name another database in the address"
        )
    return generation


def _write(store: Store, connection: Connection, generation: str, writer: str, progress: Progress) -> None:
    """Write the collections of a build, the texts with what is kept of it as a whole last."""
    manifest, observed = store.manifest, count_observed(store.records)
    total = 2 * manifest.passages + len(store.records) + observed[-1]
    counts: dict[Sort, int] = {}
    for sort, rows in list_rows(store).items():
        before = sum(counts.values())
        for written in _insert(connection, generation, sort, manifest, rows):
            progress("publish", min(before + written, total), total)
            counts[sort] = written
    shared = Shared(LAYOUT, writer, counts, observed, manifest).sealed()
    for _ in _insert(connection, generation, "texts", manifest, list_texts(store, shared)):
        pass
    check_counts(connection, generation, counts)
    progress("publish", total, total)


def _insert(
    connection: Connection, generation: str, sort: Sort, manifest: Manifest, rows: Iterator[Row]
) -> Iterator[int]:
    """Write a collection and yield how many rows it has so far."""
    name = name_collection(generation, sort)
    fields = list_fields(sort, manifest.dimension)
    connection.create(name, fields, list_indexes(sort, manifest.passages))
    written = 0
    yield written
    while batch := list(islice(rows, _ROWS)):
        connection.insert(name, batch)
        written += len(batch)
        yield written
    connection.flush(name)
    connection.load(name)


def _take_back(connection: Connection, generation: str) -> None:
    """Remove a build, unless it has become the current one though nobody was told."""
    with suppress(MissingStore):
        if name_current(connection) == generation:
            return
    for sort in SORTS:
        connection.drop(name_collection(generation, sort))


def _sweep(connection: Connection, kept: str) -> None:
    """Remove all builds but one."""
    for collection in connection.collections():
        name = read_name(collection)
        if name is not None and name[0] != kept:
            connection.drop(collection)
