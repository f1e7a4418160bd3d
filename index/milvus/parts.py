"""The small parts of an index, its words, which stand in Milvus as texts and are fetched as a whole."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path

from index.damage import damaged
from index.milvus.connection import Connection
from index.milvus.layout import quote
from index.milvus.record_set import read_text
from index.parts import Part, Parts, PartStamp

# What is fetched as a whole: it grows with the words of the texts, not with the texts.
FETCHED = (
    "heads.json",
    "dictionary.json",
    "senses.json",
    "lexicon.json",
    "grams.npy",
    "headwords.json",
    "lexical/words.bin",
    "lexical/ends.npy",
    "lexical/starts.npy",
)


class FetchedParts(Parts):
    """The parts that are fetched, each held to its checksum."""

    def __init__(
        self, connection: Connection, collection: str, stamps: Sequence[PartStamp], under: str = ""
    ) -> None:
        super().__init__(Path(connection.name) / under, [s for s in stamps if s.name in FETCHED])
        self._connection, self._collection, self._under = connection, collection, under
        self._every = {stamp.name: stamp for stamp in stamps}

    def map(self, name: str) -> Part:
        whole = f"{self._under}{name}"
        place = f"{self._connection.name}: {whole}"
        if whole not in self._every:
            raise damaged(place)
        condition = f"name in {quote([whole])}"
        text = read_text(self._connection.query(self._collection, condition, ("body",)), place)
        try:
            data = b64decode(text, validate=True)
        except binascii.Error as error:
            raise damaged(place) from error
        return Part(Path(place), self._every[whole], None, data)

    def under(self, name: str) -> FetchedParts:
        return FetchedParts(self._connection, self._collection, list(self._every.values()), f"{name}/")


def write_part(data: bytes) -> str:
    """Return the text a part stands as."""
    return b64encode(data).decode()
