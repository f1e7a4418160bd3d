"""The built index: a folder with a manifest, written whole and moved into place."""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import msgspec

from index import dictionary
from index.damage import MissingStore, OutdatedStore, StoreError, report_damage
from index.dictionary import Dictionary, build_dictionary
from index.embedder import Embedder, model_id
from index.headwords import Headwords, build_headwords
from index.lexical import LexicalIndex
from index.lexicon import Lexicon, build_lexicon
from index.passages import Passage, cut_passages
from index.record_table import RecordTable
from index.record_writer import RecordWriter, write_links
from index.vectors import VectorError, Vectors, build_vectors, load_vectors, read_rows, save_vectors
from ingest.checks.links import KpiLink, link_kpis, list_indicators
from ingest.editions import find_plans
from ingest.glossary import Glossary
from ingest.records import Plan, Reading

T = TypeVar("T")
FORMAT = 3
# Passages that are embedded at once.
_EMBEDDED = 512
# A folder that was written to within these seconds may be another build at work.
_LEFT_BEHIND = 3600
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Head:
    """What the manifest of an index of any format holds."""

    format: int
    model: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentStamp:
    """What the manifest keeps of one document; `stamp` changes with all that it is read from.

    `seen` is the size of its file and when it was last changed, in nanoseconds, so that a file that
    nobody touched need not be read to know that it is the same.
    """

    id: str
    file: str
    path: str
    sha256: str
    passages: int
    stamp: str = ""
    seen: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built from. `model` is the name it was asked for by, None for the bundled one.

    `plans` are the plans with measures, each with the documents that are its editions.
    """

    format: int
    model: str | None
    model_id: str
    dimension: int
    passages: int
    documents: tuple[DocumentStamp, ...]
    plans: tuple[Plan, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A reading and the path it was read from, with its passages, record by record, and vectors if known."""

    path: Path
    reading: Reading
    stamp: str = ""
    seen: tuple[int, int] | None = None
    passages: Sequence[Sequence[Passage]] | None = None
    vectors: Callable[[], Vectors] | None = None


class Store:
    """An opened index, read-only. What a question may not need is loaded when first asked for."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest

    @cached_property
    def records(self) -> RecordTable:
        """The records and passages; the passages' positions are the rows of both indexes."""
        return RecordTable(self.folder)

    def lexical(self) -> LexicalIndex:
        """Return the BM25 index of the passages."""
        with report_damage(self.folder / "lexical"):
            return LexicalIndex.load(self.folder / "lexical", self.manifest.passages)

    def dictionary(self) -> Dictionary:
        """Return the English-Chinese dictionary of the indexed words."""
        with report_damage(self.folder):
            return Dictionary.load(self.folder)

    def lexicon(self) -> Lexicon:
        """Return the words of the indexed texts, with which misspelt words are compared."""
        with report_damage(self.folder):
            return Lexicon.load(self.folder)

    def headwords(self) -> Headwords:
        """Return the words of the language."""
        with report_damage(self.folder):
            return Headwords.load(self.folder)

    @property
    def vectors_file(self) -> Path:
        """Where the passages' embeddings are."""
        return self.folder / "vectors.faiss"


def open_store(home: Path) -> Store:
    """Open the current index of a home folder.

    Raises MissingStore when there is none, OutdatedStore when it is of another format or built with
    a model that has changed since, and StoreError when it is damaged.
    """
    pointer = home / "current"
    if not pointer.is_file():
        raise MissingStore(f"{home}: expected a built index, found none; run `plancite build`")
    with report_damage(pointer):
        folder = home / pointer.read_text(encoding="utf-8").strip()
    head = _load(folder / "manifest.json", _Head)
    if head.format != FORMAT:
        message = f"expected index format {FORMAT}, found {head.format}; it is built again"
        raise OutdatedStore(f"{folder}: {message}", head.model)
    manifest = _load(folder / "manifest.json", Manifest)
    current = model_id(manifest.model)
    if manifest.model_id != current:
        message = f"expected an index of model {current}, found {manifest.model_id}; it is built again"
        raise OutdatedStore(f"{folder}: {message}", manifest.model)
    return Store(folder, manifest)


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
    """
    folder = home / f"index-{uuid.uuid4().hex[:12]}"
    folder.mkdir(parents=True)
    try:
        manifest = _write_parts(folder, sources, embedder, model, glossary, code, progress)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _switch(home, folder)
    return Store(folder, manifest)


class Before:
    """The documents of an index there is, by their stamps, to build another one with."""

    def __init__(self, store: Store) -> None:
        """Raises StoreError where the index is damaged."""
        self._records = store.records
        try:
            self._vectors = load_vectors(store.vectors_file)
        except VectorError as error:
            raise StoreError(str(error)) from error
        if self._vectors.ntotal != store.manifest.passages:
            raise StoreError(f"{store.folder}: expected as many vectors as passages; run `plancite build`")
        self._stamps = {stamp.stamp: stamp for stamp in store.manifest.documents if stamp.stamp}

    def __contains__(self, stamp: str) -> bool:
        return stamp in self._stamps

    def load(self, stamp: str) -> Source:
        """Return a document as it was read, cut and embedded."""
        known = self._stamps[stamp]
        head = self._records.heads[known.id]
        passages = [
            self._records.passages(*self._records.rows_of(number)) for number in range(head.first, head.last)
        ]
        rows = partial(read_rows, self._vectors, head.row, head.row_end)
        reading = self._records.reading(known.id)
        return Source(Path(known.path), reading, stamp, known.seen, passages, rows)


def _write_parts(
    folder: Path,
    sources: Iterable[Source],
    embedder: Embedder,
    model: str | None,
    glossary: Glossary,
    code: str,
    progress: Progress,
) -> Manifest:
    stamps, known = _write_records(folder, sources, glossary)
    records = RecordTable(folder)
    write_links(folder, _link(records))
    texts = [
        passage.text
        for head in records.heads.values()
        for passage in records.passages(head.row, head.row_end)
    ]
    size = len(texts)
    progress("lexical", 0, size)
    LexicalIndex.build(texts).save(folder / "lexical")
    progress("dictionary", 0, size)
    entries = list(dictionary.read_cedict())
    build_dictionary(texts, entries).save(folder)
    build_lexicon(texts, glossary, entries).save(folder)
    build_headwords(entries).save(folder)
    rows = _embed(records, known, embedder, progress)
    save_vectors(build_vectors(rows, embedder.dimension), folder / "vectors.faiss")
    plans = find_plans(records.readings())
    manifest = Manifest(FORMAT, model, embedder.id, embedder.dimension, size, tuple(stamps), plans, code)
    _dump(folder / "manifest.json", manifest)
    progress("done", size, size)
    return manifest


def _write_records(
    folder: Path, sources: Iterable[Source], glossary: Glossary
) -> tuple[list[DocumentStamp], dict[str, Callable[[], Vectors]]]:
    """Write the records of the sources; return their stamps, and the vectors of those that have them."""
    stamps: list[DocumentStamp] = []
    known: dict[str, Callable[[], Vectors]] = {}
    with closing(RecordWriter(folder, [term.zh for term in glossary.of_kind("title")])) as writer:
        for source in sources:
            reading, start = source.reading, writer.passages
            document = reading.document
            writer.add(reading, source.passages or [cut_passages([record]) for record in reading.records])
            if source.vectors is not None:
                known[document.id] = source.vectors
            count = writer.passages - start
            stamps.append(
                DocumentStamp(
                    document.id,
                    document.file,
                    str(source.path),
                    document.sha256,
                    count,
                    source.stamp,
                    source.seen,
                )
            )
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


def _load(path: Path, type: type[T]) -> T:
    with report_damage(path):
        return msgspec.json.decode(path.read_bytes(), type=type)


def _dump(path: Path, value: object) -> None:
    path.write_bytes(msgspec.json.encode(value))
