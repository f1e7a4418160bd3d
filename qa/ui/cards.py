"""Cards: a record of a plan with its targets, verdicts, official statement and ways to the source."""

from __future__ import annotations

from collections import Counter
from html import escape

import streamlit as st

from ingest.records import Evidence, Measure, Record, Target
from qa.trends import list_trends
from qa.ui import frame, pane, references
from qa.ui.phrases import Phrases
from qa.ui.scripts import REVEAL, write_turn
from qa.ui.trend_rows import chart_years, trend_html, verdict_html

_OFFICIAL_VERDICTS = {"met": "met", "not_met": "not_met", "partly_met": "not_reported"}
_FIELDS = (
    "target",
    "result",
    "action",
    "goal",
    "indicator",
    "comparison",
    "highlights",
    "benefit",
    "next_target",
)
_EXCERPT, _LONGEST_FIELD = 160, 400


def official_html(measure: Measure, words: Phrases) -> str:
    """Return what the plan itself says of its target, as icon, word and colour."""
    tone = _OFFICIAL_VERDICTS.get(measure.official_status, "qualitative")
    word = escape(words.say(f"official.{measure.official_status}"))
    return f'<span class="pc-verdict pc-{tone}">{frame.icon("account_balance")}{word}</span>'


def heading_html(record: Record, words: Phrases) -> str:
    """Return the number and title of a record, its English title before it on an English page."""
    no = record.written_no or record.no
    kind = words.say("record.number", kind=words.say(f"record.{record.kind}"), no=no)
    english = frame.english_title(record) if words.language == "en" else None
    beside = f'<span class="pc-english">{escape(english)}</span> ' if english else ""
    edition = frame.edition_of(record.doc)
    of = f' <span class="pc-edition">{escape(edition)}</span>' if edition else ""
    return (
        f'<h3 class="pc-title"><span class="pc-number">{escape(kind)}</span>{of} '
        f'{beside}<span lang="zh-Hant">{escape(record.title)}</span></h3>'
    )


def summary_html(record: Record, words: Phrases) -> str:
    """Return number, title and the verdicts of a record counted, for a list of many."""
    if not isinstance(record, Measure):
        return heading_html(record, words)
    counts = Counter(target.verdict for target in record.targets)
    verdicts = " ".join(
        verdict_html(verdict, words) + (f'<span class="pc-times">× {count}</span>' if count > 1 else "")
        for verdict, count in counts.items()
    )
    return heading_html(record, words) + f'<p class="pc-verdicts">{verdicts}</p>'


def draw_card(record: Record) -> None:
    """Draw the card of a record of any kind."""
    with st.container(border=True, key=f"card-{references.name_record(record.kind, record.doc, record.no)}"):
        if isinstance(record, Measure):
            _draw_measure(record, frame.phrases())
        else:
            _draw_other(record, frame.phrases())


def draw_opened(record: Record) -> None:
    """Draw the card of a record that is open below a table, with the button that closes it, and go there."""
    name = references.name_record(record.kind, record.doc, record.no)
    words = frame.phrases()
    with st.container(key="opened", gap="small"):
        st.html(frame.unseen_html(2, words.say("card.heading")))
        draw_toggle(name, True, words)
        draw_card(record)
    st.html(write_turn(name) + REVEAL, unsafe_allow_javascript=True)


def draw_row(record: Record) -> None:
    """Draw a record as a row with a button that opens its card; which is open stays in the address."""
    words = frame.phrases()
    name = references.name_record(record.kind, record.doc, record.no)
    is_open = st.query_params.get("card") == name
    with st.container(horizontal=True, vertical_alignment="center", key=f"row-{name}"):
        st.html(summary_html(record, words))
        draw_toggle(name, is_open, words)
    if is_open:
        draw_card(record)


def draw_toggle(name: str, is_open: bool, words: Phrases) -> None:
    """Draw the button that opens or closes a card."""
    st.button(
        words.say("ask.close_card" if is_open else "ask.open_card"),
        key=f"open-{name}",
        icon=":material/expand_less:" if is_open else ":material/expand_more:",
        on_click=toggle_card,
        args=(name,),
    )


def toggle_card(name: str) -> None:
    """Open the card of a record, or close it where it is open."""
    if st.query_params.get("card") == name:
        st.query_params.pop("card", None)
    else:
        st.query_params["card"] = name


def _draw_measure(measure: Measure, words: Phrases) -> None:
    st.html(
        f'<article class="pc-card">{heading_html(measure, words)}{_context_html(measure, words)}'
        f"{statuses_html(measure, words)}</article>"
    )
    if measure.text("control_note"):
        _field_button(measure, "control_note", words)
    trends = list_trends(measure)
    if not trends:
        st.html(f'<p class="pc-note">{escape(words.say("card.no_targets"))}</p>')
    years = chart_years(trends)
    for trend in trends:
        st.html(trend_html(trend, years, words))
        for target in trend.targets:
            _draw_evidence(measure, target, words)
    _draw_source_buttons(measure, words)


def statuses_html(measure: Measure, words: Phrases) -> str:
    """Return the verdicts by the figures beside what the plan itself says, and whether they differ."""
    counts = Counter(target.verdict for target in measure.targets)
    computed = " ".join(
        verdict_html(verdict, words) + (f'<span class="pc-times">× {count}</span>' if count > 1 else "")
        for verdict, count in counts.items()
    ) or verdict_html(None, words)
    note = measure.text("control_note")
    quote = f'<blockquote lang="zh-Hant">{escape(_cut(note, _EXCERPT))}</blockquote>' if note else ""
    differs = (
        f'<p class="pc-differs">{frame.icon("difference")} {escape(words.say("card.differs"))}</p>'
        if differs_officially(measure)
        else ""
    )
    return (
        f'<div class="pc-statuses"><div><h4>{escape(words.say("card.verdict"))}</h4>'
        f'<p class="pc-verdicts">{computed}</p></div>'
        f'<div class="pc-official"><h4>{escape(words.say("card.official"))}</h4>'
        f'<p class="pc-verdicts">{official_html(measure, words)}</p>{quote}</div></div>{differs}'
    )


def differs_officially(measure: Measure) -> bool:
    """Say whether the plan's own statement says otherwise than its figures."""
    verdicts = {target.verdict for target in measure.targets}
    if measure.official_status == "met":
        return bool(verdicts & {"not_met", "not_reported"})
    if measure.official_status in ("not_met", "partly_met"):
        return "not_met" not in verdicts and "met" in verdicts
    return False


def _draw_other(record: Record, words: Phrases) -> None:
    path = f'<p class="pc-path" lang="zh-Hant">{escape(" › ".join(record.path))}</p>' if record.path else ""
    rows = "".join(
        f"<dt>{escape(words.field(key))}</dt><dd>{escape(_cut(field.text, _LONGEST_FIELD))}</dd>"
        for key, field in record.fields.items()
        if field.text != record.title
    )
    st.html(
        f'<article class="pc-card">{heading_html(record, words)}{path}'
        f'<dl class="pc-facts" lang="zh-Hant">{rows}</dl></article>'
    )
    _draw_source_buttons(record, words)


def _context_html(measure: Measure, words: Phrases) -> str:
    colon, separator = words.say("page.colon"), words.say("page.separator")
    lead = escape(words.say("card.lead"))
    agencies = escape(separator).join(
        f"<b>{frame.agency_html(name)}</b> <small>{lead}</small>"
        if name in measure.lead_agencies
        else frame.agency_html(name)
        for name in measure.agencies
    )
    rows = {
        "strategy": escape(measure.text("strategy")),
        "agencies": agencies or escape(measure.text("agencies")),
    }
    return "".join(
        f'<p class="pc-fact"><span>{escape(words.say(f"card.{key}") + colon)}</span>'
        f'<span lang="zh-Hant">{body}</span></p>'
        for key, body in rows.items()
        if body
    )


def _draw_evidence(measure: Measure, target: Target, words: Phrases) -> None:
    name = references.name_record(measure.kind, measure.doc, measure.no)
    if not target.evidence:
        return
    position = next(at for at, one in enumerate(measure.targets) if one is target)
    with st.container(horizontal=True, gap="xsmall", key=f"evidence-{position}-{name}"):
        for at, evidence in enumerate(target.evidence):
            pane.source_button(
                references.name_evidence(measure, position, at),
                words.say("source.evidence", what=_role(evidence, words), where=_where(evidence, words)),
                key=f"evidence-{position}.{at}-{name}",
            )


def _draw_source_buttons(record: Record, words: Phrases) -> None:
    known = [key for key in _FIELDS if record.text(key)]
    keys = known if isinstance(record, Measure) else list(record.fields)[:1]
    name = references.name_record(record.kind, record.doc, record.no)
    with st.expander(words.say("card.sources"), icon=":material/menu_book:", key=f"sources-{name}"):
        with st.container(horizontal=True, gap="xsmall", key=f"fields-{name}"):
            for key in keys:
                _field_button(record, key, words)


def _field_button(record: Record, key: str, words: Phrases) -> None:
    place = record.fields[key].place
    where = words.lines(place.line_start, place.line_end, place.page)
    pane.source_button(
        references.name_field(record, key),
        words.say("source.evidence", what=words.field(key), where=where),
        key=f"field-{key}-{references.name_record(record.kind, record.doc, record.no)}",
    )


def _role(evidence: Evidence, words: Phrases) -> str:
    return words.say("card.official") if evidence.role == "statement" else words.say(f"role.{evidence.role}")


def _where(evidence: Evidence, words: Phrases) -> str:
    return words.lines(evidence.place.line_start, evidence.place.line_end, evidence.place.page)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…"
