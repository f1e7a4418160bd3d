"""The view one asks in: a question, its answer, the cards it rests on, the source beside them."""

from __future__ import annotations

from html import escape

import streamlit as st

from ingest.records import Record
from qa.answer import Answer, Item
from qa.engine import Engine, UnusableQuestion
from qa.ui import cards, frame, references
from qa.ui.phrases import Phrases, load_examples
from qa.ui.summary import draw_summary

_FULL_CARDS = 3


def draw() -> None:
    """Draw the view."""
    words = frame.phrases()
    engine = frame.open_engine()
    if engine is None:
        return
    question, pressed = _draw_question(words)
    answer = _find_answer(engine, question, pressed, words)
    if answer is None:
        _draw_examples(engine, words)
        return
    beside_answer, beside_source = st.columns([3, 2], gap="large")
    with beside_answer:
        draw_summary(answer)
        _draw_items(engine, answer, words)
        with st.expander(words.say("ask.more_examples"), icon=":material/lightbulb:", key="more-examples"):
            _draw_examples(engine, words)
    with beside_source:
        _draw_source(engine, answer)


def _draw_question(words: Phrases) -> tuple[str, bool]:
    with st.container(horizontal=True, vertical_alignment="bottom", key="question-bar"):
        question = st.text_input(
            words.say("ask.question"),
            key="q",
            bind="query-params",
            placeholder=words.say("ask.placeholder"),
            icon=":material/search:",
            max_chars=1000,
            on_change=_forget_choices,
        )
        pressed = st.button(words.say("ask.button"), key="ask", type="primary")
    return question or "", pressed


def _find_answer(engine: Engine, question: str, pressed: bool, words: Phrases) -> Answer | None:
    if not question.strip():
        if pressed or question:
            frame.warn(words.say("ask.empty"))
        return None
    # A rerun that opens a citation or a card must not search again.
    known = st.session_state.get("answered")
    if known and known[:2] == (question, engine):
        answer: Answer = known[2]
        return answer
    try:
        answer = engine.ask(question)
    except UnusableQuestion as error:
        frame.warn(words.say("ask.unusable", reason=error))
        return None
    except frame.BROKEN_INDEX as error:
        frame.warn(words.say("page.closed", reason=error))
        return None
    st.session_state["answered"] = (question, engine, answer)
    return answer


def _forget_choices() -> None:
    frame.close_source()
    st.query_params.pop("card", None)


def _choose_example(question: str) -> None:
    st.session_state["q"] = question
    _forget_choices()


def _draw_examples(engine: Engine, words: Phrases) -> None:
    editions = [document.edition for document in engine.documents if document.edition]
    if not editions:
        return
    st.html(f'<h2 class="pc-small-heading">{escape(words.say("ask.examples"))}</h2>')
    with st.container(key="examples", gap="xsmall"):
        for position, example in enumerate(load_examples(words.language, max(editions))):
            with st.container(horizontal=True, vertical_alignment="center", key=f"example-row-{position}"):
                kind = words.say(f"kind.{example.kind}")
                st.html(f'<span class="pc-kind">{escape(kind)}</span>', width="content")
                st.button(
                    example.question, key=f"example-{position}", type="tertiary",
                    on_click=_choose_example, args=(example.question,),
                )  # fmt: skip


def _draw_items(engine: Engine, answer: Answer, words: Phrases) -> None:
    """Draw cards for what the answer rests on, rows that open into cards for everything else."""
    if not answer.items:
        return
    full = () if answer.abstained or answer.kind == "list" else _main_items(answer)
    rows = [item for item in answer.items if item not in full]
    if full:
        _draw_heading(words.say("ask.rests_on"))
        for item in full:
            _draw_card(engine, item, words)
    if rows:
        _draw_heading(_rows_heading(answer, len(rows), words))
        with st.container(key="rows", gap="xsmall"):
            for item in rows:
                _draw_row(engine, item, words)


def _main_items(answer: Answer) -> tuple[Item, ...]:
    main = [item for item in answer.items if item.type == "measure" and item.no in answer.measures]
    return tuple(main or answer.items[:1])[:_FULL_CARDS]


def _rows_heading(answer: Answer, count: int, words: Phrases) -> str:
    if answer.abstained:
        return words.say("ask.nearest")
    return words.say("ask.members", count=count) if answer.kind == "list" else words.say("ask.others")


def _draw_heading(text: str) -> None:
    st.html(f'<h2 class="pc-small-heading">{escape(text)}</h2>')


def _find_record(engine: Engine, item: Item, words: Phrases) -> Record | None:
    try:
        record: Record = engine.record(item.type, item.doc, item.no)
    except (LookupError, ValueError):
        frame.warn(words.say("ask.gone"))
        return None
    return record


def _draw_card(engine: Engine, item: Item, words: Phrases) -> None:
    record = _find_record(engine, item, words)
    if record:
        cards.draw_card(record)


def _draw_row(engine: Engine, item: Item, words: Phrases) -> None:
    record = _find_record(engine, item, words)
    if record is None:
        return
    name = references.name_record(item.type, item.doc, item.no)
    is_open = st.query_params.get("card") == name
    with st.container(horizontal=True, vertical_alignment="center", key=f"row-{name}"):
        st.html(cards.summary_html(record, words))
        st.button(
            words.say("ask.close_card" if is_open else "ask.open_card"),
            key=f"open-{name}",
            icon=":material/expand_less:" if is_open else ":material/expand_more:",
            on_click=_toggle_card,
            args=(name,),
        )
    if is_open:
        cards.draw_card(record)


def _toggle_card(name: str) -> None:
    if st.query_params.get("card") == name:
        st.query_params.pop("card", None)
    else:
        st.query_params["card"] = name


def _draw_source(engine: Engine, answer: Answer) -> None:
    chosen = st.query_params.get("cite")
    passage = references.resolve(chosen or "1", answer, engine.record)
    frame.draw_source(engine, passage, chosen=chosen is not None)
