"""Transcripts: what was read of an added file, kept beside its copy, so that no PDF is read twice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import msgspec

import ingest
from index.durable import replace_file
from ingest.catalog import CatalogEntry
from ingest.sources import Source

_NAME = re.compile(r"read-(?P<digest>[0-9a-f]{64})(?:-[0-9a-f]{12})?")


@dataclass(frozen=True, slots=True)
class _Transcript:
    """A file as it was read, and a digest of what it was read by."""

    stamp: str
    source: Source


def keep_transcript(folder: Path, source: Source, labels: tuple[tuple[str, str], ...] = ()) -> None:
    """Keep what was read of a file with these labels of its own, under the digest of its file.

    Its id and the name of its file are left out: they may be others when it is indexed. A digest of what
    is kept stands before it.
    """
    document = source.document
    problems = tuple(replace(problem, file="") for problem in document.problems)
    nameless = replace(document, id="", file="", problems=problems)
    written = msgspec.json.encode(_Transcript(_stamp(labels), replace(source, document=nameless)))
    digest = hashlib.sha256(written).hexdigest().encode()
    replace_file(folder / f"read-{document.sha256}", digest + b"\n" + written, listed=False)


def has_transcript(folder: Path, digest: str) -> bool:
    """Say whether a file that is added without labels of its own was read before, by the same code."""
    return find_transcript(folder, CatalogEntry("", Path(), ""), digest) is not None


def find_transcript(folder: Path, entry: CatalogEntry, digest: str, *, stale: bool = False) -> Source | None:
    """Return what was read of a catalogue's entry where its file was read before, by the same code.

    With `stale`, by whatever code. It bears the entry's id and file name. A transcript that is
    damaged is none.
    """
    path = folder / f"read-{digest}"
    if not digest or not path.is_file():
        return None
    try:
        kept, _, written = path.read_bytes().partition(b"\n")
        if hashlib.sha256(written).hexdigest().encode() != kept:
            return None
        found = msgspec.json.decode(written, type=_Transcript)
    except (OSError, ValueError, msgspec.DecodeError):
        return None
    document = found.source.document
    if (not stale and found.stamp != _stamp(entry.labels)) or document.sha256 != digest:
        return None
    problems = tuple(replace(problem, file=entry.file) for problem in document.problems)
    named = replace(document, id=entry.id, file=entry.file, problems=problems)
    return replace(found.source, document=named)


def name_transcript(folder: Path, digest: str) -> str:
    """Return the digest of what was read of a file, whatever code read it; empty where nothing is kept."""
    try:
        with (folder / f"read-{digest}").open("rb") as file:
            return file.read(64).decode("ascii", "replace")
    except OSError:
        return ""


def remove_transcripts(folder: Path, kept: Collection[str]) -> None:
    """Remove the transcripts of all files but those with these digests."""
    for path in folder.iterdir():
        match = _NAME.fullmatch(path.name)
        if match and match["digest"] not in kept:
            path.unlink(missing_ok=True)


def _stamp(labels: tuple[tuple[str, str], ...]) -> str:
    return hashlib.sha256(f"{_stamp_code()}\n{labels!r}".encode()).hexdigest()


@cache
def _stamp_code() -> str:
    """Return a digest of the code and words that turn files into lines."""
    root = Path(ingest.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for pattern in ("*.py", "*.toml") for path in root.rglob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
