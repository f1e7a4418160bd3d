"""What is said of input that cannot be used: one line, for an error that a line is written for."""

from __future__ import annotations

import unicodedata

_OWN = ("ingest", "index", "qa")


def is_own(error: ValueError) -> bool:
    """Say whether an error is one that a line for the user is written for.

    >>> is_own(ValueError("not ours"))
    False
    """
    return type(error).__module__.split(".")[0] in _OWN


def flatten(message: str) -> str:
    """Return a message in one line without control characters, which names of files may hold.

    >>> flatten("plan\\n.txt")
    'plan .txt'
    """
    return "".join(char if unicodedata.category(char)[0] != "C" else " " for char in message)
