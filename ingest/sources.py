"""From a file to numbered lines: text in the encodings met in the wild, and PDF with a text layer."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

from ingest.records import Document

MAX_BYTES = 64 * 1024 * 1024
MAX_LINE = 300_000
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ENCODINGS = ("utf-8", "cp950", "big5hkscs")


class UnreadableSource(ValueError):
    """A file that cannot be read as a text; the message says what was expected, found, and to do."""


def read_source(path: Path, *, id: str | None = None, file: str | None = None) -> Document:
    """Read a file into a document of numbered lines; its title is its first lines.

    Raises UnreadableSource for a file that is missing, empty, too large or no text,
    or whose lines are too long to cite.
    """
    data = _read_bytes(path)
    name = file or str(path)
    if data.startswith(b"%PDF"):
        lines, pages = _read_pdf(path)
    else:
        lines, pages = split_lines(_decode(data, name)), []
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


def split_lines(text: str) -> list[str]:
    r"""Split at line ends of any kind, and at nothing else.

    str.splitlines would also split at form feeds and U+2028, which editors do not count as lines.

    >>> split_lines("甲\r\n乙\r丙\x0c丁")
    ['甲', '乙', '丙\x0c丁']
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


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


def _decode(data: bytes, name: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data[:4096]:
        raise UnreadableSource(f"{name}: expected text or PDF, found binary data; convert it to UTF-8 text")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableSource(
        f"{name}: expected UTF-8, UTF-16 or Big5 text, found none of them; save it as UTF-8"
    )


def _read_pdf(path: Path) -> tuple[list[str], list[int]]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    lines: list[str] = []
    pages: list[int] = []
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableSource(
                f"{path}: expected a readable PDF, found an encrypted one; remove its password"
            )
        for number, page in enumerate(reader.pages, start=1):
            found = split_lines(page.extract_text())
            lines += found
            pages += [number] * len(found)
    except (PyPdfError, RecursionError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, UnreadableSource):
            raise
        raise UnreadableSource(
            f"{path}: expected a readable PDF, found a damaged one ({type(error).__name__}); export it again"
        ) from error
    return lines, pages


def _find_title(lines: list[str]) -> str:
    taken: list[str] = []
    for line in lines[:20]:
        text = " ".join(line.split())
        if text and "\t" not in line:
            taken.append(text)
        elif taken:
            break
    return " ".join(taken[:3])[:80]
