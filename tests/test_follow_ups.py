"""Questions that lead on from an answer: each has an answer of its own before it is offered."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from building import real_engine
from qa.engine import Engine
from qa.follow_ups import Asked, FollowUp, suggest
from qa.query import And, Is, Query, conditions_of

PLAN = frozenset({"lianzheng-109"})


@pytest.fixture(scope="module")
def engine() -> Engine:
    return real_engine()


def lead_on(engine: Engine, asked: Asked) -> tuple[list[FollowUp], list[Asked]]:
    """What is offered after a question or a query, and what was asked to find that out."""
    tried: list[Asked] = []

    def ask(asked: Asked):
        tried.append(asked)
        return engine.run(asked) if isinstance(asked, Query) else engine.ask(asked)

    answer = ask(asked)
    records = [engine.record(item.type, item.doc, item.no) for item in answer.items[:1]]
    years = engine.editions.document("lianzheng-109").years
    query = asked if isinstance(asked, Query) else None
    return list(suggest(answer, ask, records, years, PLAN, query)), tried[1:]


def test_what_leads_on_from_a_query_is_a_query_that_keeps_its_conditions(engine: Engine):
    listed = engine.ask("109年哪些措施未達標？").query
    limited = replace(listed, where=And((*conditions_of(listed.where), Is("agency", ("法務部",)))))
    [grouped] = [one.asked for one in lead_on(engine, limited)[0] if one.kind == "agency"]
    assert grouped.group == "agency" and grouped.where == limited.where
    assert lead_on(engine, grouped)[0] == []
    figure = engine.ask("109年政府採購稽核幾件？").query
    offered = {one.year: one for one in lead_on(engine, figure)[0]}
    assert (offered[108].kind, offered[110].kind) == ("year", "next")
    assert engine.run(offered[108].asked).figures[0].value == 301
    assert engine.run(offered[110].asked).figures[0].value == 330


def test_a_figure_leads_on_to_the_year_before(engine: Engine):
    offered, _ = lead_on(engine, "109年政府採購稽核幾件？")
    years = {one.year: one.asked for one in offered if one.kind == "year"}
    assert 108 in years and [one.year for one in offered if one.kind == "next"] == [110]
    found = engine.ask(years[108])
    assert found.figures[0].year == 108 and not found.abstained


def test_a_question_that_is_not_understood_of_another_year_leads_on_by_its_query(engine: Engine):
    offered, _ = lead_on(engine, "How many government procurement audits were done in 2020?")
    asked = {one.year: one for one in offered}
    assert asked[110].kind == "next" and isinstance(asked[110].asked, Query)
    assert engine.run(asked[110].asked).figures[0].value == 330


def test_a_miss_leads_on_to_its_reason(engine: Engine):
    offered, _ = lead_on(engine, "109年公共政策網路參與平臺瀏覽人次多少？")
    [why] = [one for one in offered if one.kind == "why"]
    assert 9 in engine.ask(why.asked).measures


@pytest.mark.parametrize(
    "question", ["109年哪些措施未達標？", "Which measures were not met in 2020?"], ids=["zh", "en"]
)
def test_a_list_leads_on_to_the_same_by_agency(engine: Engine, question: str):
    offered, _ = lead_on(engine, question)
    [grouped] = [one for one in offered if one.kind == "agency"]
    found = engine.ask(grouped.asked)
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
        assert not engine.ask(one.asked).abstained
    assert lead_on(engine, "火星上有幾個人？") == ([], [])
