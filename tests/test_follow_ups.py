"""Questions that lead on from an answer: each has an answer of its own before it is offered."""

from __future__ import annotations

import pytest

from building import real_engine
from qa.engine import Engine
from qa.follow_ups import FollowUp, suggest

PLAN = frozenset({"lianzheng-109"})


@pytest.fixture(scope="module")
def engine() -> Engine:
    return real_engine()


def lead_on(engine: Engine, question: str) -> tuple[list[FollowUp], list[str]]:
    """What is offered after a question, and what was asked to find that out."""
    answer, tried = engine.ask(question), []

    def ask(asked: str):
        tried.append(asked)
        return engine.ask(asked)

    records = [engine.record(item.type, item.doc, item.no) for item in answer.items[:1]]
    return list(suggest(answer, ask, records, engine.editions.document("lianzheng-109").years, PLAN)), tried


def test_a_figure_leads_on_to_the_year_before(engine: Engine):
    offered, _ = lead_on(engine, "109年政府採購稽核幾件？")
    years = {one.year: one.question for one in offered if one.kind == "year"}
    assert 108 in years
    found = engine.ask(years[108])
    assert found.figures[0].year == 108 and not found.abstained


def test_a_miss_leads_on_to_its_reason(engine: Engine):
    offered, _ = lead_on(engine, "109年公共政策網路參與平臺瀏覽人次多少？")
    [why] = [one for one in offered if one.kind == "why"]
    assert 9 in engine.ask(why.question).measures


@pytest.mark.parametrize(
    "question", ["109年哪些措施未達標？", "Which measures were not met in 2020?"], ids=["zh", "en"]
)
def test_a_list_leads_on_to_the_same_by_agency(engine: Engine, question: str):
    offered, _ = lead_on(engine, question)
    [grouped] = [one for one in offered if one.kind == "agency"]
    found = engine.ask(grouped.question)
    assert found.query.group == "agency"
    assert set(found.measures) == set(engine.ask(question).measures)


def test_by_agency_is_asked_only_of_what_several_have_a_part_in(engine: Engine):
    shared = "各機關分別多少"
    assert any(shared in asked for asked in lead_on(engine, "海關109年查獲未申報或申報不實幾件")[1])
    _, tried = lead_on(engine, "109年政府採購稽核幾件？")
    assert tried and not any(shared in asked for asked in tried)


def test_what_has_no_answer_is_not_offered(engine: Engine):
    offered, tried = lead_on(engine, "109年緝返外逃罪犯幾人？")
    assert offered and len(tried) > len(offered)
    for one in offered:
        assert not engine.ask(one.question).abstained
    assert lead_on(engine, "火星上有幾個人？") == ([], [])
