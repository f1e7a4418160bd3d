"""Denials: said where the passages and the figures of the entry bear them out, and nowhere else."""

from __future__ import annotations

import pytest

from asking import ask, inquire, make_plan
from qa.denials import is_confirmed

PLAN = make_plan(
    {
        "action": "(一)檢查漁船，維護航行安全。",
        "agencies": "內政部",
        "target": "檢查漁船40艘。",
        "result": "檢查漁船30艘。",
        "next_target": "檢查漁船50艘。",
    }
)
REPORT = (
    "海港年報\n\n壹、漁船\n112年檢查漁船77艘，經費9,000元，由財政部補助。\n\n貳、策略二\n策略二：整建漁港。\n"
)


@pytest.mark.parametrize(
    ("question", "name", "words"),
    [
        ("112年檢查漁船幾艘", "no_year", {"year": 112}),
        ("112年檢查漁船幾艘", "no_actual", {"year": 112}),
        ("112年檢查漁船幾艘", "no_target", {"year": 112}),
        ("檢查漁船花費幾元", "no_unit", {"unit": "元", "title": "檢查漁船"}),
        ("財政部檢查漁船幾艘", "no_agency", {"agency": "財政部", "title": "檢查漁船"}),
        ("策略二有哪些漁港措施", "no_strategy", {"strategy": "二"}),
    ],
)
def test_what_a_passage_speaks_of_is_not_denied(question: str, name: str, words: dict[str, object]) -> None:
    assert is_confirmed(inquire(question, PLAN), name, words)
    assert not is_confirmed(inquire(question, PLAN, REPORT), name, words)


def test_a_year_of_which_there_is_only_a_target_has_no_result() -> None:
    assert is_confirmed(inquire("110年檢查漁船幾艘", PLAN), "no_actual", {"year": 110})
    assert not is_confirmed(inquire("110年檢查漁船幾艘", PLAN), "no_target", {"year": 110})


def test_a_result_that_stands_in_the_entry_is_not_denied() -> None:
    plan = make_plan({"action": "(一)清除漁網。", "target": "清除漁網45公噸。", "result": "清理廢網41公噸。"})
    inquiry = inquire("清除漁網幾公噸", plan)
    target = next(m for m in inquiry.mentions_of(inquiry.ranked[0].record) if m.role == "target")
    words = {"metric": "清除漁網", "target": "45公噸", "mention": target}
    assert not is_confirmed(inquiry, "not_reported", words)


def test_a_number_is_denied_only_where_no_entry_has_it() -> None:
    assert is_confirmed(inquire("序次8", PLAN), "no_measure", {"no": 8})
    assert ask("序次8的目標是多少", PLAN).reason == "文件沒有序次8的措施。"


def test_a_reason_without_a_check_is_never_a_denial() -> None:
    assert not is_confirmed(inquire("檢查漁船幾艘", PLAN), "no_figure", {})
