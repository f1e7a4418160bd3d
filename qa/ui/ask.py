"""The view one asks in: a question, its answer, the cards it rests on, the source beside them."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from ingest.catalog import read_catalog
from ingest.records import Record
from qa import downloads
from qa.answer import Answer, Item
from qa.answer_page import Table
from qa.answering.members import list_members, name_members
from qa.engine import Engine
from qa.ui import (
    asking,
    cards,
    copying,
    derived,
    frame,
    history,
    leading_on,
    member_table,
    overview,
    pane,
    query_chips,
    references,
    understanding,
)
from qa.ui.phrases import Phrases, load_examples, load_help_words
from qa.ui.summary import draw_citations, draw_summary

_FULL_CARDS = 3
_OF_A_QUESTION = ("q", "query", "cite", "card", "kind", "sort")


def draw() -> None:
    """Draw the view."""
    words = frame.phrases()
    engine = frame.open_engine()
    if engine is None:
        return
    asking.name_query(engine, words)
    heading = str(st.session_state.get("q") or "").strip()
    st.html(frame.unseen_html(1, heading or words.say("nav.ask")))
    question, pressed = _draw_question(words)
    frame.draw_lost()
    if asks_for_help(question):
        _draw_help(words)
        _draw_examples(engine, words)
        return
    answer = asking.find_answer(engine, question, pressed, words)
    if answer is None:
        history.draw_history()
        if not question.strip():
            overview.draw_overview(engine, words)
        _draw_examples(engine, words)
        st.html(f'<p class="pc-note">{escape(words.say("page.tagline"))}</p>')
        return
    with pane.beside(engine, answer, first=bool(answer.citations) and not name_members(answer)):
        draw_summary(answer)
        members = _draw_members(engine, answer, words)
        # What leads on stands by the answer, but is found out when all else is drawn.
        next_questions = st.container(key="next-questions")
        with st.container(horizontal=True, key="answer-tools"):
            copying.draw_sharing(answer, engine.documents, members)
        understanding.draw_understanding(engine, answer)
        query_chips.draw_chips(engine, answer)
        draw_citations(answer)
        if members is None:
            _draw_items(engine, answer, words)
        history.draw_history(question)
        # Where nothing was found, what can be asked is all there is to go on with.
        nothing = answer.abstained and not answer.citations
        if nothing:
            _draw_help(words)
        with st.expander(
            words.say("ask.more_examples"), icon=":material/lightbulb:", key="more-examples", expanded=nothing
        ):
            _draw_examples(engine, words)
        with next_questions:
            leading_on.draw_follow_ups(engine, answer, st.query_params.get("doc"), words)


def read_question() -> None:
    """Let the box hold the question of the address where that is another than before; else the other way.

    So a link and the browser's way back ask anew, and a question that is typed or chosen becomes an
    address of its own, without what was opened or chosen for the one before.
    """
    named = st.query_params.get("q", "")
    if named != st.session_state.get("address_q", ""):
        st.session_state["q"] = named
    typed = str(st.session_state.get("q") or "")
    if typed != named:
        kept = {key: st.query_params.get_all(key) for key in st.query_params if key not in _OF_A_QUESTION}
        # One change, that the browser has one step back.
        st.query_params.from_dict({**kept, **({"q": [typed]} if typed else {})})
    st.session_state["address_q"] = typed


def _draw_question(words: Phrases) -> tuple[str, bool]:
    with st.container(horizontal=True, vertical_alignment="bottom", key="question-bar"):
        question = st.text_input(
            words.say("ask.question"),
            key="q",
            placeholder=words.say("ask.placeholder"),
            icon=":material/search:",
            max_chars=1000,
        )
        pressed = st.button(words.say("ask.button"), key="ask", type="primary")
    return question or "", pressed


def asks_for_help(question: str) -> bool:
    """Say whether a question asks only what can be asked here.

    >>> [asks_for_help(asked) for asked in ("我可以問什麼？", "Help", "help for victims")]
    [True, True, False]
    """
    return "".join(char for char in question.casefold() if char.isalnum()) in load_help_words()


def _draw_help(words: Phrases) -> None:
    lines = "".join(
        f"<li>{escape(words.say(f'ask.help_{about}'))}</li>"
        for about in ("figures", "sets", "passages", "views")
    )
    _draw_heading(words.say("ask.help"))
    st.html(f'<ul class="pc-help">{lines}</ul>')


def _choose_example(question: str) -> None:
    st.session_state["q"] = question


def _draw_examples(engine: Engine, words: Phrases) -> None:
    # The examples are about the texts that come with plancite, not about plans of other years beside them.
    editions = {document.id: document.edition for document in engine.heads if document.edition}
    own = {entry.id for entry in read_catalog()} & editions.keys() or editions.keys()
    if not editions:
        return
    st.html(f'<h2 class="pc-small-heading">{escape(words.say("ask.examples"))}</h2>')
    with st.container(key="examples", gap="xsmall"):
        for position, example in enumerate(load_examples(words.language, max(editions[id] for id in own))):
            with st.container(horizontal=True, vertical_alignment="center", key=f"example-row-{position}"):
                kind = words.say(f"kind.{example.kind}")
                st.html(f'<span class="pc-kind">{escape(kind)}</span>', width="content")
                st.button(
                    example.question, key=f"example-{position}", type="tertiary",
                    on_click=_choose_example, args=(example.question,),
                )  # fmt: skip


def _draw_members(engine: Engine, answer: Answer, words: Phrases) -> Table | None:
    """Draw the members of a list as a table, the card that is open below it; return it as it goes along."""
    found = [_find_record(engine, item, words) for item in name_members(answer)]
    records = [record for record in found if record]
    if not records:
        return None
    docs = dict.fromkeys(record.doc for record in records)
    entries = [entry for doc in docs for entry in engine.entries_of(doc)]
    members = list_members(answer, entries, records, partial(derived.reason_of, engine))
    told = "ask.members" if len(members) == len(records) else "ask.member_rows"
    _draw_heading(words.say(told, count=len(records), rows=len(members)))
    member_table.draw_members(members, words)
    headings, rows = member_table.write_table(members, engine.documents, frame.write_link(), words)
    name = words.say("members.table")
    frame.draw_downloads(
        "plancite-list",
        {
            "xlsx": lambda: downloads.write_xlsx(name, headings, rows),
            "csv": lambda: downloads.write_csv(headings, rows).encode(),
        },
    )
    for record in records:
        if st.query_params.get("card") == references.name_record(record.kind, record.doc, record.no):
            cards.draw_opened(record)
            break
    return headings, rows


def _draw_items(engine: Engine, answer: Answer, words: Phrases) -> None:
    """Draw cards for what the answer rests on, rows that open into cards for everything else."""
    if not answer.items:
        return
    full = () if answer.abstained else _main_items(answer)
    rows = [item for item in answer.items if item not in full]
    if full:
        _draw_heading(words.say("ask.rests_on"))
        for item in full:
            record = _find_record(engine, item, words)
            if record:
                cards.draw_card(record)
    if rows:
        _draw_heading(words.say("ask.nearest" if answer.abstained else "ask.others"))
        with st.container(key="rows", gap="xsmall"):
            for item in rows:
                record = _find_record(engine, item, words)
                if record:
                    cards.draw_row(record)


def _main_items(answer: Answer) -> tuple[Item, ...]:
    main = [item for item in answer.items if item.type == "measure" and item.no in answer.measures]
    return tuple(main or answer.items[:1])[:_FULL_CARDS]


def _draw_heading(text: str) -> None:
    st.html(f'<h2 class="pc-small-heading">{escape(text)}</h2>')


def _find_record(engine: Engine, item: Item, words: Phrases) -> Record | None:
    try:
        record: Record = engine.record(item.type, item.doc, item.no)
    except (LookupError, ValueError):
        frame.warn(words.say("ask.gone"))
        return None
    return record
