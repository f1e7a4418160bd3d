"""Cards: awkward rows of labels and values, both real and made up, and every field of the shipped plan."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from building import PLAN, make_document, read_real
from ingest.entries.assembly import assemble
from ingest.formats.text import read_text_blocks
from ingest.markup import bare
from ingest.records import Record

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
    document, records, problems = read_plan(make_document(text))
    assert document.edition == 113
    assert records[0].text("target") == "召開廉政會報12次。"
    assert records[0].text("next_target") == "召開廉政會報16次。"
    assert problems == []


def test_a_target_of_neither_year_is_kept_under_its_year() -> None:
    records, _ = read(PLAN.replace("110年績效目標值\t召開", "112年績效目標值\t召開"))
    assert records[0].text("target_112") == "召開廉政會報16次。"


@pytest.mark.parametrize(
    ("old", "new", "numbers", "problem"),
    [
        ("序次\t2", "序次\t1", [1, 1], "corpus/plan-109.txt:17: expected each number once, found 1 again"),
        ("序次\t2", "序次\t二", [1, 2], "corpus/plan-109.txt:17: expected a number as 序次, found '二'"),
        ("序次\t2\n", "", [1, 2], "corpus/plan-109.txt:17: expected 序次 before 具體策略, found none"),
        ("序次\t2", "序次\t", [1, 2], None),
        ("109年執行效益", "備註欄", [1, 2], "corpus/plan-109.txt:14: expected a known label, found '備註欄'"),
        (
            "109年執行效益",
            "109年度",
            [1, 2],
            "corpus/plan-109.txt:14: expected a whole label, found only '109年度'",
        ),
    ],
)
def test_bad_rows_are_located_problems_and_stay_in_the_records(
    old: str, new: str, numbers: list[int], problem: str | None
) -> None:
    records, problems = read(PLAN.replace(old, new))
    measures = [record for record in records if record.kind == "measure"]
    assert [measure.no for measure in measures] == numbers
    assert "提升風險意識。" in [field.text for field in measures[0].fields.values()]
    assert any(p.startswith(problem) for p in problems) if problem else problems == []


def test_a_number_without_cells_is_kept_as_text() -> None:
    records, problems = read(PLAN + "\n序次\t3\n")
    assert len([r for r in records if r.kind == "measure"]) == 2
    assert problems == [
        "corpus/plan-109.txt:40: expected cells after the number, found none; kept as plain text"
    ]
    assert any("序次" in field.text for record in records for field in record.fields.values())


def test_text_before_the_first_label_is_kept() -> None:
    records, problems = read(PLAN.replace("序次\t1\n", "序次\t1\n另見附件三之說明\n"))
    assert problems == [
        "corpus/plan-109.txt:4: expected a label before this text, found none; kept as plain text"
    ]
    assert any(record.text("text") == "另見附件三之說明" for record in records if record.kind == "section")


def test_a_number_may_stand_below_its_label() -> None:
    records, problems = read(PLAN.replace("序次\t1\n", "序次\n12\n"))
    assert not problems
    assert next(record.no for record in records if record.kind == "measure") == 12


def test_a_field_given_twice_is_kept_twice() -> None:
    records, problems = read(
        PLAN.replace("110年績效目標值\t召開", "辦理機關\t銓敘部\n110年績效目標值\t召開", 1)
    )
    assert (records[0].text("agencies"), records[0].text("agencies_2")) == ("法務部(廉政署)", "銓敘部")
    assert problems == [
        "corpus/plan-109.txt:15: expected '辦理機關' once, found it again; kept as a second field"
    ]


@pytest.mark.parametrize("text", ["", "法務部中程施政計畫", "辦理機關是法務部\n執行措施如下"])
def test_other_texts_are_no_plans(text: str) -> None:
    assert not recognises_plan(make_document(text))
