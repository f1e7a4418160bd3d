"""The links from the indicators of one plan to the measures of another."""

from __future__ import annotations

from decimal import Decimal

from ingest.checks.links import Difference, KpiLink, link_kpis, list_indicators
from ingest.records import Document, Field, Measure, Place, Reading, Record, Target

PLACE = Place("x", 1, 1)


def make_fields(texts: dict[str, str]) -> dict[str, Field]:
    return {key: Field(key, key, text, PLACE, ((0, 1),)) for key, text in texts.items()}


def make_target(value: int, unit: str, year: int = 109) -> Target:
    return Target(year, "1", f"{value}{unit}", "", Decimal(value), unit, ">=")


def make_measure(no: int, goal: Target | None = None, **texts: str) -> Measure:
    return Measure(
        kind="measure",
        doc="plan",
        no=no,
        title=texts["action"],
        edition=109,
        place=PLACE,
        fields=make_fields(texts),
        targets=(goal,) if goal else (),
    )


def link(name: str, standard: str, target: Target, *measures: Measure) -> tuple[KpiLink, ...]:
    kpi = Record(
        kind="kpi",
        doc="goals",
        no=7,
        title=name,
        edition=109,
        place=PLACE,
        fields=make_fields({"name": name, "standard": standard}),
    )
    goals = Reading(Document("goals", "", 109, "goals.txt", "", ("",)), (), (kpi,), kpi_targets={7: target})
    return link_kpis(list_indicators(goals), iter(measures))


OTHERS = tuple(
    make_measure(no, action=f"(一)辦理第{no}類港口巡查作業", target="巡查港口。") for no in range(10, 30)
)


def test_kpi_is_linked_to_the_measure_about_the_same_thing_only() -> None:
    about = make_measure(
        1, make_target(70, "%"), action="(二)提高廚餘回收率，減少焚化量", target="廚餘回收率達70%。"
    )
    found = link("提升廚餘回收率", "當年度廚餘回收率", make_target(75, "%"), *OTHERS, about)
    assert [(one.kpi_no, one.doc, one.no, one.terms, one.warnings) for one in found] == [
        (7, "plan", 1, ("廚餘回收率",), ())
    ]


def test_measure_that_names_the_subject_in_passing_is_not_linked() -> None:
    passing = make_measure(1, action="(二)整修清潔隊廠房，並兼顧廚餘回收率", target="整修廠房3處。")
    assert link("提升廚餘回收率", "當年度廚餘回收率", make_target(75, "%"), *OTHERS, passing) == ()


def test_word_that_many_measures_share_links_none() -> None:
    assert link("港口巡查", "巡查件數", make_target(75, "件"), *OTHERS) == ()


def test_half_a_word_is_no_term() -> None:
    other = make_measure(1, action="(二)辦理廚餘評比趨勢研究", target="完成研究。")
    assert link("推動廚餘評鑑", "評鑑分數", make_target(75, "%"), *OTHERS, other) == ()


def test_warning_where_units_differ() -> None:
    about = make_measure(1, make_target(500, "公噸"), action="(二)推動廚餘回收", target="廚餘回收500公噸。")
    (found,) = link("推動廚餘回收", "回收量占比", make_target(75, "%"), *OTHERS, about)
    assert found.warnings == (Difference("units", "%", "公噸"),)


def test_warning_where_the_measure_has_no_figure() -> None:
    about = make_measure(1, action="(二)推動廚餘回收", target="持續推動廚餘回收。")
    (found,) = link("推動廚餘回收", "回收量", make_target(75, "公噸"), *OTHERS, about)
    assert found.warnings == (Difference("no_number", "公噸"),)


def test_warning_where_other_stages_periods_and_formulas_are_counted() -> None:
    about = make_measure(
        1, make_target(80, "%"), action="(二)研析漁業走私定罪率", target="起訴案件之漁業走私定罪率80%。"
    )
    standard = "自97年1月起至當年12月止判決確定有罪人數÷判決確定人數×100%"
    (found,) = link("提升漁業走私定罪率", standard, make_target(75, "%"), *OTHERS, about)
    assert found.warnings == (
        Difference("stages", "判決、確定", "起訴"),
        Difference("kpi_cumulative"),
        Difference("formula"),
    )


def test_other_unit_at_another_stage_is_another_thing() -> None:
    about = make_measure(1, make_target(9, "元"), action="(二)追查漁業走私財產", indicator="查扣漁業走私所得")
    standard = "起訴人數÷結案人數×100%"
    assert link("查辦漁業走私", standard, make_target(75, "%"), *OTHERS, about) == ()


def test_warning_where_the_years_differ() -> None:
    about = make_measure(1, make_target(70, "%"), action="(二)提高廚餘回收率", target="廚餘回收率達70%。")
    (found,) = link("提升廚餘回收率", "廚餘回收率", make_target(75, "%", year=112), *OTHERS, about)
    assert found.warnings == (Difference("years", "112", "109"),)
