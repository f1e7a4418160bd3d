"""From a PDF with a text layer to numbered lines and the page of each."""

from __future__ import annotations

from pathlib import Path

from ingest.encoding import split_lines
from ingest.records import UnreadableSource


def read_pdf(path: Path, password: str | None = None) -> tuple[list[str], list[int]]:
    """Return the lines of a PDF and the page of each line, counted from 1.

    Raises UnreadableSource for a PDF that is encrypted or damaged.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    lines: list[str] = []
    pages: list[int] = []
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(password or ""):
            raise UnreadableSource(
                f"{path}: expected a readable PDF, found an encrypted one; give its password with --password"
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
