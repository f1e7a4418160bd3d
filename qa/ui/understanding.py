"""How a question was understood, as chips that put it again when they are changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape

import streamlit as st

from qa import query_parts
from qa.answer import Answer
from qa.engine import Engine
from qa.query import Condition, Field, named_values
from qa.restating import change_agency, change_year
from qa.ui import asking, derived, frame, pane
from qa.ui.asking import KINDS
from qa.ui.phrases import Phrases

_WHOSE: tuple[Field, ...] = ("agency", "lead", "support", "only")


def draw_understanding(engine: Engine, answer: Answer) -> None:
    """Draw the chips. Changing the year or the agency changes the words of the question, which stays in
    view; the kind and the document are kept in the address beside it.
    """
    words = frame.phrases()
    understood = answer.understood
    # Another answer gets chips of its own, which begin as it was understood.
    turn = hashlib.sha256(
        repr((answer.question, understood, st.query_params.get("doc"))).encode()
    ).hexdigest()[:12]
    st.html(f'<h2 class="pc-small-heading pc-screen">{escape(words.say("ask.understood"))}</h2>')
    with st.container(horizontal=True, vertical_alignment="bottom", key="chips", gap="small"):
        _draw_year(engine, answer, turn, words)
        if "query" not in st.query_params:
            # A query says these itself, and words of it that are put again may be read otherwise.
            _draw_agency(engine, answer, turn, words)
            _draw_kind(answer, turn, words)
        _draw_document(engine, turn, words)
    terms = _terms_html(answer, words)
    if terms and answer.query is None:
        st.html(terms)


def _draw_year(engine: Engine, answer: Answer, turn: str, words: Phrases) -> None:
    years = answer.understood.years
    options = sorted({*list_years(engine), *years}, reverse=True)
    single = years[0] if len(years) == 1 else None
    several = words.say("page.separator").join(words.short_year(year) for year in years)
    key = f"chip-year-{turn}"

    def write(year: int) -> str:
        return words.say("year.chip", roc=year, western=year + 1911)

    st.selectbox(
        words.say("ask.years"), options, index=options.index(single) if single in options else None,
        format_func=write, key=key, placeholder=several or words.say("ask.any_year"),
        on_change=_restate_year, args=(engine, answer, key), width=138,
    )  # fmt: skip


def _draw_agency(engine: Engine, answer: Answer, turn: str, words: Phrases) -> None:
    named = answer.understood.agencies
    wanted = {str(value) for field in _WHOSE for value in named_values(_where(answer), field)}
    if named and answer.query is not None and not wanted:
        # What a question denies of an agency is told by its chip alone.
        return
    options = list(dict.fromkeys([*named, *derived.list_agencies(engine)]))
    several = words.say("page.separator").join(named) if len(named) > 1 else words.say("ask.any_agency")
    key = f"chip-agency-{turn}"
    glossary = engine.glossary
    known = tuple(
        name
        for agency in named[:1]
        for name in ((*glossary.names_of(agency), agency) if glossary else (agency,))
    )
    st.selectbox(
        words.say("ask.agencies"), options, index=0 if len(named) == 1 else None, key=key,
        placeholder=several, on_change=_restate_agency, args=(answer.question, known, key), width=150,
    )  # fmt: skip


def _draw_kind(answer: Answer, turn: str, words: Phrases) -> None:
    kind = answer.kind if answer.kind in KINDS else answer.understood.kind
    chosen = st.query_params.get("kind", kind)
    key = f"chip-kind-{turn}"
    st.selectbox(
        words.say("ask.kind"), KINDS, index=KINDS.index(chosen) if chosen in KINDS else None,
        format_func=lambda name: words.say(f"kind.{name}"), key=key,
        placeholder=words.say("ask.any_kind"), on_change=_choose, args=("kind", key), width=155,
    )  # fmt: skip


def _draw_document(engine: Engine, turn: str, words: Phrases) -> None:
    titles = {document.id: document.title for document in engine.heads}
    if len(titles) < 2:
        return
    chosen = st.query_params.get("doc")
    options = list(titles)
    key = f"chip-doc-{turn}"
    st.selectbox(
        words.say("ask.document"), options, index=options.index(chosen) if chosen in titles else None,
        format_func=lambda doc: titles.get(doc, doc), key=key,
        placeholder=words.say("ask.any_document"), on_change=_choose, args=("doc", key), width=140,
    )  # fmt: skip


def _where(answer: Answer) -> Condition | None:
    return answer.query.where if answer.query is not None else None


def list_years(engine: Engine) -> list[int]:
    """Return the years the documents speak of: their editions, the year before and the year after."""
    editions = {document.edition for document in engine.heads if document.edition}
    return sorted({year for edition in editions for year in (edition - 1, edition, edition + 1)})


def _restate_year(engine: Engine, answer: Answer, key: str) -> None:
    year = st.session_state.get(key)
    if year is None:
        return
    query = answer.query if "query" in st.query_params else None
    changed = query_parts.change_year(query, year) if query else None
    if changed is None:
        _ask_again(change_year(answer.question, year))
        return
    told = asking.tell(changed, engine, frame.phrases())
    asking.put_query(changed, told)


def _restate_agency(question: str, known: tuple[str, ...], key: str) -> None:
    agency = st.session_state.get(key)
    if agency:
        _ask_again(change_agency(question, known, agency))
    elif known:
        _ask_again(change_agency(question, known, ""))


def _ask_again(question: str) -> None:
    st.session_state["q"] = question


def _choose(name: str, key: str) -> None:
    chosen = st.session_state.get(key)
    pane.close_source()
    st.query_params.pop("card", None)
    if chosen is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = chosen


def _terms_html(answer: Answer, words: Phrases) -> str:
    separator = words.say("page.separator")
    understood = answer.understood
    rows: Sequence[tuple[str, str]] = [
        ("terms", separator.join(understood.terms)),
        ("translated", separator.join(f"{word} → {into}" for word, into in understood.translated)),
    ]
    shown = "".join(
        f"<div><dt>{escape(words.say(f'ask.{key}'))}</dt><dd>{escape(text)}</dd></div>"
        for key, text in rows
        if text
    )
    return f'<dl class="pc-understood">{shown}</dl>' if shown else ""
