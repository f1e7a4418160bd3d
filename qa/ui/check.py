"""The view of what does not agree: contradictions, official against computed status, coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

import streamlit as st

from ingest.coverage import Coverage
from ingest.records import Contradiction, Measure, Reading
from qa import downloads
from qa.engine import Engine
from qa.explanations import explain
from qa.ui import address, cards, derived, frame, pane, references
from qa.ui.phrases import Phrases
from qa.ui.trend_rows import verdict_html

_PARTS = ("contradictions", "statuses", "coverage")
_KIND_ICONS = {"arithmetic": "calculate", "status": "flag", "cross_field": "compare_arrows", "date": "event"}
_MOST_MISSING = 200
_Found = tuple[Reading, int, Contradiction]


def draw() -> None:
    """Draw the view."""
    words = frame.phrases()
    engine = frame.open_engine()
    if engine is None:
        return
    st.html(f'<h1 class="pc-view-heading">{escape(words.say("check.heading"))}</h1>')
    address.read_choice("part", _PARTS)
    st.session_state.setdefault("part", _PARTS[0])
    part = st.segmented_control(
        words.say("check.part"), _PARTS, format_func=lambda name: words.say(f"check.{name}"),
        key="part", required=True, label_visibility="collapsed",
    )  # fmt: skip
    address.write_choice("part", None if part == _PARTS[0] else part)
    with pane.beside(engine):
        if part in ("statuses", "coverage"):
            st.html(frame.unseen_html(2, words.say(f"check.{part}")))
        draw_part = {"statuses": _draw_statuses, "coverage": _draw_coverage}.get(
            part or "", _draw_contradictions
        )
        draw_part(engine, words)


def _draw_contradictions(engine: Engine, words: Phrases) -> None:
    found = [
        (reading, position, contradiction)
        for reading in map(engine.reading, (document.id for document in engine.heads))
        for position, contradiction in enumerate(engine.contradictions_of(reading.document.id))
    ]
    if not found:
        st.html(f'<p class="pc-note">{escape(words.say("check.no_contradictions"))}</p>')
        return
    found = _choose_document(engine, found, words)
    counts = Counter[str](contradiction.kind for _, _, contradiction in found)
    address.read_choices("kind", counts)
    address.keep_allowed("kind", counts)
    kinds = st.pills(
        words.say("check.kind"), list(counts), selection_mode="multi", wrap=True, key="kind",
        format_func=lambda kind: f"{words.say(f'contradiction.{kind}')} {counts[kind]}",
    )  # fmt: skip
    address.write_choices("kind", kinds)
    frame.draw_lost()
    _draw_downloads([contradiction for _, _, contradiction in found], words)
    st.html(f'<p class="pc-note">{escape(words.say("check.about"))}</p>')
    for kind in counts:
        if kinds and kind not in kinds:
            continue
        name = escape(words.say(f"contradiction.{kind}"))
        icon = frame.icon(_KIND_ICONS[kind])
        st.html(f'<h2 class="pc-group">{icon} {name} <small>{counts[kind]}</small></h2>')
        for reading, position, contradiction in found:
            if contradiction.kind == kind:
                _draw_contradiction(reading, position, contradiction, words)


def _choose_document(engine: Engine, found: list[_Found], words: Phrases) -> list[_Found]:
    """Return what was found in the document the reader chooses, where there is more than one."""
    docs = list(dict.fromkeys(reading.document.id for reading, _, _ in found))
    if len(docs) < 2:
        return found
    titles = {head.id: frame.edition_of(head.id) or head.title for head in engine.heads}
    address.read_choice("plan", docs)
    address.keep_allowed("plan", docs)
    doc: str | None = st.selectbox(
        words.say("targets.plan"), docs, index=None, key="plan",
        format_func=lambda one: titles.get(one, one), placeholder=words.say("targets.any_plan"), width=320,
    )  # fmt: skip
    address.write_choice("plan", doc)
    return [one for one in found if doc is None or one[0].document.id == doc]


def _draw_contradiction(
    reading: Reading, position: int, contradiction: Contradiction, words: Phrases
) -> None:
    measure = next((m for m in reading.measures if m.no == contradiction.no), None)
    title = cards.heading_html(measure, words) if measure else ""
    place = contradiction.place
    name = references.name_contradiction(contradiction.doc, position)
    said = escape(explain(contradiction, words.language))
    with st.container(border=True, key=f"found-{position}-{contradiction.doc}", gap="small"):
        st.html(
            f'<article class="pc-card">{title}<p class="pc-found">{said}</p>'
            f'<blockquote lang="zh-Hant" class="pc-found-quote">{escape(contradiction.quote)}</blockquote>'
            "</article>"
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            where = words.lines(place.line_start, place.line_end, place.page)
            pane.source_button(
                name,
                words.say("source.evidence", what=words.field(contradiction.field), where=where),
                key=f"contradiction-{position}-{contradiction.doc}",
            )
            st.html(f'<p class="pc-note" lang="zh-Hant">{escape(reading.document.title)}</p>')


def _draw_downloads(found: Sequence[Contradiction], words: Phrases) -> None:
    columns = ("no", "kind", "explanation", "stated", "expected", "quote", "field", "line", "doc")

    def table() -> tuple[list[str], list[list[downloads.Cell]]]:
        headings = [words.say(f"check.column_{column}") for column in columns]
        return headings, [
            [
                c.no,
                words.say(f"contradiction.{c.kind}"),
                explain(c, words.language),
                c.stated,
                c.expected,
                c.quote,
                words.field(c.field),
                c.place.line_start,
                c.doc,
            ]
            for c in found
        ]

    frame.draw_downloads(
        "plancite-check",
        {
            "csv": lambda: downloads.write_csv(*table()).encode(),
            "xlsx": lambda: downloads.write_xlsx(words.say("check.contradictions"), *table()),
        },
    )


def _draw_statuses(engine: Engine, words: Phrases) -> None:
    measures = derived.list_measures(engine)
    if not measures:
        frame.warn(words.say("targets.none"))
        return
    differing = [measure for measure in measures if cards.differs_officially(measure)]
    address.read_choice("all", ("yes",))
    every = st.toggle(words.say("check.all_measures"), key="every", value="all" in st.query_params)
    address.write_choice("all", "yes" if every else None)
    count = words.say("check.differing", count=len(differing), total=len(measures))
    st.html(f'<p class="pc-verdicts" role="status"><b>{escape(count)}</b></p>')
    shown = measures if every else differing
    for measure in shown:
        _draw_status(measure, words)


def _draw_status(measure: Measure, words: Phrases) -> None:
    counts = Counter(target.verdict for target in measure.targets)
    computed = " ".join(
        verdict_html(verdict, words) + (f'<span class="pc-times">× {count}</span>' if count > 1 else "")
        for verdict, count in counts.items()
    ) or verdict_html(None, words)
    differs = cards.differs_officially(measure)
    mark = f'<span class="pc-differs">{frame.icon("difference")} {escape(words.say("check.differs"))}</span>'
    name = references.name_record("measure", measure.doc, measure.no)
    is_open = st.query_params.get("card") == name
    with st.container(horizontal=True, vertical_alignment="center", key=f"row-{name}"):
        st.html(
            f"{cards.heading_html(measure, words)}"
            f'<dl class="pc-values pc-against"><div><dt>{escape(words.say("card.official"))}</dt>'
            f"<dd>{cards.official_html(measure, words)}</dd></div>"
            f"<div><dt>{escape(words.say('card.verdict'))}</dt><dd>{computed}</dd></div>"
            f"</dl>{mark if differs else ''}"
        )
        cards.draw_toggle(name, is_open, words)
    if is_open:
        cards.draw_card(measure)


def _draw_coverage(engine: Engine, words: Phrases) -> None:
    st.html(f'<p class="pc-note">{escape(words.say("check.about_coverage"))}</p>')
    titles = {document.id: document.title for document in engine.heads}
    for coverage in derived.list_coverages(engine):
        with st.container(border=True, key=f"coverage-{coverage.doc}", gap="small"):
            st.html(_coverage_html(coverage, titles.get(coverage.doc, coverage.doc), words))
            _draw_missing(coverage, words)


def _coverage_html(coverage: Coverage, title: str, words: Phrases) -> str:
    total = max(1, coverage.characters)
    rows = {
        "in_entries": coverage.in_entries,
        "text_only": coverage.text_only,
        "structure": coverage.structure,
        "missing": coverage.characters - coverage.in_records - coverage.structure,
    }
    bars = "".join(
        f'<span class="pc-cover-{key}" style="width:{count / total:.2%}"></span>'
        for key, count in rows.items()
    )
    facts = "".join(
        f"<dt>{escape(words.say(f'check.{key}'))}</dt><dd>{count:,} ({count / total:.2%})</dd>"
        for key, count in rows.items()
    )
    told = "check.share" if coverage.entries else "check.no_entries"
    share = escape(words.say(told, share=f"{coverage.share:.2%}", count=coverage.entries))
    return (
        f'<article class="pc-card"><h3 class="pc-title"><span lang="zh-Hant">{escape(title)}</span></h3>'
        f'<p class="pc-found">{share}</p><div class="pc-cover" aria-hidden="true">{bars}</div>'
        f'<dl class="pc-facts">{facts}</dl></article>'
    )


def _draw_missing(coverage: Coverage, words: Phrases) -> None:
    if not coverage.missing:
        return
    label = words.say("check.missing_lines", count=len(coverage.missing))
    with st.expander(label, icon=":material/report:", key=f"missing-{coverage.doc}"):
        items = "".join(
            f"<li><b>{escape(words.lines(place.line_start, place.line_end, place.page))}</b> "
            f'<span lang="zh-Hant">{escape(text)}</span></li>'
            for place, text in coverage.missing[:_MOST_MISSING]
        )
        st.html(f'<ul class="pc-problems">{items}</ul>')
