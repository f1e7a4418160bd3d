"""The view that compares years: metrics as rows, years as columns, from edition to edition."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from ingest.records import Change, Measure, Record
from qa import downloads
from qa.answering.grid import lay_out, squeeze
from qa.engine import Engine
from qa.trends import Fate, Trend, count_changes
from qa.ui import address, cards, derived, frame, grid_table, lines, pane, references
from qa.ui.charts import draw_picture
from qa.ui.phrases import Phrases
from qa.ui.trend_rows import change_html, chart_years

_MOST_PICTURES, _MOST_LINES = 60, 12
_NO_FILTERS: dict[str, object] = {
    "find": "", "measure": [], "agency": None, "plan": None, "change": [], "fate": [], "of": [],
}  # fmt: skip
_FATES: tuple[Fate, ...] = ("kept", "new", "dropped")


def draw() -> None:
    """Draw the view."""
    words = frame.phrases()
    engine = frame.open_engine()
    if engine is None:
        return
    trends = derived.list_all_trends(engine)
    st.html(f'<h1 class="pc-view-heading">{escape(words.say("compare.heading"))}</h1>')
    if not trends:
        frame.warn(words.say("targets.none"))
        return
    kept = _draw_choices(engine, trends, words)
    frame.draw_lost()
    st.html(_counts_html(kept, words))
    if not kept:
        frame.warn(words.say("targets.nothing"))
        frame.draw_clearing(_NO_FILTERS)
        return
    opened = _find_opened(engine, kept)
    # A source that is open stands beside the grid, which then scrolls.
    with pane.beside(engine):
        grid_table.draw_grid(lay_out(kept), derived.name_documents(engine), words)
        _draw_downloads(engine, kept, words)
        _draw_lines(engine, kept, words)
        if opened:
            cards.draw_opened(opened)


def keep_trends(
    trends: Sequence[Trend],
    measures: Sequence[str],
    agency: str | None,
    changes: Sequence[str],
    fates: Sequence[str] = (),
    doc: str | None = None,
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
        and (doc is None or doc in {measure.doc for measure in trend.line or (trend.measure,)})
        and (trend.points or not numbered)
    ]


def _draw_choices(engine: Engine, trends: Sequence[Trend], words: Phrases) -> list[Trend]:
    agencies = derived.list_agencies(engine)
    docs = list(dict.fromkeys(m.doc for trend in trends for m in trend.line or (trend.measure,)))
    changes: list[Change] = list(count_changes(trends))
    kinds = list(dict.fromkeys(trend.head.kind for trend in trends))
    fates = [fate for fate in _FATES if any(trend.fate == fate for trend in trends)]
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters", gap="small"):
        text = st.text_input(
            words.say("compare.find"), key="find", bind="query-params", width=200, icon=":material/search:",
            placeholder=words.say("compare.find_hint"),
        )  # fmt: skip
        found = _find(engine, trends, text or "")
        chosen = _choose_measures(found, trends, words)
        agency = _choose_one("agency", agencies, {}, words, width=170)
        names = {head.id: frame.edition_of(head.id) or head.title for head in engine.heads}
        doc = _choose_one("plan", docs, names, words, width=170) if len(docs) > 1 else None
    narrowed = any(st.query_params.get_all(key) for key in ("of", "change", "fate", "words"))
    folded = st.expander(
        words.say("compare.more"), icon=":material/tune:", key="filters-fold", expanded=narrowed
    )
    with folded, st.container(horizontal=True, vertical_alignment="center", key="filters-more", gap="small"):
        kept_kinds = _choose_some("of", kinds, words) if len(kinds) > 1 else []
        kept_changes = _choose_some("change", changes, words)
        kept_fates = _choose_some("fate", fates, words) if fates else []
        in_words = st.toggle(words.say("compare.in_words"), key="in_words", value="words" in st.query_params)
    address.write_choice("words", "yes" if in_words else None)
    found = [trend for trend in found if not kept_kinds or trend.head.kind in kept_kinds]
    return keep_trends(found, chosen, agency, kept_changes, kept_fates, doc, numbered=not in_words)


def _find(engine: Engine, trends: Sequence[Trend], text: str) -> list[Trend]:
    """Return the trends whose measure, agencies or targets hold a text, in either language."""
    wanted = squeeze(text)
    if not wanted:
        return list(trends)
    held = derived.list_haystacks(engine)
    return [trend for trend in trends if wanted in held[_name(trend.head)]]


def _choose_measures(found: Sequence[Trend], trends: Sequence[Trend], words: Phrases) -> list[str]:
    _read_measures(trends)
    every = {_name(trend.head): trend.head for trend in trends}
    address.keep_allowed("measure", every)
    held: list[str] = st.session_state.get("measure", [])
    options = list(dict.fromkeys([*held, *(_name(trend.head) for trend in found)]))
    chosen: list[str] = st.multiselect(
        words.say("compare.measures"), options, key="measure",
        format_func=lambda name: _label(every[name]) if name in every else name,
        placeholder=words.say("compare.all_measures"), select_all=False, width=360,
    )  # fmt: skip
    address.write_choices("measure", chosen)
    return chosen


def _choose_one(
    key: str, options: Sequence[str], names: dict[str, str], words: Phrases, *, width: int
) -> str | None:
    address.read_choice(key, options)
    address.keep_allowed(key, options)
    chosen: str | None = st.selectbox(
        words.say(f"targets.{key}"), options, index=None, key=key, width=width,
        format_func=lambda one: names.get(one, one), placeholder=words.say(f"targets.any_{key}"),
    )  # fmt: skip
    address.write_choice(key, chosen)
    return chosen


def _choose_some(key: str, options: Sequence[str], words: Phrases) -> list[str]:
    address.read_choices(key, options)
    address.keep_allowed(key, options)
    chosen: list[str] = st.pills(
        words.say(f"compare.{key}"), options, selection_mode="multi", wrap=True, key=key,
        format_func=lambda one: _name_option(key, one, words),
    )  # fmt: skip
    address.write_choices(key, chosen)
    return chosen


def _name_option(key: str, option: str, words: Phrases) -> str:
    if key != "of":
        return words.say(f"{key}.{option}")
    return words.say("compare.of_row" if option == "row" else f"record.{option}")


def _counts_html(kept: Sequence[Trend], words: Phrases) -> str:
    chips = "".join(
        f'<span class="pc-count">{change_html(change, words)} <b>{count}</b></span>'
        for change, count in count_changes(kept).items()
    )
    measures = len({_name(trend.head) for trend in kept})
    count = escape(words.say("compare.count", measures=measures, targets=len(kept)))
    return f'<p class="pc-verdicts" role="status"><b>{count}</b> {chips}</p>'


def _read_measures(trends: Sequence[Trend]) -> None:
    """Choose the measures the address names; a link to an earlier edition's leads to the latest."""
    if "measure" not in st.session_state:
        heads = {_name(one): _name(trend.head) for trend in trends for one in (*trend.line, trend.head)}
        asked = st.query_params.get_all("measure")
        named = [heads[name] for name in asked if name in heads]
        for name in asked:
            if name not in heads:
                address.lose(name)
        st.session_state["measure"] = list(dict.fromkeys(named))


def _find_opened(engine: Engine, kept: Sequence[Trend]) -> Record | None:
    name = st.query_params.get("card")
    head = next((trend.head for trend in kept if _name(trend.head) == name), None)
    return None if head is None else engine.record(head.kind, head.doc, head.no)


def _draw_lines(engine: Engine, kept: Sequence[Trend], words: Phrases) -> None:
    """Draw the course of each row, where so few are shown that they can be looked at one by one."""
    drawn = [trend for trend in kept if trend.points]
    if not drawn or len(drawn) > _MOST_LINES:
        return
    titles = derived.name_documents(engine)
    pictures = "".join(
        lines.draw_course(trend, chart_years(drawn), words, lambda doc: titles.get(doc, doc))
        for trend in drawn
    )
    heading = escape(words.say("compare.course"))
    st.html(f'<h2 class="pc-small-heading">{heading}</h2><div class="pc-courses">{pictures}</div>')


def _draw_downloads(engine: Engine, trends: Sequence[Trend], words: Phrases) -> None:
    def table(kind: str) -> bytes:
        headings, rows = grid_table.write_table(lay_out(trends), words)
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
    return references.name_record(measure.kind, measure.doc, measure.no)


def _label(measure: Measure) -> str:
    edition = frame.edition_of(measure.doc)
    name, _ = frame.name_record(measure)
    return f"{measure.written_no or measure.no} {name}" + (f"（{edition}）" if edition else "")
