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
