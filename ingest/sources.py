"""From a file of any format to a document: its numbered lines and the blocks on them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.blocks import Block, Paragraph, Table
from ingest.encoding import clean_lines, decode_text, split_lines
from ingest.formats.opendocument import read_opendocument_blocks
from ingest.formats.separated import read_csv_blocks
from ingest.formats.sniffing import explain_unread, name_format
from ingest.formats.spreadsheet import read_workbook_blocks
from ingest.formats.text import read_text_blocks
from ingest.formats.webpage import read_webpage_blocks
from ingest.formats.word import read_word_blocks
from ingest.formats.writing import Writer
from ingest.limits import read_limit
from ingest.pdf.reader import PdfText, Progress, read_pdf
from ingest.records import Document, Problem, UnreadableSource, refuse_failing


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read: its numbered lines, and the paragraphs and tables that stand on them."""

    document: Document
    paragraphs: tuple[Paragraph, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def blocks(self) -> list[Block]:
        """The paragraphs and tables in the order of their lines."""
        blocks: list[Block] = [*self.paragraphs, *self.tables]
        return sorted(blocks, key=_first_line)


def _first_line(block: Block) -> int:
    return block.line_start if isinstance(block, Table) else block.starts[0][1]


def read_source(
    path: Path,
    *,
    id: str | None = None,
    file: str | None = None,
    password: str | None = None,
    progress: Progress | None = None,
) -> Source:
    """Read a file into numbered lines and the blocks on them; its title is its first lines.

    `password` opens an encrypted PDF; `progress` is called with (stage, done, total) for each page of one.
    Raises UnreadableSource for a file that is missing, empty, too large or no text,
    whose lines are too many or too long to cite, or for a PDF that cannot be read within the limits.
    """
    data = _read_bytes(path)
    name = file or str(path)
    read = _read_format(data, path, name, password, progress)
    check_lines(read.lines, name)
    lines, problems = clean_lines(read.lines, name)
    if not any(line.strip() for line in lines):
        raise UnreadableSource(f"{name}: expected text, found none; add the text and try again")
    document = Document(
        id=id or path.stem,
        title=read.title[:_LONGEST_TITLE] or _find_title(lines, read.blocks or ()),
        edition=None,
        file=name,
        sha256=hashlib.sha256(data).hexdigest(),
        lines=tuple(lines),
        problems=(*problems, *(Problem(name, line, message) for line, message in read.problems)),
    )
    blocks = read_text_blocks(lines) if read.blocks is None else read.blocks
    return make_source(_with_places(document, read.pdf) if read.pdf else document, blocks)


@dataclass(frozen=True, slots=True)
class _Read:
    """What a format gives: lines, blocks on them and a title where it has its own, and what it tells."""

    lines: Sequence[str]
    blocks: Sequence[Block] | None = None
    problems: Sequence[tuple[int, str]] = ()
    pdf: PdfText | None = None
    title: str = ""


def _read_format(
    data: bytes, path: Path, name: str, password: str | None, progress: Progress | None
) -> _Read:
    format = name_format(data, path.suffix)
    unread = explain_unread(format, name)
    if unread is not None:
        raise unread
    if format == "pdf":
        pdf = read_pdf(path, name, password=password, progress=progress)
        return _Read(pdf.lines, pdf.blocks, pdf=pdf)
    try:
        if format == "text":
            return _Read(split_lines(decode_text(data, name)))
        written = _WRITERS[format](data, name)
        return _Read(written.lines, written.blocks, written.problems, title=written.title)
    except UnreadableSource:
        raise
    except Exception as error:
        raise refuse_failing(name, error) from error


_TITLE_LINES = 20
_LONGEST_TITLE = 80
_WRITERS: dict[str, Callable[[bytes, str], Writer]] = {
    "word": read_word_blocks,
    "html": read_webpage_blocks,
    "odt": read_opendocument_blocks,
    "ods": read_opendocument_blocks,
    "xlsx": read_workbook_blocks,
    "csv": read_csv_blocks,
}


def make_source(document: Document, blocks: Sequence[Block]) -> Source:
    """Return a document with its blocks, the paragraphs and tables each by themselves."""
    return Source(
        document,
        tuple(block for block in blocks if isinstance(block, Paragraph)),
        tuple(block for block in blocks if isinstance(block, Table)),
    )


def _with_places(document: Document, pdf: PdfText) -> Document:
    return replace(
        document,
        pages=tuple(box.page for box in pdf.boxes),
        boxes=pdf.boxes,
        wrapped=pdf.wrapped,
        left_out=pdf.left_out,
        problems=(
            *document.problems,
            *(_to_problem(document.file, pdf, page, message) for page, message in pdf.problems),
        ),
    )


def _to_problem(file: str, pdf: PdfText, page: int, message: str) -> Problem:
    """Place a problem of a page at the first line after which the page would stand."""
    line = sum(box.page < page for box in pdf.boxes) + 1
    return Problem(file, min(line, max(1, len(pdf.lines))), f"page {page}: {message}")


def check_lines(lines: Sequence[str], name: str) -> None:
    """Raise UnreadableSource for a text of too many lines, or with one that is too long to cite."""
    most, longest = read_limit("LINES"), read_limit("LINE")
    if len(lines) > most:
        raise UnreadableSource(f"{name}: expected at most {most} lines, found {len(lines)}; split the file")
    found = max(map(len, lines), default=0)
    if found > longest:
        raise UnreadableSource(
            f"{name}: expected lines of at most {longest} characters, found one of {found}; break them up"
        )


def _read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, never more than allowed; devices and pipes are not opened."""
    most = read_limit("BYTES")
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableSource(f"{path}: expected a file, found a folder; name the files in it")
        if not stat.S_ISREG(mode):
            raise UnreadableSource(f"{path}: expected a file, found a device or pipe; name a file")
        with open(path, "rb", opener=_open_regular) as file:
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


def _open_regular(path: str, flags: int) -> int:
    """Open a file that was seen to be one; what took its place meanwhile is neither waited for nor read."""
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise UnreadableSource(f"{path}: expected a file, found a device or pipe; name a file")


def _find_title(lines: Sequence[str], blocks: Sequence[Block] = ()) -> str:
    """Return the only heading of the first level, as a web page has it, else the first lines."""
    headings = [b for b in blocks if isinstance(b, Paragraph) and b.level is not None]
    highest = [b for b in headings if b.level == min(h.level or 0 for h in headings)]
    if len(highest) == 1 and highest[0].starts[0][1] <= _TITLE_LINES:
        return " ".join(highest[0].text.split())[:_LONGEST_TITLE]
    taken: list[str] = []
    for line in lines[:_TITLE_LINES]:
        text = " ".join(line.split())
        if text and "\t" not in line:
            taken.append(text)
        elif taken:
            break
    return " ".join(taken[:3]).lstrip("# ")[:_LONGEST_TITLE]
