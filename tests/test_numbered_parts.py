"""Rows (1), ② or B. below one number are indicators of one entry; sub-measures stay entries of their own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from building import make_document
from ingest.entries.assembly import assemble
from ingest.formats.webpage import read_webpage_blocks
from ingest.records import Measure

HEADS = "<tr><th>編號<th>{}<th>衡量指標<th>113年目標值<th>113年實際值<th>主辦單位"
MERGED = (
    HEADS
    + """<tr><td rowspan=2>1-1<td rowspan=2>改善港埠照明
<td>(1)更換燈具數（盞）<td>120<td>131<td rowspan=2>港埠處
<tr><td>(2)照度合格率（％）<td>95<td>96.2
<tr><td>1-2<td>整修步道<td>整修長度（公里）<td>12<td>11<td>工程處"""
)
FIRST = (
    HEADS
    + """<tr><td>1-1<td>改善港埠照明<td>①更換燈具數（盞）<td>120<td>131<td>港埠處
<tr><td><td><td>②照度合格率（％）<td>95<td>96.2<td>
<tr><td>1-2<td>整修步道<td>整修長度（公里）<td>12<td>11<td>工程處"""
)
NUMBERED = """<tr><th>編號<th>措施及指標<th>113年目標值<th>113年實際值<th>主辦單位
<tr><td>1-1<td>改善港埠照明<td><td><td>港埠處
<tr><td>A.<td>更換燈具數（盞）<td>120<td>131<td>
<tr><td>B.<td>照度合格率（％）<td>95<td>96.2<td>
<tr><td>1-2<td>整修步道<td><td><td>工程處
<tr><td>A.<td>整修長度（公里）<td>12<td>11<td>"""
WORDED = """<tr><th>措施<th>113年目標值<th>113年實際值<th>主辦單位
<tr><td>1-1 改善港埠照明<td><td><td>港埠處
<tr><td>a) 更換燈具數（盞）<td>120<td>131<td>
<tr><td>b) 照度合格率（％）<td>95<td>96.2<td>
<tr><td>1-2 整修步道<td>12公里<td>11公里<td>工程處"""
OVER = """<tr><th>衡量指標<th>113年目標值<th>113年實際值<th>是否達成
<tr><td colspan=4>1-1 改善港埠照明
<tr><td>(1)更換燈具數（盞）<td>120<td>131<td>是
<tr><td>(2)照度合格率（％）<td>95<td>96.2<td>是
<tr><td colspan=4>1-2 整修步道
<tr><td>整修長度（公里）<td>12<td>11<td>否"""


def read(table: str) -> list[Measure]:
    page = f"<html><body><h1>港務計畫</h1><table>{table}</table></body></html>"
    writer = read_webpage_blocks(page.encode(), "a.html")
    made = assemble(make_document("\n".join(writer.lines), edition=113), writer.blocks)
    return [record for record in made.records if isinstance(record, Measure)]


@pytest.mark.parametrize(
    ("table", "agencies"),
    [
        (MERGED.format("推展要目"), True),
        (MERGED.format("推動策略"), True),
        (FIRST.format("推展要目"), True),
        (NUMBERED, True),
        (WORDED, True),
        (OVER, False),
    ],
    ids=["unknown heading", "heading of groups", "first row", "row of its own", "words", "over the table"],
)
def test_parts_of_one_number_are_indicators_of_one_entry(table: str, agencies: bool) -> None:
    made = read(table)
    assert [(m.written_no, m.title) for m in made] == [("1-1", "改善港埠照明"), ("1-2", "整修步道")]
    assert [[(t.target, t.unit, t.actual) for t in m.targets] for m in made] == [
        [(120, "盞", 131), (95, "%", Decimal("96.2"))],
        [(12, "公里", 11)],
    ]
    assert tuple(m.agencies for m in made) == ((("港埠處",), ("工程處",)) if agencies else ((), ()))


def test_the_first_indicator_names_a_number_without_words_of_its_own() -> None:
    first, second = read("""<tr><th>編號<th>衡量指標<th>113年目標值<th>113年實際值<th>主辦單位
<tr><td rowspan=2>1-1<td>(1)更換燈具數（盞）<td>120<td>131<td rowspan=2>港埠處
<tr><td>(2)照度合格率（％）<td>95<td>96.2
<tr><td>1-2<td>整修長度（公里）<td>12<td>11<td>工程處""")
    assert [(m.written_no, m.title) for m in (first, second)] == [
        ("1-1", "更換燈具數（盞）"),
        ("1-2", "整修長度（公里）"),
    ]
    assert [(t.metric, t.target) for t in first.targets] == [
        ("(1)更換燈具數（盞）", 120),
        ("(2)照度合格率（％）", 95),
    ]
    assert (first.agencies, second.agencies) == (("港埠處",), ("工程處",))


OWNED = """<tr><th>編號<th>措施<th>113年目標值<th>113年實際值<th>主辦單位
<tr><td>1-1<td>改善港埠<td><td><td>
<tr><td>(1)<td>更換燈具<td>120盞<td>131盞<td>港埠處
<tr><td>(2)<td>增設監視器<td>40支<td>38支<td>資訊處"""
LISTED = """<tr><th>編號<th>類別<th>衡量指標<th>113年目標值<th>113年實際值<th>主辦單位
<tr><td rowspan=2>一<td rowspan=2>港埠<td>1-1 更換燈具（盞）<td>120<td>131<td>港埠處
<tr><td>1-2 監視器（支）<td>40<td>38<td>資訊處"""
GROUPED = """<tr><th>項次<th>構面<th>關鍵績效指標<th>113年目標值<th>113年實際值<th>主辦單位
<tr><td rowspan=2>1<td rowspan=2>港埠<td>(1)更換燈具數（盞）<td>120<td>131<td>港埠處
<tr><td>(2)監視器增設數（支）<td>40<td>38<td>資訊處"""


@pytest.mark.parametrize("table", [OWNED, LISTED, GROUPED], ids=["owners", "numbers", "groups"])
def test_sub_measures_with_owners_or_numbers_of_their_own_stay_entries(table: str) -> None:
    told = {m.title: [t.target for t in m.targets] for m in read(table) if m.targets}
    assert list(told.values()) == [[120], [40]]


def test_parts_that_do_not_count_from_the_first_have_no_head() -> None:
    table = WORDED.replace("b)", "c)")
    assert [m.title for m in read(table) if m.targets] != ["改善港埠照明", "整修步道"]
