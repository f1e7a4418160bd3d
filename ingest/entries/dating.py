"""Of which years the cells of a line are, which result is a target's, which figures are no results of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

from ingest.entries.drafts import Datum, Line, cut_field
from ingest.entries.items import split_items
from ingest.entries.making import Identity
from ingest.entries.moments import Setting, find_period
from ingest.entries.polarity import rates_less
from ingest.entries.sentences import read_mentions
from ingest.entries.structure import count_shared
from ingest.entries.told import Mention
from ingest.entries.values import Value, read_values
from ingest.entries.wording import ending, last_role
from ingest.figures.numerals import read_figures
from ingest.figures.years import read_years
from ingest.tables.dates import ends_early
from ingest.tables.status import is_absent
from ingest.tables.words import load_words

# A result no longer than this is a figure alone, of which its cell says nothing.
_LONGEST_ALONE = 16
# So many targets of one year at most are told apart by their headings.
_MOST_TOLD_APART = 4
_SENTENCE_ENDS = "；;。\n"


def find_years(datum: Datum, identity: Identity) -> tuple[int, ...]:
    if datum.years or datum.undated:
        return datum.years
    return (identity.edition + datum.offset,) if identity.edition is not None else ()


def is_rated_less(line: Line, year: int, identity: Identity) -> bool | None:
    """Say whether the rate stated of a year shows that less of a line is better, or that more is."""
    dated = {
        key: [d for d in line.of(key) if year in find_years(d, identity)]
        for key in ("target", "result", "rate")
    }
    if any(len(found) != 1 or is_absent(found[0].cell.text) for found in dated.values()):
        return None
    read = [read_values(found[0], line) for found in dated.values()]
    if any(len(values) != 1 for values in read) or read[0][0].figure.bound != "=":
        return None
    goal, result, rate = (values[0].value for values in read)
    return rates_less(goal, result, rate)


def find_result(goal: Datum, goals: Sequence[Datum], results: Sequence[Datum]) -> Datum | None:
    """Return the result of a target: the first, but of as many results as targets the one of its heading.

    Headings that have words in common go together, 預定進度 and 實際進度; others as they come.
    """
    if not results or (goal.basis == "original" and len(goals) > 1):
        return None
    if goal.period is not None or any(other.period is not None for other in goals):
        # What is set for a part of the year is answered by what was done in it.
        goals = [other for other in goals if other.period == goal.period]
        results = [result for result in results if result.period == goal.period]
        if not results:
            return None
    else:
        # What a year's target is held to is what was done in all of it, where that is told beside its parts.
        whole = [result for result in results if result.period is None]
        results = whole or [result for result in results if not ends_early(result.period)] or results
    if not 1 < len(goals) == len(results) <= _MOST_TOLD_APART or any(other.basis for other in goals):
        return results[0]
    orders = permutations(results)
    names = [_name_heading(other) for other in goals]
    best = max(orders, key=lambda order: sum(map(count_shared, names, map(_name_heading, order))))
    return best[next(place for place, other in enumerate(goals) if other is goal)]


def find_status(line: Line, year: int, identity: Identity) -> str:
    """Return the state that is told of a year; one without a year is that of the edition."""
    dated = [d for d in line.of("status") if year in d.years]
    plain = [d for d in line.of("status") if not d.years] if year == identity.edition else []
    found = dated or plain
    return found[0].cell.text if found else ""


def _name_heading(datum: Datum) -> str:
    return datum.cell.label or "".join(datum.headers.column)


def splits_years(datum: Datum, identity: Identity) -> bool:
    return len(read_figures(datum.cell.text)) == len(datum.years)


def leave_others(results: list[Value], year: int) -> list[Value]:
    """Leave out the figures of a sentence that it gives for another year: 尚在統計；111年為11公斤."""
    others = {m.figure.start for m in _read_told(results, year) if _is_of_another(m, year)}
    return [value for value in results if value.start not in others]


def leave_rates(results: list[Value], year: int, asked: str) -> list[Value]:
    """Leave out the rates at which a target was reached, 達成率109.2%, of a name that is not `asked` for."""
    rates = {m.figure.start for m in _read_told(results, year) if _is_rate(m, asked)}
    return [value for value in results if value.start not in rates]


def find_part(value: Value, goal: Datum) -> str | None:
    """Return the first part of a year that a result is told for, where its target is of the whole."""
    text = value.cell.text
    begin = max(start for _, start, _ in split_items(text) if start <= value.start)
    begin = max([begin, *(text.rfind(mark, begin, value.start) + 1 for mark in _SENTENCE_ENDS)])
    period = value.datum.period or find_period(text[begin : value.start], value.start - begin)
    if (
        goal.period is not None
        or not ends_early(period)
        or ends_early(find_period(goal.cell.text, len(goal.cell.text)))
    ):
        return None
    told = text[begin : value.start].rpartition(period or "")[2]
    return (
        None
        if value.datum.period is None and any(word in told for word in load_words().whole_years)
        else period
    )


def _read_told(results: list[Value], year: int) -> list[Mention]:
    """Return the numbers of a cell of results as it tells of them; nothing of a cell of several years.

    Nor does a cell that holds a number alone tell anything of it.
    """
    alone = len(results) == 1 and results[0].figure.text == results[0].cell.text.strip()
    if not results or alone or len(results[0].datum.years) > 1:
        return []
    return read_mentions(results[0].cell.text, Setting(year))


def _is_of_another(mention: Mention, year: int) -> bool:
    # A school year, 111學年度, is of two years.
    shared = bool(mention.moment.period) and bool(read_years(mention.moment.period or ""))
    return mention.moment.said and mention.year not in (year, None) and not shared


def _is_rate(mention: Mention, asked: str) -> bool:
    _, start, end = last_role(mention.metric)
    return mention.role == "rate" and start < end and mention.metric[start:end] not in asked


def spread_years(datum: Datum, identity: Identity) -> list[Datum]:
    """Return a cell of targets whose words give each year its own as a cell of each: 111年90場；112年100場.

    In each the figures of the other years are left out, and all else keeps its place.
    """
    text = datum.cell.text
    if datum.field != "target" or datum.years or datum.undated or len(text) <= _LONGEST_ALONE // 2:
        return [datum]
    mentions = read_mentions(text, Setting(identity.edition))
    dated = [m for m in mentions if m.moment.said and not m.moment.compared and m.year is not None]
    years = sorted({m.year for m in dated if m.year is not None})
    if len(years) < 2 or len(dated) < len(mentions):
        return [datum]
    parts: list[Datum] = []
    for year in years:
        kept = text
        for mention in dated:
            start, end = mention.figure.start, mention.figure.end
            if mention.year != year:
                kept = kept[:start] + " " * (end - start) + kept[end:]
        parts.append(replace(datum.leave(kept), years=(year,)))
    return parts


def spread_bases(datum: Datum) -> list[Datum]:
    """Return a cell of a target that was changed, 520名；嗣修正為460名, as one of each: original and revised.

    The revised keeps the words that say what is counted; all keeps its place.
    """
    text = datum.cell.text
    if datum.field != "target" or datum.basis:
        return [datum]
    figures = [figure for figure in read_figures(text) if figure.unit]
    if not 1 < len(figures) <= _MOST_TOLD_APART:
        return [datum]
    revised = next((f for f in figures[1:] if ending("changes.revised", text[: f.start].rstrip())), None)
    if revised is None:
        return [datum]
    first = max((f for f in figures if f.end <= revised.start), key=lambda f: f.end)
    between = text[first.end : revised.start]
    if first.unit != revised.unit or len(figures) > 2 or "\n" in between:
        return [datum]
    after = text[: first.start] + " " * (revised.start - first.start) + text[revised.start :]
    return [
        replace(datum, cell=cut_field(datum.cell, 0, first.end), basis="original"),
        replace(datum.leave(after), basis="revised"),
    ]
