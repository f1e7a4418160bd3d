"""From a file to numbered lines: text in the encodings met in the wild, PDF, Word and HTML."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Sequence
from pathlib import Path

from ingest.encoding import clean_lines, decode_text, split_lines
from ingest.pdf import read_pdf
from ingest.records import Document, UnreadableSource
from ingest.sizes import read_size
from ingest.webpage import is_webpage, read_webpage
from ingest.word import is_word, read_word


def read_source(
    path: Path, *, id: str | None = None, file: str | None = None, password: str | None = None
) -> Document:
    """Read a file into a document of numbered lines; its title is its first lines.

    `password` opens an encrypted PDF.
    Raises UnreadableSource for a file that is missing, empty, too large or no text,
    or whose lines are too long to cite.
    """
    data = _read_bytes(path)
    name = file or str(path)
    pages: list[int] = []
    if data.startswith(b"%PDF"):
        lines, pages = read_pdf(path, password)
    elif is_word(data):
        lines = read_word(data, name)
    elif is_webpage(data, path.suffix):
        lines = read_webpage(data, name)
    else:
        lines = split_lines(decode_text(data, name))
    check_lines(lines, name)
    lines, problems = clean_lines(lines, name)
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
        problems=tuple(problems),
    )


def check_lines(lines: Sequence[str], name: str) -> None:
    """Raise UnreadableSource for a text of too many lines, or with one that is too long to cite."""
    most, longest = read_size("LINES"), read_size("LINE")
    if len(lines) > most:
        raise UnreadableSource(f"{name}: expected at most {most} lines, found {len(lines)}; split the file")
    found = max(map(len, lines), default=0)
    if found > longest:
        raise UnreadableSource(
            f"{name}: expected lines of at most {longest} characters, found one of {found}; break them up"
        )


def _read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, never more than allowed; devices and pipes are not opened."""
    most = read_size("BYTES")
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableSource(f"{path}: expected a file, found a folder; name the files in it")
        if not stat.S_ISREG(mode):
            raise UnreadableSource(f"{path}: expected a file, found a device or pipe; name a file")
        with path.open("rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError as error:
        raise UnreadableSource(f"{path}: expected a file, found none; check the path") from error
    except (OSError, ValueError) as error:
        if isinstance(error, UnreadableSource):
            raise
        reason = getattr(error, "strerror", None) or error
        raise UnreadableSource(f"{path}: expected a readable file, found {reason}; check it") from error
    if len(data) > most:
        raise UnreadableSource(
            f"{path}: expected at most {most} bytes, found {path.stat().st_size}; split the file"
        )
    if not data:
        raise UnreadableSource(f"{path}: expected text, found an empty file; add the text and try again")
    return data


def _find_title(lines: list[str]) -> str:
    taken: list[str] = []
    for line in lines[:20]:
        text = " ".join(line.split())
        if text and "\t" not in line:
            taken.append(text)
        elif taken:
            break
    return " ".join(taken[:3])[:80]
