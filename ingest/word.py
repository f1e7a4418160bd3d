"""From a Word document to lines: its paragraphs and tables in their order."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from ingest.columns import TableCell, tidy_cell, write_table
from ingest.limits import read_limit
from ingest.records import UnreadableSource

_MOST_PARTS = 5000
_MAIN = "word/document.xml"
_MAIN_TYPE = "wordprocessingml.document.main+xml"
_TYPES = "[Content_Types].xml"
_LONGEST_TYPES = 1024 * 1024
# What a damaged archive raises, whatever its parts are packed with.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What was deleted, the codes of fields, and the second writing of a drawing are no text of the document.
_LEFT_OUT = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", _FALLBACK})
_BREAKS = frozenset({f"{_W}br", f"{_W}cr"})


def is_word(data: bytes) -> bool:
    """Say whether bytes are a Word document (.docx)."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _MAIN in archive.namelist() or any(
                _MAIN_TYPE in kind for kind in _read_types(archive).values()
            )
    except _DAMAGED:
        return False


def read_word(data: bytes, name: str) -> list[str]:
    """Return the lines of a Word document; rows of tables are written as `label<TAB>value`.

    What is inserted with changes tracked counts, what is deleted does not; headers, footers and
    notes are left out. Raises UnreadableSource for a document that is damaged, or that would
    unpack to more than a document may hold.
    """
    _check_size(data, name)
    import docx

    try:
        body = docx.Document(io.BytesIO(data)).element.body
        if body.getroottree().docinfo.doctype:
            # Word writes none; its entities would be left out of the text without a word.
            raise ValueError("a document type")
        return list(_write_blocks(body))
    except MemoryError:
        raise
    except Exception as error:
        # What reads packages, their parts and their XML raises whatever it stumbles over.
        raise _refuse(name, error) from error


def _check_size(data: bytes, name: str) -> None:
    """Raise UnreadableSource for too many bytes, or too many of XML, all of which gets parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts, types = archive.infolist(), _read_types(archive)
    except _DAMAGED as error:
        raise _refuse(name, error) from error
    size, most = sum(part.file_size for part in parts), read_limit("UNPACKED")
    markup = sum(part.file_size for part in parts if _is_markup(part.filename, types))
    if markup > read_limit("MARKUP"):
        most = read_limit("MARKUP")
        raise UnreadableSource(
            f"{name}: expected at most {most} bytes of XML in Word, found {markup}; split it"
        )
    if size > most or len(parts) > _MOST_PARTS:
        raise UnreadableSource(
            f"{name}: expected a Word document of at most {most} bytes unpacked, found {size} "
            f"in {len(parts)} parts; split it"
        )


def _read_types(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the content types a package states, by the names of its parts and by suffixes."""
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


def _refuse(name: str, reason: Exception) -> UnreadableSource:
    kind = type(reason)
    found = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    return UnreadableSource(f"{name}: expected a Word document, found a damaged one ({found}); save it again")


def _write_blocks(parent: Any) -> Iterator[str]:
    for block in parent:
        if block.tag == f"{_W}p":
            yield from _read_paragraph(block)
        elif block.tag == f"{_W}tbl":
            yield from write_table([_read_row(row) for row in _rows(block)])
            yield ""
        elif block.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo"):
            yield from _write_blocks(block)


def _rows(parent: Any) -> Iterator[Any]:
    for child in parent:
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"):
            yield from _rows(child)


def _read_row(row: Any) -> list[TableCell]:
    return [_read_cell(cell) for cell in row.iter(f"{_W}tc") if _nearest(cell, "tr") is row]


def _nearest(element: Any, tag: str) -> Any:
    return next(element.iterancestors(f"{_W}{tag}"), None)


def _read_cell(cell: Any) -> TableCell:
    lines = [tidy_cell(line) for line in _write_blocks(cell)]
    properties = cell.find(f"{_W}tcPr")
    span, merged = 1, False
    if properties is not None:
        grid, vertical = properties.find(f"{_W}gridSpan"), properties.find(f"{_W}vMerge")
        stated = "" if grid is None else grid.get(f"{_W}val", "")
        span = int(stated) if stated.isdecimal() and len(stated) <= 3 else 1
        merged = vertical is not None and vertical.get(f"{_W}val", "continue") != "restart"
    return TableCell(tuple(line for line in lines if line), span, merged)


def _read_paragraph(paragraph: Any) -> Iterator[str]:
    """Yield the lines of a paragraph, then those of the text boxes anchored in it."""
    written: list[str] = []
    boxes: list[Any] = []
    waiting = [paragraph]
    while waiting:
        node = waiting.pop()
        if node.tag in _LEFT_OUT:
            continue
        if node.tag == f"{_W}txbxContent":
            boxes.append(node)
            continue
        if node.tag == f"{_W}t":
            written.append((node.text or "").replace("\n", " "))
        elif node.tag in _BREAKS:
            written.append("\n")
        elif node.tag == f"{_W}tab" and node.getparent().tag == f"{_W}r":
            written.append("\t")
        elif node.tag == f"{_W}noBreakHyphen":
            written.append("-")
        waiting.extend(reversed(node))
    yield from "".join(written).split("\n")
    for box in boxes:
        yield from _write_blocks(box)
