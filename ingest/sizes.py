"""How large a document may be; each limit can be set in the environment."""

from __future__ import annotations

import os

from ingest.records import UnreadableSource

# PLANCITE_MAX_BYTES of a file; _UNPACKED bytes of a Word document; _MARKUP bytes of HTML or of the text
# of a Word document, which take some thirty times as much memory; _LINES; _LINE characters in a line.
USUAL = {
    "BYTES": 64 * 1024 * 1024,
    "UNPACKED": 256 * 1024 * 1024,
    "MARKUP": 16 * 1024 * 1024,
    "LINES": 200_000,
    "LINE": 100_000,
}


def read_size(name: str) -> int:
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
