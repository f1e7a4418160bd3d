"""The view of what is indexed: each document, what was read from it, and what could not be."""

from __future__ import annotations

from collections import Counter
from html import escape

import streamlit as st

from ingest.records import Reading
from qa.ui import frame
from qa.ui.phrases import Phrases


def draw() -> None:
    """Draw the view."""
    words = frame.phrases()
    engine = frame.open_engine()
    if engine is None:
        return
    st.html(f'<h2 class="pc-small-heading">{escape(words.say("documents.heading"))}</h2>')
    if not engine.documents:
        frame.warn(words.say("documents.none"))
    for document in engine.documents:
        with st.container(border=True, key=f"document-{document.id}"):
            _draw_document(engine.reading(document.id), words)


def _draw_document(reading: Reading, words: Phrases) -> None:
    document = reading.document
    facts = {
        "edition": words.year(document.edition) if document.edition else "",
        "publisher": document.publisher,
        "date": document.date,
        "file": document.file,
        "lines": f"{len(document.lines):,}",
        "counts": _count_records(reading, words),
    }
    rows = "".join(
        f"<dt>{escape(words.say(f'documents.{key}'))}</dt><dd>{escape(text)}</dd>"
        for key, text in facts.items()
        if text
    )
    st.html(
        f'<article class="pc-card"><h3 class="pc-title"><span class="pc-number">{escape(document.id)}</span> '
        f'<span lang="zh-Hant">{escape(document.title)}</span></h3><dl class="pc-facts">{rows}'
        f"<dt>SHA-256</dt><dd><code>{escape(document.sha256)}</code></dd></dl></article>"
    )
    if not reading.problems:
        st.html(f'<p class="pc-note">{escape(words.say("documents.no_problems"))}</p>')
        return
    label = words.say("documents.problems", count=len(reading.problems))
    with st.expander(label, icon=":material/report:", key=f"problems-{document.id}"):
        items = "".join(f"<li>{escape(str(problem))}</li>" for problem in reading.problems)
        st.html(f'<ul class="pc-problems">{items}</ul>')


def _count_records(reading: Reading, words: Phrases) -> str:
    counts = Counter(record.kind for record in reading.records)
    return words.say("page.separator").join(
        words.say("documents.count", kind=words.say(f"record.{kind}"), count=count)
        for kind, count in counts.items()
    )
