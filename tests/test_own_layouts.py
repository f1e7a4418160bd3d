"""Tables and labels in ways of their authors' own: what headings do not say, cells and notes do."""

from __future__ import annotations

from decimal import Decimal

import pytest

from building import make_document
from ingest.entries.assembly import Assembled, assemble
from ingest.formats.text import read_text_blocks
from ingest.tables.headings import read_heading
from test_card_grids import figures, make_table, read_page

WORKS = (("河川巡查", "120次", "130次"), ("海岸清理", "30公里", "28公里"), ("回收站", "15站", "15站"))


def roles(made: Assembled) -> list[tuple[str, str, float, str]]:
    """Return entry, role, value and unit of what tables state."""
    return [(o.entry, o.role, float(o.value or 0), o.unit) for o in made.observations if o.kind != "text"]


def both(name: str, target: float, actual: float, unit: str) -> list[tuple[str, str, float, str]]:
    return [(name, "target", target, unit), (name, "actual", actual, unit)]


ALL = both("河川巡查", 120, 130, "次") + both("海岸清理", 30, 28, "公里") + both("回收站", 15, 15, "站")


def test_a_row_above_the_labels_of_a_card_names_its_entry() -> None:
    cards = "".join(
        make_table(
            f"成果{number}|{name}*2|主辦：甲司",
            "年度經費|核定900萬元，實支800萬元（執行率88.9%）*3",
            "衡量項目|112年目標|112年實績|備註",
            f"完成數|{goal}|{result}|",
            "辦理情形|另於花蓮加辦3場說明會。*3",
        )
        for number, (name, goal, result) in zip("一二三", WORKS, strict=True)
    )
    made = read_page(f"<h2>參、重要成果</h2>{cards}", 112)
    found = roles(made)
    assert [one for one in found if one[1] in ("target", "actual")] == ALL
    assert {o.no for o in made.observations if o.role == "target"} == {"成果一", "成果二", "成果三"}
    assert [one for one in found if one[0] == "回收站" and one[1] in ("budget", "final")] == [
        ("回收站", "budget", 9_000_000, "元"),
        ("回收站", "final", 8_000_000, "元"),
    ]
    assert made.records[0].text("agencies") == "甲司"


def test_a_card_without_a_name_of_its_own_has_that_of_the_heading_it_alone_stands_under() -> None:
    cards = [make_table(f"目標|{goal}", f"成果|{result}", "主辦單位|甲司") for _, goal, result in WORKS]
    apart = "".join(f"<h3>1-{n} {w[0]}</h3>{c}" for n, (w, c) in enumerate(zip(WORKS, cards, strict=True), 1))
    made = read_page(apart, 112)
    assert roles(made) == ALL
    assert [o.no for o in made.observations if o.role == "target"] == ["1-1", "1-2", "1-3"]
    together = read_page("<h3>1-1 河川巡查</h3>" + "".join(cards), 112)
    assert "河川巡查" not in {o.entry for o in together.observations}


def test_labels_before_paragraphs_that_no_list_knows_are_told_by_what_stands_under_them() -> None:
    text = "".join(
        f"{number}、{name}\n● 想做的：全年{goal}。\n● 做到的：全年{result}。\n● 主辦：甲司\n\n"
        for number, (name, goal, result) in zip("一二三", WORKS, strict=True)
    )
    document = make_document(text, edition=112)
    assert roles(assemble(document, read_text_blocks(document.lines))) == ALL


def test_headings_that_no_list_knows_are_told_where_they_complete_a_target_and_its_result() -> None:
    rows = [f"A{n}|{name}|{goal}|{result}|甲司" for n, (name, goal, result) in enumerate(WORKS)]
    assert roles(read_page(make_table("代號|工作|要做多少|做了多少|誰做", *rows), 112)) == ALL
    # Figures that do not go together row by row are none.
    others = ["A0|河川巡查|120次|3萬人|甲司", "A1|海岸清理|30公里|900人|乙司", "A2|回收站|15站|70人|丙司"]
    found = roles(read_page(make_table("代號|工作|做了多少|誰用", *others), 112))
    assert {role for _, role, _, _ in found} <= {"other", "actual"}


def test_headings_are_told_where_no_list_knows_any_of_them() -> None:
    rows = [f"{name}|{goal}|{result}|{goal}" for name, goal, result in WORKS]
    made = read_page(make_table("所做何事|112年所訂|112年實得|111年同項", *rows), 112)
    assert set(ALL) <= set(roles(made))
    assert {o.year for o in made.observations if o.role == "actual"} == {111, 112}
    # A table of years that tells no target stays as it is.
    made = read_page(make_table("河流|110年講堂|111年講堂|112年講堂", *rows), 112)
    assert "target" not in {o.role for o in made.observations}


@pytest.mark.parametrize(
    "cells",
    ["目標：{}；實績：{}", "{}／{}", "{}<br>{}"],
)
def test_a_column_of_two_roles_is_parted_by_labels_strokes_and_breaks(cells: str) -> None:
    rows = [f"{n}|{name}|{cells.format(goal, result)}" for n, (name, goal, result) in enumerate(WORKS, 1)]
    assert roles(read_page(make_table("編號|工作項目|112年目標與實績", *rows), 112)) == ALL


def test_a_cell_that_only_refers_to_a_note_has_what_the_note_says() -> None:
    table = make_table("指標|目標值|實績|達成率", "輔具補助|500案|詳註2|詳註2", "訪視|90次|87次|96.7%")
    notes = "<p>註1：訪視以人次計。<p>註2：輔具補助全年核定611案，達成率122.2%，於製表後補列。"
    made = read_page(table + notes, 112)
    found = {(o.role, o.value, o.verdict) for o in made.observations if o.entry == "輔具補助"}
    assert {("target", 500, "met"), ("actual", 611, None), ("rate", Decimal("122.2"), None)} <= found
    other = read_page(table + "<p>註1：輔具補助全年核定611案。", 112)
    assert "not_reported" in {o.verdict for o in other.observations if o.entry == "輔具補助"}


def test_an_indicator_that_is_parted_under_one_heading_counts_its_parts() -> None:
    made = read_page(
        make_table(
            "編號|衡量指標*2|單位|目標值|實績",
            "1|到達時間*2|分鐘|6|5",
            "2/2|長照服務/2|居服人數|人|70|80",
            "喘息服務|人次|60|58",
        ),
        112,
    )
    found = [(o.entry, o.metric, o.value) for o in made.observations if o.role == "target"]
    assert found == [("到達時間", "到達時間", 6), ("長照服務", "居服人數", 70), ("長照服務", "喘息服務", 60)]


def test_a_year_may_bear_the_mark_of_what_its_figures_are() -> None:
    made = read_page(make_table("項目|111|112|113 (p)", "來客|1,104|1,768|1,936", "床位|40|41|45"), None)
    assert {o.year for o in made.observations} == {111, 112, 113}


def test_a_cell_under_several_roles_gives_a_figure_of_none() -> None:
    made = read_page(make_table("指標|目標值|實績", "巡查|120次|130次", "說明|其中3場於夜間辦理*2"), 112)
    assert [one for one in roles(made) if one[0] == "說明"] == []
    assert roles(made)[:2] == both("巡查", 120, 130, "次")


def test_the_whole_year_is_the_result_of_a_target_and_its_parts_are_told_as_such() -> None:
    made = read_page(
        make_table("指標|年度目標|第1季|第2季|第3季|第4季|全年累計", "巡查（次）|120|30|30|35|30|125"), 112
    )
    found = [(o.role, o.value, o.period, o.verdict) for o in made.observations]
    assert found[:2] == [("target", 120, None, "met"), ("actual", 125, None, None)]
    assert [(value, period) for role, value, period, _ in found[2:] if role == "actual"] == [
        (30, "第1季"),
        (30, "第2季"),
        (35, "第3季"),
        (30, "第4季"),
    ]


@pytest.mark.parametrize(
    ("goal", "result", "verdict", "period"),
    [
        ("培訓120人次", "1月至6月培訓64人次；下半年名冊尚未報部。", "not_reported", "1月至6月"),
        ("培訓120人次", "上半年培訓130人次。", "met", "上半年"),
        ("培訓120人次", "上半年培訓50人次，全年培訓110人次。", "not_met", None),
        ("上半年培訓120人次", "上半年培訓64人次。", "not_met", None),
        ("培訓120人次", "下半年培訓64人次。", "not_met", None),
    ],
)
def test_what_was_done_in_the_first_months_misses_no_target_of_the_whole_year(
    goal: str, result: str, verdict: str, period: str | None
) -> None:
    made = read_page(make_table("措施|112年目標|112年成果", f"人才培訓|{goal}|{result}"), 112)
    assert [o.verdict for o in made.observations if o.role == "target"] == [verdict]
    actual = [o.period for o in made.observations if o.role == "actual" and o.kind == "measure"]
    assert period in actual if period else set(actual) == {None}


def test_each_column_has_the_unit_of_a_caption_that_its_heading_names() -> None:
    made = read_page(
        "<p>單位：件、千元" + make_table("計畫|受理件數|罰鍰金額|預算數|保留數", "空污|12|340|900|20"), 112
    )
    assert [(o.value, o.unit, o.role) for o in made.observations] == [
        (12, "件", "other"),
        (340_000, "元", "other"),
        (900_000, "元", "budget"),
        (20_000, "元", "other"),
    ]


def test_columns_are_named_by_the_proportions_of_their_figures() -> None:
    made = read_page(
        make_table("計畫|預算數|花用|執行率", "甲|340|170|50", "乙|120|99|82.5", "丙|10|9|90"), 112
    )
    assert [(o.role, o.value, o.unit) for o in made.observations if o.entry == "乙"] == [
        ("budget", 120, ""),
        ("final", 99, ""),
        ("rate", Decimal("82.5"), "%"),
    ]
    made = read_page(make_table("計畫|預算數|決算數|幾成", "甲|34|17|50", "乙|12|9|75", "丙|10|9|90"), 112)
    assert [o.role for o in made.observations if o.entry == "乙"] == ["budget", "final", "rate"]
    made = read_page(make_table("計畫|預算數|人力|工時", "甲|340|170|51", "乙|120|99|80", "丙|10|9|91"), 112)
    assert {o.role for o in made.observations} == {"budget", "other"}


def test_a_cell_of_several_sums_is_read_by_the_words_of_each() -> None:
    made = read_page(make_table("措施|經費", "巡查|編列900萬元，實支800萬元，保留60萬元，執行率88.9%"), 112)
    assert [(o.role, float(o.value or 0)) for o in made.observations] == [
        ("budget", 9_000_000),
        ("final", 8_000_000),
        ("other", 600_000),
        ("rate", 88.9),
    ]


def test_targets_of_another_year_are_named_as_those_of_the_year_that_is_reported() -> None:
    made = read_page(
        make_table(
            "措施|112年目標|112年成果|113年目標",
            "社福|①據點540站。②持證比率75%以上。|①552站。②81%。|①560站。②80%以上。",
        ),
        112,
    )
    found = [(o.year, o.metric, o.value) for o in made.observations if o.role == "target"]
    assert found == [
        (112, "據點", 540),
        (112, "持證比率", 75),
        (113, "據點", 560),
        (113, "持證比率", 80),
    ]
    assert figures(made)


def test_a_label_of_another_year_leaves_what_is_of_the_reported_year_to_be_told() -> None:
    cards = "".join(
        make_table(
            f"卡號|B{number}|措施|{name}",
            f"年初說好|{goal}以上。|年底交卷|{result}。",
            f"上年成績|{before}。|誰在做|甲司",
        )
        for number, ((name, goal, result), before) in enumerate(
            zip(WORKS, ("110次", "25公里", "13站"), strict=True), 1
        )
    )
    found = figures(read_page(cards, 112))
    assert [one[3:5] for one in found if one[0] == "河川巡查" and one[2] == 112] == [
        ("target", 120),
        ("actual", 130),
    ]
    assert [one[2:5] for one in found if one[0] == "河川巡查" and one[2] != 112] == [(111, "actual", 110)]


def test_a_result_may_refer_to_the_text_below_that_opens_with_the_number_of_its_entry() -> None:
    table = make_table("編號|措施|目標值|實績", "C3|老屋媒合|30件|見本表下方補充", "C4|坡道|12處|14處")
    made = read_page(table + "<p>補充（C4）：坡道14處。<p>補充（C3）：全年實際成交19件，為目標之63.3%。", 112)
    found = {(o.role, o.value, o.verdict) for o in made.observations if o.entry == "老屋媒合"}
    assert {("target", 30, "not_met"), ("actual", 19, None)} <= found


def test_a_cell_of_last_year_tells_its_target_and_parts_of_a_figure_are_none() -> None:
    made = read_page(
        make_table(
            "措施|112年目標|112年成果|111年成果|113年目標",
            "體檢|60處|64處|原訂50處，完成52處|70處，含本年遞延之3處",
        ),
        112,
    )
    found = [(o.year, o.role, o.value, o.verdict) for o in made.observations if o.kind == "measure"]
    assert sorted(found, key=str) == sorted(
        [
            (112, "target", 60, "met"),
            (112, "actual", 64, None),
            (113, "target", 70, None),
            (111, "target", 50, "met"),
            (111, "actual", 52, None),
        ],
        key=str,
    )


def test_a_result_may_share_its_cells_with_its_mark() -> None:
    made = read_page(
        make_table(
            "編號/2|措施/2|目標*2|執行結果及狀態*2",
            "112|113|112|113",
            "1|考核（家）|220|230|231 ◎|18.9 ▲",
            "2|訪視（次）|20|22|22 ◎|尚未統計",
        ),
        113,
    )
    found = [(o.entry, o.year, o.role, o.value, o.verdict) for o in made.observations]
    assert ("考核（家）", 112, "target", 220, "met") in found
    assert ("考核（家）", 113, "actual", Decimal("18.9"), None) in found
    assert ("訪視（次）", 113, "target", 22, "not_reported") in found


def test_rows_that_stand_under_each_other_in_one_are_parted() -> None:
    row = "1|開放應用|{}|{}|{}|{}|資訊司<br>甲局"
    split = row.format("介接項數<br>平臺瀏覽", "項<br>萬人次", "20<br>30.0", "22<br>33.8")
    made = read_page(make_table("編號|措施|指標|單位|目標值|實績|主辦", split), 112)
    assert [(o.metric, o.value, o.unit, o.verdict) for o in made.observations if o.role == "target"] == [
        ("介接項數", 20, "項", "met"),
        ("平臺瀏覽", 300_000, "人次", "met"),
    ]
    whole = row.format("介接項數", "項", "20", "22<br>（含試辦2項）")
    made = read_page(make_table("編號|措施|指標|單位|目標值|實績|主辦", whole), 112)
    assert [o.value for o in made.observations if o.role == "target"] == [20]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("執行結果及狀態", "result"),
        ("後續預定", "target"),
        ("目標與措施", ""),
        ("背景及現況說明", "note"),
    ],
)
def test_a_heading_of_two_words_is_what_its_first_says_beside_a_state(heading: str, field: str) -> None:
    assert read_heading(heading).field == field


def test_rates_of_what_became_less_are_better_the_more() -> None:
    made = read_page(make_table("指標|目標值|實績", "事故件數下降率（%）|20|27.4", "事故件數|20|27"), 112)
    assert [(o.op, o.verdict) for o in made.observations if o.role == "target"] == [
        (">=", "met"),
        ("<=", "not_met"),
    ]


def test_rows_of_roles_are_named_by_the_row_above_them() -> None:
    made = read_page(
        make_table(
            "項目|111年|112年|113年",
            "一、河川巡查（次）*4",
            "目標值|110|120|130",
            "實際值|108|130|",
            "二、海岸清理（公里）*4",
            "目標值|25|30|32",
            "實際值|24|28|",
        )
    )
    found = [(o.no, o.entry, o.year, o.verdict) for o in made.observations if o.role == "target"]
    assert found == [
        ("一", "河川巡查（次）", 111, "not_met"),
        ("一", "河川巡查（次）", 112, "met"),
        ("一", "河川巡查（次）", 113, None),
        ("二", "海岸清理（公里）", 111, "not_met"),
        ("二", "海岸清理（公里）", 112, "not_met"),
        ("二", "海岸清理（公里）", 113, None),
    ]


def test_a_row_without_a_target_of_its_own_is_read_by_its_sentences() -> None:
    made = read_page(
        make_table("工作項目|辦理情形", "河川巡查|原訂巡查120次，實際巡查130次。", "座談|辦理3場。"), 112
    )
    assert [(o.entry, o.role, o.value, o.verdict) for o in made.observations if o.kind == "measure"] == [
        ("河川巡查", "target", 120, "met"),
        ("河川巡查", "actual", 130, None),
    ]


def test_rows_of_roles_have_the_number_that_their_name_begins_with() -> None:
    rows = [
        f"{no} {name}（{unit}）|{role}|{value}|{value}"
        for no, (name, unit, *values) in {
            "1-2": ("河川巡查", "次", 120, 130),
            "2-1": ("清理", "公里", 30, 28),
        }.items()
        for role, value in zip(("預定", "實際"), values, strict=True)
    ]
    made = read_page(make_table("項目|區分|112年第1季|112年第2季", *rows), 112)
    found = {(o.no, o.metric, o.role, float(o.value or 0)) for o in made.observations}
    assert found == {
        ("1-2", "河川巡查（次）", "target", 120.0),
        ("1-2", "河川巡查（次）", "actual", 130.0),
        ("2-1", "清理（公里）", "target", 30.0),
        ("2-1", "清理（公里）", "actual", 28.0),
    }


def test_what_is_counted_is_named_without_the_unit_between_its_headings() -> None:
    head = "<tr><th rowspan=2>年別<th colspan=2>申訴（件）<tr><th>受理<th>結案（含撤回）"
    made = read_page(f"<table>{head}<tr><td>111年<td>9<td>8<tr><td>112年<td>7<td>6</table>", 112)
    assert {o.metric for o in made.observations} == {"申訴 受理", "申訴 結案（含撤回）"}


def test_lines_of_contents_head_nothing() -> None:
    names = ("壹、緣起", "貳、成果", "參、展望113年")
    contents = "".join(f"<li><a href='#{n}'>{name}</a>" for n, name in enumerate(names))
    works = "".join(
        f"<h3>1-{n} {w[0]}</h3>" + make_table(f"目標|{w[1]}", f"成果|{w[2]}") for n, w in enumerate(WORKS, 1)
    )
    texts = ("<p>本計畫推動河川保育。</p>", works, "<p>持續推動。</p>")
    parts = "".join(f"<h2>{name}</h2>{text}" for name, text in zip(names, texts, strict=True))
    made = read_page(f"<h1>112年成果</h1><ul>{contents}</ul>{parts}", 112)
    assert {record.path for record in made.records if record.kind == "measure"} == {("112年成果", "貳、成果")}
