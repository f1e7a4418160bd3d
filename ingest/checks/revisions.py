"""Checks between editions of a plan: one thing in one year, with two different figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from ingest.checks.agreement import Statement, read_statements
from ingest.checks.tolerance import read_interval, show_number
from ingest.editions import join_editions, pair_targets
from ingest.figures.numerals import read_figures
from ingest.figures.units import compatible_units
from ingest.records import Contradiction, Document, Evidence, Figure, Measure, Reading, Target

_REPORTING = ("result", "comparison", "highlights", "benefit", "control_note")


def compare_editions(readings: Sequence[Reading]) -> tuple[Contradiction, ...]:
    """Return where an edition of a plan gives a figure otherwise than the edition before it.

    `readings` are the editions of one plan, the earliest first. Compared are the target the earlier
    set for the year of the later, what the later says was the earlier's result, and figures of one
    year that both name in the same words. Each is quoted from the later edition and names the
    earlier's document and line. A figure that stands anywhere in the other measure is no difference.
    """
    found: list[Contradiction] = []
    for earlier, later in pairwise(_newest_of_each(readings)):
        older, newer = ({m.no: m for m in reading.measures} for reading in (earlier, later))
        for joined in join_editions(earlier, later):
            if joined.before is not None and joined.after is not None:
                pair = older[joined.before], newer[joined.after]
                found += compare_measures(*pair, earlier.document)
    return tuple(found)


def _newest_of_each(readings: Sequence[Reading]) -> list[Reading]:
    """Return one reading of each edition, of several of one year the first."""
    by_year: dict[int, Reading] = {}
    for reading in readings:
        if reading.document.edition is not None:
            by_year.setdefault(reading.document.edition, reading)
    return [by_year[year] for year in sorted(by_year)]


def compare_measures(older: Measure, newer: Measure, source: Document) -> Iterator[Contradiction]:
    """Yield where a measure gives a figure otherwise than the same measure of the edition before.

    `source` is the document of the earlier edition.
    """
    seen: set[tuple[int, int]] = set()
    rows = (*_compare_targets(older, newer), *_compare_results(older, newer), *_compare_words(older, newer))
    for found, line in rows:
        if (line, found.place.line_start) not in seen:
            seen.add((line, found.place.line_start))
            yield replace(found, message=f"{found.message}, {source.file}:{line}")


def _compare_targets(older: Measure, newer: Measure) -> Iterator[tuple[Contradiction, int]]:
    """Yield the targets the earlier edition set for the later's year that the later gives otherwise."""
    if newer.edition is None or older.edition is None or older.edition + 1 != newer.edition:
        return
    set_before = [t for t in older.next_targets if t.target is not None and t.year == newer.edition]
    for before, after in pair_targets(set_before, newer.targets):
        if before.unit != after.unit:
            continue
        if any(t.target == before.target and t.unit == before.unit for t in newer.targets):
            continue
        if any(t.target == after.target and t.unit == after.unit for t in set_before):
            continue
        stated, said = _cite(after, "target"), _cite(before, "target")
        if stated and said:
            name = f"{newer.edition}年目標 {after.metric}"
            yield _contradict(newer, name, _write(after.target, after), _write(before.target, before), stated), (
                said.place.line_start
            )


def _compare_results(older: Measure, newer: Measure) -> Iterator[tuple[Contradiction, int]]:
    """Yield the results of the earlier edition that the later's comparison gives otherwise."""
    if newer.edition is None or older.edition is None or older.edition + 1 != newer.edition:
        return
    for before, after in pair_targets(older.targets, newer.targets):
        if before.actual is None or after.previous is None or before.actual_unit != after.actual_unit:
            continue
        stated, said = _cite(after, "previous"), _cite(before, "actual")
        if not stated or not said:
            continue
        here, there = (_find_figure(e, v) for e, v in ((stated, after.previous), (said, before.actual)))
        if here is None or there is None or read_interval(here).meets(read_interval(there)):
            continue
        if _holds(older, here) or _holds(newer, there):
            continue
        name = f"{older.edition}年 {after.metric}"
        yield _contradict(newer, name, here.text, there.text, stated), said.place.line_start


def _compare_words(older: Measure, newer: Measure) -> Iterator[tuple[Contradiction, int]]:
    """Yield figures of one year that both editions name in the same words, and give otherwise."""
    before, after = (_read_named(measure) for measure in (older, newer))
    for key, stated in after.items():
        said = before.get(key)
        if said is None or key[2] != older.edition or stated.interval.meets(said.interval):
            continue
        place = stated.field.locate(stated.start, stated.end)
        quote = stated.field.text[stated.start : stated.end]
        evidence = Evidence("statement", stated.field.key, place, quote)
        line = said.field.locate(said.start, said.end).line_start
        yield _contradict(newer, f"{key[2]}年 {key[0]}", stated.text, said.text, evidence), line


def _read_named(measure: Measure) -> dict[tuple[str, str, int], Statement]:
    """Return the figures of a measure whose name stands for one value only."""
    found: dict[tuple[str, str, int], list[Statement]] = {}
    for key in _REPORTING:
        if key in measure.fields:
            for statement in read_statements(measure, measure.fields[key]):
                found.setdefault(statement.key, []).append(statement)
    return {key: group[0] for key, group in found.items() if len({s.value for s in group}) == 1}


def _contradict(
    newer: Measure, name: str, stated: str, expected: str, evidence: Evidence
) -> Contradiction:
    stated, expected = "".join(stated.split()), "".join(expected.split())
    message = f"{name} stated {stated}, but {expected} in the edition before"
    return Contradiction(
        doc=newer.doc,
        no=newer.no,
        kind="cross_field",
        message=message,
        stated=stated,
        expected=expected,
        field=evidence.field,
        place=evidence.place,
        quote=evidence.quote,
    )


def _cite(target: Target, role: str) -> Evidence | None:
    return next((e for e in target.evidence if e.role == role), None)


def _write(value: Decimal | None, target: Target) -> str:
    return f"{show_number(value)}{target.unit}" if value is not None else ""


def _find_figure(evidence: Evidence, value: Decimal) -> Figure | None:
    return next((f for f in read_figures(evidence.quote) if f.value == value), None)


def _holds(measure: Measure, figure: Figure) -> bool:
    """Say whether a measure states an amount anywhere: it may be of a part, or counted otherwise."""
    return any(
        f.value == figure.value and compatible_units(f.unit, figure.unit)
        for key in _REPORTING
        if key in measure.fields
        for f in read_figures(measure.fields[key].text)
    )
