"""Answers to questions for a figure, and when to say that the texts do not give it."""

from __future__ import annotations

import pytest

from asking import ask, inquire, make_plan
from qa.answer import Answer
from qa.figure_answers import answer_figure

PLAN = make_plan(
    {
        "action": "(一)檢查漁船，維護航行安全。",
        "agencies": "內政部、交通部",
        "target": "檢查漁船40艘。",
        "result": "檢查漁船30艘，開立罰單12張。",
        "control_note": "已達績效目標值。",
        "comparison": "108年檢查漁船35艘。",
        "next_target": "檢查漁船50艘。",
    },
    {
        "action": "(二)整建漁港，便利漁民作業。",
        "target": "整建漁港9處，辦理說明會6場。",
        "result": "整建漁港10處。",
        "control_note": "已達績效目標值。",
    },
    {
        "action": "(三)核發漁業執照。",
        "agencies": "內政部、交通部",
        "result": "1.內政部：核發漁業執照21張。\n2.交通部：核發漁業執照34張。",
    },
)


def written(answer: Answer) -> list[str | None]:
    """Return the figures of an answer as the text writes them."""
    return [figure.as_written for figure in answer.figures]


def test_the_figure_comes_with_its_words_and_its_line() -> None:
    answer = ask("109年檢查漁船幾艘", PLAN)
    assert (answer.kind, answer.measures, written(answer)[0]) == ("figure", (1,), "30艘")
    figure = answer.figures[0]
    assert (figure.year, figure.role, figure.metric) == (109, "actual", "檢查漁船")
    citation = answer.citations[figure.citation or 0]
    assert PLAN.split("\n")[citation.line_start - 1].endswith("檢查漁船30艘，開立罰單12張。")
    assert "30艘" in answer.answer


def test_the_target_rate_and_verdict_stand_beside_the_official_statement() -> None:
    (note,) = ask("檢查漁船幾艘", PLAN).notes
    assert note == "109年目標40艘，達成率75%，依數字未達標；官方列管：已達標。"


def test_a_figure_without_a_target_has_no_note() -> None:
    assert ask("漁船罰單開立幾張", PLAN).notes == ()


def test_each_of_two_questions_in_one_is_answered() -> None:
    answer = ask("109年檢查漁船幾艘、開立罰單幾張", PLAN)
    assert written(answer)[:2] == ["30艘", "12張"]
    assert "30艘" in answer.answer and "12張" in answer.answer


def test_every_agency_is_reported_when_none_is_named() -> None:
    answer = ask("核發漁業執照幾張", PLAN)
    assert set(written(answer)) == {"21張", "34張"}
    assert "內政部" in answer.answer and "交通部" in answer.answer


def test_the_agency_named_is_the_one_answered_for() -> None:
    assert written(ask("交通部核發漁業執照幾張", PLAN))[0] == "34張"


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("112年檢查漁船幾艘", "檢查漁船（1 檢查漁船，維護航行安全）：112年實際值文件未載；"),
        (
            "110年實際檢查漁船幾艘",
            "檢查漁船（1 檢查漁船，維護航行安全）：110年實際值文件未載；",
        ),
        (
            "整建漁港說明會實際辦理幾場",
            "辦理說明會（2 整建漁港，便利漁民作業）：109年實際值文件未載；文件所載最相近者：109年目標值6場。",
        ),
        ("檢查漁船花了多少元", "文件未載以「元」計的數字；最接近的是檢查漁船，維護航行安全。"),
        ("財政部檢查漁船幾艘", "文件未載財政部的數字；最接近的是檢查漁船，維護航行安全。"),
        ("外國觀光客酒醉鬧事幾張", "「外國觀光客酒醉鬧事」對不上任何一個確定的數字。"),
    ],
)
def test_what_the_text_does_not_give_is_said_with_its_reason(question: str, reason: str) -> None:
    answer = ask(question, PLAN)
    assert answer.abstained
    assert answer.reason is not None and answer.reason.startswith(reason)
    assert answer.answer == f"{answer.reason}相近的段落如下。"
    assert not answer.figures and not answer.measures
    assert answer.items and answer.citations


def test_a_target_that_is_asked_for_is_no_missing_result() -> None:
    answer = ask("110年檢查漁船目標幾艘", PLAN)
    assert (written(answer)[0], answer.figures[0].role, answer.figures[0].year) == ("50艘", "target", 110)


def test_an_english_question_is_answered_in_english() -> None:
    answer = ask("How many 整建漁港 in 2020?", PLAN)
    assert answer.answer == "整建漁港 (2 整建漁港，便利漁民作業): actual 10 places (10處) in 2020 (ROC 109)."


def test_an_english_question_for_a_target_is_answered_with_the_figure() -> None:
    assert written(ask("What is the 2020 target for 整建漁港?", PLAN))[:1] == ["9處"]


def test_a_result_is_not_passed_off_as_a_target() -> None:
    assert ask("108年檢查漁船目標幾艘", PLAN).abstained


def test_the_place_in_a_plan_s_title_is_no_further_subject() -> None:
    plan = "高雄市漁港年報\n\n部門\t108年\t109年\n運輸部門\t9公噸\t7公噸\n住宅部門\t3公噸\t4公噸\n"
    found = ask("高雄市運輸部門109年多少公噸？", plan)
    assert [figure.value for figure in found.figures] == [7]


def test_a_figure_that_no_word_stands_before_is_told_with_those_behind_it() -> None:
    plan = make_plan({"action": "(一)辦理漁民滿意度調查。", "result": "82.4%的漁民願意再來。"})
    told = answer_figure(inquire("109年有幾成漁民願意再來", plan)).answer
    assert "109年82.4%的漁民願意再來" in told, told
