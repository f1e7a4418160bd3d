"""The members of lists: what puts each there, how it fared and where that stands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from building import real_engine
from qa.answer import Answer
from qa.answering.members import Member, list_members, name_members
from qa.engine import Engine


@pytest.fixture(scope="module")
def engine() -> Engine:
    return real_engine()


def list_of(engine: Engine, question: str, doc: str | None = None) -> tuple[Answer, list[Member]]:
    answer = engine.ask(question, doc=doc)
    items = name_members(answer)
    records = [engine.record(item.type, item.doc, item.no) for item in items]
    docs = dict.fromkeys(record.doc for record in records)
    return answer, list_members(answer, [e for doc in docs for e in engine.entries_of(doc)], records)


@pytest.mark.parametrize("question", ["109年哪些措施未達標？", "109年哪些措施未達標？為什麼？"])
def test_misses_have_figure_target_rate_gap_reason_and_citation(engine: Engine, question: str):
    answer, members = list_of(engine, question)
    assert {member.record.no for member in members} == set(answer.measures)
    for member in members:
        goal = member.goal
        assert goal is not None and goal.verdict == "not_met"
        assert member.gap == goal.amounts["actual"] - goal.amounts["target"]
        assert member.gap < 0
        assert member.reason == member.record.text("control_note")
        cited = answer.citations[member.citation]
        assert (cited.doc, cited.no) == (member.record.doc, member.record.no)
        lines = engine.documents[member.place.doc].lines[member.place.line_start - 1 : member.place.line_end]
        assert "".join(member.quote.split()) in "".join("".join(lines).split())


def test_members_of_an_agency_are_listed_without_figures_nobody_asked_for(engine: Engine):
    answer, members = list_of(engine, "內政部參與哪些措施？")
    assert [member.record.no for member in members] == list(answer.measures)
    assert all(member.goal is None and member.gap is None for member in members)


def test_kpis_are_listed_with_their_targets(engine: Engine):
    _, members = list_of(engine, "有哪些關鍵績效指標？", "moj-midterm")
    targets = [member.goal.amounts.get("target") for member in members if member.goal]
    assert len(targets) == 16 and Decimal(4000) in targets


def test_an_answer_that_is_no_list_has_no_members(engine: Engine):
    assert name_members(engine.ask("109年政府採購稽核幾件？")) == ()
