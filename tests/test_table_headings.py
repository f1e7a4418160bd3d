"""A heading is read by its parts: the field it names, years, unit, multiplier, basis, period."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.labels import use_labels
from ingest.tables.heading_years import read_heading_years
from ingest.tables.headings import names_total, read_heading, read_unit


@pytest.mark.parametrize(
    ("text", "field", "years"),
    [
        ("113年度目標值", "target", (113,)),
        ("目標值（113年）", "target", (113,)),
        ("109 年度(1 月至 12 月)績效目標達成情形", "result", (109,)),
        ("112年度(1月至12月)目標達成情形", "result", (112,)),
        ("2024年實際值", "result", (113,)),
        ("原訂目標值", "target", ()),
        ("後續目標", "target", ()),
        ("預算數(千元)", "budget", ()),
        ("112年度決算數", "final", (112,)),
        ("達成情形(是/否/部分)", "status", ()),
        ("年度預算執行率", "rate", ()),
        ("主(協)辦機關", "agencies", ()),
        ("績效衡量指標", "indicator", ()),
        ("關鍵績效指標", "kpi", ()),
        ("執行措施", "action", ()),
        ("110-113年度目標值", "target", (110, 111, 112, 113)),
        ("110年度", "", (110,)),
        ("機關年度資本門預算執行率", "", ()),
        ("65歲以上人口", "", ()),
        ("服務人數", "", ()),
    ],
)
def test_what_a_heading_says(text: str, field: str, years: tuple[int, ...]) -> None:
    heading = read_heading(text)
    assert (heading.field, heading.years) == (field, years)


@pytest.mark.parametrize(
    ("text", "unit", "scale"),
    [
        ("預算數(千元)", "元", 1000),
        ("經費（新臺幣億元）", "元", 10**8),
        ("載客量(萬人次)", "人次", 10**4),
        ("達成率(%)", "%", 1),
        ("處理量（公噸/日）", "公噸/日", 1),
        ("達成情形(是/否)", "", 1),
        ("場次", "場次", 1),
        ("進住率％", "%", 1),
    ],
)
def test_the_unit_of_a_heading_and_what_its_figures_are_multiplied_by(
    text: str, unit: str, scale: int
) -> None:
    heading = read_heading(text)
    assert (heading.unit, heading.scale) == (unit, Decimal(scale))


def test_which_of_two_targets_a_heading_means() -> None:
    assert [read_heading(t).basis for t in ("原訂目標值", "修正後目標值", "目標值")] == [
        "original",
        "revised",
        None,
    ]


@pytest.mark.parametrize("text", ["計畫總經費", "以前年度", "總計", "全程目標值"])
def test_columns_that_add_up_several_years_are_of_none(text: str) -> None:
    assert read_heading(text).undated and read_heading(text).years == ()


def test_a_part_of_a_year_is_its_period() -> None:
    assert read_heading("109年第2季達成情形").period == "第2季"
    assert read_heading("109年1月至6月達成情形").years == (109,)


@pytest.mark.parametrize(
    ("text", "whole", "years"),
    [
        ("109", True, (109,)),
        ("2020", True, (109,)),
        ("109", False, ()),
        ("15", True, ()),
        ("109年及110年", False, (109, 110)),
        ("3年內完成", False, ()),
        ("110至113年度", False, (110, 111, 112, 113)),
    ],
)
def test_years_of_a_heading(text: str, whole: bool, years: tuple[int, ...]) -> None:
    assert read_heading_years(text, whole=whole) == years


def test_a_unit_note_names_a_unit_that_nobody_knows_too() -> None:
    assert read_unit("單位：新臺幣千元") == ("元", Decimal(1000))
    assert read_unit("單位：甲乙") == ("甲乙", Decimal(1))
    assert read_unit("甲乙") == ("", Decimal(1))


def test_totals_are_rows_that_are_named_so_alone() -> None:
    assert [names_total(t) for t in ("合　計", "小計（千元）", "總計畫", "計畫總數表")] == [
        True,
        True,
        False,
        False,
    ]


def test_the_labels_of_a_catalogue_go_before_and_may_hold_a_year() -> None:
    own = (("{Y}年辦得怎樣", "{Y}年執行成果"), ("作為", "goal"))
    with use_labels(own):
        assert (read_heading("109年辦得怎樣").field, read_heading("109年辦得怎樣").years) == (
            "result",
            (109,),
        )
        assert read_heading("作為").field == "goal"
    assert read_heading("109年辦得怎樣").field == "" and read_heading("作為").field == "action"
