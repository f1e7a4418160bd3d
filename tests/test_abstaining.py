"""Abstaining: what is denied, and what of a question could not be tied to an answer."""

from __future__ import annotations

import harbours
from asking import ask, inquire, make_plan
from qa.abstaining import Reason, abstain, name_untied

PLAN = make_plan(
    {"action": "(一)檢查漁船，維護航行安全。", "target": "檢查漁船40艘。", "result": "檢查漁船30艘。"},
    {"action": "(二)整建漁港。", "target": "整建漁港9處。", "result": "整建漁港10處。"},
)


def test_an_abstention_names_the_nearest_records() -> None:
    answer = abstain(inquire("檢查漁船花費幾元", PLAN), Reason("no_figure"))
    assert (answer.abstained, answer.kind) == (True, "unanswerable")
    assert [item.no for item in answer.items] == [1, 2]
    assert answer.answer == answer.reason


def test_a_figure_that_was_not_found_is_not_denied() -> None:
    answer = abstain(inquire("檢查漁船花費幾元", PLAN), Reason("no_figure"))
    assert "文件未載" not in answer.answer
    assert answer.answer.endswith("對不上任何一個確定的數字。")


def test_the_words_that_stand_in_no_passage_are_named() -> None:
    assert name_untied(inquire("外國觀光客檢查漁船幾艘", PLAN)) == "外國觀光客"
    assert "漁船" in name_untied(inquire("檢查漁船幾艘", PLAN))


def test_the_years_covered_are_never_those_of_the_question() -> None:
    inquiry = inquire("120年檢查漁船幾艘", "海港年報\n\n壹、前言\n檢查漁船30艘。\n")
    answer = abstain(inquiry, Reason("no_year", {"year": 120}))
    assert answer.reason == "文件未載120年的資料。"


def test_the_years_said_to_be_covered_are_those_of_all_texts_where_no_plan_is_named() -> None:
    inquiry = inquire("130年火星移民幾人？", harbours.EDITION_111, harbours.SCHOOLS_109)
    both = [abstain(inquiry, Reason("no_year", {"year": 130})).reason]
    both += [
        abstain(inquiry.within({doc}), Reason("no_year", {"year": 130})).reason for doc in inquiry.scope.docs
    ]
    assert len(set(both)) == 1 and "110" in both[0] and "112" in both[0]


def test_an_english_abstention_is_in_english() -> None:
    answer = ask("How many 外國觀光客 were on a 漁船?", PLAN)
    assert answer.abstained
    assert answer.answer == (
        "No figure could be tied for certain to “外國觀光客”. The nearest passages follow."
    )
