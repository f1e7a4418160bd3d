"""Judging answers against gold questions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from building import make_document
from qa.answer import Answer, AnswerFigure, Citation, Item, Understanding
from qa.evaluation import GoldError, evaluate, judge, read_gold, write_report

DOCUMENT = make_document("宣導8場次，共464人次。")
FIGURE = AnswerFigure(Decimal(8), "場次", "8場次", 109, "actual", "宣導", "plan-109", 1, "result", 0)
ANSWER = Answer(
    question="宣導幾場",
    kind="figure",
    answer="8場次",
    understood=Understanding("figure", "zh-Hant"),
    measures=(1,),
    items=(Item("measure", "plan-109", 1, "宣導", 1.0),),
    figures=(FIGURE,),
    citations=(Citation("plan-109", "corpus/plan-109.txt", 1, "result", 1, 1, None, "宣導8場次"),),
)
GOLD: dict[str, Any] = {
    "id": "g1", "q": "宣導幾場", "lang": "zh-Hant", "type": "figure", "measures": [1],
    "evidence": "宣導8場次", "figures": [{"value": 8, "unit": "場", "role": "actual"}],
}  # fmt: skip


def judged(answer: Answer = ANSWER, **gold: Any) -> str | None:
    """Judge an answer against the gold question with some of it changed."""
    return judge({**GOLD, **gold}, answer, {DOCUMENT.id: DOCUMENT})


def test_a_right_answer_passes() -> None:
    assert judged() is None


@pytest.mark.parametrize(
    ("gold", "reason"),
    [
        ({"figures": [{"value": 9, "unit": "場"}]}, "no figure 9"),
        ({"figures": [{"value": 8, "unit": "元"}]}, "no figure 8"),
        ({"measures": [2]}, "rests on"),
        ({"type": "list", "measures": [1, 2]}, "missing [2]"),
        ({"type": "lookup", "evidence": "完全不同的一句話"}, "no citation carries"),
        ({"type": "unanswerable"}, "answered what"),
        ({"type": "kpi", "kpi": "定罪率"}, "does not name 定罪率"),
    ],
)
def test_a_wrong_answer_fails_with_its_reason(gold: dict[str, Any], reason: str) -> None:
    failure = judged(**gold)
    assert failure is not None and failure.startswith(reason)


def test_a_quote_that_does_not_stand_in_its_lines_fails() -> None:
    moved = replace(ANSWER, citations=(replace(ANSWER.citations[0], quote="宣導9場次"),))
    assert "quote not in" in (judged(moved) or "")


def test_abstaining_fails_what_can_be_answered_and_passes_what_cannot() -> None:
    abstained = replace(ANSWER, abstained=True, reason="文件未載")
    assert judged(abstained) == "abstained on an answerable question"
    assert judged(abstained, type="unanswerable") is None


def test_the_report_counts_by_language_and_type() -> None:
    outcomes = evaluate(
        lambda q: ANSWER, [GOLD, {**GOLD, "lang": "en", "measures": [5]}], {DOCUMENT.id: DOCUMENT}
    )
    report = write_report(outcomes, failures=True)
    assert "zh   figure            1/1    100.0%" in report
    assert "en   figure            0/1      0.0%" in report
    assert "rests on (1,), not [5]" in report


def test_the_report_counts_what_is_shown_at_first_right_or_not() -> None:
    abstained = replace(ANSWER, abstained=True, reason="文件未載", answer="文件未載。")
    answers = {"a": abstained, "b": replace(abstained, citations=())}
    golds = [{**GOLD, "q": "a"}, {**GOLD, "q": "b"}, {**GOLD, "q": "a", "type": "unanswerable"}]
    report = write_report(evaluate(answers.__getitem__, golds, {DOCUMENT.id: DOCUMENT}))
    assert "zh   shown@3           1/2     50.0%" in report


def test_a_question_may_expect_writings_alone(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"q": "x", "type": "lookup", "lang": "zh", "expect": ["464|四百"]}', encoding="utf-8")
    [gold] = read_gold(path)
    assert judge(gold, ANSWER, {DOCUMENT.id: DOCUMENT}) == "does not show 464 or 四百"
    whole = replace(ANSWER, citations=(replace(ANSWER.citations[0], quote="宣導8場次，共464人次。"),))
    assert judge(gold, whole, {DOCUMENT.id: DOCUMENT}) is None


def test_bad_gold_is_located(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"q": "x"}\n', encoding="utf-8")
    with pytest.raises(GoldError, match=r"gold\.jsonl:1: expected"):
        read_gold(path)
    with pytest.raises(GoldError, match="found none"):
        read_gold(tmp_path / "missing.jsonl")
