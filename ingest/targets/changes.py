"""What changes from a year's targets to the next's: raised, lowered, kept, reworded, new or dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.figures.units import compatible_units, convert_unit
from ingest.records import Change, Target
from ingest.targets.metrics import coverage, weigh_pairs

_SAME_THING = 0.45


def mark_changes(earlier: Sequence[Target], later: Sequence[Target]) -> tuple[Target, ...]:
    """Return the next year's targets with what changed, and one without a number for each dropped."""
    counterparts = [_find_counterpart(target, earlier, later) for target in later]
    kept = [id(target) for target in counterparts]
    year = later[0].year if later else max((target.year + 1 for target in earlier), default=0)
    marked = (
        replace(target, change=find_change(target, old))
        for target, old in zip(later, counterparts, strict=True)
    )
    dropped = (_drop(target, year) for target in earlier if id(target) not in kept)
    return (*marked, *dropped)


def _drop(target: Target, year: int) -> Target:
    stated = tuple(e for e in target.evidence if e.role == "target")
    return Target(
        year,
        target.item,
        target.text,
        target.metric,
        None,
        "",
        "qualitative",
        change="dropped",
        agency=target.agency,
        evidence=stated,
    )


def find_change(target: Target, earlier: Target | None) -> Change:
    """Say how a target differs from the earlier one for the same thing."""
    if earlier is None:
        return "new"
    if target.target is not None and earlier.target is not None:
        before = convert_unit(earlier.target, earlier.unit, target.unit)
        if target.target == before:
            return "same"
        return "raised" if target.target > before else "lowered"
    return "same" if _bare(target.text) == _bare(earlier.text) else "reworded"


def _find_counterpart(target: Target, earlier: Sequence[Target], later: Sequence[Target]) -> Target | None:
    """Return the earlier target for the same thing; an agency's only one needs no words in common."""
    likely = [
        (_resemble(target, other), other)
        for other in earlier
        if (target.target is None) == (other.target is None)
        and _is_part(target) == _is_part(other)
        and target.agency == other.agency
        and (target.target is None or compatible_units(target.unit, other.unit))
    ]
    best = max(likely, key=lambda pair: pair[0], default=None)
    alone = all(sum(one.agency == target.agency for one in cell) == 1 for cell in (earlier, later))
    return best[1] if best and (best[0] >= _SAME_THING or alone) else None


def _is_part(target: Target) -> bool:
    """Say whether a target is a part of another, which the number of its item says."""
    return "." in target.item and not target.item.endswith(".1")


def _resemble(one: Target, other: Target) -> float:
    if _bare(one.text) == _bare(other.text):
        return 2.0
    here, there = weigh_pairs([(1.0, one.metric)]), weigh_pairs([(1.0, other.metric)])
    return max(coverage(here, there), coverage(there, here)) + 0.1 * (one.item == other.item)


def _bare(text: str) -> str:
    """Return a text without white space and the year it names."""
    return re.sub(r"[0-9]{2,3}年度?", "", "".join(text.split()))
