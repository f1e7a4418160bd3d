"""Targets with their results and verdicts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

from ingest.figures.numerals import read_figures
from ingest.figures.units import convert_unit, load_units
from ingest.markup import strip_numbering
from ingest.pairing.choosing import Pair, choose
from ingest.pairing.scene import MOST_PAIRS, read_field_statements, stage
from ingest.records import Evidence, Field, Problem, Target, Verdict
from ingest.targets.agencies import Canonical, find_agency, read_agencies
from ingest.targets.goals import MOST_GOALS, Goal, is_empty, name_money, read_goals, read_period, trim_metric
from ingest.targets.phrases import counts_better_low
from ingest.targets.stated import MOST_STATEMENTS, Statement


class TargetReading(NamedTuple):
    """What was read from the target cell of one measure."""

    targets: tuple[Target, ...]
    problems: tuple[Problem, ...]


def read_targets(
    fields: Mapping[str, Field], edition: int, *, canonical: Canonical | None = None, file: str = ""
) -> TargetReading:
    """Read the targets of an edition with their results.

    `canonical` gives an agency's full name from any of its names. A result is looked for in the
    result field first, then in the others; a target whose result no field gives has no actual value
    and is not_reported. What cannot be read with certainty becomes a problem.
    """
    known, _ = read_agencies(fields["agencies"].text) if "agencies" in fields else ((), ())

    def find(name: str) -> str | None:
        return find_agency(name, known, canonical)

    goals = read_goals(fields["target"], edition, find)[:MOST_GOALS] if "target" in fields else []
    goals = [_settle_operator(goal, fields) for goal in goals]
    statements = read_field_statements(fields, edition, find)
    scene = stage(goals, statements, fields, edition)
    pairs = choose(scene)
    targets = tuple(
        _make_target(goal, pair, fields, edition) for goal, pair in zip(goals, pairs, strict=True)
    )
    problems = _find_problems(fields, goals, file)
    problems += _report_cut(statements, fields, file)
    if len(scene.statements) < len(statements):
        found = f"{len(goals)} targets and {len(statements)} figures; the last figures are not paired"
        message = f"expected at most {MOST_PAIRS} pairs of target and figure, found {found}"
        problems.append(Problem(file, fields["target"].place.line_start, message))
    problems += [
        _report_doubt(goal, pair.statements[0], pair.rival, file)
        for goal, pair in zip(goals, pairs, strict=True)
        if pair.rival is not None and pair.statements
    ]
    return TargetReading(targets, tuple(problems))


def _report_cut(statements: Sequence[Statement], fields: Mapping[str, Field], file: str) -> list[Problem]:
    """Report the fields whose figures were too many to read them all."""
    counts = Counter(s.field.key for s in statements)
    message = f"expected fewer than {MOST_STATEMENTS} figures in a cell, found more; the rest is not read"
    return [
        Problem(file, fields[key].place.line_start, message)
        for key, count in counts.items()
        if count >= MOST_STATEMENTS
    ]


def _report_doubt(goal: Goal, s: Statement, other: Statement, file: str) -> Problem:
    line = s.field.locate(*s.quote).line_start
    found = f"{s.figure.text} (taken) and {other.figure.text}"
    return Problem(file, line, f"expected one result for {goal.text[:30]!r}, found {found}")


def _settle_operator(goal: Goal, fields: Mapping[str, Field]) -> Goal:
    """Turn a bare number's operator round where the indicator counts what is better the less there is."""
    if goal.figure is None or goal.metric or goal.figure.bound != "=" or goal.op != ">=":
        return goal
    return replace(goal, op="<=") if counts_better_low(_borrow_metric(fields)) else goal


def _make_target(goal: Goal, pair: Pair, fields: Mapping[str, Field], edition: int) -> Target:
    source = fields["target"]
    stated = Evidence(
        "target",
        "target",
        source.locate(goal.start, goal.end),
        _quote(source, goal.start, goal.end),
        goal.figure.text if goal.figure else "",
    )
    evidence = [stated, *_cite(pair, fields)]
    value = pair.value
    verdict: Verdict = "qualitative"
    measured, upper = _convert(value, pair, goal), _convert(_upper(pair), pair, goal)
    if goal.figure:
        verdict = "not_reported" if measured is None else "met" if meets(measured, upper, goal) else "not_met"
    return Target(
        year=edition,
        item=goal.item,
        text=goal.text,
        metric=goal.metric or _borrow_metric(fields),
        target=goal.figure.value if goal.figure else None,
        unit=name_money(goal.figure, goal.text) if goal.figure else "",
        op=goal.op,
        actual=value,
        actual_unit=pair.unit if value is not None else None,
        previous=pair.previous.figure.value if pair.previous else None,
        rate_pct=rate_result(measured, goal) if measured is not None else None,
        verdict=verdict,
        agency=goal.agency,
        evidence=tuple(evidence),
        doubts=pair.doubts,
    )


def _convert(value: Decimal | None, pair: Pair, goal: Goal) -> Decimal | None:
    """Return a value of a pair in the unit of its goal: 1,850公斤 against 2公噸."""
    if value is None or goal.figure is None:
        return value
    return convert_unit(value, pair.unit, goal.figure.unit)


def _upper(pair: Pair) -> Decimal | None:
    return pair.statements[0].figure.upper if len(pair.statements) == 1 else None


def _cite(pair: Pair, fields: Mapping[str, Field]) -> list[Evidence]:
    """Return the evidence of a result, of the year before, and of a statement that there is none."""
    cited = [
        Evidence("actual", s.field.key, s.field.locate(*s.quote), _quote(s.field, *s.quote), s.figure.text)
        for s in pair.statements
    ]
    if pair.previous:
        s = pair.previous
        words = _quote(s.field, *s.quote)
        cited.append(Evidence("previous", s.field.key, s.field.locate(*s.quote), words, s.figure.text))
    if pair.sentence:
        key, start, end = pair.sentence
        role: Literal["actual", "statement"] = "statement" if pair.value is None else "actual"
        words = _quote(fields[key], start, end)
        cited.append(Evidence(role, key, fields[key].locate(start, end), words))
    return cited


def _quote(field: Field, start: int, end: int) -> str:
    return field.text[start:end].strip(" \n，,。；;：:")


def _borrow_metric(fields: Mapping[str, Field]) -> str:
    """Return what a bare number counts, in the words of the indicator, else of the action."""
    for key in ("indicator", "action"):
        words = fields[key].text.strip() if key in fields else ""
        if words and not is_empty(words):
            first = re.split(r"[。；;，【(（]", strip_numbering(words))[0]
            figures = read_figures(first)
            cut = figures[-1].start if figures and figures[-1].end >= len(first.rstrip()) else len(first)
            return trim_metric(first[:cut])[:60]
    return ""


def _find_problems(fields: Mapping[str, Field], goals: Sequence[Goal], file: str) -> list[Problem]:
    """Report targets that were read but cannot be judged: no known unit, or set for each of several."""
    problems: list[Problem] = []
    if len(goals) == MOST_GOALS:
        message = f"expected fewer than {MOST_GOALS} targets, found more; cut off"
        problems.append(Problem(file, fields["target"].place.line_start, message))
    for goal in goals:
        if goal.figure is None:
            continue
        line = fields["target"].locate(goal.start, goal.end).line_start
        found = fields["target"].text[goal.start : goal.end + 4].strip()
        period = read_period(goal)
        if not name_money(goal.figure, goal.text):
            problems.append(Problem(file, line, f"expected a target with a known unit, found {found!r}"))
        elif period:
            problems.append(Problem(file, line, f"expected a target for the year, found {period}{found!r}"))
    return problems


def meets(value: Decimal, upper: Decimal | None, goal: Goal) -> bool:
    """Say whether a result meets a goal's figure by its operator."""
    if goal.figure is None:
        return False
    if goal.op == "<=":
        return (upper if upper is not None else value) <= (goal.figure.upper or goal.figure.value)
    return value >= goal.figure.value


def rate_result(value: Decimal, goal: Goal) -> Decimal | None:
    """Return the result as a percentage of the target, None where that means nothing."""
    if goal.figure is None or goal.op != ">=" or goal.figure.value <= 0 or value < 0:
        return None
    if goal.figure.unit in load_units().times:
        return None
    return (value / goal.figure.value * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
