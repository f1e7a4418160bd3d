"""Cards: a record of a plan with its targets, verdicts, official statement and ways to the source."""

from __future__ import annotations

from collections import Counter
from html import escape

import streamlit as st

from ingest.records import Evidence, Measure, Record, Target
from qa.ui import frame, references
from qa.ui.numbers import write_rate, write_value, write_wanted
from qa.ui.phrases import Phrases

VERDICT_ICONS = {
    "met": "check_circle",
    "not_met": "cancel",
    "not_reported": "help",
    "qualitative": "notes",
    "none": "remove",
}
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
_EXCERPT = 400


def verdict_html(verdict: str | None, words: Phrases) -> str:
    """Return a verdict as icon, word and colour."""
    name = verdict or "none"
    word = escape(words.say(f"verdict.{name}"))
    return f'<span class="pc-verdict pc-{name}">{frame.icon(VERDICT_ICONS[name])}{word}</span>'


def official_html(measure: Measure, words: Phrases) -> str:
    """Return what the plan itself says of its target, as icon, word and colour."""
    tone = _OFFICIAL_VERDICTS.get(measure.official_status, "qualitative")
    word = escape(words.say(f"official.{measure.official_status}"))
    return f'<span class="pc-verdict pc-{tone}">{frame.icon("account_balance")}{word}</span>'


def heading_html(record: Record, words: Phrases) -> str:
    """Return the number and title of a record, its English title before it on an English page."""
    kind = words.say("record.number", kind=words.say(f"record.{record.kind}"), no=record.no)
    english = frame.english_title(record) if words.language == "en" else None
    beside = f'<span class="pc-english">{escape(english)}</span> ' if english else ""
    return (
        f'<h3 class="pc-title"><span class="pc-number">{escape(kind)}</span> '
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


def _draw_measure(measure: Measure, words: Phrases) -> None:
    st.html(
        f'<article class="pc-card">{heading_html(measure, words)}{_context_html(measure, words)}</article>'
    )
    if not measure.targets:
        st.html(f'<p class="pc-note">{escape(words.say("card.no_targets"))}</p>')
    for position, target in enumerate(measure.targets):
        _draw_target(measure, position, target, words)
    if measure.next_targets:
        st.html(_next_targets_html(measure, words))
    if measure.text("control_note"):
        st.html(_official_html(measure, words))
        _field_button(measure, "control_note", words)
    _draw_source_buttons(measure, words)


def _draw_other(record: Record, words: Phrases) -> None:
    path = f'<p class="pc-path" lang="zh-Hant">{escape(" › ".join(record.path))}</p>' if record.path else ""
    rows = "".join(
        f"<dt>{escape(words.field(key))}</dt><dd>{escape(_cut(field.text))}</dd>"
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
        f"<b>{escape(name)}</b> <small>{lead}</small>" if name in measure.lead_agencies else escape(name)
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


def _draw_target(measure: Measure, position: int, target: Target, words: Phrases) -> None:
    name = references.name_record(measure.kind, measure.doc, measure.no)
    st.html(_target_html(target, words))
    if not target.evidence:
        return
    with st.container(horizontal=True, gap="xsmall", key=f"evidence-{position}-{name}"):
        for at, evidence in enumerate(target.evidence):
            frame.source_button(
                references.name_evidence(measure, position, at),
                words.say("source.evidence", what=_role(evidence, words), where=_where(evidence, words)),
                key=f"evidence-{position}.{at}-{name}",
            )


def _target_html(target: Target, words: Phrases) -> str:
    unit = target.actual_unit or target.unit
    actual = words.say("card.no_actual") if target.actual is None else write_value(target.actual, unit)
    values = [("card.wanted", write_wanted(target) or words.say("card.no_number")), ("card.actual", actual)]
    if target.previous is not None:
        values.append(("card.previous", write_value(target.previous, unit)))
    if target.rate_pct is not None:
        values.append(("card.rate", write_rate(target.rate_pct)))
    cells = "".join(
        f"<div><dt>{escape(words.say(key))}</dt><dd>{escape(text)}</dd></div>" for key, text in values
    )
    agency = f"<b>{escape(target.agency)}</b> " if target.agency else ""
    return (
        f'<div class="pc-target"><div class="pc-target-head"><p lang="zh-Hant">'
        f'<span class="pc-year">{target.year}</span> {agency}{escape(target.text)}</p>'
        f'{verdict_html(target.verdict, words)}</div><dl class="pc-values">{cells}</dl></div>'
    )


def _next_targets_html(measure: Measure, words: Phrases) -> str:
    rows = "".join(
        f'<li><span lang="zh-Hant">{escape(target.text)}</span>'
        + (f" <em>{escape(words.say(f'change.{target.change}'))}</em>" if target.change else "")
        + "</li>"
        for target in measure.next_targets
    )
    heading = words.say("card.next_targets", year=words.year(measure.next_targets[0].year))
    return f'<div class="pc-next"><h4>{escape(heading)}</h4><ul>{rows}</ul></div>'


def _official_html(measure: Measure, words: Phrases) -> str:
    heading = escape(words.say("card.official"))
    return (
        f'<div class="pc-official"><h4>{heading} {official_html(measure, words)}</h4>'
        f'<blockquote lang="zh-Hant">{escape(_cut(measure.text("control_note")))}</blockquote></div>'
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
    frame.source_button(
        references.name_field(record, key),
        words.say("source.evidence", what=words.field(key), where=where),
        key=f"field-{key}-{references.name_record(record.kind, record.doc, record.no)}",
    )


def _role(evidence: Evidence, words: Phrases) -> str:
    return words.say("card.official") if evidence.role == "statement" else words.say(f"role.{evidence.role}")


def _where(evidence: Evidence, words: Phrases) -> str:
    return words.lines(evidence.place.line_start, evidence.place.line_end, evidence.place.page)


def _cut(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"
