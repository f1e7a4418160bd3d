"""How much a document may cost: limits on size, pages, time and memory, each set in the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ingest.records import UnreadableSource

# PLANCITE_MAX_BYTES of a file; _UNPACKED bytes of a Word, OpenDocument or Excel file; _MARKUP bytes of
# HTML or of the XML of a Word or OpenDocument text, which take some thirty times as much memory; _LINES;
# _LINE characters in a line; _CELLS, rows times columns, of the tables of Word, OpenDocument and
# spreadsheets; _PAGES of a PDF, _SECONDS and _MEMORY (MiB) to read one.
USUAL = {
    "BYTES": 64 * 1024 * 1024,
    "UNPACKED": 256 * 1024 * 1024,
    "MARKUP": 16 * 1024 * 1024,
    "LINES": 200_000,
    "LINE": 100_000,
    "CELLS": 2_000_000,
    "PAGES": 3_000,
    "SECONDS": 120,
    "MEMORY": 2_048,
}
OCR_SECONDS = 30
_OCR_MEMORY = 6_144


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """What reading one PDF may cost; `ocr_seconds` is added for each page that is read by OCR."""

    pages: int
    seconds: int
    ocr_seconds: int
    memory: int
    ocr_memory: int


def read_limit(name: str) -> int:
    """Return a limit, from the environment where it is set there.

    Raises UnreadableSource when the variable holds no whole number of at least 1.
    """
    variable = f"PLANCITE_MAX_{name}"
    text = os.environ.get(variable, "").strip()
    if not text:
        return USUAL[name]
    if not text.isascii() or not text.isdecimal() or len(text) > 18 or int(text) < 1:
        raise UnreadableSource(f"{variable}: expected a whole number of at least 1, found {text[:40]!r}")
    return int(text)


def read_pdf_limits() -> PdfLimits:
    """Return what reading one PDF may cost; OCR, which needs more memory, gets it unless less is allowed."""
    memory = read_limit("MEMORY")
    return PdfLimits(
        pages=read_limit("PAGES"),
        seconds=read_limit("SECONDS"),
        ocr_seconds=OCR_SECONDS,
        memory=memory,
        ocr_memory=max(memory, _OCR_MEMORY) if memory >= USUAL["MEMORY"] else memory,
    )


def limit_memory(mebibytes: int) -> None:
    """Limit the memory this process may take, where the system can; a later call may raise the limit."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time limit still holds there.
        return
    size = mebibytes * 1024 * 1024
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = size if hard == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
