"""A measure named by its number is told in one sentence: who, targets with results, official note."""

from __future__ import annotations

from asking import ask, make_plan

PLAN = make_plan(
    {
        "strategy": "一、保障航行安全。",
        "action": "(一)檢查漁船，維護航行安全。",
        "agencies": "主辦：交通部\n協辦：內政部",
        "target": "1. 檢查漁船30艘。2. 研修漁業法令。3. 訓練船員90人。",
        "result": "1. 檢查漁船27艘。2. 研議中。",
        "control_note": "未達績效目標值。",
    }
)


def test_a_bare_number_gives_agencies_targets_verdicts_and_the_official_note() -> None:
    answer = ask("序次1", PLAN)
    assert answer.measures == (1,)
    for said in ("交通部", "目標30艘", "實績27艘", "未達標", "訓練船員", "文中未載實績", "官方列管：未達標"):
        assert said in answer.answer
    assert {citation.field for citation in answer.citations} >= {"target", "result", "control_note"}


def test_a_question_whether_a_named_measure_was_met_is_told_the_same() -> None:
    assert "result 27 vessels, not met" in ask("Did measure 1 meet its target", PLAN).answer


def test_a_number_no_measure_has_is_said() -> None:
    answer = ask("序次100", PLAN)
    assert answer.abstained and "100" in answer.answer
