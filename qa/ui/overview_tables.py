"""The tables of an overview: what was missed, what changed since the edition before, the budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from ingest.records import Measure
from qa.answering.overview import Overview, Since, measure_gap
from qa.finding.entries import Entry
from qa.finding.goals import Goal
from qa.query import Amount
from qa.tables import TargetRow
from qa.ui import address, frame, references
from qa.ui.bars import link_targets
from qa.ui.numbers import write_actual, write_gap, write_rate, write_value, write_wanted
from qa.ui.phrases import Phrases
from qa.ui.trend_rows import CHANGE_ICONS

_MOST_LINES = 12
_SUMS: tuple[Amount, ...] = ("budget", "final", "rate")


def misses_html(found: Overview, words: Phrases) -> str:
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


def since_html(found: Overview, since: Since, titles: dict[str, str], words: Phrases) -> str:
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


def budget_html(found: Overview, words: Phrases) -> str:
    """Return the lines of the budget with what was spent; those beyond the first are opened by a click."""
    names = [name for name in _SUMS if any(name in goal.amounts for _, goal in found.budget)]
    rows = [_budget_row(entry, goal, names, words) for entry, goal in found.budget]
    heads = ["spent_rate" if name == "rate" else name for name in names]
    shown = _table_html(("line", "year"), heads, rows[:_MOST_LINES], words)
    more = escape(words.say("overview.more", count=len(rows) - _MOST_LINES))
    rest = _table_html(("line", "year"), heads, rows[_MOST_LINES:], words)
    folded = f'<details class="pc-more"><summary>{more}</summary>{rest}</details>'
    heading = escape(words.say("overview.budget_heading", count=len(rows)))
    return f'<h3 class="pc-group">{heading}</h3>{shown}{folded if rows[_MOST_LINES:] else ""}'


def _budget_row(entry: Entry, goal: Goal, names: Sequence[Amount], words: Phrases) -> str:
    """Return a line of the budget; its name opens where it stands in the source."""
    year = words.short_year(goal.year) if goal.year is not None else words.say("overview.whole_period")
    written = {name: goal.amounts.get(name) for name in names}
    cells: dict[str, str] = {}
    for amount, value in written.items():
        rate = amount == "rate"
        shown = "" if value is None else write_rate(value) if rate else write_value(value, goal.unit)
        cells["spent_rate" if rate else amount] = shown
    place = goal.quotes[0].place if goal.quotes else entry.record.place
    link = address.link_to(cite=references.name_lines(entry.doc, place.line_start, place.line_end))
    name = frame.link_html(link, escape(entry.title))
    return f'<tr><td lang="zh-Hant">{name}</td><td>{escape(year)}</td>{_numbers_html(cells, words)}</tr>'
