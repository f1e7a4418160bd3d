"""From documents to a current index: build it, or open it and build it again when it is stale."""

from __future__ import annotations

from pathlib import Path

from index.embedder import load_embedder
from index.shelf import digest_file, list_documents, list_glossaries, stamp_code
from index.store import MissingStore, Progress, Source, Store, open_store, write_store
from ingest.catalog import CORPUS, CatalogEntry
from ingest.glossary import load_glossary
from ingest.library import read_document


class BuildCancelled(Exception):
    """Raised by a progress callback to stop a build; nothing of it stays."""


def build_index(
    home: Path,
    model: str | None = None,
    corpus: Path = CORPUS,
    progress: Progress = lambda stage, done, total: None,
) -> Store:
    """Read every document of a home folder, build the index, and make it the current one.

    Raises UnreadableSource for a document that is missing or holds no text, and ModelError for a
    model that cannot be loaded; the index that was there before stays. So it does, and the
    half-written one goes, when `progress` raises BuildCancelled, which is passed on.
    """
    entries = list_documents(home, corpus)
    glossary = load_glossary(*list_glossaries(home))
    embedder = load_embedder(model)
    sources: list[Source] = []
    for done, entry in enumerate(entries):
        progress("read", done, len(entries))
        sources.append(Source(entry.path, read_document(entry.path, entry, glossary)))
    progress("read", len(entries), len(entries))
    return write_store(home, sources, embedder, model, glossary, stamp_code(home), progress)


def open_index(
    home: Path, corpus: Path = CORPUS, progress: Progress = lambda stage, done, total: None
) -> Store:
    """Open the current index; build it first when there is none or a document has changed.

    Raises StoreError for an index that is damaged or of another format or model.
    """
    try:
        store = open_store(home)
    except MissingStore:
        return build_index(home, None, corpus, progress)
    if is_stale(home, store, list_documents(home, corpus)):
        return build_index(home, store.manifest.model, corpus, progress)
    return store


def is_stale(home: Path, store: Store, entries: list[CatalogEntry]) -> bool:
    """Say whether the documents, or the code that reads them, are others than the index was built from."""
    stamps = store.manifest.documents
    if store.manifest.code != stamp_code(home) or [s.id for s in stamps] != [e.id for e in entries]:
        return True
    return any(digest_file(entry.path) != stamp.sha256 for entry, stamp in zip(entries, stamps, strict=True))
