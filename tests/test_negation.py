"""Negations that are not understood: named in the answer, and never answered as their opposite."""

from __future__ import annotations

import pytest

from asking import ask, make_plan
from qa.negation import find_unread_negation
from qa.question import read_question

PLAN = make_plan(
    {
        "action": "(一)檢查漁船，維護航行安全。",
        "agencies": "交通部主辦，內政部協辦",
        "target": "檢查漁船40艘。",
        "result": "1.交通部：檢查漁船30艘。\n2.內政部：檢查漁船12艘。",
        "control_note": "未達績效目標值。",
        "next_target": "檢查漁船50艘。",
    },
    {"action": "(二)整建漁港。", "result": "整建漁港10處。", "control_note": "未達績效目標值。"},
)


def unread(question: str) -> str | None:
    """Return the words of the negation in a question that is not understood."""
    found = find_unread_negation(read_question(question))
    return found.words if found else None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("內政部完全沒有參加的措施有哪些", "完全沒有"),
        ("Which measures fell short, not counting the supporting ones?", "not counting"),
    ],
)
def test_a_list_is_not_answered_as_the_opposite_of_a_negation(question: str, words: str) -> None:
    assert unread(question) == words
    answer = ask(question, PLAN)
    assert answer.abstained and not answer.measures
    assert words in answer.answer


PARTS = make_plan(
    {"action": "(一)檢查漁船。", "agencies": "內政部主辦，交通部協辦", "target": "檢查漁船40艘。"},
    {"action": "(二)整建漁港。", "agencies": "交通部主辦，內政部協辦", "target": "整建漁港3處。"},
    {"action": "(三)清理海岸。", "agencies": "交通部主辦", "target": "清理海岸9公里。"},
)


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("內政部辦理的措施有哪些，不算協辦", (1,)),
        ("內政部參與但不是主辦的措施有哪些", (2,)),
        ("不含協辦，內政部有哪些措施", (1,)),
        ("Which measures involve 內政部 but are not led by it?", (2,)),
        ("哪些措施沒有協辦機關", (3,)),
        ("交通部主辦、沒有協辦機關的措施有哪些", (3,)),
    ],
)
def test_a_part_that_is_left_out_is_that_of_the_agency_named(question: str, numbers: tuple[int, ...]) -> None:
    assert ask(question, PARTS).measures == numbers


@pytest.mark.parametrize(
    "question",
    [
        "哪些措施未達標",
        "哪些措施沒有訂目標",
        "附表以外還有哪些措施未達標",
        "不是內政部主辦的措施有哪些",
        "Which measures did not fall short?",
        "檢查漁船幾艘",
    ],
)
def test_a_negation_that_is_understood_is_none(question: str) -> None:
    assert unread(question) is None


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("未達標的措施不包含內政部的有哪些", ()),
        # What the ministry assists in is among its measures.
        ("Which measures other than those of the Ministry of the Interior fell short?", ()),
        ("除了內政部以外主辦的措施有哪些", (1,)),
        ("沒有協辦機關的措施有哪些", (2,)),
    ],
)
def test_what_a_list_leaves_out_is_left_out(question: str, numbers: tuple[int, ...]) -> None:
    answer = ask(question, PLAN)
    assert (answer.kind, answer.measures) == ("list", numbers)


def test_a_figure_of_what_was_to_be_left_out_is_not_stated() -> None:
    answer = ask("檢查漁船幾艘，不含內政部", PLAN)
    assert answer.abstained and "不含" in answer.answer
    assert not answer.figures


def test_beside_another_figure_the_negation_is_named() -> None:
    answer = ask("整建漁港幾處，不含燈塔", PLAN)
    assert answer.answer.startswith("未能理解題中的「不含」，以下並未據以排除。")
    assert "10處" in answer.answer


def test_what_the_text_leaves_out_in_its_own_words_is_understood() -> None:
    plan = make_plan({"action": "(一)緝返罪犯。", "result": "緝返外逃罪犯(未包含兩岸)計5人。"})
    answer = ask("緝返外逃罪犯幾人，不含兩岸", plan)
    assert "未能理解" not in answer.answer and "5人" in answer.answer
