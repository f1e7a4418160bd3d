"""Opening the index an engine holds; its own home builds it first where it is missing or stale."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.damage import MissingStore, OutdatedStore, describe_failure
from index.holding import take_turn
from index.milvus.connection import Connection, connect
from index.milvus.publishing import read_writer
from index.milvus.store import MilvusStore, is_written_by, open_milvus
from index.opening import FAILED, PATIENCE, is_stale
from index.privacy import close_home
from index.shelf import list_documents
from index.store import Progress
from ingest.glossary import load_glossary


def open_shared(
    address: str,
    home: Path,
    corpus: Path,
    progress: Progress,
    tell: Callable[[str], None],
) -> MilvusStore:
    """Open the current index of the engine at an address.

    Where there is none, and where it was written from this home and a document has changed since, or it
    is of another format or model, it is built first; what another home writes is taken as it is. Raises
    StoreError for what cannot be read, with one line; `tell` is called with a line where an index that is
    there could not be built again, which then goes on answering.
    """
    close_home(home)
    connection = connect(address)
    try:
        store = open_milvus(connection)
    except MissingStore:
        return _build(connection, home, None, corpus, progress)
    except OutdatedStore as error:
        if not is_written_by(connection, read_writer(home)):
            raise
        tell(f"{error}; it is built again")
        return _build(connection, home, error.model, corpus, progress)
    if store.shared.writer != read_writer(home):
        return store
    try:
        if is_stale(home, store, list_documents(home, corpus)):
            return _build(connection, home, store.manifest.model, corpus, progress, PATIENCE)
    except FAILED as error:
        # Without the shipped glossary no question is read either, and what it raises says more.
        load_glossary()
        tell(f"the index could not be built again and answers as it was: {describe_failure(error)}")
    return store


def _build(
    connection: Connection,
    home: Path,
    model: str | None,
    corpus: Path,
    progress: Progress,
    patience: float = -1,
) -> MilvusStore:
    """Build the index, unless another process did so while this one waited for its turn."""
    from index.build import build_index

    with take_turn(home, patience):
        try:
            store = open_milvus(connection)
            if not is_stale(home, store, list_documents(home, corpus)):
                return store
        except (MissingStore, OutdatedStore):
            # It still is.
            pass
        build_index(home, model, corpus, progress)
    return open_milvus(connection)
