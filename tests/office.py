"""Word and HTML renderings of plan texts, written in the test run."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx

Row = Sequence[str]


def split_plan(text: str) -> list[list[Row] | str]:
    """Return a plan text as its plain lines and its tables, whose rows are lists of cells."""
    parts: list[list[Row] | str] = []
    for line in text.split("\n"):
        if "\t" not in line:
            parts.append(line)
        elif parts and isinstance(parts[-1], list):
            parts[-1].append(line.split("\t"))
        else:
            parts.append([line.split("\t")])
    return parts


def write_word(path: Path, parts: Sequence[Sequence[Row] | str]) -> Path:
    """Write lines and tables as a Word document; a cell's line breaks become paragraphs."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]))
        for row, cells in zip(table.rows, part, strict=True):
            for cell, content in zip(row.cells, cells, strict=True):
                first, *others = content.split("\n")
                cell.text = first
                for line in others:
                    cell.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    path.write_bytes(stream.getvalue())
    return path


def write_page(path: Path, parts: Sequence[Sequence[Row] | str], encoding: str = "utf-8") -> Path:
    """Write lines and tables as an HTML page that declares its encoding."""
    body = "".join(
        f"<p>{html.escape(part)}</p>" if isinstance(part, str) else _write_table(part) for part in parts
    )
    page = f'<!DOCTYPE html><html><head><meta charset="{encoding}"></head><body>{body}</body></html>'
    path.write_text(page, encoding=encoding)
    return path


def _write_table(rows: Sequence[Row]) -> str:
    def write_cell(content: str) -> str:
        return "<td>" + "".join(f"<p>{html.escape(line)}</p>" for line in content.split("\n")) + "</td>"

    return "<table>" + "".join(f"<tr>{''.join(map(write_cell, row))}</tr>" for row in rows) + "</table>"


def damage(data: bytes, part: str, way: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a Word document one part of which is packed in a way and does not unpack."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name), way if name == part else zipfile.ZIP_DEFLATED)
        place = new.getinfo(part)
    damaged = bytearray(out.getvalue())
    start = place.header_offset + 30 + len(part)
    damaged[start : start + place.compress_size] = b"\xff" * place.compress_size
    return bytes(damaged)
