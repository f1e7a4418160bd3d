"""What is printed as JSON has the shape other programs rely on."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from building import read_real
from ingest.coverage import measure_coverage
from ingest.records import Contradiction, Evidence, Measure, Place, Target
from qa.answer import Answer, AnswerFigure, Citation, Item, Understanding
from qa.contract import (
    answer_json,
    contradiction_json,
    coverage_json,
    document_json,
    number,
    record_json,
    target_json,
)
from qa.query import Query

ANSWER = Answer(
    question="109年緝返外逃罪犯幾人？",
    kind="figure",
    answer="109年緝返外逃罪犯，移民署 92 人；目標 60 人。",
    understood=Understanding("figure", "zh-Hant", (109,), (), ("外逃罪犯",), (("fugitive", "外逃罪犯"),)),
    measures=(46,),
    items=(Item("measure", "lianzheng-109", 46, "強化追緝外逃重大犯罪歸案", 0.93456, "measure/46"),),
    query=Query("figures", about=("緝返外逃罪犯",)),
    not_understood=("大概",),
    figures=(
        AnswerFigure(
            Decimal("92"), "人", "92人", 109, "actual", "協緝外逃罪犯", "lianzheng-109", 46, "result", 0
        ),
        AnswerFigure(Decimal("153.30"), "%", None, 109, "rate", "", "lianzheng-109", 46, None, None, (0,)),
    ),
    citations=(
        Citation("lianzheng-109", "corpus/lianzheng-109.txt", 46, "result", 830, 830, None, "計92人"),
    ),
    notes=("另一項無法判定。",),
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("140000000"), "140000000"),
        (Decimal("1.4E+8"), "140000000"),
        (Decimal("92.0"), "92"),
        (Decimal("82.6"), "82.6"),
        (Decimal("-5.60"), "-5.6"),
        (Decimal("0"), "0"),
        (None, "null"),
    ],
)
def test_numbers_are_written_without_needless_digits(value: Decimal | None, shown: str) -> None:
    assert json.dumps(number(value)) == shown


def test_an_answer_has_the_agreed_shape() -> None:
    shown = json.loads(json.dumps(answer_json(ANSWER)))
    understood = shown.pop("understood")
    assert shown == {
        "question": "109年緝返外逃罪犯幾人？",
        "kind": "figure",
        "answer": "109年緝返外逃罪犯，移民署 92 人；目標 60 人。",
        "abstained": False,
        "reason": None,
        "query": {"find": "figures", "about": ["緝返外逃罪犯"]},
        "not_understood": ["大概"],
        "measures": [46],
        "entries": [{"doc": "lianzheng-109", "id": "measure/46"}],
        "items": [
            {
                "type": "measure", "doc": "lianzheng-109", "no": 46,
                "title": "強化追緝外逃重大犯罪歸案", "score": 0.9346,
            }
        ],
        "figures": [
            {
                "value": 92, "unit": "人", "as_written": "92人", "year": 109, "role": "actual",
                "metric": "協緝外逃罪犯", "doc": "lianzheng-109", "no": 46, "field": "result",
                "scope": None, "citations": [0], "doubts": [],
            },
            {
                "value": 153.3, "unit": "%", "as_written": None, "year": 109, "role": "rate", "metric": "",
                "doc": "lianzheng-109", "no": 46, "field": None, "scope": None,
                "citations": [], "doubts": [], "computed_from": [0],
            },
        ],
        "citations": [
            {
                "doc": "lianzheng-109", "file": "corpus/lianzheng-109.txt", "no": 46, "field": "result",
                "line_start": 830, "line_end": 830, "page": None, "quote": "計92人",
            }
        ],
        "notes": ["另一項無法判定。"],
    }  # fmt: skip
    assert understood["translated"] == [["fugitive", "外逃罪犯"]]
    assert understood.keys() >= {"kind", "language", "years", "agencies", "terms"}


def test_a_measure_has_the_agreed_shape() -> None:
    measure = read_real("lianzheng-109").measures[33]
    assert isinstance(measure, Measure)
    shown = json.loads(json.dumps(record_json(measure)))
    assert shown.keys() >= {
        "doc", "no", "title", "edition", "line_start", "line_end", "page", "fields",
        "agencies", "lead_agencies", "official_status", "targets", "next_targets",
    }  # fmt: skip
    assert (shown["doc"], shown["no"], shown["edition"], shown["line_start"]) == (
        "lianzheng-109",
        34,
        109,
        588,
    )
    assert len(shown["fields"]) == 12
    for field in shown["fields"].values():
        assert field["text"]
        assert 588 <= field["line_start"] <= field["line_end"] <= shown["line_end"]


def test_an_annex_row_names_its_measure() -> None:
    shown = [record_json(row) for row in read_real("lianzheng-109").of_kind("annex")]
    assert [(row["type"], row["no"], row["measure"]) for row in shown] == [
        ("annex", 1, 9),
        ("annex", 2, 34),
        ("annex", 3, 36),
    ]


def test_a_target_has_the_agreed_shape() -> None:
    target = Target(
        year=109,
        item="1",
        text="每年召開會議合計88次",
        metric="會議",
        target=Decimal(88),
        unit="次",
        op=">=",
        actual=Decimal(75),
        actual_unit="次",
        previous=Decimal(88),
        rate_pct=Decimal("85.23"),
        verdict="not_met",
        evidence=(Evidence("actual", "result", Place("lianzheng-109", 595, 595), "共召開75次會議"),),
    )
    shown = json.loads(json.dumps(target_json(target)))
    agreed = {
        "year": 109, "item": "1", "text": "每年召開會議合計88次", "metric": "會議",
        "target": 88, "unit": "次", "op": ">=", "actual": 75, "actual_unit": "次",
        "previous": 88, "rate_pct": 85.23, "verdict": "not_met",
    }  # fmt: skip
    assert agreed.items() <= shown.items()
    assert shown["evidence"] == [
        {"role": "actual", "field": "result", "line_start": 595, "line_end": 595, "quote": "共召開75次會議"}
    ]


def test_a_contradiction_has_the_agreed_shape() -> None:
    place = Place("lianzheng-109", 457, 457)
    found = Contradiction(
        "lianzheng-109", 28, "arithmetic", "stated 127%", "127%", "157.3%", "comparison", place, "127%"
    )
    assert json.loads(json.dumps(contradiction_json(found))) == {
        "doc": "lianzheng-109", "no": 28, "kind": "arithmetic", "message": "stated 127%",
        "stated": "127%", "expected": "157.3%", "field": "comparison",
        "line_start": 457, "line_end": 457, "page": None, "quote": "127%",
    }  # fmt: skip


def test_coverage_and_documents_have_the_agreed_shape() -> None:
    reading = read_real("moj-midterm")
    coverage = coverage_json(measure_coverage(reading))
    assert coverage["characters"] == coverage["in_records"] + coverage["structure"]
    assert (coverage["doc"], coverage["share"], coverage["missing"]) == ("moj-midterm", 1.0, [])
    document = document_json(reading)
    assert {
        "id": "moj-midterm",
        "edition": 109,
        "publisher": "法務部",
        "problems": [],
    }.items() <= document.items()
    assert (document["counts"]["kpi"], document["counts"]["project"]) == (16, 60)
    assert len(document["sha256"]) == 64
