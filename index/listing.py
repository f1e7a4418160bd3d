"""The list of added documents: what it says of each stands beside its copy too, so that it can be made again.

Each row holds a digest of itself. The list is replaced in one step and keeps its former version; a list
that is lost or damaged is read from what stands beside the copies, and no copy goes because of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from index.durable import replace_file
from index.transcripts import remove_transcripts
from ingest.records import UnreadableSource

LIST, FORMER = "documents.json", "documents-before.json"
_COPY = re.compile(r"[0-9a-f]{24}(?:\.[a-z0-9]{1,8})?")
# Longer than the ending of any copy.
_ABOUT = ".described"
# What a process that was killed had not yet given its name.
_FRESH = re.compile(r"(?:[0-9a-f]{24}(?:\.[a-z0-9]{1,8})?|documents(?:-before)?)-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Added:
    """What the list of added documents keeps of one: `copy` is its file's name beside the list.

    `origin` is where it came from, so that a changed file takes the place of the one it was; `place` is
    where it stands in the list, `added` when it came in nanoseconds, and `check` a digest of all the rest,
    which older versions did not keep.
    """

    id: str
    copy: str
    file: str
    origin: str
    sha256: str
    password: str | None = None
    place: int = 0
    added: int = 0
    check: str = ""

    def sealed(self, place: int) -> Added:
        """Return the row for a place, with the digest of all that it says."""
        placed = replace(self, place=place, check="")
        return replace(placed, check=hashlib.sha256(msgspec.json.encode(placed)).hexdigest()[:24])

    def bare(self) -> Added:
        """Return the row without its password, which is kept in one place."""
        return self if self.password is None else replace(self, password=None).sealed(self.place)

    def is_whole(self) -> bool:
        """Say whether a row is as it was written, and its copy one of ours."""
        return bool(_COPY.fullmatch(self.copy)) and self.check in ("", self.sealed(self.place).check)


def read_list(folder: Path) -> list[Added]:
    """Return the rows of the list of documents in a folder.

    Where it is lost or damaged they are what stands beside the copies. Raises UnreadableSource where a
    copy has nothing that stands beside it, or nothing is left but a damaged list.
    """
    listing = folder / LIST
    rows = _read_rows(listing)
    if rows is not None:
        return rows
    found = _read_beside(folder)
    if not listing.exists() and not found:
        return []
    known = [row for row in found.values() if row]
    if not known or len(known) < len(found):
        raise UnreadableSource(
            f"{listing}: expected a list of documents, found a damaged file; run `plancite build`"
        )
    return _order(known)


def mend_list(folder: Path) -> None:
    """Write the list, and what stands beside the copies, where either is not as it should be.

    To be called while no other process changes the list. A copy of which nothing is known is listed
    under a name made of its own.
    """
    if not folder.is_dir():
        return
    rows = _read_rows(folder / LIST)
    if rows is None:
        found = _read_beside(folder)
        if found or (folder / LIST).exists():
            rows = _order([row or _make_row(folder / copy) for copy, row in found.items()])
    if rows is not None:
        write_list(folder, rows, [row for row in rows if _read_row(_beside(folder, row)) != row.bare()])


def write_list(folder: Path, rows: Sequence[Added], unsure: Sequence[Added] = ()) -> None:
    """Write the list in one step; then remove the copies and transcripts it does not name.

    The former version is kept but for what was removed and for passwords. The rows must be all that
    `read_list` gave but for those to be removed: what they do not name is lost. Beside the copies is
    written what the list did not say before, and what is `unsure`.
    """
    placed: list[Added] = []
    for row in rows:
        least = placed[-1].place + 1 if placed else 1
        placed.append(row.sealed(max(row.place, least)))
    former = _read_rows(folder / LIST)
    sure = {*(former or ())} - {*unsure}
    for row in placed:
        if row not in sure and _read_row(_beside(folder, row)) != row.bare():
            stand_beside(folder, row)
    if former != placed:
        if former is not None:
            ids = {row.id for row in placed}
            kept = [row.bare() for row in former if row.id in ids]
            replace_file(folder / FORMER, msgspec.json.encode(kept), listed=False)
        replace_file(folder / LIST, msgspec.json.encode(placed))
    _tidy(folder, placed)


def stand_beside(folder: Path, row: Added) -> None:
    """Write what is known of a copy beside it, before it is there, so that no copy is without."""
    replace_file(_beside(folder, row), msgspec.json.encode(row.bare()), listed=False)


def _beside(folder: Path, row: Added) -> Path:
    return folder / f"{row.copy}{_ABOUT}"


def _tidy(folder: Path, rows: Sequence[Added]) -> None:
    """Remove the copies that a whole list does not name, with what stands beside them."""
    copies = {row.copy for row in rows}
    for path in folder.iterdir():
        copy = path.name.removesuffix(_ABOUT)
        if _FRESH.fullmatch(path.name) or (_COPY.fullmatch(copy) and copy not in copies):
            path.unlink(missing_ok=True)
    remove_transcripts(folder, {row.sha256 for row in rows})


def _read_rows(path: Path) -> list[Added] | None:
    """Return the rows of a list, None where it is not there or not whole."""
    try:
        rows = msgspec.json.decode(path.read_bytes(), type=list[Added])
    except (OSError, ValueError, msgspec.DecodeError):
        return None
    return rows if all(row.is_whole() for row in rows) else None


def _read_row(path: Path) -> Added | None:
    try:
        row = msgspec.json.decode(path.read_bytes(), type=Added)
    except (OSError, ValueError, msgspec.DecodeError):
        return None
    return row if row.check and row.is_whole() else None


def _read_beside(folder: Path) -> dict[str, Added | None]:
    """Return the copies with what is known of each: what stands beside it, else what the former list says."""
    if not folder.is_dir():
        return {}
    former = {row.copy: row for row in _read_rows(folder / FORMER) or ()}
    found: dict[str, Added | None] = {}
    for copy in (path.name for path in folder.iterdir() if _COPY.fullmatch(path.name)):
        row = _read_row(folder / f"{copy}{_ABOUT}") or former.get(copy)
        found[copy] = row if row and row.copy == copy else None
    return found


def _order(rows: Sequence[Added]) -> list[Added]:
    """Return rows in the order of their places; of two of one document that which came last."""
    latest: dict[str, Added] = {}
    for row in sorted(rows, key=lambda row: (row.place, row.added)):
        latest[row.id] = row
    return list(latest.values())


def _make_row(path: Path) -> Added:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Added(path.stem, path.name, path.name, "", digest)
