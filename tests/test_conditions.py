"""Single conditions on measures: numbers of strategies, limits of rates."""

from __future__ import annotations

import pytest

from asking import ask, inquire, make_plan
from qa.conditions import find_conditions, number_strategy, read_number

PLAN = make_plan(
    {
        "strategy": "一、保障航行安全。",
        "action": "(一)檢查漁船。",
        "target": "檢查漁船30艘。",
        "result": "檢查漁船27艘。",
        "control_note": "未達績效目標值。",
    },
    {
        "strategy": "十二、推廣漁業教育。",
        "action": "(一)辦理漁業課程。",
        "target": "辦理漁業課程20場次。",
        "result": "辦理漁業課程20場次。",
        "control_note": "已達績效目標值。",
    },
)


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("策略12有哪些措施", (2,)),
        ("策略十二有哪些措施", (2,)),
        ("達成率未達100%的措施有哪些", (1,)),
        ("達成率剛好100%的措施有哪些", (2,)),
        ("達成率九成以上的措施有哪些", (1, 2)),
        ("總共有幾項措施", (1, 2)),
    ],
)
def test_the_set_a_question_bounds(question: str, numbers: tuple[int, ...]) -> None:
    assert ask(question, PLAN).measures == numbers


@pytest.mark.parametrize("question", ["策略99有哪些措施", "策略三十有哪些措施", "策略0有哪些措施"])
def test_a_strategy_the_plan_has_not_is_said(question: str) -> None:
    answer = ask(question, PLAN)
    assert answer.abstained and "策略" in answer.answer


def test_numbers_of_strategies_are_read_in_both_kinds_of_digits() -> None:
    strategies = inquire("措施", PLAN).scope.strategies()
    assert [number_strategy(strategy) for strategy in strategies] == [1, 12]
    assert read_number("二十") == 20


def test_conditions_are_named_for_the_answer() -> None:
    names = [c.name for c in find_conditions(inquire("策略一未達標的措施有哪些", PLAN))]
    assert names == ["fell_short", "strategy"]
