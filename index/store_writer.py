"""Writing an index: into a new folder, document after document, and made the current one when it is whole."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from index import dictionary
from index.dictionary import build_dictionary, build_senses
from index.durable import replace_file, sync_file
from index.embedder import Embedder
from index.headwords import build_headwords
from index.holding import hold_folder, let_go, sweep_home
from index.lexicon import build_lexicon, start_tally
from index.manifest import DocumentStamp, Manifest
from index.parts import seal_parts
from index.passages import cut_passages
from index.postings import PostingsWriter
from index.privacy import close_home, make_folder
from index.record_table import RecordTable
from index.record_writer import RecordWriter, write_links
from index.store import FORMAT, MANIFEST, POINTER, Progress, Source, Store
from index.tally import Tally
from index.vectors import Vectors, build_vectors, save_vectors
from ingest.checks.links import KpiLink, link_kpis, list_indicators
from ingest.editions import find_plans
from ingest.glossary import Glossary

# Passages that are embedded at once.
_EMBEDDED = 512


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
    when it is whole, and on the disk, does the file `current` name it, in one step. A build that is killed
    leaves the old index as it was. An index that another has replaced stays for the readers that still
    have it open, and goes with the last of them; what killed builds left behind goes at once.
    Raises OSError where the disk is full or may not be written to.
    """
    folder = make_folder(home, f"index-{uuid.uuid4().hex[:12]}")
    held = hold_folder(folder)
    try:
        manifest = _write_parts(folder, sources, embedder, model, glossary, code, progress)
        _switch(home, folder)
    except BaseException:
        let_go(held)
        shutil.rmtree(folder, ignore_errors=True)
        raise
    close_home(home)
    return Store(folder, manifest, held)


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
    senses = build_senses(tally, entries)
    senses.save(folder)
    build_dictionary(tally, entries, senses).save(folder)
    build_lexicon(tally, glossary, entries).save(folder)
    build_headwords(entries).save(folder)
    with closing(RecordTable(folder)) as records:
        rows = _embed(records, known, embedder, progress)
        save_vectors(build_vectors(rows, embedder.dimension), folder / "vectors.faiss")
        plans, links = find_plans(records.readings()), _link(records)
    write_links(folder, links)
    parts = seal_parts(folder)
    manifest = Manifest(
        FORMAT, model, embedder.id, embedder.dimension, size, tuple(stamps), plans, code, parts
    ).sealed()
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    for path in (folder / MANIFEST, folder):
        sync_file(path)
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
    pointer = home / POINTER
    if pointer.is_dir() and not pointer.is_symlink():
        # Whatever stands there is nothing of ours to remove.
        os.rename(pointer, home / f"found-as-{POINTER}-{uuid.uuid4().hex[:12]}")
    replace_file(pointer, folder.name.encode())
    sweep_home(home, folder.name)
