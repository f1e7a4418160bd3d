"""Texts ready to be given away: citations of a passage, and an answer as link, text, page and Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from ingest.records import Document
from qa.answer import Answer
from qa.answer_page import Table, write_fragment, write_page, write_text
from qa.citation_forms import FORMS, write_citation
from qa.downloads import Cell
from qa.markdown import write_answer
from qa.ui import frame, references
from qa.ui.phrases import Phrases
from qa.ui.scripts import HIDDEN, SHARE

_COPIES = {"link": "link", "rich": "content_copy", "plain": "notes"}


def draw_citation_forms(document: Document, passage: references.Passage) -> None:
    """Draw a passage's citation in every form, each with a button that copies it."""
    words = frame.phrases()
    place = passage.place
    with st.popover(words.say("copy.citation"), icon=":material/content_copy:", key="forms-of-citation"):
        for form in FORMS:
            written = write_citation(
                form,
                document,
                place.line_start,
                place.line_end,
                page=place.page,
                no=passage.no,
                label=_label(passage, form == "english"),
                quote=passage.quote,
            )
            _draw_text(words.say(f"copy.{form}"), written)


def draw_sharing(answer: Answer, documents: Mapping[str, Document], table: Table | None) -> None:
    """Draw the ways to give an answer away: its link, copied with or without its form, as a file.

    `table` are the members of a list, as the file has them.
    """
    words, link = frame.phrases(), frame.write_link()
    fragment = write_fragment(answer, documents, link, table and _choose_columns(*table))
    plain = write_text(answer, documents, link)
    buttons = "".join(_copy_html(kind, icon, words) for kind, icon in _COPIES.items())
    st.html(
        f'<div hidden class="pc-shared">{fragment}</div>'
        f'<pre hidden class="pc-shared-plain">{escape(plain)}</pre>'
        f'<div class="pc-share">{buttons}<span class="pc-note" role="status"></span></div>',
        width="content",
    )
    st.html(HIDDEN + SHARE, unsafe_allow_javascript=True)
    st.download_button(
        words.say("copy.page"),
        lambda: write_page(answer, documents, link, table and _choose_columns(*table)).encode(),
        file_name="plancite-answer.html",
        mime="text/html",
        icon=":material/download:",
        key="answer-page",
        on_click="ignore",
    )
    _draw_markdown(write_answer(answer, documents, link), words)


def _copy_html(kind: str, icon: str, words: Phrases) -> str:
    done = escape(words.say("copy.done"), quote=True)
    inside = f"{frame.icon(icon)} {escape(words.say(f'copy.{kind}'))}"
    return f'<button type="button" class="pc-copy" data-copy="{kind}" data-done="{done}">{inside}</button>'


def _choose_columns(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Table:
    """Return a table without its last column, the link that stands below it anyway."""
    return headings[:-1], [row[:-1] for row in rows]


def _draw_markdown(written: str, words: Phrases) -> None:
    with st.popover(words.say("copy.markdown_button"), icon=":material/content_copy:", key="answer-copy"):
        _draw_text(words.say("copy.markdown"), written)
        st.download_button(
            words.say("copy.download"),
            written.encode(),
            file_name="plancite-answer.md",
            mime="text/markdown",
            icon=":material/download:",
            key="answer-download",
            on_click="ignore",
        )


def _draw_text(label: str, text: str) -> None:
    st.html(f'<p class="pc-copy-label">{escape(label)}</p>')
    # A code block shows its text as it stands, and brings the button that copies it.
    st.code(text, language=None, wrap_lines=True)


def _label(passage: references.Passage, english: bool) -> str:
    if not passage.field:
        return ""
    return Phrases("en" if english else "zh").field(passage.field)
