"""From a file to numbered lines: text in the encodings met in the wild, and PDF with a text layer."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.encoding import decode_text, split_lines
from ingest.pdf import read_pdf
from ingest.records import Document, UnreadableSource

MAX_BYTES = 64 * 1024 * 1024
MAX_LINE = 300_000


def read_source(path: Path, *, id: str | None = None, file: str | None = None) -> Document:
    """Read a file into a document of numbered lines; its title is its first lines.

    Raises UnreadableSource for a file that is missing, empty, too large or no text,
    or whose lines are too long to cite.
    """
    data = _read_bytes(path)
    name = file or str(path)
    if data.startswith(b"%PDF"):
        lines, pages = read_pdf(path)
    else:
        lines, pages = split_lines(decode_text(data, name)), []
    longest = max(map(len, lines), default=0)
    if longest > MAX_LINE:
        raise UnreadableSource(
            f"{name}: expected lines of at most {MAX_LINE} characters, found one of {longest}; break them up"
        )
    if not any(line.strip() for line in lines):
        hint = "a scan without a text layer? run OCR on it first" if pages else "add the text and try again"
        raise UnreadableSource(f"{name}: expected text, found none; {hint}")
    return Document(
        id=id or path.stem,
        title=_find_title(lines),
        edition=None,
        file=name,
        sha256=hashlib.sha256(data).hexdigest(),
        lines=tuple(lines),
        pages=tuple(pages),
    )


def _read_bytes(path: Path) -> bytes:
    if not path.exists():
        raise UnreadableSource(f"{path}: expected a file, found none; check the path")
    if path.is_dir():
        raise UnreadableSource(f"{path}: expected a file, found a folder; name the files in it")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UnreadableSource(f"{path}: expected at most {MAX_BYTES} bytes, found {size}; split the file")
    if size == 0:
        raise UnreadableSource(f"{path}: expected text, found an empty file; add the text and try again")
    return path.read_bytes()


def _find_title(lines: list[str]) -> str:
    taken: list[str] = []
    for line in lines[:20]:
        text = " ".join(line.split())
        if text and "\t" not in line:
            taken.append(text)
        elif taken:
            break
    return " ".join(taken[:3])[:80]
