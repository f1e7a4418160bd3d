"""Stamps: digests of what documents are read from, by which it is told whether they are still the same."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from index.transcripts import name_transcript
from ingest.catalog import CatalogEntry


def stamp_document(entry: CatalogEntry, content: str) -> str:
    """Return a digest of all that a document is read from: its file, whose digest is given, and its entry.

    Empty where there is no file, which is then never taken for one that was read before.
    """
    about = repr(replace(entry, path=Path()))
    return hashlib.sha256(f"{content}\n{about}".encode()).hexdigest() if content else ""


def stamp_older(entry: CatalogEntry, content: str) -> str:
    """Return the stamp of a document that is read from what an earlier version read of its file.

    It is another one as soon as the file was read anew; empty where nothing is kept of it.
    """
    kept = name_transcript(entry.path.parent, content)
    return stamp_document(entry, f"{content} {kept}") if kept else ""


def see_file(path: Path) -> tuple[int, int] | None:
    """Return the size of a file and when it was last changed, in nanoseconds; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def digest_file(path: Path) -> str:
    """Return the sha256 of a file, or an empty string where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
