"""The grid that compares years: metrics as rows, years as columns, each number a link to its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

import streamlit as st

from qa import downloads
from qa.answering.grid import Cell, Row, Value, list_columns
from qa.ui import address, frame, references
from qa.ui.numbers import SIGNS, write_shortly, write_value
from qa.ui.phrases import Phrases
from qa.ui.trend_rows import CHANGE_ICONS, VERDICT_ICONS, change_html, name_metric, verdict_html

# A browser lays out no more rows than these at once without a wait; the file has all.
_MOST_ROWS = 400
_FATES = {"kept": "link", "new": "add", "dropped": "remove"}
_OTHERWISE = {"target": "target_of", "actual": "result_of"}


def draw_grid(rows: Sequence[Row], names: Mapping[str, str], words: Phrases) -> None:
    """Draw the rows, those of one entry beside its title; `names` is what documents are called."""
    shown = rows[:_MOST_ROWS]
    # Of one document nobody needs to be told.
    alone = len({row.trend.head.doc for row in shown}) == 1
    years = list_columns(shown)
    head = f'<th scope="col">{escape(words.say("compare.measure"))}</th>'
    head += f'<th scope="col">{escape(words.say("compare.metric"))}</th>'
    head += "".join(f'<th scope="col" class="pc-num">{escape(words.short_year(year))}</th>' for year in years)
    body = "".join(
        _group_html(list(group), years, names, words, alone=alone)
        for _, group in groupby(shown, key=lambda row: id(row.trend.head))
    )
    label = escape(words.say("compare.table"), quote=True)
    st.html(
        f'<div class="pc-table-room pc-grid-room" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="pc-grid"><thead><tr>{head}</tr></thead>{body}</table></div>'
    )
    notes = [words.say("compare.choose")]
    if len(shown) < len(rows):
        notes.append(words.say("targets.cut", shown=len(shown)))
    st.html(
        f'<p class="pc-verdicts pc-grid-legend">{_legend_html(words)}</p>'
        f'<p class="pc-note pc-screen">{escape(" ".join(notes))}</p>'
    )


def write_table(rows: Sequence[Row], words: Phrases) -> tuple[list[str], list[list[downloads.Cell]]]:
    """Return headings and rows as they are taken along: a column for each year and role that has a value."""
    columns = [
        (year, role)
        for year in list_columns(rows)
        for role in ("target", "actual", "verdict")
        if any(getattr(row.cells.get(year), role, None) is not None for row in rows)
    ]
    headings = [words.say(f"targets.{name}") for name in ("no", "title", "text", "agency", "unit")]
    headings += [f"{words.short_year(year)} {words.say(f'compare.{role}')}" for year, role in columns]
    headings += [words.say("compare.change"), words.say("compare.fate"), words.say("targets.doc")]
    return headings, [_write_row(row, columns, words) for row in rows]


def _write_row(row: Row, columns: Sequence[tuple[int, str]], words: Phrases) -> list[downloads.Cell]:
    trend = row.trend
    no = trend.head.written_no or trend.head.no
    cells: list[downloads.Cell] = [no, trend.head.title, trend.text, row.agency or "", trend.unit]
    for year, role in columns:
        held = getattr(row.cells.get(year), role, None)
        if isinstance(held, str):
            held = words.say(f"verdict.{held}")
        cells.append(held.value if isinstance(held, Value) else held)
    cells.append(words.say(f"change.{trend.change}") if trend.change else "")
    cells.append(words.say(f"fate.{trend.fate}") if trend.fate else "")
    cells.append(" ".join(measure.doc for measure in trend.line or (trend.measure,)))
    return cells


def _group_html(
    rows: Sequence[Row], years: Sequence[int], names: Mapping[str, str], words: Phrases, *, alone: bool
) -> str:
    """Return the rows of one measure, its name beside them all."""
    drawn = []
    for at, row in enumerate(rows):
        name = _measure_html(row, {} if alone else names, words) if at == 0 else ""
        head = f'<th scope="rowgroup" rowspan="{len(rows)}" class="pc-grid-name">{name}</th>' if name else ""
        cells = "".join(_cell_html(row, year, words) for year in years)
        drawn.append(f"<tr>{head}{_metric_html(row, names, words)}{cells}</tr>")
    return f"<tbody>{''.join(drawn)}</tbody>"


def _measure_html(row: Row, names: Mapping[str, str], words: Phrases) -> str:
    measure = row.trend.head
    name, lang = frame.name_record(measure)
    no = measure.written_no or str(measure.no)
    link = address.link_to(card=references.name_record(measure.kind, measure.doc, measure.no))
    edition = frame.edition_of(measure.doc) or names.get(measure.doc, "")
    of = f"<small>{escape(edition)}</small>" if edition else ""
    opened = frame.link_html(link, f"{escape(no)} {escape(name)}", words.say("targets.open", no=no))
    return f'<span lang="{lang}">{opened}</span>{of}{_line_html(row, words)}'


def _line_html(row: Row, words: Phrases) -> str:
    """Return what became of a measure over the editions, with its number in each; empty for one edition."""
    trend = row.trend
    if trend.fate is None:
        return ""
    said = words.say(f"fate.{trend.fate}")
    numbers = " → ".join(
        words.say(
            "compare.number_in", edition=words.short_year(one.edition or 0), no=one.written_no or one.no
        )
        for one in trend.line
    )
    told = said if len(trend.line) < 2 else f"{said}{words.say('page.colon')}{numbers}"
    return (
        f'<small class="pc-fate pc-fate-{trend.fate}">{frame.icon(_FATES[trend.fate])} {escape(told)}</small>'
    )


def _metric_html(row: Row, names: Mapping[str, str], words: Phrases) -> str:
    trend = row.trend
    text = escape(name_metric(trend))
    whole = escape(trend.text, quote=True)
    agency = f"<b>{escape(row.agency)}</b> " if row.agency else ""
    kind = "pc-grid-part" if row.agency else ""
    dropped = change_html("dropped", words) if trend.change == "dropped" else ""
    unit = _common_unit(row)
    told = ""
    if unit:
        # Told even where the metric ends with a unit: that may be ten thousand of this one.
        label = escape(words.say("targets.unit") + words.say("page.colon"))
        told = f' <span class="pc-grid-unit">{label}<span lang="zh-Hant">{escape(unit)}</span></span>'
    return (
        f'<th scope="row" class="pc-grid-metric {kind}">'
        f'<span lang="zh-Hant" title="{whole}">{agency}{text}</span>{told}{dropped}'
        f"{_editions_html(row, names, words)}</th>"
    )


def _common_unit(row: Row) -> str:
    """Return the unit that is told once, beside the metric, so that more years stand beside each other.

    A sign of percent is part of its number.
    """
    return "" if row.unit in ("%", "％") else row.unit


def _editions_html(row: Row, names: Mapping[str, str], words: Phrases) -> str:
    """Return what an edition states otherwise, and that a target stands in an earlier edition alone."""
    trend = row.trend
    said = [
        words.say(
            "compare.otherwise",
            edition=_name_edition(point.doc, row, names, words),
            what=words.say(f"card.{_OTHERWISE[point.role]}", year=words.short_year(point.year)),
            value=write_value(point.value, trend.unit),
        )
        for point in trend.others
    ]
    if len(trend.line) > 1 and trend.measure.doc != trend.head.doc:
        said.append(words.say("compare.only_in", edition=_name_edition(trend.measure.doc, row, names, words)))
    return "".join(f'<small class="pc-otherwise">{escape(text)}</small>' for text in said)


def _name_edition(doc: str, row: Row, names: Mapping[str, str], words: Phrases) -> str:
    """Return the year of an edition: the plan stands beside the measure."""
    year = next((one.edition for one in row.trend.line if one.doc == doc), None)
    if year:
        return words.say("edition.of_year", year=words.short_year(year))
    return frame.edition_of(doc) or names.get(doc, "")


def _cell_html(row: Row, year: int, words: Phrases) -> str:
    cell = row.cells.get(year)
    label = f' data-label="{escape(words.short_year(year), quote=True)}"'
    if cell is None:
        return f'<td class="pc-num pc-without"{label}></td>'
    following = row.trend.following
    changed = following.change if following and following.year == year else None
    unit = _common_unit(row)
    target = _value_html(cell.target, "target", year, unit, words) or _worded_html(cell, words)
    told = _sign_html(f"change.{changed}", CHANGE_ICONS[changed], "pc-change", words) if changed else ""
    actual = _value_html(cell.actual, "actual", year, unit, words)
    judged = ""
    if cell.verdict:
        judged = _sign_html(
            f"verdict.{cell.verdict}", VERDICT_ICONS[cell.verdict], f"pc-{cell.verdict}", words
        )
    return (
        f'<td class="pc-num"{label}><span class="pc-grid-actual">{actual}{judged}</span>'
        f'<span class="pc-grid-target">{target}{told}</span></td>'
    )


def _sign_html(phrase: str, icon: str, kind: str, words: Phrases) -> str:
    """Return an icon that says a word to those who hear the page or point at it; the legend says it too."""
    word = escape(words.say(phrase), quote=True)
    said = f'role="img" aria-label="{word}" title="{word}"'
    return f'<span class="pc-sign {kind}" {said}>{frame.icon(icon)}</span>'


def _worded_html(cell: Cell, words: Phrases) -> str:
    return escape(words.say("card.no_number")) if cell.worded else ""


def _value_html(value: Value | None, role: str, year: int, unit: str, words: Phrases) -> str:
    """Return a number of a cell, without a unit that is told already; it opens where it stands, if known."""
    if value is None:
        return ""
    sign = SIGNS[value.op] if role == "target" else ""
    text = sign + write_shortly(value.value, "" if value.unit == unit else value.unit, words)
    # A sign before it says that a number is a target; without one the word does.
    bare = role == "target" and not SIGNS[value.op]
    named = f'<i class="pc-grid-role">{escape(words.say("compare.target"))}</i>'
    inside = (named if bare else "") + escape(text)
    if value.cited is not None:
        cited = references.name_evidence(value.cited.measure, value.cited.target, value.cited.evidence)
    elif value.place is not None:
        cited = references.name_lines(value.place.doc, value.place.line_start, value.place.line_end)
    else:
        return inside
    link = address.link_to(cite=cited, card=st.query_params.get("card"))
    whole = sign + write_value(value.value, value.unit)
    said = f"{words.short_year(year)} {words.say(f'role.{role}')} {whole}"
    return frame.link_html(link, inside, words.say("compare.open", what=said))


def _legend_html(words: Phrases) -> str:
    """Return what the signs of the cells say."""
    verdicts = (verdict for verdict in VERDICT_ICONS if verdict != "none")
    return " ".join(verdict_html(verdict, words) for verdict in verdicts) + " ".join(
        change_html(change, words) for change in ("raised", "lowered", "same", "new")
    )
