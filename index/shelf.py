"""The documents an index is built from: those that come with plancite and those a user added."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.durable import sync_file
from index.listing import Added, mend_list, read_list, stand_beside, write_list
from index.privacy import close_home, make_folder
from index.stamps import digest_file
from index.transcripts import find_transcript, has_transcript, keep_transcript
from ingest.catalog import CORPUS, CatalogEntry, apply_catalog, read_catalog
from ingest.glossary import SHIPPED, load_glossary
from ingest.learned import NAME as LEARNED
from ingest.limits import read_limit
from ingest.pdf.reader import Progress
from ingest.records import Problem, UnreadableSource
from ingest.sources import Source, read_source

_UNSAFE = re.compile(r"[^\w.-]+")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_LONGEST_ID = 60
# Seconds that adding and removing wait for another process that does the same.
_PATIENCE = 60


class ChangedSource(UnreadableSource):
    """A file that changed while it was read."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file}: expected a file that stays as it is while it is read, found it changed; try again"
        )


class ShelfError(ValueError):
    """Documents that cannot be added or removed; the message says which and why."""


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
    left out; where it is given with a password and what was read of it is older than the code, it is
    read anew. A changed file takes the place of what was added from the same path, whose password,
    where it was kept, opens it when none is given; a file of the same name from elsewhere is kept
    beside it under a numbered id. A password is kept, as it is, only with `keep_password`. `progress`
    is called with (stage, done, total) for each page of a PDF. Raises UnreadableSource, and adds
    nothing, when one of the files cannot be read.
    """
    added_before = read_list(home / "documents")
    passwords = {added.origin: added.password for added in added_before}
    there = {digest_file(entry.path) for entry in read_catalog(corpus)} | {
        added.sha256 for added in added_before
    }
    read: dict[Path, Source] = {}
    for path in paths:
        digest = _digest_small(path)
        if digest not in there or (password and not has_transcript(home / "documents", digest)):
            opened_by = password or passwords.get(name_origin(path))
            source = read_source(path, password=opened_by, progress=progress)
            read[path] = source
    with _locked(home) as folder:
        shipped = read_catalog(corpus)
        known = {digest_file(entry.path): entry.id for entry in shipped}
        listed = {added.id: added for added in read_list(folder)}
        known |= {added.sha256: added.id for added in listed.values()}
        said: list[str] = []
        for path in paths:
            digest = digest_file(path)
            if digest in known:
                if path in read and read[path].document.sha256 == digest:
                    keep_transcript(folder, read[path])
                mended = _mend_copy(folder, listed.get(known[digest]), path)
                anew = "read anew as" if path in read and digest in there else "already there as"
                done = "mended" if mended else anew
                said.append(f"{show_path(path)}: {done} {known[digest]}")
                continue
            if path not in read or read[path].document.sha256 != digest:
                raise ChangedSource(show_path(path))
            before = next((a for a in listed.values() if a.origin == name_origin(path)), None)
            id = before.id if before else _make_id(path, {e.id for e in shipped} | set(listed))
            file = before.file if before else _make_file(home, path, id, {a.file for a in listed.values()})
            place = before.place if before else max((a.place for a in listed.values()), default=0) + 1
            kept = password if keep_password else None if password or not before else before.password
            about = id, _name_copy(path, digest), file, name_origin(path), digest, kept
            listed[id] = Added(*about, place=place, added=time.time_ns()).sealed(place)
            stand_beside(folder, listed[id])
            _copy(folder, path, listed[id])
            keep_transcript(folder, read[path])
            if before:
                del known[before.sha256]
            known[digest] = id
            said.append(f"{show_path(path)}: {'replaced' if before else 'added as'} {id}")
        write_list(folder, list(listed.values()))
    return said


def is_there_already(line: str) -> bool:
    """Say whether a line of `add_documents` tells that all is as it was."""
    return line.rpartition(": ")[2].startswith("already there as ")


def mend_documents(home: Path) -> dict[Path, Added]:
    """Make the list of added documents whole again where it is not, and return its rows by their copies.

    Leftovers of what was killed go. To be called when an index is to be built.
    """
    if not (home / "documents").is_dir():
        return {}
    with _locked(home) as folder:
        mend_list(folder)
        return {folder / row.copy: row for row in read_list(folder)}


def hold_to_digest(entry: CatalogEntry, added: Added | None, content: str) -> str:
    """Return the digest of a document's file, which for an added one must be what it was when it was added.

    A copy that is not is copied again from where it came from, where that still holds it. Raises
    UnreadableSource where it does not.
    """
    if added is None or content == added.sha256:
        return content
    origin = Path(added.origin)
    if _mend_copy(entry.path.parent, added, origin):
        return added.sha256
    again = f"add it again with `plancite build {show_path(origin)}`" if origin.is_file() else "add it again"
    raise UnreadableSource(
        f"{entry.path}: expected the copy of {added.file} as it was added, found another content or none; "
        f"{again}, or remove it with `plancite build --remove {added.id}`"
    )


def find_source(home: Path, entry: CatalogEntry, *, stale: bool = False) -> Source | None:
    """Return what was read of an added document when it was added, None where it is to be read again.

    With `stale`, also what older code read.
    """
    return find_transcript(home / "documents", entry, digest_file(entry.path), stale=stale)


def remove_documents(home: Path, ids: Sequence[str], corpus: Path = CORPUS) -> list[str]:
    """Remove added documents with their copies; return one line for each on what became of it.

    Raises ShelfError, and removes nothing, when one of them is not there or comes with plancite.
    """
    with _locked(home) as folder:
        added = read_list(folder)
        known = [document.id for document in added]
        for id in ids:
            if id in {entry.id for entry in read_catalog(corpus)}:
                raise ShelfError(f"{id}: expected an added document, found one that comes with plancite")
            if id not in known:
                there = ", ".join(known) or "none"
                raise ShelfError(
                    f"{id}: expected an added document ({there}), found no such; see `plancite docs`"
                )
        write_list(folder, [document for document in added if document.id not in ids])
    return [f"{id}: removed" for id in dict.fromkeys(ids)]


def name_origin(path: Path) -> str:
    """Return where a file comes from, links followed, as it can be kept whatever bytes its name has."""
    return os.fsencode(os.path.realpath(path)).decode("utf-8", "backslashreplace")


def list_origins(home: Path) -> dict[str, Path]:
    """Return where the added documents came from, by their ids, as `name_origin` says it."""
    return {added.id: Path(added.origin) for added in read_list(home / "documents")}


def list_glossaries(home: Path) -> list[Path]:
    """Return the glossary files of a home: the shipped one, and the user's glossary.csv, if any."""
    own = home / "glossary.csv"
    return [SHIPPED, own] if own.is_file() else [SHIPPED]


def stamp_code(home: Path) -> str:
    """Return a digest of what turns documents into an index, so that a newer version rebuilds it.

    What was learned is in it by the digests that training wrote.
    """
    root = Path(__file__).parent.parent
    files = sorted(
        path
        for package in ("ingest", "index")
        for pattern in ("*.py", "*.toml", LEARNED)
        for path in (root / package).rglob(pattern)
    )
    digest = hashlib.sha256()
    for path in [*files, CORPUS / "catalog.toml", *list_glossaries(home)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


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
def _locked(home: Path) -> Iterator[Path]:
    """Let one process at a time change the list of added documents; give the folder it is in."""
    folder = make_folder(home, "documents")
    try:
        lock = FileLock(folder / ".lock").acquire(timeout=_PATIENCE)
    except Timeout as error:
        raise ShelfError(
            f"{folder}: expected to change the list of documents, found another process at it; try again"
        ) from error
    with lock:
        try:
            yield folder
        finally:
            close_home(home)


def _list_entries(home: Path, corpus: Path) -> list[CatalogEntry]:
    return [*read_catalog(corpus), *(_make_entry(home, added) for added in read_list(home / "documents"))]


def _make_entry(home: Path, added: Added) -> CatalogEntry:
    path = home / "documents" / added.copy
    return CatalogEntry(id=added.id, path=path, file=added.file, password=added.password)


def _copy(folder: Path, path: Path, added: Added) -> None:
    """Copy a file into the home. Raises ChangedSource where it is no longer what was read."""
    fresh = folder / f"{added.copy}-{uuid.uuid4().hex[:12]}"
    try:
        shutil.copyfile(path, fresh)
        if digest_file(fresh) != added.sha256:
            raise ChangedSource(show_path(path))
        sync_file(fresh)
        os.replace(fresh, folder / added.copy)
    finally:
        fresh.unlink(missing_ok=True)


def _mend_copy(folder: Path, added: Added | None, path: Path) -> bool:
    """Copy a file again whose copy is damaged; say whether it was and the file still holds the same."""
    if added is None or digest_file(folder / added.copy) == added.sha256:
        return False
    try:
        if digest_file(path) != added.sha256:
            return False
        _copy(folder, path, added)
    except (OSError, ValueError):
        return False
    return True


def _name_copy(path: Path, digest: str) -> str:
    """Return a name for the copy of a file that depends on its content alone."""
    suffix = path.suffix.lower()
    return digest[:24] + (suffix if _SUFFIX.fullmatch(suffix) else "")


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
