"""The documents an index is built from: those that come with plancite and those a user added."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from index.privacy import close_home, make_folder
from index.transcripts import find_transcript, has_transcript, keep_transcript, remove_transcripts
from ingest.catalog import CORPUS, CatalogEntry, apply_catalog, read_catalog
from ingest.glossary import SHIPPED, load_glossary
from ingest.limits import read_limit
from ingest.pdf.reader import Progress
from ingest.records import Problem, UnreadableSource
from ingest.sources import Source, read_source

_UNSAFE = re.compile(r"[^\w.-]+")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_COPY = re.compile(r"[0-9a-f]{24}(?:\.[a-z0-9]{1,8})?(?:-[0-9a-f]{12})?")
_LONGEST_ID = 60
# Seconds that adding and removing wait for another process that does the same.
_PATIENCE = 60


class ShelfError(ValueError):
    """Documents that cannot be added or removed; the message says which and why."""


@dataclass(frozen=True, slots=True)
class _Added:
    """What the list of added documents keeps of one: `copy` is its file's name beside the list.

    `origin` is where it came from, so that a changed file takes the place of the one it was.
    """

    id: str
    copy: str
    file: str
    origin: str
    sha256: str
    password: str | None = None


def find_home() -> Path:
    """Return the folder the index and added documents live in: $PLANCITE_HOME, else .plancite here."""
    home = Path(os.environ.get("PLANCITE_HOME") or ".plancite").resolve()
    if home.exists() and not home.is_dir():
        raise UnreadableSource(f"{home}: expected a folder for the index, found a file; set PLANCITE_HOME")
    return home


def list_documents(home: Path, corpus: Path = CORPUS) -> list[CatalogEntry]:
    """Return the entries of all documents, the corpus first, then the added ones as they came.

    What the home's own catalog.toml says of a document goes before what is known of it.
    """
    return apply_catalog(home / "catalog.toml", _list_entries(home, corpus))[0]


def list_problems(home: Path, corpus: Path = CORPUS) -> list[Problem]:
    """Return what cannot be used of the home's own glossary.csv and catalog.toml."""
    unused = apply_catalog(home / "catalog.toml", _list_entries(home, corpus))[1]
    return [*load_glossary(*list_glossaries(home)).problems, *unused]


def add_documents(
    home: Path,
    paths: Sequence[Path],
    corpus: Path = CORPUS,
    *,
    password: str | None = None,
    keep_password: bool = False,
    progress: Progress | None = None,
) -> list[str]:
    """Copy files into the home folder, so that the index can be built from them again.

    Returns one line for each file on what became of it. A file whose content is there already is
    left out; where what was read of it is older than the code, it is read again. A changed file takes
    the place of what was added from the same path, whose password, where it was kept, opens it when
    none is given; a file of the same name from elsewhere is kept beside it under a numbered id. A
    password is kept, as it is, only with `keep_password`. `progress` is called with (stage, done,
    total) for each page of a PDF. Raises UnreadableSource, and adds nothing, when one of the files
    cannot be read.
    """
    added_before = _read_added(home)
    passwords = {added.origin: added.password for added in added_before}
    there = {digest_file(entry.path) for entry in read_catalog(corpus)} | {
        added.sha256 for added in added_before
    }
    read: dict[str, Source] = {}
    for path in paths:
        digest = _digest_small(path)
        if digest not in there or (password and not has_transcript(home / "documents", digest)):
            opened_by = password or passwords.get(name_origin(path))
            source = read_source(path, password=opened_by, progress=progress)
            read[source.document.sha256] = source
    with _locked(home):
        shipped = read_catalog(corpus)
        known = {digest_file(entry.path): entry.id for entry in shipped}
        listed = {added.id: added for added in _read_added(home)}
        known |= {added.sha256: added.id for added in listed.values()}
        said: list[str] = []
        for path in paths:
            digest = digest_file(path)
            if digest in known:
                if digest in read:
                    keep_transcript(home / "documents", read[digest])
                said.append(f"{show_path(path)}: already there as {known[digest]}")
                continue
            before = next((a for a in listed.values() if a.origin == name_origin(path)), None)
            id = before.id if before else _make_id(path, {e.id for e in shipped} | set(listed))
            file = before.file if before else _make_file(home, path, id, {a.file for a in listed.values()})
            copy = _copy(home, path, digest)
            kept = password if keep_password else None if password or not before else before.password
            listed[id] = _Added(id, copy, file, name_origin(path), digest, kept)
            if digest in read:
                keep_transcript(home / "documents", read[digest])
            if before:
                del known[before.sha256]
            known[digest] = id
            said.append(f"{show_path(path)}: {'replaced' if before else 'added as'} {id}")
        _write_added(home, list(listed.values()))
    return said


def find_source(home: Path, entry: CatalogEntry, *, stale: bool = False) -> Source | None:
    """Return what was read of an added document when it was added, None where it is to be read again.

    With `stale`, also what older code read.
    """
    return find_transcript(home / "documents", entry, digest_file(entry.path), stale=stale)


def remove_documents(home: Path, ids: Sequence[str], corpus: Path = CORPUS) -> list[str]:
    """Remove added documents with their copies; return one line for each on what became of it.

    Raises ShelfError, and removes nothing, when one of them is not there or comes with plancite.
    """
    with _locked(home):
        added = _read_added(home)
        known = [document.id for document in added]
        for id in ids:
            if id in {entry.id for entry in read_catalog(corpus)}:
                raise ShelfError(f"{id}: expected an added document, found one that comes with plancite")
            if id not in known:
                there = ", ".join(known) or "none"
                raise ShelfError(
                    f"{id}: expected an added document ({there}), found no such; see `plancite docs`"
                )
        _write_added(home, [document for document in added if document.id not in ids])
    return [f"{id}: removed" for id in dict.fromkeys(ids)]


def name_origin(path: Path) -> str:
    """Return where a file comes from, links followed, as it can be kept whatever bytes its name has."""
    return os.fsencode(os.path.realpath(path)).decode("utf-8", "backslashreplace")


def list_origins(home: Path) -> dict[str, Path]:
    """Return where the added documents came from, by their ids, as `name_origin` says it."""
    return {added.id: Path(added.origin) for added in _read_added(home)}


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


def stamp_document(entry: CatalogEntry, content: str | None = None) -> str:
    """Return a digest of all that a document is read from: its file, of a known digest or not, and its entry.

    Empty where there is no file, which is then never taken for one that was read before.
    """
    content = digest_file(entry.path) if content is None else content
    about = repr(replace(entry, path=Path()))
    return hashlib.sha256(f"{content}\n{about}".encode()).hexdigest() if content else ""


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


def _digest_small(path: Path) -> str:
    """Return the sha256 of a file that is not too large to be added, else an empty string."""
    try:
        small = path.is_file() and path.stat().st_size <= read_limit("BYTES")
        return digest_file(path) if small else ""
    except (OSError, ValueError) as error:
        if isinstance(error, UnreadableSource):
            raise
        return ""


def show_path(path: Path) -> str:
    r"""Return a path as it can be printed in one line: without control and direction characters.

    >>> show_path(Path("a\n\u202eb.txt"))
    'a  b.txt'
    """
    shown = unicodedata.normalize("NFC", str(path)).encode("utf-8", "replace").decode()
    return "".join(char if unicodedata.category(char)[0] != "C" else " " for char in shown)


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Let one process at a time change the list of added documents."""
    folder = make_folder(home, "documents")
    try:
        lock = FileLock(folder / ".lock").acquire(timeout=_PATIENCE)
    except Timeout as error:
        raise ShelfError(
            f"{folder}: expected to change the list of documents, found another process at it; try again"
        ) from error
    with lock:
        try:
            yield
        finally:
            close_home(home)


def _list_entries(home: Path, corpus: Path) -> list[CatalogEntry]:
    return [*read_catalog(corpus), *(_make_entry(home, added) for added in _read_added(home))]


def _make_entry(home: Path, added: _Added) -> CatalogEntry:
    path = home / "documents" / added.copy
    return CatalogEntry(id=added.id, path=path, file=added.file, password=added.password)


def _read_added(home: Path) -> list[_Added]:
    listing = home / "documents" / "documents.json"
    if not listing.is_file():
        return []
    try:
        documents = msgspec.json.decode(listing.read_bytes(), type=list[_Added])
        if not all(_COPY.fullmatch(document.copy) for document in documents):
            raise msgspec.DecodeError("a copy that is none of ours")
        return documents
    except msgspec.DecodeError as error:
        raise UnreadableSource(
            f"{listing}: expected a list of documents, found a damaged file; remove it and add them again"
        ) from error


def _write_added(home: Path, documents: list[_Added]) -> None:
    """Write the list in one step; then remove the copies and transcripts it does not name."""
    folder = home / "documents"
    fresh = folder / f"documents-{uuid.uuid4().hex[:12]}"
    fresh.write_bytes(msgspec.json.encode(documents))
    os.replace(fresh, folder / "documents.json")
    kept = {document.copy for document in documents}
    for path in folder.iterdir():
        if _COPY.fullmatch(path.name) and path.name not in kept:
            path.unlink(missing_ok=True)
    remove_transcripts(folder, {document.sha256 for document in documents})


def _copy(home: Path, path: Path, digest: str) -> str:
    """Copy a file into the home under a name that depends on its content alone; return the name."""
    folder = home / "documents"
    suffix = path.suffix.lower()
    name = digest[:24] + (suffix if _SUFFIX.fullmatch(suffix) else "")
    fresh = folder / f"{name}-{uuid.uuid4().hex[:12]}"
    shutil.copyfile(path, fresh)
    os.replace(fresh, folder / name)
    return name


def _make_id(path: Path, taken: set[str]) -> str:
    stem = unicodedata.normalize("NFC", show_path(Path(path.stem)))
    id = _UNSAFE.sub("-", stem)[:_LONGEST_ID].strip("-.") or "document"
    return next(name for name in _number(id) if name not in taken)


def _make_file(home: Path, path: Path, id: str, taken: Iterable[str]) -> str:
    """Return the name citations show: the path from here, else the file's name, else one of its id.

    What stands in the home, as an upload does until it is copied, is called by its name alone.
    """
    here = Path.cwd()
    whole = path.resolve()
    outside = whole.is_relative_to(here) and not whole.is_relative_to(home.resolve())
    name = show_path(whole.relative_to(here) if outside else Path(whole.name))
    return f"{id}{path.suffix.lower()}" if name in taken else name


def _number(name: str) -> Iterator[str]:
    yield name
    count = 2
    while True:
        yield f"{name}-{count}"
        count += 1
