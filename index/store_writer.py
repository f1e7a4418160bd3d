"""Writing an index: into a new folder, document after document, and made the current one when it is whole."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from index import dictionary
from index.dictionary import build_dictionary
from index.embedder import Embedder
from index.headwords import build_headwords
from index.lexicon import build_lexicon, start_tally
from index.passages import cut_passages
from index.postings import PostingsWriter
from index.privacy import close_home, make_folder
from index.record_table import RecordTable
from index.record_writer import RecordWriter, write_links
from index.store import FORMAT, DocumentStamp, Manifest, Progress, Source, Store
from index.tally import Tally
from index.vectors import Vectors, build_vectors, save_vectors
from ingest.checks.links import KpiLink, link_kpis, list_indicators
from ingest.editions import find_plans
from ingest.glossary import Glossary

# Passages that are embedded at once.
_EMBEDDED = 512
# A folder that was written to within these seconds may be another build at work.
_LEFT_BEHIND = 3600


def write_store(
    home: Path,
    sources: Iterable[Source],
    embedder: Embedder,
    model: str | None,
    glossary: Glossary,
    code: str,
    progress: Progress = lambda stage, done, total: None,
) -> Store:
    """Build an index of what was read and make it the current one.

    The sources are gone through once and not kept. Everything is written into a new folder; only
    when it is whole does the file `current` name it, in one step. A build that is killed leaves the
    old index as it was. The index before the new one is kept for readers that still have it open;
    older ones are removed an hour after they were replaced, and so is what killed builds left behind.
    Raises OSError where the disk is full or may not be written to.
    """
    folder = make_folder(home, f"index-{uuid.uuid4().hex[:12]}")
    try:
        manifest = _write_parts(folder, sources, embedder, model, glossary, code, progress)
    except sqlite3.Error as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise OSError(errno.EIO, str(error), str(folder)) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _switch(home, folder)
    close_home(home)
    return Store(folder, manifest)


def _write_parts(
    folder: Path,
    sources: Iterable[Source],
    embedder: Embedder,
    model: str | None,
    glossary: Glossary,
    code: str,
    progress: Progress,
) -> Manifest:
    entries = list(dictionary.read_cedict())
    tally = start_tally(glossary, entries)
    with PostingsWriter(folder / "lexical") as postings:
        stamps, known = _write_records(folder, sources, glossary, (postings, tally))
        size = postings.size
        progress("lexical", 0, size)
        postings.finish()
    progress("dictionary", 0, size)
    build_dictionary(tally, entries).save(folder)
    build_lexicon(tally, glossary, entries).save(folder)
    build_headwords(entries).save(folder)
    with closing(RecordTable(folder)) as records:
        rows = _embed(records, known, embedder, progress)
        save_vectors(build_vectors(rows, embedder.dimension), folder / "vectors.faiss")
        plans, links = find_plans(records.readings()), _link(records)
    write_links(folder, links)
    manifest = Manifest(FORMAT, model, embedder.id, embedder.dimension, size, tuple(stamps), plans, code)
    _dump(folder / "manifest.json", manifest)
    progress("done", size, size)
    return manifest


def _write_records(
    folder: Path, sources: Iterable[Source], glossary: Glossary, takers: Sequence[PostingsWriter | Tally]
) -> tuple[list[DocumentStamp], dict[str, Callable[[], Vectors]]]:
    """Write the records of the sources, and give the texts of their passages to what takes them.

    Returns their stamps, and the vectors of those that have them.
    """
    stamps: list[DocumentStamp] = []
    known: dict[str, Callable[[], Vectors]] = {}
    with closing(RecordWriter(folder, [term.zh for term in glossary.of_kind("title")])) as writer:
        for source in sources:
            reading = source.reading
            document = reading.document
            passages = source.passages or [cut_passages([record]) for record in reading.records]
            texts = [passage.text for group in passages for passage in group]
            writer.add(reading, passages)
            for taker in takers:
                taker.take(texts)
            if source.vectors is not None:
                known[document.id] = source.vectors
            about = document.id, document.file, str(source.path), document.sha256
            stamps.append(DocumentStamp(*about, len(texts), source.stamp, source.seen))
        writer.save()
    return stamps, known


def _link(records: RecordTable) -> tuple[KpiLink, ...]:
    with_kpis = [doc for doc, head in records.heads.items() if "kpi" in head.kinds]
    indicators = [one for doc in with_kpis for one in list_indicators(records.reading(doc))]
    return link_kpis(indicators, records.measures_of(records.heads))


def _embed(
    records: RecordTable,
    known: Mapping[str, Callable[[], Vectors]],
    embedder: Embedder,
    progress: Progress,
) -> Iterator[Vectors]:
    """Yield the vectors of the passages, each document's for itself, so that they depend on it alone."""
    total = sum(head.row_end - head.row for head in records.heads.values())
    progress("embed", 0, total)
    for doc, head in records.heads.items():
        if doc in known:
            yield known[doc]()
            continue
        for start in range(head.row, head.row_end, _EMBEDDED):
            if start:
                progress("embed", start, total)
            end = min(start + _EMBEDDED, head.row_end)
            yield embedder.embed([passage.text for passage in records.passages(start, end)])


def _switch(home: Path, folder: Path) -> None:
    pointer = home / "current"
    before = pointer.read_text(encoding="utf-8", errors="replace").strip() if pointer.is_file() else ""
    for replaced in home.glob("index-*"):
        if replaced.name == before:
            # The hour counts from now: readers may have opened it just before.
            os.utime(replaced)
    fresh = home / f"current-{uuid.uuid4().hex[:12]}"
    fresh.write_text(folder.name, encoding="utf-8")
    os.replace(fresh, pointer)
    latest = time.time() - _LEFT_BEHIND
    for old in home.glob("index-*"):
        if old.name not in (before, folder.name) and old.stat().st_mtime < latest:
            shutil.rmtree(old, ignore_errors=True)


def _dump(path: Path, value: object) -> None:
    path.write_bytes(msgspec.json.encode(value))
