"""Tables in layouts that offices use: years and quarters in rows, turned tables, cards side by side."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from building import make_document
from ingest.blocks import Paragraph
from ingest.entries.assembly import assemble
from ingest.formats.webpage import read_webpage_blocks
from ingest.formats.writing import RawCell, Writer
from test_card_grids import figures, make_table, read_page

Found = list[tuple[str, str, int | None, str, float, str, str | None]]
JOBS, CLASSES = "就業人數（人）", "訓練班次（班）"


def paired(name: str, year: int, target: float, actual: float, unit: str, verdict: str) -> Found:
    return [
        (name, name, year, "target", target, unit, verdict),
        (name, name, year, "actual", actual, unit, None),
    ]


@pytest.mark.parametrize(
    ("above", "rows", "found"),
    [
        # Years in rows, of what the heading names.
        (
            f"<h3>（一）關鍵績效指標：{JOBS}</h3>",
            ("年度|目標值|實際值", "110|500|520", "111|550|530"),
            paired(JOBS, 110, 500, 520, "人", "met") + paired(JOBS, 111, 550, 530, "人", "not_met"),
        ),
        # Years in rows beside names that reach over them.
        (
            "",
            (
                "指標|年度|目標值|實際值",
                f"{JOBS}/2|110年|500|520",
                "111年|550|530",
                f"{CLASSES}/2|110年|20|18",
                "111年|22|23",
            ),
            paired(JOBS, 110, 500, 520, "人", "met")
            + paired(JOBS, 111, 550, 530, "人", "not_met")
            + paired(CLASSES, 110, 20, 18, "班", "not_met")
            + paired(CLASSES, 111, 22, 23, "班", "met"),
        ),
        # Blocks of years, one below the other.
        (
            "",
            ("指標|目標值|實際值|備註", "110年度*4", f"{JOBS}|500|520|", "111年度*4", f"{JOBS}|550|530|"),
            paired(JOBS, 110, 500, 520, "人", "met") + paired(JOBS, 111, 550, 530, "人", "not_met"),
        ),
        # Fields in rows, entries in columns.
        (
            "<p>112年度",
            (f"項目|{JOBS}|{CLASSES}", "目標值|500|20", "實際值|520|18", "燈號|綠燈|紅燈"),
            paired(JOBS, 112, 500, 520, "人", "met") + paired(CLASSES, 112, 20, 18, "班", "not_met"),
        ),
        # Cards beside each other, whose values may end in words that name fields.
        (
            "",
            (
                "計畫名稱|甲計畫|計畫名稱|乙計畫",
                "主辦機關|甲局|主辦機關|乙局",
                "112年目標|10場|112年目標|20場",
                "112年成果|12場|112年成果|18場",
            ),
            paired("甲計畫", 112, 10, 12, "場", "met") + paired("乙計畫", 112, 20, 18, "場", "not_met"),
        ),
    ],
)
def test_each_figure_has_the_year_and_the_name_it_stands_under(
    above: str, rows: tuple[str, ...], found: Found
) -> None:
    assert figures(read_page(above + make_table(*rows), 112)) == found


def test_quarters_over_columns_are_parts_of_the_year_and_the_whole_is_its_own() -> None:
    made = read_page(
        make_table(
            "指標/2|第一季*2|第二季*2|全年*2", "目標|實際|目標|實際|目標|實際", f"{CLASSES}|10|12|10|9|20|21"
        ),
        112,
    )
    assert [(o.metric, o.period, o.role, o.value, o.verdict) for o in made.observations] == [
        (CLASSES, "第一季", "target", 10, "met"),
        (CLASSES, "第一季", "actual", 12, None),
        (CLASSES, "第二季", "target", 10, "not_met"),
        (CLASSES, "第二季", "actual", 9, None),
        (CLASSES, None, "target", 20, "met"),
        (CLASSES, None, "actual", 21, None),
    ]


def test_quarters_in_rows_are_parts_of_the_year_of_what_stands_above() -> None:
    made = read_page(
        "<p>表3 112年度訓練班次" + make_table("季別|目標值（班）|實際值（班）", "第1季|10|12", "全年|20|19"),
        112,
    )
    assert [(o.entry, o.year, o.period, o.role, o.value) for o in made.observations if o.kind != "text"] == [
        ("表3 112年度訓練班次", 112, "第1季", "target", 10),
        ("表3 112年度訓練班次", 112, "第1季", "actual", 12),
        ("表3 112年度訓練班次", 112, None, "target", 20),
        ("表3 112年度訓練班次", 112, None, "actual", 19),
    ]


def test_a_statistics_table_with_years_in_rows_counts_what_its_headings_say() -> None:
    made = read_page(
        "<p>表2 案件統計" + make_table("年度|受理件數（件）|結案率", "110年|500|96%", "111年|520|97%"), 112
    )
    assert [(o.metric, o.year, o.role, o.value, o.unit) for o in made.observations] == [
        ("受理件數（件）", 110, "actual", 500, "件"),
        ("結案率", 110, "actual", 96, "%"),
        ("受理件數（件）", 111, "actual", 520, "件"),
        ("結案率", 111, "actual", 97, "%"),
    ]
    assert made.problems == []


@pytest.mark.parametrize(
    "grid",
    [
        ("年度|目標值|實際值", "110|500|520", "111|550|530"),
        ("年度|110|111", "目標值|500|550", "實際值|520|530"),
    ],
)
def test_years_of_a_grid_within_a_card_may_stand_in_rows_or_in_columns(grid: tuple[str, ...]) -> None:
    made = read_page(
        make_table("指標名稱|就業人數*2", "主辦機關|勞動局*2", "單位|人*2", *grid, "檢討|無*2"), 112
    )
    name = "就業人數"
    wanted = paired(name, 110, 500, 520, "人", "met") + paired(name, 111, 550, 530, "人", "not_met")
    assert figures(made) == wanted


def test_labels_that_count_themselves_part_the_indicators_of_a_card() -> None:
    made = read_page(
        make_table(
            "計畫名稱|健康促進",
            "主辦機關|健康署",
            "指標1|篩檢人數",
            "目標值1|500人",
            "實際值1|520人",
            "指標2|追蹤率",
            "目標值2|90%",
            "實際值2|85%",
        ),
        112,
    )
    assert [one[1:] for one in figures(made)] == [
        ("篩檢人數", 112, "target", 500, "人", "met"),
        ("篩檢人數", 112, "actual", 520, "人", None),
        ("追蹤率", 112, "target", 90, "%", "not_met"),
        ("追蹤率", 112, "actual", 85, "%", None),
    ]
    assert made.problems == []


def test_what_stands_above_figures_that_come_again_names_what_they_are_of() -> None:
    # No list knows 重點①; what comes once above each pair of target and result says what these count.
    card = ("重點①|篩檢人數", "目標值|500人", "實際值|520人", "重點②|追蹤率", "目標值|90%", "實際值|85%")
    other = ("重點①|訪視戶數", "目標值|80戶", "實際值|70戶")
    made = read_page(
        make_table("計畫名稱|健康促進", "主辦機關|健康署", *card)
        + make_table("計畫名稱|居家訪視", "主辦機關|社會局", *other),
        112,
    )
    assert [one[1:] for one in figures(made)] == [
        ("篩檢人數", 112, "target", 500, "人", "met"),
        ("篩檢人數", 112, "actual", 520, "人", None),
        ("追蹤率", 112, "target", 90, "%", "not_met"),
        ("追蹤率", 112, "actual", 85, "%", None),
        ("訪視戶數", 112, "target", 80, "戶", "not_met"),
        ("訪視戶數", 112, "actual", 70, "戶", None),
    ]
    assert made.problems == []


def test_rows_of_labels_and_rows_of_roles_are_not_turned() -> None:
    made = read_page(make_table("項目|110年|111年", "目標值|500|550", "實際值|520|530"), 112)
    assert [(o.year, o.role) for o in made.observations] == [
        (110, "target"),
        (110, "actual"),
        (111, "target"),
        (111, "actual"),
    ]


def test_headings_that_begin_with_an_age_head_columns_and_a_total_of_years_is_of_none() -> None:
    made = read_page(
        "<p>表3 失能人數"
        + make_table("年度|65歲以上失能老人|50-64歲失能者", "110|415|92", "111|436|93", "合計|851|185"),
        112,
    )
    assert [(o.metric, o.year, o.role, o.value) for o in made.observations] == [
        ("65歲以上失能老人", 110, "actual", 415),
        ("50-64歲失能者", 110, "actual", 92),
        ("65歲以上失能老人", 111, "actual", 436),
        ("50-64歲失能者", 111, "actual", 93),
        ("65歲以上失能老人", None, "other", 851),
        ("50-64歲失能者", None, "other", 185),
    ]


def test_unknown_headings_of_two_rows_head_what_is_all_figures_below_both() -> None:
    made = read_page(
        make_table("身分別/2|平均餘命*2", "男性|女性", "全體國民|76.72|83.19", "原住民|67.28|76.00"), 112
    )
    assert [(o.entry, o.headers.column, float(o.value or 0)) for o in made.observations] == [
        ("全體國民", ("平均餘命", "男性"), 76.72),
        ("全體國民", ("平均餘命", "女性"), 83.19),
        ("原住民", ("平均餘命", "男性"), 67.28),
        ("原住民", ("平均餘命", "女性"), 76.0),
    ]


def test_a_column_of_units_that_are_none_gives_no_unit() -> None:
    made = read_page(
        "<p>表6 經費 單位：億元"
        + make_table("單位*2|110年|111年", "社政/2|預算|25.35|26.11", "預備金|0.78|3.82"),
        112,
    )
    assert [(o.entry, o.year, o.value, o.unit, o.headers.row) for o in made.observations] == [
        ("預算", 110, 2_535_000_000, "元", ("社政", "預算")),
        ("預算", 111, 2_611_000_000, "元", ("社政", "預算")),
        ("預備金", 110, 78_000_000, "元", ("社政", "預備金")),
        ("預備金", 111, 382_000_000, "元", ("社政", "預備金")),
    ]


def test_a_plan_for_years_to_come_tells_nothing_that_was() -> None:
    writer = read_webpage_blocks(
        b"<html><body>" + make_table("項目|106年|107年", "據點數|10|20").encode() + b"</body></html>",
        "a.html",
    )
    document = replace(make_document("\n".join(writer.lines)), title="長照計畫（106至115年）")
    assert {o.role for o in assemble(document, writer.blocks).observations} == {"other"}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        # Names over the roles, years in rows.
        (
            (
                "年度/2|就業人數（人）*2|訓練班次（班）*2",
                "目標|實際|目標|實際",
                "110|500|520|20|18",
            ),
            [
                ("就業人數", 110, "target", 500, "人", "met"),
                ("就業人數", 110, "actual", 520, "人", None),
                ("訓練班次", 110, "target", 20, "班", "not_met"),
                ("訓練班次", 110, "actual", 18, "班", None),
            ],
        ),
        # The unit of rows that are roles stands in a column of its own.
        (
            ("指標|單位|類別|111|112", "就業人數/2|萬人/2|目標值|19|20", "實際值|20.5|18"),
            [
                ("就業人數", 111, "target", 190_000, "人", "met"),
                ("就業人數", 111, "actual", 205_000, "人", None),
                ("就業人數", 112, "target", 200_000, "人", "not_met"),
                ("就業人數", 112, "actual", 180_000, "人", None),
            ],
        ),
        # A year alone with its role in brackets; what is guessed is no result.
        (
            ("指標|110(實際)|111(預估)|112(目標)", "就業人數（人）|500|530|550"),
            [
                ("就業人數（人）", 112, "target", 550, "人", None),
                ("就業人數（人）", 110, "actual", 500, "人", None),
                ("就業人數（人）", 111, "other", 530, "人", None),
            ],
        ),
        # A label beside the years and their figures.
        (
            (
                "指標名稱|就業率*2",
                "年度目標值/2|110年|111年",
                "70%|71%",
                "實際值/2|110年|111年",
                "69%|72%",
                "機關|署*2",
            ),
            [
                ("就業率", 110, "target", 70, "%", "not_met"),
                ("就業率", 110, "actual", 69, "%", None),
                ("就業率", 111, "target", 71, "%", "met"),
                ("就業率", 111, "actual", 72, "%", None),
            ],
        ),
        # Two roles in one cell, as their heading says.
        (
            ("指標|111年目標／實際|112年目標／實際", "就業人數（人）|500／520|550／530"),
            [
                ("就業人數（人）", 111, "target", 500, "人", "met"),
                ("就業人數（人）", 111, "actual", 520, "人", None),
                ("就業人數（人）", 112, "target", 550, "人", "not_met"),
                ("就業人數（人）", 112, "actual", 530, "人", None),
            ],
        ),
        # Units in columns of their own, under each role.
        (
            ("指標/2|112年目標*2|112年實際*2", "數值|單位|數值|單位", "訓練|20|班|18|班"),
            [("訓練 數值", 112, "target", 20, "班", "not_met"), ("訓練 數值", 112, "actual", 18, "班", None)],
        ),
        # What is counted behind the role; all of a year that only its end is told of.
        (
            ("縣市|目標戶數|截至12月底累計完成|完成率(%)", "臺北市|100|95|95.0"),
            [
                ("臺北市", 112, "target", 100, "戶", "not_met"),
                ("臺北市", 112, "actual", 95, "", None),
                ("臺北市 完成率", 112, "rate", 95, "%", None),
            ],
        ),
        # Years without an end are no year.
        (
            ("計畫名稱|112年預算（千元）|114年以後", "甲計畫|3|2"),
            [
                ("甲計畫 112年預算", 112, "budget", 3_000, "元", None),
                ("甲計畫 114年以後", None, "other", 2, "", None),
            ],
        ),
        # What a card's indicator is better at is said by its label, whichever names it.
        (
            ("關鍵績效指標|失業率", "衡量標準|失業人數÷勞動力×100%", "目標值|3.5%", "實際值|3.36%"),
            [("失業率", 112, "target", 3.5, "%", "met"), ("失業率", 112, "actual", 3.36, "%", None)],
        ),
        # A word before the one that says it is a target.
        (
            ("計畫名稱|核定經費（千元）|112年KPI目標|112年KPI達成值", "甲計畫|10|輔導10家|12家"),
            [
                ("甲計畫", 112, "target", 10, "家", "met"),
                ("甲計畫", 112, "actual", 12, "家", None),
                ("甲計畫 核定經費", 112, "budget", 10_000, "元", None),
            ],
        ),
    ],
)
def test_each_figure_has_the_metric_and_the_role_it_stands_under(
    rows: tuple[str, ...], found: list[tuple[str, int, str, float, str, str | None]]
) -> None:
    assert [one[1:] for one in figures(read_page(make_table(*rows), 112))] == found


def test_the_year_before_is_that_of_the_table_less_one_and_what_is_compared_with_it_has_none() -> None:
    made = read_page(
        "<p>單位：千元"
        + make_table("科目名稱|本年度預算數(A)|上年度預算數(B)|較上年度增減(A-B)", "業務費|1,200|1,000|200"),
        112,
    )
    assert [(o.year, o.role, o.value) for o in made.observations] == [
        (112, "budget", 1_200_000),
        (111, "budget", 1_000_000),
        (112, "difference", 200_000),
    ]


def test_the_sum_of_months_is_of_their_year() -> None:
    made = read_page("<p>112年度查緝統計" + make_table("項目|1月|2月|合計", "查緝件數（件）|10|12|22"), 113)
    assert [(o.year, o.period, o.role, o.value) for o in made.observations if o.kind != "text"] == [
        (112, "1月", "actual", 10),
        (112, "2月", "actual", 12),
        (112, None, "actual", 22),
    ]


def test_columns_that_count_states_are_counts_and_no_results() -> None:
    rows = ("策略|行動計畫數|指標數|達成|未達成|持續推動", "能源轉型|5|6|4|2|—", "淨零建築|5|6|3|2|1")
    made = read_page("<p>表2 113年度統計" + make_table(*rows), 113)
    assert [(o.kind, o.metric, o.role, o.value, o.verdict) for o in made.observations][:4] == [
        ("row", "能源轉型 行動計畫數", "actual", 5, None),
        ("row", "能源轉型 指標數", "actual", 6, None),
        ("row", "能源轉型 達成", "actual", 4, None),
        ("row", "能源轉型 未達成", "actual", 2, None),
    ]
    assert made.problems == []


def test_what_stands_over_several_columns_is_a_heading_though_it_counts_years() -> None:
    made = read_page(
        "<p>單位：萬公噸"
        + make_table("部門/2|94年（基準年）/2|近二年*2", "112年|113年（初估）", "製造|50.1|41.1|40.2"),
        113,
    )
    assert [(o.year, o.value, o.unit) for o in made.observations] == [
        (94, 501_000, "公噸"),
        (112, 411_000, "公噸"),
        (113, 402_000, "公噸"),
    ]


def test_figures_below_a_table_as_labels_and_values_are_of_its_entry_in_their_roles() -> None:
    made = read_page(
        "<h3>（一）關鍵績效指標：訓後就業率</h3>"
        + make_table("項目|110年度|111年度", "目標值|70%|71%", "實際值|69%|72%")
        + "<p>達成度：101.4%</p><p>達成情形分析：受疫情影響，培訓300人。</p>",
        111,
    )
    rates = [
        (o.kind, o.role, float(o.value or 0)) for o in made.observations if o.value in (300, Decimal("101.4"))
    ]
    assert rates == [("kpi", "rate", 101.4), ("text", "actual", 300.0)]


def test_a_value_below_a_table_stands_on_its_own_line_where_its_label_has_one() -> None:
    writer = Writer()
    grid = (("項目", "110年度", "111年度"), ("目標值", "70%", "71%"), ("實際值", "69%", "72%"))
    writer.write_table(RawCell(r, c, (text,)) for r, row in enumerate(grid) for c, text in enumerate(row))
    first = len(writer.lines) + 1
    writer.lines += ["達成度：", "101.4%"]
    writer.blocks.append(Paragraph("達成度：101.4%", ((0, first), (4, first + 1))))
    heading = Paragraph("（一）關鍵績效指標：訓後就業率", ((0, 1),))
    made = assemble(make_document("\n".join(writer.lines), edition=111), [heading, *writer.blocks])
    [rate] = [one for one in made.observations if one.role == "rate"]
    [field] = [field for field in made.records[0].fields.values() if field.text == "101.4%"]
    assert (rate.place.line_start, field.place.line_start) == (first + 1, first + 1)


def test_halves_side_by_side_under_the_same_headings_are_rows_of_one_table() -> None:
    made = read_page(
        "<p>112年度 單位：千元"
        + make_table(
            "112年度經費*6",
            "項目|預算數|決算數|項目|預算數|決算數",
            "人事|100|90|業務|70|60",
            "設備|80|85|獎補助|50|40",
        )
    )
    assert [(o.entry, o.role, o.value) for o in made.observations if o.kind != "text"] == [
        ("人事", "budget", 100_000),
        ("人事", "final", 90_000),
        ("設備", "budget", 80_000),
        ("設備", "final", 85_000),
        ("業務", "budget", 70_000),
        ("業務", "final", 60_000),
        ("獎補助", "budget", 50_000),
        ("獎補助", "final", 40_000),
    ]


def test_a_table_that_only_its_first_column_heads_is_read_by_that() -> None:
    made = read_page(
        make_table("補助對象|甲公司|乙公司", "交易內容|採購|服務", "本期金額|133|59", "上期金額|307|24"), 112
    )
    assert [(o.entry, o.metric, o.value) for o in made.observations] == [
        ("甲公司", "甲公司 本期金額", 133),
        ("甲公司", "甲公司 上期金額", 307),
        ("乙公司", "乙公司 本期金額", 59),
        ("乙公司", "乙公司 上期金額", 24),
    ]


def test_a_note_over_all_columns_does_not_hide_what_is_all_figures() -> None:
    made = read_page(
        make_table("甲類|期初數|期末數", "現金|100|300", "存款|200|250", "註：以上為初估*3"), 112
    )
    assert [(o.entry, o.metric, o.value) for o in made.observations if o.kind != "text"] == [
        ("現金", "現金 期初數", 100),
        ("現金", "現金 期末數", 300),
        ("存款", "存款 期初數", 200),
        ("存款", "存款 期末數", 250),
    ]


def test_who_helps_is_told_apart_from_who_leads_and_a_stretch_of_years_counts_nothing() -> None:
    made = read_page(
        make_table(
            "措施/2|主辦機關/2|協辦機關/2|指標/2|近二年*2",
            "111年實績|112年實績",
            "碳匯|海洋局|中山大學|面積（公頃）|4.2|3.9",
        ),
        112,
    )
    [entry] = [record for record in made.records if record.kind != "section"]
    assert (entry.fields["agencies"].text, entry.fields["support"].text) == ("海洋局", "中山大學")
    assert (entry.agencies, entry.lead_agencies) == (("海洋局", "中山大學"), ("海洋局",))
    assert {(o.metric, o.year) for o in made.observations} == {("面積（公頃）", 111), ("面積（公頃）", 112)}
