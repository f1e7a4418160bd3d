"""The figures of one cell: their items, units, multipliers and operators."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal, cast

from ingest.entries.counted import (
    find_metric,
    find_named,
    indicator_items,
    name_behind,
    name_unit,
    pair_items,
)
from ingest.entries.drafts import Datum, Line
from ingest.entries.items import read_alone
from ingest.figures.numerals import read_figures
from ingest.records import Field, Figure
from ingest.tables.headings import read_heading
from ingest.targets.goals import name_money
from ingest.targets.outline import Section, measure_depths
from ingest.targets.phrases import counts_better_low, find_word, load_phrases
from ingest.targets.respectively import name_listed
from ingest.targets.scopes import drop_scopes

Op = Literal[">=", ">", "<=", "<", "=", "range"]
_EACH = "各"
_BRACKETED = re.compile(r"\s*[(（]([0-9０-９][0-9０-９,，.．]*\s*[%％]?)[)）]\s*")
_OPENING = re.compile(r"[(（]")
_CLAUSE_MARKS = "，,；;。\n"
_CLAUSE_ENDS = "，,；;。\n、及與和"
# How many characters before or behind a figure have to stand in a name that it is part of.
_BESIDE = 1
_MOST_VALUES = 60
_SUMS = ("budget", "final", "remainder", "difference")
_LOSSES = ("△", "▲", "▽", "▼")
_MONEY = frozenset({"budget", "final", "remainder"})


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of a cell in its base unit; `start` and `end` are its place in the text of its field.

    `said` are the words that tell its operator where it has none of its own.
    """

    datum: Datum
    item: str
    figure: Figure
    value: Decimal
    upper: Decimal | None
    unit: str
    op: Op
    metric: str
    start: int
    end: int
    quote: tuple[int, int]
    said: str
    cumulative: bool = False
    doubts: tuple[str, ...] = ()

    @property
    def cell(self) -> Field:
        """The field the figure stands in."""
        return self.datum.cell

    @property
    def quoted(self) -> str:
        """The words it is quoted with, as they stand."""
        start, end = self.quote
        return self.datum.text[start:end]


def read_values(datum: Datum, line: Line) -> list[Value]:
    """Return the figures of a cell; those in parentheses only where there are no others."""
    held, less, found = line.held.get(id(datum), (None, None, ()))
    values = list(cast("Sequence[Value]", found)) if held is datum else _read_values(datum, line)
    if held is datum and less is not line.less:
        values = [_compare_as(value, line.less) for value in values]
    line.held[id(datum)] = datum, line.less, tuple(values)
    return values


def _compare_as(value: Value, less: bool | None) -> Value:
    """Return a figure with its operator by what is known by now of whether less of it is better."""
    op = read_op(value.figure, value.said, less)
    return value if op == value.op else replace(value, op=op)


def _read_values(datum: Datum, line: Line) -> list[Value]:
    text = datum.cell.text
    values: list[Value] = []
    items, indicators = pair_items(text, indicator_items(line))
    if datum.field in _MONEY and len(indicators) > 1 and len(items) == 1:
        # What is spent on an entry is none of its several indicators'.
        indicators = {}
    for item, start, end in items:
        words = text[start:end]
        figures = _read_bracketed(datum, words) or read_figures(words) or read_alone(words)
        figures = _read_losses(datum, words, figures)
        outer = _leave_beside(words, figures, datum, find_named(item, indicators))
        listed = name_listed(words, outer) if len(outer) > 1 else {}
        for index, figure in enumerate(outer):
            before = outer[index - 1].end if index else 0
            after = outer[index + 1].start if index + 1 < len(outer) else len(words)
            own = listed.get(index, words[before : figure.start])
            titled = line.titled and datum.field == "target"
            metric = find_metric(own, item, indicators, len(outer), datum.noun, titled=titled)
            metric = metric or name_behind(words[figure.end : after])
            if index and not metric and find_word("cumulative", own):
                # 培訓6,000名，累計2萬1,000名: the sum over years of what was counted before.
                metric = f"累計{values[-1].metric}"
            values.append(_make_value(datum, line, item, figure, metric, words, start, (before, after)))
    return values[:_MOST_VALUES]


def _leave_beside(words: str, figures: list[Figure], datum: Datum, named: str) -> list[Figure]:
    """Leave out of several figures those that only say what the others are about."""
    if len(figures) < 2:
        return figures
    depths = measure_depths(words)
    outer = [figure for figure in figures if not depths[figure.start]] or figures[:1]
    outer = _leave_parts(words, _leave_named(words, outer, "".join(named.split())))
    return _leave_scopes(words, outer) if datum.field == "target" else outer


def _leave_named(words: str, figures: list[Figure], named: str) -> list[Figure]:
    """Leave out the figures by which the indicator itself is named: 性別不少於三分之一之委員會占比100%."""
    if len(figures) < 2 or not named:
        return figures
    kept = [
        figure
        for figure in figures
        if all(
            "".join(words[start:end].split()) not in named
            for start, end in (
                (max(0, figure.start - _BESIDE), figure.end),
                (figure.start, figure.end + _BESIDE),
            )
        )
    ]
    return kept or figures


def _leave_parts(words: str, figures: list[Figure]) -> list[Figure]:
    """Leave out what a clause says is part of a figure before it: 9處，含未完成之3處."""
    parts = load_phrases()["together"]
    kept: list[Figure] = []
    for figure in figures:
        start = max(words.rfind(mark, 0, figure.start) for mark in _CLAUSE_ENDS) + 1
        whole = any(one.unit == figure.unit and one.value >= figure.value for one in kept)
        if not (whole and words[start : figure.start].lstrip().startswith(parts)):
            kept.append(figure)
    return kept


def _leave_scopes(words: str, figures: list[Figure]) -> list[Figure]:
    """Leave out a figure that only says what the next one in its clause is about: 24小時內到場比率95%."""
    kept = drop_scopes(words, Section(0, len(words)), figures)
    followed = [
        not any(mark in words[one.end : other.start] for mark in _CLAUSE_ENDS)
        for one, other in pairwise(figures)
    ]
    return [f for f, inside in zip(figures, [*followed, False], strict=False) if f in kept or not inside]


def _read_losses(datum: Datum, words: str, figures: list[Figure]) -> list[Figure]:
    """Return a sum behind the sign of what accounts take off as one below nothing: △180,000."""
    sums = datum.unit == "元" or (datum.field in _SUMS and not datum.unit)
    if not sums or len(figures) != 1 or words[: figures[0].start].strip() not in _LOSSES:
        return figures
    [one] = figures
    start = one.start - 1
    close = words[start] in _LOSSES and one.value > 0 and one.upper is None
    return [replace(one, value=-one.value, text=words[start : one.end], start=start)] if close else figures


def _read_bracketed(datum: Datum, words: str) -> list[Figure]:
    """Return the difference that is all a cell says, in brackets as accounts write a loss: (7.0)."""
    inner = _BRACKETED.fullmatch(words) if datum.field == "difference" else None
    figures = read_figures(inner[1]) if inner is not None else []
    return [replace(f, value=-f.value, text=words.strip(), start=0, end=len(words)) for f in figures]


def lists_parts(text: str) -> bool:
    """Say whether parentheses behind a figure hold the parts it is the sum of.

    >>> lists_parts("召開9案(退輔會3案、經濟部1案、交通部5案)"), lists_parts("查核100件(近3年)")
    (True, False)
    >>> lists_parts("開設課程4,800門以上。(高教司、技職司各2,400門)")
    True
    """
    if not _OPENING.search(text):
        return False
    depths = measure_depths(text)
    figures = read_figures(text)
    outer = [index for index, figure in enumerate(figures) if not depths[figure.start]]
    for index, after in zip(outer, [*outer[1:], len(figures)], strict=False):
        total, parts = figures[index], figures[index + 1 : after]
        alike = all(part.unit == total.unit for part in parts)
        if len(parts) > 1 and alike and sum(part.value for part in parts) == total.value:
            return True
        # 各: as much for each of several.
        each = len(parts) == 1 and alike and text[: parts[0].start].rstrip().endswith(_EACH)
        if each and 0 < parts[0].value < total.value and total.value % parts[0].value == 0:
            return True
    return False


def _make_value(
    datum: Datum,
    line: Line,
    item: str,
    figure: Figure,
    metric: str,
    words: str,
    start: int,
    around: tuple[int, int],
) -> Value:
    unit, scale, doubts = _find_unit(figure, datum, line, metric, words[around[0] : figure.start])
    value = figure.value * scale
    upper = figure.upper * scale if figure.upper is not None else None
    clause_start, clause_end = around
    if around != (figure.start, figure.end):
        clause_start = max(
            clause_start, *(words.rfind(mark, clause_start, figure.start) + 1 for mark in _CLAUSE_MARKS)
        )
        ends = (words.find(mark, figure.end, clause_end) for mark in _CLAUSE_MARKS)
        clause_end = min((end for end in ends if end >= 0), default=clause_end)
    clause, goal = words[clause_start:clause_end], datum.field == "target"
    said = metric + words[around[0] : figure.start]
    return Value(
        datum=datum,
        item=item,
        figure=figure,
        value=value,
        upper=upper,
        unit=unit,
        op=read_op(figure, said, line.less),
        metric=metric,
        start=start + figure.start,
        end=start + figure.end,
        quote=(start + clause_start, start + clause_end),
        said=said,
        cumulative=bool(find_word("cumulative", clause) or (goal and find_word("cumulative", metric))),
        doubts=(*doubts, *(d for d in datum.doubts if "unit" not in d)),
    )


def _find_unit(
    figure: Figure, datum: Datum, line: Line, metric: str, before: str
) -> tuple[str, Decimal, tuple[str, ...]]:
    """Return a figure's unit and multiplier: its own, else of heading, indicator, unit column, noun."""
    one = Decimal(1)
    if figure.unit:
        return figure.unit, one, ()
    from_caption = any("caption" in doubt for doubt in datum.doubts)
    if datum.unit and not from_caption:
        return datum.unit, datum.scale, ()
    heading = read_heading(metric) if metric else None
    if heading and heading.unit and any(heading.options):
        return heading.unit, heading.scale, ()
    if datum.field == "rate" and not datum.unit:
        # Whatever a row is counted in, how far it was reached is not.
        return "%", one, ()
    if line.unit:
        return line.unit, line.scale, ()
    if datum.unit:
        return datum.unit, datum.scale, tuple(doubt for doubt in datum.doubts if "unit" in doubt)
    named = name_unit(metric) or name_money(figure, metric + before)
    return (named, one, ("unit from indicator",)) if named else ("", one, ())


def read_op(figure: Figure, words: str, less: bool | None = None) -> Op:
    """Return how a result is compared with a target: at least that, at most where `less` is better.

    Where nothing shows whether less is better, the words do.
    """
    if figure.upper is not None:
        return "range"
    if figure.bound != "=":
        return figure.bound
    lower = less if less is not None else counts_better_low(words) or find_word("lower", words)
    return "<=" if lower or figure.value == 0 else ">="
