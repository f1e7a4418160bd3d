"""A plan's KPIs with the reports on it as one trend each, and figures over years that no target gives."""

from __future__ import annotations

from decimal import Decimal

from ingest.records import Measure, Observation, Place, Record, Target
from qa.answering.grid import lay_out
from qa.plan_reports import follow_kpis
from qa.yearly import list_yearly

NAMES = ("港口裝卸量", "漁船安全檢查率", "漁港整建處數", "漁民滿意度")


def target(year: int, wanted: int | None, actual: int | None = None, unit: str = "件") -> Target:
    number = None if wanted is None else Decimal(wanted)
    result = None if actual is None else Decimal(actual)
    return Target(year, "1", f"{wanted}{unit}", "", number, unit, ">=", result, unit)


def kpi(doc: str, no: int, title: str, *targets: Target, later: tuple[Target, ...] = ()) -> Measure:
    return Measure(
        kind="kpi", doc=doc, no=no, title=title, edition=None, place=Place(doc, no, no), fields={},
        targets=targets, next_targets=later,
    )  # fmt: skip


def plan(doc: str = "plan", unit: str = "件") -> list[Measure]:
    return [
        kpi(doc, no, name, *(target(year, 10 * no + year, unit=unit) for year in (110, 111, 112)))
        for no, name in enumerate(NAMES, 1)
    ]


def report(doc: str = "report") -> list[Measure]:
    # The report numbers them otherwise, spaces one of them, and leaves one out.
    names = ("漁港 整建處數", NAMES[0], NAMES[1])
    return [
        kpi(doc, no, name, target(110, 100, 120), target(111, 105, 90)) for no, name in enumerate(names, 1)
    ]


def test_a_kpi_and_its_report_are_one_row():
    trends = follow_kpis([*plan(), *report()])
    assert len(trends) == len(NAMES)
    row = next(row for row in lay_out(trends) if "裝卸" in row.trend.head.title)
    assert [measure.doc for measure in row.trend.line] == ["plan", "report"] and row.trend.head.no == 2
    assert (row.cells[111].target.value, row.cells[111].actual.value) == (105, 90)
    # What the report does not speak of stays the plan's; what it states otherwise is told.
    assert row.cells[112].target.value == 122 and row.cells[112].actual is None
    assert {(other.doc, other.value) for other in row.trend.others} == {("plan", 120), ("plan", 121)}


def test_namesakes_of_other_plans_stay_apart():
    other = [kpi("other", 1, NAMES[0], target(111, 7, 8)), kpi("other", 2, "稅收", target(111, 5, 5))]
    assert len(follow_kpis([*plan(), *other])) == len(NAMES) + 2
    trends = follow_kpis([*plan(unit="公噸"), *report()])
    assert len(trends) == len(NAMES) + 3


def test_targets_of_years_to_come_are_one_row():
    coming = tuple(target(year, year) for year in (113, 114, 115))
    named = tuple(Target(t.year, "1", t.text, "處數", t.target, "處", ">=") for t in coming)
    [trend] = follow_kpis([kpi("plan", 1, "港口", later=named)])
    [row] = lay_out([trend])
    assert {year: cell.target.value for year, cell in row.cells.items()} == {113: 113, 114: 114, 115: 115}
    now = Target(112, "1", "112處", "處數", Decimal(112), "處", ">=", Decimal(111), "處")
    [trend] = follow_kpis([kpi("plan", 1, "港口", now, later=named)])
    assert [(p.year, p.role) for p in trend.points] == [
        (112, "target"), (112, "actual"), (113, "target"), (114, "target"), (115, "target"),
    ]  # fmt: skip


def observe(year: int, value: int, metric: str = "漁船數", **more: object) -> Observation:
    place = Place("stat", year, year)
    given = {"unit": "艘", "role": "actual", "kind": "row", "id": "row/1", **more}
    return Observation(
        doc="stat", no="1", entry="漁船數", metric=metric, series=metric, year=year, value=Decimal(value),
        as_written=str(value), place=place, quote=str(value), **given,
    )  # fmt: skip


def test_yearly_figures_are_a_row_whose_numbers_open_where_they_stand():
    row = Record(
        kind="row", doc="stat", no=1, title="漁船數", edition=None, place=Place("stat", 1, 9), fields={},
        id="row/1",
    )  # fmt: skip
    told = [observe(109, 5), observe(110, 6), observe(110, 66), observe(111, 7, period="上半年")]
    told += [observe(110, 3, "漁船數 占比", unit="%"), observe(110, 4, kind="text", id="text/1")]
    [trend] = list_yearly([row], told)
    assert [(p.year, p.value) for p in trend.points] == [(109, 5), (110, 6)]
    assert (trend.metric, trend.unit, trend.head.kind) == ("艘", "艘", "row")
    [laid] = lay_out([trend])
    assert laid.cells[110].actual.place == Place("stat", 110, 110)
