"""What was understood of each table of a document: its headings, each with what it was read as."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.blocks import Table
from ingest.labels import fold_label
from ingest.records import Observation, ObservationRole, Reading, RecordKind

_LONGEST_EXAMPLE = 40


@dataclass(slots=True)
class Heading:
    """A heading with the field it was read as, and the roles, years and units of the figures under it.

    `named` is empty where no field is named by it; then the document's own name is kept. `count` is how
    many cells stand under it, `example` the beginning of the first.
    """

    label: str
    named: str = ""
    count: int = 0
    example: str = ""
    roles: dict[ObservationRole, None] = field(default_factory=dict)
    years: set[int] = field(default_factory=set)
    units: dict[str, None] = field(default_factory=dict)

    def add(self, other: Heading) -> None:
        """Take in what stands under the same heading elsewhere."""
        self.named = self.named or other.named
        self.count += other.count
        self.example = self.example or other.example
        self.roles |= other.roles
        self.years |= other.years
        self.units |= other.units

    @property
    def known(self) -> bool:
        """Whether it is known what stands under the heading."""
        return bool(self.named or self.years) or any(role != "other" for role in self.roles)


@dataclass(slots=True)
class Understood:
    """A table, None for what stands in none, with the entries made of it by kind and its headings.

    Tables under the same headings, as cards are, are one: `tables` says how many.
    """

    table: Table | None
    tables: int = 1
    kinds: Counter[RecordKind] = field(default_factory=Counter)
    headings: dict[str, Heading] = field(default_factory=dict)

    def heading(self, label: str) -> Heading:
        """Return the heading of a label, whatever spaces it is written with."""
        return self.headings.setdefault("".join(label.split()), Heading(" ".join(label.split())))


def list_understood(reading: Reading, observed: Iterable[Observation]) -> list[Understood]:
    """Return what was understood of each table with entries, in the order of the text, then of the rest."""
    tables = sorted(reading.tables, key=lambda table: table.line_start)
    starts = [table.line_start for table in tables]
    found: dict[int, Understood] = {}

    def of_line(line: int) -> Understood:
        at = bisect_right(starts, line) - 1
        within = at >= 0 and line <= tables[at].line_end
        return found.setdefault(at if within else len(tables), Understood(tables[at] if within else None))

    for record in reading.records:
        if record.kind != "section":
            of_line(record.place.line_start).kinds[record.kind] += 1
        for item in record.fields.values() if record.kind != "section" else ():
            if item.label.strip():
                heading = of_line(item.place.line_start).heading(item.label)
                heading.named = heading.named or ("" if item.key == item.label else item.key)
                heading.count += 1
                heading.example = heading.example or _cut(item.text)
    told = {id(heading) for one in found.values() for heading in one.headings.values()}
    for one in observed:
        if one.headers.column:
            heading = of_line(one.place.line_start).heading(" ".join(one.headers.column))
            heading.roles[one.role] = None
            heading.years |= {one.year} if one.year is not None else set()
            if one.unit:
                heading.units[one.unit] = None
            if id(heading) not in told:
                heading.count += 1
                heading.example = heading.example or _cut(one.as_written)
    return _join_alike([found[at] for at in sorted(found) if found[at].headings])


def _join_alike(understood: Sequence[Understood]) -> list[Understood]:
    """Return tables under the same headings as one, where the first stands."""
    joined: dict[frozenset[str], Understood] = {}
    for one in understood:
        key = frozenset(map(fold_label, one.headings))
        first = joined.setdefault(key, one)
        if first is one:
            continue
        first.tables += 1
        first.kinds += one.kinds
        for label, heading in one.headings.items():
            first.headings.setdefault(label, Heading(heading.label)).add(heading)
    return list(joined.values())


def list_unknown(understood: Sequence[Understood]) -> list[str]:
    """Return the headings of which it is not known what stands under them, each once, the fullest first."""
    counts: Counter[str] = Counter()
    for one in understood:
        for heading in one.headings.values():
            counts[heading.label] += 0 if heading.known else heading.count
    return [label for label, count in counts.most_common() if count]


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_EXAMPLE else plain[:_LONGEST_EXAMPLE] + "…"
