"""The questions of this session, to go back to."""

from __future__ import annotations

import streamlit as st

from qa.answer import Answer
from qa.query import Query
from qa.ui import asking, frame

_MOST = 50


def remember(answer: Answer) -> None:
    """Keep a question; asked again it moves to the front."""
    asked: list[str] = [q for q in st.session_state.get("history", []) if q != answer.question]
    st.session_state["history"] = [answer.question, *asked][:_MOST]
    queries: dict[str, Query] = st.session_state.setdefault("queries", {})
    if answer.query is not None and "query" in st.query_params:
        queries[answer.question] = answer.query


def draw_history() -> None:
    """Draw the questions asked so far; choosing one asks it again."""
    asked: list[str] = st.session_state.get("history", [])
    earlier = [question for question in asked if question != st.session_state.get("q")]
    if not earlier:
        return
    words = frame.phrases()
    # Options of a selectbox are shown as they are typed; a button's label would be Markdown.
    key = f"history-{len(asked)}-{hash(tuple(asked))}"
    st.selectbox(
        words.say("ask.history"),
        earlier,
        index=None,
        key=key,
        placeholder=words.say("ask.history_count", count=len(earlier)),
        on_change=_ask_again,
        args=(key,),
    )


def _ask_again(key: str) -> None:
    question = st.session_state.get(key)
    query = st.session_state.get("queries", {}).get(question)
    if question and query is not None:
        asking.put_query(query, question)
    elif question:
        st.session_state["q"] = question
