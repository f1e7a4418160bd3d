"""A document at a glance: its targets by verdict, strategy and agency, its misses, budget and changes.

It is HTML: every stretch of a bar is a link to the list of what it counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from html import escape

import streamlit as st

from ingest.records import Measure, RecordKind
from qa.answering.overview import Overview, Since, measure_gap
from qa.engine import Engine
from qa.finding.entries import Entry
from qa.finding.goals import Goal
from qa.query import Amount
from qa.tables import TargetRow
from qa.ui import address, derived, frame, pane, references
from qa.ui.bars import JUDGED, bar_html, bars_html, link_targets
from qa.ui.numbers import write_actual, write_gap, write_rate, write_value, write_wanted
from qa.ui.phrases import Phrases
from qa.ui.trend_rows import CHANGE_ICONS, VERDICT_ICONS, verdict_html

_KINDS: tuple[RecordKind, ...] = ("measure", "kpi", "project", "budget")
_MOST_LINES = 12
_SUMS: tuple[Amount, ...] = ("budget", "final", "rate")


def draw_overview(engine: Engine, words: Phrases) -> None:
    """Draw the overview of a document the reader chooses; nothing where no document has entries."""
    docs = derived.list_surveyed(engine)
    if not docs:
        return
    titles = {head.id: frame.edition_of(head.id) or " ".join(head.title.split()) for head in engine.heads}
    heading = f'<h2 class="pc-small-heading">{escape(words.say("overview.heading"))}</h2>'
    doc = docs[0]
    if len(docs) > 1:
        address.read_choice("about", docs)
        address.keep_allowed("about", docs)
        st.session_state.setdefault("about", doc)
        with st.container(horizontal=True, vertical_alignment="center", key="about-bar", gap="small"):
            st.html(heading, width="content")
            doc = st.selectbox(
                words.say("overview.about"), docs, key="about", label_visibility="collapsed",
                placeholder="",
                format_func=lambda one: titles.get(one, one),
            )  # fmt: skip
        address.write_choice("about", None if doc == docs[0] else doc)
        frame.draw_lost()
    else:
        st.html(f'{heading}<p class="pc-note" lang="zh-Hant">{escape(titles[doc])}</p>')
    opened = pane.beside(engine) if "cite" in st.query_params else nullcontext()
    with opened:
        _draw_document(derived.survey(engine, doc), titles, words)


def _draw_document(found: Overview, titles: dict[str, str], words: Phrases) -> None:
    bars = "".join(
        bars_html(by, scores, found, words)
        for by, scores in (("strategy", found.strategies), ("agency", found.agencies))
    )
    parts = [
        _kinds_html(found, words),
        _verdicts_html(found, words),
        f'<div class="pc-pair">{bars}</div>' if bars else "",
        _misses_html(found, words) if found.misses else "",
        _since_html(found, found.since, titles, words) if found.since else "",
        _contradictions_html(found, words) if found.contradictions else "",
        _budget_html(found, words) if found.budget else "",
    ]
    st.html("".join(parts))


def _kinds_html(found: Overview, words: Phrases) -> str:
    """Return how many entries of each kind there are, each a link to their list."""
    told = []
    for kind in (kind for kind in _KINDS if found.kinds.get(kind)):
        said = escape(words.say(f"overview.count_{kind}", count=found.kinds[kind]))
        if kind in ("measure", "kpi"):
            said = frame.link_html(address.link_view("targets", plan=found.doc), said)
        elif kind == "project":
            said = frame.link_html(
                address.link_to(q=words.say("overview.ask_projects"), doc=found.doc, about=None), said
            )
        told.append(f"<li>{said}</li>")
    return f'<ul class="pc-counts">{"".join(told)}</ul>'


def _verdicts_html(found: Overview, words: Phrases) -> str:
    """Return the targets of the year by verdict: a tile and a stretch of one bar for each."""
    counts = found.verdicts
    if not found.rows:
        return ""
    year = words.year(found.year) if found.year is not None else words.say("overview.every_year")
    shown = {
        name: f"<b>{counts[name]}</b>{verdict_html(name, words)}" for name in VERDICT_ICONS if counts[name]
    }
    tiles = "".join(
        f"<li>{frame.link_html(link_targets(found, verdict=name), inside)}</li>"
        for name, inside in shown.items()
    )
    said = escape(words.say("overview.targets", year=year, count=len(found.rows)))
    bar = bar_html({name: counts[name] for name in JUDGED}, found, words, said)
    return f'<h3 class="pc-group">{said}</h3><ul class="pc-tiles">{tiles}</ul>{bar}'


def _misses_html(found: Overview, words: Phrases) -> str:
    """Return the targets that were missed as a table, with rate and gap; the furthest first."""
    rows = []
    for row in found.misses:
        target = row.target
        name, lang = frame.name_record(row.measure)
        cells = {
            "target": write_wanted(target),
            "actual": write_actual(target),
            "rate": "" if target.rate_pct is None else write_rate(target.rate_pct),
            "gap": write_gap(measure_gap(target), target.unit, words),
        }
        rows.append(
            f"<tr><td>{_open_link(found, row, words)}</td>"
            f'<td lang="{lang}">{escape(name)}{_tell_target(row)}</td>{_numbers_html(cells, words)}</tr>'
        )
    heading = escape(words.say("overview.misses", count=len(found.misses)))
    return f'<h3 class="pc-group">{heading}</h3>' + _table_html(
        ("no", "title"), ("target", "actual", "rate", "gap"), rows, words
    )


def _numbers_html(cells: Mapping[str, str], words: Phrases) -> str:
    return "".join(
        f'<td class="pc-num" data-label="{escape(words.say(f"overview.{name}"), quote=True)}">'
        f"{escape(text) or '—'}</td>"
        for name, text in cells.items()
    )


def _table_html(texts: Sequence[str], numbers: Sequence[str], rows: Sequence[str], words: Phrases) -> str:
    head = "".join(f'<th scope="col">{escape(words.say(f"overview.{name}"))}</th>' for name in texts)
    head += "".join(
        f'<th scope="col" class="pc-num">{escape(words.say(f"overview.{name}"))}</th>' for name in numbers
    )
    return (
        f'<div class="pc-list-room"><table class="pc-list"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _open_link(found: Overview, row: TargetRow, words: Phrases) -> str:
    """Return the number of a target's entry as a link that opens its card beside the other misses."""
    card = references.name_record(row.measure.kind, row.measure.doc, row.measure.no)
    link = link_targets(found, verdict=row.target.verdict, card=card)
    no = row.measure.written_no or str(row.measure.no)
    return frame.link_html(link, escape(no), words.say("targets.open", no=no))


def _tell_target(row: TargetRow) -> str:
    """Return what a target counts, where its entry's name does not say it."""
    text = row.target.metric or ("" if row.measure.kind == "kpi" else row.target.text)
    agency = f"{row.target.agency} " if row.target.agency else ""
    if text == row.measure.title:
        return ""
    return f' <small lang="zh-Hant">{escape(agency + text)}</small>' if text else ""


def _since_html(found: Overview, since: Since, titles: dict[str, str], words: Phrases) -> str:
    """Return what changed since the edition before: measures kept, new and dropped, targets set otherwise."""
    said = words.say("overview.since", edition=titles[since.earlier])
    chips = []
    groups = {"kept": since.kept, "new": since.new, "dropped": since.dropped}
    for fate, measures in groups.items():
        if measures:
            label = f"{escape(words.say(f'fate.{fate}'))} <b>{len(measures)}</b>"
            link = address.link_view("compare", plan=found.doc, fate=fate)
            chips.append(f"<li>{frame.link_html(link, label)}</li>")
    lists = [
        _fold_html(
            words.say("overview.changed", change=words.say(f"change.{change}")),
            [
                f"{_name(one.row.measure)}{_tell_target(one.row)}{escape(words.say('page.colon'))}"
                f"{escape(write_wanted(one.before))} → {escape(write_wanted(one.row.target))}"
                for one in since.changed
                if one.change == change
            ],
            CHANGE_ICONS[change],
        )
        for change in ("raised", "lowered")
    ]
    lists.append(
        _fold_html(
            words.say("overview.again"),
            [f"{_name(r.measure)}{_tell_target(r)}" for r in since.again],
            "replay",
        )
    )
    return (
        f'<h3 class="pc-group">{escape(said)}</h3><ul class="pc-counts">{"".join(chips)}</ul>{"".join(lists)}'
    )


def _name(measure: Measure) -> str:
    name, lang = frame.name_record(measure)
    return f'<span lang="{lang}">{escape(measure.written_no or str(measure.no))} {escape(name)}</span>'


def _fold_html(name: str, lines: Sequence[str], icon: str) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{line}</li>" for line in lines)
    return (
        f'<details class="pc-more"><summary>{frame.icon(icon)} {escape(name)} <b>{len(lines)}</b></summary>'
        f"<ul>{items}</ul></details>"
    )


def _contradictions_html(found: Overview, words: Phrases) -> str:
    heading = escape(words.say("overview.contradictions", count=sum(found.contradictions.values())))
    items = "".join(
        f"<li>{frame.link_html(address.link_view('check', plan=found.doc, kind=kind), label)}</li>"
        for kind, count in found.contradictions.items()
        for label in [f"{escape(words.say(f'contradiction.{kind}'))} <b>{count}</b>"]
    )
    return f'<h3 class="pc-group">{heading}</h3><ul class="pc-counts">{items}</ul>'


def _budget_html(found: Overview, words: Phrases) -> str:
    """Return the lines of the budget with what was spent; those beyond the first are opened by a click."""
    names = [name for name in _SUMS if any(name in goal.amounts for _, goal in found.budget)]
    rows = [_budget_row(entry, goal, names, words) for entry, goal in found.budget]
    shown = _table_html(("line", "year"), names, rows[:_MOST_LINES], words)
    more = escape(words.say("overview.more", count=len(rows) - _MOST_LINES))
    rest = _table_html(("line", "year"), names, rows[_MOST_LINES:], words)
    folded = f'<details class="pc-more"><summary>{more}</summary>{rest}</details>'
    heading = escape(words.say("overview.budget_heading", count=len(rows)))
    return f'<h3 class="pc-group">{heading}</h3>{shown}{folded if rows[_MOST_LINES:] else ""}'


def _budget_row(entry: Entry, goal: Goal, names: Sequence[Amount], words: Phrases) -> str:
    """Return a line of the budget; its name opens where it stands in the source."""
    year = words.short_year(goal.year) if goal.year is not None else words.say("overview.whole_period")
    written = {name: goal.amounts.get(name) for name in names}
    cells: dict[str, str] = {
        name: "" if value is None else write_rate(value) if name == "rate" else write_value(value, goal.unit)
        for name, value in written.items()
    }
    place = goal.quotes[0].place if goal.quotes else entry.record.place
    link = address.link_to(cite=references.name_lines(entry.doc, place.line_start, place.line_end))
    name = frame.link_html(link, escape(entry.title))
    return f'<tr><td lang="zh-Hant">{name}</td><td>{escape(year)}</td>{_numbers_html(cells, words)}</tr>'
