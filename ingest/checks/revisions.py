"""Checks between editions of a plan: one thing in one year, with two different figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from ingest.checks.agreement import Statement, read_statements
from ingest.checks.shapes import read_shape
from ingest.checks.tolerance import read_interval, show_number
from ingest.editions import join_editions, pair_targets
from ingest.figures.numerals import read_figures
from ingest.figures.units import compatible_units, convert_unit
from ingest.records import Contradiction, Document, Evidence, Figure, Measure, Reading, Target


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure of one year that two editions give differently: what it counts, and the contradiction.

    `line` is where the earlier edition states it.
    """

    year: int
    name: str
    line: int
    contradiction: Contradiction

    @property
    def words(self) -> tuple[str, str]:
        """The figure as the later and as the earlier edition write it."""
        return self.contradiction.stated, self.contradiction.expected


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
                found += [r.contradiction for r in compare_measures(*pair, earlier.document)]
    return tuple(found)


def _newest_of_each(readings: Sequence[Reading]) -> list[Reading]:
    """Return one reading of each edition, of several of one year the first."""
    by_year: dict[int, Reading] = {}
    for reading in readings:
        if reading.document.edition is not None:
            by_year.setdefault(reading.document.edition, reading)
    return [by_year[year] for year in sorted(by_year)]


def compare_measures(older: Measure, newer: Measure, source: Document) -> Iterator[Revision]:
    """Yield where a measure gives a figure otherwise than the same measure of the edition before.

    `source` is the document of the earlier edition.
    """
    seen: set[tuple[int, int, str]] = set()
    for row in (
        *_compare_targets(older, newer),
        *_compare_results(older, newer),
        *_compare_words(older, newer),
    ):
        key = row.line, row.evidence.place.line_start, "".join(row.stated.split())
        if key not in seen:
            seen.add(key)
            yield Revision(row.year, row.name, row.line, _contradict(newer, row, source))


class _Row(NamedTuple):
    """Two statements that differ: what they count, their words, where the later and the earlier stand."""

    year: int
    name: str
    stated: str
    expected: str
    evidence: Evidence
    line: int


def _contradict(newer: Measure, row: _Row, source: Document) -> Contradiction:
    stated, expected = ("".join(words.split()) for words in (row.stated, row.expected))
    what = f"{row.year}年{row.name}"
    return Contradiction(
        doc=newer.doc,
        no=newer.no,
        kind="cross_field",
        message=f"{what} stated {stated}, but {expected} in {source.id}, {source.file}:{row.line}",
        stated=stated,
        expected=expected,
        field=row.evidence.field,
        place=row.evidence.place,
        quote=row.evidence.quote,
    )


def _compare_targets(older: Measure, newer: Measure) -> Iterator[_Row]:
    """Yield the targets the earlier edition set for the later's year that the later gives otherwise."""
    if newer.edition is None or older.edition is None or older.edition + 1 != newer.edition:
        return
    set_before = [t for t in older.next_targets if t.target is not None]
    for before, after in pair_targets(set_before, newer.targets):
        if _stands_among(before, newer.targets) or _stands_among(after, set_before):
            continue
        stated, said = _cite(after, "target"), _cite(before, "target")
        if stated and said:
            name = f"目標 {after.metric}"
            words = _write(after, stated), _write(before, said)
            yield _Row(newer.edition, name, *words, stated, said.place.line_start)


def _stands_among(one: Target, targets: Sequence[Target]) -> bool:
    """Say whether a target's value is that of one of several targets, in whichever unit."""
    return any(
        t.target is not None and one.target == convert_unit(t.target, t.unit, one.unit) for t in targets
    )


def _compare_results(older: Measure, newer: Measure) -> Iterator[_Row]:
    """Yield the results of the earlier edition that the later's comparison gives otherwise."""
    if newer.edition is None or older.edition is None or older.edition + 1 != newer.edition:
        return
    for before, after in pair_targets(older.targets, newer.targets):
        if before.actual is None or after.previous is None or before.actual_unit != after.actual_unit:
            continue
        stated, said = _cite(after, "previous"), _cite(before, "actual")
        if not stated or not said:
            continue
        here, there = _find_figure(stated, after.previous), _find_figure(said, before.actual)
        if here is None or there is None or read_interval(here).meets(read_interval(there)):
            continue
        if not _holds(older, here) and not _holds(newer, there):
            yield _Row(older.edition, after.metric, here.text, there.text, stated, said.place.line_start)


def _compare_words(older: Measure, newer: Measure) -> Iterator[_Row]:
    """Yield figures of the earlier's year that both editions name in the same words, and give otherwise."""
    before, after = _read_named(older), _read_named(newer)
    for key, stated in after.items():
        said = before.get(key)
        if said is None or key[2] != older.edition or stated.interval.meets(said.interval):
            continue
        place = stated.field.locate(stated.start, stated.end)
        quote = stated.field.text[stated.start : stated.end]
        evidence = Evidence("statement", stated.field.key, place, quote)
        line = said.field.locate(said.start, said.end).line_start
        yield _Row(key[2], key[0], stated.text, said.text, evidence, line)


def _read_named(measure: Measure) -> dict[tuple[str, str, int], Statement]:
    """Return the figures of a measure whose name stands for one value only."""
    found: dict[tuple[str, str, int], list[Statement]] = {}
    for key in _REPORTING:
        if key in measure.fields:
            for statement in read_statements(measure, read_shape(measure.fields[key])):
                found.setdefault(statement.key, []).append(statement)
    return {key: group[0] for key, group in found.items() if len({s.value for s in group}) == 1}


def _write(target: Target, evidence: Evidence) -> str:
    value = target.target or Decimal(0)
    written = _find_figure(evidence, value)
    return written.text if written else f"{show_number(value)}{target.unit}"


def _cite(target: Target, role: str) -> Evidence | None:
    return next((e for e in target.evidence if e.role == role), None)


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
