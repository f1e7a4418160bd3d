"""The view that compares years: the year before, target, result and next target, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

import streamlit as st

from ingest.records import Change, Measure
from qa import downloads
from qa.engine import Engine
from qa.trends import Trend, count_changes, list_years
from qa.ui import address, cards, derived, frame, pane, references
from qa.ui.charts import draw_picture
from qa.ui.phrases import Phrases
from qa.ui.trend_rows import change_html, chart_years, trend_html

_MOST_PICTURES = 60


def draw() -> None:
    """Draw the view."""
    words = frame.phrases()
    engine = frame.open_engine()
    if engine is None:
        return
    trends = derived.list_all_trends(engine)
    st.html(f'<h2 class="pc-view-heading">{escape(words.say("compare.heading"))}</h2>')
    if not trends:
        frame.warn(words.say("targets.none"))
        return
    kept = _draw_choices(engine, trends, words)
    counts = count_changes(kept)
    st.html(_counts_html(kept, counts, words))
    if not kept:
        frame.warn(words.say("targets.nothing"))
        return
    _draw_downloads(kept, words)
    st.html(f'<p class="pc-legend">{_legend_html(words)}</p>')
    # Charts of one document have the same years, so that they can be compared at a glance.
    docs = dict.fromkeys(trend.measure.doc for trend in kept)
    years = {doc: chart_years([trend for trend in kept if trend.measure.doc == doc]) for doc in docs}
    with pane.beside(engine):
        for _, group in groupby(kept, key=lambda trend: _name(trend.measure)):
            trends_of_one = list(group)
            _draw_measure(trends_of_one, years[trends_of_one[0].measure.doc], words)


def keep_trends(
    trends: Sequence[Trend],
    measures: Sequence[str],
    agency: str | None,
    changes: Sequence[str],
    *,
    numbered: bool,
) -> list[Trend]:
    """Return the trends of the measures named or of the agency, with one of the changes.

    Where neither a measure nor an agency is named, all are meant. With `numbered`, targets
    without a number are left out.
    """
    return [
        trend
        for trend in trends
        if (
            (not measures and not agency)
            or _name(trend.measure) in measures
            or (agency is not None and agency in {*trend.measure.agencies, *trend.measure.lead_agencies})
        )
        and (not changes or trend.change in changes)
        and (trend.points or not numbered)
    ]


def write_table(trends: Sequence[Trend], words: Phrases) -> tuple[list[str], list[list[downloads.Cell]]]:
    """Return headings and rows: one column for each year and role any of the trends has a value for."""
    columns = [
        (year, role)
        for year in list_years(trends)
        for role in ("target", "actual")
        if any(trend.value(year, role) is not None for trend in trends)
    ]
    headings = [
        words.say("targets.no"),
        words.say("targets.title"),
        words.say("targets.text"),
        words.say("targets.unit"),
        *(f"{words.short_year(year)} {words.say(f'role.{role}')}" for year, role in columns),
        words.say("compare.change"),
        words.say("targets.verdict"),
        words.say("targets.doc"),
    ]
    rows: list[list[downloads.Cell]] = [
        [
            trend.measure.no,
            trend.measure.title,
            trend.text,
            trend.unit,
            *(trend.value(year, role) for year, role in columns),
            words.say(f"change.{trend.change}") if trend.change else "",
            words.say(f"verdict.{trend.target.verdict or 'none'}") if trend.target else "",
            trend.measure.doc,
        ]
        for trend in trends
    ]
    return headings, rows


def _draw_choices(engine: Engine, trends: Sequence[Trend], words: Phrases) -> list[Trend]:
    measures = {_name(trend.measure): trend.measure for trend in trends}
    several = len({measure.doc for measure in measures.values()}) > 1
    changes: list[Change] = list(count_changes(trends))
    agencies = derived.list_agencies(engine)
    address.read_choices("measure", measures)
    address.keep_allowed("measure", measures)
    address.read_choices("change", changes)
    address.keep_allowed("change", changes)
    address.read_choice("agency", agencies)
    address.keep_allowed("agency", agencies)
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters", gap="small"):
        chosen = st.multiselect(
            words.say("compare.measures"), list(measures), key="measure",
            format_func=lambda name: _label(measures[name], several) if name in measures else name,
            placeholder=words.say("compare.all_measures"), select_all=False, width=420,
        )  # fmt: skip
        agency = st.selectbox(
            words.say("targets.agency"), agencies, index=None, key="agency",
            placeholder=words.say("targets.any_agency"), width=220,
        )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters-more", gap="small"):
        kept_changes = st.pills(
            words.say("compare.change"), changes, selection_mode="multi", wrap=True,
            format_func=lambda change: words.say(f"change.{change}"), key="change",
        )  # fmt: skip
        in_words = st.toggle(words.say("compare.in_words"), key="in_words", value="words" in st.query_params)
    address.write_choices("measure", chosen)
    address.write_choices("change", kept_changes)
    address.write_choice("agency", agency)
    address.write_choice("words", "yes" if in_words else None)
    return keep_trends(trends, chosen, agency, kept_changes, numbered=not in_words)


def _counts_html(kept: Sequence[Trend], counts: dict[Change, int], words: Phrases) -> str:
    chips = "".join(
        f'<span class="pc-count">{change_html(change, words)} <b>{count}</b></span>'
        for change, count in counts.items()
    )
    measures = len({_name(trend.measure) for trend in kept})
    count = escape(words.say("compare.count", measures=measures, targets=len(kept)))
    return f'<p class="pc-verdicts" role="status"><b>{count}</b> {chips}</p>'


def _legend_html(words: Phrases) -> str:
    return (
        f'<span class="pc-key-earlier"></span>{escape(words.say("compare.earlier"))} '
        f'<span class="pc-key-bar"></span>{escape(words.say("role.actual"))} '
        f'<span class="pc-key-mark"></span>{escape(words.say("role.target"))}'
    )


def _draw_measure(trends: Sequence[Trend], years: Sequence[int], words: Phrases) -> None:
    measure = trends[0].measure
    name = _name(measure)
    is_open = st.query_params.get("card") == name
    with st.container(horizontal=True, vertical_alignment="center", key=f"row-{name}"):
        st.html(cards.heading_html(measure, words))
        st.button(
            words.say("ask.close_card" if is_open else "ask.open_card"),
            key=f"open-{name}",
            icon=":material/expand_less:" if is_open else ":material/expand_more:",
            on_click=cards.toggle_card,
            args=(name,),
        )
    if is_open:
        cards.draw_card(measure)
    else:
        with st.container(key=f"trends-{name}"):
            st.html("".join(trend_html(trend, years, words) for trend in trends))


def _draw_downloads(trends: Sequence[Trend], words: Phrases) -> None:
    def table(kind: str) -> bytes:
        headings, rows = write_table(trends, words)
        if kind == "csv":
            return downloads.write_csv(headings, rows).encode()
        return downloads.write_xlsx(words.say("compare.heading"), headings, rows)

    drawn = [trend for trend in trends if trend.points][:_MOST_PICTURES]
    frame.draw_downloads(
        "plancite-compare",
        {
            "csv": lambda: table("csv"),
            "xlsx": lambda: table("xlsx"),
            "svg": lambda: draw_picture(drawn, chart_years(drawn), words),
        },
    )


def _name(measure: Measure) -> str:
    return references.name_record("measure", measure.doc, measure.no)


def _label(measure: Measure, several: bool) -> str:
    return f"{measure.no} {measure.title}" + (f"（{measure.doc}）" if several else "")
