"""Tables whose cells follow each other line by line, as the texts of mid-term plans have them."""

from __future__ import annotations

import re

import pytest

from building import make_document, read_real
from ingest.coverage import measure_coverage
from ingest.entries.assembly import Assembled, assemble
from ingest.formats.text import read_text_blocks
from ingest.markup import bare
from ingest.records import Reading

TABLE = """貳、關鍵績效指標
	關鍵策略目標
	關鍵績效指標
	評估體制
	評估方式
	衡量標準
	112年度
目標值

	1
	推廣節能
	1
	公有建築節能
	1
	統計數據
	節約用電度數（度）
	5%以下

	
	
	2
	太陽能
	1
	統計數據
	裝置容量（百萬瓩，
含屋頂型）
	20百萬瓩

註：
評估體制之數字代號意義如下：
"""


def read(text: str) -> Assembled:
    document = make_document(text)
    return assemble(document, read_text_blocks(document.lines))


def test_the_shipped_plan_has_every_kpi_and_project() -> None:
    reading = read_real("moj-midterm")
    kpis, projects = reading.of_kind("kpi"), reading.of_kind("project")
    assert [kpi.no for kpi in kpis] == list(range(1, 17))
    assert [project.no for project in projects] == list(range(1, 61))
    for kpi in kpis:
        assert all(kpi.text(key) for key in ("goal", "name", "system", "method", "standard", "target"))
    assert all(
        project.text(key) for project in projects for key in ("outline", "name", "period", "category", "kpi")
    )
    assert all(re.fullmatch(r"[\d,.]+\D{1,4}(?:以下)?", kpi.text("target")) for kpi in kpis)
    assert all(re.match(r"\d{2,3}-\d{2,3}", project.text("period")) for project in projects)
    assert reading.document.edition == 109
    assert reading.problems == ()


def test_every_line_of_the_shipped_plan_stands_in_a_record() -> None:
    reading = read_real("moj-midterm")
    held = {
        line for record in reading.records for field in record.fields.values() for _, line in field.starts
    }
    assert [n for n, line in enumerate(reading.document.lines, 1) if bare(line) and n not in held] == []


def test_cells_are_read_by_their_column() -> None:
    made = read(TABLE)
    first, second = [record for record in made.records if record.kind == "kpi"]
    assert made.document.edition == 112
    assert {key: field.text for key, field in first.fields.items()} == {
        "goal_no": "1",
        "goal": "推廣節能",
        "name_no": "1",
        "name": "公有建築節能",
        "system": "1",
        "method": "統計數據",
        "standard": "節約用電度數（度）",
        "target": "5%以下",
    }
    assert (first.title, first.place.line_start, first.place.line_end) == ("公有建築節能", 10, 17)
    assert second.text("standard") == "裝置容量（百萬瓩，含屋頂型）"
    assert (second.fields["standard"].place.line_start, second.fields["standard"].place.line_end) == (25, 26)
    assert made.problems == []


def test_an_empty_first_cell_repeats_the_one_above_and_cites_it() -> None:
    second = read(TABLE).records[1]
    assert (second.text("goal"), second.fields["goal"].place.line_start) == ("推廣節能", 11)


def test_a_row_of_another_length_is_a_located_problem_and_kept() -> None:
    made = read(TABLE.replace("\t20百萬瓩\n", ""))
    [problem] = made.problems
    assert str(problem).startswith("corpus/plan-109.txt:19: expected 8 cells, found 7; ")
    assert made.records[1].text("name") == "太陽能"
    made = read(TABLE.replace("\t20百萬瓩\n", "\t20百萬瓩\n\t另列\n"))
    [problem] = made.problems
    assert str(problem).startswith("corpus/plan-109.txt:19: expected 8 cells, found 9; ")
    assert (made.records[1].text("target"), made.records[1].text("column_9")) == ("20百萬瓩", "另列")


def test_a_number_in_the_cell_of_its_text_is_told_from_it() -> None:
    """As in files that set both in one column, merged over the rows below."""
    joined = TABLE.replace("\t1\n\t推廣節能\n", "\t1 推廣節能\n").replace("\t\n\t\n\t2\n", "\t\n\t2\n")
    made = read(joined)
    assert made.problems == []
    assert [(r.text("goal_no"), r.text("goal"), r.text("name")) for r in made.records[:2]] == [
        ("1", "推廣節能", "公有建築節能"),
        ("1", "推廣節能", "太陽能"),
    ]
    assert [r.id for r in made.records[:2]] == ["kpi/1.1", "kpi/1.2"]
    assert made.records[1].fields["goal"].place.line_start == 10


def test_headings_and_notes_are_sections() -> None:
    made = read(TABLE)
    records = made.records
    sections = [(record.title, record.text("text")) for record in records if record.kind == "section"]
    assert ("註：", "評估體制之數字代號意義如下：") in sections
    assert len({record.no for record in records if record.kind == "section"}) == len(sections)


@pytest.mark.parametrize("text", ["貳、關鍵績效指標", "\t關鍵績效指標\n\t甲\n\t乙"])
def test_other_texts_are_no_tables(text: str) -> None:
    assert {record.kind for record in read(text).records} == {"section"}


def test_the_unit_of_a_bare_figure_is_that_of_its_indicator() -> None:
    found = [(one.metric, one.value, one.unit, one.op) for one in read(TABLE).observations]
    assert found == [("公有建築節能", 5, "%", "<="), ("太陽能", 20_000_000, "瓩", ">=")]


def test_every_line_stands_in_a_record_or_is_a_heading() -> None:
    document = make_document(TABLE)
    made = read(TABLE)
    coverage = measure_coverage(Reading(document, (), tuple(made.records), ()))
    assert coverage.missing == () and coverage.share == 1


def test_rows_may_lack_the_tabs_behind_their_last_cell() -> None:
    made = read("編號\t措施\t109年目標值\t備註\n1\t宣導\t5場\t甲\n2\t稽查\t6次\n3\t訓練\t7場\n")
    assert [(r.no, r.title, r.text("target")) for r in made.records if r.kind == "measure"] == [
        (1, "宣導", "5場"),
        (2, "稽查", "6次"),
        (3, "訓練", "7場"),
    ]
    assert made.problems == []
