"""The query an answer comes from, as chips in words: each leads to the same query without it."""

from __future__ import annotations

from html import escape

import streamlit as st

from qa.answer import Answer
from qa.engine import Engine
from qa.query import Condition, Is
from qa.query_parts import Part, list_parts
from qa.ui import asking, frame
from qa.ui.phrases import Phrases

_LONGEST = 32


def draw_chips(engine: Engine, answer: Answer) -> None:
    """Draw a chip for each part of the query, those of what was not understood last."""
    words = frame.phrases()
    chips = _write_chips(engine, answer, words)
    if chips:
        label = escape(words.say("ask.parts"))
        items = "".join(f"<li>{chip}</li>" for chip in chips)
        st.html(f'<p class="pc-note pc-screen">{label}</p><ul class="pc-chips pc-screen">{items}</ul>')


def _write_chips(engine: Engine, answer: Answer, words: Phrases) -> list[str]:
    if answer.query is None:
        return [_missed_html(missed, answer, words) for missed in answer.not_understood]
    phrases = asking.write_phrases(engine, words)
    chips = []
    for part in list_parts(answer.query, phrases):
        told = _name(part, engine, words)
        link = _link(part, engine, words)
        chips.append(
            _chip_html(words.say("ask.missed", what=told) if part.missed else told, link, part, words)
        )
    return chips


def _link(part: Part, engine: Engine, words: Phrases) -> str:
    if part.rest is None:
        return ""
    if isinstance(part.condition, Is) and part.condition.field == "doc":
        # The document that is chosen beside the query would limit it all the same.
        return asking.link_query(part.rest, engine, words, doc=None)
    return asking.link_query(part.rest, engine, words)


def _chip_html(told: str, link: str, part: Part, words: Phrases) -> str:
    kind = "pc-chip pc-chip-missed" if part.missed else "pc-chip"
    if not link:
        return f'<span class="{kind}">{escape(told)}</span>'
    inside = f"{escape(told)} {frame.icon('close')}"
    return frame.link_html(link, inside, words.say("ask.without", what=told), kind)


def _missed_html(missed: str, answer: Answer, words: Phrases) -> str:
    """Return a chip for words of a question that no query stands for: they leave the question."""
    left = answer.question.replace(missed, "", 1).strip()
    told = words.say("ask.missed", what=missed)
    link = asking.link_question(left) if left and left != answer.question else ""
    return _chip_html(told, link, Part(missed, None, missed=True), words)


def _name(part: Part, engine: Engine, words: Phrases) -> str:
    """Return a part in words; a document and an entry by what they are called here, not by their ids."""
    condition: Condition | None = part.condition
    if not isinstance(condition, Is):
        return part.told
    value = str(condition.values[0])
    if condition.field == "doc":
        head = next((head for head in engine.heads if head.id == value), None)
        name = frame.edition_of(value) or (" ".join(head.title.split()) if head else value)
        return name if len(name) <= _LONGEST else name[:_LONGEST] + "…"
    if condition.field == "year" and value.isdecimal():
        return words.say("year.chip", roc=int(value), western=int(value) + 1911)
    if condition.field == "id":
        kind, _, no = value.partition("/")
        return words.say("record.number", kind=words.say(f"record.{kind}"), no=no)
    return part.told
