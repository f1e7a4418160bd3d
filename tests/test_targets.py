"""Targets paired with their results: made-up cells by the way they are written, and every real one."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.catalog import CORPUS, read_catalog
from ingest.library import read_document
from ingest.markup import bare
from ingest.records import Field, Place
from ingest.targets.changes import mark_changes
from ingest.targets.reading import read_targets
from ingest.targets.stated import MOST_STATEMENTS
from ingest.targets.status import read_official_status

CASES_DIR = Path(__file__).parent / "cases"
CASES = json.loads((CASES_DIR / "targets.json").read_text(encoding="utf-8"))
ROWS = json.loads((CASES_DIR / "targets_plan.json").read_text(encoding="utf-8"))
EDITION = 112
ALPHABET = "0123456789%，。、；：()（） \n萬億件場家次元目標達成較年分別為共計其中各機關增加第1112.甲"


def make_fields(**texts):
    place = Place("made-up", 1, 1)
    return {key: Field(key, key, text, place, ((0, 1),)) for key, text in texts.items()}


def read_one(**texts):
    [target] = read_targets(make_fields(**texts), EDITION).targets
    return target


@cache
def plan():
    entry = next(e for e in read_catalog(CORPUS) if e.path.stem == "lianzheng-109")
    return read_document(entry.path, entry)


def mark_case(case):
    reason = case.get("known_failure")
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(case, id=case["label"], marks=marks)


def to_decimal(number):
    return None if number is None else Decimal(str(number))


@pytest.mark.parametrize("case", [mark_case(case) for case in CASES])
def test_cell(case):
    reading = read_targets(make_fields(**case["fields"]), EDITION, file="made-up")
    rows = [[t.item, t.target, t.unit, t.op, t.actual, t.verdict] for t in reading.targets]
    assert rows == [
        [item, to_decimal(target), unit, op, to_decimal(actual), verdict]
        for item, target, unit, op, actual, verdict in case["targets"]
    ]
    assert len(reading.problems) == case["problems"]


def test_every_target_of_the_plan():
    found = [
        {
            "no": measure.no,
            "item": t.item,
            "target": t.target,
            "unit": t.unit,
            "actual": t.actual,
            "previous": t.previous,
            "verdict": t.verdict,
            "read_in": next((e.field for e in t.evidence if e.role == "actual"), None),
        }
        for measure in plan().measures
        for t in measure.targets
        if t.target is not None
    ]
    numbers = ("target", "actual", "previous")
    assert found == [{k: to_decimal(v) if k in numbers else v for k, v in row.items()} for row in ROWS]


def test_a_cell_of_too_many_figures_is_read_up_to_a_limit_and_reported():
    fields = make_fields(target="宣導5場。", result="宣導6場，" + "3件、" * MOST_STATEMENTS)
    reading = read_targets(fields, EDITION, file="made-up")
    assert [t.actual for t in reading.targets] == [6]
    assert [problem.message for problem in reading.problems] == [
        f"expected fewer than {MOST_STATEMENTS} figures in a cell, found more; the rest is not read"
    ]


def test_what_became_another_figure_is_not_the_year_before():
    target = read_one(target="補正率12%以下。", result="申辦率由111年61.2%提升至66.4%；補正率11.5%。")
    assert (target.actual, target.previous) == (Decimal("11.5"), None)


def test_evidence_stands_in_its_lines():
    reading = plan()
    for measure in reading.measures:
        for target in (*measure.targets, *measure.next_targets):
            for evidence in target.evidence:
                place = evidence.place
                lines = "\n".join(reading.document.lines[place.line_start - 1 : place.line_end])
                assert bare(evidence.quote) in bare(lines)


def test_a_sum_is_made_only_of_the_parts_of_a_total():
    shared = read_targets(
        make_fields(target="開課20門(甲司、乙司各10門)。", result="甲校開課12門。乙校開課11門。"), EDITION
    )
    assert [t.actual for t in shared.targets] == [23, 12, 11]
    assert read_one(target="開課20門。", result="甲校開課12門。乙校開課11門。").actual != 23


def test_one_agency_of_several_is_not_the_total():
    texts = {"agencies": "甲署、乙署", "result": "甲署：宣導3場。 乙署：宣導4場。"}
    assert read_one(target="宣導5場。", **texts).verdict == "not_reported"
    texts["result"] = "共計宣導7場。 " + texts["result"]
    assert read_one(target="宣導5場。", **texts).actual == 7


def test_a_result_the_text_says_it_lacks_is_quoted():
    target = read_one(target="起訴貪瀆案件10件。", result="起訴50件。起訴貪瀆案件數無法提供。")
    assert target.actual is None
    assert [e.quote for e in target.evidence if e.role == "statement"] == ["起訴貪瀆案件數無法提供"]


@pytest.mark.parametrize(
    ("now", "then", "change"),
    [
        ("宣導5場。", "宣導6場。", ["raised"]),
        ("宣導5場。", "宣導4場。", ["lowered"]),
        ("宣導5場。", "宣導5場。", ["same"]),
        ("112年研修法規。", "113年研修法規。", ["same"]),
        ("研修法規草案。", "研修法規草案並函報。", ["reworded"]),
        ("無。", "宣導5場。", ["new"]),
        ("1. 宣導5場。 2. 稽核3件。", "1. 宣導5場。", ["same", "dropped"]),
    ],
)
def test_change(now, then, change):
    earlier = read_targets(make_fields(target=now), EDITION).targets
    later = read_targets(make_fields(target=then), EDITION + 1).targets
    assert [t.change for t in mark_changes(earlier, later)] == change


@pytest.mark.parametrize(
    ("note", "target", "annex", "status"),
    [
        ("已達績效目標值。", "15案", False, "met"),
        ("已達成績效目標值，相較預定目標值多 46 件，達成績效目標 138.3%。", "120 件", False, "met"),
        ("未達成績效目標值，惟達成率為 88.57%，原因如下：疫情。", "35 件", True, "not_met"),
        ("累計至109年12月31日瀏覽達成率93%。", "700萬人次", True, "not_met"),
        ("1.致未達原定目標值。 2.全年件數已達績效目標值。", "88次、250件", True, "partly_met"),
        ("配合刑法研修進度持續辦理。", "擬具草案。", False, "ongoing"),
        ("109年未設定績效目標值。", "無。", False, "no_target"),
        ("無。", "無。", False, "no_target"),
        ("已達績效目標值。", "無。", False, "met"),
        ("截至109年底完成認證794家。", "75家", False, "other"),
        ("", "75家", True, "not_met"),
        ("第1項已達績效目標值，第2項未達績效目標值。", "5場、3件", False, "partly_met"),
        ("雖未達成108年目標，惟109年已達績效目標值。", "5場", False, "met"),
        ("部分達成績效目標值。", "5場", False, "partly_met"),
        ("達成率為 85%。", "5場", False, "not_met"),
        ("持續列管。", "5場", False, "ongoing"),
    ],
)
def test_official_status(note, target, annex, status):
    assert read_official_status(note, target, annex) == status


@given(
    st.fixed_dictionaries({key: st.text(ALPHABET, max_size=80) for key in ("target", "result", "comparison")})
)
def test_any_text_is_read(texts):
    reading = read_targets(make_fields(**texts), EDITION)
    for target in reading.targets:
        assert (target.target is None) == (target.op == "qualitative") == (target.verdict == "qualitative")
        assert (target.actual is None) or target.target is not None
        for evidence in target.evidence:
            assert evidence.quote in texts[evidence.field]


def test_a_cell_of_very_many_targets_is_cut_off_and_reported():
    reading = read_targets(make_fields(target="宣導5場、" * 300, result="，宣導6場" * 3000), EDITION)
    assert len(reading.targets) == 100
    assert "expected fewer than 100 targets" in reading.problems[0].message
