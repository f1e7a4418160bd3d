"""The built index: a folder with a manifest that says what it was built from, opened read-only."""

from __future__ import annotations

import os
import re
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import msgspec

from index.damage import MissingStore, OutdatedStore, StoreError, damaged, report_damage
from index.dictionary import Dictionary, Senses
from index.embedder import model_id
from index.headwords import Headwords
from index.holding import hold_folder, let_go, sweep_when_idle
from index.lexical import LexicalIndex
from index.lexicon import Lexicon
from index.manifest import Manifest
from index.parts import Parts
from index.passages import Passage
from index.record_table import RecordTable
from index.vectors import Nearest, VectorError, Vectors, load_vectors, read_rows
from ingest.records import Reading

T = TypeVar("T")
FORMAT = 7
MANIFEST, POINTER = "manifest.json", "current"
_NAME = re.compile(r"index-[0-9a-f]{12}")
# Another build may take the place of an index while it is being opened, over and over.
_TRIES = 5
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Head:
    """What the manifest of an index of any format holds."""

    format: int
    model: str | None = None


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
    """An opened index, read-only. What a question may not need is loaded when first asked for.

    Its folder stays for as long as it is open, also where another index has become the current one.
    """

    def __init__(self, folder: Path, manifest: Manifest, held: int | None = None) -> None:
        self.folder = folder
        self.name = str(folder)
        self.manifest = manifest
        self.parts = Parts(folder, manifest.parts)
        self._ending = weakref.finalize(self, _end, folder, held)

    @cached_property
    def records(self) -> RecordTable:
        """The records and passages; the passages' positions are the rows of both indexes."""
        return RecordTable(self.parts)

    def lexical(self) -> LexicalIndex:
        """Return the BM25 index of the passages."""
        return LexicalIndex.load(self.parts.under("lexical"), self.manifest.passages)

    def dictionary(self) -> Dictionary:
        """Return the English-Chinese dictionary of the indexed words."""
        return Dictionary.load(self.parts)

    def senses(self) -> Senses:
        """Return what the headwords that occur in the texts mean, in whichever of them."""
        return Senses.load(self.parts)

    def lexicon(self) -> Lexicon:
        """Return the words of the indexed texts, with which misspelt words are compared."""
        return Lexicon.load(self.parts)

    def headwords(self) -> Headwords:
        """Return the words of the language."""
        return Headwords.load(self.parts)

    @property
    def vectors_file(self) -> Path:
        """Where the passages' embeddings are."""
        return self.folder / "vectors.faiss"

    def meanings(self) -> Nearest:
        """Return the passages' embeddings."""
        return Nearest(load_vectors(self.vectors_file, part := self.parts.map("vectors.faiss")), part)


def _end(folder: Path, held: int | None) -> None:
    """Let go of an index, which goes where it is no longer the current one and nobody else needs it."""
    let_go(held)
    try:
        current = (folder.parent / POINTER).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return
    if current != folder.name and _NAME.fullmatch(current):
        sweep_when_idle(folder.parent, current)


def open_store(home: Path) -> Store:
    """Open the current index of a home folder.

    Raises MissingStore when there is none, OutdatedStore when it is of another format or built with
    a model that has changed since, and StoreError when it is damaged.
    """
    for _ in range(_TRIES):
        name = read_pointer(home)
        held = hold_folder(home / name)
        try:
            return _open_folder(home / name, held)
        except StoreError:
            let_go(held)
            if read_pointer(home) == name:
                raise
        except BaseException:
            let_go(held)
            raise
    raise damaged(home / POINTER)


def read_pointer(home: Path) -> str:
    """Return the name of the current index. Raises MissingStore, and StoreError where it is no such name."""
    pointer = home / POINTER
    with report_damage(pointer):
        if not os.path.lexists(pointer):
            raise MissingStore(f"{home}: expected a built index, found none; run `plancite build`")
        # Anything else than a file, as a pipe, might never be read to its end.
        name = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
        if not _NAME.fullmatch(name):
            raise damaged(pointer)
    return name


def _open_folder(folder: Path, held: int | None) -> Store:
    path = folder / MANIFEST
    if not folder.is_dir():
        raise damaged(folder.parent / POINTER)
    head = _load(path, _Head)
    if head.format != FORMAT:
        message = f"expected index format {FORMAT}, found {head.format}; it is built again"
        raise OutdatedStore(f"{folder}: {message}", head.model)
    manifest = _load(path, Manifest)
    current = model_id(manifest.model)
    if manifest.model_id != current:
        message = f"expected an index of model {current}, found {manifest.model_id}; it is built again"
        raise OutdatedStore(f"{folder}: {message}", manifest.model)
    if manifest.sealed().digest != manifest.digest:
        raise damaged(path)
    return Store(folder, manifest, held)


class Before:
    """The documents of an index there is, by their stamps, to build another one with."""

    def __init__(self, store: Store) -> None:
        """Raises StoreError where any part of the index is damaged."""
        self._store = store
        store.parts.verify()
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
