"""What holds for every answer: each rule breaks an answer made to break it, and none that leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from asking import ask, inquire, make_plan
from building import plans_home, real_engine
from ingest.markup import bare
from qa.answer import Answer
from qa.contract import observation_json
from qa.engine import Engine, open_engine
from qa.evaluation import read_gold
from qa.invariants import find_breaks, hold, names_subject

CASES = Path(__file__).parent / "cases"
PLANS = CASES / "plans"
PLAN = make_plan(
    {"action": "(一)檢查漁船，維護航行安全。", "target": "檢查漁船40艘。", "result": "檢查漁船30艘。"},
    {"action": "(二)整建漁港。", "target": "整建漁港3處。", "result": "整建漁港4處。"},
)
QUESTION = "109年檢查漁船的目標和實績各幾艘"


def broken(found: Answer, question: str = QUESTION) -> set[str]:
    """Return the names of the invariants an answer to a question breaks."""
    return {one.name for one in find_breaks(inquire(question, PLAN), found)}


@cache
def right() -> Answer:
    """Return an answer that breaks nothing."""
    return ask(QUESTION, PLAN)


def test_an_answer_that_is_right_breaks_nothing() -> None:
    assert right().figures and not broken(right())


def test_a_figure_has_to_stand_whole_in_what_is_cited_for_it() -> None:
    first, *others = right().figures
    cut = replace(first, as_written="0艘")
    assert broken(replace(right(), figures=(cut, *others))) >= {"written"}
    uncited = replace(first, citation=None)
    assert broken(replace(right(), figures=(uncited, *others))) == {"written"}


def test_a_quote_stands_in_the_lines_it_is_cited_from() -> None:
    first, *others = right().citations
    assert broken(replace(right(), citations=(replace(first, line_start=1, line_end=1), *others))) == {
        "quoted"
    }


def test_what_is_computed_names_its_operands_in_units_that_go_together() -> None:
    first, second = right().figures[:2]
    computed = replace(first, as_written=None, citation=None, computed_from=(0, 1))
    assert not broken(replace(right(), figures=(first, second, computed)))
    other = replace(second, unit="公噸")
    assert broken(replace(right(), figures=(first, other, computed))) == {"computed"}
    assert broken(replace(right(), figures=(first, second, replace(computed, computed_from=())))) == {
        "computed"
    }


def test_the_sentence_states_the_first_figure_and_the_years_asked_for() -> None:
    assert broken(replace(right(), answer="109年檢查漁船：未達目標。")) == {"stated"}
    undated = right().answer.replace("109", "")
    assert broken(replace(right(), answer=undated)) == {"stated"}
    assert not broken(replace(right(), answer=undated + "2020"))


def test_a_number_that_is_no_year_is_not_looked_for_as_one() -> None:
    question = "109年檢查漁船的目標是110艘嗎，實績幾艘"
    assert "stated" not in broken(ask(question, PLAN), question)


def test_a_list_says_how_many_it_has() -> None:
    question = "109年哪些措施未達標"
    listed = ask(question, PLAN)
    assert listed.kind == "list" and not broken(listed, question)
    assert broken(replace(listed, items=listed.items * 7), question) == {"listed"}


def test_a_list_names_what_its_members_are_about() -> None:
    listed = ask("109年哪些措施未達標", PLAN)
    inquiry = inquire("整建漁港的措施109年哪些未達標", PLAN)
    assert not names_subject(inquiry, listed)
    assert names_subject(inquiry, replace(listed, answer=f"整建漁港：{listed.answer}"))


def test_beside_what_is_not_answered_stands_what_was_found() -> None:
    question = "109年檢查漁船花了多少元"
    found = ask(question, PLAN)
    assert found.abstained and not broken(found, question)
    assert broken(replace(found, citations=()), question) == {"shown"}


def test_what_breaks_an_invariant_is_not_given_and_says_which() -> None:
    inquiry = inquire(QUESTION, PLAN)
    first, *others = right().figures
    held = hold(
        inquiry, replace(right(), figures=(replace(first, value=Decimal(3), as_written="3艘"), *others))
    )
    assert held.abstained and held.withheld == ("written", "stated")
    assert held.citations and not held.figures
    assert hold(inquiry, right()) is right()


@cache
def engine_of_all_plans() -> Engine:
    """Return the engine over the plans of all authors beside those that come with plancite."""
    return open_engine(plans_home())


@pytest.mark.parametrize("engine", [real_engine, engine_of_all_plans])
def test_every_number_is_quoted_from_the_lines_it_is_said_to_stand_in(engine: Callable[[], Engine]) -> None:
    documents = engine().documents
    told = [observation_json(one, documents[one.doc]) for one in engine().observations_of(None)]
    assert told
    for one in told:
        lines = documents[one["doc"]].lines[one["line_start"] - 1 : one["line_end"]]
        assert bare(one["quote"]) in bare("\n".join(lines)), one


@pytest.mark.parametrize("name", sorted(path.parent.name for path in PLANS.glob("*/questions.jsonl")))
def test_no_answer_over_the_plans_of_all_authors_breaks_one(name: str) -> None:
    ask_all(engine_of_all_plans(), PLANS / name / "questions.jsonl")


@pytest.mark.parametrize("name", ["questions_zh", "questions_en", "questions_absent", "questions_unread"])
def test_no_answer_over_the_texts_that_come_along_breaks_one(name: str) -> None:
    ask_all(real_engine(), CASES / f"{name}.jsonl")


def test_no_answer_to_an_author_nobody_read_breaks_one() -> None:
    ask_all(engine_of_all_plans(), CASES / "questions_unread_plans.jsonl")


def ask_all(engine: Engine, path: Path) -> None:
    """Ask all questions of a file; what leaves breaks nothing."""
    for gold in read_gold(path):
        inquiry = engine._interpreter.inquire(gold["q"])
        assert not list(find_breaks(inquiry, engine.ask(gold["q"]))), gold["q"]
