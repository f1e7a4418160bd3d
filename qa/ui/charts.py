"""Charts of a target over the years: results as bars, targets as marks.

They are drawn as SVG by this module, so that the picture on the page, in print and in the file
taken along are one and the same, need no fonts or scripts from elsewhere, and stay sharp.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from html import escape

from qa.trends import Trend
from qa.ui.numbers import write_value
from qa.ui.phrases import Phrases

BAR, EARLIER_BAR, MARK = "#1f5673", "#7fa3b8", "#a85f00"
_INK, _QUIET, _LINE = "#1d2733", "#4a5866", "#8a97a3"
_SLOT, _HEIGHT, _BAR_WIDTH, _FOOT, _HEAD = 48, 60, 20, 14, 4
_FONT = "'Noto Sans TC','Noto Sans CJK TC','PingFang TC','Microsoft JhengHei',sans-serif"
_ROW, _WIDTH, _LONGEST_TITLE = 118, 760, 46
_INVALID = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def draw_trend(trend: Trend, years: Sequence[int], words: Phrases) -> str:
    """Return the chart of one trend as an image for HTML; empty where it has no value of these years."""
    if not any(point.year in years for point in trend.points):
        return ""
    width = _SLOT * len(years)
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_HEIGHT}" '
        f'viewBox="0 0 {width} {_HEIGHT}" font-family="{_FONT}">{_draw_slots(trend, years, words)}</svg>'
    )
    # The page lets no SVG element through, but pictures.
    data = base64.b64encode(drawn.encode()).decode()
    label = escape(describe_trend(trend, words), quote=True)
    return (
        f'<img class="pc-chart" alt="{label}" width="{width}" height="{_HEIGHT}" '
        f'src="data:image/svg+xml;base64,{data}">'
    )


def describe_trend(trend: Trend, words: Phrases) -> str:
    """Return what a chart shows, in words."""
    return words.say("page.separator").join(
        f"{words.short_year(p.year)} {words.say(f'role.{p.role}')} {write_value(p.value, trend.unit)}"
        for p in trend.points
    )


def draw_picture(trends: Sequence[Trend], years: Sequence[int], words: Phrases) -> bytes:
    """Return the charts of many trends, each with its title and values, as one SVG file."""
    shown = [trend for trend in trends if trend.points]
    height = 40 + _ROW * len(shown)
    rows = "".join(
        f'<g transform="translate(16 {40 + _ROW * at})">{_draw_row(trend, years, words)}</g>'
        for at, trend in enumerate(shown)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" font-family="{_FONT}" font-size="12">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<text x="16" y="24" fill="{_QUIET}">{_clean(words.say("compare.legend"))}</text>{rows}</svg>'
    ).encode()


def _draw_row(trend: Trend, years: Sequence[int], words: Phrases) -> str:
    kind = words.say("record.number", kind=words.say("record.measure"), no=trend.head.no)
    title = " ".join(f"{kind} {trend.metric}".split())
    if len(title) > _LONGEST_TITLE:
        title = title[:_LONGEST_TITLE] + "…"
    values = describe_trend(trend, words)
    return (
        f'<text y="12" fill="{_INK}" font-weight="600">{_clean(title)}</text>'
        f'<text y="28" fill="{_QUIET}" font-size="11">{_clean(values)}</text>'
        f'<g transform="translate(0 34)">{_draw_slots(trend, years, words)}</g>'
    )


def _draw_slots(trend: Trend, years: Sequence[int], words: Phrases) -> str:
    values = [point.value for point in trend.points if point.year in years]
    highest = max((abs(value) for value in values), default=0)
    room = _HEIGHT - _FOOT - _HEAD
    base = _HEAD + room
    # A result an edition reports of its own year is dark, one it only looks back on is light.
    reported = {target.year for target in trend.targets}
    parts = [f'<line x1="0" x2="{_SLOT * len(years)}" y1="{base}" y2="{base}" stroke="{_LINE}"/>']
    for at, year in enumerate(years):
        middle = _SLOT * at + _SLOT / 2
        actual, target = trend.value(year, "actual"), trend.value(year, "target")
        if actual is not None:
            tall = float(abs(actual) / highest) * room if highest else 0.0
            tone = BAR if year in reported else EARLIER_BAR
            parts.append(
                f'<rect x="{middle - _BAR_WIDTH / 2:g}" y="{base - tall:.1f}" width="{_BAR_WIDTH}" '
                f'height="{tall:.1f}" fill="{tone}"/>'
            )
        if target is not None:
            level = base - (float(abs(target) / highest) * room if highest else 0.0)
            half = _BAR_WIDTH / 2 + 7
            parts += [
                f'<line x1="{middle - half:g}" x2="{middle + half:g}" y1="{level:.1f}" y2="{level:.1f}" '
                f'stroke="{colour}" stroke-width="{thick}"/>'
                for colour, thick in (("#ffffff", 5), (MARK, 3))
            ]
        parts.append(
            f'<text x="{middle:g}" y="{_HEIGHT - 2}" text-anchor="middle" font-size="11" fill="{_QUIET}">'
            f"{_clean(words.short_year(year))}</text>"
        )
    return "".join(parts)


def _clean(text: str) -> str:
    return escape(_INVALID.sub("", text))
