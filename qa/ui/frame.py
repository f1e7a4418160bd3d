"""What every view stands in: the style, the ways to the other views, the language, the engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from index.damage import StoreError
from index.embedder import ModelError
from index.opening import name_current
from index.shelf import find_home, list_glossaries
from index.vectors import VectorError
from ingest.glossary import Glossary, load_glossary
from ingest.learned import LearnedError
from ingest.records import Record, UnreadableSource
from qa import engine as engines
from qa.ui import address, derived
from qa.ui.phrases import LANGUAGES, Phrases, load_examples
from qa.ui.scripts import FOLLOW, HIDDEN, START

# What an index that cannot be read raises, on opening and, where a part is read late, on asking.
BROKEN_INDEX = (OSError, StoreError, ModelError, LearnedError, VectorError, UnreadableSource)
_TAGS = {"zh": "zh-Hant-TW", "en": "en"}
_LONGEST_TITLE = 80
# The slashes of an address that names no more than a host: http://host
_SCHEME_ALONE = 2
# What Streamlit calls controls to those who hear the page.
_CONTROLS = {
    "Open": "table.open",
    "Clear value": "table.clear",
    "Clear all": "table.clear",
    "Selected values": "table.selected",
    "Show password": "table.show_password",
    "Hide password": "table.hide_password",
    "file upload": "documents.upload",
}
_STYLE = Path(__file__).parent / "style.css"
# A Material symbol as the page's icon would be fetched from another host.
ICON = (Path(__file__).parent / "icon.svg").read_text("utf-8")


def read_language() -> Phrases:
    """Return the words of the language the address or the reader chose, Chinese where neither did."""
    address.read_choice("lang", LANGUAGES)
    st.session_state.setdefault("lang", "zh")
    chosen = phrases()
    address.write_choice("lang", None if chosen.language == "zh" else chosen.language)
    return chosen


def name_tab(view: StreamlitPage) -> str:
    """Return what the browser calls this view: the question asked, or the view's name."""
    question = " ".join(str(st.session_state.get("q") or "").split())
    named = question if question and not view.url_path else view.title
    return f"{named if len(named) <= _LONGEST_TITLE else named[:_LONGEST_TITLE] + '…'} · plancite"


def draw_links(pages: Sequence[StreamlitPage]) -> None:
    """Draw what stands above every view: the name, the way to the other views, the language switch.

    Streamlit's own menu hides the views behind an arrow on a narrow screen; these links stay in sight.
    """
    words = phrases()
    st.html(_STYLE)
    st.html(_write_style(words))
    st.html(HIDDEN + FOLLOW, unsafe_allow_javascript=True)
    said = [(theirs, Phrases("zh").say(key)) for theirs, key in _CONTROLS.items()]
    # A control that stays keeps its name when the language changes back.
    said = said if words.language == "zh" else [(ours, theirs) for theirs, ours in said]
    language = (
        f'<span hidden class="pc-script pc-language" lang="{_TAGS[words.language]}" '
        f'data-said="{escape(json.dumps(said), quote=True)}"></span>'
    )
    st.html(language + START, unsafe_allow_javascript=True)
    with st.container(horizontal=True, vertical_alignment="center", key="masthead", gap="small"):
        st.html('<p class="pc-brand">plancite</p>', width="content")
        with st.container(horizontal=True, key="views", gap="xxsmall"):
            for page in pages:
                st.page_link(page, width="content")
        st.segmented_control(
            words.say("page.language"),
            list(LANGUAGES),
            format_func=lambda language: LANGUAGES[language],
            required=True,
            key="lang",
            label_visibility="collapsed",
        )


def _write_style(words: Phrases) -> str:
    """Return a style that holds words of the page, where Streamlit has English ones and for a list."""
    empty = '[role="option"][style*="contents"] > span'
    skip = '[data-testid="stSkipToContent"]'
    nothing, sort = words.say("table.no_option"), words.say("targets.sort") + words.say("page.colon")
    return (
        f"<style>{empty} {{ font-size: 0; }} "
        f"{skip} {{ font-size: 0; }} "
        f'{skip}::after {{ content: "{words.say("page.skip")}"; font-size: 0.95rem; }} '
        f'{empty}::after {{ content: "{nothing}"; font-size: 0.95rem; }} '
        f'.pc-table, .pc-list {{ --pc-sort: "{sort}"; }}</style>'
    )


def phrases() -> Phrases:
    """Return the words of the interface in the language the reader chose."""
    return Phrases("en" if st.session_state.get("lang") == "en" else "zh")


@st.cache_resource(show_spinner=False, max_entries=2)
def _load_engine(home: str, index: str) -> tuple[engines.Engine, list[str]]:
    """Load the engine of a home once for every session; another index is another engine.

    With it comes why the index is not built again, where it should be and could not.
    """
    told: list[str] = []
    engine = engines.open_engine(tell=told.append)
    return engine, told if name_current(Path(home)) == index else []


def prepare_engine() -> None:
    """Have an engine that has answered, before anybody asks; without an index there is none."""
    with suppress(*BROKEN_INDEX):
        home = find_home()
        engine, _ = _load_engine(str(home), name_current(home))
        edition = max((head.edition or 0 for head in engine.heads), default=0)
        engine.ask(load_examples("zh", edition)[0].question)


def open_engine() -> engines.Engine | None:
    """Return the engine, or say in one line why there is none and return None."""
    words = phrases()
    try:
        with st.spinner(words.say("page.opening")):
            home = find_home()
            engine, told = _load_engine(str(home), name_current(home))
    except BROKEN_INDEX as error:
        warn(words.say("page.closed", reason=error))
        return None
    for line in told:
        warn(words.say("page.kept", reason=line))
    # Cards and lists of every view say of which edition a record is, where there are several.
    st.session_state["editions"] = derived.name_editions(engine)
    return engine


def run(view: StreamlitPage) -> None:
    """Run a view; say in one line where a part of the index that it reads turns out to be damaged."""
    try:
        view.run()
    except BROKEN_INDEX as error:
        warn(phrases().say("page.closed", reason=error))


def edition_of(doc: str) -> str:
    """Return what the edition a document is of is called; empty where only one is indexed.

    It may hold the name of a plan, which is the source's.
    """
    plan, year = st.session_state.get("editions", {}).get(doc, ("", 0))
    if not year:
        return str(plan)
    name = phrases().say("edition.of_year", year=phrases().short_year(year))
    return f"{plan} {name}".strip()


@cache
def _glossary() -> Glossary:
    return load_glossary(*list_glossaries(find_home()))


def english_title(record: Record) -> str | None:
    """Return the short English title of a record, None where the glossary has none."""
    return _glossary().title(record.text("action") or record.title, record.doc)


def name_record(record: Record) -> tuple[str, str]:
    """Return what a record is called on this page, and in which language that is."""
    english = english_title(record) if phrases().language == "en" else None
    return (english, "en") if english else (record.title, "zh-Hant")


def name_agency(name: str) -> tuple[str, str]:
    """Return what an agency is called on this page, and in which language that is."""
    english = _glossary().english(name) if phrases().language == "en" else None
    return (english, "en") if english else (name, "zh-Hant")


def agency_html(name: str) -> str:
    """Return what an agency is called on this page as HTML, in its language."""
    said, lang = name_agency(name)
    return f'<span lang="{lang}">{escape(said)}</span>'


_MIMES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
}


def draw_downloads(name: str, files: Mapping[str, Callable[[], bytes]]) -> None:
    """Draw a button for each kind of file; a file is written only when its button is pressed."""
    words = phrases()
    with st.container(horizontal=True, key=f"downloads-{name}", gap="small"):
        for kind, write in files.items():
            st.download_button(
                words.say(f"download.{kind}"),
                write,
                file_name=f"{name}.{kind}",
                mime=_MIMES[kind],
                icon=":material/download:",
                key=f"download-{kind}",
                on_click="ignore",
            )


def draw_clearing(empty: Mapping[str, object]) -> None:
    """Draw a button that sets a view's filters back to these values."""

    label = phrases().say("targets.clear")
    # The address follows the filters as they are drawn.
    st.button(
        label, key="clear", icon=":material/filter_alt_off:", on_click=st.session_state.update, args=(empty,)
    )


def warn(message: str) -> None:
    """Show one line that says what is wrong; the message may hold anything."""
    st.html(f'<p class="pc-warning" role="alert">{icon("error")} {escape(message)}</p>')


def draw_lost() -> None:
    """Say in one line which choices of a link are none any more; all others are kept."""
    lost = address.take_lost()
    if lost:
        words = phrases()
        warn(
            words.say(
                "page.lost", lost=words.say("page.separator").join(one[:_LONGEST_TITLE] for one in lost)
            )
        )


def write_link() -> str:
    """Return the address of the view as it stands; empty where the server does not know its own."""
    base = (st.context.url or "").split("?")[0].split("#")[0]
    base += "/" if base.count("/") == _SCHEME_ALONE else ""
    pairs = [(key, value) for key in st.query_params for value in st.query_params.get_all(key)]
    query = "&".join(f"{quote(key)}={quote(value)}" for key, value in pairs)
    return f"{base}?{query}" if base and query else base


def link_html(address: str, inside: str, label: str = "", kind: str = "") -> str:
    """Return a link within the page, around HTML; `label` is what those who hear the page are told."""
    named = f' aria-label="{escape(label, quote=True)}" title="{escape(label, quote=True)}"' if label else ""
    return f'<a class="pc-follow {kind}" href="{escape(address, quote=True)}"{named}>{inside}</a>'


def unseen_html(level: int, text: str) -> str:
    """Return a heading for those who go through a page by its headings; others see what it says anyway."""
    return f'<h{level} class="pc-unseen">{escape(text)}</h{level}>'


def icon(name: str) -> str:
    """Return a Material symbol as HTML; it says nothing to a screen reader, words stand beside it."""
    return f'<span class="pc-icon" aria-hidden="true">{escape(name)}</span>'
