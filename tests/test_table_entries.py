"""Rows, cards and role rows become entries, their cells observations, each bound to what it means."""

from __future__ import annotations

from decimal import Decimal

import pytest

from building import make_document
from ingest.blocks import Paragraph
from ingest.entries.assembly import Assembled, assemble
from ingest.entries.context import Context
from ingest.formats.text import read_text_blocks
from ingest.formats.webpage import read_webpage_blocks
from ingest.records import Measure, Observation


def read(text: str, edition: int | None = None) -> Assembled:
    document = make_document(text, edition=edition)
    return assemble(document, read_text_blocks(document.lines))


def read_page(body: str, edition: int | None = None) -> Assembled:
    writer = read_webpage_blocks(f"<html><body>{body}</body></html>".encode(), "a.html")
    return assemble(make_document("\n".join(writer.lines), edition=edition), writer.blocks)


def figures(made: Assembled) -> list[tuple[str, int | None, str, int | float, str]]:
    """Return what is observed in tables: the entry, year, role, value and unit."""
    return [
        (o.entry, o.year, o.role, float(o.value or 0), o.unit) for o in made.observations if o.kind != "text"
    ]


def find(made: Assembled, role: str) -> Observation:
    [found] = [o for o in made.observations if o.role == role and o.kind != "text"]
    return found


TWO_LEVELS = """<p>表1 執行情形 <p>單位：千元
<table><tr><th rowspan=2>編號<th rowspan=2>措施<th rowspan=2>指標<th colspan=2>112年度<th>113年度
<tr><th>目標值<th>實際值<th>目標值
<tr><td rowspan=2>A-1-2<td rowspan=2>擴大循環容器<td>循環杯點(處)<td>50<td>62<td>80
<tr><td>減少用杯(萬個)<td>300<td>280<td>350
<tr><td>A-1-3<td>稽查<td>稽查家次<td>900家次<td>－<td>950家次</table>"""


def test_rows_within_a_merged_number_cell_are_one_entry_with_several_indicators() -> None:
    made = read_page(TWO_LEVELS)
    first, second = [record for record in made.records if isinstance(record, Measure)]
    assert (first.written_no, first.id, first.title) == ("A-1-2", "measure/A-1-2", "擴大循環容器")
    assert made.document.edition == 112
    assert [(t.metric, t.target, t.unit, t.actual, t.verdict) for t in first.targets] == [
        ("循環杯點(處)", 50, "處", 62, "met"),
        ("減少用杯(萬個)", 3_000_000, "個", 2_800_000, "not_met"),
    ]
    assert [(t.target, t.verdict) for t in second.targets] == [(900, "not_reported")]
    assert [(t.year, t.target, t.change) for t in first.next_targets] == [
        (113, 80, "raised"),
        (113, 3_500_000, "raised"),
    ]


def test_a_figure_is_bound_to_its_headings_and_its_row() -> None:
    found = [o for o in read_page(TWO_LEVELS).observations if o.as_written == "62"]
    assert [(o.headers.column, o.headers.row) for o in found] == [
        (("112年度", "實際值"), ("擴大循環容器", "循環杯點(處)"))
    ]
    assert found[0].place.line_start == found[0].place.line_end


def test_columns_of_years_give_each_figure_its_own() -> None:
    made = read(
        "統計項目\t110年\t111年\t112年\n人口（萬人）\t227.2\t228.1\t231.4\n出生登記數（人）\t19,842\t18,905\t18,377\n"
    )
    assert figures(made)[:3] == [
        ("人口（萬人）", 110, "actual", 2_272_000.0, "人"),
        ("人口（萬人）", 111, "actual", 2_281_000.0, "人"),
        ("人口（萬人）", 112, "actual", 2_314_000.0, "人"),
    ]
    assert {o.kind for o in made.observations} == {"row"}


def test_roles_in_rows_make_an_entry_of_each_group() -> None:
    made = read_page(
        "<p>關鍵績效指標<table><tr><th>指標<th>項目<th>110年度<th>111年度"
        "<tr><td rowspan=2>載客量(億人次)<td>目標值<td>11.0<td>11.2<tr><td>實際值<td>8.5<td>9.48"
        "<tr><td rowspan=2>準點率(%)<td>目標值<td>95<td>95<tr><td>實際值<td>96.1<td>94.8</table>"
    )
    first, second = [record for record in made.records if isinstance(record, Measure)]
    assert (first.kind, first.title, second.title) == ("kpi", "載客量(億人次)", "準點率(%)")
    assert [(t.year, t.target, t.actual, t.verdict) for t in first.targets] == [
        (110, Decimal("1.10E+9"), Decimal("8.5E+8"), "not_met"),
        (111, Decimal("1.120E+9"), Decimal("9.48E+8"), "not_met"),
    ]
    assert [(t.year, t.verdict) for t in second.targets] == [(110, "met"), (111, "not_met")]
    assert first.text("indicator") == "載客量(億人次)" and "11.2" in first.text("target")


def test_marks_of_a_status_column_are_read_by_the_legend() -> None:
    made = read(
        "註：●達成；○未達成\n\n編號\t措施\t112年度目標值\t112年度實際值\t達成情形\n"
        "1\t宣導\t5場\t6場\t●\n2\t稽查\t7次\t6次\t○\n"
    )
    measures = [record for record in made.records if isinstance(record, Measure)]
    assert [m.official_status for m in measures] == ["met", "not_met"]
    assert [o.status for o in made.observations if o.role == "target"] == ["●", "○"]
    assert [o.verdict for o in made.observations if o.role == "target"] == ["met", "not_met"]


@pytest.mark.parametrize(
    ("caption", "head", "cell", "value", "unit", "doubts"),
    [
        ("（單位：千元）", "112年度預算數", "1,200", 1_200_000, "元", ("unit from caption",)),
        ("", "112年度預算數(百萬元)", "3", 3_000_000, "元", ()),
        ("（單位：千元）", "112年度預算數(百萬元)", "3", 3_000_000, "元", ()),
        ("（單位：千元）", "112年度預算數", "5億元", 500_000_000, "元", ()),
    ],
)
def test_a_unit_comes_from_the_figure_its_heading_or_the_caption(
    caption: str, head: str, cell: str, value: int, unit: str, doubts: tuple[str, ...]
) -> None:
    made = read(
        f"表2 經費{caption}\n\n計畫名稱\t計畫期程\t{head}\n公車電動化\t110-113\t{cell}\n人行道\t110-112\t無\n"
    )
    budget = find(made, "budget")
    assert (budget.value, budget.unit, budget.doubts) == (value, unit, doubts)
    assert not doubts or budget.headers.note == ("單位：千元",)


def test_a_column_of_units_gives_each_row_its_own() -> None:
    made = read("編號\t措施\t單位\t109年度目標值\n1\t公車\t輛\t50\n2\t補助\t千元\t300\n")
    assert [(o.value, o.unit) for o in made.observations] == [(50, "輛"), (300_000, "元")]


def test_what_is_counted_names_a_unit() -> None:
    made = read(
        "編號\t措施\t指標\t109年度目標值\n1\t輔導\t輔導家數\t50\n2\t宣導\t宣導場次\t30\n3\t服務\t滿意度比率\t90\n"
    )
    assert [(o.value, o.unit, o.doubts[:1]) for o in made.observations] == [
        (50, "家數", ("unit from indicator",)),
        (30, "場次", ("unit from indicator",)),
        (90, "%", ("unit from indicator",)),
    ]


def test_totals_are_rows_of_their_own_and_of_no_year_where_they_add_up_several() -> None:
    made = read(
        "工作計畫\t計畫總經費(千元)\t112年度預算數(千元)\t112年度決算數(千元)\n"
        "公車\t420,000\t98,000\t93,100\n人行道\t365,000\t124,000\t101,680\n"
        "合　計\t785,000\t222,000\t194,780\n"
    )
    assert {r.kind for r in made.records if r.kind != "section"} == {"budget"}
    total = [o for o in made.observations if "".join(o.entry.split()) == "合計"]
    assert [(o.year, o.role, o.value) for o in total] == [
        (None, "budget", 785_000_000),
        (112, "budget", 222_000_000),
        (112, "final", 194_780_000),
    ]


def test_a_total_of_sums_that_have_no_year_is_of_the_years_of_these() -> None:
    made = read_page(
        "<p>表4 113年度經費執行情形<table>"
        "<tr><th rowspan=2>計畫<th colspan=3>預算數(千元)<th colspan=2>決算數(千元)"
        "<tr><th>原預算(a)<th>追加(減)(b)<th>合計(c=a+b)<th>實現數(d)<th>合計(e)"
        "<tr><td>太空<td>4,286<td>△180<td>4,106<td>3,120<td>3,825"
        "<tr><td>量子<td>1,125<td>－<td>1,125<td>1,098<td>1,112</table>",
        edition=113,
    )
    assert [one[1:4] for one in figures(made) if one[0] == "太空"] == [
        (113, "budget", 4_286_000),
        (113, "budget", -180_000),
        (113, "budget", 4_106_000),
        (113, "final", 3_120_000),
        (113, "final", 3_825_000),
    ]
    assert [o.as_written for o in made.observations if o.value and o.value < 0] == ["△180"]


def test_a_mark_before_a_result_takes_nothing_off() -> None:
    made = read("措施\t112年目標值\t112年實際值\n宣導\t5場\t△4場\n稽查\t7家\t8家\n")
    assert [o.value for o in made.observations if o.role == "actual"] == [4, 8]


def test_a_cell_over_columns_of_one_heading_gives_its_figure_once() -> None:
    made = read_page(
        "<table><tr><th>計畫<th colspan=2>112年度預算數(千元)<th colspan=2>112年度決算數(千元)"
        "<tr><td>碼頭<td colspan=2>1,260<td colspan=2>1,198"
        "<tr><td>大樓<td colspan=2>310<td colspan=2>248</table>"
    )
    assert [one[:4] for one in figures(made)] == [
        ("碼頭", 112, "budget", 1_260_000),
        ("碼頭", 112, "final", 1_198_000),
        ("大樓", 112, "budget", 310_000),
        ("大樓", 112, "final", 248_000),
    ]


def test_names_that_share_a_heading_with_their_groups_are_the_entries() -> None:
    made = read_page(
        "<table><tr><th colspan=2>工作項目<th>績效指標<th>112年目標<th>112年實績"
        "<tr><td rowspan=3>一、灌溉設施<td rowspan=2>渠道更新<td>更新長度(公里)<td>300<td>326"
        "<tr><td>受益面積(公頃)<td>8,000<td>8,655<tr><td>構造物改善<td>改善座數(座)<td>400<td>388"
        "<tr><td>二、水質<td>水質監視<td>初驗(點次)<td>25<td>26</table>"
    )
    assert [(o.entry, o.metric) for o in made.observations if o.role == "target"] == [
        ("渠道更新", "更新長度(公里)"),
        ("渠道更新", "受益面積(公頃)"),
        ("構造物改善", "改善座數(座)"),
        ("水質監視", "初驗(點次)"),
    ]
    assert made.records[0].path[-1:] == ("一、灌溉設施",)


def test_a_loss_stands_in_brackets() -> None:
    made = read("項目\t111年\t112年\t增減%\n貨櫃量\t949\t883\t(7.0)\n旅客量\t30\t36\t20.0\n")
    assert [(o.value, o.as_written) for o in made.observations if o.role == "difference"] == [
        (Decimal("-7.0"), "(7.0)"),
        (Decimal("20.0"), "20.0"),
    ]


def test_the_unit_of_an_indicator_is_not_that_of_the_caption() -> None:
    made = read(
        "表1　執行成果（單位：千元）\n措施\t112年目標值\t112年實際值\n"
        "更新渠道(公里)\t300\t326\n補助\t50\t60\n"
    )
    assert [(o.unit, o.doubts) for o in made.observations] == [
        ("公里", ()),
        ("公里", ()),
        ("元", ("unit from caption",)),
        ("元", ("unit from caption",)),
    ]


def test_an_item_that_tells_no_result_leaves_the_others_their_own() -> None:
    made = read(
        "編號\t措施\t指標\t112年目標值\t112年實際值\n"
        "1\t青年\t(1)輔導人數 (2)留鄉率\t(1)40人 (2)70%\t(1)46人 (2)尚在追蹤\n2\t老屋\t修繕棟數\t6棟\t5棟\n"
    )
    assert [(o.metric, o.verdict) for o in made.observations if o.role == "target"] == [
        ("輔導人數", "met"),
        ("留鄉率", "not_reported"),
        ("修繕棟數", "not_met"),
    ]


def test_a_label_that_calls_itself_a_name_names_the_cards_and_what_comes_after_does_not() -> None:
    cards = "\n\n".join(
        f"案號\t{no}\n服務名稱\t{name}\n衡量項目\t服務家數\n113年度目標值\t5家\n113年度實際值\t6家\n後續作為\t持續辦理"
        for no, name in (("服-1", "友善醫療"), ("服-2", "老屋活化"), ("服-3", "青年返鄉"))
    )
    made = read(f"某局113年度成果\n{cards}", 113)
    assert [r.title for r in made.records if r.kind == "measure"] == ["友善醫療", "老屋活化", "青年返鄉"]


def test_a_total_in_a_table_of_measures_is_no_measure() -> None:
    made = read(
        "編號\t措施\t112年目標值\t112年實際值\n1\t公車\t5輛\t6輛\n2\t客運\t7輛\t7輛\n\t合計\t12輛\t13輛\n"
    )
    assert [record.kind for record in made.records if record.kind != "section"] == [
        "measure",
        "measure",
        "row",
    ]


def test_sections_within_a_table_and_headings_above_it_are_the_path_of_an_entry() -> None:
    made = read_page(
        "<h2>貳、成果</h2><table><tr><th>編號<th>措施<th>112年目標值<tr><td colspan=3>交通"
        "<tr><td>1<td>公車<td>5輛<tr><td colspan=3>環保<tr><td>1<td>稽查<td>6次</table>"
    )
    measures = [record for record in made.records if record.kind == "measure"]
    assert [(m.path, m.id) for m in measures] == [
        (("貳、成果", "交通"), "measure/1"),
        (("貳、成果", "環保"), "measure/1-2"),
    ]
    assert [o.headers.section for o in made.observations] == [("交通",), ("環保",)]


def test_headings_repeated_after_a_page_break_are_no_row() -> None:
    head = "編號\t措施\t112年目標值\n"
    made = read(f"{head}1\t公車\t5輛\n{head}2\t稽查\t6次\n")
    assert [m.title for m in made.records if m.kind == "measure"] == ["公車", "稽查"]


def test_several_years_in_one_cell_and_its_heading_are_told_apart() -> None:
    made = read(
        "編號\t措施\t110至112年度目標值\n1\t公車\t110年：5輛；111年：6輛；112年：7輛\n2\t客運\t110年：1輛；111年：2輛；112年：3輛\n"
    )
    found = [(o.year, o.value) for o in made.observations if o.entry == "公車" and o.role == "target"]
    assert found == [(110, 5), (111, 6), (112, 7)]


def test_targets_and_results_of_a_cell_are_paired_by_their_items() -> None:
    made = read(
        "編號\t措施\t112年目標值\t112年實際值\n1\t宣導\t1.宣導5場 2.訓練80人\t1.宣導6場 2.訓練75人\n"
        "2\t稽查\t6次\t8次\n"
    )
    targets = next(m for m in made.records if isinstance(m, Measure)).targets
    assert [(t.item, t.target, t.actual, t.verdict) for t in targets] == [
        ("1", 5, 6, "met"),
        ("2", 80, 75, "not_met"),
    ]


@pytest.mark.parametrize(
    ("target", "result", "op", "verdict"),
    [
        ("不超過15日", "16日", "<=", "not_met"),
        ("15日以內", "12日", "<=", "met"),
        ("至少40場", "42場", ">=", "met"),
        ("逾600人", "600人", ">", "not_met"),
        ("55%～60%", "58.3%", "range", "met"),
        ("42處", "45處", ">=", "met"),
    ],
)
def test_an_operator_decides_whether_a_target_is_met(target: str, result: str, op: str, verdict: str) -> None:
    made = read(f"編號\t措施\t112年目標值\t112年實際值\n1\t甲\t{target}\t{result}\n2\t乙\t5場\t5場\n")
    found = [o for o in made.observations if o.entry == "甲" and o.role == "target"]
    assert [(o.op, o.verdict) for o in found] == [(op, verdict)]


def test_cards_with_a_ministrys_own_labels_are_read_by_what_recurs() -> None:
    card = "卡號\t{}\n推動重點\t{}\n怎麼做\t{}\n主責單位\t{}\n112年預期水準\t{}\n112年實際做到\t{}\n\n"
    text = "".join(
        card.format(f"A-{n}", f"第{n}項推廣", "辦理活動。", "某司", f"{n}0場以上", f"{n}2場")
        for n in (1, 2, 3)
    )
    made = read(text, edition=112)
    measures = [record for record in made.records if isinstance(record, Measure)]
    assert [m.written_no for m in measures] == ["A-1", "A-2", "A-3"]
    assert [(t.target, t.actual, t.verdict) for m in measures for t in m.targets] == [
        (10, 12, "met"),
        (20, 22, "met"),
        (30, 32, "met"),
    ]
    assert measures[0].text("怎麼做") == "辦理活動。"
    told = [p.message for p in made.problems]
    assert [t.split("; ")[0] for t in told] == ["expected a known label, found '怎麼做'"]
    assert '[plan-109.labels] "怎麼做" = ' in told[0]


def test_a_table_that_nobody_understands_is_kept_and_told() -> None:
    made = read("甲\t乙\t丙\n丁\t戊\t己\n")
    assert [record.kind for record in made.records] == ["section"]
    [problem] = made.problems
    assert str(problem).startswith(
        "corpus/plan-109.txt:1: expected headings over or beside a table of 2 rows"
    )


def test_columns_whose_figures_nobody_understands_are_told_with_what_would_name_them() -> None:
    made = read("縣市\t里數\n甲市\t12\n乙市\t15\n")
    assert {record.kind for record in made.records if record.kind != "section"} == {"row"}
    [problem] = made.problems
    assert (
        "里數" in problem.message and 'catalog.toml: [plan-109.labels] "里數" = "result"' in problem.message
    )
    assert [(o.entry, o.value, o.role) for o in made.observations] == [
        ("甲市", 12, "other"),
        ("乙市", 15, "other"),
    ]


def test_what_speaks_of_a_table_stands_right_above_it() -> None:
    context = Context()
    for line, text in enumerate(["參、成果", "一、經費", "表3 112年度經費", "（單位：新臺幣千元）"], start=1):
        context.read(Paragraph(text, ((0, line),)))
    caption = context.caption()
    assert (caption.unit, caption.scale, caption.years) == ("元", 1000, (112,))
    assert caption.path[:2] == ("參、成果", "一、經費")
    context.close()
    assert context.caption().texts == ()


def test_an_entry_is_as_long_as_its_own_rows() -> None:
    made = read_page(TWO_LEVELS)
    places = [(m.place.line_start, m.place.line_end) for m in made.records if m.kind == "measure"]
    assert places[0][1] == places[0][0] + 1 and places[1][0] == places[1][1] == places[0][1] + 1


def test_who_leads_stands_in_brackets_where_the_heading_says_so() -> None:
    made = read_page(
        "<table><tr><td>編號<td>重要措施〔主辦機關〕<td>112年目標值<td>112年實績值"
        "<tr><td>1<td>海岸巡查〔巡防分署〕<td>30次<td>25次"
        "<tr><td>2<td>漁港整建（二期）〔工程處〕<td>10處<td>8處</table>",
        112,
    )
    measures = [record for record in made.records if isinstance(record, Measure)]
    assert [one.lead_agencies for one in measures] == [("巡防分署",), ("工程處",)]
    assert measures[1].fields["agencies"].label == "主辦機關"


def test_a_note_at_the_foot_of_a_table_is_text_and_a_total_is_none() -> None:
    head = "計畫編號\t計畫名稱\t主辦機關\t112年度目標值\t112年度實際值\t說明\n"
    rows = "P-01\t疏濬航道\t航港局\t5公里\t6公里\t提前\nP-02\t檢查船隻\t內政部\t7艘\t6艘\t停航\n"
    made = read(head + rows + "附記\t資料至年底止，由港務公司提供。\t\t\t\t\n")
    assert [r.title for r in made.records if isinstance(r, Measure)] == ["疏濬航道", "檢查船隻"]
    assert [r.kind for r in made.records if "由港務公司提供" in r.text("text")] == ["section"]
    whole = read(head + rows + "全部\t\t\t\t12艘\t\n")
    assert [r.text("result") for r in whole.records if r.title == "全部"] == ["12艘"]
    early = read(head + "附記\t先行辦理\t\t\t\t\n" + rows)
    assert [r.title for r in early.records if isinstance(r, Measure)][:1] == ["先行辦理"]
