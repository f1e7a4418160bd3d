"""The view that compares years: the year before, target, result and next target, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

import streamlit as st

from ingest.records import Change, Measure, Plan
from qa import downloads
from qa.engine import Engine
from qa.trends import Fate, Trend, count_changes, list_years
from qa.ui import address, cards, derived, frame, pane, references
from qa.ui.charts import draw_picture
from qa.ui.phrases import Phrases
from qa.ui.trend_rows import change_html, chart_years, trend_html

_MOST_PICTURES = 60
_NO_FILTERS: dict[str, object] = {"measure": [], "agency": None, "change": [], "fate": []}
_FATES: dict[Fate, str] = {"kept": "link", "new": "add", "dropped": "remove"}


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
        frame.draw_clearing(_NO_FILTERS)
        return
    _draw_downloads(engine, kept, words)
    st.html(f'<p class="pc-legend">{_legend_html(words)}</p>')
    # Charts of one plan have the same years, so that they can be compared at a glance.
    editions = engine.editions
    by_plan: dict[Plan | None, list[Trend]] = {}
    for trend in kept:
        by_plan.setdefault(editions.plan_of(trend.head.doc), []).append(trend)
    years = {plan: chart_years(trends) for plan, trends in by_plan.items()}
    with pane.beside(engine):
        for _, group in groupby(kept, key=lambda trend: _name(trend.head)):
            trends_of_one = list(group)
            plan = editions.plan_of(trends_of_one[0].head.doc)
            last = list(editions.by_year(plan).values())[-1] if plan else ""
            _draw_measure(trends_of_one, years[plan], last, words)


def keep_trends(
    trends: Sequence[Trend],
    measures: Sequence[str],
    agency: str | None,
    changes: Sequence[str],
    fates: Sequence[str] = (),
    *,
    numbered: bool,
) -> list[Trend]:
    """Return the trends of the measures named or of the agency, with one of the changes and fates.

    Where neither a measure nor an agency is named, all are meant. With `numbered`, targets
    without a number are left out.
    """
    return [
        trend
        for trend in trends
        if (
            (not measures and not agency)
            or _name(trend.head) in measures
            or (agency is not None and agency in {*trend.measure.agencies, *trend.measure.lead_agencies})
        )
        and (not changes or trend.change in changes)
        and (not fates or trend.fate in fates)
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
        words.say("compare.fate"),
        words.say("targets.doc"),
    ]
    rows: list[list[downloads.Cell]] = [
        [
            trend.head.no,
            trend.head.title,
            trend.text,
            trend.unit,
            *(trend.value(year, role) for year, role in columns),
            words.say(f"change.{trend.change}") if trend.change else "",
            words.say(f"verdict.{trend.target.verdict or 'none'}") if trend.target else "",
            words.say(f"fate.{trend.fate}") if trend.fate else "",
            " ".join(measure.doc for measure in trend.line or (trend.measure,)),
        ]
        for trend in trends
    ]
    return headings, rows


def _draw_choices(engine: Engine, trends: Sequence[Trend], words: Phrases) -> list[Trend]:
    measures = {_name(trend.head): trend.head for trend in trends}
    fates: list[Fate] = [fate for fate in _FATES if any(trend.fate == fate for trend in trends)]
    changes: list[Change] = list(count_changes(trends))
    agencies = derived.list_agencies(engine)
    _read_measures(trends)
    address.keep_allowed("measure", measures)
    address.read_choices("change", changes)
    address.keep_allowed("change", changes)
    address.read_choices("fate", fates)
    address.keep_allowed("fate", fates)
    address.read_choice("agency", agencies)
    address.keep_allowed("agency", agencies)
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters", gap="small"):
        chosen = st.multiselect(
            words.say("compare.measures"), list(measures), key="measure",
            format_func=lambda name: _label(measures[name]) if name in measures else name,
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
        kept_fates: list[str] = (
            st.pills(
                words.say("compare.fate"), fates, selection_mode="multi", wrap=True,
                format_func=lambda fate: words.say(f"fate.{fate}"), key="fate",
            )
            if fates
            else []
        )  # fmt: skip
        in_words = st.toggle(words.say("compare.in_words"), key="in_words", value="words" in st.query_params)
    address.write_choices("measure", chosen)
    address.write_choices("change", kept_changes)
    address.write_choices("fate", kept_fates)
    address.write_choice("agency", agency)
    address.write_choice("words", "yes" if in_words else None)
    return keep_trends(trends, chosen, agency, kept_changes, kept_fates, numbered=not in_words)


def _counts_html(kept: Sequence[Trend], counts: dict[Change, int], words: Phrases) -> str:
    chips = "".join(
        f'<span class="pc-count">{change_html(change, words)} <b>{count}</b></span>'
        for change, count in counts.items()
    )
    measures = len({_name(trend.head) for trend in kept})
    count = escape(words.say("compare.count", measures=measures, targets=len(kept)))
    return f'<p class="pc-verdicts" role="status"><b>{count}</b> {chips}</p>'


def _legend_html(words: Phrases) -> str:
    return (
        f'<span class="pc-key-earlier"></span>{escape(words.say("compare.earlier"))} '
        f'<span class="pc-key-bar"></span>{escape(words.say("role.actual"))} '
        f'<span class="pc-key-mark"></span>{escape(words.say("role.target"))} '
        f"<span>{escape(words.say('compare.reached'))}</span>"
    )


def _read_measures(trends: Sequence[Trend]) -> None:
    """Choose the measures the address names; a link to an earlier edition's leads to the latest."""
    if "measure" not in st.session_state:
        heads = {_name(one): _name(trend.head) for trend in trends for one in (*trend.line, trend.head)}
        named = [heads[name] for name in st.query_params.get_all("measure") if name in heads]
        st.session_state["measure"] = list(dict.fromkeys(named))


def _line_html(trend: Trend, last: str, words: Phrases) -> str:
    """Return what became of a measure over the editions, with its number in each; empty for one edition."""
    if trend.fate is None:
        return ""
    said = words.say(f"fate.{trend.fate}_in", edition=frame.edition_of(last))
    numbers = " → ".join(
        words.say("compare.number_in", edition=frame.edition_of(measure.doc), no=measure.no)
        for measure in trend.line
    )
    icon = frame.icon(_FATES[trend.fate])
    return (
        f'<p class="pc-line"><span class="pc-fate pc-fate-{trend.fate}">{icon} {escape(said)}</span>'
        + (f" <span>{escape(numbers)}</span>" if len(trend.line) > 1 else "")
        + "</p>"
    )


def _draw_measure(trends: Sequence[Trend], years: Sequence[int], last: str, words: Phrases) -> None:
    measure = trends[0].head
    name = _name(measure)
    is_open = st.query_params.get("card") == name
    with st.container(horizontal=True, vertical_alignment="center", key=f"row-{name}"):
        st.html(cards.heading_html(measure, words) + _line_html(trends[0], last, words))
        cards.draw_toggle(name, is_open, words)
    if is_open:
        cards.draw_card(measure)
    else:
        with st.container(key=f"trends-{name}"):
            st.html("".join(trend_html(trend, years, words) for trend in trends))


def _draw_downloads(engine: Engine, trends: Sequence[Trend], words: Phrases) -> None:
    def table(kind: str) -> bytes:
        headings, rows = write_table(trends, words)
        if kind == "csv":
            return downloads.write_csv(headings, rows).encode()
        return downloads.write_xlsx(words.say("compare.heading"), headings, rows)

    titles = {document.id: document.title for document in engine.heads}
    drawn = [trend for trend in trends if trend.points][:_MOST_PICTURES]
    frame.draw_downloads(
        "plancite-compare",
        {
            "csv": lambda: table("csv"),
            "xlsx": lambda: table("xlsx"),
            "svg": lambda: draw_picture(drawn, chart_years(drawn), words, lambda doc: titles.get(doc, doc)),
        },
    )


def _name(measure: Measure) -> str:
    return references.name_record("measure", measure.doc, measure.no)


def _label(measure: Measure) -> str:
    edition = frame.edition_of(measure.doc)
    return f"{measure.no} {measure.title}" + (f"（{edition}）" if edition else "")
