"""Small grids within cards are figures of the entry that the card is; what names them stands beside them."""

from __future__ import annotations

from building import make_document
from ingest.entries.assembly import Assembled, assemble
from ingest.formats.webpage import read_webpage_blocks


def read_page(body: str, edition: int | None = None) -> Assembled:
    writer = read_webpage_blocks(f"<html><body>{body}</body></html>".encode(), "a.html")
    return assemble(make_document("\n".join(writer.lines), edition=edition), writer.blocks)


def make_table(*rows: str) -> str:
    """Return a table of rows with bars between cells; `text*3` spans three columns, `text/2` two rows."""
    body = ""
    for row in rows:
        body += "<tr>"
        for cell in row.split("|"):
            text, _, wide = cell.strip().partition("*")
            text, _, high = text.partition("/")
            body += f"<td colspan={wide or 1} rowspan={high or 1}>{text}"
    return f"<table>{body}</table>"


def figures(made: Assembled) -> list[tuple[str, str, int | None, str, float, str, str | None]]:
    """Return what is observed in tables: entry, metric, year, role, value, unit and verdict."""
    return [
        (o.entry, o.metric, o.year, o.role, float(o.value or 0), o.unit, o.verdict)
        for o in made.observations
        if o.kind != "text"
    ]


YEARS = make_table(
    "指標名稱|協助青年就業人數*5",
    "評估體制|1|評估方式|統計數據|單位|萬人",
    "衡量標準|當年度協助15至29歲青年就業人數*5",
    "年度*3|110|111|112",
    "年度目標值*3|19|20|21",
    "實際值*3|20.40|—|未公布",
    "達成度(%)*3|100.00|—|—",
    "未達成原因|第2季尚未統計*5",
    "辦理單位|勞動力發展署*5",
)


def test_a_grid_of_years_within_a_card_gives_the_entry_targets_and_results_of_each() -> None:
    made = read_page(f"<h2>（一）關鍵績效指標：協助青年就業人數</h2>{YEARS}", 112)
    [entry] = [record for record in made.records if record.kind != "section"]
    name = "協助青年就業人數"
    assert (entry.kind, entry.title, made.problems) == ("kpi", name, [])
    assert figures(made) == [
        (name, name, 110, "target", 190000, "人", "met"),
        (name, name, 110, "actual", 204000, "人", None),
        (name, name, 111, "target", 200000, "人", "not_reported"),
        (name, name, 112, "target", 210000, "人", "not_reported"),
        (name, f"{name} 達成度", 110, "rate", 100, "%", None),
    ]
    assert entry.fields["standard"].text == "當年度協助15至29歲青年就業人數"
    assert "勞動力發展署" in entry.agencies


def test_labels_between_the_values_of_a_led_row_are_labels() -> None:
    card = make_table(
        "指標名稱|調解*3", "評估方式|問卷|單位|萬人", "主辦機關|勞動司*3", "目標值|60*3", "實際值|61*3"
    )
    assert figures(read_page(card, 112)) == [
        ("調解", "調解", 112, "target", 600000, "人", "met"),
        ("調解", "調解", 112, "actual", 610000, "人", None),
    ]


def test_rows_of_budgets_and_rates_under_a_name_of_two_columns_are_what_their_labels_say() -> None:
    made = read_page(
        "<p>單位：千元</p>"
        + make_table(
            "項目*2|111年度|112年度",
            "公務預算/3|預算數|1,000|1,200",
            "決算數|900|1,100",
            "執行率(%)|90.00|91.67",
            "合計|預算數|1,000|1,200",
        )
    )
    assert figures(made) == [
        ("公務預算", "公務預算 預算數", 111, "budget", 1_000_000, "元", None),
        ("公務預算", "公務預算 預算數", 112, "budget", 1_200_000, "元", None),
        ("公務預算", "公務預算 決算數", 111, "final", 900_000, "元", None),
        ("公務預算", "公務預算 決算數", 112, "final", 1_100_000, "元", None),
        ("公務預算", "公務預算 執行率", 111, "rate", 90, "%", None),
        ("公務預算", "公務預算 執行率", 112, "rate", 91.67, "%", None),
        ("合計", "合計 預算數", 111, "budget", 1_000_000, "元", None),
        ("合計", "合計 預算數", 112, "budget", 1_200_000, "元", None),
    ]


def test_a_category_over_several_rows_groups_what_each_names() -> None:
    made = read_page(
        "<p>112年度 單位：千元</p>"
        + make_table(
            "類別|機關別|預算數", "公務/3|本部|500", "發展署|300", "小計|800", "基金/2|安定基金|90", "小計|90"
        )
    )
    assert [(o.entry, o.value, o.headers.row) for o in made.observations if o.kind != "text"] == [
        ("本部", 500_000, ("公務", "本部")),
        ("發展署", 300_000, ("公務", "發展署")),
        ("小計", 800_000, ("公務", "小計")),
        ("安定基金", 90_000, ("基金", "安定基金")),
        ("小計", 90_000, ("基金", "小計")),
    ]


def test_of_two_labels_for_what_is_done_the_first_names_the_card() -> None:
    card = make_table(
        "重點措施|1-1 青年培力",
        "工作重點|1.辦理分級訓練。",
        "承辦單位|輔導司",
        "112年預定達成|培訓45人",
        "112年執行成果|41人",
    )
    made = read_page(card)
    [entry] = [record for record in made.records if record.kind != "section"]
    assert (entry.written_no, entry.title, made.problems) == ("1-1", "青年培力", [])
    assert entry.fields["工作重點"].text == "1.辦理分級訓練。"
    assert [o[2:] for o in figures(made)] == [
        (112, "target", 45, "人", "not_met"),
        (112, "actual", 41, "人", None),
    ]


def test_an_indicator_that_comes_again_in_a_card_has_figures_of_its_own() -> None:
    made = read_page(
        make_table(
            "計畫名稱|健康促進*3",
            "主辦機關|健康署*3",
            "衡量指標|篩檢人數*3",
            "目標值|500人|實際值|520人",
            "衡量指標|陽性追蹤率*3",
            "目標值|90%|實際值|85%",
        ),
        112,
    )
    assert figures(made) == [
        ("健康促進", "篩檢人數", 112, "target", 500, "人", "met"),
        ("健康促進", "篩檢人數", 112, "actual", 520, "人", None),
        ("健康促進", "陽性追蹤率", 112, "target", 90, "%", "not_met"),
        ("健康促進", "陽性追蹤率", 112, "actual", 85, "%", None),
    ]


def test_sums_of_one_cell_are_what_their_own_words_say() -> None:
    cards = "".join(
        make_table(
            f"措施名稱|{name}",
            "年度標的|復育面積30公頃",
            "推動成果|復育面積32公頃",
            "經費|預算數2,000千元，決算數1,900千元，執行率95.0%。",
        )
        for name in ("濕地復育", "林地復育")
    )
    told = {
        (role, value, unit)
        for entry, _, _, role, value, unit, _ in figures(read_page(cards, 113))
        if entry == "濕地復育"
    }
    assert told == {
        ("target", 30, "公頃"),
        ("actual", 32, "公頃"),
        ("budget", 2_000_000, "元"),
        ("final", 1_900_000, "元"),
        ("rate", 95, "%"),
    }
