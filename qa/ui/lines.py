"""The course of one thing over the years, drawn at a readable size: results as a line, targets as dashes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from html import escape

from qa.trends import Trend
from qa.ui.charts import (
    BAR,
    INK,
    MARK,
    QUIET,
    clean,
    describe_trend,
    draw_level,
    find_scale,
    image_html,
    write_source,
)
from qa.ui.numbers import write_value
from qa.ui.phrases import Phrases
from qa.ui.trend_rows import name_metric

_WIDTH, _HEIGHT, _SIDE, _HEAD, _FOOT = 420, 200, 38, 30, 22
_REACH, _DOT, _DIGIT, _LONGEST = 11, 4, 6.2, 60


def draw_course(trend: Trend, years: Sequence[int], words: Phrases, name: Callable[[str], str]) -> str:
    """Return the picture with its title, unit and source as HTML; `name` calls a document by its name."""
    # What the caption says is not said twice.
    metric = "" if name_metric(trend) == trend.unit else trend.metric
    title = " ".join(dict.fromkeys(filter(None, (trend.head.title, metric))))
    title = title if len(title) <= _LONGEST else title[:_LONGEST] + "…"
    unit = words.say("chart.unit", unit=trend.unit or words.say("chart.no_unit"))
    source = words.say("chart.source", source=write_source(trend, words, name))
    aimed = any(point.role == "target" for point in trend.points)
    told = (unit, words.say("compare.line_legend") if aimed else "", source)
    caption = words.say("card.joined").join(filter(None, told))
    return (
        f'<figure class="pc-course"><figcaption><b lang="zh-Hant">{escape(title)}</b></figcaption>'
        f"{image_html(_draw(trend, years, words), _WIDTH, _HEIGHT, describe_trend(trend, words))}"
        f'<figcaption class="pc-note">{escape(caption)}</figcaption></figure>'
    )


def _draw(trend: Trend, years: Sequence[int], words: Phrases) -> str:
    scale = find_scale([point.value for point in trend.points], _HEIGHT, _HEAD, _FOOT)
    gutter = max(len(text) for text in scale.marks.values()) * _DIGIT + 6
    step = (_WIDTH - gutter - 2 * _SIDE) / max(1, len(years) - 1)
    across = {year: gutter + _SIDE + step * at for at, year in enumerate(years)}
    if len(years) == 1:
        across = {years[0]: (gutter + _WIDTH) / 2}
    parts = [draw_level(mark, scale, gutter, _WIDTH) for mark in scale.marks]
    parts += [_draw_target(trend.value(year, "target"), across[year], scale.place) for year in years]
    parts.append(_draw_results(trend, across, scale.place))
    parts += [_draw_year(words.short_year(year), across[year]) for year in years]
    return "".join(parts)


def _draw_target(target: Decimal | None, x: float, place: Callable[[Decimal], float]) -> str:
    if target is None:
        return ""
    y = place(target)
    return (
        f'<line class="mark" x1="{x - _REACH:.1f}" x2="{x + _REACH:.1f}" y1="{y:.1f}" y2="{y:.1f}" '
        f'stroke="{MARK}" stroke-width="3"/>'
    )


def _draw_results(trend: Trend, across: dict[int, float], place: Callable[[Decimal], float]) -> str:
    """Draw the results with their values; a year without one breaks the line."""
    told = [(year, trend.value(year, "actual")) for year in across]
    stretches: list[list[tuple[float, float]]] = [[]]
    drawn = []
    for year, value in told:
        if value is None:
            stretches.append([])
            continue
        x, y = across[year], place(value)
        stretches[-1].append((x, y))
        drawn.append(
            f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}" fill="{BAR}"/>'
            f'<text x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle" font-size="11" fill="{INK}">'
            f"{clean(write_value(value, ''))}</text>"
        )
    joined = (" ".join(f"{x:.1f},{y:.1f}" for x, y in stretch) for stretch in stretches if len(stretch) > 1)
    course = "".join(
        f'<polyline points="{points}" fill="none" stroke="{BAR}" stroke-width="2"/>' for points in joined
    )
    return course + "".join(drawn)


def _draw_year(text: str, x: float) -> str:
    return (
        f'<text x="{x:.1f}" y="{_HEIGHT - 5}" text-anchor="middle" font-size="12" fill="{QUIET}">'
        f"{clean(text)}</text>"
    )
