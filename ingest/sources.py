"""From a file to numbered lines: text in the encodings met in the wild, and PDF with a text layer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.encoding import decode_text, split_lines
from ingest.limits import MAX_BYTES, MAX_LINE
from ingest.pdf.reader import PdfText, Progress, read_pdf
from ingest.records import Document, Problem, UnreadableSource

_PDF_MARK = b"%PDF-"
# Mail systems and old servers put bytes before the mark; readers accept it within the first kilobyte.
_PDF_MARK_WITHIN = 1024


def read_source(
    path: Path,
    *,
    id: str | None = None,
    file: str | None = None,
    password: str | None = None,
    progress: Progress | None = None,
) -> Document:
    """Read a file into a document of numbered lines; its title is its first lines.

    `progress` is called with (stage, done, total) for each page of a PDF.
    Raises UnreadableSource for a file that is missing, empty, too large or no text,
    whose lines are too long to cite, or for a PDF that cannot be read within the limits.
    """
    data = _read_bytes(path)
    name = file or str(path)
    pdf: PdfText | None = None
    if _PDF_MARK in data[:_PDF_MARK_WITHIN]:
        pdf = read_pdf(path, name, password=password, progress=progress)
    lines = pdf.lines if pdf else tuple(split_lines(decode_text(data, name)))
    longest = max(map(len, lines), default=0)
    if longest > MAX_LINE:
        raise UnreadableSource(
            f"{name}: expected lines of at most {MAX_LINE} characters, found one of {longest}; break them up"
        )
    if not any(line.strip() for line in lines):
        raise UnreadableSource(f"{name}: expected text, found none; add the text and try again")
    document = Document(
        id=id or path.stem,
        title=_find_title(lines),
        edition=None,
        file=name,
        sha256=hashlib.sha256(data).hexdigest(),
        lines=lines,
    )
    return _with_places(document, pdf) if pdf else document


def _with_places(document: Document, pdf: PdfText) -> Document:
    return replace(
        document,
        pages=tuple(box.page for box in pdf.boxes),
        boxes=pdf.boxes,
        wrapped=pdf.wrapped,
        left_out=pdf.left_out,
        problems=tuple(_to_problem(document.file, pdf, page, message) for page, message in pdf.problems),
    )


def _to_problem(file: str, pdf: PdfText, page: int, message: str) -> Problem:
    """Place a problem of a page at the first line after which the page would stand."""
    line = sum(box.page < page for box in pdf.boxes) + 1
    return Problem(file, min(line, max(1, len(pdf.lines))), f"page {page}: {message}")


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


def _find_title(lines: Sequence[str]) -> str:
    taken: list[str] = []
    for line in lines[:20]:
        text = " ".join(line.split())
        if text and "\t" not in line:
            taken.append(text)
        elif taken:
            break
    return " ".join(taken[:3])[:80]
