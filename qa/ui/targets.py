"""The view of all targets: filter them, open a card, take the table along."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from ingest.records import Measure
from qa.engine import Engine
from qa.tables import TargetRow, quote_formula
from qa.ui import cards, frame, references
from qa.ui.phrases import Phrases

_COLUMNS = ("doc", "no", "title", "year", "metric", "target", "actual", "unit", "rate", "verdict", "agency")


def draw() -> None:
    """Draw the view."""
    words = frame.phrases()
    engine = frame.open_engine()
    if engine is None:
        return
    rows = list_rows(engine)
    st.html(f'<h2 class="pc-small-heading">{escape(words.say("targets.heading"))}</h2>')
    if not rows:
        frame.warn(words.say("targets.none"))
        return
    st.html(_counts_html(rows, words))
    shown = _draw_filters(rows, words)
    if not shown:
        frame.warn(words.say("targets.nothing"))
        return
    st.html(
        f'<p class="pc-note">{escape(words.say("targets.count", shown=len(shown), total=len(rows)))} '
        f"{escape(words.say('targets.choose'))}</p>"
    )
    chosen = _draw_table(shown, words)
    if chosen:
        _draw_chosen(engine, chosen.measure)


def list_rows(engine: Engine) -> list[TargetRow]:
    """Return every target of every measure, in the order of the sources."""
    return [
        TargetRow(measure, target)
        for document in engine.documents
        for measure in engine.reading(document.id).measures
        for target in measure.targets
    ]


def keep_rows(
    rows: Sequence[TargetRow], verdicts: Sequence[str], agency: str | None, text: str
) -> list[TargetRow]:
    """Return the rows that have one of the verdicts, the agency and the text; none of a filter is all."""
    wanted = "".join(text.split()).casefold()
    return [
        row
        for row in rows
        if (not verdicts or (row.target.verdict or "none") in verdicts)
        and (not agency or agency in row.measure.agencies)
        and wanted in "".join((row.measure.title + row.target.text + row.target.metric).split()).casefold()
    ]


def write_csv(rows: Sequence[TargetRow], words: Phrases) -> bytes:
    """Return the rows as a CSV that Excel opens as UTF-8.

    A cell that would begin a formula gets an apostrophe in front.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([words.say(f"targets.{column}") for column in _COLUMNS])
    for row in rows:
        writer.writerow([quote_formula(v) if isinstance(v, str) else v for v in _cells(row, words).values()])
    return buffer.getvalue().encode("utf-8-sig")


def _cells(row: TargetRow, words: Phrases) -> dict[str, Any]:
    measure, target = row.measure, row.target
    return {
        "doc": measure.doc,
        "no": measure.no,
        "title": measure.title,
        "year": target.year,
        "metric": target.metric or target.text,
        "target": None if target.target is None else float(target.target),
        "actual": None if target.actual is None else float(target.actual),
        "unit": target.unit,
        "rate": None if target.rate_pct is None else float(round(target.rate_pct, 1)),
        "verdict": words.say(f"verdict.{target.verdict or 'none'}"),
        "agency": words.say("page.separator").join(measure.agencies),
    }


def _counts_html(rows: Sequence[TargetRow], words: Phrases) -> str:
    counts = Counter[str](row.target.verdict or "none" for row in rows)
    chips = "".join(
        f"{cards.verdict_html(verdict, words)} <b>{counts[verdict]}</b> "
        for verdict in cards.VERDICT_ICONS
        if counts[verdict]
    )
    return f'<p class="pc-verdicts">{chips}</p>'


def _draw_filters(rows: Sequence[TargetRow], words: Phrases) -> list[TargetRow]:
    agencies = sorted({agency for row in rows for agency in row.measure.agencies})
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        text = st.text_input(words.say("targets.text"), key="find", bind="query-params", width=260)
        agency = st.selectbox(
            words.say("targets.agency"), agencies, index=None, key="agency", bind="query-params",
            placeholder=words.say("targets.any_agency"), width=260,
        )  # fmt: skip
        choices = [verdict for verdict in cards.VERDICT_ICONS if verdict != "none"]
        frame.read_choices("verdict", choices)
        verdicts = st.pills(
            words.say("targets.verdict"),
            choices,
            selection_mode="multi",
            format_func=lambda verdict: words.say(f"verdict.{verdict}"),
            key="verdict",
        )
        frame.write_choices("verdict", verdicts)
    return keep_rows(rows, verdicts, agency, text or "")


def _draw_table(rows: list[TargetRow], words: Phrases) -> TargetRow | None:
    names = {column: words.say(f"targets.{column}") for column in _COLUMNS}
    number = st.column_config.NumberColumn
    chosen = st.dataframe(
        [{names[key]: value for key, value in _cells(row, words).items()} for row in rows],
        key="targets",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            names["title"]: st.column_config.TextColumn(width="medium"),
            names["target"]: number(format="localized"),
            names["actual"]: number(format="localized"),
            names["rate"]: number(format="%.1f"),
        },
        alt=words.say("targets.table"),
    )
    st.download_button(
        words.say("targets.download"),
        write_csv(rows, words),
        file_name="targets.csv",
        mime="text/csv",
        icon=":material/download:",
        key="download",
        on_click="ignore",
    )
    selected = [position for position in chosen["selection"]["rows"] if position < len(rows)]
    return rows[selected[0]] if selected else None


def _draw_chosen(engine: Engine, measure: Measure) -> None:
    beside_table, beside_source = st.columns([3, 2], gap="large")
    with beside_table:
        cards.draw_card(measure)
    name = st.query_params.get("cite")
    with beside_source:
        passage = references.resolve(name, None, engine.record) if name else None
        frame.draw_source(engine, passage, chosen=name is not None)
