"""Queries as plain data: what is none is refused with its place, and every word of the grammar acts."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, get_args

import pytest

from building import real_engine
from plan_entries import plan_entries, plan_series, set_up
from plan_index import plans_engine
from qa.answer import Answer
from qa.answering.entries import choose_entries
from qa.answering.fact_judging import list_pairs, narrow
from qa.engine import UnknownDocument
from qa.query import (
    ANY,
    Amount,
    And,
    Bound,
    Condition,
    Dimension,
    Field,
    Find,
    Group,
    Is,
    Not,
    Op,
    Or,
    Order,
    Query,
    Says,
    UnusableQuery,
    query_schema,
    read_query,
    write_query,
)
from qa.query_rules import ANYTHING, DEEPEST, VALUES, check_query
from test_questions import QUESTIONS

MEASURES = Is("kind", ("measure",))
# A value of each field that some entries of the plans have and others have not.
OF_ENTRIES: dict[Field, Condition] = {
    "doc": Is("doc", ("lianzheng-109",)),
    "plan": Is("plan", ("國家廉政建設行動方案",)),
    "edition": Is("edition", (109,)),
    "year": Is("year", (110,)),
    "kind": MEASURES,
    "id": Is("id", ("measure/36",)),
    "no": Is("no", (36,)),
    "strategy": Is("strategy", (3,)),
    "agency": Is("agency", ("法務部",)),
    "lead": Is("lead", ("法務部",)),
    "support": Is("support", (ANY,)),
    "only": Is("only", ("金融監督管理委員會",)),
    "role": Is("role", ("budget",)),
    "verdict": Is("verdict", ("not_met",)),
    "computed": Is("computed", ("met",)),
    "status": Is("status", ("partly_met",)),
    "unit": Is("unit", ("人次",)),
    "period": Is("period", ("106-109",)),
    "change": Is("change", ("raised",)),
    "result_change": Is("result_change", ("lowered",)),
    "category": Is("category", ("公共建設",)),
    "link": Is("link", (ANY,)),
    "heading": Is("heading", ("肆、具體作為",)),
}
OF_FIGURES: dict[Field, Condition] = {
    **OF_ENTRIES,
    "role": Is("role", ("budget",)),
    "period": Is("period", ("110學年度",)),
    "agency": Is("agency", ("移民署",)),
}


def number(condition: Condition) -> tuple[int, int]:
    """Return how many entries of all plans a condition holds of, and how many it does not."""
    entries, setting = plan_entries(), set_up(condition)
    return tuple(  # type: ignore[return-value]
        len(choose_entries(Query("entries", where=Or((one,))), entries, setting).rows)
        for one in (condition, Not(condition))
    )


def number_facts(condition: Condition) -> tuple[int, int]:
    """Return how many facts of all plans a condition may hold of, and how many there are."""
    setting, found, total = set_up(condition), 0, 0
    for series, entry in plan_series():
        total += len(series.facts)
        narrowed = narrow(condition, series, entry, setting)
        for fact in narrowed.facts if narrowed else ():
            found += len(list_pairs(condition, series, entry, setting, [fact.year], [fact.role]))
    return found, total


# What changes from a plan to its report is asked of an index of both.
FIELDS = [field for field in get_args(Field) if field != "plan_change"]


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_chooses_entries(field: Field) -> None:
    condition = OF_ENTRIES[field]
    check_query(Query("entries", where=condition))
    holds, fails = number(condition)
    assert holds and fails, (holds, fails)


def test_a_change_from_the_plan_chooses_entries() -> None:
    kpis = Is("kind", ("kpi",))
    changed, same = (
        run(Query("entries", where=And((kpis, Is("plan_change", (value,))))))
        for value in ("changed", "unchanged")
    )
    assert changed.items and same.items and not set(changed.items) & set(same.items)
    ways = (run(Query("entries", where=And((kpis, Is("plan_change", (w,)))))) for w in ("raised", "lowered"))
    assert {item for way in ways for item in way.items} == set(changed.items)


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_chooses_figures(field: Field) -> None:
    condition = OF_FIGURES[field]
    check_query(Query("figures", where=condition))
    found, total = number_facts(condition)
    assert 0 < found < total


@pytest.mark.parametrize("field", sorted(VALUES))
def test_each_value_of_a_field_holds_of_some_entry_or_is_refused(field: Field) -> None:
    for value in VALUES[field]:
        condition = Is(field, (value,))
        try:
            check_query(Query("entries", where=condition))
        except UnusableQuery:
            assert field in ("kind", "role"), value
            continue
        if field == "plan_change":
            continue
        assert number(condition)[0], value


@pytest.mark.parametrize("amount", get_args(Amount))
def test_each_amount_bounds_entries_or_is_refused(amount: Amount) -> None:
    bounds = [Bound(amount, ">", Decimal(value)) for value in (0, 5, 100, 108, 10**6, 10**8, 10**9)]
    if amount == "count":
        with pytest.raises(UnusableQuery, match="only an order is by count"):
            check_query(Query("entries", where=bounds[0]))
        return
    assert any(all(number(bound)) for bound in bounds)
    values = [Bound(amount, ">", Decimal(value)) for value in (0, 100, 1_000_000)]
    assert any(0 < number_facts(bound)[0] < number_facts(bound)[1] for bound in values)


def test_each_operator_is_one_of_its_own() -> None:
    chosen: dict[Op, tuple[int, int]] = {op: number(Bound("rate", op, Decimal(100))) for op in get_args(Op)}
    assert len(set(chosen.values())) == len(chosen)


@pytest.mark.parametrize("amount", get_args(Amount))
def test_each_amount_orders_entries(amount: Amount) -> None:
    group = "agency" if amount == "count" else None
    for descending in (True, False):
        query = Query("entries", group=group, order=Order(amount, descending), limit=1)  # type: ignore[arg-type]
        check_query(query)
        chosen = choose_entries(query, plan_entries(), set_up())
        assert 0 < len(chosen.rows) < len(plan_entries())


@pytest.mark.parametrize("group", get_args(Group))
def test_each_group_is_one_of_its_own(group: Group) -> None:
    told = {g: run(Query("count", where=MEASURES, group=g)).answer for g in get_args(Group)}
    assert told[group] and [*told.values()].count(told[group]) == 1


def run(query: Query) -> Answer:
    """Return the answer to a query over six documents."""
    return plans_engine().run(query)


ACTUAL = Is("role", ("actual",))
SIDES: dict[Dimension, Query] = {
    "year": Query("figures", about=("公路公共運輸載客量",), where=ACTUAL),
    "role": Query("figures", about=("公路公共運輸載客量",)),
    "agency": Query("figures", about=("辦理宣導",), where=Is("agency", ("法務部", "內政部"))),
    "item": Query(
        "figures", ("公路公共運輸載客量", "來臺旅客人次"), And((Is("doc", ("motc-report-111",)), ACTUAL))
    ),
    "document": Query("figures", about=("來臺旅客人次",), where=Is("role", ("target",))),
}


@pytest.mark.parametrize("dimension", get_args(Dimension))
def test_each_dimension_has_sides(dimension: Dimension) -> None:
    query = SIDES[dimension]
    compared = Query("figures", query.about, query.where, compare=dimension)
    check_query(compared)
    one, other = run(query), run(compared)
    assert (one.answer, one.notes) != (other.answer, other.notes)


def test_a_difference_is_told_where_it_is_asked_for() -> None:
    about, where = ("公路公共運輸載客量",), And((Is("year", (111,)), Is("role", ("target", "actual"))))
    plain, told = (run(Query("figures", about, where, difference=asked)) for asked in (False, True))
    assert not any(figure.role == "difference" for figure in plain.figures)
    assert told.figures[0].role == "difference" and told.figures[0].computed_from


def test_sides_that_count_in_other_units_have_no_difference() -> None:
    query = Query("figures", ("公路公共運輸載客量", "臺鐵列車準點率"), compare="item", difference=True)
    answer = run(query)
    assert not any(figure.role == "difference" for figure in answer.figures)
    assert "不計算差距" in answer.answer


def test_indicators_are_counted_where_they_are_asked_for() -> None:
    plain, counted = (run(Query("count", where=MEASURES, counts=c)).answer for c in (None, "indicators"))  # type: ignore[arg-type]
    assert plain != counted and "項指標" in counted


@pytest.mark.parametrize("find", get_args(Find))
def test_each_find_answers_and_carries_its_query(find: Find) -> None:
    query = Query(find, ("宣導",), And((Is("doc", ("lianzheng-109",)), MEASURES)))
    answer = run(query)
    assert not answer.abstained and answer.query == query and answer.citations


def test_among_says_out_of_which_entries_those_that_fit_are_counted() -> None:
    led, missed = Is("lead", ("法務部",)), Is("verdict", ("not_met",))
    where = And((Is("doc", ("lianzheng-109",)), MEASURES, led, missed))
    assert "29項中" in run(Query("count", where=where, among=led)).answer
    assert "46項中" in run(Query("count", where=where)).answer


def test_passages_are_of_entries_that_fit() -> None:
    query = Query("passages", ("宣導",), And((MEASURES, Is("no", (17,)), Is("edition", (109,)))), limit=2)
    answer = run(query)
    assert {citation.no for citation in answer.citations} == {17} and len(answer.citations) <= 2


def test_several_queries_are_answered_at_once_and_each_keeps_its_figures() -> None:
    names = "來臺旅客人次", "公路公共運輸載客量"
    where = And((Is("doc", ("motc-report-111",)), ACTUAL))
    answer = run(Query("figures", parts=tuple(Query("figures", (name,), where) for name in names)))
    assert len(answer.figures) == 2 and len({figure.metric for figure in answer.figures}) == 2
    wheres = MEASURES, Is("kind", ("kpi",))
    lists = run(Query("count", parts=tuple(Query("count", where=where) for where in wheres)))
    assert len(lists.answer.splitlines()) == 2
    for figure in lists.figures:
        assert figure.citation is None or lists.citations[figure.citation].doc == figure.doc


def test_what_fits_all_conditions_but_one_is_named() -> None:
    answer = run(Query("entries", where=And((MEASURES, Is("year", (150,)), Is("verdict", ("not_met",))))))
    assert answer.abstained and "若不限「150年」" in answer.answer


IS: dict[str, Any] = {"type": "is", "field": "no", "values": [1]}


def nest(depth: int) -> dict[str, Any]:
    """Return a condition that lies so deep."""
    made = IS
    for _ in range(depth):
        made = {"type": "not", "item": made}
    return made


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ([], "Expected `object`, got `array`"),
        ({}, "missing required field `find`"),
        ({"find": "entry"}, "'entry' - at `$.find`, expected one of figures, entries, count, passages"),
        ({"find": "entries", "wher": IS}, "unknown field `wher`, expected one of find, about, where"),
        (
            {"find": "entries", "where": {**IS, "fields": 1}},
            "unknown field `fields` - at `$.where`, expected",
        ),
        (
            {"find": "entries", "where": {**IS, "field": "number"}},
            "at `$.where.field`, expected one of doc, plan",
        ),
        ({"find": "entries", "where": {"type": "has"}}, "at `$.where.type`, expected one of is, bound, says"),
        ({"find": "entries", "where": {"type": "and", "items": [IS, 5]}}, "at `$.where.items[1]`"),
        ({"find": "entries", "order": {"by": "rates"}}, "at `$.order.by`, expected one of target, actual"),
        ({"find": "entries", "order": {"of": "rate"}}, "at `$.order`, expected one of by, descending"),
        ({"find": "entries", "version": 9}, "expected version 1, found 9"),
        (
            {"find": "entries", "where": {**IS, "values": []}},
            "expected 1 to 200 values, found 0 - at `$.where.values`",
        ),
        (
            {"find": "entries", "where": {**IS, "field": "year", "values": [2020]}},
            "a ROC year as a number, as 109",
        ),
        ({"find": "entries", "where": {**IS, "field": "year", "values": ["109"]}}, "at `$.where.values[0]`"),
        ({"find": "entries", "where": {**IS, "field": "kind"}}, "expected words for kind, found 1"),
        (
            {"find": "entries", "where": {**IS, "field": "verdict", "values": ["bad"]}},
            "expected one of met, not_met",
        ),
        ({"find": "entries", "where": {**IS, "values": ["*"]}}, "stands with strategy, agency"),
        ({"find": "entries", "where": {"type": "or", "items": []}}, "at `$.where.items`"),
        ({"find": "entries", "where": {"type": "says", "words": [" "]}}, "at `$.where.words`"),
        (
            {"find": "entries", "where": {"type": "bound", "amount": "rate", "op": ">", "value": "NaN"}},
            "expected a number, found NaN - at `$.where.value`",
        ),
        ({"find": "entries", "where": nest(DEEPEST)}, f"nested at most {DEEPEST} deep"),
        ({"find": "entries", "where": nest(500)}, "nested"),
        ({"find": "entries", "where": {"type": "or", "items": [IS] * 201}}, "at most 200 conditions"),
        ({"find": "entries", "where": {**IS, "values": [1] * 201}}, "1 to 200 values, found 201"),
        ({"find": "entries", "where": {"type": "says", "words": ["a"] * 201}}, "200 words at most, found"),
        ({"find": "figures", "about": ["a"] * 13}, "12 words or names at most"),
        ({"find": "figures", "about": ["a" * 1001]}, "1000 characters, found more - at `$.about`"),
        ({"find": "count", "parts": [{"find": "count"}] * 13}, "12 parts at most, found 13"),
        ({"find": "entries", "compare": "year"}, 'nothing here, since find "entries" takes no compare'),
        ({"find": "figures", "about": ["人次"], "group": "year"}, 'find "figures" takes no group'),
        ({"find": "passages", "about": ["人次"], "judged": True}, 'find "passages" takes no judged'),
        ({"find": "passages"}, "words to look for, found none - at `$.about`"),
        ({"find": "figures"}, "about or where to say which figures are meant"),
        ({"find": "entries", "limit": 3}, "an order to say which are the first, found none - at `$.limit`"),
        ({"find": "entries", "limit": 0, "order": {"by": "rate"}}, "a number from 1 to 1000, found 0"),
        ({"find": "count", "order": {"by": "count"}}, "a group to be counted"),
        ({"find": "count", "counts": "indicators", "group": "year"}, "at `$.counts`"),
        ({"find": "count", "where": IS, "among": nest(1)}, "conditions that stand in where as well"),
        ({"find": "figures", "about": ["人次"], "compare": "item"}, "two or more words to be compared"),
        ({"find": "figures", "about": ["人次"], "compare": "agency"}, "two or more agencies"),
        (
            {"find": "count", "parts": [{"find": "figures"}]},
            '"count", as the whole has it, found \'figures\'',
        ),
        ({"find": "count", "parts": [{"find": "count"}], "where": IS}, "parts takes no where"),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_refused_with_its_place(query: Any, said: str) -> None:
    with pytest.raises(UnusableQuery) as refused:
        check_query(read_query(json.dumps(query)))
    assert said in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["", "{", '"\\ud800"', "x" * 10_000_000, '{"a":' * 10_000, "\x00"],
    ids=["empty", "broken", "half", "long", "deep", "nul"],
)
def test_what_is_no_json_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UnusableQuery) as refused:
        read_query(text)
    assert str(refused.value).startswith("query: ") and len(str(refused.value)) < 300


def test_a_document_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UnknownDocument, match="query: doc: expected one of lianzheng-109"):
        run(Query("entries", where=Is("doc", ("none",))))


def test_over_very_many_documents_a_query_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.engine.MOST_DOCUMENTS", 2)
    with pytest.raises(UnusableQuery, match=r"edition to leave 2 documents at most, found 6 - at `\$.where`"):
        run(Query("entries", where=MEASURES))
    with pytest.raises(UnusableQuery):
        run(Query("figures", where=ACTUAL))
    found = run(Query("count", where=And((MEASURES, Is("plan", ("國家廉政建設行動方案",))))))
    assert {item.doc for item in found.items} == {"lianzheng-109", "lianzheng-111"}
    assert run(Query("figures", about=("來臺旅客人次",))).figures


def test_what_is_usually_meant_may_be_denied() -> None:
    about, report = ("來臺旅客人次",), Is("doc", ("motc-report-111",))
    usual = run(Query("figures", about, report)).figures
    assert {(figure.year, figure.role) for figure in usual} == {(111, "actual")}
    earlier = run(Query("figures", about, And((report, Not(Is("year", (111,))))))).figures
    assert earlier and {figure.year for figure in earlier} == {110}
    other = run(Query("figures", about, And((report, Not(ACTUAL))))).figures
    assert other and "actual" not in {figure.role for figure in other}


def test_how_many_figures_are_not_told_is_said() -> None:
    where = And((Is("doc", ("lianzheng-109",)), ACTUAL, Is("year", (109,))))
    whole, cut = (run(Query("figures", where=where, limit=limit)) for limit in (1000, 3))
    beyond = len({(f.no, f.metric, f.scope) for f in whole.figures}) - 3
    assert len(cut.figures) == 3 and any(str(beyond) in note for note in cut.notes), (beyond, cut.notes)


def test_the_schema_names_every_field() -> None:
    schema = json.dumps(query_schema())
    assert all(f'"{field}"' in schema for field in get_args(Field))
    assert set(ANYTHING) <= set(get_args(Field))


def test_the_query_of_an_answer_gives_that_answer_again() -> None:
    engine, carried = real_engine(), 0
    for gold in QUESTIONS:
        answer = engine.ask(gold["q"])
        if answer.query is None:
            continue
        carried += 1
        again = read_query(json.dumps(write_query(answer.query)))
        found = engine.run(again, language=answer.understood.language)
        assert found.figures == answer.figures and found.measures == answer.measures, gold["q"]
        assert found.answer == answer.answer and found.query == answer.query, gold["q"]
    assert carried >= 20


def test_a_denied_amount_of_a_year_is_of_that_year() -> None:
    spent = Bound("actual", ">", Decimal(0), years=(110,))
    assert number(Not(spent)) != number(Not(Bound("actual", ">", Decimal(0), years=(109,))))
    assert "110年" in run(Query("count", where=And((MEASURES, Not(spent))))).answer


def test_words_are_looked_for_in_one_field_or_in_all() -> None:
    every, one = (number(Says(("疫情",), field))[0] for field in ("", "control_note"))
    assert 0 < one < every


def test_what_several_figures_are_together_is_computed_where_they_are_alike() -> None:
    about = ("推動防貪指引", "公務員廉政倫理事件登錄")
    sides = tuple(Query("figures", (words,)) for words in about)
    with pytest.raises(UnusableQuery, match="sides or parts"):
        check_query(Query("figures", about[:1], compute="total"))
    check_query(Query("figures", parts=sides, compute="total"))
    with pytest.raises(UnusableQuery, match='"total" of parts'):
        check_query(Query("figures", parts=sides, compute="growth"))


def test_growth_is_of_years() -> None:
    with pytest.raises(UnusableQuery, match='compare "year"'):
        check_query(Query("figures", ("人次",), compute="growth"))
    with pytest.raises(UnusableQuery, match="takes no compute"):
        check_query(Query("entries", where=MEASURES, compute="total"))
    query = Query(
        "figures",
        ("來臺旅客人次",),
        And((Is("role", ("actual",)), Is("year", (108, 111)))),
        compare="year",
        difference=True,
        compute="growth",
    )
    told = run(query)
    assert "，即" in told.answer and any(f.role == "rate" and f.computed_from for f in told.figures)
