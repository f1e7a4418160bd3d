"""Questions for contradictions: all of them, those of one measure or agency, and that there are none."""

from __future__ import annotations

import pytest

from asking import ask, make_plan

PLAN = make_plan(
    {
        "action": "(一)檢查漁船。",
        "agencies": "交通部",
        "target": "檢查漁船30艘。",
        "result": "檢查漁船90艘，其中舢舨50艘、漁筏30艘。",
        "comparison": "108年檢查漁船100艘，109年檢查漁船90艘，績效達成率為200%。",
    },
    {
        "action": "(二)開設課程。",
        "agencies": "教育部",
        "target": "390所高中開設課程。",
        "result": "辦理研習4場次。",
        "control_note": "已達績效目標值。",
    },
    {
        "action": "(三)整建漁港。",
        "agencies": "內政部",
        "target": "整建漁港10處。",
        "result": "整建漁港12處。",
    },
)


@pytest.mark.parametrize(
    ("question", "measures"),
    [
        ("文件裡哪些數字互相矛盾？", [1, 2]),
        ("Which measures contradict themselves?", [1, 2]),
        ("哪些措施的数字算错了", [1, 2]),
        ("教育部的措施有沒有矛盾", [2]),
        ("序次1的數字有算錯嗎", [1]),
        ("序次3的數字有算錯嗎", []),
    ],
)
def test_contradictions_are_listed_as_far_as_asked_for(question: str, measures: list[int]) -> None:
    found = ask(question, PLAN)
    assert (found.kind, list(found.measures), found.abstained) == ("list", measures, False)


def test_a_contradiction_is_said_with_both_statements_and_quoted() -> None:
    found = ask("序次1的數字有算錯嗎", PLAN)
    assert "寫為200%" in found.answer and "90 / 30 = 300.0%" in found.answer
    assert any("績效達成率為200%" in citation.quote for citation in found.citations)
    english = ask("Are there wrong figures in measure 2?", PLAN)
    assert "stated 已達績效目標值" in english.answer and "390所" in english.answer


def test_what_contradicts_in_a_subject_is_no_question_for_contradictions() -> None:
    assert "矛盾" not in ask("檢查漁船幾艘", PLAN).answer
