"""Checks of tables: rates against what they are rates of, changes against the figures they lie between."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations, product

from ingest.checks.observed import contradict, name_row, show_terms, write_like
from ingest.checks.table_sums import Column, Row
from ingest.checks.tolerance import Interval, read_observed, show_percent
from ingest.checks.words import list_words
from ingest.facts import Facts, name_metric
from ingest.figures.numbers import EXACT
from ingest.figures.numerals import read_figures
from ingest.figures.units import compatible_units, convert_unit, is_ratio
from ingest.records import Contradiction, Figure, Observation

_HUNDRED = Decimal(100)
_NEAR = Decimal(2)
_TRIED = 40  # rows that a formula is looked for in
_MOST_COLUMNS = 14


@dataclass(frozen=True, slots=True)
class _Rate:
    """A rate of a cell, with the two figures of its row that it may be the rate of.

    `row` are all that its row holds of the year: where there are sums of parts it may be the rate of these.
    """

    stated: Observation
    part: Observation
    whole: Observation
    row: Sequence[Observation] = ()

    @property
    def others(self) -> Iterator[_Rate]:
        """What the rate may be of as well: any figure of the one role in any of the other."""
        for part, whole in product(self.row, repeat=2):
            if part.role == self.part.role and whole.role == self.whole.role and whole.value > 0:
                if compatible_units(part.unit, whole.unit):
                    yield _Rate(self.stated, part, whole)

    @property
    def heading(self) -> tuple[str, ...]:
        return self.stated.headers.column[-1:] + self.stated.headers.row[-1:]

    @property
    def shares(self) -> tuple[Decimal, ...]:
        """The rates there are, in percent; what is better the less there is has several in use."""
        part = convert_unit(self.part.value, self.part.unit, self.whole.unit)
        whole = self.whole.value
        shares = [EXACT.divide(part, whole)]
        if self.whole.op in ("<=", "<"):
            shares += [EXACT.divide(whole, part)] if part else []
            shares += [2 - shares[0]]
        return tuple(share * _HUNDRED for share in shares)

    def fits(self, *, cut: bool) -> bool:
        """Say whether the rate is right, rounded, or with its last digits cut off."""
        span = read_observed(self.stated)
        low, high = span.low, span.high + (span.high - self.stated.value if cut else 0)
        if self.stated.value == _HUNDRED and max(self.shares) > _HUNDRED:
            return True
        if any(low <= share <= high for share in self.shares):
            return True
        part, whole = read_observed(self.part), read_observed(self.whole)
        if whole.low > 0 and part.percent_of(whole).meets(span):
            return True
        return any(other.fits(cut=cut) for other in self.others)

    @property
    def is_rounded_up(self) -> bool:
        """Say whether the rate is more than what its figures give, as only rounding makes it."""
        return self.fits(cut=False) and all(share < self.stated.value for share in self.shares)

    @property
    def near(self) -> bool:
        stated = self.stated.value
        return any(share and stated / _NEAR < share < stated * _NEAR for share in self.shares)


def check_table_rates(facts: Facts) -> Iterator[Contradiction]:
    """Yield the rates of cells that their target and result, or budget and final account, do not give.

    A rate is wrong where other rates of its heading are right, or where it is the only one and near.
    """
    rates = list(_read_rates(facts))
    headings = Counter(rate.heading for rate in rates)
    right = Counter(rate.heading for rate in rates if rate.fits(cut=False))
    # Digits may be cut off where no other rate of the heading was rounded up.
    rounded = Counter(rate.heading for rate in rates if rate.is_rounded_up)
    for rate in rates:
        alone = headings[rate.heading] == 1 and rate.near
        if rate.fits(cut=not rounded[rate.heading]) or not (right[rate.heading] or alone):
            continue
        stated, share = rate.stated, rate.shares[0]
        expected = show_percent(share, _figure(stated))
        formula = f"{show_terms([rate.part], '')} / {show_terms([rate.whole], '')}"
        written = "".join(stated.as_written.split())
        message = f"{name_row(stated)} stated {written}, but {formula} is {expected}"
        yield contradict(facts, stated, "arithmetic", message, expected, (rate.whole, rate.part))


def _read_rates(facts: Facts) -> Iterator[_Rate]:
    for group in facts.by_entry.values():
        if not any(one.role == "rate" for one in group):
            continue
        keyed: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
        for one in group:
            keyed[name_metric(one), one.year, one.period, one.scope].append(one)
        for mentions in keyed.values():
            stated = [o for o in mentions if o.role == "rate"]
            if len(stated) == 1:
                place, year = stated[0].place, stated[0].year
                row = [o for o in group if o.place.line_start == place.line_start and o.year == year]
                yield from _pair(stated[0], mentions, row)


def _pair(
    stated: Observation, mentions: Sequence[Observation], row: Sequence[Observation]
) -> Iterator[_Rate]:
    """Yield the rate with what its heading says it is of, where there is one of each.

    What is achieved is achieved of a target, what is executed of a budget; of two targets the revised one.
    """
    heading = "".join((*stated.headers.column, *stated.headers.row))
    for words, parts, wholes in (
        ("achievement", ("actual",), "target"),
        ("execution", ("final", "actual"), "budget"),
    ):
        if not any(word in heading for word in list_words(words)):
            continue
        part = next((found for role in parts if (found := [o for o in mentions if o.role == role])), [])
        whole = [o for o in mentions if o.role == wholes]
        whole = [o for o in whole if o.basis == "revised"] or whole
        if len(part) == len(whole) == 1 and whole[0].value > 0:
            if compatible_units(part[0].unit, whole[0].unit):
                yield _Rate(stated, part[0], whole[0], row)
            return


def _figure(one: Observation) -> Figure:
    return next(iter(read_figures(one.as_written)), Figure(one.value, one.unit, one.as_written, 0, 0))


_Formula = Callable[[Observation, Observation], Interval | None]


def _gap(new: Observation, old: Observation) -> Interval | None:
    return read_observed(new).minus(read_observed(old))


def _growth(new: Observation, old: Observation) -> Interval | None:
    old_span = read_observed(old)
    return read_observed(new).minus(old_span).percent_of(old_span) if old_span.low > 0 else None


def check_table_differences(facts: Facts, tables: Iterable[Sequence[Row]]) -> Iterator[Contradiction]:
    """Yield the changes of a column that two other columns do not give, where in most rows they do."""
    for rows in tables:
        columns = list(dict.fromkeys(key for row in rows for key in row.cells))
        if len(columns) > _MOST_COLUMNS:
            continue
        for stated in columns:
            if stated.role == "difference":
                yield from _check_column(facts, rows, columns, stated)


def _check_column(
    facts: Facts, rows: Sequence[Row], columns: Sequence[Column], stated: Column
) -> Iterator[Contradiction]:
    others = [c for c in columns if c.role != "difference"]
    formulas: tuple[_Formula, ...] = (_growth, _gap)
    best: tuple[int, Column, Column, _Formula] | None = None
    for new, old in permutations(others, 2):
        for formula in formulas:
            grades = [_grade(row, stated, new, old, formula) or 0 for row in rows[:_TRIED]]
            if sum(map(bool, grades)) > 1 and (best is None or sum(grades) > best[0]):
                best = (sum(grades), new, old, formula)
    if best is None:
        return
    _, new, old, formula = best
    found = [(row, _grade(row, stated, new, old, formula)) for row in rows]
    wrong = [row for row, grade in found if grade == 0]
    if sum(bool(grade) for _, grade in found) < 2 * len(wrong):
        return
    for row in wrong:
        yield _tell_difference(facts, row.cells[stated], row.cells[new], row.cells[old], formula)


def _grade(row: Row, stated: Column, new: Column, old: Column, formula: _Formula) -> int | None:
    """Return 2 where a row's change is what its figures give, 1 where it is but for the sign, else 0.

    None where one of the figures is missing or is no such figure.
    """
    if not {stated, new, old} <= row.cells.keys():
        return None
    units = [row.cells[column].unit for column in (stated, new, old)]
    growing = is_ratio(units[0]) and not is_ratio(units[1])
    span = formula(row.cells[new], row.cells[old])
    if span is None or units[1] != units[2] or growing != (formula is _growth):
        return None
    said = read_observed(row.cells[stated])
    return 2 if said.meets(span) else int(Interval(-said.high, -said.low).meets(span))


def _tell_difference(
    facts: Facts, stated: Observation, new: Observation, old: Observation, formula: _Formula
) -> Contradiction:
    gap = new.value - old.value
    a, b = (show_terms([one], "") for one in (new, old))
    if formula is _growth:
        expected = show_percent(EXACT.divide(gap, old.value) * _HUNDRED, _figure(stated))
        terms = f"({a} - {b}) / {b}"
    else:
        expected, terms = write_like(gap, stated), f"{a} - {b}"
    written = "".join(stated.as_written.split())
    message = f"{name_row(stated)} stated {written}, but {terms} is {expected}"
    return contradict(facts, stated, "arithmetic", message, expected, (new, old))
