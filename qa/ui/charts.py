"""Charts of a target over the years: results as bars, targets as marks.

They are drawn as SVG by this module, so that the picture on the page, in print and in the file
taken along are one and the same, need no fonts or scripts from elsewhere, and stay sharp.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from qa.trends import Trend
from qa.ui.numbers import write_value
from qa.ui.phrases import Phrases
from qa.wording import write_number

BAR, EARLIER_BAR, MARK = "#1f5673", "#7fa3b8", "#a85f00"
INK, QUIET, FAINT = "#1d2733", "#4a5866", "#c9d3db"
# What each colour is on a dark page, which the picture learns from the reader's system as the page does.
_DARK = {
    BAR: "#8cc3e0",
    EARLIER_BAR: "#55788d",
    MARK: "#f0a63c",
    INK: "#e6ecf1",
    QUIET: "#a9b7c4",
    FAINT: "#3c4a57",
}
_DARK_STYLE = (
    "<style>@media (prefers-color-scheme:dark){"
    + "".join(
        f'[fill="{light}"]{{fill:{dark}}}[stroke="{light}"]{{stroke:{dark}}}' for light, dark in _DARK.items()
    )
    + "}</style>"
)
_SLOT, _HEIGHT, _BAR_WIDTH, _FOOT, _HEAD = 48, 104, 20, 16, 9
_MARK_REACH, _MARK_THICK, _DIGIT = 7, 3, 6.2
_FONT = "'Noto Sans TC','Noto Sans CJK TC','PingFang TC','Microsoft JhengHei',sans-serif"
_ROW, _WIDTH, _LONGEST_TITLE = 190, 760, 46
_ROUND = tuple(map(Decimal, ("1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10")))
_INVALID = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Scale:
    """What stands at the top and the bottom of a chart of some height; zero is always between them."""

    low: Decimal
    high: Decimal
    height: int = _HEIGHT
    head: int = _HEAD
    foot: int = _FOOT

    def place(self, value: Decimal) -> float:
        """Return how far down a value stands."""
        room = self.height - self.foot - self.head
        return self.head + float((self.high - value) / (self.high - self.low)) * room

    @property
    def marks(self) -> dict[Decimal, str]:
        """The levels that are drawn, from below, as they are written."""
        return {mark: write_number(mark) for mark in sorted({self.low, Decimal(0), self.high})}


def find_scale(
    values: Sequence[Decimal], height: int = _HEIGHT, head: int = _HEAD, foot: int = _FOOT
) -> Scale:
    """Return the scale on which some values are drawn, with zero and round numbers at its ends."""
    low, high = -_round_up(-min(values, default=Decimal(0))), _round_up(max(values, default=Decimal(0)))
    return Scale(low, high if high > low else low + 1, height, head, foot)


def draw_trend(trend: Trend, years: Sequence[int], words: Phrases, source: str) -> str:
    """Return the chart of a trend with its unit and source as HTML; empty without a value of these years."""
    if not any(point.year in years for point in trend.points):
        return ""
    drawn, width = _draw_chart(trend, years, words)
    return (
        f'<figure class="pc-drawn">{image_html(drawn, width, _HEIGHT, describe_trend(trend, words))}'
        f"<figcaption>{escape(_caption(trend, words, source))}</figcaption></figure>"
    )


def image_html(drawn: str, width: float, height: int, label: str) -> str:
    """Return what was drawn as a picture in HTML, for the page lets no SVG element through."""
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height}" '
        f'viewBox="0 0 {width:g} {height}" font-family="{_FONT}">{_DARK_STYLE}{drawn}</svg>'
    )
    data = base64.b64encode(picture.encode()).decode()
    return (
        f'<img class="pc-chart" alt="{escape(label, quote=True)}" width="{width:g}" height="{height}" '
        f'src="data:image/svg+xml;base64,{data}">'
    )


def describe_trend(trend: Trend, words: Phrases) -> str:
    """Return what a chart shows, in words."""
    values = words.say("page.separator").join(
        f"{words.short_year(p.year)} {words.say(f'role.{p.role}')} {write_value(p.value, trend.unit)}"
        for p in trend.points
    )
    return words.say("chart.label", metric=trend.metric, values=values)


def write_source(trend: Trend, words: Phrases, name: Callable[[str], str]) -> str:
    """Return where the values of a trend stand, document by document; `name` calls a document by its name."""
    spans: dict[str, tuple[int, int]] = {}
    targets = (*trend.targets, *((trend.following,) if trend.following else ()), *trend.further)
    places = [evidence.place for target in targets for evidence in target.evidence]
    for place in [*places, *(point.place for point in trend.points if point.place is not None)]:
        start, end = spans.get(place.doc, (place.line_start, place.line_end))
        spans[place.doc] = min(start, place.line_start), max(end, place.line_end)
    said = (f"{name(doc)} {words.lines(start, end)}".strip() for doc, (start, end) in spans.items())
    return words.say("card.joined").join(said)


def draw_picture(
    trends: Sequence[Trend], years: Sequence[int], words: Phrases, name: Callable[[str], str]
) -> bytes:
    """Return the charts of many trends, each with its title, values, unit and source, as one SVG file."""
    shown = [trend for trend in trends if trend.points]
    height = 40 + _ROW * len(shown)
    rows = "".join(
        f'<g transform="translate(16 {40 + _ROW * at})" role="img" '
        f'aria-label="{clean(describe_trend(trend, words))}">'
        f"{_draw_row(trend, years, words, write_source(trend, words, name))}</g>"
        for at, trend in enumerate(shown)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" font-family="{_FONT}" font-size="12">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<text x="16" y="24" fill="{QUIET}">{clean(words.say("compare.legend"))}</text>{rows}</svg>'
    ).encode()


def _caption(trend: Trend, words: Phrases, source: str) -> str:
    unit = words.say("chart.unit", unit=trend.unit or words.say("chart.no_unit"))
    return words.say("card.joined").join(
        [unit, *([words.say("chart.source", source=source)] if source else [])]
    )


def _draw_row(trend: Trend, years: Sequence[int], words: Phrases, source: str) -> str:
    kind = words.say(
        "record.number",
        kind=words.say(f"record.{trend.head.kind}"),
        no=trend.head.written_no or trend.head.no,
    )
    title = " ".join(f"{kind} {trend.metric}".split())
    if len(title) > _LONGEST_TITLE:
        title = title[:_LONGEST_TITLE] + "…"
    lines = (describe_trend(trend, words), _caption(trend, words, source))
    said = "".join(
        f'<text y="{28 + 15 * at}" fill="{QUIET}" font-size="11">{clean(line)}</text>'
        for at, line in enumerate(lines)
    )
    return (
        f'<text y="12" fill="{INK}" font-weight="600">{clean(title)}</text>{said}'
        f'<g transform="translate(0 50)">{_draw_chart(trend, years, words)[0]}</g>'
    )


def _draw_chart(trend: Trend, years: Sequence[int], words: Phrases) -> tuple[str, float]:
    """Return a chart and its width: the scale at its left, then a slot for each year."""
    values = [point.value for point in trend.points if point.year in years]
    scale = find_scale(values)
    gutter = max(len(text) for text in scale.marks.values()) * _DIGIT + 6
    width = gutter + _SLOT * len(years)
    parts = [draw_level(mark, scale, gutter, width) for mark in scale.marks]
    # A result an edition reports of its own year is dark, one it only looks back on is light.
    reported = {target.year for target in trend.targets} or set(years)
    for at, year in enumerate(years):
        middle = gutter + _SLOT * at + _SLOT / 2
        actual, target = trend.value(year, "actual"), trend.value(year, "target")
        if actual is not None:
            parts.append(_draw_bar(actual, scale, middle, BAR if year in reported else EARLIER_BAR))
        if target is not None:
            parts.append(_draw_mark(target, actual, scale, middle))
        parts.append(
            f'<text x="{middle:g}" y="{_HEIGHT - 2}" text-anchor="middle" font-size="11" fill="{QUIET}">'
            f"{clean(words.short_year(year))}</text>"
        )
    return "".join(parts), width


def _round_up(value: Decimal) -> Decimal:
    """Return a round number that is no smaller; zero for what is not above it.

    >>> [str(_round_up(Decimal(text))) for text in ("76.05", "7000000", "0.8", "100", "-3")]
    ['80', '8000000', '0.8', '100', '0']
    """
    if value <= 0:
        return Decimal(0)
    power = Decimal(1).scaleb(value.adjusted())
    found = next(step * power for step in _ROUND if step * power >= value)
    return Decimal(f"{found.normalize():f}")


def draw_level(mark: Decimal, scale: Scale, gutter: float, width: float) -> str:
    """Draw a level of a chart with its number at the left."""
    level = scale.place(mark)
    colour = INK if mark == 0 else FAINT
    return (
        f'<line x1="{gutter:g}" x2="{width:g}" y1="{level:.1f}" y2="{level:.1f}" stroke="{colour}"/>'
        f'<text x="{gutter - 4:g}" y="{level + 3.5:.1f}" text-anchor="end" font-size="10" fill="{QUIET}">'
        f"{clean(scale.marks[mark])}</text>"
    )


def _draw_bar(value: Decimal, scale: Scale, middle: float, tone: str) -> str:
    top, bottom = sorted((scale.place(value), scale.place(Decimal(0))))
    return (
        f'<rect class="bar" x="{middle - _BAR_WIDTH / 2:g}" y="{top:.1f}" width="{_BAR_WIDTH}" '
        f'height="{bottom - top:.1f}" fill="{tone}"/>'
    )


def _draw_mark(target: Decimal, actual: Decimal | None, scale: Scale, middle: float) -> str:
    """Draw a target's mark: a whole line beyond a bar that falls short of it, else broken by the bar.

    So the mark never covers the bar, and 76 against 75 is told from 74 at any size of the picture.
    """
    level, half = scale.place(target), _BAR_WIDTH / 2
    reached = actual is not None and min(actual, Decimal(0)) <= target <= max(actual, Decimal(0))
    # The edge that faces the bar stands where the target does.
    above = target >= 0 and not reached
    y = level - _MARK_THICK if above else level
    left, right = middle - half - _MARK_REACH, middle + half + _MARK_REACH
    stretches = [(left, middle - half - 1), (middle + half + 1, right)] if reached else [(left, right)]
    return "".join(
        f'<rect class="mark" x="{start:g}" y="{y:.1f}" width="{end - start:g}" height="{_MARK_THICK}" '
        f'fill="{MARK}"/>'
        for start, end in stretches
    )


def clean(text: str) -> str:
    """Return a text as it may stand in an SVG."""
    return escape(_INVALID.sub("", text))
