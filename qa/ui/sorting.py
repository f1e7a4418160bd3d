"""Tables sorted by a column of the reader's choice, which stays in the page's address."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from html import escape
from typing import Any, TypeVar

import streamlit as st

from qa.ui import address, frame

T = TypeVar("T")


def read_order(columns: Container[str]) -> tuple[str, bool]:
    """Return the column the address sorts by and whether it falls; no column where it names none of these."""
    named = st.query_params.get("sort", "")
    column = named.removeprefix("-")
    return (column, named.startswith("-")) if column in columns else ("", False)


def sort_rows(rows: Sequence[T], value: Callable[[T], Any], *, falling: bool) -> list[T]:
    """Return the rows by a value; those without one come last, in their order."""
    values = [(value(row), row) for row in rows]
    known = [(found, row) for found, row in values if found not in (None, "")]
    known.sort(key=lambda pair: pair[0], reverse=falling)
    return [row for _, row in known] + [row for found, row in values if found in (None, "")]


def heading_html(column: str, name: str, order: tuple[str, bool], *, number: bool) -> str:
    """Return a column's heading; it sorts by the column, first rising, then falling, then not at all."""
    sorted_by, falling = order
    here = column == sorted_by
    wish = f"-{column}" if here and not falling else None if here else column
    state = ("descending" if falling else "ascending") if here else "none"
    mark = frame.icon("arrow_downward" if falling else "arrow_upward") if here else ""
    link = frame.link_html(address.link_to(sort=wish), f"{escape(name)}{mark}")
    kind = " pc-num" if number else ""
    return (
        f'<th scope="col" role="columnheader" aria-sort="{state}" class="pc-col-{column}{kind}">{link}</th>'
    )
