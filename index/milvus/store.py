"""An index in Milvus, opened: what an alias stands for now, and goes on being until it is opened again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TypeVar

import msgspec

from index.damage import OutdatedStore, StoreError, damaged, report_damage
from index.dictionary import Dictionary, Senses
from index.embedder import model_id
from index.headwords import Headwords
from index.lexicon import Lexicon
from index.manifest import Manifest
from index.milvus.connection import Connection, connect
from index.milvus.layout import ALIAS, LAYOUT, Head, Shared, Sort, name_collection, read_name
from index.milvus.lexical import MilvusLexical
from index.milvus.meanings import MilvusMeanings
from index.milvus.parts import FetchedParts
from index.milvus.record_set import MilvusRecords, read_text
from index.record_set import DocumentHead
from index.store import FORMAT

T = TypeVar("T")


class MilvusStore:
    """One build of an index in Milvus, read-only."""

    def __init__(self, connection: Connection, generation: str, shared: Shared) -> None:
        self.name = connection.name
        self.generation = generation
        self.shared = shared
        self._connection = connection
        texts = name_collection(generation, "texts")
        self._parts = FetchedParts(connection, texts, shared.manifest.parts)

    @property
    def manifest(self) -> Manifest:
        """What it was built from."""
        return self.shared.manifest

    @cached_property
    def records(self) -> MilvusRecords:
        """Its records and documents."""
        heads = _decode(self._parts.read("heads.json"), tuple[DocumentHead, ...], self.name)
        return MilvusRecords(self._connection, self.generation, self.shared, heads)

    def lexical(self) -> MilvusLexical:
        """Return its passages by their words."""
        parts, size = self._parts.under("lexical"), self.manifest.passages
        return MilvusLexical(self._connection, self.generation, parts, size, self.records)

    def meanings(self) -> MilvusMeanings:
        """Return its passages by their embeddings."""
        collection = name_collection(self.generation, "meanings")
        return MilvusMeanings(self._connection, collection, self.manifest.passages)

    def dictionary(self) -> Dictionary:
        """Return the English-Chinese dictionary of its words."""
        return Dictionary.load(self._parts)

    def senses(self) -> Senses:
        """Return what the headwords that occur in the texts mean, in whichever of them."""
        return Senses.load(self._parts)

    def lexicon(self) -> Lexicon:
        """Return the words of its texts, with which misspelt words are compared."""
        return Lexicon.load(self._parts)

    def headwords(self) -> Headwords:
        """Return the words of the language."""
        return Headwords.load(self._parts)


def open_milvus(connection: Connection) -> MilvusStore:
    """Open the current index of an engine.

    Raises MissingStore when there is none, OutdatedStore when it is of another format or built with a
    model that has changed since, and StoreError when it is damaged, or the engine does not answer.
    """
    generation = name_current(connection)
    for collection in connection.collections():
        if (name := read_name(collection)) and name[0] == generation:
            connection.load(collection)
    manifest = read_manifest(connection, generation)
    head = _decode(manifest, Head, connection.name)
    if head.layout != LAYOUT:
        message = f"expected an index of layout {LAYOUT}, found {head.layout}"
        raise OutdatedStore(f"{connection.name}: {message}; build it again with this version", None)
    shared = _decode(manifest, Shared, connection.name)
    if shared.sealed().digest != shared.digest:
        raise damaged(connection.name)
    found = shared.manifest
    if found.format != FORMAT:
        message = f"expected index format {FORMAT}, found {found.format}"
        raise OutdatedStore(f"{connection.name}: {message}; build it again with this version", found.model)
    if found.model_id != (current := model_id(found.model)):
        message = f"expected an index of model {current}, found {found.model_id}"
        raise OutdatedStore(f"{connection.name}: {message}; build it again with this model", found.model)
    check_counts(connection, generation, shared.counts)
    return MilvusStore(connection, generation, shared)


def check_counts(connection: Connection, generation: str, counts: Mapping[Sort, int]) -> None:
    """Raise StoreError where a collection of a build has not the rows that were written."""
    there = set(connection.collections())
    for sort, size in counts.items():
        name = name_collection(generation, sort)
        rows = connection.count(name) if name in there else 0
        if rows != size:
            raise StoreError(
                f"{connection.name}: expected {size} rows of {sort}, found {rows}; run `plancite build`"
            )


def name_current(connection: Connection) -> str:
    """Return which build of an engine is current. Raises MissingStore where none is."""
    collection = connection.resolve(ALIAS)
    name = read_name(collection)
    if name is None:
        raise StoreError(
            f"{connection.name}: expected the alias {ALIAS!r} to stand for an index, found it to stand for "
            f"{collection!r}; name another database in the address"
        )
    return name[0]


def name_generation(address: str) -> str:
    """Return which build of the engine at an address is current. Raises MissingStore where none is."""
    return name_current(connect(address))


def read_manifest(connection: Connection, generation: str) -> bytes:
    """Return what is kept of a build as a whole."""
    collection = name_collection(generation, "texts")
    return read_text(connection.query(collection, 'name == "manifest"', ("body",)), connection.name)


def read_head(connection: Connection, generation: str) -> Head:
    """Return what every layout keeps of a build."""
    return _decode(read_manifest(connection, generation), Head, connection.name)


def is_written_by(connection: Connection, writer: str) -> bool:
    """Say whether the current build was written from the home of a name."""
    return read_head(connection, name_current(connection)).writer == writer


def _decode(body: bytes, type: type[T], place: str) -> T:
    with report_damage(place):
        return msgspec.json.decode(body, type=type)
