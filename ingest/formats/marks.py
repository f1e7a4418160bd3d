"""The marks of notes: raised numbers, kept from running together with the number they stand behind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

_MARK = re.compile(r"[(（\[〔【]?\s*註?\s*([0-9０-９]+(?:\s*[,，、~-]\s*[0-9０-９]+)*)\s*[)）\]〕】]?")
# Squares and cubes of units are raised too: km², 公尺³.
_RAISED_UNIT = re.compile(r"(?:m|公[尺里分釐])$")
_EXPONENTS = frozenset("23")


def write_mark(number: object) -> str:
    """Return the mark of a note as it is written in a text.

    >>> write_mark(1)
    '(註1)'
    """
    return f"(註{number})"


def join_raised(pieces: Iterable[tuple[str, bool]]) -> str:
    """Join pieces of text of which some are raised; raised numbers become marks of notes.

    >>> join_raised([("計16.5", False), ("1", True), ("，面積3km", False), ("2", True)])
    '計16.5(註1)，面積3km2'
    """
    text = ""
    for raised, group in groupby(pieces, key=lambda piece: piece[1]):
        joined = "".join(piece for piece, _ in group)
        mark = _MARK.fullmatch(joined.strip()) if raised else None
        if mark is None or (mark[0] in _EXPONENTS and _RAISED_UNIT.search(text)):
            text += joined
        else:
            text += write_mark(mark[1])
    return text
