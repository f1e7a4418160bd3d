"""What was understood of each table of a document, and a way to put a heading of it right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

import streamlit as st

from ingest.catalog import list_fields, read_catalog
from qa.engine import Engine
from qa.ui import derived, frame
from qa.ui.phrases import Phrases
from qa.ui.uploads import Workshop
from qa.understood import Heading, Understood, list_unknown

_MOST_TABLES = 40
# A field of another year than the document's own is told by that year: target_112, budget_111.
_OF_YEAR = "0123456789_"


def draw_understood(engine: Engine, doc: str, workshop: Workshop | None, words: Phrases) -> None:
    """Draw the headings of a document's tables with what each was read as, folded.

    With a workshop a heading may be put right; what came of it is told against what there was before.
    """
    found = derived.list_understood(engine, doc)
    _draw_change(engine, doc, words)
    if not found:
        return
    unknown = list_unknown(found)
    label = words.say("understood.heading", count=sum(one.tables for one in found))
    if unknown:
        label += words.say("understood.unknown_count", count=len(unknown))
    opened = doc in st.session_state.get("just_added", ())
    with st.expander(label, icon=":material/table_view:", key=f"understood-{doc}", expanded=opened):
        st.html("".join(_table_html(one, words) for one in found[:_MOST_TABLES]))
        if workshop is not None and doc not in {entry.id for entry in read_catalog()}:
            _draw_naming(engine, doc, found, unknown, workshop, words)


def count_entries(engine: Engine, doc: str) -> dict[str, int]:
    """Return how many entries of each kind a document has, and how many figures."""
    counts = Counter[str](record.kind for record in engine.reading(doc).records if record.kind != "section")
    return {**counts, "figures": sum(1 for _ in engine.observations_of(doc))}


def _draw_change(engine: Engine, doc: str, words: Phrases) -> None:
    """Say what a heading that was put right made of the document's entries."""
    named = st.session_state.get("named")
    job = st.session_state.get("watched")
    if not named or named[0] != doc or job is None or job.state not in ("working", "done"):
        return
    if job.state == "working":
        st.html(f'<p class="pc-said" role="status">{escape(words.say("understood.reading"))}</p>')
        return
    _, label, before = named
    after = count_entries(engine, doc)
    told = words.say("page.separator").join(
        words.say("understood.change", kind=_name_kind(kind, words), before=before.get(kind, 0),
                  after=after.get(kind, 0))
        for kind in dict.fromkeys((*before, *after))
    )  # fmt: skip
    said = words.say("understood.changed", label=label, told=told)
    st.html(f'<p class="pc-said" role="status">{frame.icon("info")} {escape(said)}</p>')


def _name_kind(kind: str, words: Phrases) -> str:
    return words.say("understood.figures" if kind == "figures" else f"record.{kind}")


def _table_html(one: Understood, words: Phrases) -> str:
    kinds = words.say("page.separator").join(
        words.say("documents.count", kind=words.say(f"record.{kind}"), count=count)
        for kind, count in one.kinds.items()
    )
    if one.table is None:
        where = words.say("understood.no_table")
    elif one.tables > 1:
        where = words.say("understood.alike", count=one.tables)
    else:
        where = words.lines(one.table.line_start, one.table.line_end)
    head = "".join(
        f'<th scope="col">{escape(words.say(f"understood.{name}"))}</th>'
        for name in ("label", "read_as", "years", "units", "count", "example")
    )
    rows = "".join(_row_html(heading, words) for heading in one.headings.values())
    return (
        f'<section class="pc-understood-table"><h3 class="pc-group">{escape(where)} <small>{escape(kinds)}'
        f'</small></h3><div class="pc-list-room"><table class="pc-list"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _row_html(heading: Heading, words: Phrases) -> str:
    years = words.say("page.separator").join(words.short_year(year) for year in sorted(heading.years))
    units = words.say("page.separator").join(list(heading.units)[:4])
    read_as = escape(_tell_meaning(heading, words))
    if not heading.known:
        read_as = f'<span class="pc-chip pc-chip-missed">{read_as}</span>'
    cells = (("years", years), ("units", units), ("count", str(heading.count)), ("example", heading.example))
    rest = "".join(
        f'<td data-label="{escape(words.say(f"understood.{name}"), quote=True)}"'
        f"{' lang=zh-Hant' if name in ('units', 'example') else ''}>{escape(text)}</td>"
        for name, text in cells
    )
    meant = f'<td data-label="{escape(words.say("understood.read_as"), quote=True)}">{read_as}</td>'
    return f'<tr><td lang="zh-Hant">{escape(heading.label)}</td>{meant}{rest}</tr>'


def _tell_meaning(heading: Heading, words: Phrases) -> str:
    if heading.named:
        return name_field(heading.named, words)
    roles = [words.say(f"understood.role_{role}") for role in heading.roles if role != "other"]
    if roles or heading.years:
        return words.say("page.separator").join(roles) or words.say("understood.role_other")
    return words.say("understood.unknown")


def name_field(key: str, words: Phrases) -> str:
    """Return what a field is called, with the year of one of another year than the document's own.

    >>> name_field("budget_111", Phrases("zh")), name_field("target", Phrases("zh"))
    ('111年預算數', '目標值')
    """
    bare = key.rstrip(_OF_YEAR)
    number = key[len(bare) :].strip("_")
    year = words.short_year(int(number)) if number else ""
    known = f"field.{bare}" if words.has(f"field.{bare}") else "field.unknown"
    gap = " " if year and words.language == "en" else ""
    return f"{year}{gap}{words.say(known)}"


def _draw_naming(
    engine: Engine,
    doc: str,
    found: Sequence[Understood],
    unknown: Sequence[str],
    workshop: Workshop,
    words: Phrases,
) -> None:
    """Draw what puts a heading right: which, what it stands for, and reading the document anew."""
    labels = list(dict.fromkeys([*unknown, *(h.label for one in found for h in one.headings.values())]))
    st.html(f'<p class="pc-note">{escape(words.say("understood.naming"))}</p>')
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"naming-{doc}"):
        label = st.selectbox(
            words.say("understood.which"), labels, key=f"naming-label-{doc}", width=240, index=None,
            placeholder=words.say("understood.choose"),
        )  # fmt: skip
        meant = st.selectbox(
            words.say("understood.stands_for"), list_fields(), key=f"naming-field-{doc}", width=200,
            format_func=lambda field: words.say(f"field.{field}"), index=None,
            placeholder=words.say("understood.choose"),
        )  # fmt: skip
        pressed = st.button(
            words.say("understood.apply"), key=f"naming-now-{doc}", disabled=not (label and meant),
            icon=":material/refresh:",
        )  # fmt: skip
    if pressed and label and meant:
        before = count_entries(engine, doc)
        started = workshop.name_label(doc, label, meant)
        if started is None:
            frame.warn(words.say("documents.busy"))
            return
        st.session_state["named"] = (doc, label, before)
        st.session_state["watched"] = started
        st.rerun()
