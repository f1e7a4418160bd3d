"""What questions ask of an index, however it is kept: in a folder of files, or by an engine of its own.

`index.store` is the folder, which is all that most need; `index.milvus` puts the same into Milvus.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.chosen import Chosen
from index.dictionary import Dictionary, Senses
from index.headwords import Headwords
from index.lexicon import Lexicon
from index.manifest import Manifest
from index.passages import Passage
from index.record_set import DocumentHead, Numbers, Rows
from ingest.blocks import Table
from ingest.checks.links import KpiLink
from ingest.records import Contradiction, Document, Measure, Observation, Reading, Record

Scores = NDArray[np.float32]


class Lexical(Protocol):
    """The passages by the words they hold."""

    @property
    def size(self) -> int:
        """How many passages there are."""

    def frequency(self, token: str) -> int:
        """Return the number of passages that hold a token."""

    def limit(self, docs: Collection[str], kinds: Collection[str] = ()) -> str:
        """Return what limits `find` to documents and kinds of records, where it might leave theirs out."""

    def find(self, parts: Sequence[tuple[str, float]], *, limit: str = "") -> tuple[Rows, Scores]:
        """Return the passages that hold a token of weighted queries, ascending, and their BM25 scores.

        Of very many some are left out, but none of the best and none of the best within `limit`.
        """

    def find_holders(self, tokens: Sequence[str], starts: Rows, ends: Rows) -> NDArray[np.bool_]:
        """Say of each token (row) whether a passage from start up to end (column) holds it."""

    def find_speaking(self, tokens: Sequence[str], heads: Sequence[DocumentHead]) -> NDArray[np.bool_]:
        """Say of each token (row) whether a passage of a document (column) holds it; all are given."""

    def within(self, start: int, end: int) -> Lexical:
        """Return the passages from start up to end, as if there were no others; they keep their numbers."""


class Meanings(Protocol):
    """The passages by their embeddings."""

    def search(self, vector: Scores, most: int) -> Sequence[tuple[int, float]]:
        """Return (row, cosine) of the passages nearest to a vector, best first, equals in row order."""

    def within(self, start: int, end: int) -> Meanings:
        """Return the passages from start up to end, as if there were no others; they keep their numbers."""


class Records(Protocol):
    """The records with their observations, and the documents they stand in.

    Records are numbered document after document; see `index.record_set` for what each of these gives.
    """

    @property
    def heads(self) -> Mapping[str, DocumentHead]:
        """What is known of each document without opening it."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by their ids."""

    def record(self, number: int, /) -> Record: ...
    def document(self, doc: str, /) -> Document: ...
    def reading(self, doc: str, /) -> Reading: ...
    def close(self) -> None: ...
    def prepare(self, numbers: Sequence[int], rows: Sequence[int] = ()) -> None: ...
    def kinds_of(self, numbers: Numbers) -> NDArray[np.uint8]: ...
    def starts_of(self, numbers: Numbers) -> Rows: ...
    def owners_of(self, rows: Rows) -> Numbers: ...
    def passage(self, row: int) -> Passage: ...
    def passages(self, start: int, end: int) -> tuple[Passage, ...]: ...
    def find(self, doc: str, kind: str, no: int) -> int | None: ...
    def measure(self, doc: str, no: int) -> Measure: ...
    def of_kind(self, docs: Iterable[str], kind: str) -> Chosen[Record]: ...
    def measures_of(
        self, docs: Iterable[str], wanted: Iterable[str] = (), unwanted: Iterable[str] = ()
    ) -> Chosen[Measure]: ...
    def strategies_of(self, docs: Iterable[str]) -> list[str]: ...
    def within(self, docs: Collection[str], numbers: Sequence[int]) -> list[int]: ...
    def numbered(self, numbers: Collection[int], section: str | None, item: str | None) -> list[int]: ...
    def titled(self, title: str) -> list[int]: ...
    def contradictions_of(self, doc: str) -> tuple[Contradiction, ...]: ...
    def links_of(self, doc: str, no: int) -> list[KpiLink]: ...
    def observations_of(self, doc: str) -> tuple[Observation, ...]: ...
    def given_of(self, doc: str) -> frozenset[tuple[str, int]]: ...
    def tables_of(self, doc: str) -> tuple[Table, ...]: ...
    def readings(self) -> Iterator[Reading]: ...


class Store(Protocol):
    """An opened index, which stays what it is, whatever is built beside it meanwhile."""

    @property
    def name(self) -> str:
        """Where it is, as messages name it."""

    @property
    def manifest(self) -> Manifest:
        """What it was built from."""

    @property
    def records(self) -> Records:
        """Its records and documents."""

    def lexical(self) -> Lexical:
        """Return its passages by their words."""

    def meanings(self) -> Meanings:
        """Return its passages by their embeddings."""

    def dictionary(self) -> Dictionary:
        """Return the English-Chinese dictionary of its words."""

    def senses(self) -> Senses:
        """Return what the headwords that occur in the texts mean, in whichever of them."""

    def lexicon(self) -> Lexicon:
        """Return the words of its texts, with which misspelt words are compared."""

    def headwords(self) -> Headwords:
        """Return the words of the language."""
