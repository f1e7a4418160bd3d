"""How large a document may be; each limit can be set in the environment."""

from __future__ import annotations

import os

from ingest.records import UnreadableSource

DEFAULTS = {
    "PLANCITE_MAX_BYTES": 64 * 1024 * 1024,
    "PLANCITE_MAX_UNPACKED": 256 * 1024 * 1024,
    "PLANCITE_MAX_LINES": 200_000,
    "PLANCITE_MAX_LINE": 100_000,
}


def read_limit(name: str) -> int:
    """Return a limit, from the environment variable of its name where that is set.

    Raises UnreadableSource when the variable holds no whole number of at least 1.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return DEFAULTS[name]
    if not text.isascii() or not text.isdecimal() or len(text) > 18 or int(text) < 1:
        raise UnreadableSource(f"{name}: expected a whole number of at least 1, found {text[:40]!r}")
    return int(text)
