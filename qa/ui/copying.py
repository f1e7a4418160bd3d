"""Texts ready to be copied: citations of a passage, and an answer as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from ingest.records import Document
from qa.answer import Answer
from qa.citation_forms import FORMS, write_citation
from qa.markdown import write_answer
from qa.ui import frame, references
from qa.ui.phrases import Phrases


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


def draw_answer_copy(answer: Answer, documents: Mapping[str, Document]) -> None:
    """Draw an answer as Markdown, to copy or to take along as a file."""
    words = frame.phrases()
    written = write_answer(answer, documents, frame.write_link())
    with st.popover(words.say("copy.answer"), icon=":material/content_copy:", key="answer-copy"):
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
