"""Superlatives: first or last by achievement rate, and the agencies with most measures."""

from __future__ import annotations

import pytest

from asking import ask, make_plan


def plan() -> str:
    rows = [
        ("主辦：交通部\n協辦：內政部", "檢查漁船30艘。", "檢查漁船90艘。", "已達績效目標值。"),
        ("主辦：內政部", "整建漁港10處。", "整建漁港5處。", "未達績效目標值，因颱風延宕。"),
        ("主辦：教育部\n協辦：交通部", "辦理漁業課程20場次。", "辦理漁業課程18場次。", "已達績效目標值。"),
        ("主辦：交通部", "撈捕違規12件以下。", "撈捕違規24件。", "未達績效目標值，人力不足。"),
        ("主辦：教育部", "補助漁村學校8所。", "補助漁村學校4所。", "未達績效目標值，經費不足。"),
        ("主辦：交通部", "研修漁業法令。", "研議中。", "持續列管。"),
    ]
    return make_plan(
        *(
            {
                "action": f"(一)措施之{no}。",
                "agencies": who,
                "target": target,
                "result": result,
                "control_note": note,
            }
            for no, (who, target, result, note) in enumerate(rows, start=1)
        )
    )


@pytest.mark.parametrize(
    ("question", "measures"),
    [
        ("達成率最高的措施是哪一項", [1]),
        ("109年達成率最低的措施", [2, 5]),  # equals stand together
        ("達成率最高的前三項措施", [1, 3, 2, 5]),
        ("which measure had the highest achievement rate?", [1]),
        ("top 2 measures by achievement rate", [1, 3]),
        ("教育部的措施达成率最差的是哪项", [5]),
        ("未達標的措施中達成率最高的一項", [2, 5]),
    ],
)
def test_the_first_and_last_by_rate(question: str, measures: list[int]) -> None:
    found = ask(question, plan())
    assert (found.kind, list(found.measures)) == ("list", measures)
    assert len(found.citations) >= len(measures)


def test_a_rate_comes_first_and_says_what_it_was_computed_from() -> None:
    found = ask("達成率最高的措施是哪一項", plan())
    rate = found.figures[0]
    assert (rate.value, rate.unit, rate.role, rate.as_written) == (300, "%", "rate", None)
    assert [found.figures[at].value for at in rate.computed_from] == [90, 30]
    assert "目標30艘、實際90艘、達成率300%" in found.answer
    # Of six targets one is qualitative, and one is not to be exceeded.
    assert "4項措施中" in found.answer


@pytest.mark.parametrize(
    ("question", "measures", "said"),
    [
        ("哪個機關主辦的措施最多", [1, 4, 6], "交通部 3項"),
        ("哪個機關辦理的措施最多", [1, 3, 4, 6], "交通部 4項"),
        ("哪個機關主辦的措施最少", [2], "內政部 1項"),
        ("which agency leads the most measures?", [1, 4, 6], "3 (measure 1, measure 4, measure 6)"),
        (
            "哪個機關未達標的措施最多",
            [2, 4, 5],
            "內政部 1項（序次2）；交通部 1項（序次4）；教育部 1項（序次5）",
        ),
    ],
)
def test_agencies_by_their_number_of_measures(question: str, measures: list[int], said: str) -> None:
    found = ask(question, plan())
    assert (found.kind, list(found.measures)) == ("list", measures)
    assert said in found.answer


@pytest.mark.parametrize(
    "question", ["檢查漁船最多幾艘", "措施1的達成率最高是多少", "補助最多的學校是哪一所"]
)
def test_other_superlatives_are_no_rankings(question: str) -> None:
    assert ask(question, plan()).kind != "list"


def test_no_rate_can_be_ranked_where_none_can_be_computed() -> None:
    text = make_plan({"action": "(一)研修法令。", "target": "研修法令。", "result": "研議中。"})
    found = ask("達成率最高的措施是哪一項", text)
    assert found.abstained
    assert found.reason == "所問措施沒有可計算的達成率。"
