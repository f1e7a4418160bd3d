"""Several questions in one: each is told apart, completed from those before it, and answered."""

from __future__ import annotations

import pytest

from asking import ask, inquire
from qa.answering import sides
from qa.understanding.several import split_questions

PLAN = "\n".join(
    [
        "海岸清潔行動計畫",
        "112年度執行成果",
        "表1　執行情形",
        "編號\t措施\t主辦機關\t指標\t112年目標值\t112年實際值\t達成情形",
        "1\t清理海岸廢棄物\t環境局\t清理長度\t40公里\t32公里\t否",
        "2\t巡查漁港水質\t水利處\t巡查次數\t20次\t22次\t是",
        "3\t回收廢棄漁網\t漁業處\t回收重量\t9公噸\t7公噸\t否",
        "4\t檢查漁船\t漁業處\t檢查艘數\t60艘\t61艘\t是",
        "5\t訓練船員\t漁業處\t訓練人數\t80人\t90人\t是",
    ]
)


@pytest.mark.parametrize(
    ("question", "counts"),
    [
        ("112年的措施裡，達標的有幾項？未達標的有幾項？", (3, 2)),
        ("漁業處主辦的措施有幾項？112年未達標的措施有幾項？", (3, 2)),
        ("112年有幾項未達標？有幾項達標？", (2, 3)),
    ],
)
def test_each_of_several_counts_is_told(question: str, counts: tuple[int, int]) -> None:
    answer = ask(question, PLAN)
    assert not answer.abstained
    assert [len(part.parts) for part in (answer.query,) if part is not None] == [2]
    first, second = (answer.answer.find(f"共{count}項") for count in counts)
    assert 0 <= first < second


def test_a_later_question_goes_on_with_what_those_before_it_name() -> None:
    first, second = split_questions(inquire("112年漁業處主辦的措施有幾項？未達標的有幾項？", PLAN))
    assert "漁業處" in first
    assert "112年" in second
    assert "漁業處" in second


@pytest.mark.parametrize("question", ["未達標的措施有哪些", "清理海岸廢棄物為什麼沒達標？"])
def test_one_question_is_not_cut(question: str) -> None:
    assert split_questions(inquire(question, PLAN)) == ()


def test_what_of_them_is_asked_belongs_to_the_question_before() -> None:
    answer = ask("112年的措施總共幾項，其中幾項未達標？", PLAN)
    assert "2項" in answer.answer
    assert "5項" in answer.answer


def test_how_much_each_lacks_is_told_with_the_members_of_whose_they_are() -> None:
    answer = ask("漁業處主辦的措施裡，112年哪些未達標？各差多少", PLAN)
    assert answer.measures == (3,)
    assert "9公噸" in answer.answer
    assert "7公噸" in answer.answer


def test_a_list_that_leaves_out_whose_entries_are_asked_for_is_not_given() -> None:
    answer = ask("漁業處主辦的措施裡，哪些沒達標？各咕嚕多少", PLAN)
    assert answer.abstained
    assert answer.citations


def test_several_things_are_given_up_at_the_first_that_has_no_figures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(sides, "find_part", lambda inquiry, thing: asked.append(thing))
    things = ["檢查艘數", "巡查次數", "訓練人數"]
    assert sides._find_several(inquire("112年檢查艘數、巡查次數和訓練人數", PLAN), things) == ()
    assert asked == things[:1]


def test_beside_a_table_of_its_members_a_list_says_how_many_there_are_and_names_but_a_few() -> None:
    answer = ask("漁業處主辦的措施裡，112年哪些未達標？漁業處主辦哪些措施？", PLAN)
    assert "9公噸" not in answer.brief and "7公噸" not in answer.brief
    assert answer.brief.count("共1項") == 1, answer.brief
    # Other programs read the members in the sentence.
    assert "7公噸" in answer.answer
