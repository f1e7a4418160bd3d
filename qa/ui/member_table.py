"""The members of an answer that is a list as a table, on the page and as a file to take along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from ingest.figures.years import ROC_OFFSET
from ingest.records import Document, Measure, Place
from qa import downloads
from qa.answering.members import Member, Reason
from qa.ui import address, frame, references, sorting
from qa.ui.numbers import write_actual, write_gap, write_rate, write_value, write_wanted
from qa.ui.phrases import Phrases
from qa.ui.trend_rows import verdict_html

_COLUMNS = ("no", "title", "target", "actual", "rate", "gap", "verdict", "reason", "cited")
_NUMBERS = ("target", "actual", "rate", "gap")
_FILE = (
    "doc_title", "no", "title", "year", "metric", "target", "actual", "unit", "rate", "gap", "verdict",
    "official", "agency", "strategy", "reason", "reason_line", "quote", "line", "page", "doc", "link",
)  # fmt: skip
_LONGEST_REASON = 90


def draw_members(members: Sequence[Member], words: Phrases) -> None:
    """Draw a row for each member in the order the address names; columns without a cell are left out."""
    order = sorting.read_order(_COLUMNS)
    rows = list(members)
    if order[0]:
        rows = sorting.sort_rows(rows, lambda one: _sort_key(one, order[0]), falling=order[1])
    cells = [_write_cells(one, words) for one in rows]
    columns = [column for column in _COLUMNS if any(row[column] for row in cells)]
    head = "".join(
        sorting.heading_html(name, words.say(f"members.{name}"), order, number=name in _NUMBERS)
        for name in columns
    )
    body = "".join(
        f"<tr>{''.join(_cell_html(name, row[name], words) for name in columns)}</tr>" for row in cells
    )
    label = escape(words.say("members.table"), quote=True)
    st.html(
        f'<div class="pc-list-room" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="pc-list pc-members"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def write_table(
    members: Sequence[Member], documents: Mapping[str, Document], link: str, words: Phrases
) -> tuple[list[str], list[list[downloads.Cell]]]:
    """Return headings and rows with everything there is: reasons in full, titles, the line, a link."""
    rows = [_write_row(one, documents, link, words) for one in members]
    headings = [words.say(f"members.{name}") for name in _FILE]
    return headings, [[row[name] for name in _FILE] for row in rows]


def _write_row(
    member: Member, documents: Mapping[str, Document], link: str, words: Phrases
) -> dict[str, downloads.Cell]:
    record, goal = member.record, member.goal
    amounts: Mapping[Any, Any] = goal.amounts if goal else {}
    document = documents.get(record.doc)
    year = goal.year if goal else record.edition
    measure = record if isinstance(record, Measure) else None
    rate = amounts.get("rate")
    return {
        "doc_title": " ".join(document.title.split()) if document else record.doc,
        "no": record.no if record.written_no in ("", str(record.no)) else record.written_no,
        "title": record.title,
        "year": year if year is None or words.language == "zh" else year + ROC_OFFSET,
        "metric": goal.metric if goal else "",
        "target": amounts.get("target", amounts.get("budget")),
        "actual": amounts.get("actual", amounts.get("final")),
        "unit": goal.unit if goal else "",
        "rate": None if rate is None else round(rate, 2),
        "gap": member.gap,
        "verdict": words.say(f"verdict.{goal.verdict}") if goal and goal.verdict else "",
        "official": words.say(f"official.{measure.official_status}") if measure else "",
        "agency": "、".join(measure.agencies) if measure else "",
        "strategy": record.text("strategy"),
        "reason": member.reason.whole if member.reason else "",
        "reason_line": member.reason.place.line_start if member.reason else None,
        "quote": member.quote,
        "line": member.place.line_start,
        "page": member.place.page,
        "doc": record.doc,
        "link": downloads.Link(link),
    }


def _sort_key(member: Member, column: str) -> Any:
    goal = member.goal
    amounts: Mapping[Any, Any] = goal.amounts if goal else {}
    return {
        "no": member.record.no,
        "title": member.record.title,
        "target": amounts.get("target", amounts.get("budget")),
        "actual": amounts.get("actual", amounts.get("final")),
        "rate": amounts.get("rate"),
        "gap": member.gap,
        "verdict": (goal.verdict or "") if goal else "",
        "reason": member.reason.words if member.reason else "",
        "cited": member.place.line_start,
    }[column]


def _write_cells(member: Member, words: Phrases) -> dict[str, str]:
    """Return the cells of a row as HTML by column, empty where there is nothing to say."""
    record, goal = member.record, member.goal
    name, lang = frame.name_record(record)
    no = record.written_no or str(record.no)
    card = references.name_record(record.kind, record.doc, record.no)
    opened = frame.link_html(
        address.link_to(card=card, cite=st.query_params.get("cite")),
        escape(no),
        words.say("members.open", no=no),
    )
    edition = frame.edition_of(record.doc)
    of = f"<small>{escape(edition)}</small>" if edition else ""
    metric = goal.metric if goal and goal.metric != record.title else ""
    counts = f'<small lang="zh-Hant">{escape(metric)}</small>' if metric else ""
    return {
        "no": opened,
        "title": f'<span lang="{lang}">{escape(name)}</span>{counts}{of}',
        **{column: escape(text) for column, text in _write_numbers(member, words).items()},
        "verdict": verdict_html(goal.verdict, words) if goal and goal.verdict else "",
        "reason": _reason_html(member.reason, words) if member.reason else "",
        "cited": _cite_html(member.place, member.citation, words),
    }


def _write_numbers(member: Member, words: Phrases) -> dict[str, str]:
    goal = member.goal
    if goal is None:
        return dict.fromkeys(_NUMBERS, "")
    rate = goal.amounts.get("rate")
    written = {
        "rate": "" if rate is None else write_rate(rate),
        "gap": write_gap(member.gap, goal.unit, words),
    }
    if goal.target is not None:
        return {"target": write_wanted(goal.target), "actual": write_actual(goal.target), **written}
    sums = [goal.amounts.get(name) for name in ("budget", "final")]
    told = ["" if value is None else write_value(value, goal.unit) for value in sums]
    return {"target": told[0], "actual": told[1], **written}


def _reason_html(reason: Reason, words: Phrases) -> str:
    """Return why a member fell short, shortened, with a link to where it stands."""
    cut = reason.words if len(reason.words) <= _LONGEST_REASON else reason.words[:_LONGEST_REASON] + "…"
    return f'<span lang="zh-Hant">{escape(cut)}</span> {_cite_html(reason.place, reason.citation, words)}'


def _cite_html(place: Place, citation: int | None, words: Phrases) -> str:
    """Return a link to where something stands: the answer's own citation, else the lines."""
    where = words.lines(place.line_start, place.line_end, place.page)
    if citation is not None:
        cite, label = str(citation + 1), f"[{citation + 1}]"
    else:
        cite, label = references.name_lines(place.doc, place.line_start, place.line_end), where
    link = address.link_to(cite=cite, card=st.query_params.get("card"))
    return frame.link_html(link, escape(label), words.say("compare.open", what=where))


def _cell_html(column: str, inside: str, words: Phrases) -> str:
    kind = (" pc-num" if column in _NUMBERS else "") + ("" if inside else " pc-blank")
    label = escape(words.say(f"members.{column}"), quote=True)
    return f'<td class="pc-col-{column}{kind}" data-label="{label}">{inside or "—"}</td>'
