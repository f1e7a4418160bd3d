"""The built index: a folder with a manifest that says what it was built from, opened read-only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import msgspec

from index.damage import MissingStore, OutdatedStore, StoreError, report_damage
from index.dictionary import Dictionary
from index.embedder import model_id
from index.headwords import Headwords
from index.lexical import LexicalIndex
from index.lexicon import Lexicon
from index.passages import Passage
from index.record_table import RecordTable
from index.vectors import VectorError, Vectors, load_vectors, read_rows
from ingest.records import Plan, Reading

T = TypeVar("T")
FORMAT = 5
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

    def close(self) -> None:
        """Close the index's table."""
        self._records.close()

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


def _load(path: Path, type: type[T]) -> T:
    with report_damage(path):
        return msgspec.json.decode(path.read_bytes(), type=type)
