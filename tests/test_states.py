"""What a question's verdicts and states mean, in words that no list holds: learned from labelled ones."""

from __future__ import annotations

import pytest

from asking import ask
from qa.understanding.states import MEANINGS, read_state
from qa.understanding.train_states import Stretch, fit_states, read_stretches

REPORT = """
港務處 112年度工作執行成果報告

壹、前言
本報告為虛構。
貳、年度工作執行情形
一、護漁勤務
（一）漁船檢查
原訂檢查漁船120艘，實際檢查96艘，達成率80.0%。
（二）海上救援
原訂辦理救援演練12場，實際辦理15場，達成率125.0%。
（三）漁民滿意度
原訂漁民滿意度85%，調查結果尚未公布。
"""


@pytest.mark.parametrize(
    ("question", "words", "meaning"),
    [
        ("112年沒能交差的措施有哪些", "沒能交差", "not_met"),
        ("哪些指標的實績還沒算好", "還沒算好", "not_reported"),
        ("只完成部分的有幾項", "只完成部分", "partly"),
        ("which measures ended up below their goal", "below their goal", "not_met"),
        ("濕地面積到底有沒有做到", "有沒有做到", "asked"),
    ],
)
def test_meaning_of_a_state(question: str, words: str, meaning: str) -> None:
    start = question.index(words)
    assert read_state(question, start, start + len(words))[0] == meaning


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("112年實績還沒公布或尚未有數字的措施有哪些", "漁民滿意度"),
        ("112年沒能達成預定數量的措施有哪些", "漁船檢查"),
    ],
)
def test_list_by_a_state_in_any_words(question: str, title: str) -> None:
    assert [item.title for item in ask(question, REPORT).items] == [title]


def test_weights_come_from_the_labelled_stretches_alone() -> None:
    said = [("綠的", "met"), ("紅的", "not_met"), ("灰的", "ongoing")]
    learned = fit_states([Stretch("", words, 0, len(words), meaning) for words, meaning in said * 3], 10.0)
    assert [read_state(words, 0, len(words), learned)[0] for words, _ in said] == [
        meaning for _, meaning in said
    ]


def test_every_label_is_a_meaning() -> None:
    assert {of.meaning for of in read_stretches()} <= set(MEANINGS)
