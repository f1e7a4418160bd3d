"""How an index stands in Milvus: six collections for each build, of which one alias names the current."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isqrt
from typing import Literal

import msgspec

from index.manifest import Manifest
from index.milvus.connection import Row
from index.vectors import EXACT_UP_TO, PROBED_SHARE

# Another number for whatever is kept otherwise.
LAYOUT = 1
ALIAS = "plancite"
# So many rows a server returns at most of one search.
MOST = 16_384
# A text is kept in parts of so many characters, none of which takes more bytes than a server allows.
_PART, _BYTES = 16_000, 65_535
PARTS = 4096
# Neighbouring numbers are named by their first and last where so many or more stand together.
_RUN = 8
# Lists of vectors that are near each other, of which one of PROBED_SHARE is searched; a server keeps lists
# for each million or so of rows.
_LISTS = 1024
# Passages and documents by words, passages by meanings; records and observations with what they are chosen
# by; and the manifest, the words of the texts and the documents.
Sort = Literal["words", "documents", "meanings", "records", "observations", "texts"]
SORTS: tuple[Sort, ...] = ("words", "documents", "meanings", "records", "observations", "texts")


@dataclass(frozen=True, slots=True)
class Head:
    """What every layout keeps of an index, whatever else."""

    layout: int
    writer: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What is kept of an index as a whole: whose home wrote it, and how many rows each collection has.

    `observed` says where the observations of each document begin, and where those of the last end.
    """

    layout: int
    writer: str
    counts: dict[Sort, int]
    observed: tuple[int, ...]
    manifest: Manifest
    digest: str = ""

    def sealed(self) -> Shared:
        """Return it with the digest of all that it says."""
        written = msgspec.json.encode(replace(self, digest=""))
        return replace(self, digest=hashlib.sha256(written).hexdigest())


def name_collection(generation: str, sort: Sort) -> str:
    """Return the name of a collection of a build."""
    return f"{ALIAS}_{generation}_{sort}"


def read_name(collection: str) -> tuple[str, str] | None:
    """Return the build and the sort of a collection, None for one of somebody else's.

    >>> read_name("plancite_0123456789ab_words"), read_name("plancite")
    (('0123456789ab', 'words'), None)
    """
    parts = collection.split("_")
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == ALIAS and parts[2] in SORTS else None


def list_fields(sort: Sort, dimension: int) -> list[Row]:
    """Return the fields of a collection; where nothing is searched by vectors, one that a server asks for."""
    from pymilvus import DataType

    numbers: dict[Sort, tuple[str, ...]] = {
        "words": ("owner", "place", "kind", "first", "last", "field", "start", "stop"),
        "documents": (),
        "meanings": ("place",),
        "records": ("number", "part", "place", "kind", "first", "last"),
        "observations": ("part", "place", "year"),
        "texts": ("place", "which", "part"),
    }
    words: dict[Sort, tuple[str, ...]] = {
        "observations": ("role", "sort", "entry", "unit"),
        "texts": ("name",),
    }
    fields: list[Row] = [{"field_name": "id", "datatype": DataType.INT64, "is_primary": True}]
    fields += [{"field_name": name, "datatype": DataType.INT64} for name in numbers[sort]]
    text = {"datatype": DataType.VARCHAR, "max_length": _BYTES}
    fields += [{"field_name": name, **text} for name in words.get(sort, ())]
    if sort == "records":
        array = {"datatype": DataType.ARRAY, "max_capacity": PARTS}
        fields.append({"field_name": "keys", "element_type": DataType.INT64, **array})
        fields.append(
            {"field_name": "traits", "element_type": DataType.VARCHAR, "max_length": _BYTES, **array}
        )
    if sort in ("words", "documents"):
        return [*fields, {"field_name": "vector", "datatype": DataType.SPARSE_FLOAT_VECTOR}]
    vector = {"field_name": "vector", "datatype": DataType.FLOAT_VECTOR}
    if sort == "meanings":
        return [*fields, {**vector, "dim": dimension}]
    return [*fields, {"field_name": "body", **text}, {**vector, "dim": 2}]


def list_indexes(sort: Sort, size: int) -> list[Row]:
    """Return the indexes of a collection of so many rows."""
    by: dict[Sort, tuple[str, ...]] = {
        "words": ("place", "kind"),
        "documents": (),
        "meanings": ("place",),
        "records": ("number", "place", "kind"),
        "observations": ("place", "year", "role"),
        "texts": ("place", "name"),
    }
    vector: Row = {"index_type": "FLAT", "metric_type": "IP"}
    if sort in ("words", "documents"):
        vector = {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "IP"}
    elif sort == "meanings" and size > EXACT_UP_TO:
        vector = {"index_type": "IVF_FLAT", "metric_type": "IP", "params": {"nlist": count_lists(size)}}
    scalars = [{"field_name": name, "index_type": "INVERTED"} for name in by[sort]]
    return [{"field_name": "vector", **vector}, *scalars]


def count_lists(size: int) -> int:
    """Return how many lists the vectors of an index of so many passages stand in."""
    return min(_LISTS, isqrt(size))


def count_probed(size: int) -> int:
    """Return how many of the lists are searched; see `index.vectors`."""
    return -(-count_lists(size) // PROBED_SHARE)


def cut_text(text: str) -> list[str]:
    """Return a text in parts that a server takes; an empty one has one.

    >>> [len(part) for part in cut_text("年" * 40_000)]
    [16000, 16000, 8000]
    """
    return [text[at : at + _PART] for at in range(0, max(1, len(text)), _PART)]


def join_texts(rows: Iterable[Row]) -> dict[int, str]:
    """Return the texts of rows by their numbers, each put together from its parts.

    >>> join_texts([{"id": PARTS + 1, "body": "b"}, {"id": PARTS, "body": "a"}, {"id": 0, "body": "c"}])
    {0: 'c', 1: 'ab'}
    """
    joined: dict[int, list[str]] = {}
    for row in sorted(rows, key=lambda row: int(row["id"])):
        joined.setdefault(row["id"] // PARTS, []).append(row["body"])
    return {number: "".join(parts) for number, parts in joined.items()}


def among(field: str, numbers: Sequence[int]) -> str:
    """Return the condition that a field is one of some numbers, which ascend.

    >>> among("id", [3, 4, 9]), among("id", list(range(5, 50)))
    ('id in [3,4,9]', '(id >= 5 and id < 50)')
    """
    alone: list[int] = []
    runs: list[str] = []
    for first, end in list_runs(numbers):
        if end - first < _RUN:
            alone += range(first, end)
        else:
            runs.append(f"({field} >= {first} and {field} < {end})")
    if alone or not runs:
        runs.append(f"{field} in [{','.join(map(str, alone))}]")
    return runs[0] if len(runs) == 1 else f"({' or '.join(runs)})"


def list_runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield where each run of neighbouring numbers, which ascend, begins and ends.

    >>> list(list_runs([1, 2, 5]))
    [(1, 3), (5, 6)]
    """
    first = end = None
    for number in numbers:
        if number != end:
            if first is not None and end is not None:
                yield first, end
            first = number
        end = number + 1
    if first is not None and end is not None:
        yield first, end


def quote(words: Iterable[str]) -> str:
    """Return words as a condition lists them.

    >>> quote(['a', 'b"c'])
    '["a","b\\\\"c"]'
    """
    return msgspec.json.encode(list(words)).decode()
