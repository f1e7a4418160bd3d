"""The flat table of targets, with filters, as text and CSV, and the scoreboards counted from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ingest.glossary import Glossary
from ingest.records import Measure, Reading, Target, Verdict
from qa import downloads
from qa.finding.entries import list_strategies
from qa.wording import write_number

COLUMNS = (
    "doc", "no", "title", "strategy", "lead_agencies", "agencies", "year", "item", "text", "metric", "agency",
    "op", "target", "unit", "actual", "previous", "rate_pct", "verdict", "change", "official_status", "line",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target with the measure it belongs to."""

    measure: Measure
    target: Target


def list_targets(
    readings: Iterable[Reading],
    glossary: Glossary,
    *,
    year: int | None = None,
    verdict: Verdict | None = None,
    agency: str | None = None,
) -> list[TargetRow]:
    """Return the targets of readings that fit every filter, in the order of the sources.

    An agency is known by any of its names; a measure fits when it names the agency. Where two
    editions speak of one year, the target the earlier set for it and the later's own are two rows,
    each of its document; only the edition that reports the year gives a verdict, so that no target
    is judged or counted twice.
    """
    names = set(glossary.names_of(agency) or (agency,)) if agency else set()
    return [
        TargetRow(measure, target)
        for reading in readings
        for measure in reading.measures
        for target in (*measure.targets, *measure.next_targets)
        if (year is None or target.year == year)
        and (verdict is None or target.verdict == verdict)
        and (not names or names & {*measure.agencies, *measure.lead_agencies, target.agency or ""})
    ]


def list_cells(row: TargetRow) -> list[downloads.Cell]:
    """Return the cells of a row in the order of COLUMNS; numbers as numbers, nothing as None."""
    measure, target = row.measure, row.target
    cells: dict[str, downloads.Cell] = {
        "doc": measure.doc,
        "no": measure.no,
        "title": measure.title,
        "strategy": measure.text("strategy"),
        "lead_agencies": "、".join(measure.lead_agencies),
        "agencies": "、".join(measure.agencies),
        "year": target.year,
        "item": target.item,
        "text": target.text,
        "metric": target.metric,
        "agency": target.agency or "",
        "op": target.op,
        "target": target.target,
        "unit": target.unit,
        "actual": target.actual,
        "previous": target.previous,
        "rate_pct": target.rate_pct,
        "verdict": target.verdict or "",
        "change": target.change or "",
        "official_status": measure.official_status,
        "line": measure.place.line_start,
    }
    return [cells[column] for column in COLUMNS]


def write_csv(rows: Iterable[TargetRow]) -> str:
    """Return the table as CSV; see qa.downloads."""
    return downloads.write_csv(COLUMNS, map(list_cells, rows))


def write_text(rows: Sequence[TargetRow]) -> str:
    """Return the table as lines for a terminal, with the number of rows."""
    lines = []
    for row in rows:
        t = row.target
        target = "—" if t.target is None else f"{t.op} {write_number(t.target)}{t.unit}"
        actual = "—" if t.actual is None else f"{write_number(t.actual)}{t.actual_unit or t.unit}"
        rate = "" if t.rate_pct is None else f"{write_number(t.rate_pct)}%"
        text = " ".join(t.text.split())[:40]
        place = f"{row.measure.doc}:{row.measure.place.line_start}"
        lines.append(
            f"{place}  {row.measure.no:>3}  {t.year}  {t.verdict or t.change or '':<12}"
            f"  {target}  {actual}  {rate}  {text}"
        )
    return "\n".join([*lines, f"{len(rows)} targets"])


@dataclass(frozen=True, slots=True)
class Score:
    """The counts of one agency or strategy."""

    name: str
    targets: int
    met: int
    not_met: int
    not_reported: int
    qualitative: int


def count_by(rows: Iterable[TargetRow], names: Callable[[TargetRow], Iterable[str]]) -> list[Score]:
    """Count verdicts by what `names` gives for a row, such as its lead agencies; most targets first."""
    tally: dict[str, dict[str, int]] = {}
    for row in rows:
        if row.target.verdict is None:
            continue
        for name in names(row):
            counts = tally.setdefault(name, {})
            counts[row.target.verdict] = counts.get(row.target.verdict, 0) + 1
    scores = [
        Score(
            name, sum(c.values()), *(c.get(v, 0) for v in ("met", "not_met", "not_reported", "qualitative"))
        )
        for name, c in tally.items()
    ]
    return sorted(scores, key=lambda s: (-s.targets, s.name))


def lead_agencies(row: TargetRow) -> tuple[str, ...]:
    """Return the agencies a row counts for."""
    return row.measure.lead_agencies


def strategy(row: TargetRow) -> tuple[str, ...]:
    """Return the strategy a row counts for: its own cell's, else the heading it stands under."""
    return list_strategies(row.measure)[:1]


def write_scores(scores: Sequence[Score]) -> str:
    """Return a scoreboard as lines for a terminal."""
    lines = [f"{'targets':>7}  {'met':>4}  {'not met':>7}  {'not reported':>12}  {'qualitative':>11}  name"]
    for s in scores:
        lines.append(
            f"{s.targets:>7}  {s.met:>4}  {s.not_met:>7}  {s.not_reported:>12}  {s.qualitative:>11}  {s.name}"
        )
    return "\n".join(lines)
