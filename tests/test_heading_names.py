"""The parts of a document are asked for by what they are called, whatever kind of part they are."""

from __future__ import annotations

import pytest

from asking import ask

REPORT = """
住宅小組 113年度工作執行成果報告

壹、前言
本報告為虛構。
貳、各議題執行情形
一、議題一　安心入住
本項由建設組主辦。
（一）社會住宅
原訂完工120戶，實際完工96戶，達成率80.0%。
（二）租金補貼
原訂補貼15戶，實際補貼18戶，達成率120.0%。
二、議題二　在地安老
本項由長照組主辦。
（一）日間照顧
原訂設置60處，實際設置55處，達成率91.7%。
"""


@pytest.mark.parametrize(
    "question",
    [
        "安心入住那個議題裡面，113年沒有達標的措施有哪些？",
        "議題一有哪些措施沒有達標",
        "安心入住底下沒達標的措施",
    ],
)
def test_list_under_a_part_that_is_called_by_its_words(question: str) -> None:
    assert [item.title for item in ask(question, REPORT).items] == ["社會住宅"]
