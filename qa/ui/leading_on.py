"""What can be asked next, as buttons under an answer."""

from __future__ import annotations

from html import escape

import streamlit as st

from qa.answer import Answer, Language
from qa.engine import Engine
from qa.follow_ups import Asked, FollowUp, suggest
from qa.query import Query
from qa.ui import asking, derived, frame
from qa.ui.phrases import Phrases


def draw_follow_ups(engine: Engine, answer: Answer, doc: str | None, words: Phrases) -> None:
    """Draw a button for each question that leads on and has an answer; nothing where none has."""
    query = answer.query if "query" in st.query_params else None
    # A rerun that opens a citation, the way back and another reader ask none of them again.
    asked = (answer, doc, words.language, query is not None)
    if not (found := derived.follow_ups(engine, asked, lambda: _find(engine, answer, doc, query))):
        return
    st.html(f'<h2 class="pc-small-heading pc-screen">{escape(words.say("follow.heading"))}</h2>')
    with st.container(horizontal=True, key="follow-ups", gap="small"):
        for at, one in enumerate(found):
            year = words.short_year(one.year) if one.year is not None else ""
            st.button(
                words.say(f"follow.{one.kind}", year=year),
                key=f"follow-{at}",
                icon=":material/subdirectory_arrow_right:",
                on_click=_ask,
                args=(engine, one.asked, words),
            )


def _find(engine: Engine, answer: Answer, doc: str | None, query: Query | None) -> list[FollowUp]:
    items = [item for item in answer.items if item.no in answer.measures] or list(answer.items[:1])
    docs = {item.doc for item in items}
    if len(docs) != 1:
        return []
    [own] = docs
    plan = engine.editions.plan_of(own)
    of_plan = frozenset(plan.docs if plan else docs)
    years = [year for head in engine.heads if head.id in of_plan for year in head.years]
    language: Language | None = "en" if frame.phrases().language == "en" else None

    def ask(asked: Asked) -> Answer:
        if isinstance(asked, Query):
            return engine.run(asked, doc=doc, language=language or "zh-Hant")
        return engine.ask(asked, doc=doc, language=language)

    records = [engine.record(item.type, item.doc, item.no) for item in items[:1]]
    return list(suggest(answer, ask, records, years, of_plan, query))


def _ask(engine: Engine, asked: Asked, words: Phrases) -> None:
    if isinstance(asked, Query):
        asking.put_query(asked, asking.tell(asked, engine, words))
    else:
        st.session_state["q"] = asked
