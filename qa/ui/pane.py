"""The pane that shows a source passage beside what refers to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape

import streamlit as st

from ingest.records import Document
from qa.answer import Answer
from qa.engine import Engine
from qa.ui import copying, frame, page_pictures, references, source
from qa.ui.phrases import Phrases
from qa.ui.scripts import SCROLL, write_turn

_OPEN_STYLE = (
    "<style>.st-key-{css_class} button {{ background: var(--pc-accent) !important; "
    "color: var(--pc-on-accent) !important; }}</style>"
)


def open_source(name: str) -> None:
    """Open a passage in the source pane; its name stays in the page's address."""
    st.query_params["cite"] = name


def close_source() -> None:
    """Close the source pane."""
    st.query_params.pop("cite", None)


def source_button(name: str, label: str, *, key: str) -> None:
    """Draw a button that opens a passage; the label must be words of the interface only."""
    is_open = st.query_params.get("cite") == name
    # The button's type must not change with its state: a new type is a new element, and the
    # keyboard's focus would be lost.
    if is_open:
        st.html(_OPEN_STYLE.format(css_class=re.sub(r"[^A-Za-z0-9_-]", "-", key)))
    st.button(
        label,
        key=key,
        icon=":material/right_panel_open:" if is_open else ":material/format_quote:",
        on_click=open_source,
        args=(name,),
    )


@contextmanager
def beside(engine: Engine, answer: Answer | None = None, *, first: bool = False) -> Iterator[None]:
    """Draw what is drawn inside in the wide column, and the source that is open beside it.

    With `first`, the answer's first citation stands there before any is chosen.
    """
    wide, narrow = st.columns([3, 2], gap="large")
    with wide:
        yield
    chosen = st.query_params.get("cite")
    with narrow:
        if chosen is None and not first:
            # The column stays, hidden: were it gone, opening a source would draw everything anew
            # and the keyboard's focus would be lost.
            st.container(key="source-empty").html("<span></span>")
            return
        passage = references.resolve(chosen or "1", answer, engine)
        _draw_source(engine, passage, chosen=chosen is not None)


def _draw_source(engine: Engine, passage: references.Passage | None, *, chosen: bool) -> None:
    words = frame.phrases()
    with st.container(key="source-chosen" if chosen else "source-first", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", key="source-bar"):
            heading = f"{frame.icon('menu_book')} {escape(words.say('source.heading'))}"
            st.html(f'<h2 class="pc-pane-title">{heading}</h2>')
            if chosen:
                st.button(
                    words.say("source.close"), key="source-close", icon=":material/close:",
                    type="tertiary", on_click=close_source,
                )  # fmt: skip
        if passage is None:
            key = "source.unknown" if chosen else "source.choose"
            st.html(f'<p class="pc-note">{escape(words.say(key))}</p>')
            return
        _draw_passage(engine, passage, words, chosen=chosen)


def _draw_passage(engine: Engine, passage: references.Passage, words: Phrases, *, chosen: bool) -> None:
    place = passage.place
    document = engine.reading(place.doc).document
    whole = st.session_state.get("whole", False)
    start, end = source.context_range(place.line_start, place.line_end)
    lines = source.mark_quote(
        engine.lines(place.doc, start, end), place.line_start, place.line_end, passage.quote
    )
    where = words.lines(place.line_start, place.line_end, place.page)
    found = any(line.mark for line in lines) or not passage.quote
    note = "" if found else words.say("source.unmarked")
    picture = _picture_html(engine, document, passage, lines, words)
    st.html(
        f'<section class="pc-source" aria-label="{escape(words.say("source.heading"))}">'
        f'<p class="pc-where"><span lang="zh-Hant">{escape(document.title)}</span> '
        f"<b>{escape(where)}</b></p>"
        + (f'<p class="pc-note">{escape(note)}</p>' if note else "")
        + picture
        + source.lines_html(lines, whole=whole)
        + f'<p class="pc-note">{escape(words.say("source.numbering"))}</p></section>'
    )
    if any(len(line.text) > source.REACH for line in lines):
        st.toggle(words.say("source.whole"), key="whole")
    copying.draw_citation_forms(document, passage)
    turn = write_turn(place, passage.quote, whole, chosen)
    st.html(turn + SCROLL, unsafe_allow_javascript=True)


def _picture_html(
    engine: Engine,
    document: Document,
    passage: references.Passage,
    lines: Sequence[source.Line],
    words: Phrases,
) -> str:
    """Return the page a passage of a PDF stands on, its lines marked; empty for other documents."""
    page = passage.place.page
    path = engine.source_path(document.id) if page is not None and document.pages else None
    if page is None or path is None:
        return ""
    picture = page_pictures.draw_page(str(path), document.sha256, page)
    if picture is None:
        return f'<p class="pc-note">{escape(words.say("source.no_picture"))}</p>'
    numbers = [line.no for line in lines if line.mark] or [line.no for line in lines if line.cited]
    boxes = [document.boxes[no - 1] for no in numbers if no <= len(document.boxes)]
    label = words.say("source.picture", page=page)
    return page_pictures.picture_html(picture, [box for box in boxes if box.page == page], label)
