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
    seconds: int = 120
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
