"""From documents to a current index: build it, or open it and build it again when it is stale."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.embedder import load_embedder
from index.shelf import find_source, list_documents, list_glossaries, stamp_code, stamp_document
from index.store import (
    MissingStore,
    OutdatedStore,
    Progress,
    Source,
    Store,
    StoreError,
    open_store,
    read_sources,
    write_store,
)
from ingest.catalog import CORPUS, CatalogEntry
from ingest.glossary import Glossary, load_glossary
from ingest.library import read_document
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
    known = _find_known(home, embedder.id, code)
    for tried in range(1, _TRIES + 1):
        entries = list_documents(home, corpus)
        try:
            sources = _read_all(home, entries, known, glossary, progress)
            break
        except UnreadableSource:
            # Another process may have removed or replaced a document meanwhile.
            if tried == _TRIES or list_documents(home, corpus) == entries:
                raise
    return write_store(home, sources, embedder, model, glossary, code, progress)


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
    """Say whether the documents, or the code that reads them, are others than the index was built from."""
    stamps = store.manifest.documents
    if store.manifest.code != stamp_code(home) or [s.id for s in stamps] != [e.id for e in entries]:
        return True
    return any(stamp_document(entry) != stamp.stamp for entry, stamp in zip(entries, stamps, strict=True))


def _find_known(home: Path, model_id: str, code: str) -> dict[str, Source]:
    """Return the documents of the index there is, by their stamps, where they would be read alike."""
    try:
        store = open_store(home)
        manifest = store.manifest
        return read_sources(store) if (manifest.model_id, manifest.code) == (model_id, code) else {}
    except StoreError:
        return {}


def _read_all(
    home: Path,
    entries: list[CatalogEntry],
    known: dict[str, Source],
    glossary: Glossary,
    progress: Progress,
) -> list[Source]:
    sources: list[Source] = []
    for done, entry in enumerate(entries):
        progress("read", done, len(entries))
        stamp = stamp_document(entry)
        source = known.get(stamp)
        if source is None:
            before = find_source(home, entry)
            reading = read_document(entry.path, entry, glossary, source=before, progress=progress)
            source = Source(entry.path, reading, stamp)
        sources.append(source)
    progress("read", len(entries), len(entries))
    return sources
