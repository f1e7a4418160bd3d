"""A target over the years a document speaks of: results before, target, result, the next target."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rapidfuzz.fuzz import ratio

from ingest.records import Change, Measure, Target

_SAME_THING = 40.0


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
    rest = list(measure.next_targets)
    trends = []
    for target in measure.targets:
        following = _take_counterpart(target, rest)
        trends.append(_make_trend(measure, target, following))
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


def _take_counterpart(target: Target, rest: list[Target]) -> Target | None:
    """Take the following year's target for the same thing out of `rest`."""
    likely = [
        (_resemble(target, other), -place)
        for place, other in enumerate(rest)
        if other.change != "new" and other.agency == target.agency and _countable(target, other)
    ]
    best = max(likely, default=(0.0, 0))
    return rest.pop(-best[1]) if likely and best[0] >= _SAME_THING else None


def _countable(one: Target, other: Target) -> bool:
    if other.change == "dropped":
        return True
    return (one.target is None) == (other.target is None) and (one.target is None or one.unit == other.unit)


def _resemble(one: Target, other: Target) -> float:
    return ratio(one.metric or one.text, other.metric or other.text) + 5.0 * (one.item == other.item)


def count_changes(trends: Sequence[Trend]) -> dict[Change, int]:
    """Count how the following targets differ, the most telling first; what does not occur is left out."""
    order: tuple[Change, ...] = ("raised", "lowered", "same", "new", "dropped", "reworded")
    counts = {name: sum(1 for trend in trends if trend.change == name) for name in order}
    return {name: count for name, count in counts.items() if count}
