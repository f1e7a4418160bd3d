"""The parts of a query: each in words, and what is left without it still is a query."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.glossary import Glossary
from qa.query import And, Bound, Is, Not, Order, Query, conditions_of
from qa.query_parts import change_year, list_parts
from qa.query_rules import check_query
from qa.wording import Phrasebook

ZH, EN = (Phrasebook(language, Glossary(())) for language in ("zh-Hant", "en"))
MISSES = Query(
    "entries",
    where=And(
        (
            Is("kind", ("measure",)),
            Not(Is("agency", ("法務部",))),
            Is("year", (108, 109)),
            Bound("rate", "<", Decimal(90)),
        )
    ),
    order=Order("rate", descending=False),
    limit=3,
    not_understood=("急件",),
)


def test_each_part_is_told_and_removed_alone():
    parts = list_parts(MISSES, ZH)
    told = [part.told for part in parts]
    assert told == [
        "措施",
        "無法務部參與",
        "108年",
        "109年",
        "達成（執行）率低於90",
        "達成（執行）率最低",
        "取3項",
        "急件",
    ]
    without = {part.told: part.rest for part in parts}
    every = conditions_of(MISSES.where)
    assert conditions_of(without["無法務部參與"].where) == (every[0], *every[2:])
    assert conditions_of(without["108年"].where)[2] == Is("year", (109,))
    assert without["急件"].not_understood == () and without["急件"].where == MISSES.where
    for left in without.values():
        check_query(left)


def test_a_part_takes_along_what_means_nothing_without_it():
    parts = {part.told: part.rest for part in list_parts(MISSES, ZH)}
    assert parts["達成（執行）率最低"].limit is None and parts["取3項"].order == MISSES.order
    years = Query("figures", about=("稽核",), where=Is("year", (108, 109)), compare="year", difference=True)
    check_query(years)
    assert all(part.rest is None or check_query(part.rest) is None for part in list_parts(years, EN))


def test_what_a_query_cannot_do_without_stays():
    parts = list_parts(Query("passages", about=("揭弊者保護",)), ZH)
    assert [(part.told, part.rest) for part in parts] == [("揭弊者保護", None)]
    only = list_parts(Query("entries", where=Is("verdict", ("not_met",))), ZH)
    assert [part.rest for part in only] == [None]


def test_of_several_questions_one_is_removed():
    one, other = (
        Query("count", where=Is("verdict", ("met",))),
        Query("count", where=Is("verdict", ("not_met",))),
    )
    first, second = list_parts(Query("count", parts=(one, other)), ZH)
    assert first.rest == other and second.rest == one


@pytest.mark.parametrize(("query", "years"), [(MISSES, [110]), (Query("figures", about=("稽核",)), None)])
def test_another_year_keeps_all_other_conditions(query: Query, years: list[int] | None):
    changed = change_year(query, 110)
    if years is None:
        assert changed is None
        return
    assert [c for c in conditions_of(changed.where) if isinstance(c, Is) and c.field == "year"] == [
        Is("year", (110,))
    ]
    assert len(conditions_of(changed.where)) == len(conditions_of(query.where))
