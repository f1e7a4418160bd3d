"""Opening the current index of a home folder, which is built first where it is missing or stale."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.damage import MissingStore, OutdatedStore
from index.shelf import list_documents, see_file, stamp_code, stamp_document
from index.store import DocumentStamp, Progress, Store, open_store
from ingest.catalog import CORPUS, CatalogEntry


def open_index(
    home: Path,
    corpus: Path = CORPUS,
    progress: Progress = lambda stage, done, total: None,
    tell: Callable[[str], None] = lambda line: None,
) -> Store:
    """Open the current index; build it first when there is none or a document has changed.

    One of another format, or of a model that has changed since, is built again too; `tell` is
    called with a line that says so. Raises StoreError for an index that is damaged.
    """
    try:
        store = open_store(home)
    except MissingStore:
        return _build(home, None, corpus, progress)
    except OutdatedStore as error:
        tell(str(error))
        return _build(home, error.model, corpus, progress)
    if is_stale(home, store, list_documents(home, corpus)):
        return _build(home, store.manifest.model, corpus, progress)
    return store


def is_stale(home: Path, store: Store, entries: list[CatalogEntry]) -> bool:
    """Say whether the documents, or the code that reads them, are others than the index was built from.

    A file of the size and time it had when it was read is taken for the same.
    """
    stamps = store.manifest.documents
    if store.manifest.code != stamp_code(home) or [s.id for s in stamps] != [e.id for e in entries]:
        return True
    return any(_has_changed(entry, stamp) for entry, stamp in zip(entries, stamps, strict=True))


def _has_changed(entry: CatalogEntry, stamp: DocumentStamp) -> bool:
    untouched = stamp.seen is not None and stamp.seen == see_file(entry.path)
    return stamp_document(entry, stamp.sha256 if untouched else None) != stamp.stamp


def _build(home: Path, model: str | None, corpus: Path, progress: Progress) -> Store:
    # Reading documents takes many modules that answering from an index does not.
    from index.build import build_index

    return build_index(home, model, corpus, progress)
