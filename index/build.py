"""From documents to a current index: what changed is read and embedded, the rest is taken from before."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Generator, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

from index.address import find_address
from index.damage import StoreError
from index.embedder import load_embedder
from index.holding import take_turn
from index.listing import Added
from index.reading import ReadingPool, is_older
from index.shelf import (
    ChangedSource,
    hold_to_digest,
    list_documents,
    list_glossaries,
    mend_documents,
    stamp_code,
)
from index.stamps import digest_file, see_file, stamp_document, stamp_older
from index.store import Before, Progress, Source, Store, open_store
from index.store_writer import write_store
from index.vectors import VectorError
from ingest.catalog import CORPUS, CatalogEntry
from ingest.glossary import Glossary, load_glossary
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
    passed on. One build at a time is at work in a home; another waits for it. Where $PLANCITE_STORE names
    an engine, what was built is put there too; raises StoreError where that fails, and the index there stays.
    """
    address = find_address()
    with take_turn(home):
        store = _build_alone(home, model, corpus, progress)
        if address:
            from index.milvus.publishing import publish

            publish(store, home, address, progress)
        return store


def build_apart(
    home: Path,
    model: str | None = None,
    corpus: Path = CORPUS,
    progress: Progress = lambda stage, done, total: None,
) -> Store:
    """Build the index of a home that may not be written to elsewhere; it goes with the process."""
    folder = Path(tempfile.mkdtemp(prefix="plancite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _build_alone(home, model, corpus, progress, folder)


def _build_alone(
    home: Path, model: str | None, corpus: Path, progress: Progress, apart: Path | None = None
) -> Store:
    glossary = load_glossary(*list_glossaries(home))
    embedder = load_embedder(model)
    code = stamp_code(home)
    for tried in range(1, _TRIES + 1):
        added = mend_documents(home) if apart is None else {}
        entries = list_documents(home, corpus)
        try:
            with ExitStack() as stack:
                before = _open_before(home, embedder.id, code) if tried == 1 else None
                if before:
                    stack.callback(before.close)
                sources = stack.enter_context(
                    closing(_read_each(home, entries, added, before, glossary, progress))
                )
                return write_store(apart or home, sources, embedder, model, glossary, code, progress)
        except ChangedSource:
            if tried == _TRIES:
                raise
        except UnreadableSource:
            # Another process may have removed or replaced a document meanwhile.
            if tried == _TRIES or list_documents(home, corpus) == entries:
                raise
        except (StoreError, VectorError):
            # Damage of the index before may show as late as when a document is taken from it.
            if before is None:
                raise
    raise AssertionError("the last try returns or raises")


def _open_before(home: Path, model_id: str, code: str) -> Before | None:
    """Return the documents of the index there is, where they would be read alike."""
    try:
        store = open_store(home)
        manifest = store.manifest
        return Before(store) if (manifest.model_id, manifest.code) == (model_id, code) else None
    except StoreError:
        return None


def _read_each(
    home: Path,
    entries: list[CatalogEntry],
    added: Mapping[Path, Added],
    before: Before | None,
    glossary: Glossary,
    progress: Progress,
) -> Generator[Source, None, None]:
    # A file that changes from here on is another than what is read, or is seen to have been touched.
    seen = [see_file(entry.path) for entry in entries]
    digests = [hold_to_digest(one, added.get(one.path), digest_file(one.path)) for one in entries]
    stamps = [stamp_document(entry, digest) for entry, digest in zip(entries, digests, strict=True)]
    older = [stamp_older(entry, digest) for entry, digest in zip(entries, digests, strict=True)]
    if before:
        stamps = [old if old in before else stamp for stamp, old in zip(stamps, older, strict=True)]
    unread = [e for e, stamp in zip(entries, stamps, strict=True) if not (before and stamp in before)]
    with ReadingPool(home, glossary, progress) as pool:
        readings = pool.read(unread)
        for done, (entry, stamp) in enumerate(zip(entries, stamps, strict=True)):
            progress("read", done, len(entries))
            if before and stamp in before:
                yield replace(before.load(stamp), seen=seen[done])
            else:
                reading = next(readings)
                if reading.document.sha256 != digests[done] or see_file(entry.path) != seen[done]:
                    raise ChangedSource(entry.file)
                yield Source(entry.path, reading, older[done] if is_older(reading) else stamp, seen[done])
    progress("read", len(entries), len(entries))
