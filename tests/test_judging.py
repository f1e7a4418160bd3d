"""Conditions on entries compose: held against sets that are worked out by hand over made-up entries."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from composing import compose
from ingest.records import Field, Measure, Place, Target
from qa.answering.entries import choose_entries
from qa.answering.judging import Setting, find_official, judge
from qa.finding.entries import Entry
from qa.finding.goals import Goal
from qa.query import ANY, And, Bound, Condition, Is, Not, Or, Order, Query, Says

AGENCIES = ("交通部", "內政部", "教育部", "法務部")
PLACE = Place("plan", 1, 1)
YEAR = 111


def make_field(key: str, text: str) -> Field:
    """Return a field of one line."""
    return Field(key, key, text, PLACE, ((0, 1),))


def make_entry(
    no: int, lead: str, support: Sequence[str], strategy: int, values: Sequence[int | None], note: str
) -> Entry:
    """Return a measure whose targets are all 10, with a result for each value that is given."""
    fields = {
        "strategy": make_field("strategy", f"策略{strategy}：保障航行安全"),
        "agencies": make_field("agencies", f"主辦：{lead}　協辦：{'、'.join(support)}"),
        "control_note": make_field("control_note", note),
    }
    goals = []
    for value in values:
        verdict = "not_reported" if value is None else "met" if value >= 10 else "not_met"
        amounts = {"target": Decimal(10)} | (
            {} if value is None else {"actual": Decimal(value), "rate": Decimal(value * 10)}
        )
        target = Target(YEAR, "1", "檢查", "檢查", Decimal(10), "艘", ">=", verdict=verdict)
        goals.append(Goal(YEAR, "檢查", ">=", "艘", amounts, verdict, target=target))
    official = {"已達": "met", "未達": "not_met", "持續": "ongoing"}.get(note, "other")
    record = Measure(
        kind="measure", doc="plan", no=no, title=f"措施{no}", edition=YEAR, place=PLACE, fields=fields,
        id=f"measure/{no}", agencies=(lead, *support), lead_agencies=(lead,), official_status=official,
    )  # fmt: skip
    return Entry(record, tuple(goals), {}, {})


entries = st.lists(
    st.tuples(
        st.sampled_from(AGENCIES),
        st.lists(st.sampled_from(AGENCIES), max_size=2, unique=True),
        st.integers(1, 3),
        st.lists(st.one_of(st.none(), st.integers(5, 14)), max_size=2),
        st.sampled_from(["已達", "未達", "持續", ""]),
    ),
    min_size=1,
    max_size=8,
).map(lambda rows: [make_entry(no, *row) for no, row in enumerate(rows, start=1)])
parts = st.sampled_from(["agency", "lead", "support"])
verdicts = st.sampled_from(["met", "not_met", "not_reported", "qualitative"])
ops = st.sampled_from([">", ">=", "<", "<=", "="])
leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(lambda part, who: Is(part, (who,)), parts, st.sampled_from((*AGENCIES, ANY))),
    st.builds(lambda number: Is("strategy", (number,)), st.integers(1, 4)),
    st.builds(lambda verdict: Is("verdict", (verdict,)), verdicts),
    st.builds(lambda status: Is("status", (status,)), st.sampled_from(["met", "not_met", "ongoing"])),
    st.builds(lambda op, rate: Bound("rate", op, Decimal(rate)), ops, st.integers(50, 140)),
    st.builds(lambda word: Says((word,)), st.sampled_from(["航行", "已達", "沒有"])),
)
conditions = compose(leaves, 6)


def numbers(query: Query, among: Sequence[Entry]) -> list[int]:
    """Return the numbers of the entries a query chooses."""
    return [row.entry.record.no for row in choose_entries(query, among, set_years(among)).rows]


def set_years(among: Sequence[Entry]) -> Setting:
    """Return what the made-up entries are judged by."""
    return Setting((YEAR,), find_official(among, (YEAR,)))


def solve(condition: Condition, among: Sequence[Entry], setting: Setting) -> tuple[set[int], set[int]]:
    """Return by sets alone which entries a condition holds of, and of which it does not."""
    if isinstance(condition, Not):
        holds, fails = solve(condition.item, among, setting)
        return fails, holds
    if isinstance(condition, And | Or):
        parts = [solve(item, among, setting) for item in condition.items]
        every = set.intersection(*(p[0] for p in parts)), set.union(*(p[1] for p in parts))
        some = set.union(*(p[0] for p in parts)), set.intersection(*(p[1] for p in parts))
        return every if isinstance(condition, And) else some
    found = {e.record.no: judge(condition, e, setting).holds for e in among}
    return {n for n, holds in found.items() if holds}, {n for n, holds in found.items() if holds is False}


@given(entries, conditions)
def test_conditions_compose_as_sets_do(among: list[Entry], condition: Condition) -> None:
    setting = set_years(among)
    holds, fails = solve(condition, among, setting)
    chosen = choose_entries(Query("entries", where=condition), among, setting)
    assert {row.entry.record.no for row in chosen.rows} == holds
    assert {e.record.no for e in chosen.unjudged} == {e.record.no for e in among} - holds - fails


@given(entries, st.lists(conditions, min_size=2, max_size=4), st.randoms())
def test_the_order_of_conditions_makes_no_difference(
    among: list[Entry], items: list[Condition], chance: random.Random
) -> None:
    shuffled = chance.sample(items, len(items))
    assert numbers(Query("entries", where=And(tuple(items))), among) == numbers(
        Query("entries", where=And(tuple(shuffled))), among
    )


@given(entries, leaves)
def test_a_denial_is_the_complement_among_what_can_be_judged(among: list[Entry], leaf: Condition) -> None:
    setting = set_years(among)
    chosen, denied = (choose_entries(Query("entries", where=c), among, setting) for c in (leaf, Not(leaf)))
    one, other = ({row.entry.record.no for row in c.rows} for c in (chosen, denied))
    unjudged = {e.record.no for e in chosen.unjudged}
    assert one | other | unjudged == {e.record.no for e in among}
    assert not one & other and chosen.unjudged == denied.unjudged
    if isinstance(leaf, Is) and leaf.field in ("agency", "lead", "support", "strategy"):
        assert not unjudged


@given(entries, st.sampled_from(["strategy", "agency", "verdict", "year"]))
def test_groups_add_up_to_the_whole(among: list[Entry], group: str) -> None:
    chosen = choose_entries(Query("entries", group=group), among, set_years(among))  # type: ignore[arg-type]
    grouped = {row.entry.record.no for rows in chosen.groups.values() for row in rows}
    assert grouped == {row.entry.record.no for row in chosen.rows}
    if group in ("strategy", "agency", "verdict"):
        assert sum(map(len, chosen.groups.values())) == len(chosen.rows)


@given(entries, st.booleans(), st.integers(1, 3))
def test_the_first_of_an_order_are_those_nothing_goes_before(
    among: list[Entry], descending: bool, limit: int
) -> None:
    rates = {
        e.record.no: (max if descending else min)(rated)
        for e in among
        if (rated := [g.amounts["rate"] for g in e.goals if "rate" in g.amounts])
    }
    edge = sorted(rates.values(), reverse=descending)[:limit]
    wanted = {
        n for n, rate in rates.items() if edge and (rate >= edge[-1] if descending else rate <= edge[-1])
    }
    assert set(numbers(Query("entries", order=Order("rate", descending), limit=limit), among)) == wanted


@given(entries, st.sampled_from(AGENCIES))
def test_agencies_are_found_by_their_part(among: list[Entry], agency: str) -> None:
    leads = [e.record.no for e in among if e.record.lead_agencies == (agency,)]  # type: ignore[attr-defined]
    named = [e.record.no for e in among if agency in e.record.text("agencies")]
    assert numbers(Query("entries", where=Is("lead", (agency,))), among) == leads
    assert numbers(Query("entries", where=Is("agency", (agency,))), among) == named
    assert set(numbers(Query("entries", where=Is("support", (agency,))), among)) == set(named) - set(leads)


def test_a_verdict_is_the_documents_own_where_it_gives_most_and_the_figures_otherwise() -> None:
    told = [make_entry(1, "交通部", [], 1, [5], "已達"), make_entry(2, "交通部", [], 1, [12], "已達")]
    untold = [make_entry(1, "交通部", [], 1, [5], ""), make_entry(2, "交通部", [], 1, [12], "")]
    missed = Query("entries", where=Is("verdict", ("not_met",)))
    assert numbers(missed, told) == [] and numbers(missed, untold) == [1]
    assert numbers(Query("entries", where=Is("computed", ("not_met",))), told) == [1]
    chosen = choose_entries(missed, told, set_years(told))
    assert chosen.official and [e.record.no for e in chosen.added] == [1]


def test_a_year_among_conditions_is_that_of_the_others() -> None:
    entry = make_entry(1, "交通部", [], 1, [5], "")
    missed = Is("verdict", ("not_met",))
    assert numbers(Query("entries", where=And((Is("year", (YEAR,)), missed))), [entry]) == [1]
    assert numbers(Query("entries", where=And((Is("year", (YEAR - 1,)), missed))), [entry]) == []
