"""Two years side by side, a target with its result, one target with the next."""

from __future__ import annotations

import pytest

from asking import ask, make_plan
from qa.answer import Answer

PLAN = make_plan(
    {
        "action": "(一)檢查漁船，維護航行安全。",
        "target": "檢查漁船40艘。",
        "result": "檢查漁船30艘。",
        "comparison": "109年檢查漁船30艘，達成率為75%；108年檢查漁船35艘，達成率為90%。",
        "next_target": "檢查漁船50艘。",
    },
    {
        "action": "(二)整建漁港，便利漁民作業。",
        "target": "整建漁港9處。",
        "result": "整建漁港10處。",
        "comparison": "109年整建漁港10處，較108年之4處增加6處，成長率為150%。",
        "next_target": "整建漁港9處。",
    },
    {"action": "(三)宣導漁業法令。", "result": "已完成宣導。"},
    {"action": "(四)查緝走私香菸。", "target": "查緝走私香菸8件。", "result": "查緝走私香菸6件。"},
)


def shown(answer: Answer) -> list[tuple[int | None, str, float]]:
    """Return the year, role and value of every figure of an answer."""
    return [(f.year, f.role, float(f.value)) for f in answer.figures]


def test_a_difference_that_the_text_does_not_give_is_computed_from_both_figures() -> None:
    answer = ask("檢查漁船109年比108年少幾艘", PLAN)
    assert (answer.kind, answer.measures) == ("compare", (1,))
    # What was asked for comes first; the later figure is the one the earlier is taken from.
    assert shown(answer) == [(109, "difference", -5), (109, "actual", 30), (108, "actual", 35)]
    difference = answer.figures[0]
    assert (difference.as_written, difference.citation, difference.computed_from) == (None, None, (1, 2))
    assert "減少5艘（由原文數字計算）" in answer.answer


def test_a_difference_the_text_gives_is_cited_and_not_computed() -> None:
    answer = ask("整建漁港109年比108年多幾處", PLAN)
    assert shown(answer) == [(109, "actual", 10), (108, "actual", 4), (109, "difference", 6)]
    difference = answer.figures[2]
    assert (difference.as_written, difference.computed_from) == ("6處", ())
    assert difference.citation is not None and "增加6處" in answer.citations[difference.citation].quote
    assert "由原文數字計算" not in answer.answer


@pytest.mark.parametrize(
    "question", ["比較檢查漁船2019年與2020年", "檢查漁船108年跟109年比較", "檢查漁船去年跟今年比較"]
)
def test_years_may_be_western_or_relative_and_in_any_order(question: str) -> None:
    figures = shown(ask(question, PLAN))
    assert sorted(figures[:2]) == [(108, "actual", 35), (109, "actual", 30)]
    assert figures[2:] == [(109, "difference", -5)]


def test_a_result_stands_beside_its_target_when_that_is_asked_for() -> None:
    figures = shown(ask("檢查漁船109年目標與實際相比", PLAN))
    assert (109, "target", 40) in figures and (109, "actual", 30) in figures


def test_a_result_below_its_target_is_said_to_be_less() -> None:
    answer = ask("查緝走私香菸有沒有達標", PLAN)
    assert shown(answer) == [(109, "target", 8), (109, "actual", 6)]
    assert "未達目標" in answer.answer and "增加" not in answer.answer
    short = ask("查緝走私香菸109年實際與目標差多少件", PLAN)
    assert (109, "difference", -2) in shown(short)
    assert "尚差2件（由原文數字計算）" in short.answer


def test_an_entry_without_an_indicator_is_named_by_what_it_does() -> None:
    assert ask("查緝走私香菸有沒有達標", PLAN).answer.startswith("查緝走私香菸：")


def test_the_next_target_stands_beside_the_present_one() -> None:
    answer = ask("檢查漁船109年與110年目標差多少", PLAN)
    assert shown(answer) == [(110, "difference", 10), (109, "target", 40), (110, "target", 50)]
    assert "110年目標值50艘" in answer.answer


def test_rates_are_compared_with_rates() -> None:
    answer = ask("檢查漁船109年與108年達成率比較", PLAN)
    rates = [f for f in shown(answer) if f[1] == "rate"]
    assert rates == [(109, "rate", 75), (108, "rate", 90)]


def test_the_growth_the_text_states_is_given_when_asked_for() -> None:
    answer = ask("整建漁港109年比108年成長率多少", PLAN)
    assert "150%" in [figure.as_written for figure in answer.figures]


def test_every_figure_stands_in_the_line_it_cites() -> None:
    lines = PLAN.split("\n")
    for figure in ask("檢查漁船109年比108年少幾艘", PLAN).figures:
        if figure.citation is not None:
            citation = ask("檢查漁船109年比108年少幾艘", PLAN).citations[figure.citation]
            assert (figure.as_written or "") in lines[citation.line_start - 1]


def test_a_record_without_figures_cannot_be_compared() -> None:
    answer = ask("宣導漁業法令108年與109年比較", PLAN)
    assert answer.abstained
    assert not answer.figures


@pytest.mark.parametrize("question", ["酒駕取締件數109年比108年少幾件", "高鐵票價109年比108年漲多少"])
def test_what_the_text_does_not_treat_is_not_compared(question: str) -> None:
    assert ask(question, PLAN).abstained


def test_no_difference_is_computed_between_two_agencies() -> None:
    plan = make_plan(
        {
            "action": "(一)緝返外逃罪犯。",
            "agencies": "內政部(移民署)、法務部(調查局)",
            "result": "移民署：協助緝返外逃罪犯66人。",
            "comparison": "緝返外逃罪犯人數：法務部調查局108年11人。",
        }
    )
    answer = ask("移民署108年和109年各緝返外逃罪犯幾人", plan)
    assert "66人" in answer.answer
    assert not [figure for figure in answer.figures if figure.computed_from]
    assert "55" not in answer.answer


def test_no_difference_is_computed_between_two_items() -> None:
    plan = make_plan(
        {
            "action": "(一)檢查船舶。",
            "result": "1.漁船類：檢查船舶66艘。\n2.商船類：檢查船舶20艘。",
            "comparison": "1.商船類：108年檢查船舶11艘。",
        }
    )
    answer = ask("漁船類檢查船舶108年和109年各幾艘", plan)
    assert not [f for f in answer.figures if f.computed_from and abs(f.value) == 55]
