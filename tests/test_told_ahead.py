"""Numbers of years to come, and of what is not reached yet: what sentences mean to be is a target."""

from __future__ import annotations

import pytest

from ingest.entries.moments import Setting
from ingest.entries.sentences import read_mentions
from test_prose_reports import observe, one, told

# A report of 112 that was written in 113.
WRITTEN = Setting(112, dated=113)


def roles(text: str, setting: Setting = WRITTEN) -> list[tuple[str, int | None]]:
    return [(m.role, m.year) for m in read_mentions(text, setting)]


@pytest.mark.parametrize(
    "text",
    [
        "113年優先補足無據點之鄉鎮，續行布建至136處。",
        "113年講座場次維持300場。",
        "113年媒合1,300件。",
        "113年結訓人數仍訂1,800人。",
        "113年6月底前設置26處。",
        "113年起不再設上限，改以95%以上為準。",
    ],
)
def test_what_a_sentence_says_of_a_year_to_come_is_a_target(text: str) -> None:
    assert roles(text) == [("target", 113)]


@pytest.mark.parametrize(
    "text",
    [
        "113年1月召開3次。",
        "113年已完成5件。",
        "113年第1季受理20件。",
        "113年起補助3,000元。",
        "113年受理案件，經統計計20件。",
    ],
)
def test_what_was_done_in_the_year_a_report_is_written_is_no_target(text: str) -> None:
    assert roles(text) == [("actual", 113)]


def test_of_years_after_that_in_which_it_is_written_nothing_is_told_but_what_is_meant() -> None:
    assert roles("至116年底累計完工8,000戶。") == [("target", 116)]
    assert roles("116年完成5件，較112年4件增加1件。") == [
        ("target", 116),
        ("actual", 112),
        ("difference", 116),
    ]


def test_a_number_with_a_bound_that_is_the_standard_is_a_target() -> None:
    assert roles("申請案以不超過30件為基準。") == [("target", 112)]
    assert roles("減量以112年287萬噸為基準。") != [("target", 112)]


def test_what_is_reckoned_with_is_meant_and_what_there_is_at_the_end_came_of_it() -> None:
    text = "一、{}\n服務人次預估150人次，年底累計163人次。講座原規劃三百場，實辦三百四十五場。"
    found = observe("\n".join(text.format(name) for name in ("甲館", "乙館")))
    assert [(o.as_written, o.verdict) for o in found if o.role == "target"] == [
        ("150人次", "met"), ("三百場", "met"),
    ] * 2  # fmt: skip


def test_how_far_a_result_is_from_its_target_is_a_difference() -> None:
    found = observe(
        "一、訓練\n原訂結訓180人，實際結訓174人，距目標差6人。\n二、場館\n使用295人次，超出目標15人次。"
    )
    assert [one(found, written).role for written in ("6人", "15人次")] == ["difference"] * 2


DENIED = (
    "{}、{}\n結訓目標180人，實際174人。留任率目標不低於75%，惟比對資料須待113年6月提供，{}；111年為72.3%。"
)


@pytest.mark.parametrize("denial", ["故付印時尚無112年數值", "尚無法呈現，暫無法呈現", "屆時方能計算"])
def test_a_target_from_which_a_sentence_goes_on_to_say_there_is_no_result_has_none(denial: str) -> None:
    found = observe("\n".join(DENIED.format(no, name, denial) for no, name in (("一", "甲"), ("二", "乙"))))
    assert [(o.as_written, o.verdict) for o in found if o.role == "target"] == [
        ("180人", "not_met"), ("75%", "not_reported"),
    ] * 2  # fmt: skip
    assert told(observe("一、甲\n目標75%，惟部分尚無112年數值，實際達成77%。"), "77%") == ("actual", 112)
