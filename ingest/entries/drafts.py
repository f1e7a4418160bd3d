"""An entry while it is made: its fields, and the lines of targets and results it consists of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ingest.blocks import Cell, cut_starts
from ingest.entries.context import Caption
from ingest.markup import BELOW
from ingest.records import Field, Headers, RecordKind
from ingest.tables.headings import Basis, read_heading, read_unit
from ingest.targets.phrases import find_word

MakeField = Callable[[str, str, Cell], Field]
_LONGEST_METRIC = 80
_MONEY = "元"
STATED_UNIT = re.compile(r"[(（;；，,]\s*單位\s*[:：]\s*([^()（）;；，,\n]{1,16})")

# The role a field of a table gives its figures.
ROLES = {
    "target": "target",
    "result": "actual",
    "budget": "budget",
    "final": "final",
    "remainder": "other",
    "rate": "rate",
    "difference": "difference",
}
_NO_HEADERS = Headers()


@dataclass(frozen=True, slots=True)
class Datum:
    """A cell that gives figures or a state, with what its headings say of it.

    `field` is the field its headings name (target, result, status, ...); empty for a cell under a year
    alone. `years` are those its headings name, none where only the document has one, from which it is off
    by `offset`; `undated` says that it adds up several years. `whole` is the text of a cell that parts
    were left out of.
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
    offset: int = 0
    whole: str = ""

    @property
    def text(self) -> str:
        """The words of the cell as they stand, whatever was left out of them to be read."""
        return self.whole or self.cell.text

    def leave(self, text: str) -> Datum:
        """Return the cell with a text in which spaces stand for what is left out of it."""
        return replace(self, cell=replace(self.cell, text=text), whole=self.text)


@dataclass(slots=True)
class Line:
    """What an entry gives of one indicator, or of several that share their cells.

    `standard` says how they are measured: in which unit, and which of them has which number; `less` whether
    the document shows that less of it is better, None where it does not;
    `titled` that no indicator but the name of the entry says what is counted.
    """

    indicator: Field | None = None
    standard: Field | None = None
    unit: str = ""
    scale: Decimal = Decimal(1)
    data: list[Datum] = field(default_factory=list)
    less: bool | None = None
    titled: bool = False
    # What its cells were read as, by their identity, while they are read.
    held: dict[int, tuple[Datum, bool | None, Sequence[object]]] = field(default_factory=dict, repr=False)

    def of(self, name: str) -> list[Datum]:
        """Return the data of one field."""
        return [datum for datum in self.data if datum.field == name]


@dataclass(slots=True)
class Draft:
    """An entry before its figures are read.

    `no` is its number as written, `group_no` that of the group its numbers count within; `told` has
    (line, message) for what of it was not as expected; `unnamed` says that no field of its own names it.
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
    told: list[tuple[int, str]] = field(default_factory=list)
    unnamed: bool = False

    def reach(self, cell: Field) -> None:
        """Let the entry hold the lines of a cell."""
        self.line_start = min(self.line_start, cell.place.line_start)
        self.line_end = max(self.line_end, cell.place.line_end)


def join_fields(*fields: Field) -> Field:
    """Return cells as one field, each below the one before; no number is read over their borders."""
    if len(fields) == 1:
        return fields[0]
    starts: list[tuple[int, int]] = []
    length = 0
    for one in fields:
        starts += [(length + start, line) for start, line in one.starts]
        length += len(one.text) + len(BELOW)
    place = replace(fields[0].place, line_end=max(one.place.line_end for one in fields))
    text = BELOW.join(one.text for one in fields)
    return replace(fields[0], text=text, place=place, starts=tuple(starts))


def take_unit(line: Line, text: str) -> None:
    """Give a line without a unit that of the words that name what it counts."""
    heading = read_heading(text) if not line.unit and len(text) <= _LONGEST_METRIC else None
    if heading and heading.unit:
        line.unit, line.scale = heading.unit, heading.scale


def take_standard(line: Line, standard: Field) -> None:
    """Let the words that say how a line is measured give it a unit, where nothing else does: （單位：GW）."""
    line.standard = standard
    stated = set(STATED_UNIT.findall(standard.text))
    if not line.unit and len(stated) == 1:
        line.unit, line.scale = read_unit("單位:" + stated.pop())


def with_caption(caption: Caption, datum: Datum) -> Datum:
    """Give a figure without a unit of its own that of the caption, unless it is a rate."""
    if datum.unit or not caption.unit:
        return datum
    if datum.field == "rate":
        return replace(datum, unit="%")
    headers = replace(datum.headers, note=(caption.note,))
    unit, scale = _choose_unit(caption, datum)
    return replace(datum, unit=unit, scale=scale, headers=headers, doubts=("unit from caption",))


def _choose_unit(caption: Caption, datum: Datum) -> tuple[str, Decimal]:
    """Return which unit of a caption a figure is in, by what its headings name: 單位：件、千元."""
    if len(caption.units) < 2:
        return caption.unit, caption.scale
    sums = [read for read in caption.units if read[0] == _MONEY]
    counts = [read for read in caption.units if read[0] != _MONEY]
    if sums and datum.field in ("budget", "final", "remainder"):
        return sums[0]
    for words in (*datum.headers.column[::-1], *datum.headers.row[::-1]):
        if sums and find_word("money", words):
            return sums[0]
        named = next((read for read in counts if read[0] in words), None)
        if named is not None:
            return named
    return counts[0] if len(counts) == 1 else (caption.unit, caption.scale)


def cut_field(cell: Field, start: int, end: int) -> Field:
    """Return a stretch of a field as a field, without white space around it."""
    raw = cell.text[start:end]
    start += len(raw) - len(raw.lstrip())
    words = raw.strip()
    place = cell.locate(start, start + len(words))
    return replace(cell, text=words, place=place, starts=cut_starts(cell.starts, start, end))
