"""Entries of plans by other authors: their own words for groups, states and sums, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from asking import ask, inquire, make_plan
from ingest.records import Field, Measure, Place, Record
from qa.answering.judging import Setting, find_official, judge
from qa.finding.entries import Entry, name_headings, read_marks, rejoin
from qa.finding.goals import Goal
from qa.query import Bound, Condition, Is, Not, Says, conditions_of
from qa.understanding.entries import read_entries
from qa.understanding.marks import find_marks
from qa.understanding.names import find_shortened

PLACE = Place("plan", 1, 1)
PLAN = make_plan(
    {
        "action": "(一)檢查漁船。",
        "agencies": "交通部",
        "control_note": "未達績效目標值，因颱風。",
        "target": "檢查漁船30艘。",
        "result": "檢查漁船20艘。",
    },
    {
        "action": "(二)整建漁港。",
        "agencies": "內政部",
        "control_note": "已達績效目標值。",
        "target": "整建漁港10處。",
        "result": "整建漁港8處。",
    },
    {"action": "(三)研修法令。", "agencies": "內政部", "control_note": "持續列管。", "target": "研修法令。"},
)


def make_field(key: str, text: str, label: str = "") -> Field:
    """Return a field of some lines."""
    return Field(key, label or key, text, PLACE, ((0, 1),))


def make_entry(goals: tuple[Goal, ...] = (), kind: str = "measure", **fields: str) -> Entry:
    """Return a measure of 112 with some fields and targets."""
    record = Measure(
        kind="measure", doc="plan", no=1, title="檢查漁船", edition=112, place=PLACE, id="measure/1",
        fields={key: make_field(key, text) for key, text in fields.items()}, path=("參、航行安全（措施卡）",),
    )  # fmt: skip
    return Entry(record, goals, {"●": "達成"}, {"●": "met"})


def make_goal(verdict: str | None = None, status: str | None = None, year: int = 112, **amounts: int) -> Goal:
    """Return a target or the sums of a year."""
    return Goal(year, "檢查", ">=", "元", {k: Decimal(v) for k, v in amounts.items()}, verdict, status)  # type: ignore[misc]


def conditions(question: str, *texts: str) -> set[Condition]:
    """Return the conditions a question is read as, of which nothing is left unread."""
    asked = read_entries(inquire(question, *texts))
    assert asked is not None and not asked.query.not_understood
    return set(conditions_of(asked.query.where))


def test_a_mark_means_the_same_with_a_note_beside_it() -> None:
    assert read_marks("(1)△\n(2)◎") == ("△", "◎")
    noted = make_entry((make_goal("not_met", "●[註3]"),))
    assert noted.official((112,)) == "met"
    assert {"●", "達成"} <= noted.marks_of((112,))


def test_a_measure_has_the_state_its_line_in_a_table_of_states_has() -> None:
    line = Record(
        kind="row", doc="plan", no=2, title="檢查漁船", edition=112, place=PLACE, id="row/2",
        fields={"status": make_field("status", "資料彙整中")},
    )  # fmt: skip
    entry = replace(make_entry((make_goal("met"),)), rated=line)
    assert judge(Is("status", ("資料彙整中",)), entry, Setting()).holds
    assert judge(Is("verdict", ("not_reported",)), entry, Setting()).holds
    assert not judge(Is("verdict", ("not_reported",)), make_entry((make_goal("met"),)), Setting()).holds


def test_a_cell_that_writes_number_and_name_together_names_the_entry() -> None:
    entry = make_entry(重點措施="3-1 漁船安全")
    assert (entry.no, entry.title) == ("3-1", "漁船安全")
    assert entry.strategy_numbers == {3}
    assert make_entry(action="檢查漁船").title == "檢查漁船"


def test_a_heading_is_called_by_its_name_its_number_and_what_stands_beside_it() -> None:
    names = name_headings(["參、航行安全（措施卡）", "一、目標A：資源循環"])
    called = {name for name, heading in names.items() if heading == ("參、航行安全",)}
    assert {"航行安全", "第參章", "措施卡"} <= called
    assert names["目標a"] == names["資源循環"] == ("一、目標A：資源循環",)
    assert judge(Is("heading", ("參、航行安全",)), make_entry(), Setting()).holds
    assert not judge(Is("heading", ("肆、漁業",)), make_entry(), Setting()).holds


def test_a_name_that_a_narrow_column_breaks_is_one_agency() -> None:
    broken = make_entry(agencies="環境\n保護局").record
    assert rejoin(broken, ("環境", "保護局")) == ("環境保護局",)
    two = make_entry(agencies="環保署\n保護局").record
    assert rejoin(two, ("環保署", "保護局")) == ("環保署", "保護局")


def test_a_name_may_be_shortened_where_only_one_agency_fits() -> None:
    names = {name: name for name in ("環境保護局", "社會福利局")}
    assert [(m.text, m.value) for m in find_shortened("環保局跟民政局", names)] == [("環保局", "環境保護局")]
    assert find_shortened("環保局", names | {"環境保安局": "環境保安局"}) == []


def test_what_was_spent_is_held_against_what_was_budgeted() -> None:
    over = make_entry((make_goal(budget=100, final=105, rate=105),))
    assert judge(Bound("rate", ">", Decimal(100), "%"), over, Setting()).holds
    plain = "哪個工作項目的決算數超過預算數"
    assert Bound("rate", ">", Decimal(100), "%") in conditions(plain, PLAN)


def test_no_budget_in_a_year_is_told_from_none_at_all() -> None:
    denied = Not(Bound("budget", ">", Decimal(0), "元"))
    entry = make_entry((make_goal(budget=100, year=112),))
    assert judge(denied, entry, Setting((113,))).holds
    assert not judge(denied, entry, Setting((112,))).holds
    assert judge(denied, make_entry(), Setting((113,))).holds is None
    assert denied in conditions("哪些措施沒有編經費", PLAN)


def test_one_target_that_was_missed_is_enough_where_the_question_says_so() -> None:
    assert ask("哪些措施沒有達標", PLAN).measures == (1,)
    assert ask("哪些措施沒有達標（只要有一項數字沒到就算）", PLAN).measures == (1, 2)


@pytest.mark.parametrize(
    "question",
    [
        "哪些措施未達標？還沒公布的不要算進去",
        "未達標的措施有哪些？不包含還沒有公布的",
        "哪些措施未達標，不用列還沒公布的",
    ],
)
def test_what_is_to_be_left_out_is_left_out_not_asked_for(question: str) -> None:
    assert {Is("verdict", ("not_met",)), Not(Is("verdict", ("not_reported",)))} <= conditions(question, PLAN)


def test_those_with_a_result_are_those_that_are_not_without_one() -> None:
    question = "還沒有實績的措施有哪些？不包含已經公布結果的"
    assert Is("verdict", ("not_reported",)) in conditions(question, PLAN)
    assert Not(Is("verdict", ("not_reported",))) in conditions("已經公布結果的措施有哪些？", PLAN)


def test_words_of_an_entry_that_are_to_be_left_out_leave_it_out() -> None:
    assert Not(Says(("颱風",))) in conditions("未達標的措施有哪些？颱風的不包含", PLAN)


def test_how_many_of_those_named_before_is_counted_out_of_these() -> None:
    answer = ask("內政部主辦的措施共有幾項？其中達標的有幾項？", PLAN).answer
    assert "共1項措施" in answer and "（2項中）" in answer


def test_a_word_that_another_goes_on_behind_is_no_kind() -> None:
    kinds = [m.sort for m in find_marks("哪些行動未達標")]
    assert "kind.measure" in kinds
    assert not [m for m in find_marks("推廣行動支付幾件") if m.sort.startswith("kind.measure")]


def test_a_number_ends_where_the_word_for_altogether_begins() -> None:
    assert [m.value for m in find_marks("策略四一共有幾項措施") if m.sort == "strategy_no"] == [4]


def test_where_the_document_puts_none_there_the_figures_are_told() -> None:
    met = "已達績效目標值。"
    plan = make_plan(
        {"control_note": met, "target": "整建漁港10處。", "result": "整建漁港8處。"},
        {"control_note": met, "target": "檢查漁船3艘。", "result": "檢查漁船3艘。"},
    )
    asked = read_entries(inquire("哪些措施未達標", plan))
    assert asked is not None and find_official(asked.entries)
    assert ask("哪些措施未達標", plan).measures == (1,)


def test_that_none_fits_is_not_said_where_most_entries_do_not_state_what_is_asked() -> None:
    silent = {"target": "檢查漁船30艘。", "result": "檢查漁船20艘。", "control_note": "未達績效目標值。"}
    unnamed = [{**silent, "action": f"({no})措施之{no}。", "agencies": ""} for no in "二三四"]
    reached = {"result": "檢查漁船40艘。", "control_note": "已達績效目標值。"}
    named = {**silent, **reached, "action": "(一)措施之一。", "agencies": "內政部"}
    question = "內政部主辦而未達標的措施有哪些"
    assert ask(question, make_plan(named, *unnamed)).abstained
    led = [{**one, "agencies": "交通部"} for one in unnamed]
    told = ask(question, make_plan(named, *led))
    assert (told.kind, told.abstained, told.measures) == ("list", False, ())
