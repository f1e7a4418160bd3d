"""What the weights are fitted to: for each goal the figures that may answer it, and which of them do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from ingest.pairing.choosing import find_eligible
from ingest.pairing.features import Features, describe, describe_before
from ingest.pairing.labelled import Answer, Case, Key, is_marked
from ingest.pairing.scene import Scene


@dataclass(slots=True)
class Example:
    """The figures that may answer one goal: their features, and which of them are right."""

    features: list[Features] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)


def make_examples(cases: Iterable[Case]) -> tuple[list[Example], list[Example]]:
    """Return the examples of results, and those of last year's values."""
    results: list[Example] = []
    earlier: list[Example] = []
    for case in cases:
        for index, answer in case.answers.items():
            results.append(_make_result(case.scene, index, answer))
            if answer.before_known and not case.scene.goals[index].growth:
                earlier.append(_make_before(case.scene, index, answer))
    return results, earlier


def _make_result(scene: Scene, index: int, answer: Answer) -> Example:
    example = Example()
    for k in find_eligible(scene, index):
        right = _is_right(scene, index, k, answer.result, answer.result_marks)
        if right is not None:
            example.features.append(describe(scene, index, k))
            example.right.append(right)
    return example


def _make_before(scene: Scene, index: int, answer: Answer) -> Example:
    example = Example()
    chosen = _find_result(scene, index, answer)
    for k in scene.candidates[index]:
        right = _is_right(scene, index, k, answer.before, answer.before_marks)
        if right is not None and k != chosen:
            example.features.append(describe_before(scene, index, k, chosen))
            example.right.append(right)
    return example


def _find_result(scene: Scene, index: int, answer: Answer) -> int | None:
    """Return the first mention of a goal's result."""
    for k in scene.candidates[index]:
        right = _is_right(scene, index, k, answer.result, answer.result_marks)
        if right and scene.statements[k].year == scene.edition:
            return k
    return None


def _is_right(scene: Scene, index: int, k: int, value: Decimal | None, marks: frozenset[Key]) -> bool | None:
    """Say whether a statement is the value wanted; None for another mention of a value that is marked."""
    s = scene.statements[k]
    same = value is not None and is_close(scene.measure(index, s), value)
    if not marks or is_marked(s.field.key, s.figure.start, marks):
        return same
    return None if same else False


def is_close(one: Decimal, other: Decimal) -> bool:
    """Say whether two values are one but for rounding.

    >>> is_close(Decimal("66.6667"), Decimal("66.66666")), is_close(Decimal(5), Decimal(6))
    (True, False)
    """
    return abs(one - other) <= abs(other) / 100_000
