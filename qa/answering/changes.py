"""How the targets of an entry change: from one year to the next, or from the plan before it."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.editions import are_comparable, pair_targets
from ingest.figures.units import convert_unit
from ingest.records import Target
from qa.finding.entries import Entry


def pair_years(entry: Entry, years: Sequence[int]) -> list[tuple[Target, Target]]:
    """Return an entry's targets of two years in pairs: the years asked about, else its own and the next."""
    known = sorted({goal.year for goal in entry.goals if goal.target is not None and goal.year is not None})
    if len(years) > 1:
        before, after = min(years), max(years)
    elif years and years[0] != (known[0] if known else None):
        after = years[0]
        before = max((year for year in known if year < after), default=after)
    else:
        before = years[0] if years else entry.record.edition or (known[0] if known else 0)
        after = min((year for year in known if year > before), default=before)
    if before == after:
        return []
    return _pair_items(_targets(entry, before), _targets(entry, after))


def _pair_items(older: Sequence[Target], newer: Sequence[Target]) -> list[tuple[Target, Target]]:
    """Return the targets of one entry in pairs: by their numbers, the others by what they count."""
    paired: list[tuple[Target, Target]] = []
    for one in older:
        same = [other for other in newer if other.item == one.item]
        alone = len(same) == 1 == sum(other.item == one.item for other in older)
        if (
            alone
            and are_comparable(one.unit, same[0].unit)
            and one.target is not None
            and same[0].target is not None
        ):
            paired.append((one, same[0]))
    rest = [[t for t in side if all(t not in pair for pair in paired)] for side in (older, newer)]
    return paired + pair_targets(*rest)


def _targets(entry: Entry, year: int) -> list[Target]:
    return [goal.target for goal in entry.goals if goal.target is not None and goal.year == year]


def pair_targets_of(before: Entry, after: Entry, year: int) -> list[tuple[Target, Target]]:
    """Return the targets that two entries set for one year, in pairs."""
    return _pair_items(_targets(before, year), _targets(after, year))


def name_change(before: Target, after: Target) -> str:
    """Return how a target differs from the one before it."""
    if before.target is None or after.target is None:
        return "unchanged"
    old = convert_unit(before.target, before.unit, after.unit)
    return "unchanged" if old == after.target else "raised" if after.target > old else "lowered"
