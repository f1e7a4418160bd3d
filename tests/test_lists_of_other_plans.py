"""Lists and counts over plans of any layout: parts, divisions, marks, what is said twice or left out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from asking import ask, inquire, make_plan
from ingest.records import Field, Measure, Place
from qa.answering.entries import choose_entries
from qa.answering.judging import Setting, judge
from qa.finding.belonging import find_restated
from qa.finding.entries import Entry
from qa.finding.goals import Goal
from qa.listing import answer_entries
from qa.query import And, Condition, Is, Not, Query, conditions_of
from qa.understanding.entries import read_entries
from qa.understanding.framing import strip_frames
from qa.understanding.marks import find_marks
from qa.understanding.parts import Part

PLACE = Place("plan", 1, 1)
TOLD = (("漁船", "1-1"), ("碼頭", "1-2"))
# Headed paragraphs: whose they are stands once under the heading, some figures again in a table.
REPORT = """
海港署 112年度工作執行成果報告

壹、前言
本報告為虛構。
貳、年度工作執行情形
一、護漁勤務
本項由巡防組主辦，各縣市政府協辦。
（一）漁船檢查
原訂檢查漁船120艘，實際檢查96艘，達成率80.0%。
（二）海上救援
原訂辦理救援演練12場，實際辦理15場，達成率125.0%。
二、漁港整建
本項由工務組主辦。
（一）碼頭修復
原訂修復碼頭9處，實際修復7處，達成率77.8%。
（二）燈塔更新
原訂更新燈塔6座，實際更新6座，達成率100.0%。
參、重要指標彙整
表1　重要指標彙整表
指標名稱\t單位\t主辦單位\t111年實績\t112年目標\t112年實績
檢查漁船\t艘\t巡防組\t88\t120\t96
修復碼頭\t處\t工務組\t5\t9\t7
"""
# An entry has several indicators, of which some fell short; one has none that is a number.
INDICATORS = """
海港署 112年度工作執行成果報告
表1　執行情形
編號\t工作項目\t衡量指標\t112年目標值\t112年實際值
1\t漁船檢查\t檢查漁船（艘）\t120\t96
1\t漁船檢查\t訓練船員（人）\t80\t90
2\t碼頭修復\t修復碼頭（處）\t9\t7
3\t燈塔更新\t更新燈塔（座）\t6\t6
4\t法規檢討\t檢討法規\t完成檢討\t已完成檢討
"""
PLAN = make_plan(
    {"action": "(一)檢查漁船。", "agencies": "交通部(航港局)、內政部", "target": "檢查漁船30艘。",
     "result": "檢查漁船20艘。", 
     "comparison": "108年檢查漁船30艘。109年檢查漁船20艘。", "control_note": "未達標，因颱風停航。"},
    {"action": "(二)整建漁港。", "agencies": "內政部", "target": "整建漁港10處。",
     "result": "整建漁港12處。", "control_note": "已達標。"},
    {"action": "(三)更新燈塔。", "strategy": "二、照亮航道。", "agencies": "交通部", 
     "target": "更新燈塔5座。", "result": "無。"},
)  # fmt: skip


def conditions(question: str, *texts: str) -> set[Condition]:
    """Return the conditions a question is read as, of which nothing is left unread."""
    asked = read_entries(inquire(question, *(texts or (PLAN,))))
    assert asked is not None and not asked.query.not_understood, asked
    return set(conditions_of(asked.query.where)) - {Is("kind", ("measure",))}


def make_entry(title: str, goals: tuple[Goal, ...] = (), path: tuple[str, ...] = (), **fields: str) -> Entry:
    """Return a measure of 112 with some fields, whose labels are their keys, and targets."""
    record = Measure(
        kind="measure", doc="plan", no=1, title=title, edition=112, place=PLACE, id=f"measure/{title}",
        fields={key: Field(key, key, text, PLACE, ((0, 1),)) for key, text in fields.items()}, path=path,
    )  # fmt: skip
    return Entry(record, goals, {}, {})


def make_goal(metric: str, target: int, actual: int | None = None, status: str | None = None) -> Goal:
    """Return a target of 112, in 處."""
    amounts = {"target": Decimal(target)} | ({} if actual is None else {"actual": Decimal(actual)})
    verdict = "not_reported" if actual is None else "met" if actual >= target else "not_met"
    return Goal(112, metric, ">=", "處", amounts, verdict, status)  # type: ignore[arg-type]


def test_a_division_that_a_part_names_leads_what_stands_there() -> None:
    answer = ask("巡防組的指標哪些沒有達標？", REPORT)
    assert "漁船檢查" in answer.answer
    assert "碼頭修復" not in answer.answer


def test_what_a_summary_says_again_is_counted_once() -> None:
    answer = ask("112年度總共有幾項量化指標沒達成", REPORT)
    assert "共2項指標" in answer.answer
    assert "全部4項措施、4項指標" in answer.answer


def test_only_the_same_figures_under_the_same_words_are_said_again() -> None:
    told = [
        make_entry("檢查漁船", (make_goal("檢查", 9, 7),), text="檢查漁船的數量"),
        make_entry("修復碼頭", (make_goal("修復", 3, 4),), text="修復碼頭的數量"),
    ]
    rows = [
        make_entry("漁船數量", (make_goal("漁船數量", 9, 7),), ("彙整",)),
        make_entry("碼頭數量", (make_goal("碼頭數量", 3, 4),), ("彙整",)),
        # The same figures of something else, and other figures of the same.
        make_entry("燈塔座標", (make_goal("燈塔座標", 9, 7),), ("彙整",)),
        make_entry("漁船的數量", (make_goal("漁船的數量", 9, 8),), ("別表",)),
    ]
    found = find_restated([(entry.record, entry.goals) for entry in (*told, *rows)])
    assert found == {"measure/漁船數量": "measure/檢查漁船", "measure/碼頭數量": "measure/修復碼頭"}


def test_a_target_without_a_result_is_said_again_by_a_row_that_has_none_either() -> None:
    told = [
        make_entry("檢查漁船", (make_goal("檢查", 9),), text="檢查漁船的數量"),
        make_entry("修復碼頭", (make_goal("修復", 3, 4),), text="修復碼頭的數量"),
    ]
    rows = [
        make_entry("漁船數量", (make_goal("漁船數量", 9),), ("彙整",)),
        make_entry("碼頭數量", (make_goal("碼頭數量", 3),), ("彙整",)),
        make_entry("碼頭的數量", (make_goal("碼頭數量", 3, 4),), ("彙整",)),
    ]
    found = find_restated([(entry.record, entry.goals) for entry in (*told, *rows)])
    assert found == {"measure/漁船數量": "measure/檢查漁船", "measure/碼頭的數量": "measure/修復碼頭"}


def test_rows_called_by_the_items_of_an_entry_say_of_it_again() -> None:
    def number(entry: Entry, no: str) -> Entry:
        return replace(entry, record=replace(entry.record, written_no=no))

    told = [number(make_entry(title, (make_goal("檢查", 9, 7),)), no) for title, no in TOLD]
    aims = make_goal("完成日期", 114, None)
    rows = [number(make_entry(f"{title}落後", (aims,), ("檢討",)), f"{no}①") for title, no in TOLD]
    found = find_restated([(entry.record, entry.goals) for entry in (*told, *rows)])
    assert found == {"measure/漁船落後": "measure/漁船", "measure/碼頭落後": "measure/碼頭"}


def test_what_is_said_again_counts_where_it_alone_fits() -> None:
    told = make_entry("檢查漁船", (make_goal("檢查", 9, 7),))
    again = replace(make_entry("漁船數量", (make_goal("漁船數量", 9, 7),)), again=told.record.id)
    query = Query("count", where=Is("kind", ("measure",)))
    assert choose_entries(query, [told, again], Setting()).total == (told,)
    assert choose_entries(query, [again], Setting()).total == (again,)


def test_a_mark_beside_its_reasons_is_the_document_s_word() -> None:
    entry = make_entry("檢查漁船", (make_goal("檢查漁船", 9, 7),), 燈號與理由="紅燈\n颱風停航。")
    assert judge(Is("status", ("紅燈",)), entry, Setting()).holds
    assert entry.official(()) == "not_met"
    plain = make_entry("檢查漁船", (make_goal("檢查漁船", 9, 7),), 檢討="紅燈\n颱風停航。")
    assert judge(Is("status", ("紅燈",)), plain, Setting()).holds is None


def test_indicators_of_one_entry_are_judged_each_by_its_figures() -> None:
    entry = make_entry("整建", (make_goal("碼頭", 9, 7, "●"), make_goal("燈塔", 3, 4, "○")), status="●")
    where = And((Is("kind", ("measure",)), Is("verdict", ("met",))))
    counted = choose_entries(Query("count", where=where, counts="indicators"), [entry], Setting())
    assert [goal.metric for row in counted.rows for goal in row.goals] == ["燈塔"]
    assert not choose_entries(Query("count", where=where), [entry], Setting()).rows


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("策略二的措施有哪些", (2,)),
        ("第二個策略有哪些措施", (2,)),
        ("策略一到策略二的措施有哪些", (1, 2)),
        ("哪些措施屬於策略一和策略二", (1, 2)),
        ("which measures are under the second strategy?", (2,)),
        ("which measures are under strategies one and two?", (1, 2)),
        ("Under strategy two (lighting the way), which measures are there?", (2,)),
        ("照亮航道那一塊（策略二）有哪些措施", (2,)),
    ],
)
def test_a_strategy_is_called_by_its_number_in_many_ways(question: str, numbers: tuple[int, ...]) -> None:
    assert Is("strategy", numbers) in conditions(question)


@pytest.mark.parametrize(
    "words",
    [
        "數據尚未產出",
        "數字沒出來",
        "還沒有結果",
        "調查結果還沒出爐",
        "尚無資料",
        "結果都還沒公布",
        "沒有提供實績",
    ],
)
def test_there_are_many_ways_to_say_that_no_result_is_there_yet(words: str) -> None:
    assert [m.sort for m in find_marks(f"哪些措施{words}") if m.text == words] == ["verdict.not_reported"]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("不含交通部的措施有哪些", {Not(Is("agency", ("交通部",)))}),
        ("辦理機關不包含交通部的是哪幾項措施", {Not(Is("agency", ("交通部",)))}),
        ("扣掉已經達成的，還剩哪些措施", {Is("verdict", ("not_met", "not_reported"))}),
        (
            "未達標的措施有哪些（不包含數據還沒出來的）",
            {Is("verdict", ("not_met",)), Not(Is("verdict", ("not_reported",)))},
        ),
        (
            "which measures don't have the transport ministry (交通部) among their agencies",
            {Not(Is("agency", ("交通部",)))},
        ),
    ],
)
def test_what_is_left_out_is_denied(question: str, wanted: set[Condition]) -> None:
    assert conditions(question) == wanted


def test_what_is_pointed_at_is_left_out_together() -> None:
    found = conditions("不包含交通部那些質化的，未達標的措施有哪些")
    both = And((Is("agency", ("交通部",)), Is("verdict", ("qualitative",))))
    assert Not(both) in found


def test_what_is_left_out_and_not_known_is_not_passed_over() -> None:
    assert ask("不包含乾坤大挪移的措施有哪些", PLAN).abstained


def test_a_chinese_name_in_brackets_is_what_the_english_before_it_means() -> None:
    asked = read_entries(inquire("Which measures involve the Interior Ministry (內政部)?", PLAN))
    assert asked is not None and not asked.query.about
    assert Is("agency", ("內政部",)) in conditions_of(asked.query.where)


def test_of_an_agency_that_nobody_knows_nothing_is_listed() -> None:
    answer = ask("Which measures is the Kelp Bureau (海帶局) the lead agency for?", PLAN)
    assert answer.abstained
    assert "海帶局" in answer.answer


def test_a_part_an_agency_has_more_than_is_none_asked_for() -> None:
    found = conditions("Which measures are led (not just supported) by the Interior Ministry (內政部)?")
    assert found == {Is("lead", ("內政部",))}


def test_results_that_fell_against_the_year_before() -> None:
    assert conditions("哪些措施實績比108年少") == {Is("result_change", ("lowered",))}
    answer = answer_entries(inquire("哪些措施退步", PLAN))
    assert answer is not None and answer.measures == (1,)


def test_a_target_above_that_of_another_year_was_raised() -> None:
    found = conditions("for which measures is the 2021 target higher than the 2020 one?")
    assert Is("change", ("raised",)) in found
    found = conditions("for which measures is the 2020 target higher than the 2021 one?")
    assert Is("change", ("lowered",)) in found


def test_two_counts_in_one_question_are_told_shortly() -> None:
    many = make_plan(
        *(
            {"action": f"({n})整建第{n}座漁港並更新港區照明及繫船設施。", "target": f"整建漁港{n}處。",
             "result": f"整建漁港{n + (n % 2)}處。" if n % 3 else f"整建漁港{n - 1}處。"}
            for n in range(2, 32)
        )
    )  # fmt: skip
    answer = ask("109年達標的措施有幾項？未達標的措施有幾項？", many)
    assert len(answer.answer) <= 500
    assert "共20項措施" in answer.answer and "共10項措施" in answer.answer


def test_what_asks_for_the_rest_is_no_mere_frame() -> None:
    parts = [Part(0, 5, "subject", 0.9), Part(5, 12, "frame", 0.99)]
    assert strip_frames("交通部的，幫我列一下", parts) == "交通部的，幫我列一下"
    parts = [Part(0, 5, "asking", 0.9), Part(5, 9, "frame", 0.99)]
    assert strip_frames("哪些措施，謝謝你啊", parts) == "哪些措施，"


def test_a_strategy_by_its_number_is_no_mere_frame() -> None:
    parts = [Part(0, 6, "frame", 0.99), Part(6, 12, "kind", 0.9)]
    assert strip_frames("策略二裡面，哪些措施未達", parts) == "策略二裡面，哪些措施未達"


def test_a_colour_within_another_word_rates_nothing() -> None:
    assert not [m for m in find_marks("which green transport measures missed") if m.sort.startswith("light")]
    assert [m.text for m in find_marks("which measures are green") if m.sort == "light.綠燈"] == ["green"]


def test_indicators_are_listed_as_such_where_entries_have_several() -> None:
    answer = ask("哪些指標沒有達標？", INDICATORS)
    assert "共2項指標" in answer.answer and "分屬2項措施" in answer.answer
    assert "船員" not in answer.answer


def test_what_is_counted_a_second_time_is_among_what_was_counted_first() -> None:
    answer = ask("量化指標有幾項、達標幾項？", INDICATORS)
    assert "共2項指標" in answer.answer and "、4項指標" in answer.answer
