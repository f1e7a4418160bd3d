"""Cards: awkward rows of labels and values, both real and made up, and every field of the shipped plan."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from building import PLAN, make_document, read_real
from ingest.blocks import Cell, Table
from ingest.entries.assembly import assemble
from ingest.formats.joining import join_cards
from ingest.formats.text import read_text_blocks
from ingest.markup import bare
from ingest.records import Measure, Record

CASES = json.loads((Path(__file__).parent / "cases" / "plan_rows.json").read_text(encoding="utf-8"))
FIELDS = [
    "strategy", "action", "goal", "agencies", "indicator", "target", "result", "control_note",
    "comparison", "highlights", "benefit", "next_target",
]  # fmt: skip


def read(text: str, edition: int | None = None) -> tuple[list[Record], list[str]]:
    document = make_document(text, edition=edition)
    made = assemble(document, read_text_blocks(document.lines))
    return made.records, [str(problem) for problem in made.problems]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_awkward_rows(case: dict[str, Any]) -> None:
    records, problems = read("\n".join(["序次\t1", "具體策略\t一、甲。", *case["rows"]]), edition=109)
    fields = records[0].fields
    assert {key: item.text for key, item in fields.items() if key != "strategy"} == case["fields"]
    for key, (start, end) in case["lines"].items():
        assert (fields[key].place.line_start, fields[key].place.line_end) == (start, end)
    assert problems == []


def test_the_shipped_plan_has_every_measure_with_every_field() -> None:
    measures = read_real("lianzheng-109").measures
    assert [measure.no for measure in measures] == list(range(1, 47))
    assert [list(measure.fields) for measure in measures] == [FIELDS] * 46
    assert all(measure.text(key) for measure in measures for key in FIELDS)
    assert read_real("lianzheng-109").problems == ()


def test_the_fields_of_the_shipped_plan_are_its_lines_and_nothing_else() -> None:
    reading = read_real("lianzheng-109")
    lines = reading.document.lines
    for measure, following in zip(reading.measures, [*reading.measures[1:], None], strict=True):
        first = measure.place.line_start
        end = following.place.line_start - 1 if following else measure.place.line_end
        source = re.sub(r"-{5,}", "", bare("".join(lines[first - 1 : end])))
        cells = "".join(bare(f.label) + bare(f.text) for f in measure.fields.values())
        # Not in order: a label split over two rows stands on both sides of its first words.
        assert sorted(source) == sorted(f"序次{measure.no}{cells}")


def test_every_field_leads_back_to_its_lines() -> None:
    for doc in ("lianzheng-109", "moj-midterm"):
        reading = read_real(doc)
        for record in reading.records:
            for field in record.fields.values():
                ends = [offset for offset, _ in field.starts[1:]] + [len(field.text)]
                for (start, line), end in zip(field.starts, ends, strict=True):
                    assert bare(field.text[start:end]) in bare(reading.document.lines[line - 1])
                    assert field.locate(start, end).line_start == line


def test_a_measure_knows_its_place_and_title() -> None:
    records, problems = read(PLAN)
    first, second, annex, *sections = records
    assert (first.kind, first.no, first.title) == ("measure", 1, "辦理廉政會報，檢討風險")
    assert (first.place.line_start, first.place.line_end, first.edition) == (3, 15, 109)
    assert (second.no, second.place.line_start) == (2, 17)
    assert (annex.kind, annex.no, annex.text("note")) == ("annex", 1, "因疫情停辦。")
    assert [(s.kind, s.title) for s in sections] == [("section", "肆、具體作為"), ("section", "附表")]
    assert list(first.fields) == FIELDS
    assert problems == []


def test_the_edition_is_the_year_whose_results_are_reported() -> None:
    text = PLAN.replace("110", "一一四").replace("109", "113").replace("108", "112").replace("一一四", "114")
    records, problems = read(text)
    assert {record.edition for record in records} == {113}
    assert records[0].text("target") == "召開廉政會報12次。"
    assert records[0].text("next_target") == "召開廉政會報16次。"
    assert problems == []


def test_a_target_of_neither_year_is_kept_under_its_year() -> None:
    records, _ = read(PLAN.replace("110年績效目標值\t召開", "112年績效目標值\t召開"))
    assert records[0].text("target_112") == "召開廉政會報16次。"


@pytest.mark.parametrize(
    ("old", "new", "numbers", "problem"),
    [
        ("序次\t2", "序次\t1", ["1", "1"], "plan-109.txt:17: expected each number once, found 1 again"),
        ("序次\t2", "序次\t略", ["1", "略"], "plan-109.txt:17: expected the number of an entry, found '略'"),
        ("序次\t2", "序次\t二", ["1", "二"], None),
        ("序次\t2\n", "", ["1", ""], "plan-109.txt:17: expected 序次 before 具體策略, found none"),
        ("序次\t2", "序次\t", ["1", ""], None),
        ("109年執行效益", "風險度", ["1", "2"], "plan-109.txt:14: expected a known label, found '風險度'"),
        ("109年執行效益", "109年度", ["1", "2"], "plan-109.txt:14: expected a known label, found '109年度'"),
    ],
)
def test_bad_rows_are_located_problems_and_stay_in_the_records(
    old: str, new: str, numbers: list[str], problem: str | None
) -> None:
    records, problems = read(PLAN.replace(old, new))
    measures = [record for record in records if record.kind == "measure"]
    assert [measure.written_no for measure in measures] == numbers
    assert [measure.no for measure in measures] == [1, 2]
    assert len({measure.id for measure in measures}) == 2
    assert "提升風險意識。" in [field.text for field in measures[0].fields.values()]
    assert any(p.startswith(f"corpus/{problem}") for p in problems) if problem else problems == []


def test_a_number_without_cells_is_kept_as_text() -> None:
    records, problems = read(PLAN + "\n序次\t3\n")
    assert len([r for r in records if r.kind == "measure"]) == 2
    assert problems == [
        "corpus/plan-109.txt:40: expected cells after the number, found none; kept as plain text"
    ]
    assert any("序次" in field.text for record in records for field in record.fields.values())
    assert next(record.written_no for record in records if record.kind == "annex") == "1"


def test_text_before_the_first_label_is_kept() -> None:
    records, problems = read(PLAN.replace("序次\t1\n", "序次\t1\n另見附件三之說明\n"))
    assert problems == [
        "corpus/plan-109.txt:4: expected a label before this text, found none; kept as plain text"
    ]
    assert (records[0].no, records[0].text("text")) == (1, "另見附件三之說明")
    assert records[0].fields["text"].place.line_start == 4


def test_a_number_may_stand_below_its_label() -> None:
    records, problems = read(PLAN.replace("序次\t1\n", "序次\n12\n"))
    assert not problems
    assert next(record.no for record in records if record.kind == "measure") == 12


def test_a_field_given_twice_is_kept_twice() -> None:
    records, problems = read(
        PLAN.replace("110年績效目標值\t召開", "辦理機關\t銓敘部\n110年績效目標值\t召開", 1)
    )
    assert records[0].text("agencies").split() == ["法務部(廉政署)", "銓敘部"]
    assert isinstance(records[0], Measure) and "銓敘部" in records[0].agencies
    assert problems == [
        "corpus/plan-109.txt:15: expected '辦理機關' once, found it again; kept below the first"
    ]


@pytest.mark.parametrize("text", ["甲", "法務部中程施政計畫", "辦理機關是法務部\n執行措施如下"])
def test_other_texts_are_no_cards(text: str) -> None:
    records, problems = read(text)
    assert {record.kind for record in records} == {"section"} and problems == []


def test_a_tab_parts_label_and_value_and_a_later_one_is_a_border() -> None:
    records, _ = read(PLAN.replace("辦理機關\t內政部", "辦理機關\t法務部\t廉政署"))
    assert records[1].text("agencies") == "法務部\t廉政署"


@pytest.mark.parametrize("line", ["| {} | {} |", "{}：{}", "{}:{}", "{}　{}", "{}  {}"])
def test_cards_without_tabs_are_read_too(line: str) -> None:
    pairs = [row.split("\t") for row in PLAN.split("\n")]
    text = "\n".join(line.format(*pair) if len(pair) == 2 else pair[0] for pair in pairs)
    records, _ = read(text)
    expected, _ = read(PLAN)
    measures = [record for record in records if record.kind == "measure"]
    assert [{k: bare(f.text) for k, f in m.fields.items()} for m in measures] == [
        {k: bare(f.text) for k, f in m.fields.items()} for m in expected if m.kind == "measure"
    ]


def test_a_card_torn_into_tables_is_one_again_but_another_card_is_its_own() -> None:
    lines = PLAN.split("\n")
    first = [line.split("\t") for line in lines[2:15]]
    second = [line.split("\t") for line in lines[16:29]]
    tables = [first[:5], first[5:], second]
    at, blocks = 0, []
    for rows in tables:
        cells = [
            Cell(row, column, text, ((0, at + row + 1),))
            for row, pair in enumerate(rows)
            for column, text in enumerate(pair)
        ]
        blocks.append(Table(tuple(cells), len(rows), 2, at + 1, at + len(rows)))
        at += len(rows)
    joined = join_cards(blocks)
    assert [table.rows for table in joined if isinstance(table, Table)] == [13, 13]
    assert join_cards(blocks[2:]) == blocks[2:]


def test_values_beside_a_merged_label_stay_cells_of_their_own() -> None:
    rows = [["編號", "1"], ["執行措施", "宣導"], ["目標值", "653,218"], ["", "88"], ["辦理機關", "法務部"]]
    cells = [
        Cell(row, column, text, ((0, row + 1),), 2 if (row, column) == (2, 0) else 1)
        for row, pair in enumerate(rows)
        for column, text in enumerate(pair)
        if text
    ]
    document = make_document("\n".join("\t".join(row) for row in rows), edition=109)
    made = assemble(document, [Table(tuple(cells), 5, 2, 1, 5)])
    assert made.records[0].fields["target"].text.split() == ["653,218", "88"]
    assert {one.as_written for one in made.observations} == {"653,218", "88"}


def test_results_of_two_years_in_words_of_their_own_are_fields_of_their_own() -> None:
    cards = []
    for no, (title, aim, done, before, after) in enumerate(
        [
            ("山屋整修", "9處", "10處", "8處", "11處"),
            ("步道巡查", "300趟", "285趟", "270趟", "310趟"),
            ("解說排班", "120場", "126場", "110場", "130場"),
        ],
        start=1,
    ):
        cards += [
            f"編號\t{no}",
            f"案名\t{title}",
            f"年初所訂\t{aim}",
            f"年終實得\t{done}",
            f"前一年實得\t{before}",
            f"次年擬訂\t{after}",
        ]
    records, _ = read("\n".join(["甲署112年度成果", "", *cards]), 112)
    fields = records[0].fields
    assert [fields[key].text for key in ("target", "result", "result_111", "next_target")] == [
        "9處", "10處", "8處", "11處",
    ]  # fmt: skip
