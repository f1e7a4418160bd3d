"""The members of lists: what puts each there, how it fared and where that stands."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest

from asking import ask, inquire
from building import real_engine
from qa.answer import Answer
from qa.answering.members import Member, list_members, name_members
from qa.answering.reasons import find_reason
from qa.engine import Engine


@pytest.fixture(scope="module")
def engine() -> Engine:
    return real_engine()


def list_of(engine: Engine, question: str, doc: str | None = None) -> tuple[Answer, list[Member]]:
    answer = engine.ask(question, doc=doc)
    items = name_members(answer)
    records = [engine.record(item.type, item.doc, item.no) for item in items]
    docs = dict.fromkeys(record.doc for record in records)
    return answer, list_members(
        answer, [e for doc in docs for e in engine.entries_of(doc)], records, engine.reason_of
    )


@pytest.mark.parametrize("question", ["109年哪些措施未達標？", "109年哪些措施未達標？為什麼？"])
def test_misses_have_figure_target_rate_gap_reason_and_citation(engine: Engine, question: str):
    answer, members = list_of(engine, question)
    assert {member.record.no for member in members} == set(answer.measures)
    for member in members:
        goal = member.goal
        assert goal is not None and goal.verdict == "not_met"
        assert member.gap == goal.amounts["actual"] - goal.amounts["target"]
        assert member.gap < 0
        assert member.reason is not None and member.reason.words in " ".join(member.reason.whole.split())
        told = engine.lines(member.record.doc, member.reason.place.line_start, member.reason.place.line_end)
        assert "".join(member.reason.words.split()) in "".join("".join(line for _, line in told).split())
        if answer.query.reasons:
            quote = answer.citations[member.reason.citation].quote
            assert "".join(member.reason.words.split())[:40] in "".join(quote.split())
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


REPORT = "\n".join(
    [
        "漁港管理計畫112年度執行報告",
        "編號\t工作項目\t衡量指標\t112年目標值\t112年實績",
        "A-3-1\t海上救援演練\t演練場次\t35場\t28場",
        "A-3-2\t燈塔整修\t整修座數\t35座\t28座",
        "",
        "A-3-1未達成，係因颱風停辦七場。",
        "A-3-2未達成，係因材料短缺。",
    ]
)


def test_members_with_the_same_figures_have_each_its_own_lines_and_reason():
    question = "112年哪些項目未達標？"
    inquiry, answer = inquire(question, REPORT), ask(question, REPORT)
    items = name_members(answer)
    [doc] = {item.doc for item in items}
    entries = inquiry.entries.of(doc)
    records = [entry.record for item in items for entry in entries if entry.record.no == item.no]
    members = list_members(answer, entries, records, partial(find_reason, inquiry))
    assert [(one.place.line_start, one.reason.place.line_start) for one in members] == [(3, 6), (4, 7)]
    assert ["颱風" in one.reason.words for one in members] == [True, False]
    for member in members:
        if member.citation is not None:
            cited = answer.citations[member.citation]
            assert cited.line_start <= member.place.line_start <= cited.line_end
