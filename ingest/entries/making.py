"""Targets with their verdicts and observations, made of the figures of cells or of what words paired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from ingest.entries.counted import name_sum
from ingest.entries.drafts import Datum, Line
from ingest.entries.structure import judge
from ingest.entries.values import Op, Value
from ingest.figures.numerals import read_figures
from ingest.figures.units import Bound, convert_unit, is_ratio, load_units
from ingest.pairing.choosing import ABSURD, is_out_of_proportion
from ingest.records import Evidence, Headers, Observation, ObservationRole, Target, Verdict
from ingest.tables.headings import read_heading
from ingest.tables.status import is_absent
from ingest.targets.agencies import Canonical
from ingest.targets.stated import Statement

# A longer cell is quoted by the words around its figure.
_LONGEST_CELL = 80

# The roles that the words of a cell for money give its sums.
MONEY_ROLES: dict[str, ObservationRole] = {"budget": "budget", "final": "final", "remainder": "other"}


@dataclass(frozen=True, slots=True)
class Identity:
    """By what an entry is named in its observations; `over` is the last year its document may report."""

    doc: str
    kind: str
    id: str
    no: str
    title: str
    edition: int | None
    canonical: Canonical | None = None
    file: str = ""
    over: int | None = None


def judge_value(target: Value, value: Value | None, known: bool) -> Verdict | None:
    if value is None:
        return "not_reported" if known else None
    measured = convert_unit(value.value, value.unit, target.unit)
    upper = convert_unit(value.upper, value.unit, target.unit) if value.upper is not None else None
    return "met" if judge(target.op, target.value, target.upper, measured, upper) else "not_met"


def find_doubts(target: Value, value: Value) -> tuple[str, ...]:
    """Return the doubts of a result: of its reading, and that it is out of all proportion to its target."""
    measured = convert_unit(value.value, value.unit, target.unit)
    return (*value.doubts, ABSURD) if is_out_of_proportion(measured, target.value) else value.doubts


def make_target(target: Value, value: Value | None, year: int, verdict: Verdict | None) -> Target:
    op = target.op
    rate = None
    if value is not None and op in (">=", ">") and target.value > 0 and target.unit not in load_units().times:
        measured = convert_unit(value.value, value.unit, target.unit)
        rate = (measured / target.value * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    evidence = [cite(target, "target")]
    if value is not None:
        evidence.append(cite(value, "actual"))
    return Target(
        year=year,
        item=target.item or "1",
        text=target.quoted.strip(),
        metric=target.metric,
        target=target.value,
        unit=target.unit,
        op="<=" if op in ("<=", "<") else ">=",
        actual=value.value if value is not None else None,
        actual_unit=(value.unit or target.unit) if value is not None else None,
        rate_pct=rate,
        verdict=verdict,
        evidence=tuple(evidence),
    )


def cite(value: Value, role: Literal["target", "actual", "previous"]) -> Evidence:
    """Return where a value stands, as what it is cited for."""
    cell = value.cell
    quote = value.quoted.strip(" \n，,。；;：:")
    return Evidence(
        role,
        cell.key,
        cell.locate(*(value.quote if quote else (value.start, value.end))),
        quote or value.figure.text,
        value.figure.text,
    )


def make_plain(line: Line, goal: Datum, result: Datum | None, year: int, identity: Identity) -> Target:
    """Make a target without a number, which nothing can be computed of."""
    metric = line.indicator.text if line.indicator else identity.title
    cited = [Evidence("target", goal.cell.key, goal.cell.place, goal.cell.text)]
    if result is not None and not is_absent(result.cell.text):
        cited.append(Evidence("statement", result.cell.key, result.cell.place, result.cell.text))
    return Target(
        year,
        "1",
        goal.cell.text,
        metric,
        None,
        "",
        "qualitative",
        verdict="qualitative",
        evidence=tuple(cited),
    )


def make_observation(
    value: Value,
    role: ObservationRole,
    year: int | None,
    identity: Identity,
    verdict: Verdict | None,
    status: str | None,
) -> Observation:
    datum = value.datum
    role = _read_own_role(value, role)
    quote = datum.text if len(datum.text) <= _LONGEST_CELL else value.quoted
    metric = base = value.metric or identity.title
    if role in ("budget", "final", "rate", "difference") or datum.field == "remainder":
        metric = name_sum(metric, datum.cell.label)
    doubts = value.doubts if datum.years or year is None else (*value.doubts, "year from title")
    return Observation(
        doc=identity.doc,
        kind=identity.kind,
        id=identity.id,
        no=identity.no,
        entry=identity.title,
        metric=metric,
        # What is budgeted, spent and the share of it are one series, though each has a heading of its own.
        series=f"{base}|{value.unit}",
        year=year,
        role=role,
        value=value.value,
        upper=value.upper,
        unit=value.unit,
        op=value.op if role == "target" else None,
        as_written=value.figure.text,
        place=value.cell.locate(value.start, value.end),
        quote=quote.strip(),
        period=datum.period,
        basis=datum.basis,
        approximate=value.figure.approximate,
        cumulative=value.cumulative,
        verdict=verdict,
        status=status,
        headers=datum.headers,
        doubts=tuple(dict.fromkeys(doubts)),
    )


def _read_own_role(value: Value, role: ObservationRole) -> ObservationRole:
    """Return the role of a sum by its own words, where a cell for money gives several: 預算數…，決算數…."""
    own = read_heading(value.metric).field if role in ("budget", "final") and value.metric else ""
    if own == "rate" and is_ratio(value.unit):
        return "rate"
    return MONEY_ROLES.get(own, role)


def add_precedent(target: Target, before: Statement) -> Target:
    """Give a target last year's value."""
    cell = before.field
    quote = cell.text[before.quote[0] : before.quote[1]].strip(" \n，,。；;：:")
    cited = Evidence("previous", cell.key, cell.locate(*before.quote), quote, before.figure.text)
    return replace(target, previous=before.figure.value, evidence=(*target.evidence, cited))


def observe_target(
    target: Target,
    goal: Datum,
    result: Datum | None,
    identity: Identity,
    status: str,
    wanted_roles: tuple[str, ...] = ("target", "actual", "previous"),
) -> Iterator[Observation]:
    if target.target is None:
        return
    roles: Sequence[tuple[str, ObservationRole, int, Decimal | None]] = (
        ("target", "target", target.year, target.target),
        ("actual", "actual", target.year, target.actual),
        ("previous", "actual", target.year - 1, target.previous),
    )
    for wanted, role, year, value in roles:
        evidence = next((e for e in target.evidence if e.role == wanted and e.written), None)
        if value is None or evidence is None or wanted not in wanted_roles:
            continue
        figure = next(iter(read_figures(evidence.written)), None)
        op: Op = "<=" if target.op == "<=" else ">="
        bound = _read_bound(goal.text, evidence) if wanted == "target" else "="
        datum = goal if wanted == "target" else result
        unit = target.unit if wanted == "target" else target.actual_unit or target.unit
        yield Observation(
            doc=identity.doc,
            kind=identity.kind,
            id=identity.id,
            no=identity.no,
            entry=identity.title,
            metric=target.metric or identity.title,
            series=f"{target.metric}|{unit}",
            year=year,
            role=role,
            scope=target.agency,
            value=value,
            upper=figure.upper if figure else None,
            unit=unit,
            op=None
            if role != "target"
            else "range"
            if figure and figure.upper is not None
            else bound
            if bound != "="
            else op,
            as_written=evidence.written,
            place=evidence.place,
            quote=evidence.quote,
            approximate=bool(figure and figure.approximate),
            verdict=target.verdict if role == "target" else None,
            status=status or None if wanted == "target" else None,
            headers=datum.headers if datum else Headers(),
            doubts=target.doubts if wanted == "actual" else (),
        )


def _read_bound(text: str, evidence: Evidence) -> Bound:
    """Return the operator that the words around a target's figure give it."""
    begin = text.find(evidence.quote)
    for figure in read_figures(text):
        if figure.start >= begin >= 0 and figure.text == evidence.written:
            return figure.bound
    return "="
