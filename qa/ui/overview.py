"""A document at a glance: its targets by verdict, strategy and agency, its misses, budget and changes.

It is HTML: every stretch of a bar is a link to the list of what it counts.
"""

from __future__ import annotations

from contextlib import nullcontext
from decimal import Decimal
from html import escape

import streamlit as st

from ingest.records import RecordKind
from qa.answering.overview import Overview
from qa.engine import Engine
from qa.query import And, Bound, Condition, Is, Query
from qa.ui import address, asking, derived, frame, pane
from qa.ui.bars import JUDGED, bar_html, bars_html, link_targets
from qa.ui.overview_tables import budget_html, misses_html, since_html
from qa.ui.phrases import Phrases
from qa.ui.trend_rows import VERDICT_ICONS, verdict_html

_KINDS: tuple[RecordKind, ...] = ("measure", "kpi", "project", "budget")
# The states a document gives its entries, each with the colour of its bar.
_TONES = {"met": "met", "partly_met": "not_reported", "not_met": "not_met", "ongoing": "qualitative"}
_MOST_GROUPS = 8


def draw_overview(engine: Engine, words: Phrases) -> None:
    """Draw the overview of a document the reader chooses; nothing where no document has entries."""
    docs = derived.list_surveyed(engine)
    if not docs:
        return
    titles = {head.id: frame.edition_of(head.id) or " ".join(head.title.split()) for head in engine.heads}
    heading = f'<h2 class="pc-small-heading">{escape(words.say("overview.heading"))}</h2>'
    doc = docs[0]
    if len(docs) > 1:
        address.read_choice("about", docs)
        address.keep_allowed("about", docs)
        st.session_state.setdefault("about", doc)
        with st.container(horizontal=True, vertical_alignment="center", key="about-bar", gap="small"):
            st.html(heading, width="content")
            doc = st.selectbox(
                words.say("overview.about"), docs, key="about", label_visibility="collapsed",
                placeholder="",
                format_func=lambda one: titles.get(one, one),
            )  # fmt: skip
        address.write_choice("about", None if doc == docs[0] else doc)
        frame.draw_lost()
    else:
        st.html(f'{heading}<p class="pc-note" lang="zh-Hant">{escape(titles[doc])}</p>')
    opened = pane.beside(engine) if "cite" in st.query_params else nullcontext()
    with opened:
        _draw_document(engine, derived.survey(engine, doc), titles, words)


def _draw_document(engine: Engine, found: Overview, titles: dict[str, str], words: Phrases) -> None:
    bars = "".join(
        bars_html(by, scores, found, words)
        for by, scores in (("strategy", found.strategies), ("agency", found.agencies))
    )
    parts = [
        _kinds_html(found, words),
        _verdicts_html(found, words),
        _states_html(engine, found, words),
        _projects_html(engine, found, words),
        f'<div class="pc-pair">{bars}</div>' if bars else "",
        misses_html(found, words) if found.misses else "",
        since_html(found, found.since, titles, words) if found.since else "",
        _contradictions_html(found, words) if found.contradictions else "",
        budget_html(found, words) if found.budget else "",
    ]
    st.html("".join(parts))


def _kinds_html(found: Overview, words: Phrases) -> str:
    """Return how many entries of each kind there are, each a link to their list."""
    told = []
    for kind in (kind for kind in _KINDS if found.kinds.get(kind)):
        said = escape(words.say(f"overview.count_{kind}", count=found.kinds[kind]))
        if kind in ("measure", "kpi"):
            said = frame.link_html(address.link_view("targets", plan=found.doc), said)
        elif kind == "project":
            said = frame.link_html(
                address.link_to(q=words.say("overview.ask_projects"), doc=found.doc, about=None), said
            )
        told.append(f"<li>{said}</li>")
    return f'<ul class="pc-counts">{"".join(told)}</ul>'


def _verdicts_html(found: Overview, words: Phrases) -> str:
    """Return the targets of the year by verdict: a tile and a stretch of one bar for each."""
    counts = found.verdicts
    if not found.rows:
        return ""
    year = words.year(found.year) if found.year is not None else words.say("overview.every_year")
    shown = {
        name: f"<b>{counts[name]}</b>{verdict_html(name, words)}" for name in VERDICT_ICONS if counts[name]
    }
    tiles = "".join(
        f"<li>{frame.link_html(link_targets(found, verdict=name), inside)}</li>"
        for name, inside in shown.items()
    )
    said = escape(words.say("overview.targets", year=year, count=len(found.rows)))
    bar = bar_html({name: counts[name] for name in JUDGED}, found, words, said)
    return f'<h3 class="pc-group">{said}</h3><ul class="pc-tiles">{tiles}</ul>{bar}'


def _states_html(engine: Engine, found: Overview, words: Phrases) -> str:
    """Return how many entries the document itself gives each state, by their kind; each leads to its list."""
    rows = []
    for kind, counts in found.states.items():
        name = words.say(f"record.{kind}")
        stretches = "".join(
            _state_html(engine, found, kind, state, counts[state], name, words)
            for state in _TONES
            if counts[state]
        )
        rows.append(
            f'<li><span class="pc-bar-name">{escape(name)}</span><div class="pc-bar">{stretches}</div>'
            f'<span class="pc-bar-total">{sum(counts.values())}</span></li>'
        )
    if not rows:
        return ""
    heading = escape(words.say("overview.states"))
    return f'<h3 class="pc-group">{heading}</h3><ul class="pc-bars pc-states">{"".join(rows)}</ul>'


def _state_html(
    engine: Engine, found: Overview, kind: str, state: str, count: int, name: str, words: Phrases
) -> str:
    said = words.say(f"official.{state}")
    link = _link_entries(engine, found, kind, Is("status", (state,)), words)
    label = f"{name}{words.say('page.colon')}{said} {count}"
    inside = f'<span style="display:block">{escape(said)} {count}</span>'
    drawn = frame.link_html(link, inside, label, f"pc-stretch pc-{_TONES[state]}")
    return drawn.replace("<a ", f'<a style="flex:{count} {count} auto" ', 1)


def _projects_html(engine: Engine, found: Overview, words: Phrases) -> str:
    """Return of what categories projects are and when they end; each leads to its list."""
    groups = [
        (f"{name} <b>{count}</b>", Is("category", (plain,)))
        for plain, count in list(found.categories.items())[:_MOST_GROUPS]
        for name in [f'<span lang="zh-Hant">{escape(plain)}</span>']
    ]
    ends = [
        (f"{escape(words.say('overview.until', year=words.short_year(year)))} <b>{count}</b>",
         Bound("end", "=", Decimal(year)))
        for year, count in sorted(found.ends.items())[:_MOST_GROUPS]
    ]  # fmt: skip
    lists = "".join(
        f'<h3 class="pc-group">{escape(words.say(f"overview.{by}"))}</h3><ul class="pc-counts">'
        + "".join(
            f"<li>{frame.link_html(_link_entries(engine, found, 'project', condition, words), said)}</li>"
            for said, condition in told
        )
        + "</ul>"
        for by, told in (("by_category", groups), ("by_end", ends))
        if told
    )
    return lists


def _link_entries(engine: Engine, found: Overview, kind: str, condition: Condition, words: Phrases) -> str:
    """Return the address of the list of a document's entries of a kind that a condition holds of."""
    conditions = (Is("doc", (found.doc,)), Is("kind", (kind,)), condition)
    return asking.link_query(Query("entries", where=And(conditions)), engine, words, about=None)


def _contradictions_html(found: Overview, words: Phrases) -> str:
    heading = escape(words.say("overview.contradictions", count=sum(found.contradictions.values())))
    items = "".join(
        f"<li>{frame.link_html(address.link_view('check', plan=found.doc, kind=kind), label)}</li>"
        for kind, count in found.contradictions.items()
        for label in [f"{escape(words.say(f'contradiction.{kind}'))} <b>{count}</b>"]
    )
    return f'<h3 class="pc-group">{heading}</h3><ul class="pc-counts">{items}</ul>'
