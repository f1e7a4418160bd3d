"""Stacked bars of targets by verdict; every stretch is a link to the list of what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from qa.answering.overview import Overview
from qa.tables import Score
from qa.ui import address, frame
from qa.ui.phrases import Phrases

JUDGED = ("met", "not_met", "not_reported", "qualitative")
_MOST_BARS = 10


def link_targets(found: Overview, **parts: str | None) -> str:
    """Return the address of the targets an overview counts, or of some of them."""
    year = str(found.year) if found.year is not None else None
    return address.link_view("targets", plan=found.doc, year=year, **parts)


def bar_html(
    counts: dict[str, int], found: Overview, words: Phrases, name: str, most: int = 0, **parts: str | None
) -> str:
    """Return a bar of stretches as long as their counts, beside others of which the longest has `most`."""
    total = sum(counts.values())
    if not total:
        return ""
    stretches = "".join(
        frame.link_html(
            link_targets(found, verdict=verdict, **parts),
            f'<span style="display:block">{count}</span>',
            f"{name}{words.say('page.colon')}{words.say(f'verdict.{verdict}')} {count}",
            f"pc-stretch pc-{verdict}",
        ).replace("<a ", f'<a style="flex:{count} {count} 0" ', 1)
        for verdict, count in counts.items()
        if count
    )
    width = 100 * total / (most or total)
    return f'<div class="pc-bar" style="width:{width:.1f}%">{stretches}</div>'


def bars_html(by: str, scores: Sequence[Score], found: Overview, words: Phrases) -> str:
    """Return a bar for each strategy or agency; those beyond the first are opened by a click."""
    if not scores:
        return ""
    most = max(score.targets for score in scores)
    role = "lead" if by == "agency" else None
    rows = []
    for score in scores:
        name, lang = frame.name_agency(score.name)
        counts = {verdict: int(getattr(score, verdict)) for verdict in JUDGED}
        where = {by: score.name, "role": role}
        label = frame.link_html(link_targets(found, **where), escape(name))
        rows.append(
            f'<li><span class="pc-bar-name" lang="{lang}">{label}</span>'
            f'{bar_html(counts, found, words, name, most, **where)}<span class="pc-bar-total">'
            f"{score.targets}</span></li>"
        )
    heading = escape(words.say(f"overview.by_{by}"))
    shown, rest = "".join(rows[:_MOST_BARS]), "".join(rows[_MOST_BARS:])
    more = escape(words.say("overview.more", count=len(rows) - _MOST_BARS))
    folded = f'<details class="pc-more"><summary>{more}</summary><ul class="pc-bars">{rest}</ul></details>'
    return (
        f'<section><h3 class="pc-group">{heading}</h3><ul class="pc-bars">{shown}</ul>'
        f"{folded if rest else ''}</section>"
    )
