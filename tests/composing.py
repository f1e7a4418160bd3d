"""Conditions put together in every way: what the tests of queries draw from."""

from __future__ import annotations

from hypothesis import strategies as st

from qa.query import And, Condition, Not, Or


def compose(leaves: st.SearchStrategy[Condition], most: int) -> st.SearchStrategy[Condition]:
    """Return conditions of up to `most` leaves, denied and joined by and or or."""
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(lambda items: And(tuple(items)), st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda items: Or(tuple(items)), st.lists(inner, min_size=1, max_size=3)),
        ),
        max_leaves=most,
    )
