"""The view of all targets: filter them, open a card, take the table along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

import streamlit as st

from qa import downloads
from qa.answering.grid import squeeze
from qa.engine import Engine
from qa.tables import TargetRow, strategy
from qa.ui import address, cards, derived, frame, pane, target_table
from qa.ui.phrases import Phrases
from qa.ui.trend_rows import VERDICT_ICONS, verdict_html

_ROLES = ("any", "lead")
_NO_FILTERS: dict[str, object] = {
    "find": "", "agency": None, "role": "any", "strategy": None, "unit": None, "plan": None,
    "verdict": [], "year": [],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What rows are kept by; what is empty or None keeps every row."""

    text: str = ""
    years: tuple[int, ...] = ()
    verdicts: tuple[str, ...] = ()
    agency: str | None = None
    lead: bool = False
    strategy: str | None = None
    unit: str | None = None
    doc: str | None = None


def draw() -> None:
    """Draw the view."""
    words = frame.phrases()
    engine = frame.open_engine()
    if engine is None:
        return
    rows = derived.list_rows(engine)
    st.html(f'<h1 class="pc-view-heading">{escape(words.say("targets.heading"))}</h1>')
    if not rows:
        frame.warn(words.say("targets.none"))
        return
    kept = _draw_filters(engine, rows, words)
    opened = _find_opened(kept)
    frame.draw_lost()
    st.html(_counts_html(kept, len(rows), words))
    if not kept:
        frame.warn(words.say("targets.nothing"))
        frame.draw_clearing(_NO_FILTERS)
        return
    _draw_downloads(kept, words)
    target_table.draw_table(kept, opened, words)
    if opened or "cite" in st.query_params:
        with pane.beside(engine):
            if opened:
                cards.draw_opened(opened.measure)


def keep_rows(
    rows: Sequence[TargetRow], filters: Filters, haystacks: Mapping[str, str] = MappingProxyType({})
) -> list[TargetRow]:
    """Return the rows that fit every filter, in their order; `haystacks` is what entries are found by."""
    wanted = squeeze(filters.text)
    return [
        row
        for row in rows
        if (not filters.verdicts or (row.target.verdict or "none") in filters.verdicts)
        and (not filters.years or row.target.year in filters.years)
        and (not filters.agency or filters.agency in _agencies(row, filters.lead))
        and (not filters.strategy or filters.strategy in strategy(row))
        and (not filters.unit or filters.unit in (row.target.unit, row.target.actual_unit))
        and (not filters.doc or row.measure.doc == filters.doc)
        and wanted in _write_haystack(row, haystacks)
    ]


def _agencies(row: TargetRow, lead: bool) -> set[str]:
    if lead:
        return set(row.measure.lead_agencies)
    return {*row.measure.agencies, *row.measure.lead_agencies, row.target.agency or ""}


def _write_haystack(row: TargetRow, haystacks: Mapping[str, str]) -> str:
    own = squeeze("\n".join((row.measure.title, row.target.text, row.target.metric, row.target.agency or "")))
    return own + haystacks.get(target_table.name_card(row), "")


def _counts_html(kept: Sequence[TargetRow], total: int, words: Phrases) -> str:
    counts = Counter[str](row.target.verdict or "none" for row in kept)
    chips = "".join(
        f'<span class="pc-count">{verdict_html(verdict, words)} <b>{counts[verdict]}</b></span>'
        for verdict in VERDICT_ICONS
        if counts[verdict]
    )
    count = escape(words.say("targets.count", shown=len(kept), total=total))
    return f'<p class="pc-verdicts" role="status"><b>{count}</b> {chips}</p>'


def _draw_filters(engine: Engine, rows: Sequence[TargetRow], words: Phrases) -> list[TargetRow]:
    years = sorted({row.target.year for row in rows}, reverse=True)
    strategies = list(dict.fromkeys(name for row in rows for name in strategy(row)))
    units = sorted({row.target.unit for row in rows if row.target.unit})
    docs = {document.id: document.title for document in engine.heads}
    with_rows = list(dict.fromkeys(row.measure.doc for row in rows))
    choices = [
        verdict for verdict in VERDICT_ICONS if any((r.target.verdict or "none") == verdict for r in rows)
    ]
    for key, allowed in (("verdict", choices), ("year", [str(year) for year in years])):
        address.read_choices(key, allowed)
        address.keep_allowed(key, allowed)
    address.read_choice("role", _ROLES)
    st.session_state.setdefault("role", "any")
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters", gap="small"):
        text = st.text_input(
            words.say("targets.find"), key="find", bind="query-params", width=180, icon=":material/search:"
        )
        agency = _select("agency", derived.list_agencies(engine), words, width=175)
        names = {doc: frame.edition_of(doc) or title for doc, title in docs.items()}
        doc = _select("plan", with_rows, words, width=160, names=names) if len(with_rows) > 1 else None
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters-pills", gap="small"):
        verdicts = st.pills(
            words.say("targets.verdict"), choices, selection_mode="multi", wrap=True,
            format_func=lambda verdict: words.say(f"verdict.{verdict}"), key="verdict",
        )  # fmt: skip
        chosen_years: list[str] = (
            st.pills(
                words.say("targets.years"), [str(year) for year in years], selection_mode="multi", wrap=True,
                format_func=lambda year: words.year(int(year)), key="year",
            )
            if len(years) > 1
            else []
        )  # fmt: skip
    narrowed = any(st.query_params.get(key) for key in ("role", "strategy", "unit"))
    folded = st.expander(
        words.say("targets.more"), icon=":material/tune:", key="filters-fold", expanded=narrowed
    )
    with folded, st.container(horizontal=True, vertical_alignment="bottom", key="filters-more", gap="small"):
        role = st.segmented_control(
            words.say("targets.role"), _ROLES, format_func=lambda name: words.say(f"targets.role_{name}"),
            key="role", required=True, wrap=True,
        )  # fmt: skip
        under = _select("strategy", strategies, words, width=240)
        unit = _select("unit", units, words, width=140)
    address.write_choices("verdict", verdicts)
    address.write_choices("year", chosen_years)
    address.write_choice("role", None if role == "any" else role)
    wanted = tuple(int(year) for year in chosen_years)
    filters = Filters(text or "", wanted, tuple(verdicts), agency, role == "lead", under, unit, doc)
    return keep_rows(rows, filters, derived.list_haystacks(engine) if text else {})


def _select(
    key: str, options: Sequence[str], words: Phrases, *, width: int, names: dict[str, str] | None = None
) -> str | None:
    address.read_choice(key, options)
    address.keep_allowed(key, options)
    chosen: str | None = st.selectbox(
        words.say(f"targets.{key}"), options, index=None, key=key,
        format_func=lambda name: (names or {}).get(name, name),
        placeholder=words.say(f"targets.any_{key}"), width=width,
    )  # fmt: skip
    address.write_choice(key, chosen)
    return chosen


def _find_opened(rows: Sequence[TargetRow]) -> TargetRow | None:
    """Return the first of the rows whose card the address opens; the address loses one of none of them."""
    name = st.query_params.get("card")
    opened = next((row for row in rows if target_table.name_card(row) == name), None)
    if opened is None:
        address.write_choice("card", None)
    return opened


def _draw_downloads(rows: Sequence[TargetRow], words: Phrases) -> None:
    def table(kind: str) -> bytes:
        headings, cells = target_table.write_table(rows, words)
        if kind == "csv":
            return downloads.write_csv(headings, cells).encode()
        return downloads.write_xlsx(words.say("targets.heading"), headings, cells)

    frame.draw_downloads("plancite-targets", {"csv": lambda: table("csv"), "xlsx": lambda: table("xlsx")})
