"""A target over the years: results before, target, result, the next target, from edition to edition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from rapidfuzz.fuzz import ratio

from ingest.editions import are_comparable, pair_targets
from ingest.figures.units import convert_unit
from ingest.records import Change, Measure, Place, Plan, Target
from qa.editions import Editions

Fate = Literal["kept", "new", "dropped"]


@dataclass(frozen=True, slots=True)
class Point:
    """A value of one year; `doc` is the document that states it, `place` where, if no target says so."""

    year: int
    role: Literal["actual", "target"]
    value: Decimal
    doc: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """One thing that is counted, over the years.

    `target` is None where only the following year has a target for it, `following` where the
    following year has none, `further` its targets for the years after that. `points` holds one value
    for each year and role, `others` what another edition states otherwise. `before` are the same
    thing's targets in earlier editions; `line` is the measure in every edition that holds it, the
    oldest first, and `fate` what became of it over the editions: None where only one is known. `named`
    is what is counted where no target says it.
    """

    measure: Measure
    target: Target | None
    following: Target | None
    unit: str
    points: tuple[Point, ...]
    line: tuple[Measure, ...] = ()
    before: tuple[Target, ...] = ()
    others: tuple[Point, ...] = ()
    fate: Fate | None = None
    further: tuple[Target, ...] = ()
    named: str = ""

    @property
    def head(self) -> Measure:
        """The measure in the last edition that holds it."""
        return self.line[-1] if self.line else self.measure

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets of all editions, the oldest first."""
        return (*self.before, *((self.target,) if self.target else ()))

    @property
    def text(self) -> str:
        """What the target says, in the source's words."""
        shown = self.target or self.following
        return shown.text if shown else ""

    @property
    def metric(self) -> str:
        """What is counted; the target's own words where nothing shorter says it."""
        shown = self.target or self.following
        return (shown.metric or shown.text) if shown else self.named

    @property
    def change(self) -> Change | None:
        """How the following year's target differs."""
        return self.following.change if self.following else None

    def value(self, year: int, role: str) -> Decimal | None:
        """Return a value of a year, None where no document states it."""
        return next((p.value for p in self.points if (p.year, p.role) == (year, role)), None)


def list_trends(measure: Measure) -> list[Trend]:
    """Return the trends of a measure: one for each target, then those new in the following years.

    Targets of one thing for several years, as KPIs have them, are one trend, whether they have results
    or are yet to come.
    """
    chains = _chain_years(measure.targets)
    last = [chain[-1] for chain in chains]
    counterparts = _match(last, measure.next_targets)
    trends = [_make_trend(measure, chain, counterparts.get(place)) for place, chain in enumerate(chains)]
    taken = {id(following) for following in counterparts.values()}
    rest = [following for following in measure.next_targets if id(following) not in taken]
    for chain in _chain_years(rest):
        at = next((at for at, trend in enumerate(trends) if _goes_on(trend, chain)), None)
        if at is None:
            trends.append(_make_trend(measure, (), chain[0], chain[1:]))
        else:
            trends[at] = _make_trend(measure, trends[at].targets, trends[at].following, chain)
    return trends


def _goes_on(trend: Trend, chain: Sequence[Target]) -> bool:
    """Say whether targets of later years are for what a trend counts."""
    shown, first = trend.following or trend.target, chain[0]
    if shown is None or trend.further or shown.year >= first.year or shown.change == "dropped":
        return False
    named = [(one.item, one.agency, one.unit, one.metric) for one in (shown, first)]
    return bool(first.metric) and named[0] == named[1]


def _chain_years(targets: Sequence[Target]) -> list[tuple[Target, ...]]:
    """Return the targets of each thing, the oldest first: of one item, agency, unit and words."""
    chains: dict[tuple[str | int, ...], list[Target]] = {}
    for at, target in enumerate(targets):
        key: tuple[str | int, ...] = (target.item, target.agency or "", target.unit, target.metric)
        if any(target.year == other.year for other in chains.get(key, ())):
            key = (*key, at)
        chains.setdefault(key, []).append(target)
    return [tuple(sorted(chain, key=lambda target: target.year)) for chain in chains.values()]


def follow_measures(measures: Sequence[Measure], editions: Editions) -> list[Trend]:
    """Return the trends of measures, those of a plan's editions joined into one.

    Where a plan has one edition, and for a second document of one year, each measure stands by itself.
    A measure stands where its latest edition does. Of a year two editions speak of, the edition of
    that year is taken, else the later one.
    """
    lines = {line[-1]: (line, fate) for plan in editions.plans for line, fate in _follow(plan, editions)}
    joined = {m for line, _ in lines.values() for m in line}
    trends: list[Trend] = []
    for measure in measures:
        key = measure.doc, measure.no
        if key in lines:
            line, fate = lines[key]
            trends += _join_trends([editions.measure(*one) for one in line], fate)
        elif key not in joined:
            trends += list_trends(measure)
    return trends


_Key = tuple[str, int]


def _follow(plan: Plan, editions: Editions) -> list[tuple[tuple[_Key, ...], Fate]]:
    """Return each measure of a plan through its editions, and what became of it."""
    docs = [doc for year, doc in editions.by_year(plan).items() if year]
    if len(docs) < 2:
        return []
    lines: dict[_Key, tuple[_Key, ...]] = {}
    for earlier, later in pairwise(docs):
        for joined in editions.join(earlier, later):
            line: tuple[_Key, ...] = ()
            if joined.before is not None:
                line = lines.pop((earlier, joined.before), ((earlier, joined.before),))
            if joined.after is not None:
                line = (*line, (later, joined.after))
            lines[line[-1]] = line
    return [(line, _tell_fate(line, docs)) for line in lines.values()]


def _tell_fate(line: Sequence[_Key], docs: Sequence[str]) -> Fate:
    if line[-1][0] != docs[-1]:
        return "dropped"
    # New is what the last edition brings; what an edition between brought has been kept since.
    return "new" if len(line) == 1 else "kept"


def _join_trends(line: Sequence[Measure], fate: Fate) -> list[Trend]:
    """Return the trends of a measure through its editions, those of its latest edition first."""
    trends: list[Trend] = []
    for measure in line:
        own = list_trends(measure)
        shown = [shown for trend in trends if (shown := trend.target or trend.following)]
        pairs = {id(later): shown.index(earlier) for earlier, later in pair_targets(shown, measure.targets)}
        continued = [pairs.get(id(trend.target)) for trend in own]
        left = [trend for place, trend in enumerate(trends) if place not in continued]
        trends = [
            trend if place is None else continue_trend(trends[place], trend)
            for place, trend in zip(continued, own, strict=True)
        ] + left
    return [replace(trend, line=tuple(line), fate=fate) for trend in trends]


def continue_trend(before: Trend, trend: Trend) -> Trend:
    """Return the trend of a later edition with the years and values the earlier ones add to it."""
    chosen = {(p.year, p.role): p for p in _convert(before.points, before.unit, trend.unit)}
    others: list[Point] = []
    for point in trend.points:
        known = chosen.get((point.year, point.role), point)
        of_year = known.doc == before.measure.doc and before.measure.edition == point.year
        chosen[point.year, point.role], other = (known, point) if of_year else (point, known)
        if known.value != point.value:
            others.append(other)
    points = sorted(chosen.values(), key=lambda p: (p.year, p.role != "target"))
    others += _convert(before.others, before.unit, trend.unit)
    earlier = tuple(sorted(others, key=lambda p: (p.year, p.role != "target")))
    return replace(trend, points=tuple(points), before=(*before.targets, *trend.before), others=earlier)


def _convert(points: Sequence[Point], unit: str, wanted: str) -> tuple[Point, ...]:
    if not are_comparable(unit, wanted):
        return tuple(points)
    return tuple(replace(p, value=convert_unit(p.value, unit, wanted)) for p in points)


def list_years(trends: Iterable[Trend]) -> list[int]:
    """Return the years any of the trends has a value for."""
    return sorted({point.year for trend in trends for point in trend.points})


def _make_trend(
    measure: Measure, chain: Sequence[Target], following: Target | None, further: Sequence[Target] = ()
) -> Trend:
    points: dict[tuple[int, str], Point] = {}

    def add(year: int, role: Literal["actual", "target"], value: Decimal | None) -> None:
        if value is not None:
            points.setdefault((year, role), Point(year, role, value, measure.doc))

    unit = ""
    for target in chain:
        add(target.year, "target", target.target)
        add(target.year, "actual", target.actual)
        unit = target.unit or target.actual_unit or unit
    for target in chain:
        add(target.year - 1, "actual", target.previous)
    if following and following.change != "dropped":
        add(following.year, "target", following.target)
        unit = unit or following.unit
    for later in further:
        add(later.year, "target", later.target)
    found = tuple(sorted(points.values(), key=lambda p: (p.year, p.role != "target")))
    last = chain[-1] if chain else None
    return Trend(measure, last, following, unit, found, before=tuple(chain[:-1]), further=tuple(further))


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
