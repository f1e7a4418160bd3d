"""Queries of every shape are answered or refused in one line, in either language, and break no invariant."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from composing import compose
from plan_index import PLANS, plans_engine
from qa.engine import UnknownDocument
from qa.query import (
    ANY,
    Amount,
    Bound,
    Condition,
    Dimension,
    Field,
    Find,
    Group,
    Is,
    Op,
    Order,
    Query,
    Says,
    UnusableQuery,
    read_query,
    write_query,
)
from qa.query_rules import EITHER, VALUES, YEARS

WORDS = (
    "宣導",
    "緝返外逃罪犯",
    "來臺旅客人次",
    "公路公共運輸載客量",
    "法務部",
    "交通部",
    "人次",
    "件",
    "measure/1",
)


def of_field(field: Field) -> st.SearchStrategy[Any]:
    """Draw a value that a field may have."""
    if field in YEARS:
        return st.sampled_from([109, 110, 111, 112, 150])
    if field in VALUES:
        return st.sampled_from(VALUES[field])
    if field == "doc":
        return st.sampled_from([*PLANS, "none"])
    return st.sampled_from([*WORDS, ANY, *([1, 3, 36] if field in EITHER else [])])


leaves: st.SearchStrategy[Condition] = st.one_of(
    st.sampled_from(get_args(Field)).flatmap(
        lambda field: st.builds(
            lambda values: Is(field, tuple(values)), st.lists(of_field(field), min_size=1, max_size=2)
        )
    ),
    st.builds(
        Bound,
        st.sampled_from(get_args(Amount)),
        st.sampled_from(get_args(Op)),
        st.sampled_from([Decimal(0), Decimal(100), Decimal("1e9")]),
        st.sampled_from(["", "人次", "元"]),
        st.sampled_from([(), (111,)]),
    ),
    st.builds(lambda word: Says((word,)), st.sampled_from(WORDS)),
)
conditions = compose(leaves, 4)
rarely = st.sampled_from([False, False, False, True])


@st.composite
def queries(draw: st.DrawFn, find: Find | None = None) -> Query:
    """Draw a query, mostly one that can be run."""
    find = find or draw(st.sampled_from(get_args(Find)))
    listed, odd = find in ("entries", "count"), draw(rarely)
    order = Order(draw(st.sampled_from(get_args(Amount))), draw(st.booleans()))
    ordered = (listed or odd) and draw(st.booleans())
    return Query(
        find,
        tuple(draw(st.lists(st.sampled_from(WORDS), max_size=2))),
        draw(st.none() | conditions),
        compare=draw(st.none() | st.sampled_from(get_args(Dimension))) if not listed or odd else None,
        difference=draw(st.booleans()) and (find == "figures" or odd),
        judged=draw(st.booleans()) and (find == "figures" or odd),
        group=draw(st.none() | st.sampled_from(get_args(Group))) if listed or odd else None,
        order=order if ordered else None,
        limit=draw(st.none() | st.integers(1, 3)) if ordered or not listed else None,
    )


@st.composite
def joined(draw: st.DrawFn) -> Query:
    """Draw a query, or one of several parts."""
    find = draw(st.sampled_from(get_args(Find)))
    parts = tuple(draw(st.lists(queries(find), max_size=2)))
    return Query(find, parts=parts) if parts and draw(rarely) else draw(queries(find))


@given(joined(), st.sampled_from(["zh-Hant", "en"]))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_query_is_answered_or_refused(query: Query, language: Any) -> None:
    assert read_query(json.dumps(write_query(query))) == query
    try:
        answer = plans_engine().run(query, language=language)
    except (UnusableQuery, UnknownDocument) as refused:
        assert str(refused).startswith("query: ") and "\n" not in str(refused)
        return
    assert answer.answer.strip() and answer.query == query and not answer.withheld
    for figure in answer.figures:
        assert figure.computed_from or figure.citation is not None
