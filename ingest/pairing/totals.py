"""Which figures of a measure are the sum of others: of those beside them, or of what agencies report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ingest.figures.units import load_units
from ingest.targets.stated import Statement

_MOST_SUMMED = 8
_MOST_TOTALS = 200


def unit_class(s: Statement) -> str:
    """Return what is counted by the unit of a statement."""
    return load_units().classes.get(s.figure.unit, s.figure.unit)


def find_sums(statements: Sequence[Statement]) -> dict[int, tuple[int, ...]]:
    """Return the statements that are the sum of those right behind or before them, with those."""
    runs: defaultdict[tuple[str, int, str], list[int]] = defaultdict(list)
    for k, s in enumerate(statements):
        runs[s.field.key, s.year, unit_class(s)].append(k)
    found: dict[int, tuple[int, ...]] = {}
    for run in runs.values():
        for place, k in enumerate(run):
            behind = run[place + 1 : place + 1 + _MOST_SUMMED]
            before = run[max(0, place - _MOST_SUMMED) : place][::-1]
            members = _add_up(statements, behind, k) or _add_up(statements, before, k)
            if members:
                found[k] = members
    return found


def _add_up(statements: Sequence[Statement], ks: Sequence[int], whole: int) -> tuple[int, ...]:
    """Return the first of some statements that add up to another, none where they do not."""
    wanted, total = statements[whole].figure.value, Decimal(0)
    for count, k in enumerate(ks, start=1):
        total += statements[k].figure.value
        if total >= wanted:
            return tuple(ks[:count]) if total == wanted and count > 1 else ()
    return ()


def add_shares(statements: Sequence[Statement], edition: int) -> Mapping[str, frozenset[Decimal]]:
    """Return by class of units what the figures of all agencies' sections may add up to, one of each."""
    shares: defaultdict[str, defaultdict[str, set[Decimal]]] = defaultdict(lambda: defaultdict(set))
    for s in statements:
        if s.section.agency and s.year == edition and s.role == "value" and s.field.key == "result":
            shares[unit_class(s)][s.section.agency].add(s.figure.value)
    return {unit: _combine(list(found.values())) for unit, found in shares.items() if len(found) > 1}


def _combine(shares: Sequence[set[Decimal]]) -> frozenset[Decimal]:
    totals = {Decimal(0)}
    for values in shares:
        totals = {total + value for total in totals for value in values}
        if len(totals) > _MOST_TOTALS:
            return frozenset()
    return frozenset(totals)
