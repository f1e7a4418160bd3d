"""What the page asks: the question in the box, or the query that the address carries beside it."""

from __future__ import annotations

import json
from typing import get_args

import streamlit as st

from qa.answer import Answer, AnswerKind, Language
from qa.engine import Engine, UnknownDocument, UnusableQuestion
from qa.query import Query, UnusableQuery, read_query, write_query
from qa.query_rules import list_docs
from qa.telling.queries import tell_query
from qa.ui import address, derived, frame
from qa.ui.phrases import Phrases
from qa.wording import Phrasebook

KINDS: tuple[AnswerKind, ...] = tuple(kind for kind in get_args(AnswerKind) if kind != "unanswerable")


def find_answer(engine: Engine, question: str, pressed: bool, words: Phrases) -> Answer | None:
    """Return the answer to what is asked; where there is none, say why in one line and return None.

    Of a link that cannot be used as it is, what can be is kept: its question without its query or document.
    """
    kind, doc, query = (st.query_params.get(key) for key in ("kind", "doc", "query"))
    if not question.strip() and not query:
        if pressed or question:
            frame.warn(words.say("ask.empty"))
        return None
    # An English page answers every question in English; a Chinese one in the question's language.
    language: Language | None = "en" if words.language == "en" else None
    if doc is not None and doc not in {head.id for head in engine.heads}:
        frame.warn(words.say("ask.unknown_document", doc=doc))
        del st.query_params["doc"]
        doc = None
    asked = (question, query, engine, kind, doc, language)
    # A rerun that opens a citation or a card must not search again.
    known = st.session_state.get("answered")
    if known and known[0] == asked:
        answer: Answer = known[1]
        return answer
    found = _run(engine, query, doc, language, question, words) if query else None
    found = found or _ask(engine, question, kind, doc, language, words)
    if found is not None:
        st.session_state["answered"] = (asked, found)
    return found


def name_query(engine: Engine, words: Phrases) -> None:
    """Put a query in words into the box where an address carries one without a question."""
    query = _read(st.query_params.get("query"))
    if query is not None and not st.session_state.get("q") and not st.query_params.get("q"):
        told = tell(query, engine, words)
        st.session_state["q"] = st.session_state["address_q"] = st.query_params["q"] = told


def link_query(query: Query, engine: Engine, words: Phrases, **changes: str | None) -> str:
    """Return the address that asks a query, told in words in the box, in place of what is asked now."""
    return address.link_to(q=tell(query, engine, words), query=_write(query), kind=None, sort=None, **changes)


def tell(query: Query, engine: Engine, words: Phrases) -> str:
    """Return a query in words, its documents by what they are called."""
    told = tell_query(write_phrases(engine, words), query)
    names = derived.name_documents(engine)
    for doc in list_docs(query):
        told = told.replace(doc, names.get(doc, doc), 1)
    return told


def put_query(query: Query, told: str) -> None:
    """Ask a query, told in words in the box, in place of what is asked now."""
    dropped = ("q", "query", "kind", "sort", "cite", "card")
    kept = {key: st.query_params.get_all(key) for key in st.query_params if key not in dropped}
    st.session_state["q"] = st.session_state["address_q"] = told
    st.query_params.from_dict({**kept, "q": [told], "query": [_write(query)]})


def _write(query: Query) -> str:
    return json.dumps(write_query(query), ensure_ascii=False, separators=(",", ":"))


def link_question(question: str) -> str:
    """Return the address that asks a question in place of what is asked now."""
    return address.link_to(q=question, query=None, kind=None, sort=None)


def write_phrases(engine: Engine, words: Phrases) -> Phrasebook:
    """Return what tells queries in the page's language."""
    return Phrasebook("en" if words.language == "en" else "zh-Hant", engine.glossary)


def _read(written: str | None) -> Query | None:
    try:
        return read_query(written) if written else None
    except UnusableQuery:
        return None


def _run(
    engine: Engine, written: str, doc: str | None, language: Language | None, question: str, words: Phrases
) -> Answer | None:
    """Return the answer to a query; where it cannot be used, say so and what stands in its place."""
    try:
        return engine.run(read_query(written), doc=doc, language=language or "zh-Hant")
    except (UnusableQuery, UnknownDocument):
        instead = words.say("ask.query_question" if question.strip() else "ask.query_nothing")
        frame.warn(words.say("ask.unusable_query", instead=instead))
    except frame.BROKEN_INDEX as error:
        frame.warn(words.say("page.closed", reason=error))
    return None


def _ask(
    engine: Engine,
    question: str,
    kind: str | None,
    doc: str | None,
    language: Language | None,
    words: Phrases,
) -> Answer | None:
    if not question.strip():
        return None
    try:
        wanted = kind if kind in KINDS else None
        return engine.ask(question, doc=doc, kind=wanted, language=language)
    except UnusableQuestion as error:
        frame.warn(words.say("ask.unusable", reason=error))
    except frame.BROKEN_INDEX as error:
        frame.warn(words.say("page.closed", reason=error))
    return None
