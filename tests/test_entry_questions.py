"""Questions for entries are read as the query they are labelled with, and find the entries they ask for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from asking import ask, inquire, make_plan
from plan_index import open_plans
from qa.answering.entries import choose_entries
from qa.listing import answer_entries
from qa.query import read_query, write_query
from qa.understanding.entries import Asked, read_entries

CASES = Path(__file__).parent / "cases"
QUESTIONS = [
    json.loads(line)
    for line in (CASES / "questions_of_entries.jsonl").read_text(encoding="utf-8").splitlines()
]


def read(question: dict[str, Any]) -> Asked:
    """Return what a labelled question is read as."""
    asked = read_entries(open_plans().inquire(question["q"], question["only_doc"]))
    assert asked is not None
    return asked


def fold(condition: Any) -> Any:
    """Return a condition as JSON without the order of what holds together; a value is what it is worth."""
    if not isinstance(condition, dict):
        return condition
    kind = condition["type"]
    if kind in ("and", "or"):
        return kind, frozenset(map(fold, condition["items"]))
    if kind == "not":
        return kind, fold(condition["item"])
    if kind == "is":
        return kind, condition["field"], frozenset(map(str, condition["values"]))
    if kind == "bound":
        return kind, condition["amount"], condition["op"], float(condition["value"])
    return kind, condition.get("field", ""), condition["words"][0]


def name(question: dict[str, Any]) -> str:
    """Return what a labelled question is called in the tests."""
    return str(question["id"])


@pytest.mark.parametrize("question", QUESTIONS, ids=name)
def test_a_question_is_read_as_the_query_it_is_labelled_with(question: dict[str, Any]) -> None:
    found = write_query(read(question).query)
    wanted = question["query"]
    assert fold(found["where"]) == fold(wanted["where"])
    for key in ("find", "group", "limit"):
        assert found.get(key) == wanted.get(key)
    order = wanted.get("order")
    assert found.get("order") == (order and {"descending": True} | order)
    assert not found.get("not_understood") and not found.get("about")


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q["members"]], ids=name)
def test_the_members_are_exactly_those_that_fit(question: dict[str, Any]) -> None:
    asked = read(question)
    rows = choose_entries(asked.query, asked.entries, asked.setting).rows
    ids = {row.entry.record.id.split("/")[1] for row in rows}
    assert ids == {str(member) for member in question["members"]}


@pytest.mark.parametrize("question", QUESTIONS, ids=name)
def test_a_query_comes_back_from_its_json_as_it_was(question: dict[str, Any]) -> None:
    query = read(question).query
    assert read_query(json.dumps(write_query(query))) == query


def query_of(question: str, doc: str | None = None) -> Any:
    """Return the conditions a question over the plans is read as."""
    asked = read_entries(open_plans().inquire(question, doc))
    return asked and fold(write_query(asked.query).get("where"))


def test_a_plan_may_be_called_by_some_words_of_its_title() -> None:
    asked = query_of("心理健康計畫中教育部主辦的工作項目有哪些")
    assert ("is", "doc", frozenset({"mohw-112"})) in asked[1]


def test_a_ministry_that_publishes_a_plan_limits_documents_where_no_part_is_named() -> None:
    assert ("is", "doc", frozenset({"moj-midterm"})) in query_of("法務部有哪些計畫屬於公共建設類")[1]
    assert ("is", "lead", frozenset({"法務部"})) in query_of("法務部主辦哪些措施")[1]


def test_two_plans_that_are_named_are_both_asked() -> None:
    question = "教育部在109年國家廉政建設行動方案和112年心理健康計畫裡各主辦哪些項目？"
    answer = answer_entries(open_plans().inquire(question))
    assert answer is not None
    assert {(item.doc, item.no) for item in answer.items} == {
        *(("lianzheng-109", no) for no in (19, 20, 21)), ("mohw-112", 10), ("mohw-112", 11),
    }  # fmt: skip


def test_what_is_to_hold_in_each_of_two_years_is_judged_in_each() -> None:
    asked = query_of("哪些KPI在110年和111年都未達標？", "motc-report-111")
    missed = ("is", "verdict", frozenset({"not_met"}))
    assert {
        ("and", frozenset({("is", "year", frozenset({year})), missed})) for year in ("110", "111")
    } <= asked[1]


@pytest.mark.parametrize(
    "question",
    [
        "109年查獲貪瀆案件幾件？",
        "廉政署109年辦理幾項專案稽核",
        "為什麼109年有措施未達標",
        "哪個機關主辦漁船檢查",
        "How many senior high schools offered courses?",
        "檢察官辦案日數 KPI target",
    ],
)
def test_what_asks_for_no_entries_is_not_read_as_if_it_did(question: str) -> None:
    asked = read_entries(open_plans().inquire(question))
    assert asked is None or asked.query.not_understood


@pytest.mark.parametrize(
    "question",
    ["哪些措施未達標且未列入考核？", "除了那些以外的措施有哪些？", "上限改嚴的不算，目標調降的措施有哪些？"],
)
def test_a_denial_that_denies_nothing_known_is_not_dropped(question: str) -> None:
    inquiry = open_plans().inquire(question, "lianzheng-111")
    asked = read_entries(inquiry)
    assert asked is None or asked.query.not_understood
    assert answer_entries(inquiry) is None


TWO = make_plan(
    {
        "action": "(一)檢查漁船。",
        "agencies": "主辦：交通部\n協辦：內政部",
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
    {"action": "(三)研修法令。", "agencies": "教育部", "control_note": "持續列管。", "target": "研修法令。"},
)


def test_a_list_says_how_it_was_read_how_many_there_are_and_out_of_how_many() -> None:
    answer = ask("內政部沒有主辦的措施有哪些", TWO)
    assert answer.answer.startswith("非由內政部主辦的措施共2項（3項中）：序次1 檢查漁船")
    assert answer.measures == (1, 3) and answer.kind == "list"


def test_a_count_says_the_number_first() -> None:
    assert ask("未達標的措施有幾項", TWO).answer.startswith("共1項措施，未達標（依文件所載）（3項中）：序次1")


def test_a_group_says_how_many_there_are_in_each() -> None:
    assert (
        "交通部 1項（序次1）；內政部 1項（序次2）；教育部 1項（序次3）"
        in ask("各機關主辦幾項措施", TWO).answer
    )


def test_the_other_reckoning_and_what_cannot_be_judged_stand_beside() -> None:
    notes = ask("哪些措施未達標", TWO).notes
    assert "若依數字計算，另有序次2亦符合。" in notes
    assert "另有1項依文件所載無法判斷：序次3。" in notes


def test_a_member_by_its_figures_shows_them_and_cites_them() -> None:
    answer = ask("數字未達標但官方說達標的措施有哪些", TWO)
    assert "目標10處、實際8處、達成率80%" in answer.answer
    assert {(f.role, int(f.value)) for f in answer.figures} == {("actual", 8), ("target", 10)}
    for figure in answer.figures:
        assert figure.citation is not None and figure.as_written is not None
        assert figure.as_written in answer.citations[figure.citation].quote


def test_an_english_list_names_its_conditions_in_english() -> None:
    answer = ask("Which measures are not led by the Ministry of the Interior?", TWO).answer
    assert answer.startswith("2 of 3 measures (not led by Ministry of the Interior): measure 1")


def test_a_year_of_which_the_documents_do_not_speak_is_no_empty_list() -> None:
    assert answer_entries(inquire("115年未達標的措施有哪些", TWO)) is None
