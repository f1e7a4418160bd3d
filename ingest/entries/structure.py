"""Which figures of two cells belong together by structure alone, and whether a result meets its target."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.entries.values import Value
from ingest.entries.wording import last_role
from ingest.figures.units import compatible_units
from ingest.targets.phrases import find_word


def pair_values(
    targets: Sequence[Value], results: Sequence[Value], silent: Collection[str] = ()
) -> list[Value | None] | None:
    """Return the result of each target by structure alone, None where structure does not decide.

    Structure is: the same item number, then the same number of figures in the same order of units,
    then the only figure of the target's unit that adds up no years. The items of `silent` give no result.
    """
    paired: list[Value | None] = [None] * len(targets)
    items = list(dict.fromkeys(value.item for value in targets))
    numbered = {value.item for value in results} | set(silent)
    if len(items) > 1 and set(items) == numbered:
        groups = [
            ([i for i, t in enumerate(targets) if t.item == item], [r for r in results if r.item == item])
            for item in items
            if item not in silent
        ]
    else:
        groups = [(list(range(len(targets))), list(results))]
    for own, candidates in groups:
        found = _pair_group([targets[i] for i in own], candidates)
        if found is None:
            return None
        for index, value in zip(own, found, strict=True):
            paired[index] = value
    return paired


def _pair_group(targets: Sequence[Value], results: Sequence[Value]) -> list[Value | None] | None:
    if len(targets) == len(results) and all(
        compatible_units(t.unit, r.unit) for t, r in zip(targets, results, strict=True)
    ):
        return list(results)
    paired: list[Value | None] = []
    for target in targets:
        fitting = [r for r in results if r.unit and r.unit == target.unit] or [
            r for r in results if compatible_units(target.unit, r.unit)
        ]
        if len(fitting) > 1:
            # What is counted since years ago answers a target that is, and no other.
            fitting = [r for r in fitting if r.cumulative == target.cumulative] or fitting
        if len(fitting) != 1:
            return None
        paired.append(fitting[0])
    return paired if len({id(v) for v in paired}) == len(paired) else None


def name_alike(targets: Sequence[Value], known: Sequence[Value], name: str = "") -> list[Value]:
    """Return the targets of another year named as those of a year that says what they count.

    What is called by no more than the `name` of its line says nothing of its own.

    They go together by their item, else by the unit that only one of each has.

    以13團次為目標 beside 率團訪臺12團次 counts the same.
    """
    if len(known) == len(targets) > 1 and [t.item for t in targets] == [k.item for k in known]:
        beside = [
            k if compatible_units(t.unit, k.unit) else None for t, k in zip(targets, known, strict=True)
        ]
    else:
        units = [[k for k in known if k.unit and k.unit == t.unit] for t in targets]
        shared = [sum(t.unit == other.unit for other in targets) for t in targets]
        beside = [
            own[0] if len(own) == 1 and count == 1 else None for own, count in zip(units, shared, strict=True)
        ]
    return [
        replace(t, metric=k.metric)
        if k is not None
        and k.metric
        and (t.metric in ("", name) or _names_role(t.metric) or count_shared(t.metric, k.metric))
        else t
        for t, k in zip(targets, beside, strict=True)
    ]


def _names_role(metric: str) -> bool:
    """Say whether a name says no more than that its figure was meant, or done: 承諾, 完成."""
    return last_role(metric)[1:] == (0, len(metric))


def is_denied(target: Value, value: Value, text: str) -> bool:
    """Say whether a text says of a target that it is not known yet, rather than what `value` gives.

    核定補助21所，完成改善所數尚待彙整 gives no result of 完成改善, though 21所 alone has its unit.
    """
    line = f"{target.metric}{target.cell.text}"
    clauses = [clause for clause in re.split("[，,。；;\n]", text) if find_word("unavailable", clause)]
    own = text[value.quote[0] : value.quote[1]]
    return any(count_shared(clause, line) > count_shared(own, line) for clause in clauses)


def count_shared(one: str, other: str) -> int:
    """Return how many pairs of neighbouring characters two texts share."""
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in (one, other)]
    return len(pairs[0] & pairs[1])


def judge(
    op: str, target: Decimal, upper: Decimal | None, value: Decimal, value_upper: Decimal | None = None
) -> bool:
    """Say whether a result meets a target by its operator.

    >>> judge("<=", Decimal(15), None, Decimal(16)), judge("range", Decimal(95), Decimal(100), Decimal(96))
    (False, True)
    """
    if op in ("<=", "<"):
        most = value_upper if value_upper is not None else value
        return most < target if op == "<" else most <= target
    if op == ">":
        return value > target
    if op == "range" and upper is not None:
        return target <= value <= upper
    return value >= target
