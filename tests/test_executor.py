"""The executor of queries held against brute force, over the shipped texts and every plan of the cases."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composing import compose
from plan_entries import plan_entries, set_up
from qa.answering.entries import Chosen, choose_entries
from qa.finding.entries import Entry
from qa.query import Amount, And, Bound, Condition, Is, Not, Op, Or, Order, Query, Says

OPS: dict[Op, Callable[[Decimal, Decimal], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le, "=": eq}
AMOUNTS: tuple[Amount, ...] = ("target", "actual", "rate", "budget", "final")


def pick(read: Callable[[Entry], Iterable[Any]]) -> st.SearchStrategy[Any]:
    """Draw one of what is read from the entries of all plans, which are read when it is first drawn."""
    return st.deferred(
        lambda: st.sampled_from(sorted({value for entry in plan_entries() for value in read(entry)}))
    )


agencies = pick(lambda entry: entry.agencies)
numbers = pick(lambda entry: entry.strategy_numbers)
years = pick(lambda entry: (goal.year for goal in entry.goals if goal.year is not None))
kinds = pick(lambda entry: (entry.kind,))


def values(amount: Amount) -> st.SearchStrategy[Decimal]:
    """Draw one of the values there are of an amount."""
    return pick(lambda entry: (goal.amounts[amount] for goal in entry.goals if amount in goal.amounts))


whose = st.builds(
    lambda part, name: Is(part, (name,)),
    st.sampled_from(["agency", "lead", "support"]),
    agencies,
)
strategic = st.builds(lambda number: Is("strategy", (number,)), numbers)
dated = st.builds(lambda year: Is("year", (year,)), years)
of_kind = st.builds(lambda kind: Is("kind", (kind,)), kinds)
verdicts = st.builds(
    lambda field, verdict: Is(field, (verdict,)),
    st.sampled_from(["verdict", "computed"]),
    st.sampled_from(["met", "not_met", "not_reported", "qualitative"]),
)
bounds = st.sampled_from(AMOUNTS).flatmap(
    lambda amount: st.builds(
        lambda op, value: Bound(amount, op, value), st.sampled_from([*OPS]), values(amount)
    )
)
words = st.builds(lambda word: Says((word,)), st.sampled_from(["訓練", "補助", "疫情", "人次"]))
undated = st.one_of(whose, strategic, of_kind, verdicts, bounds, words)
leaves = st.one_of(undated, dated)
composed = compose(undated, 5)
few = settings(max_examples=20, deadline=None)


@lru_cache(64)
def choose(where: Condition, group: str | None = None) -> Chosen:
    """Return what a query chooses of the entries of all plans, however many documents they are of.

    A test asks of one condition of which entries it holds and of which it cannot be judged.
    """
    return choose_entries(Query("entries", where=where, group=group), plan_entries(), set_up(where))  # type: ignore[arg-type]


def choose_alone(where: Condition, entry: Entry) -> Chosen:
    """Return what a query chooses where there is one entry only."""
    return choose_entries(Query("entries", where=Or((where,))), (entry,), set_up(where))


def held(where: Condition) -> set[int]:
    """Return the entries a condition holds of."""
    return {id(row.entry) for row in choose(Or((where,))).rows}


def left_open(where: Condition) -> set[int]:
    """Return the entries that a condition cannot be judged of."""
    return {id(entry) for entry in choose(Or((where,))).unjudged}


def filtered(test: Callable[[Entry], bool]) -> set[int]:
    """Return the entries of all plans that pass a test of their own data."""
    return {id(entry) for entry in plan_entries() if test(entry)}


def pairs_of(entry: Entry) -> tuple[set[str], set[str]]:
    """Return every two characters that stand together in the title of an entry, and in all it says."""
    every = "\n".join((entry.record.title, *(item.text for item in entry.record.fields.values())))
    return tuple({text[n : n + 2] for n in range(len(text) - 1)} for text in (entry.record.title, every))  # type: ignore[return-value]


def item_of(entry: Entry) -> str | None:
    """Return the number of the entry of which one is an item by its own: 1-3 of 1-3①."""
    return str(entry.no).rstrip("①②③④⑤⑥⑦⑧⑨⑩") or None


def says_again(entry: Entry, other: Entry) -> bool:
    """Say whether an entry has no other targets for the year of its report than one of another part has.

    What is called by the number of another and one of its items, without a result, says that again too.
    """
    told, full = (
        [
            (g.year, g.unit, g.amounts["target"], g.amounts.get("actual"))
            for g in e.goals
            if "target" in g.amounts
        ]
        for e in (entry, other)
    )
    if entry.no != other.no and item_of(entry) == other.no:
        return not any("actual" in goal.amounts for goal in entry.goals)
    own = [one for one in told if one[0] == entry.record.edition]
    unsaid = [one for one in own if one not in full]
    named, spoken_of = pairs_of(entry)[0], pairs_of(other)[1]
    if not own or entry.record.path == other.record.path or 3 * len(named & spoken_of) < len(named):
        return False
    same_name = (entry.title == other.title or entry.no == other.no) and all(one[3] is None for one in unsaid)
    return not unsaid or (same_name and {one[:3] for one in unsaid} <= {one[:3] for one in full})


@lru_cache(1)
def summarized() -> tuple[tuple[Entry, Entry], ...]:
    """Return the entries of summaries, each with the one before it that it says again.

    Read here without the table it stands in and without tokens: by its figures and its title alone.
    """
    found: dict[int, tuple[Entry, Entry]] = {}
    measures = [entry for entry in plan_entries() if entry.kind == "measure"]
    for n, entry in enumerate(measures):
        before = (one for one in measures[:n] if one.doc == entry.doc)
        other = next((one for one in before if says_again(entry, one)), None)
        if other is not None:
            found[id(entry)] = (entry, other)
    return tuple(found.values())


def counted(found: set[int], of: set[int] | None = None, year: int | None = None) -> set[int]:
    """Return which of some entries an answer counts: one that a summary says again counts once.

    It is told where it stands in full; by its row of the summary only where nothing else of it is among
    `of`, which are those that fit. A summary that alone has a target for the year asked for says it first.
    """
    again = {
        id(entry): id(other)
        for entry, other in summarized()
        if not any(goal.year == year for goal in entry.goals)
        or year in {None, other.record.edition, *(goal.year for goal in other.goals)}
    }
    fit = found if of is None else of
    return {one for one in found if one not in again or (one in fit and again[one] not in fit)}


@given(leaves)
@few
def test_a_denial_is_the_complement_among_what_can_be_judged(leaf: Condition) -> None:
    one, other, unjudged = held(leaf), held(Not(leaf)), left_open(leaf)
    everything, all_told = filtered(lambda entry: True), one | other | unjudged
    assert counted(everything, set()) <= all_told <= everything
    for entry, full in summarized():
        # A summary that is not counted says nothing that is not said where it stands in full.
        alone = {where: bool(choose_alone(where, entry).rows) for where in (leaf, Not(leaf))}
        assert id(entry) in all_told or id(full) in all_told
        assert id(entry) in one or not alone[leaf] or id(full) in one
        assert id(entry) in other or not alone[Not(leaf)] or id(full) in other
    assert not one & other and not (one | other) & unjudged
    assert unjudged == left_open(Not(leaf))


@given(years, kinds)
@few
def test_kinds_and_years_are_judged_of_every_entry(year: int, kind: str) -> None:
    assert held(Is("kind", (kind,))) == counted(filtered(lambda entry: entry.record.kind == kind))

    def is_of(entry: Entry) -> bool:
        runs = entry.period is not None and entry.period[0] <= year <= entry.period[1]
        return runs or year == entry.record.edition or any(goal.year == year for goal in entry.goals)

    assert held(Is("year", (year,))) == counted(filtered(is_of), year=year)
    others = filtered(lambda entry: True) - filtered(is_of)
    assert held(Not(Is("year", (year,)))) == counted(others, year=year)


@given(agencies, numbers)
@few
def test_agencies_and_strategies_are_denied_only_where_some_are_named(agency: str, number: int) -> None:
    names = set_up().names(agency)
    named = filtered(lambda e: any(one.endswith(name) for one in e.agencies for name in names))
    assert held(Is("agency", (agency,))) == counted(named)
    assert held(Not(Is("agency", (agency,)))) == counted(filtered(lambda e: bool(e.agencies)) - named)
    under = filtered(lambda entry: number in entry.strategy_numbers)
    assert held(Is("strategy", (number,))) == counted(under)
    named = filtered(lambda entry: bool(entry.strategies or entry.strategy_numbers))
    assert held(Not(Is("strategy", (number,)))) == counted(named - under)


@given(st.sampled_from(AMOUNTS), st.sampled_from([*OPS]), years, st.data())
@few
def test_a_bound_is_what_a_filter_of_the_figures_finds(
    amount: Amount, op: Op, year: int, data: st.DataObject
) -> None:
    value = data.draw(values(amount))
    bound = And((Is("year", (year,)), Bound(amount, op, value)))
    own = "value" if amount in ("target", "actual") else amount

    def fits(entry: Entry) -> bool:
        read = own if entry.kind == "row" else amount
        return any(
            g.year == year and read in g.amounts and OPS[op](g.amounts[read], value) for g in entry.goals
        )

    assert held(bound) == counted(filtered(fits), year=year)


@given(years)
@few
def test_what_no_figure_judges_stands_beside_met_and_not_met(year: int) -> None:
    of_year = Is("year", (year,))

    def verdicts_of(entry: Entry) -> set[str | None]:
        return {goal.verdict for goal in entry.goals if goal.year == year}

    missed = filtered(lambda entry: "not_met" in verdicts_of(entry))
    reached = filtered(lambda e: "met" in verdicts_of(e) and verdicts_of(e) <= {"met", "qualitative", None})
    assert held(And((of_year, Is("computed", ("not_met",))))) == counted(missed, year=year)
    assert held(And((of_year, Is("computed", ("met",))))) == counted(reached, year=year)
    untold = filtered(lambda entry: not verdicts_of(entry) & {"met", "not_met"}) & held(of_year)
    assert counted(untold, set(), year) <= left_open(And((of_year, Is("computed", ("not_met",)))))


@given(of_kind, st.sampled_from(["strategy", "agency", "participant", "verdict", "year"]))
@few
def test_groups_add_up_to_the_whole(where: Condition, group: str) -> None:
    chosen = choose(where, group)
    grouped = [id(row.entry) for rows in chosen.groups.values() for row in rows]
    assert set(grouped) == {id(row.entry) for row in chosen.rows}
    if group in ("strategy", "verdict"):
        assert len(grouped) == len(chosen.rows)
    assert all(len({id(row.entry) for row in rows}) == len(rows) for rows in chosen.groups.values())


@given(st.lists(leaves, min_size=2, max_size=4), st.randoms(), st.booleans())
@few
def test_the_order_of_conditions_makes_no_difference(
    items: list[Condition], chance: random.Random, every: bool
) -> None:
    join = And if every else Or
    one, other = join(tuple(items)), join(tuple(chance.sample(items, len(items))))
    assert held(one) == held(other) and left_open(one) == left_open(other)


@given(composed, composed)
@settings(max_examples=6, deadline=None)
def test_and_or_and_not_compose(one: Condition, other: Condition) -> None:
    for left, right in (
        (Not(And((one, other))), Or((Not(one), Not(other)))),
        (Not(Or((one, other))), And((Not(one), Not(other)))),
        (Not(Not(one)), one),
        (And((one, Or((one, other)))), one),
    ):
        assert held(left) == held(right)
    # A summary counts where what it says again does not fit, which may differ from one condition to two.
    both, either, first, second = (
        counted(held(where), set()) for where in (And((one, other)), Or((one, other)), one, other)
    )
    assert both == first & second
    assert either == first | second


@pytest.mark.parametrize("size", [1, 3])
def test_the_first_of_an_order_are_those_nothing_goes_before(size: int) -> None:
    query = Query("entries", where=Is("kind", ("measure",)), order=Order("rate"), limit=size)
    chosen = choose_entries(query, plan_entries(), set_up(query.where))
    rates = [row.goals[0].amounts["rate"] for row in chosen.rows]
    assert rates == sorted(rates, reverse=True) and len(rates) >= size
    beyond = filtered(lambda e: e.kind == "measure") - {id(row.entry) for row in chosen.rows}
    judged = (e for e in plan_entries() if id(e) in beyond)
    others = [
        g.amounts["rate"]
        for e in judged
        for g in e.goals_of(())
        if "rate" in g.amounts and (g.target is None or g.target.op != "<=")
    ]
    assert all(rate < rates[-1] for rate in others)


def test_a_summary_counts_once_and_only_within_its_own_document() -> None:
    found = {(id(entry), id(other)) for entry, other in summarized()}
    by_key = {(entry.doc, entry.record.id): entry for entry in plan_entries()}
    read = {(id(e), id(by_key[e.doc, e.again])) for e in plan_entries() if e.again}
    assert read == found and found
    for entry, other in summarized():
        # Another document may have an entry of the same number: it says nothing of what this one says.
        apart = [one for one in plan_entries() if one.doc != entry.doc and one.record.id == other.record.id]
        chosen = choose_entries(Query("entries"), (*apart, entry), set_up())
        assert [id(row.entry) for row in chosen.rows] == [*map(id, (*apart, entry))]
        assert [row.entry for row in choose_entries(Query("entries"), (other, entry), set_up()).rows] == [
            other
        ]


def test_a_summary_is_what_tells_of_a_year_that_it_alone_has_a_target_for() -> None:
    alone = [
        (entry, other, goal.year)
        for entry, other in summarized()
        for goal in entry.goals
        if goal.year not in other.known_years and "target" in goal.amounts
    ]
    assert alone
    for entry, other, year in alone:
        of_year = Is("year", (year,))  # type: ignore[arg-type]
        chosen = choose_entries(
            Query("entries", where=And((of_year, Is("computed", ("met",))))), (other, entry), set_up(of_year)
        )
        assert chosen.rows == () and chosen.unjudged == (entry,)
