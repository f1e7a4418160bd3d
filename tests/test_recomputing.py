"""A stated figure beside the one that follows from the text's own figures."""

from __future__ import annotations

import pytest

from asking import ask, make_plan

PLAN = make_plan(
    {
        "action": "(一)檢查漁船，維護航行安全。",
        "target": "檢查漁船40艘。",
        "result": "檢查漁船50艘。",
        "comparison": "109年檢查漁船50艘，達成率134%。",
    },
    {
        "action": "(二)整建漁港，便利漁民作業。",
        "target": "整建漁港10處。",
        "result": "整建漁港8處。",
        "comparison": "109年整建漁港8處，達成率80%。",
    },
)


@pytest.mark.parametrize(
    "question",
    ["檢查漁船達成率寫134%，重算是多少", "依數字算，檢查漁船的達成率應該是多少"],
)
def test_the_stated_and_the_recomputed_figure_are_given_with_what_it_follows_from(question: str) -> None:
    answer = ask(question, PLAN)
    stated, *operands, computed = answer.figures
    assert (float(stated.value), stated.as_written) == (134.0, "134%")
    assert float(computed.value) == 125.0
    assert [float(answer.figures[place].value) for place in computed.computed_from] == [50.0, 40.0]
    assert len(operands) == 2 and all(one.citation is not None for one in operands)


def test_a_figure_that_agrees_is_answered_as_ever() -> None:
    answer = ask("依數字算，整建漁港的達成率應該是多少", PLAN)
    assert "重算" not in answer.answer
