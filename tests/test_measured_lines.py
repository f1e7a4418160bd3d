"""What a line is measured in, whether less is better, and what a table that goes on keeps of the first."""

from __future__ import annotations

from decimal import Decimal

import pytest

from building import make_document
from ingest.entries.assembly import Assembled, assemble
from ingest.formats.text import read_text_blocks
from ingest.formats.webpage import read_webpage_blocks


def read(text: str, edition: int | None = None) -> Assembled:
    document = make_document(text, edition=edition)
    return assemble(document, read_text_blocks(document.lines))


def read_page(body: str, edition: int | None = None) -> Assembled:
    writer = read_webpage_blocks(f"<html><body>{body}</body></html>".encode(), "a.html")
    return assemble(make_document("\n".join(writer.lines), edition=edition), writer.blocks)


def test_how_a_line_is_measured_states_its_unit_and_its_multiplier() -> None:
    made = read(
        "關鍵績效指標\t衡量標準\t111年實績\t112年目標值\n"
        "供應鏈減碳\t中心廠之年減碳量（單位：萬公噸）\t5.1\t7.5\n"
        "促成商機\t洽談金額（負責單位：經發局）\t27\t36\n"
    )
    assert [(o.entry, o.value, o.unit) for o in made.observations] == [
        ("供應鏈減碳", 75_000, "公噸"),
        ("供應鏈減碳", 51_000, "公噸"),
        ("促成商機", 36, ""),
        ("促成商機", 27, ""),
    ]


def test_items_that_only_the_standard_names_are_counted_by_its_words() -> None:
    made = read(
        "關鍵績效指標\t衡量標準\t112年目標值\n離岸風力發電\t(1)累計安裝座數 (2)併網容量\t(1)283座 (2)2.3GW\n"
    )
    assert [(o.metric, o.value, o.unit) for o in made.observations] == [
        ("離岸風力發電 累計安裝座數", 283, "座"),
        ("離岸風力發電 併網容量", Decimal("2.3"), "GW"),
    ]


@pytest.mark.parametrize(
    ("indicator", "standard", "note", "op"),
    [
        ("發電用煤量▼（公噸）", "年度合計", "註：▼表示數值愈低愈佳，※為累計值。", "<="),
        ("發電用煤量※（公噸）", "年度合計", "註：▼表示數值愈低愈佳，※為累計值。", ">="),
        ("發電用煤量▼（公噸）", "年度合計", "註：標有▼者，數值愈低愈佳，目標值為上限。", "<="),
        ("發電用煤量※（公噸）", "年度合計", "註：標有▼者，數值愈低愈佳，※為累計值。", ">="),
        ("發電用煤量▼（公噸）", "年度合計", "註：愈少愈佳者以▼標示。", "<="),
        ("發電用煤量▼（公噸）", "年度合計", "註：▼為累計值。", ">="),
        ("發電用煤量（公噸）", "年度合計（負向指標）", "", "<="),
        ("每戶停電（分鐘）", "目標值為每戶每年不超過之分鐘數", "", "<="),
        ("每戶停電（分鐘）", "每次停電不超過10分鐘之戶數", "", ">="),
    ],
)
def test_less_is_better_where_the_document_says_so(indicator: str, standard: str, note: str, op: str) -> None:
    made = read(
        f"關鍵績效指標\t衡量標準\t112年目標值\t112年實際值\n{indicator}\t{standard}\t100\t90\n\n{note}\n"
    )
    [target] = [o for o in made.observations if o.role == "target"]
    assert (target.op, target.verdict) == (op, "met" if op == "<=" else "not_met")


def test_a_range_alone_in_a_cell_is_one_though_years_could_be_written_so() -> None:
    made = read("措施\t112年目標值（家）\t112年實際值（家）\n診斷\t150~180\t168\n")
    [target] = [o for o in made.observations if o.role == "target"]
    assert (target.value, target.upper, target.op, target.verdict, target.as_written) == (
        150,
        180,
        "range",
        "met",
        "150~180",
    )


ROWS = "<table><tr><th>計畫名稱<th>112年度預算數<tr><td>{}<td>1,450</table>"


@pytest.mark.parametrize(
    ("between", "value"),
    [
        ("<p>某市112年度執行成果報告", 14_500_000),
        ("<p>表4 各計畫經費（續）", 14_500_000),
        ("<p>表5 各計畫人力", 1_450),
        ("<h2>二、人力</h2>", 1_450),
    ],
)
def test_a_table_that_goes_on_has_the_unit_of_the_one_before(between: str, value: int) -> None:
    made = read_page(
        "<h2>一、經費</h2><p>表4 各計畫經費<p>單位：萬元"
        + ROWS.format("甲案")
        + between
        + ROWS.format("乙案")
    )
    assert [(o.entry, o.value) for o in made.observations if o.kind != "text"] == [
        ("甲案", 14_500_000),
        ("乙案", value),
    ]


@pytest.mark.parametrize(("rate", "op"), [("95.6%", "<="), ("104.6%", ">="), ("100%", ">=")])
def test_a_stated_rate_of_achievement_shows_whether_less_is_better(rate: str, op: str) -> None:
    made = read(f"措施\t112年目標值\t112年實際值\t112年達成率\t113年目標值\n單位耗能\t24\t25.1\t{rate}\t23\n")
    found = [(o.year, o.op, o.verdict) for o in made.observations if o.role == "target"]
    assert found == [(112, op, "not_met" if op == "<=" else "met"), (113, op, None)]


def test_a_rate_that_counts_more_as_better_goes_before_words_that_often_mean_less() -> None:
    table = "指標\t112年目標值\t112年實際值\t112年達成率\n研究船作業天數\t120天\t86天\t{}\n"
    for rate, op, verdict in (("71.7%", ">=", "not_met"), ("", "<=", "met")):
        [target] = [o for o in read(table.format(rate)).observations if o.role == "target"]
        assert (target.op, target.verdict) == (op, verdict)


def test_what_stands_behind_a_figure_may_bound_it() -> None:
    made = read(
        "指標\t112年目標值\t112年實際值\n援助支出\t以1億元為上限\t9,000萬元\n存糧\t以30天為下限\t25天\n"
    )
    found = [(o.op, o.verdict) for o in made.observations if o.role == "target"]
    assert found == [("<=", "met"), (">=", "not_met")]


def test_a_note_says_of_the_one_line_of_an_entry_that_less_is_better() -> None:
    made = read(
        "措施\t112年目標值\t112年實際值\t備註\n每人廢棄物\t0.94\t0.95\t負向指標。\n回收率\t60\t61\t\n"
    )
    found = [(o.entry, o.op, o.verdict) for o in made.observations if o.role == "target"]
    assert found == [("每人廢棄物", "<=", "not_met"), ("回收率", ">=", "met")]


def test_targets_of_one_year_that_headings_tell_apart_have_results_of_their_own() -> None:
    made = read(
        "計畫名稱\t112年底預定進度\t112年度工作目標\t112年度辦理成果\t112年底實際進度\n"
        "停車場\t80.0%\t增設坡道40處\t增設坡道38處\t68.5%\n"
    )
    assert [
        (o.metric, o.role, o.value, o.unit, o.verdict) for o in made.observations if o.kind != "text"
    ] == [
        ("停車場 112年底預定進度", "target", 80, "%", "not_met"),
        ("停車場 112年底預定進度", "actual", Decimal("68.5"), "%", None),
        ("停車場 112年度工作目標", "target", 40, "處", "not_met"),
        ("停車場 112年度工作目標", "actual", 38, "處", None),
    ]


def test_a_sum_beside_the_budgets_of_several_years_is_a_budget_of_no_year() -> None:
    made = read_page(
        "<p>單位：百萬元<table><tr><th rowspan=2>計畫名稱<th rowspan=2>計畫期程<th colspan=2>經費需求"
        "<th rowspan=2>合計<tr><th>112年度<th>113年度<tr><td>甲案<td>112-113<td>10<td>20<td>30</table>"
    )
    assert [(o.role, o.year, o.value, o.headers.column) for o in made.observations] == [
        ("budget", 112, 10_000_000, ("經費需求", "112年度")),
        ("budget", 113, 20_000_000, ("經費需求", "113年度")),
        ("budget", None, 30_000_000, ("經費需求", "合計")),
    ]


def test_what_has_gone_on_since_a_year_is_not_of_it() -> None:
    told = "自106年開辦以來累計核發201萬張，其中112年核發76萬張"
    made = read(f"措施\t112年目標\t112年執行成果\n憑證核發\t累計180萬張\t{told}\n")
    assert [(o.year, o.role, o.value, o.verdict) for o in made.observations if o.kind != "text"] == [
        (112, "target", 1_800_000, "met"),
        (112, "actual", 2_010_000, None),
    ]


def test_a_note_that_a_target_was_missed_says_nothing_of_what_is_better() -> None:
    made = read(
        "措施\t112年目標值\t112年實際值\t備註\n召開會議\t88次\t75次\t略低於目標，目標值以不超過88次為原則未達。\n"
    )
    [target] = [o for o in made.observations if o.role == "target"]
    assert (target.op, target.verdict) == (">=", "not_met")
