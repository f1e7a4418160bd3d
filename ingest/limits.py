"""How much a hostile file may cost: limits on size, pages, time and memory, set by the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass

MAX_BYTES = 64 * 1024 * 1024
MAX_LINE = 300_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one PDF may cost; `ocr_seconds` is added for each page that is read by OCR."""

    pages: int = 3_000
    seconds: int = 180
    ocr_seconds: int = 30
    memory: int = 2_048
    ocr_memory: int = 6_144


def read_limits() -> Limits:
    """Return the limits, with those the environment sets in PLANCITE_MAX_PAGES, _SECONDS and _MEMORY (MiB).

    A value that is no positive number is not taken.
    """
    usual = Limits()
    memory = _read("MEMORY", usual.memory)
    return Limits(
        pages=_read("PAGES", usual.pages),
        seconds=_read("SECONDS", usual.seconds),
        memory=memory,
        ocr_memory=max(memory, usual.ocr_memory) if memory >= usual.memory else memory,
    )


def _read(name: str, usual: int) -> int:
    value = os.environ.get(f"PLANCITE_MAX_{name}", "")
    return int(value) if value.isdecimal() and 0 < int(value[:9]) else usual
