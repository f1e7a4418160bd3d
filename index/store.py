"""The built index: a folder with a manifest, written whole and moved into place."""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from index import dictionary
from index.dictionary import Dictionary, build_dictionary
from index.embedder import Embedder, model_id
from index.headwords import Headwords, build_headwords
from index.lexical import LexicalIndex
from index.lexicon import Lexicon, build_lexicon, start_tally
from index.passages import Passage, cut_passages
from index.postings import PostingsWriter
from index.vectors import VectorError, Vectors, build_vectors, load_vectors, read_rows, save_vectors
from ingest.glossary import Glossary
from ingest.records import Reading

T = TypeVar("T")
FORMAT = 3
# A folder that was written to within these seconds may be another build at work.
_LEFT_BEHIND = 3600
Progress = Callable[[str, int, int], None]


class StoreError(ValueError):
    """An index that cannot be opened; the message says what was expected, found, and to do."""


class MissingStore(StoreError):
    """There is no index yet."""


class OutdatedStore(StoreError):
    """An index of another format or of a model that has changed; `model` is the name of its model."""

    def __init__(self, message: str, model: str | None) -> None:
        super().__init__(message)
        self.model = model


@dataclass(frozen=True, slots=True)
class _Head:
    """What the manifest of an index of any format holds."""

    format: int
    model: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentStamp:
    """What the manifest keeps of one document; `stamp` changes with all that it is read from."""

    id: str
    file: str
    path: str
    sha256: str
    passages: int
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built from. `model` is the name it was asked for by, None for the bundled one."""

    format: int
    model: str | None
    model_id: str
    dimension: int
    passages: int
    documents: tuple[DocumentStamp, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A reading and the path it was read from, with its passages and vectors where they are known."""

    path: Path
    reading: Reading
    stamp: str = ""
    passages: tuple[Passage, ...] | None = None
    vectors: Vectors | None = None


class Store:
    """An opened index, read-only. What a question may not need is loaded when first asked for."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest

    def readings(self) -> tuple[Reading, ...]:
        """Return every document's records."""
        return _load(self.folder / "readings.json", tuple[Reading, ...])

    def passages(self) -> tuple[Passage, ...]:
        """Return the passages; their positions are the rows of both indexes."""
        return _load(self.folder / "passages.json", tuple[Passage, ...])

    def lexical(self) -> LexicalIndex:
        """Return the BM25 index of the passages."""
        with _whole(self.folder / "lexical"):
            return LexicalIndex.load(self.folder / "lexical", self.manifest.passages)

    def dictionary(self) -> Dictionary:
        """Return the English-Chinese dictionary of the indexed words."""
        with _whole(self.folder):
            return Dictionary.load(self.folder)

    def lexicon(self) -> Lexicon:
        """Return the words of the indexed texts, with which misspelt words are compared."""
        with _whole(self.folder):
            return Lexicon.load(self.folder)

    def headwords(self) -> Headwords:
        """Return the words of the language."""
        with _whole(self.folder):
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
    with _whole(pointer):
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
    sources: Sequence[Source],
    embedder: Embedder,
    model: str | None,
    glossary: Glossary,
    code: str,
    progress: Progress = lambda stage, done, total: None,
) -> Store:
    """Build an index of what was read and make it the current one.

    Everything is written into a new folder; only when it is whole does the file `current` name it,
    in one step. A build that is killed leaves the old index as it was. The index before the new
    one is kept for readers that still have it open; older ones are removed an hour after they were
    replaced, and so is what killed builds left behind.
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


def read_sources(store: Store) -> dict[str, Source]:
    """Return the documents of an index by their stamps, to build another one with.

    Raises StoreError where the index is damaged.
    """
    sources: dict[str, Source] = {}
    readings, passages = store.readings(), store.passages()
    try:
        vectors = load_vectors(store.vectors_file)
        start = 0
        for stamp, reading in zip(store.manifest.documents, readings, strict=True):
            end = start + stamp.passages
            rows = read_rows(vectors, start, end)
            sources[stamp.stamp] = Source(Path(stamp.path), reading, stamp.stamp, passages[start:end], rows)
            start = end
    except (VectorError, ValueError) as error:
        raise StoreError(f"{store.folder}: expected a whole index, found a damaged one") from error
    sources.pop("", None)
    return sources


def _write_parts(
    folder: Path,
    sources: Sequence[Source],
    embedder: Embedder,
    model: str | None,
    glossary: Glossary,
    code: str,
    progress: Progress,
) -> Manifest:
    readings = [source.reading for source in sources]
    cut = [
        cut_passages(source.reading.records) if source.passages is None else source.passages
        for source in sources
    ]
    passages = [passage for group in cut for passage in group]
    entries = list(dictionary.read_cedict())
    tally = start_tally(glossary, entries)
    progress("lexical", 0, len(passages))
    with PostingsWriter(folder / "lexical") as postings:
        for group in cut:
            texts = [passage.text for passage in group]
            postings.take(texts)
            tally.take(texts)
        postings.finish()
    progress("dictionary", 0, len(passages))
    build_dictionary(tally, entries).save(folder)
    build_lexicon(tally, glossary, entries).save(folder)
    build_headwords(entries).save(folder)
    rows = _embed(sources, cut, embedder, progress)
    save_vectors(build_vectors(rows, embedder.dimension), folder / "vectors.faiss")
    _dump(folder / "readings.json", readings)
    _dump(folder / "passages.json", passages)
    stamps = tuple(
        DocumentStamp(r.document.id, r.document.file, str(s.path), r.document.sha256, len(group), s.stamp)
        for s, r, group in zip(sources, readings, cut, strict=True)
    )
    manifest = Manifest(FORMAT, model, embedder.id, embedder.dimension, len(passages), stamps, code)
    _dump(folder / "manifest.json", manifest)
    progress("done", len(passages), len(passages))
    return manifest


def _embed(
    sources: Sequence[Source], cut: Sequence[Sequence[Passage]], embedder: Embedder, progress: Progress
) -> Iterator[Vectors]:
    """Yield the vectors of the passages, each document's for itself, so that they depend on it alone."""
    total, done, step = sum(map(len, cut)), 0, 512
    progress("embed", 0, total)
    for source, passages in zip(sources, cut, strict=True):
        if source.vectors is not None:
            yield source.vectors
        for start in range(0, len(passages) if source.vectors is None else 0, step):
            progress("embed", done + start, total)
            yield embedder.embed([passage.text for passage in passages[start : start + step]])
        done += len(passages)


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
    with _whole(path):
        return msgspec.json.decode(path.read_bytes(), type=type)


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Turn what a damaged part of an index raises into one clear error."""
    try:
        yield
    except (msgspec.DecodeError, OSError, EOFError, ValueError, KeyError) as error:
        raise StoreError(
            f"{path}: expected a whole part of the index, found a damaged one; run `plancite build`"
        ) from error


def _dump(path: Path, value: object) -> None:
    path.write_bytes(msgspec.json.encode(value))
