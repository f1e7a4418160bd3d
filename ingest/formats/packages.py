"""Documents that are ZIP packages (Word, Excel, OpenDocument): their parts, within limits of size."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any

from ingest.limits import read_limit
from ingest.records import UnreadableSource

_MOST_PARTS = 5000
_TYPES = "[Content_Types].xml"
_LONGEST_TYPES = 1024 * 1024
# What a damaged archive raises.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)


def check_size(data: bytes, name: str, what: str, where: str, *, parsed: bool = True) -> None:
    """Raise UnreadableSource for too many bytes, or too many of XML where all of it gets `parsed`.

    `what` is the document that was expected, `where` the word for its format.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            types = read_types(archive) if _TYPES in archive.namelist() else {}
    except DAMAGED as error:
        raise refuse_damaged(name, what, error) from error
    size, most = sum(part.file_size for part in parts), read_limit("UNPACKED")
    markup = sum(part.file_size for part in parts if _is_markup(part.filename, types))
    if parsed and markup > read_limit("MARKUP"):
        most = read_limit("MARKUP")
        raise UnreadableSource(
            f"{name}: expected at most {most} bytes of XML in {where}, found {markup}; split it"
        )
    if size > most or len(parts) > _MOST_PARTS:
        raise UnreadableSource(
            f"{name}: expected {what} of at most {most} bytes unpacked, found {size} "
            f"in {len(parts)} parts; split it"
        )


def refuse_damaged(name: str, what: str, reason: Exception) -> UnreadableSource:
    """Return the one line that says that a document is damaged, or nested too deeply to be read."""
    if isinstance(reason, RecursionError) or "depth" in str(reason).lower():
        return UnreadableSource(
            f"{name}: expected elements nested at most 256 deep, found more; simplify the document"
        )
    return UnreadableSource(f"{name}: expected {what}, found a damaged one ({_name(reason)}); save it again")


@contextmanager
def damage_refused(name: str, what: str) -> Iterator[None]:
    """Turn whatever reading a damaged package raises into the one line that says so."""
    from lxml.etree import LxmlError

    try:
        yield
    except UnreadableSource:
        raise
    except (LxmlError, RecursionError, AttributeError, TypeError, *DAMAGED) as error:
        raise refuse_damaged(name, what, error) from error


def _name(reason: Exception) -> str:
    """Return the name of an exception, with that of its module where it says nothing by itself."""
    kind = type(reason)
    return f"{kind.__module__}.error" if kind.__name__ == "error" else kind.__name__


def read_types(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the content types a package states, by the names of its parts and by suffixes.

    Raises ValueError for a list of them that is damaged or too long.
    """
    from lxml import etree

    with archive.open(_TYPES) as file:
        data = file.read(_LONGEST_TYPES + 1)
    if len(data) > _LONGEST_TYPES:
        raise ValueError(_TYPES)
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.LxmlError as error:
        raise ValueError(_TYPES) from error
    stated: dict[str, str] = {}
    for element in root.iterchildren("{*}Override", "{*}Default"):
        part = element.get("PartName", "").removeprefix("/") or f".{element.get('Extension', '')}"
        stated[part.lower()] = element.get("ContentType", "").lower()
    return stated


def _is_markup(part: str, types: dict[str, str]) -> bool:
    suffix = PurePosixPath(part.lower()).suffix
    stated = types.get(part.lower()) or types.get(suffix, "")
    return suffix in (".xml", ".rels") or stated.endswith("xml")


def parse_xml(data: bytes) -> Any:
    """Return the root of XML whose entities are not expanded; ValueError for one that declares any.

    Office programs write no document type; what its entities stand for would be missing without a word.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.doctype:
        raise ValueError("a document type")
    return root


class Package:
    """The parts of a package, found by their names or by how they are related; KeyError for one it lacks."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = {name.lower(): name for name in self._archive.namelist()}

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._names

    def open(self, part: str) -> Any:
        """Return a part as a stream of bytes."""
        return self._archive.open(self._names[part.lower()])

    def read_start(self, part: str, most: int = 200) -> bytes:
        """Return the first bytes of a part, none of one that is missing."""
        if part not in self:
            return b""
        with self.open(part) as file:
            return bytes(file.read(most))

    def parse(self, part: str) -> Any:
        """Return the root element of a part."""
        with self.open(part) as file:
            return parse_xml(file.read())

    def relations(self, part: str = "") -> dict[str, tuple[str, str]]:
        """Return what a part, or the package itself, is related to: (kind, part) by the relation's id."""
        folder, file = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{file}.rels")
        if listed not in self:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for relation in self.parse(listed):
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External" and target:
                kind = relation.get("Type", "").rpartition("/")[2]
                path = posixpath.normpath(posixpath.join("/", folder, target)).removeprefix("/")
                found[relation.get("Id", "")] = (kind, path)
        return found

    def related(self, part: str, kind: str) -> str | None:
        """Return the first part of a kind that a part, or the package itself, is related to."""
        parts = (path for found, path in self.relations(part).values() if found == kind)
        return next((path for path in parts if path in self), None)
