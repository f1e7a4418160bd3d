"""Sets over two editions: new, dropped, missed twice, targets raised and lowered."""

from __future__ import annotations

import pytest

from asking import ask
from harbours import ALL, BOTH, EDITION_109, EDITION_110


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("110年新增的措施", (6,)),
        ("110年比109年新增哪些措施", (6,)),
        ("which measures are new in 2021?", (6,)),
        ("110年刪除的措施", (6,)),
        ("109年有而110年沒有的措施", (6,)),
        ("which measures were dropped in 2021?", (6,)),
        ("交通部新增了哪些措施", (6,)),
        ("內政部新增了哪些措施", ()),
        ("哪些措施連續兩年未達標", (2,)),
        ("which measures fell short in both years?", (2,)),
        ("哪些措施109和110年都達標", (3, 4, 5)),
        ("教育部連續兩年未達標的措施", ()),
        ("109年達標110年未達標的措施", (1,)),
        ("109年未達標110年達標的措施", ()),
        ("去年達標今年沒達標的措施有哪些", (1,)),
        ("哪些是110年才有的措施", (6,)),
        ("兩個年度的目標值有調高的措施", (1, 2, 4, 5)),
        ("哪些措施110年目標提高", (1, 2, 4, 5)),
        ("110年目標比109年低的有哪些", (3,)),
        ("交通部的措施哪些110年目標提高", (5,)),
        ("which targets were raised between the two editions?", (1, 2, 4, 5)),
    ],
)
def test_exactly_the_measures_of_two_editions_that_fit(question: str, numbers: tuple[int, ...]) -> None:
    answer = ask(question, *BOTH)
    assert (answer.kind, answer.measures) == ("list", numbers)
    assert not answer.abstained


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("哪些措施連續兩年未達標", "每個計畫都只有一個年度的版本（109年版）"),
        ("110年新增的措施", "每個計畫都只有一個年度的版本（109年版）"),
        ("which measures were dropped in 2021?", "This takes two editions of one plan"),
        ("which measures fell short in both years?", "This takes two editions of one plan"),
    ],
)
def test_a_set_of_two_editions_is_not_answered_from_one(question: str, said: str) -> None:
    answer = ask(question, EDITION_109)
    assert answer.abstained
    assert said in answer.answer


def test_a_set_of_one_edition_is_answered_from_it_whatever_it_has_in_common_with_two() -> None:
    assert ask("哪些措施都達標", EDITION_109).kind == "list"
    assert ask("兩個年度的目標值有調高的措施", EDITION_109).kind == "list"
    assert "一個年度的版本" not in ask("哪些措施新增了海象預警系統", EDITION_109).answer


def test_new_ones_are_of_the_later_and_dropped_ones_of_the_earlier_edition() -> None:
    assert [item.doc for item in ask("110年新增的措施", *BOTH).items] == ["text-2"]
    assert [item.doc for item in ask("110年刪除的措施", *BOTH).items] == ["text-1"]


def test_without_a_year_the_last_two_editions_are_compared() -> None:
    answer = ask("刪除了哪些措施", *ALL)
    assert answer.measures == (1, 2, 3, 4)
    assert {item.doc for item in answer.items} == {"text-2"}


def test_a_set_of_two_editions_cites_both_and_names_both_numbers() -> None:
    answer = ask("哪些措施110和111年都達標", *ALL)
    assert [(c.doc, c.no) for c in answer.citations] == [
        ("text-3", 1), ("text-2", 6), ("text-3", 2), ("text-2", 5),
    ]  # fmt: skip
    assert "序次1 維運海象預警系統（110年版序次6）" in answer.answer


def test_the_drift_of_a_target_is_shown_with_both_values() -> None:
    answer = ask("哪些措施110年目標提高", *BOTH)
    assert "檢查漁船艘數300艘→350艘" in answer.answer
    assert "清除廢棄漁網重量30公噸→36,000公斤" in answer.answer
    assert answer.answer.startswith("依漁港安全行動方案：109及110年版都有的5項措施中")


def test_an_edition_that_is_missing_cannot_be_compared() -> None:
    answer = ask("110年新增的措施", EDITION_110, ALL[2])
    assert answer.abstained
    assert answer.reason == "所收文件沒有109年版，無從比較；只有110及111年版。"


def test_what_had_no_target_and_has_a_number_now() -> None:
    unset = EDITION_109.replace("檢查漁船300艘。", "無。")
    for question in (
        "109年沒有目標、110年訂了數字目標的措施",
        "which measures had no target and now have a numeric target?",
    ):
        answer = ask(question, unset, EDITION_110)
        assert [item.doc for item in answer.items] == ["text-2", "text-1"]
        assert answer.items[1].title.startswith("檢查漁船")
    assert ask("109年沒有目標、110年訂了數字目標的措施", *BOTH).measures == ()
