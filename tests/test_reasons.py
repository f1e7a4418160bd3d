"""Why those that fell short did: asked for beside which they are, told of each with its lines."""

from __future__ import annotations

import pytest

from asking import ask, inquire, make_plan
from qa.running import answer_query

PLAN = make_plan(
    {"action": "(一)檢查漁船。", "target": "檢查漁船30艘。", "result": "檢查漁船20艘。",
     "control_note": "未達標，係因颱風停航所致。"},
    {"action": "(二)整建漁港。", "target": "整建漁港10處。", "result": "整建漁港12處。",
     "control_note": "已達標。"},
    {"action": "(三)更新燈塔。", "target": "更新燈塔5座。", "result": "更新燈塔3座。"},
)  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        "109年哪些措施未達標、原因是什麼",
        "哪些措施未達標？為什麼？",
        "列出未達標的措施和原因",
        "幫我整理未達標的原因",
        "未達標項目及原因",
        "Which measures missed their target, and why?",
        "Which measures fell short and what were the reasons?",
    ],
)
def test_the_reasons_are_told_of_those_that_fell_short(question: str) -> None:
    found = ask(question, PLAN)
    assert found.kind == "list" and {item.no for item in found.items} == {1, 3}, found.answer
    assert "颱風停航" in found.answer and found.query is not None and found.query.reasons
    assert any("颱風停航" in citation.quote for citation in found.citations)
    again = answer_query(inquire(question, PLAN), found.query)
    assert again.answer == found.answer


def test_which_fell_short_alone_asks_for_no_reasons() -> None:
    found = ask("109年哪些措施未達標", PLAN)
    assert found.query is not None and not found.query.reasons and "颱風" not in found.answer


def test_when_something_will_be_done_is_no_reason() -> None:
    found = ask("哪些措施未達標，何時補齊", PLAN)
    assert found.query is None or not found.query.reasons


def test_where_no_reason_is_found_that_is_said() -> None:
    plan = make_plan({"action": "(三)更新燈塔。", "target": "更新燈塔5座。", "result": "更新燈塔3座。"})
    found = ask("哪些措施未達標、原因是什麼", plan)
    assert found.kind == "list" and any("找不到" in note for note in found.notes), found.notes


REPORT = "\n".join(
    [
        "漁港管理計畫112年度執行報告",
        "編號\t工作項目\t衡量指標\t112年目標值\t112年實績\t未達成原因",
        "3-1\t海上救援演練\t演練場次\t35場\t28場\t因颱風停辦七場。",
        "3-2\t燈塔整修\t整修座數\t5座\t6座\t－",
    ]
)


def test_why_a_figure_fell_short_is_told_beside_it() -> None:
    found = ask("海上救援演練場次112年的目標和實績多少，為何沒達標", REPORT)
    assert "35場" in found.answer and "28場" in found.answer and "颱風停辦七場" in found.answer, found.answer
    assert any("颱風停辦" in citation.quote for citation in found.citations)
    assert found.query is not None
    assert answer_query(inquire(found.question, REPORT), found.query).answer == found.answer
    assert "颱風" not in ask("海上救援演練場次112年有達到35場嗎", REPORT).answer


def test_what_another_year_was_like_is_no_reason() -> None:
    report = REPORT.replace("因颱風停辦七場。", "110年受疫情影響，僅辦9場。")
    found = ask("哪些項目未達標、原因是什麼", report)
    assert found.kind == "list" and "疫情" not in found.answer, found.answer


LINES = "\n".join(
    [
        "城市建設計畫113年度執行報告",
        "編號\t行動計畫\t衡量指標\t113年目標值\t113年實績\t達成情形\t備註",
        "4-1\t公車電動化\t累計電動公車數\t480輛\t439輛\t未達成\t大致達標。",
        "4-2\t捷運黃線建設\t累計工程進度\t18.5%\t16.3%\t未達成\t未達成，詳參、一。",
        "4-3\t月票推廣\t每月購票數\t75,000張\t71,246張\t未達成\t因應票價調整，研議優惠。",
        "貳、經費",
        "運輸類因含捷運黃線建設，占比最高。月票推廣因搭配獎勵，經費增加。",
        "參、檢討",
        "編號4-1：車廠受電池芯供應影響，41輛交車遞延至114年2月。",
        "編號4-2：管線遷移複雜，颱風期間停工9日，累計進度落後2.2個百分點。",
    ]
)


@pytest.mark.parametrize(
    ("no", "told"),
    [
        pytest.param("4-2", "颱風期間停工9日", id="what has its number, not what bears its name"),
        pytest.param("4-1", "交車遞延至114年2月", id="what was put off to a year that is yet to come"),
        pytest.param("4-3", "", id="what has another cause, and what was done about it"),
    ],
)
def test_a_reason_says_why_the_entry_itself_fell_short(no: str, told: str) -> None:
    found = ask("113年哪些指標未達標？原因是什麼？", LINES)
    members = {part.split(" ")[0]: part for part in found.answer.split("：", 1)[1].split("；")}
    assert set(members) == {"4-1", "4-2", "4-3"}, found.answer
    if told:
        assert told in members[no], members[no]
    else:
        assert "原因" not in members[no], members[no]


NOTE = "\n".join(
    [
        "港務推廣113年度執行報告",
        "編號\t行動計畫\t衡量指標\t113年目標值\t113年實績\t達成情形\t備註",
        "1-1\t水手研習\t研習人數\t240人\t210人\t未達成\t去年因整修停辦。惟受船班調度影響，僅招收210人，達成率87.5%。",
    ]
)


def test_a_rate_beside_a_reason_takes_nothing_from_it_and_last_year_is_asked_last() -> None:
    found = ask("113年哪些指標未達標？原因是什麼？", NOTE)
    assert "船班調度" in found.answer and "整修" not in found.answer, found.answer
