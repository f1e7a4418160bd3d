"""One target over the years in one row: its values, a small chart, the verdict, the arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ingest.records import Target
from qa.trends import Trend
from qa.ui import frame
from qa.ui.charts import draw_trend, write_source
from qa.ui.numbers import write_rate, write_value, write_wanted
from qa.ui.phrases import Phrases
from qa.wording import write_number

# So many characters beside a number and its unit tell what a target is.
_LEAST_TOLD = 4
VERDICT_ICONS = {
    "met": "check_circle",
    "not_met": "cancel",
    "not_reported": "help",
    "qualitative": "notes",
    "none": "remove",
}
CHANGE_ICONS = {
    "raised": "trending_up",
    "lowered": "trending_down",
    "same": "trending_flat",
    "new": "add",
    "dropped": "remove",
    "reworded": "edit",
}


def verdict_html(verdict: str | None, words: Phrases) -> str:
    """Return a verdict as icon, word and colour."""
    name = verdict or "none"
    word = escape(words.say(f"verdict.{name}"))
    return f'<span class="pc-verdict pc-{name}">{frame.icon(VERDICT_ICONS[name])}{word}</span>'


def change_html(change: str, words: Phrases) -> str:
    """Return how the next target differs, as icon and word."""
    word = escape(words.say(f"change.{change}"))
    return f'<span class="pc-change pc-{change}">{frame.icon(CHANGE_ICONS[change])}{word}</span>'


def trend_html(trend: Trend, years: Sequence[int], words: Phrases) -> str:
    """Return a trend as one row: what is counted, its values, a chart of the years, and what follows."""
    target = trend.target
    agency = f"<b>{escape(target.agency)}</b> " if target and target.agency else ""
    # Of several years each has its verdict beside its result.
    judged = verdict_html(target.verdict, words) if target and not trend.before else ""
    source = write_source(trend, words, frame.edition_of)
    text = f'<p lang="zh-Hant">{agency}{escape(_name_target(trend))}</p>'
    return (
        f'<div class="pc-target"><div class="pc-target-head">{text}{judged}</div>'
        f'<div class="pc-years"><div class="pc-told">{_cells_html(trend, years, words)}'
        f"{_arithmetic_html(trend, words)}</div>"
        f"{draw_trend(trend, years, words, source)}</div></div>"
    )


def _name_target(trend: Trend) -> str:
    """Return what a target says; where its cell holds a number and little else, what it counts."""
    said = trend.text.replace(trend.unit, "") if trend.unit else trend.text
    tells = sum("一" <= char <= "龥" for char in said) >= _LEAST_TOLD
    return trend.text if tells else trend.metric or trend.text


def name_metric(trend: Trend) -> str:
    """Return what a trend counts; a KPI often is that itself, and then its unit alone is left to be said."""
    shown = trend.target or trend.following
    return trend.unit if trend.head.kind == "kpi" and shown and not shown.metric else trend.metric


def chart_years(trends: Sequence[Trend]) -> list[int]:
    """Return the years charts of the trends show, so that charts below each other have the same."""
    years = {point.year for trend in trends for point in trend.points}
    return (
        list(range(min(years), max(years) + 1)) if years and max(years) - min(years) < 20 else sorted(years)
    )


def _cells_html(trend: Trend, years: Sequence[int], words: Phrases) -> str:
    cells = []
    targets, following = trend.targets, trend.following
    first = min((target.year for target in targets), default=0)
    for earlier in (year for year in years if year < first):
        value = trend.value(earlier, "actual")
        # The year before is never left out, so that what is below each other stays so.
        if value is not None or earlier == first - 1:
            written = "—" if value is None else write_value(value, trend.unit)
            cells.append(_cell(words.say("card.result_of", year=words.short_year(earlier)), written, ""))
    for target in targets:
        cells += _year_cells(trend, target, words)
    if following:
        year = words.short_year(following.year)
        dropped = following.change == "dropped"
        wanted = "—" if dropped else write_wanted(following) or words.say("card.no_number")
        change = change_html(following.change, words) if following.change else ""
        cells.append(_cell(words.say("card.target_of", year=year), wanted, "target", change))
    return f'<dl class="pc-values">{"".join(cells)}</dl>'


def _year_cells(trend: Trend, target: Target, words: Phrases) -> list[str]:
    year = words.short_year(target.year)
    wanted = write_wanted(target) or words.say("card.no_number")
    cells = [_cell(words.say("card.target_of", year=year), wanted, "target")]
    # A target in words alone is not judged, so that no figure is missing.
    if target.target is None and target.actual is None:
        return cells
    unit, value = target.actual_unit or target.unit, target.actual
    if value is None:
        # The edition after may report what this one does not.
        unit, value = trend.unit, trend.value(target.year, "actual")
    actual = words.say("card.no_actual") if value is None else write_value(value, unit)
    judged = verdict_html(target.verdict, words) if trend.before else ""
    return [*cells, _cell(words.say("card.result_of", year=year), actual, "actual", judged)]


def _cell(label: str, value: str, kind: str, beside: str = "") -> str:
    return (
        f'<div class="pc-cell-{kind or "earlier"}"><dt>{escape(label)}</dt>'
        f"<dd>{escape(value)}{beside}</dd></div>"
    )


def _arithmetic_html(trend: Trend, words: Phrases) -> str:
    written = [(target.year, write_judgement(target, words)) for target in trend.targets]
    if trend.before:
        return "".join(
            f'<p class="pc-arithmetic">{escape(words.short_year(year))} {escape(text)}</p>'
            for year, text in written
            if text
        )
    return "".join(f'<p class="pc-arithmetic">{escape(text)}</p>' for _, text in written if text)


def write_judgement(target: Target, words: Phrases) -> str:
    """Return how a verdict follows from the figures, empty where there is nothing to compute."""
    if target.target is None or target.actual is None:
        return ""
    unit = target.actual_unit or target.unit
    wanted, actual = write_number(target.target), write_number(target.actual)
    parts = []
    if target.rate_pct is not None and target.target:
        parts.append(
            words.say("card.rate_sum", actual=actual, target=wanted, rate=write_rate(target.rate_pct))
        )
    holds = {">=": target.actual >= target.target, "<=": target.actual <= target.target}.get(target.op)
    if holds is not None and unit == target.unit:
        above = {(">=", True): "≥", (">=", False): "<", ("<=", True): "≤", ("<=", False): ">"}
        parts.append(f"{actual} {above[target.op, holds]} {wanted}")
    return words.say("card.joined").join(parts)
