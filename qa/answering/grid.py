"""Metrics over years as a grid: what each year has of target, result and verdict, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.tokens import fold_text
from ingest.glossary import Glossary
from ingest.records import Evidence, Measure, Place, Target
from qa.trends import Point, Trend


@dataclass(frozen=True, slots=True)
class Cited:
    """A piece of evidence: of which target of a measure, those of the following year counted on."""

    measure: Measure
    target: int
    evidence: int


@dataclass(frozen=True, slots=True)
class Value:
    """A number of a cell with its unit and where it stands; `op` is a target's, `place` that of a row."""

    value: Decimal
    unit: str
    op: str = "="
    cited: Cited | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What a year has of a metric; `worded` says that its target is put in words alone."""

    target: Value | None = None
    actual: Value | None = None
    verdict: str | None = None
    worded: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A metric with its cells by year; `agency` says whose share of the measure it is."""

    trend: Trend
    cells: dict[int, Cell]
    agency: str | None = None

    @property
    def unit(self) -> str:
        """The unit of all numbers of the row; empty where they are of several."""
        values = [value for cell in self.cells.values() for value in (cell.target, cell.actual) if value]
        units = {value.unit for value in values}
        return units.pop() if len(units) == 1 else ""


def lay_out(trends: Iterable[Trend]) -> list[Row]:
    """Return a row for each trend, those of a measure's agencies behind its own."""
    rows = [Row(trend, _fill(trend), _agency_of(trend)) for trend in trends]
    order = {id(row.trend.head): at for at, row in reversed(list(enumerate(rows)))}
    return sorted(rows, key=lambda row: (order[id(row.trend.head)], row.agency is not None))


def list_columns(rows: Iterable[Row]) -> list[int]:
    """Return the years any row has a cell of."""
    return sorted({year for row in rows for year in row.cells})


def _agency_of(trend: Trend) -> str | None:
    shown = trend.target or trend.following
    return shown.agency if shown else None


def _fill(trend: Trend) -> dict[int, Cell]:
    targets = {target.year: target for target in trend.targets}
    following = trend.following
    if following and following.change != "dropped":
        targets.setdefault(following.year, following)
    for later in trend.further:
        targets.setdefault(later.year, later)
    years = sorted({point.year for point in trend.points} | targets.keys())
    return {year: _make_cell(trend, year, targets.get(year)) for year in years}


def _make_cell(trend: Trend, year: int, target: Target | None) -> Cell:
    points = {point.role: point for point in trend.points if point.year == year}
    op = target.op if target else ">="
    unit = (target.unit or trend.unit) if target else trend.unit
    measured = (target.actual_unit or unit) if target and target.actual is not None else trend.unit
    return Cell(
        _make_value(trend, points.get("target"), unit, op),
        _make_value(trend, points.get("actual"), measured, "="),
        target.verdict if target else None,
        target is not None and target.target is None,
    )


def _make_value(trend: Trend, point: Point | None, unit: str, op: str) -> Value | None:
    if point is None:
        return None
    return Value(point.value, unit, op, next(_find_evidence(trend, point), None), point.place)


def _find_evidence(trend: Trend, point: Point) -> Iterator[Cited]:
    """Yield where the document of a value states it, in a target of the trend first."""
    own = {id(target) for target in (*trend.targets, trend.following, *trend.further)}
    for measure in trend.line or (trend.measure,):
        if measure.doc != point.doc:
            continue
        every = list(enumerate((*measure.targets, *measure.next_targets)))
        for at, target in sorted(every, key=lambda pair: id(pair[1]) not in own):
            for position, evidence in enumerate(target.evidence):
                if _states(target, evidence, point):
                    yield Cited(measure, at, position)


def _states(target: Target, evidence: Evidence, point: Point) -> bool:
    if evidence.role == "previous":
        return point.role == "actual" and target.year - 1 == point.year and target.previous == point.value
    value = target.target if point.role == "target" else target.actual
    return evidence.role == point.role and target.year == point.year and value == point.value


def write_haystack(measure: Measure, texts: Sequence[str], glossary: Glossary) -> str:
    """Return what a measure can be found by: its titles and agencies in both languages, and some texts."""
    agencies = dict.fromkeys((*measure.agencies, *measure.lead_agencies))
    names = [name for agency in agencies for name in (agency, *glossary.names_of(agency))]
    names += [glossary.english(name) or "" for name in agencies]
    english = glossary.title(measure.text("action") or measure.title, measure.doc) or ""
    return squeeze("\n".join((measure.title, english, *names, *texts)))


def squeeze(text: str) -> str:
    """Return a text as it is searched: folded, without white space.

    >>> squeeze("台中 Harbour") == squeeze("臺中harbour")
    True
    """
    return "".join(fold_text(text).split())
