"""The table of targets: its cells, as they are taken along and as they are shown.

It is HTML, so that no number is ever cut: words wrap, numbers do not, on a narrow screen a row is
a block of its own, and paper gets every row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape

import streamlit as st

from ingest.figures.years import ROC_OFFSET
from ingest.records import Target
from qa import downloads
from qa.tables import TargetRow, strategy
from qa.ui import address, frame, references, sorting
from qa.ui.numbers import write_rate, write_result, write_wanted_number
from qa.ui.phrases import Phrases
from qa.ui.trend_rows import verdict_html
from qa.wording import write_number

_COLUMNS = (
    "no", "title", "year", "text", "previous", "target", "actual", "unit", "rate", "verdict", "official",
    "lead", "agency", "strategy", "doc", "line",
)  # fmt: skip
# On the screen the columns that matter stand; the file has every one of them.
_SHOWN = (
    "no", "edition", "title", "text", "year", "target", "actual", "unit", "rate", "verdict", "previous",
    "official", "agency",
)  # fmt: skip
_NUMBERS = {"no", "year", "previous", "target", "actual", "rate"}
_SOURCE = {"text", "unit"}
# A browser lays out no more rows than these at once without a wait; the file has all.
_MOST_ROWS = 2000
_OPEN_ROW = (
    "<style>.pc-table tbody tr:nth-child({place}) {{ background: var(--pc-chosen) !important; }}</style>"
)


def name_card(row: TargetRow) -> str:
    """Return the name of the card a row opens."""
    return references.name_record(row.measure.kind, row.measure.doc, row.measure.no)


def write_cells(row: TargetRow, words: Phrases) -> dict[str, downloads.Cell]:
    """Return the cells of a row by column; the source's words as they are."""
    measure, target = row.measure, row.target
    return {
        "no": measure.no,
        "edition": frame.edition_of(measure.doc),
        "title": measure.title,
        "year": target.year if words.language == "zh" else target.year + ROC_OFFSET,
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
        "strategy": "、".join(strategy(row)),
        "doc": measure.doc,
        "line": measure.place.line_start,
    }


def write_table(rows: Sequence[TargetRow], words: Phrases) -> tuple[list[str], list[list[downloads.Cell]]]:
    """Return the headings and the rows of the table as it is taken along."""
    headings = [words.say(f"targets.{column}") for column in _COLUMNS]
    every = (write_cells(row, words) for row in rows)
    return headings, [[cells[column] for column in _COLUMNS] for cells in every]


def draw_table(rows: Sequence[TargetRow], opened: TargetRow | None, words: Phrases) -> None:
    """Draw the table in the order the address names; the row whose card is open is set off."""
    order = column, falling = sorting.read_order(_SHOWN)
    ordered = list(rows)
    if column:
        ordered = sorting.sort_rows(rows, lambda row: write_cells(row, words)[column], falling=falling)
    shown = ordered[:_MOST_ROWS]
    columns = _choose_columns(shown)
    head = "".join(
        sorting.heading_html(name, words.say(f"targets.{name}"), order, number=name in _NUMBERS)
        for name in columns
    )
    body = "".join(_row_html(row, columns, words) for row in shown)
    label = escape(words.say("targets.table"), quote=True)
    st.html(
        f'<div class="pc-table-room" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="pc-table" role="table"><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
    )
    # The table's own HTML stays the same whatever is open, so that it stays scrolled as it was.
    if opened in shown:
        st.html(_OPEN_ROW.format(place=shown.index(opened) + 1))
    notes = [words.say("targets.choose")]
    if len(shown) < len(ordered):
        notes.append(words.say("targets.cut", shown=len(shown)))
    st.html(f'<p class="pc-note pc-screen">{escape(" ".join(notes))}</p>')


def _choose_columns(rows: Sequence[TargetRow]) -> list[str]:
    """Leave out what says nothing, as the edition where there is one and the year that is the edition's."""
    years: dict[str, set[int]] = {}
    for row in rows:
        years.setdefault(row.measure.doc, set()).add(row.target.year)
    left_out = {
        "previous": all(row.target.previous is None for row in rows),
        "edition": not any(frame.edition_of(doc) for doc in years),
        "year": all(len(of_one) == 1 for of_one in years.values()),
    }
    return [column for column in _SHOWN if not left_out.get(column)]


def _row_html(row: TargetRow, columns: Sequence[str], words: Phrases) -> str:
    cells = write_cells(row, words)
    drawn = "".join(_cell_html(column, row, cells, words) for column in columns)
    return f'<tr class="pc-row" role="row">{drawn}</tr>'


def _cell_html(column: str, row: TargetRow, cells: Mapping[str, downloads.Cell], words: Phrases) -> str:
    text = _write_cell(column, row.target, cells[column])
    inside = escape(text)
    if column == "verdict":
        inside = verdict_html(row.target.verdict, words)
    elif column == "no":
        link = escape(address.link_to(card=name_card(row)), quote=True)
        label = escape(words.say("targets.open", no=text), quote=True)
        inside = f'<a class="pc-follow" href="{link}" aria-label="{label}">{inside}</a>'
    elif column == "agency":
        inside = escape(words.say("page.separator")).join(map(frame.agency_html, row.measure.agencies))
    elif column == "title":
        name, lang = frame.name_record(row.measure)
        inside = f'<span lang="{lang}">{escape(name)}</span>'
    if column == "title" and row.measure.kind != "measure":
        inside += f' <small class="pc-note">{escape(words.say(f"record.{row.measure.kind}"))}</small>'
    kind = " pc-num" if column in _NUMBERS else ""
    kind += " pc-without" if not text else ""
    lang = ' lang="zh-Hant"' if column in _SOURCE else ""
    label = escape(words.say(f"targets.{column}"), quote=True)
    return (
        f'<td role="cell" class="pc-col-{column}{kind}" data-label="{label}"><span{lang}>{inside}</span></td>'
    )


def _write_cell(column: str, target: Target, cell: downloads.Cell) -> str:
    """Return a cell as it is shown: signs, thousands and a unit of its own with the number."""
    if column == "target":
        return write_wanted_number(target)
    if column == "actual":
        return write_result(target)
    if column == "rate":
        return "" if target.rate_pct is None else write_rate(target.rate_pct)
    if column == "previous" and isinstance(cell, Decimal):
        return write_number(cell)
    return "" if cell is None else str(cell)
