"""Checks of tables: rows and columns that add up others, held against their parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from ingest.checks.observed import contradict, name_row, show_terms, write_like
from ingest.checks.tolerance import Interval, read_observed
from ingest.facts import Facts
from ingest.figures.units import is_ratio
from ingest.records import Contradiction, Observation
from ingest.tables.headings import names_total

# Where only one figure is added up nothing but its nearness tells a slip from parts that are not all.
_NEAR = Decimal("0.1")
_MOST_PARTS = 200
_MOST_TOTALS = 60  # of one table; no plan comes near

_KINDS = ("row", "budget", "project")


class Column(NamedTuple):
    """What tells the figures of one column from those of the others."""

    headings: tuple[str, ...]
    inner: tuple[str, ...]
    year: int | None
    role: str
    period: str | None
    basis: str | None

    @property
    def is_total(self) -> bool:
        """Say whether the column adds up others."""
        return bool(self.headings) and names_total(self.headings[-1])


@dataclass(slots=True)
class Row:
    """A row of a table: its title and its figures by the headings that give them their meaning."""

    title: str
    cells: dict[Column, Observation] = field(default_factory=dict)

    @property
    def is_total(self) -> bool:
        """Say whether the row adds up others."""
        return names_total(self.title)


def read_tables(facts: Facts) -> Iterator[list[Row]]:
    """Yield the rows of each table: entries of one kind that follow each other under the same headings."""
    records = sorted(facts.records.values(), key=lambda record: record.place.line_start)
    listed = [record for record in records if record.id in facts.by_entry and record.kind in _KINDS]
    for _, group in groupby(listed, key=lambda record: (record.kind, record.path)):
        rows = []
        for record in group:
            row = Row(record.title)
            keyed = [(_column_of(one), one) for one in facts.by_entry[record.id]]
            counts = Counter(key for key, _ in keyed)
            # A cell of several figures has none that could be added up.
            row.cells.update((key, one) for key, one in keyed if counts[key] == 1)
            rows.append(row)
        if len(rows) > 1:
            yield rows


def _column_of(one: Observation) -> Column:
    # A row heading that is the entry itself tells nothing of the column; one within a block does.
    inner = tuple(h for h in one.headers.row if h not in one.entry and one.entry not in h)
    return Column(one.headers.column, inner, one.year, one.role, one.period, one.basis)


def check_table_sums(facts: Facts, tables: Iterable[Sequence[Row]]) -> Iterator[Contradiction]:
    """Yield the totals of tables that are not the sum of their parts, down the rows and across columns."""
    for rows in tables:
        yield from _check_down(facts, rows)
        yield from _check_across(facts, rows)


def _check_down(facts: Facts, rows: Sequence[Row]) -> Iterator[Contradiction]:
    totals = [(index, row) for index, row in enumerate(rows) if row.is_total]
    for index, row in totals[:_MOST_TOTALS]:
        keys = list(row.cells)
        best: tuple[int, list[_Sum]] | None = None
        for parts in _list_parts(rows, index):
            sums = [s for key in keys if (s := _add(row.cells[key], [p.cells.get(key) for p in parts]))]
            right = sum(s.fits for s in sums)
            if sums and (best is None or right > best[0]):
                best = (right, sums)
            if sums and right == len(sums):
                break
        if best is not None:
            yield from _tell(facts, best[1])


def _list_parts(rows: Sequence[Row], index: int) -> Iterator[list[Row]]:
    """Yield the rows a total may add up: those since the total before it, all, or the totals of groups."""
    before = list(rows[max(0, index - _MOST_PARTS) : index])
    totals = [i for i, row in enumerate(before) if row.is_total]
    since = before[totals[-1] + 1 :] if totals else before
    if len(since) > 1:
        yield since
    if totals:
        yield [row for row in before if not row.is_total]
        yield [row for row in before if row.is_total] + since
    # Tables of one heading may follow each other; then only the last rows are the total's.
    for start in range(1, min(len(since) - 1, 12)):
        yield since[start:]
    if not before:
        after = list(rows[index + 1 : index + 1 + _MOST_PARTS])
        stop = next((i for i, row in enumerate(after) if row.is_total), len(after))
        yield after[:stop]
        yield [row for row in after if not row.is_total]
        yield [row for row in after if row.is_total]


@dataclass(frozen=True, slots=True)
class _Sum:
    """A total, and the parts that should make it."""

    total: Observation
    parts: tuple[Observation, ...]

    @property
    def value(self) -> Decimal:
        return sum((part.value for part in self.parts), Decimal(0))

    @property
    def fits(self) -> bool:
        if self.value == self.total.value:
            return True
        made = Interval(Decimal(0), Decimal(0))
        for part in self.parts:
            made = made.plus(read_observed(part))
        return made.meets(read_observed(self.total))

    @property
    def near(self) -> bool:
        return abs(self.value - self.total.value) <= _NEAR * abs(self.total.value)


def _add(total: Observation, parts: Sequence[Observation | None]) -> _Sum | None:
    """Return a sum of at least two parts of one unit; a part that is not given counts as nothing."""
    given = tuple(part for part in parts if part is not None)
    alike = all(part.unit == total.unit for part in given) and not is_ratio(total.unit)
    return _Sum(total, given) if len(given) > 1 and alike else None


def _tell(facts: Facts, sums: Sequence[_Sum]) -> Iterator[Contradiction]:
    """Yield the sums that are not right, where others are and show what is added up, or where one is near."""
    wrong = [s for s in sums if not s.fits]
    right = len(sums) - len(wrong)
    sure = right >= 1 and right >= len(wrong)
    for one in wrong:
        if not sure and not (len(sums) == 1 and len(one.parts) > 2 and one.near):
            continue
        expected = write_like(one.value, one.total)
        stated = "".join(one.total.as_written.split())
        message = f"{name_row(one.total)} stated {stated}, but {show_terms(one.parts, '+')} is {expected}"
        yield contradict(facts, one.total, "arithmetic", message, expected)


def _check_across(facts: Facts, rows: Sequence[Row]) -> Iterator[Contradiction]:
    """Check a column 總計 against the columns of its unit and role before it, or those after it."""
    columns = list(dict.fromkeys(key for row in rows for key in row.cells))
    for total in columns:
        if not total.is_total:
            continue
        for parts in _list_columns(columns, total):
            sums = [
                s
                for row in rows
                if total in row.cells and (s := _add(row.cells[total], [row.cells.get(k) for k in parts]))
            ]
            right = sum(s.fits for s in sums)
            if right > 1 and right * 3 >= len(sums) * 2:
                yield from _tell(facts, sums)
                break


def _list_columns(columns: Sequence[Column], total: Column) -> Iterator[list[Column]]:
    """Yield the columns one may add up: those under its own heading, else all on one side."""
    at = columns.index(total)
    same = [c for c in columns if c.role in (total.role, "actual", "budget") and not c.is_total]
    above = total.headings[:-1]
    for group in (
        [c for c in same if above and c.headings[:-1] == above],
        [c for c in same if columns.index(c) < at],
        [c for c in same if columns.index(c) > at],
    ):
        if len(group) > 1:
            yield group
