"""An entry while it is made: its fields, and the lines of targets and results it consists of."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from ingest.records import Field, Headers, RecordKind
from ingest.tables.headings import Basis

# The role a field of a table gives its figures.
ROLES = {
    "target": "target",
    "result": "actual",
    "budget": "budget",
    "final": "final",
    "rate": "rate",
    "difference": "difference",
}
_NO_HEADERS = Headers()


@dataclass(frozen=True, slots=True)
class Datum:
    """A cell that gives figures or a state, with what its headings say of it.

    `field` is the field its headings name (target, result, status, ...); empty for a cell under a year
    alone. `years` are those its headings name, none where only the document has one; `undated` says that
    it adds up several years.
    """

    cell: Field
    field: str
    years: tuple[int, ...] = ()
    unit: str = ""
    scale: Decimal = Decimal(1)
    basis: Basis | None = None
    period: str | None = None
    noun: str = ""
    headers: Headers = _NO_HEADERS
    doubts: tuple[str, ...] = ()
    undated: bool = False


@dataclass(slots=True)
class Line:
    """What an entry gives of one indicator, or of several that share their cells."""

    indicator: Field | None = None
    unit: str = ""
    scale: Decimal = Decimal(1)
    data: list[Datum] = field(default_factory=list)

    def of(self, name: str) -> list[Datum]:
        """Return the data of one field."""
        return [datum for datum in self.data if datum.field == name]


@dataclass(slots=True)
class Draft:
    """An entry before its figures are read.

    `no` is its number as written, `group_no` that of the group its numbers count within.
    """

    kind: RecordKind
    title: str
    line_start: int
    line_end: int
    no: str = ""
    group_no: str = ""
    fields: dict[str, Field] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    path: tuple[str, ...] = ()
    parts: dict[str, str] = field(default_factory=dict)

    def reach(self, cell: Field) -> None:
        """Let the entry hold the lines of a cell."""
        self.line_start = min(self.line_start, cell.place.line_start)
        self.line_end = max(self.line_end, cell.place.line_end)
