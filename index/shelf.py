"""The documents an index is built from: those that come with plancite and those a user added."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec

from ingest.catalog import CORPUS, CatalogEntry, read_catalog
from ingest.glossary import SHIPPED
from ingest.records import UnreadableSource
from ingest.sources import read_source

_UNSAFE = re.compile(r"[^\w.-]+")


def find_home() -> Path:
    """Return the folder the index and added documents live in: $PLANCITE_HOME, else .plancite here."""
    home = Path(os.environ.get("PLANCITE_HOME") or ".plancite").resolve()
    if home.exists() and not home.is_dir():
        raise UnreadableSource(f"{home}: expected a folder for the index, found a file; set PLANCITE_HOME")
    return home


def list_documents(home: Path, corpus: Path = CORPUS) -> list[CatalogEntry]:
    """Return the entries of all documents, the corpus first, then the added ones as they came."""
    return [*read_catalog(corpus), *_read_added(home)]


def add_documents(home: Path, paths: Sequence[Path], corpus: Path = CORPUS) -> list[str]:
    """Copy files into the home folder, so that the index can be built from them again.

    Returns one line for each file on what became of it. A file that is there already is left out;
    one of the same name as an added file takes its place. Raises UnreadableSource, and adds
    nothing, when one of the files cannot be read.
    """
    known = {
        digest_file(entry.path): entry.id for entry in list_documents(home, corpus) if entry.path.is_file()
    }
    shipped = {entry.id for entry in read_catalog(corpus)}
    added = {entry.id: entry for entry in _read_added(home)}
    said: list[str] = []
    for path in paths:
        read_source(path)
    for path in paths:
        digest = digest_file(path)
        if digest in known:
            said.append(f"{path}: already there as {known[digest]}")
            continue
        id = _make_id(path, shipped)
        copy = home / "documents" / f"{id}{path.suffix.lower()}"
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        added[id] = CatalogEntry(id=id, path=copy, file=str(path))
        known[digest] = id
        said.append(f"{path}: added as {id}")
    _write_added(home, list(added.values()))
    return said


def list_glossaries(home: Path) -> list[Path]:
    """Return the glossary files of a home: the shipped one, and the user's glossary.csv, if any."""
    own = home / "glossary.csv"
    return [SHIPPED, own] if own.is_file() else [SHIPPED]


def stamp_code(home: Path) -> str:
    """Return a digest of what turns documents into an index, so that a newer version rebuilds it."""
    root = Path(__file__).parent.parent
    files = sorted(
        path
        for package in ("ingest", "index")
        for pattern in ("*.py", "*.toml")
        for path in (root / package).rglob(pattern)
    )
    digest = hashlib.sha256()
    for path in [*files, CORPUS / "catalog.toml", *list_glossaries(home)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _read_added(home: Path) -> list[CatalogEntry]:
    listing = home / "documents" / "documents.json"
    if not listing.is_file():
        return []
    try:
        return msgspec.json.decode(listing.read_bytes(), type=list[CatalogEntry], dec_hook=_read_path)
    except msgspec.DecodeError as error:
        raise UnreadableSource(
            f"{listing}: expected a list of documents, found a damaged file; remove it and add them again"
        ) from error


def _write_added(home: Path, entries: list[CatalogEntry]) -> None:
    listing = home / "documents" / "documents.json"
    listing.parent.mkdir(parents=True, exist_ok=True)
    fresh = listing.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(entries, enc_hook=str))
    os.replace(fresh, listing)


def _read_path(type: type[Path], value: str) -> Path:
    return type(value)


def _make_id(path: Path, shipped: set[str]) -> str:
    id = _UNSAFE.sub("-", path.stem).strip("-.") or "document"
    return f"{id}-2" if id in shipped else id


def digest_file(path: Path) -> str:
    """Return the sha256 of a file, or an empty string where there is none."""
    if not path.is_file():
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()
