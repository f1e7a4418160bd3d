"""What every view stands in: the style, the language switch, the engine, the source pane."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from index.embedder import ModelError
from index.shelf import find_home, list_glossaries
from index.store import StoreError
from index.vectors import VectorError
from ingest.glossary import Glossary, load_glossary
from ingest.records import Record, UnreadableSource
from qa import engine as engines
from qa.ui import references, source
from qa.ui.phrases import LANGUAGES, Phrases

# What an index that cannot be read raises, on opening and, where a part is read late, on asking.
BROKEN_INDEX = (OSError, StoreError, ModelError, VectorError, UnreadableSource)
_STYLE = Path(__file__).parent / "style.css"
# A Material symbol as the page's icon would be fetched from another host.
ICON = (Path(__file__).parent / "icon.svg").read_text("utf-8")
# Brings the marked words into view and, above the sheet of a narrow screen, the button that was
# pressed; it holds nothing but a number of ours.
_SCROLL = """<script>/* {turn} */
document.querySelector(".pc-source .pc-mark")?.scrollIntoView({{block: "nearest"}});
if (innerWidth <= 800) document.activeElement?.scrollIntoView({{block: "nearest"}});
</script>"""
_OPEN_STYLE = (
    "<style>.st-key-{css_class} button {{ background: #1f5673 !important; color: #fff !important; }}</style>"
)


def open_page() -> Phrases:
    """Lay out what stands above every view, and return the words of the chosen language."""
    st.html(_STYLE)
    with st.container(horizontal=True, vertical_alignment="center", key="masthead"):
        tagline = st.empty()
        read_choice("lang", LANGUAGES)
        st.session_state.setdefault("lang", "zh")
        st.segmented_control(
            phrases().say("page.language"),
            list(LANGUAGES),
            format_func=lambda language: LANGUAGES[language],
            required=True,
            key="lang",
            label_visibility="collapsed",
        )
    chosen = phrases()
    write_choices("lang", [] if chosen.language == "zh" else [chosen.language])
    tagline.html(f'<p class="pc-tagline"><b>plancite</b> {escape(chosen.say("page.tagline"))}</p>')
    return chosen


def read_choice(key: str, allowed: Container[object]) -> None:
    """Set the widget of this key from the address when the widget is new.

    Streamlit's own binding writes an option's label into the address, which would
    make a link depend on the language of the interface; this keeps the option itself.
    """
    chosen = st.query_params.get(key)
    if key not in st.session_state and chosen in allowed:
        st.session_state[key] = chosen


def read_choices(key: str, allowed: Iterable[str]) -> None:
    """Do as read_choice does, for a widget that takes several options."""
    options = list(allowed)
    if key not in st.session_state:
        st.session_state[key] = [name for name in st.query_params.get_all(key) if name in options]


def write_choices(key: str, chosen: Sequence[str]) -> None:
    """Write the options chosen into the address, and none for none."""
    if st.query_params.get_all(key) == list(chosen):
        return
    if chosen:
        st.query_params[key] = list(chosen)
    else:
        st.query_params.pop(key, None)


def phrases() -> Phrases:
    """Return the words of the interface in the language the reader chose."""
    return Phrases("en" if st.session_state.get("lang") == "en" else "zh")


@st.cache_resource(show_spinner=False)
def _load_engine() -> engines.Engine:
    return engines.open_engine()


def open_engine() -> engines.Engine | None:
    """Return the engine, or say in one line why there is none and return None."""
    words = phrases()
    try:
        with st.spinner(words.say("page.opening")):
            return _load_engine()
    except BROKEN_INDEX as error:
        warn(words.say("page.closed", reason=error))
        return None


@cache
def _glossary() -> Glossary:
    return load_glossary(*list_glossaries(find_home()))


def english_title(record: Record) -> str | None:
    """Return the short English title of a record, None where the glossary has none."""
    return _glossary().title(record.text("action") or record.title, record.doc)


def warn(message: str) -> None:
    """Show one line that says what is wrong; the message may hold anything."""
    st.html(f'<p class="pc-warning" role="alert">{icon("error")} {escape(message)}</p>')


def icon(name: str) -> str:
    """Return a Material symbol as HTML; it says nothing to a screen reader, words stand beside it."""
    return f'<span class="pc-icon" aria-hidden="true">{escape(name)}</span>'


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


def draw_source(engine: engines.Engine, passage: references.Passage | None, *, chosen: bool) -> None:
    """Draw the source pane; `chosen` passages stay in view on a narrow screen as well."""
    words = phrases()
    with st.container(key="source-chosen" if chosen else "source-first", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", key="source-bar"):
            st.html(
                f'<h2 class="pc-pane-title">{icon("menu_book")} {escape(words.say("source.heading"))}</h2>'
            )
            if chosen:
                st.button(
                    words.say("source.close"), key="source-close", icon=":material/close:",
                    type="tertiary", on_click=close_source,
                )  # fmt: skip
        if passage is None:
            key = "source.unknown" if chosen else "source.choose"
            st.html(f'<p class="pc-note">{escape(words.say(key))}</p>')
            return
        _draw_passage(engine, passage, words)


def _draw_passage(engine: engines.Engine, passage: references.Passage, words: Phrases) -> None:
    place = passage.place
    titles = {document.id: document.title for document in engine.documents}
    whole = st.session_state.get("whole", False)
    start, end = source.context_range(place.line_start, place.line_end)
    lines = source.mark_quote(
        engine.lines(place.doc, start, end), place.line_start, place.line_end, passage.quote
    )
    where = words.lines(place.line_start, place.line_end, place.page)
    note = "" if any(line.mark for line in lines) else words.say("source.unmarked")
    st.html(
        f'<section class="pc-source" aria-label="{escape(words.say("source.heading"))}">'
        f'<p class="pc-where"><span lang="zh-Hant">{escape(titles.get(place.doc, place.doc))}</span> '
        f"<b>{escape(where)}</b></p>"
        + (f'<p class="pc-note">{escape(note)}</p>' if note else "")
        + source.lines_html(lines, whole=whole)
        + "</section>"
    )
    st.toggle(words.say("source.whole"), key="whole")
    # A script runs once for each text it stands in, so the text changes with what is shown.
    turn = hash((place, passage.quote, whole))
    st.html(_SCROLL.format(turn=turn), unsafe_allow_javascript=True)
