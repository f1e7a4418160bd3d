"""From a Word document to lines: its paragraphs and tables in their order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from ingest.columns import TableCell, write_table
from ingest.formats.packages import check_size, refuse_damaged
from ingest.formats.sniffing import name_format
from ingest.formats.word import LEFT_OUT
from ingest.formats.word_styles import W as _W

_BREAKS = frozenset({f"{_W}br", f"{_W}cr"})


def is_word(data: bytes) -> bool:
    """Say whether bytes are a Word document (.docx)."""
    return name_format(data, "") == "word"


def read_word(data: bytes, name: str) -> list[str]:
    """Return the lines of a Word document; rows of tables are written as `label<TAB>value`.

    What is inserted with changes tracked counts, what is deleted does not; headers, footers and
    notes are left out. Raises UnreadableSource for a document that is damaged, or that would
    unpack to more than a document may hold.
    """
    check_size(data, name, "a Word document", "Word")
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        body = docx.Document(io.BytesIO(data)).element.body
        if body.getroottree().docinfo.doctype:
            # Word writes none; its entities would be left out of the text without a word.
            raise ValueError("a document type")
        return list(_write_blocks(body))
    except (OpcError, LxmlError, zipfile.BadZipFile, RecursionError) as error:
        reason = error
    except (KeyError, ValueError, AttributeError, TypeError, OSError, EOFError, RuntimeError) as error:
        reason = error
    raise refuse_damaged(name, "a Word document", reason) from reason


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
    lines = [" ".join(line.split()) for line in _write_blocks(cell)]
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
        if node.tag in LEFT_OUT:
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
