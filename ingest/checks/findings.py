"""What a check found in one field, before it is known which document and measure it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.checks.shapes import COUNT, LIMIT, RATE, YEAR, Shape
from ingest.records import Field

Kind = Literal["arithmetic", "status", "cross_field", "date"]
_CLAUSE = re.compile(rf"[^，、：:,（(。；\n{COUNT}{RATE}{YEAR}{LIMIT}]{{1,16}}$")
_CUT = "，。；;：:\n"


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction in field.text[start:end]."""

    kind: Kind
    message: str
    stated: str
    expected: str
    field: Field
    start: int
    end: int


def make_finding(
    kind: Kind, shape: Shape, start: int, end: int, stated: str, expected: str, message: str
) -> Finding:
    """Return a finding whose quote reaches back to the beginning of the clause `start` stands in."""
    floor = max(0, start - 120)
    while start > floor and shape.text[start - 1] not in _CUT:
        start -= 1
    first, last = shape.span(start, end)
    return Finding(kind, message, "".join(stated.split()), expected, shape.field, first, last)


def name_before(shape: Shape, position: int, otherwise: str) -> str:
    """Return the words directly before a position, what a figure there is called."""
    found = _CLAUSE.search(shape.text[max(0, position - 16) : position])
    words = found[0].strip("的之為達計約共「」成") if found else ""
    return words if len(words) >= 2 else otherwise
