"""From documents to a current index: build it, or open it and build it again when it is stale."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from index.damage import MissingStore, OutdatedStore, StoreError
from index.embedder import load_embedder
from index.reading import ReadingPool
from index.shelf import list_documents, list_glossaries, see_file, stamp_code, stamp_document
from index.store import Before, DocumentStamp, Progress, Source, Store, open_store
from index.store_writer import write_store
from ingest.catalog import CORPUS, CatalogEntry
from ingest.glossary import load_glossary
from ingest.records import UnreadableSource

_TRIES = 3


class BuildCancelled(Exception):
    """Raised by a progress callback to stop a build; nothing of it stays."""


def build_index(
    home: Path,
    model: str | None = None,
    corpus: Path = CORPUS,
    progress: Progress = lambda stage, done, total: None,
) -> Store:
    """Read every document of a home folder, build the index, and make it the current one.

    A document that the index before holds as it is, read by the same code and embedded by the same
    model, is taken from there. Raises UnreadableSource for a document that is missing or holds no
    text, and ModelError for a model that cannot be loaded; the index that was there before stays.
    So it does, and the half-written one goes, when `progress` raises BuildCancelled, which is
    passed on.
    """
    glossary = load_glossary(*list_glossaries(home))
    embedder = load_embedder(model)
    code = stamp_code(home)
    before = _open_before(home, embedder.id, code)
    for tried in range(1, _TRIES + 1):
        entries = list_documents(home, corpus)
        try:
            with closing(_read_each(home, entries, before, progress)) as sources:
                return write_store(home, sources, embedder, model, glossary, code, progress)
        except UnreadableSource:
            # Another process may have removed or replaced a document meanwhile.
            if tried == _TRIES or list_documents(home, corpus) == entries:
                raise
    raise AssertionError("the last try returns or raises")


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
        return build_index(home, None, corpus, progress)
    except OutdatedStore as error:
        tell(str(error))
        return build_index(home, error.model, corpus, progress)
    if is_stale(home, store, list_documents(home, corpus)):
        return build_index(home, store.manifest.model, corpus, progress)
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


def _open_before(home: Path, model_id: str, code: str) -> Before | None:
    """Return the documents of the index there is, where they would be read alike."""
    try:
        store = open_store(home)
        manifest = store.manifest
        return Before(store) if (manifest.model_id, manifest.code) == (model_id, code) else None
    except StoreError:
        return None


def _read_each(
    home: Path, entries: list[CatalogEntry], before: Before | None, progress: Progress
) -> Generator[Source, None, None]:
    seen = [see_file(entry.path) for entry in entries]
    stamps = [stamp_document(entry) for entry in entries]
    unread = [e for e, stamp in zip(entries, stamps, strict=True) if not (before and stamp in before)]
    with ReadingPool(home, list_glossaries(home), progress) as pool:
        readings = pool.read(unread)
        for done, (entry, stamp) in enumerate(zip(entries, stamps, strict=True)):
            progress("read", done, len(entries))
            if before and stamp in before:
                yield replace(before.load(stamp), seen=seen[done])
            else:
                yield Source(entry.path, next(readings), stamp, seen[done])
    progress("read", len(entries), len(entries))
