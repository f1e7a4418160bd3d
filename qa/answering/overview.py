"""What a document comes to: its targets by verdict, its misses, its budget, what changed since the last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from ingest.editions import pair_targets
from ingest.figures.units import compatible_units, convert_unit
from ingest.records import Contradiction, Measure, RecordKind, Target
from qa.answering.changes import name_change
from qa.editions import Editions
from qa.finding.entries import Entry
from qa.finding.goals import Goal
from qa.tables import Score, TargetRow, count_by, lead_agencies, strategy

# The kinds of entries an overview is of.
COUNTED = frozenset({"measure", "kpi", "project", "budget"})
T = TypeVar("T")
_SUMS = ("budget", "final")


@dataclass(frozen=True, slots=True)
class Changed:
    """A target of a measure that both editions hold, with what it was in the earlier one."""

    row: TargetRow
    before: Target
    change: str


@dataclass(frozen=True, slots=True)
class Since:
    """What an edition holds that the one before it did not: measures, and the height of their targets.

    `again` are the misses of measures whose target was missed in the edition before as well.
    """

    earlier: str
    kept: tuple[Measure, ...]
    new: tuple[Measure, ...]
    dropped: tuple[Measure, ...]
    changed: tuple[Changed, ...]
    again: tuple[TargetRow, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A document at a glance.

    `rows` are its targets of `year`: those with a verdict, where any of it has one. `budget` is each line
    with its sums of that year, or over all years where it has none of it. `states` are what the document
    itself says of its entries, by their kind; `categories` and `ends` say how many of its projects are of
    each category and end in each year.
    """

    doc: str
    year: int | None
    kinds: Mapping[RecordKind, int]
    rows: tuple[TargetRow, ...]
    strategies: tuple[Score, ...]
    agencies: tuple[Score, ...]
    misses: tuple[TargetRow, ...]
    budget: tuple[tuple[Entry, Goal], ...]
    contradictions: Mapping[str, int]
    since: Since | None = None
    states: Mapping[RecordKind, Counter[str]] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)
    ends: Mapping[int, int] = field(default_factory=dict)

    @property
    def verdicts(self) -> Mapping[str, int]:
        """How many of its targets have each verdict, `none` for those without one."""
        return Counter(row.target.verdict or "none" for row in self.rows)


def survey(
    doc: str, entries: Sequence[Entry], contradictions: Iterable[Contradiction], editions: Editions
) -> Overview:
    """Return the overview of a document from its entries and what of it cannot both be right."""
    rows = list_rows(entry.record for entry in entries)
    year = find_year(rows, editions.document(doc).edition)
    of_year = tuple(row for row in rows if year is None or row.target.year == year)
    judged = tuple(row for row in of_year if row.target.verdict)
    return Overview(
        doc,
        year,
        Counter(entry.record.kind for entry in entries),
        judged or of_year,
        _order_strategies(judged),
        tuple(count_by(judged, lead_agencies)),
        tuple(sorted((row for row in judged if row.target.verdict == "not_met"), key=_rate)),
        tuple(_read_budget(entries, year)),
        Counter(one.kind for one in contradictions),
        _compare(doc, of_year, editions),
        _count_states(entries),
        _count(entry.record.text("category").strip() for entry in entries if entry.kind == "project"),
        _count(entry.period[1] for entry in entries if entry.kind == "project" and entry.period),
    )


def _count_states(entries: Sequence[Entry]) -> Mapping[RecordKind, Counter[str]]:
    """Return what a document says of its entries, of the kinds it says anything of."""
    states: dict[RecordKind, Counter[str]] = {}
    for entry in entries:
        said = entry.official(()) if entry.kind in COUNTED else None
        # That no target was set is told by the target there is none of.
        if said is not None and said != "no_target":
            states.setdefault(entry.record.kind, Counter())[said] += 1
    return states


def _count(values: Iterable[T]) -> dict[T, int]:
    """Return how often each value there is comes, the most frequent first."""
    return dict(Counter(value for value in values if value).most_common())


def list_rows(records: Iterable[object]) -> list[TargetRow]:
    """Return the targets of measures and KPIs that stand for the years a document reports or plans."""
    return [
        TargetRow(record, target)
        for record in records
        if isinstance(record, Measure)
        for target in record.targets
    ]


def find_year(rows: Sequence[TargetRow], edition: int | None) -> int | None:
    """Return the year a document is looked at in: the last with a verdict up to its own edition's.

    None where no target has a verdict: then no year is before another.
    """
    judged = {row.target.year for row in rows if row.target.verdict}
    own = {year for year in judged if edition is None or year <= edition}
    return max(own or judged, default=None)


def measure_gap(target: Target) -> Decimal | None:
    """Return by how much a result is beside its target, in the target's unit; None without a number."""
    if target.target is None or target.actual is None:
        return None
    unit = target.actual_unit or target.unit
    if not compatible_units(unit, target.unit):
        return None
    return convert_unit(target.actual, unit, target.unit) - target.target


def _order_strategies(rows: Sequence[TargetRow]) -> tuple[Score, ...]:
    """Return the counts of each strategy in the order the document has them."""
    order = list(dict.fromkeys(name for row in rows for name in strategy(row)))
    return tuple(sorted(count_by(rows, strategy), key=lambda score: order.index(score.name)))


def _rate(row: TargetRow) -> tuple[bool, Decimal, int]:
    rate = row.target.rate_pct
    return rate is None, rate or Decimal(0), row.measure.no


def _read_budget(entries: Sequence[Entry], year: int | None) -> Iterable[tuple[Entry, Goal]]:
    for entry in entries:
        if entry.kind != "budget":
            continue
        sums = [goal for goal in entry.goals if any(name in goal.amounts for name in _SUMS)]
        own = [goal for goal in sums if goal.year == (year or entry.record.edition)]
        whole = [goal for goal in sums if goal.year is None]
        yield from ((entry, goal) for goal in (own or whole or sums[-1:])[:1])


def _compare(doc: str, rows: Sequence[TargetRow], editions: Editions) -> Since | None:
    """Return what changed since the edition before; None where none is indexed."""
    plan = editions.plan_of(doc)
    docs = list(editions.by_year(plan).values()) if plan else []
    at = docs.index(doc) if doc in docs else 0
    if not at:
        return None
    earlier = docs[at - 1]
    joined = editions.join(earlier, doc)
    both = [
        (editions.measure(earlier, one.before), editions.measure(doc, one.after))
        for one in joined
        if one.before is not None and one.after is not None
    ]
    new = [one.after for one in joined if one.before is None and one.after is not None]
    dropped = [one.before for one in joined if one.after is None and one.before is not None]
    pairs = [
        Changed(TargetRow(after, target), before, name_change(before, target))
        for older, after in both
        for before, target in pair_targets(older.targets, after.targets)
    ]
    return Since(
        earlier,
        tuple(after for _, after in both),
        tuple(editions.measure(doc, no) for no in new),
        tuple(editions.measure(earlier, no) for no in dropped),
        tuple(
            pair for pair in pairs if pair.before.target is not None and pair.row.target.target is not None
        ),
        tuple(p.row for p in pairs if p.before.verdict == p.row.target.verdict == "not_met"),
    )
