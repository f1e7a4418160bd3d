"""The targets of an entry with what became of them, and the sums of a line of a budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ingest.records import Evidence, Measure, Observation, Record, Target
from ingest.tables.headings import names_total
from qa.query import Amount

_RATE = Decimal("0.01")


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """A target of an entry for a year with what became of it, or the sums of a year.

    `status` is the mark or word the document itself sets beside it. `amounts` has the value of each
    role there is, in base units, `written` the quotes they were read from.
    """

    year: int | None
    metric: str
    op: str
    unit: str
    amounts: Mapping[Amount, Decimal]
    verdict: str | None = None
    status: str | None = None
    quotes: tuple[Evidence, ...] = ()
    target: Target | None = field(default=None, repr=False)


def read_goals(record: Record, observed: list[Observation]) -> tuple[Goal, ...]:
    """Return the targets of an entry, or the sums of its years."""
    if isinstance(record, Measure):
        rates = {o.year: o.value for o in observed if o.role == "rate"}
        marks: dict[tuple[int | None, Decimal | None], str] = {}
        for one in observed:
            if one.role == "target" and one.status:
                marks[one.year, one.value] = marks[one.year, None] = one.status
        targets = (*record.targets, *record.next_targets)
        return tuple(_from_target(target, rates, marks) for target in targets)
    years: dict[int | None, dict[Amount, Observation]] = {}
    for one in sorted(observed, key=_is_share):
        roles: dict[str, Amount] = {"budget": "budget", "final": "final", "rate": "rate"}
        role: Amount = roles.get(one.role, "value")
        years.setdefault(one.year, {}).setdefault(role, one)
    return tuple(
        Goal(
            year,
            record.title,
            "=",
            next(iter(roles.values())).unit,
            _with_rate({role: one.value for role, one in roles.items()}),
            quotes=tuple(
                Evidence("actual", role, one.place, one.quote, one.as_written) for role, one in roles.items()
            ),
        )
        for year, roles in years.items()
    )


def _is_share(one: Observation) -> bool:
    """Say whether a figure may be a share of a sum that stands beside it, as 中央補助 beside 合計."""
    return not any(names_total(word.strip()) for word in one.headers.column[-1:])


def _with_rate(amounts: dict[Amount, Decimal]) -> dict[Amount, Decimal]:
    """Return the sums of a year with the share of the budget that was spent, where none is stated."""
    budget, final = amounts.get("budget"), amounts.get("final")
    if "rate" in amounts or not budget or final is None:
        return amounts
    return {**amounts, "rate": (100 * final / budget).quantize(_RATE)}


def _from_target(
    target: Target,
    rates: Mapping[int | None, Decimal],
    marks: Mapping[tuple[int | None, Decimal | None], str],
) -> Goal:
    rate = target.rate_pct if target.rate_pct is not None else None
    if rate is None and target.op == "<=" and target.actual is not None:
        rate = rates.get(target.year)
    stated: dict[Amount, Decimal | None] = {"target": target.target, "actual": target.actual, "rate": rate}
    amounts = {name: value for name, value in stated.items() if value is not None}
    status = marks.get((target.year, target.target)) or (
        marks.get((target.year, None)) if target.target is None else None
    )
    return Goal(
        target.year,
        target.metric,
        target.op,
        target.unit,
        amounts,
        target.verdict,
        status,
        target.evidence,
        target,
    )
