"""A target over the years a document speaks of: results before, target, result, the next target."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rapidfuzz.fuzz import ratio

from ingest.records import Change, Measure, Target


@dataclass(frozen=True, slots=True)
class Point:
    """A value of one year; `doc` is the document that states it."""

    year: int
    role: Literal["actual", "target"]
    value: Decimal
    doc: str


@dataclass(frozen=True, slots=True)
class Trend:
    """One thing that is counted, over the years.

    `target` is None where only the following year has a target for it, `following` where the
    following year has none. Everything about a year is in `points`, so that values of other
    documents about the same thing can stand beside them.
    """

    measure: Measure
    target: Target | None
    following: Target | None
    unit: str
    points: tuple[Point, ...]

    @property
    def text(self) -> str:
        """What the target says, in the source's words."""
        shown = self.target or self.following
        return shown.text if shown else ""

    @property
    def metric(self) -> str:
        """What is counted; the target's own words where nothing shorter says it."""
        shown = self.target or self.following
        return (shown.metric or shown.text) if shown else ""

    @property
    def change(self) -> Change | None:
        """How the following year's target differs."""
        return self.following.change if self.following else None

    def value(self, year: int, role: str) -> Decimal | None:
        """Return a value of a year, None where no document states it."""
        return next((p.value for p in self.points if (p.year, p.role) == (year, role)), None)


def list_trends(measure: Measure) -> list[Trend]:
    """Return the trends of a measure: one for each target, then those new in the following year."""
    counterparts = _match(measure.targets, measure.next_targets)
    trends = [
        _make_trend(measure, target, counterparts.get(place)) for place, target in enumerate(measure.targets)
    ]
    taken = {id(following) for following in counterparts.values()}
    rest = [following for following in measure.next_targets if id(following) not in taken]
    return trends + [_make_trend(measure, None, following) for following in rest]


def list_years(trends: Iterable[Trend]) -> list[int]:
    """Return the years any of the trends has a value for."""
    return sorted({point.year for trend in trends for point in trend.points})


def _make_trend(measure: Measure, target: Target | None, following: Target | None) -> Trend:
    points: list[Point] = []

    def add(year: int, role: Literal["actual", "target"], value: Decimal | None) -> None:
        if value is not None:
            points.append(Point(year, role, value, measure.doc))

    unit = ""
    if target:
        add(target.year - 1, "actual", target.previous)
        add(target.year, "target", target.target)
        add(target.year, "actual", target.actual)
        unit = target.unit or target.actual_unit or ""
    if following and following.change != "dropped":
        add(following.year, "target", following.target)
        unit = unit or following.unit
    return Trend(measure, target, following, unit, tuple(points))


def _match(targets: Sequence[Target], following: Sequence[Target]) -> dict[int, Target]:
    """Give each target, by its place, the following year's for the same thing; the likest pairs first."""
    likely = sorted(
        (
            (-_resemble(target, later), place, at)
            for place, target in enumerate(targets)
            for at, later in enumerate(following)
            if _may_follow(target, later)
        )
    )
    found: dict[int, Target] = {}
    taken: set[int] = set()
    for _, place, at in likely:
        if place not in found and at not in taken:
            found[place] = following[at]
            taken.add(at)
    return found


def _may_follow(target: Target, later: Target) -> bool:
    """Say whether a following target can be for the same thing, as it says how it differs."""
    if later.agency != target.agency or later.change in ("new", None):
        return False
    if later.change == "dropped":
        return _bare(later.text) == _bare(target.text)
    if target.target is None or later.target is None:
        return target.target is None and later.target is None
    rises = later.target.compare(target.target)
    return rises == {"raised": 1, "lowered": -1, "same": 0}.get(later.change)


def _resemble(one: Target, other: Target) -> float:
    likeness = max(ratio(one.metric, other.metric), ratio(_bare(one.text), _bare(other.text)))
    return likeness + 5.0 * (one.item == other.item)


def _bare(text: str) -> str:
    return "".join(text.split())


def count_changes(trends: Sequence[Trend]) -> dict[Change, int]:
    """Count how the following targets differ, the most telling first; what does not occur is left out."""
    order: tuple[Change, ...] = ("raised", "lowered", "same", "new", "dropped", "reworded")
    counts = {name: sum(1 for trend in trends if trend.change == name) for name in order}
    return {name: count for name, count in counts.items() if count}
