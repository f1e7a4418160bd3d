"""The view of all targets: filter them, open a card, take the table along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from qa import downloads
from qa.engine import Engine
from qa.tables import TargetRow
from qa.ui import address, cards, derived, frame, pane, references
from qa.ui.phrases import Phrases
from qa.ui.trend_rows import VERDICT_ICONS, verdict_html

_COLUMNS = (
    "no", "title", "year", "text", "previous", "target", "actual", "unit", "rate", "verdict", "official",
    "lead", "agency", "strategy", "doc", "line",
)  # fmt: skip
_NUMBERS = {"no", "year", "previous", "target", "actual", "rate", "line"}
# On the screen the columns that matter come first; the file has every one of them.
_SHOWN = (
    "no",
    "title",
    "text",
    "previous",
    "target",
    "actual",
    "unit",
    "rate",
    "verdict",
    "official",
    "agency",
)
_ROLES = ("any", "lead")
_ROW_HEIGHT, _MOST_HEIGHT = 36, 460


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
    st.html(f'<h2 class="pc-view-heading">{escape(words.say("targets.heading"))}</h2>')
    if not rows:
        frame.warn(words.say("targets.none"))
        return
    kept = _draw_filters(engine, rows, words)
    st.html(_counts_html(kept, len(rows), words))
    if not kept:
        frame.warn(words.say("targets.nothing"))
        return
    _draw_downloads(kept, words)
    chosen = _draw_table(kept, words)
    if chosen or "cite" in st.query_params:
        with pane.beside(engine):
            if chosen:
                cards.draw_card(chosen.measure)


def keep_rows(rows: Sequence[TargetRow], filters: Filters) -> list[TargetRow]:
    """Return the rows that fit every filter, in their order."""
    wanted = _squeeze(filters.text)
    return [
        row
        for row in rows
        if (not filters.verdicts or (row.target.verdict or "none") in filters.verdicts)
        and (not filters.years or row.target.year in filters.years)
        and (not filters.agency or filters.agency in _agencies(row, filters.lead))
        and (not filters.strategy or row.measure.text("strategy") == filters.strategy)
        and (not filters.unit or filters.unit in (row.target.unit, row.target.actual_unit))
        and (not filters.doc or row.measure.doc == filters.doc)
        and wanted
        in _squeeze(row.measure.title + row.target.text + row.target.metric + (row.target.agency or ""))
    ]


def write_cells(row: TargetRow, words: Phrases) -> dict[str, downloads.Cell]:
    """Return the cells of a row by column; the source's words as they are."""
    measure, target = row.measure, row.target
    return {
        "no": measure.no,
        "edition": frame.edition_of(measure.doc),
        "title": measure.title,
        "year": target.year if words.language == "zh" else target.year + 1911,
        "text": (f"{target.agency} " if target.agency else "") + target.text,
        "previous": target.previous,
        "target": target.target,
        "actual": target.actual,
        "unit": target.unit,
        "rate": None if target.rate_pct is None else round(target.rate_pct, 2),
        "verdict": words.say(f"verdict.{target.verdict or 'none'}"),
        "official": words.say(f"official.{measure.official_status}"),
        "lead": "、".join(measure.lead_agencies),
        "agency": "、".join(measure.agencies),
        "strategy": measure.text("strategy"),
        "doc": measure.doc,
        "line": measure.place.line_start,
    }


def write_table(rows: Sequence[TargetRow], words: Phrases) -> tuple[list[str], list[list[downloads.Cell]]]:
    """Return the headings and the rows of the table as it is taken along."""
    headings = [words.say(f"targets.{column}") for column in _COLUMNS]
    return headings, [[write_cells(row, words)[column] for column in _COLUMNS] for row in rows]


def _agencies(row: TargetRow, lead: bool) -> set[str]:
    if lead:
        return set(row.measure.lead_agencies)
    return {*row.measure.agencies, *row.measure.lead_agencies, row.target.agency or ""}


def _squeeze(text: str) -> str:
    return "".join(text.split()).casefold()


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
    strategies = list(
        dict.fromkeys(row.measure.text("strategy") for row in rows if row.measure.text("strategy"))
    )
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
        role = st.segmented_control(
            words.say("targets.role"), _ROLES, format_func=lambda name: words.say(f"targets.role_{name}"),
            key="role", required=True, wrap=True,
        )  # fmt: skip
        strategy = _select("strategy", strategies, words, width=200)
        unit = _select("unit", units, words, width=110)
        names = {doc: frame.edition_of(doc) or title for doc, title in docs.items()}
        doc = _select("plan", with_rows, words, width=160, names=names) if len(with_rows) > 1 else None
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters-more", gap="small"):
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
    address.write_choices("verdict", verdicts)
    address.write_choices("year", chosen_years)
    address.write_choice("role", None if role == "any" else role)
    wanted = tuple(int(year) for year in chosen_years)
    return keep_rows(
        rows, Filters(text or "", wanted, tuple(verdicts), agency, role == "lead", strategy, unit, doc)
    )


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


def _draw_table(rows: list[TargetRow], words: Phrases) -> TargetRow | None:
    shown = list(_SHOWN)
    if any(frame.edition_of(row.measure.doc) for row in rows):
        shown.insert(1, "edition")
    names = {column: words.say(f"targets.{column}") for column in shown}
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    config: dict[str, Any] = {
        names[column]: number(format="localized") if column in _NUMBERS else text() for column in shown
    }
    config[names["no"]] = number(width=50, pinned=True)
    config[names["title"]] = text(width=220)
    config[names["text"]] = text(width=240)
    config[names["rate"]] = number(format="%.1f")
    chosen = st.dataframe(
        [{names[column]: _plain(write_cells(row, words)[column]) for column in shown} for row in rows],
        key=f"targets-{words.language}",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        selection_default={"selection": {"rows": _opened(rows)}},
        column_config=config,
        height=min(_MOST_HEIGHT, _ROW_HEIGHT * (len(rows) + 1) + 2),
        placeholder="—",
        alt=words.say("targets.table"),
    )
    selected = [position for position in chosen["selection"]["rows"] if position < len(rows)]
    row = rows[selected[0]] if selected else None
    name = references.name_record("measure", row.measure.doc, row.measure.no) if row else None
    address.write_choice("card", name)
    st.html(f'<p class="pc-note">{escape(words.say("targets.choose"))}</p>')
    return row


def _opened(rows: Sequence[TargetRow]) -> list[int]:
    """Return the row whose card the address opens."""
    name = st.query_params.get("card")
    names = [references.name_record("measure", row.measure.doc, row.measure.no) for row in rows]
    return [names.index(name)] if name in names else []


def _plain(cell: downloads.Cell) -> str | float | None:
    return cell if isinstance(cell, str) or cell is None else float(cell)


def _draw_downloads(rows: Sequence[TargetRow], words: Phrases) -> None:
    def table(kind: str) -> bytes:
        headings, cells = write_table(rows, words)
        if kind == "csv":
            return downloads.write_csv(headings, cells).encode()
        return downloads.write_xlsx(words.say("targets.heading"), headings, cells)

    frame.draw_downloads("plancite-targets", {"csv": lambda: table("csv"), "xlsx": lambda: table("xlsx")})
