"""What an index was built from, and what its files are held to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import msgspec

from index.parts import PartStamp
from ingest.records import Plan


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

    `plans` are the plans with measures, each with the documents that are its editions; `parts` what its
    files are held to, `digest` what the manifest itself is.
    """

    format: int
    model: str | None
    model_id: str
    dimension: int
    passages: int
    documents: tuple[DocumentStamp, ...]
    plans: tuple[Plan, ...] = ()
    code: str = ""
    parts: tuple[PartStamp, ...] = ()
    digest: str = ""

    def sealed(self) -> Manifest:
        """Return the manifest with the digest of all that it says."""
        written = msgspec.json.encode(replace(self, digest=""))
        return replace(self, digest=hashlib.sha256(written).hexdigest())
