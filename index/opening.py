"""Opening the current index of a home folder, which is built first where it is missing or stale."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index import protocol
from index.address import find_address
from index.damage import MissingStore, OutdatedStore, StoreError, describe_failure
from index.embedder import ModelError
from index.holding import sweep_when_idle, take_turn
from index.manifest import DocumentStamp
from index.privacy import close_home
from index.shelf import list_documents, stamp_code
from index.stamps import digest_file, see_file, stamp_document, stamp_older
from index.store import POINTER, Progress, Store, open_store
from index.vectors import VectorError
from ingest.catalog import CORPUS, CatalogEntry
from ingest.glossary import load_glossary
from ingest.learned import LearnedError
from ingest.records import UnreadableSource

# Seconds that a question waits for another process to build what it would else build itself.
PATIENCE = 60
# What a document that is gone or broken, a full disk, and a home that cannot be written to raise.
FAILED = (UnreadableSource, StoreError, ModelError, LearnedError, VectorError, OSError)


def open_index(
    home: Path,
    corpus: Path = CORPUS,
    progress: Progress = lambda stage, done, total: None,
    tell: Callable[[str], None] = lambda line: None,
) -> protocol.Store:
    """Open the index that questions are put to: the home's, or the one $PLANCITE_STORE names.

    See `open_home`, which `index.milvus.opening` does likewise.
    """
    if address := find_address():
        from index.milvus.opening import open_shared

        return open_shared(address, home, corpus, progress, tell)
    return open_home(home, corpus, progress, tell)


def open_home(
    home: Path,
    corpus: Path = CORPUS,
    progress: Progress = lambda stage, done, total: None,
    tell: Callable[[str], None] = lambda line: None,
) -> Store:
    """Open the current index of a home; build it first when there is none or a document has changed.

    One of another format, or of a model that has changed since, is built again too; `tell` is
    called with a line that says so, and with one where an index that is there could not be built
    again, which then goes on answering. Raises StoreError for an index that is damaged, and
    UnreadableSource for a list of documents that is and cannot be made again without a build, and
    for a shipped glossary that is missing or malformed.
    """
    close_home(home)
    try:
        store = open_store(home)
    except MissingStore:
        return _build_in_turn(home, None, corpus, progress)
    except OutdatedStore as error:
        return _build_outdated(home, error, corpus, progress, tell)
    entries = list_documents(home, corpus)
    try:
        if is_stale(home, store, entries):
            return _build_in_turn(home, store.manifest.model, corpus, progress, PATIENCE)
    except FAILED as error:
        # Without the shipped glossary no question is read either, and what it raises says more.
        load_glossary()
        tell(f"the index could not be built again and answers as it was: {describe_failure(error)}")
    sweep_when_idle(home, store.folder.name)
    return store


def name_current(home: Path) -> str:
    """Return which index questions to a home are put to, empty where none is; it changes with every build."""
    try:
        if address := find_address():
            from index.milvus.store import name_generation

            return name_generation(address)
        return (home / POINTER).read_text("utf-8").strip()
    except (OSError, UnicodeError, StoreError):
        return ""


def is_stale(home: Path, store: protocol.Store, entries: list[CatalogEntry]) -> bool:
    """Say whether the documents, or the code that reads them, are others than the index was built from.

    A file of the size and time it had when it was read is taken for the same.
    """
    stamps = store.manifest.documents
    if store.manifest.code != stamp_code(home) or [s.id for s in stamps] != [e.id for e in entries]:
        return True
    return any(_has_changed(entry, stamp) for entry, stamp in zip(entries, stamps, strict=True))


def _has_changed(entry: CatalogEntry, stamp: DocumentStamp) -> bool:
    untouched = stamp.seen is not None and stamp.seen == see_file(entry.path)
    content = stamp.sha256 if untouched else digest_file(entry.path)
    return stamp.stamp != stamp_document(entry, content) and stamp.stamp != stamp_older(entry, content)


def _build_outdated(
    home: Path,
    outdated: OutdatedStore,
    corpus: Path,
    progress: Progress,
    tell: Callable[[str], None],
) -> Store:
    """Build an index that is of no use any more; where its home cannot take it, for this process alone."""
    from index.build import build_apart

    try:
        store = _build_in_turn(home, outdated.model, corpus, progress)
    except OSError as error:
        store = build_apart(home, outdated.model, corpus, progress)
        tell(f"{outdated}, for this time only: {describe_failure(error)}")
    else:
        tell(str(outdated))
    return store


def _build_in_turn(
    home: Path, model: str | None, corpus: Path, progress: Progress, patience: float = -1
) -> Store:
    """Build the index, unless another process did so while this one waited for its turn."""
    # Reading documents takes many modules that answering from an index does not.
    from index.build import build_index

    with take_turn(home, patience):
        try:
            store = open_store(home)
            if not is_stale(home, store, list_documents(home, corpus)):
                return store
        except StoreError:
            # It is still missing or of another format.
            pass
        return build_index(home, model, corpus, progress)
