"""From the lines of an entry to its targets with results and verdicts, and to observations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from ingest.entries.drafts import ROLES, Datum, Draft, Line
from ingest.entries.precedents import find_precedents
from ingest.entries.values import (
    Op,
    Value,
    judge,
    lists_parts,
    name_sum,
    pair_values,
    read_values,
    split_items,
)
from ingest.figures.numerals import read_figures
from ingest.figures.units import Bound, convert_unit, load_units
from ingest.pairing.choosing import ABSURD, is_out_of_proportion
from ingest.records import (
    Evidence,
    Field,
    Headers,
    Observation,
    ObservationRole,
    Problem,
    RecordKind,
    Target,
    Verdict,
)
from ingest.tables.status import is_absent
from ingest.targets.agencies import Canonical
from ingest.targets.reading import read_targets
from ingest.targets.sentences import Statement

# Cells longer than these hold sentences, whose figures are told apart by their words.
_LONGEST_TARGET = 120
_LONGEST_RESULT = 90
_PROSE_FIELDS = ("agencies", "comparison", "control_note", "highlights", "benefit", "action", "goal")


# What the machine interface calls the fields of some kinds of entries.
_OWN_KEYS: dict[str, dict[str, str]] = {
    "kpi": {"strategy": "goal", "strategy_no": "goal_no", "kpi": "name", "kpi_no": "name_no"},
    "project": {"strategy": "outline", "action": "name"},
    "annex": {"result": "actual"},
}


@dataclass(frozen=True, slots=True)
class Identity:
    """By what an entry is named in its observations."""

    doc: str
    kind: str
    id: str
    no: str
    title: str
    edition: int | None
    canonical: Canonical | None = None
    file: str = ""


@dataclass(slots=True)
class Observed:
    """What was read of an entry: its targets, and an observation for each figure."""

    targets: list[Target] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def observe(draft: Draft, identity: Identity) -> Observed:
    """Read every line of an entry."""
    observed = Observed()
    reported = {
        year for line in draft.lines for datum in line.of("result") for year in _years(datum, identity)
    }
    for line in draft.lines:
        _observe_line(draft, line, identity, observed, reported)
    return observed


def _years(datum: Datum, identity: Identity) -> tuple[int, ...]:
    if datum.years or datum.undated:
        return datum.years
    return (identity.edition,) if identity.edition is not None else ()


def _observe_line(
    draft: Draft, line: Line, identity: Identity, observed: Observed, reported: set[int]
) -> None:
    years = sorted({y for datum in line.of("target") for y in _years(datum, identity)})
    taken: set[int] = set()
    for year in years:
        goals = [d for d in line.of("target") if year in _years(d, identity)]
        results = [d for d in line.of("result") if year in _years(d, identity)]
        for goal in goals:
            if len(_years(goal, identity)) > 1 and not _split_years(goal, identity):
                continue
            result = results[0] if results and (goal.basis != "original" or len(goals) == 1) else None
            _observe_pair(draft, line, year, goal, result, identity, observed, year in reported)
            # Of several results of a year the first is the figure; what else was done is told in words.
            taken |= {id(goal), *map(id, results)}
    for datum in line.data:
        if id(datum) in taken or datum.field == "status":
            continue
        if datum.field == "result" and years and not datum.years:
            continue
        if datum.field == "target" or datum.field in ROLES or not datum.field:
            _observe_alone(line, datum, identity, observed)


def _split_years(datum: Datum, identity: Identity) -> bool:
    return len(read_figures(datum.cell.text)) == len(datum.years)


def _observe_pair(
    draft: Draft,
    line: Line,
    year: int,
    goal: Datum,
    result: Datum | None,
    identity: Identity,
    observed: Observed,
    reported: bool,
) -> None:
    """Read the targets of a year with their results: by structure, else by their words."""
    status = _find_status(line, year, identity)
    if is_absent(goal.cell.text):
        return
    text = result.cell.text if result else ""
    short = len(goal.cell.text) <= _LONGEST_TARGET and _is_short(text) and not lists_parts(goal.cell.text)
    targets = read_values(goal, line) if short else []
    if len(goal.years) == len(targets) > 1:
        targets = [targets[goal.years.index(year)]]
    results = read_values(result, line) if result and short else []
    pairs: list[Value | None] | None = None
    if targets and results:
        pairs = pair_values(targets, results)
    elif targets:
        # A result without a figure may say in words that the target was reached.
        told = Observed()
        if not is_absent(text):
            _observe_words(draft, line, year, goal, result, identity, told, reported, status)
        if any(target.verdict in ("met", "not_met") for target in told.targets):
            observed.targets += told.targets
            observed.observations += told.observations
            return
        pairs = [None] * len(targets)
    if pairs is None or not short:
        if _observe_words(draft, line, year, goal, result, identity, observed, reported, status):
            return
        pairs = [None] * len(targets)
    if not targets and short:
        observed.targets.append(_make_plain(line, goal, result, year, identity))
        return
    known = result is not None or reported
    fields = _gather_fields(draft, line, year, goal, result, identity)
    paired = list(zip(targets, pairs, strict=True))
    earlier = (
        find_precedents(fields, year, identity.canonical, paired) if len(fields) > 2 else [None] * len(pairs)
    )
    for (target, value), before in zip(paired, earlier, strict=True):
        verdict = _judge(target, value, known)
        made = _make_target(target, value, year, verdict)
        if before is not None:
            made = _add_precedent(made, before)
            observed.observations += _observe_target(made, goal, result, identity, status, ("previous",))
        observed.targets.append(made)
        marks = _item_status(status, target.item)
        observed.observations.append(_make_observation(target, "target", year, identity, verdict, marks))
        if value is not None:
            shared = replace(value, metric=target.metric or value.metric, doubts=_doubt(target, value))
            observed.observations.append(_make_observation(shared, "actual", year, identity, None, marks))


def _is_short(text: str) -> bool:
    return all(end - start <= _LONGEST_RESULT for _, start, end in split_items(text))


def _judge(target: Value, value: Value | None, known: bool) -> Verdict | None:
    if value is None:
        return "not_reported" if known else None
    measured = convert_unit(value.value, value.unit, target.unit)
    upper = convert_unit(value.upper, value.unit, target.unit) if value.upper is not None else None
    return "met" if judge(target.op, target.value, target.upper, measured, upper) else "not_met"


def _doubt(target: Value, value: Value) -> tuple[str, ...]:
    """Return the doubts of a result: of its reading, and that it is out of all proportion to its target."""
    measured = convert_unit(value.value, value.unit, target.unit)
    return (*value.doubts, ABSURD) if is_out_of_proportion(measured, target.value) else value.doubts


def _find_status(line: Line, year: int, identity: Identity) -> str:
    dated = [d for d in line.of("status") if year in d.years]
    plain = [d for d in line.of("status") if not d.years] if year == identity.edition else []
    found = dated or plain
    return found[0].cell.text if found else ""


def _item_status(status: str, item: str) -> str | None:
    for number, start, end in split_items(status):
        if number == item:
            return status[start:end].strip() or None
    return status.strip() or None


def _make_target(target: Value, value: Value | None, year: int, verdict: Verdict | None) -> Target:
    op = target.op
    rate = None
    if value is not None and op in (">=", ">") and target.value > 0 and target.unit not in load_units().times:
        measured = convert_unit(value.value, value.unit, target.unit)
        rate = (measured / target.value * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    evidence = [_cite(target, "target")]
    if value is not None:
        evidence.append(_cite(value, "actual"))
    return Target(
        year=year,
        item=target.item or "1",
        text=target.cell.text[target.quote[0] : target.quote[1]].strip(),
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


def _cite(value: Value, role: str) -> Evidence:
    cell = value.cell
    quote = cell.text[value.quote[0] : value.quote[1]].strip(" \n，,。；;：:")
    return Evidence(
        "target" if role == "target" else "actual",
        cell.key,
        cell.locate(value.start, value.end),
        quote or value.figure.text,
        value.figure.text,
    )


def _make_plain(line: Line, goal: Datum, result: Datum | None, year: int, identity: Identity) -> Target:
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


def _make_observation(
    value: Value,
    role: ObservationRole,
    year: int | None,
    identity: Identity,
    verdict: Verdict | None,
    status: str | None,
) -> Observation:
    datum = value.datum
    quote = (
        value.cell.text if len(value.cell.text) <= 80 else value.cell.text[value.quote[0] : value.quote[1]]
    )
    metric = base = value.metric or identity.title
    if role in ("budget", "final", "rate", "difference"):
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


def _observe_alone(line: Line, datum: Datum, identity: Identity, observed: Observed) -> None:
    """Read a cell that is paired with none: a budget, a rate, a figure under a year."""
    if is_absent(datum.cell.text) or len(datum.cell.text) > _LONGEST_TARGET:
        return
    role = ROLES.get(datum.field, "other")
    if not datum.field and datum.years:
        role = "actual"
    years = _years(datum, identity)
    year = years[0] if len(years) == 1 else None
    for index, value in enumerate(read_values(datum, line)):
        own = years[index] if 1 < len(years) == len(read_values(datum, line)) else year
        observed.observations.append(
            _make_observation(value, role, own, identity, None, None)  # type: ignore[arg-type]
        )


def _gather_fields(
    draft: Draft, line: Line, year: int, goal: Datum, result: Datum | None, identity: Identity
) -> dict[str, Field]:
    """Return target and result under the keys their readers know, and the prose beside them."""
    fields = {"target": replace(goal.cell, key="target")}
    if result is not None:
        fields["result"] = replace(result.cell, key="result")
    if line.indicator is not None:
        fields["indicator"] = replace(line.indicator, key="indicator")
    if year == identity.edition:
        fields |= {
            key: draft.fields[key] for key in _PROSE_FIELDS if key in draft.fields and key not in fields
        }
    return fields


def _add_precedent(target: Target, before: Statement) -> Target:
    """Give a target last year's value."""
    cell = before.field
    quote = cell.text[before.quote[0] : before.quote[1]].strip(" \n，,。；;：:")
    cited = Evidence("previous", cell.key, cell.locate(*before.quote), quote, before.figure.text)
    return replace(target, previous=before.figure.value, evidence=(*target.evidence, cited))


def _observe_words(
    draft: Draft,
    line: Line,
    year: int,
    goal: Datum,
    result: Datum | None,
    identity: Identity,
    observed: Observed,
    reported: bool,
    status: str,
) -> bool:
    """Pair targets with results by their words; False where no target is found."""
    fields = _gather_fields(draft, line, year, goal, result, identity)
    found = read_targets(fields, year, canonical=identity.canonical, file=identity.file)
    observed.problems += found.problems
    for target in found.targets:
        known = result is not None or reported
        target = (
            target
            if known
            else replace(target, verdict=None if target.target is not None else target.verdict)
        )
        observed.targets.append(_name_fields(target, goal, result))
        observed.observations += _observe_target(target, goal, result, identity, status)
    return bool(found.targets)


def _name_fields(target: Target, goal: Datum, result: Datum | None) -> Target:
    """Let evidence name the fields of the record again."""
    names = {"target": goal.cell.key} | ({"result": result.cell.key} if result else {})
    return replace(
        target, evidence=tuple(replace(e, field=names.get(e.field, e.field)) for e in target.evidence)
    )


def _observe_target(
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
        bound = _read_bound(goal.cell, evidence) if wanted == "target" else "="
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


def _read_bound(cell: Field, evidence: Evidence) -> Bound:
    """Return the operator that the words around a target's figure give it."""
    begin = cell.text.find(evidence.quote)
    for figure in read_figures(cell.text):
        if figure.start >= begin >= 0 and figure.text == evidence.written:
            return figure.bound
    return "="


def name_fields(kind: RecordKind, fields: Mapping[str, Field], edition: int | None) -> dict[str, Field]:
    """Return fields under the keys a record of a kind has, those of the edition without their year.

    The target of the year after is next_target; a field of another year carries it: target_113.
    """
    named: dict[str, Field] = {}
    for key, cell in fields.items():
        base, _, year = key.partition(" ")
        name = key
        if year.isdecimal() and base in ROLES | {"status": ""}:
            number = int(year)
            if edition is None or number == edition:
                name = base
            elif number == edition + 1 and base == "target":
                name = "next_target"
            else:
                name = f"{base}_{year}"
        name = _OWN_KEYS.get(kind, {}).get(name, name)
        while name in named:
            name += "_"
        named[name] = replace(cell, key=name)
    return named
