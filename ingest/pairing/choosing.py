"""From the scores of a measure's targets and figures to a result, and an earlier value, for each target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import exp, log

from ingest.pairing.assignment import assign
from ingest.pairing.claims import Claim, find_denial, find_done, find_restated
from ingest.pairing.features import describe, describe_before, is_share
from ingest.pairing.model import Models, load_models
from ingest.pairing.scene import Scene
from ingest.targets.stated import Statement

# The odds are one to two that the second figure is right.
_CLOSE = 0.7
# Log-odds below which a result is not certain.
_SURE = 1.0
# Log-odds from which even a result of ten times the target is one.
_CERTAIN = 1.2
# By how much of its own log-odds a mention of a value goes before another mention of it.
_LEAD = 0.01
_TENFOLD = 10
ABSURD = "ten times the target or a tenth of it"


@dataclass(frozen=True, slots=True)
class Pair:
    """What was found for a target: the result, where it is read, and the year before.

    `statements` holds the figures the value was read or added from; `sentence` is (field, start, end)
    of the words that say without a figure that the target was reached, or that there is no result.
    `doubts` says in words what is not certain; `rival` is another figure that fits as well.
    """

    value: Decimal | None = None
    unit: str = ""
    statements: tuple[Statement, ...] = ()
    previous: Statement | None = None
    sentence: Claim | None = None
    doubts: tuple[str, ...] = ()
    rival: Statement | None = None


def choose(scene: Scene, models: Models | None = None) -> list[Pair]:
    """Return what was found for each goal of a measure, in their order."""
    models = models or load_models()
    scores = score_results(scene, models)
    denied = [find_denial(scene, index) if goal.figure else None for index, goal in enumerate(scene.goals)]
    parts = find_parts(scene)
    gains = [
        {} if denied[index] else {k: score - models.result.threshold for k, score in row.items()}
        for index, row in enumerate(scores)
    ]
    chosen = _assign_parts_first(scene, gains, parts)
    before = choose_before(scene, models, chosen)
    pairs: list[Pair] = []
    for index in range(len(scene.goals)):
        k, earlier = chosen[index], before[index]
        previous = scene.statements[earlier] if earlier is not None else None
        if k is None:
            pairs.append(Pair(previous=previous, sentence=denied[index]))
            continue
        shown = scene.statements[_quote_result(scene, index, k, chosen)]
        held = {_value(scene, other) for i, other in enumerate(chosen) if i != index}
        free = {j: score for j, score in scores[index].items() if j == k or _value(scene, j) not in held}
        doubts, rival = _doubt(scene, free, index, k)
        unit = shown.figure.unit or scene.units[index]
        pairs.append(Pair(shown.figure.value, unit, (shown,), previous, None, doubts, rival))
    for index, goal in enumerate(scene.goals):
        if pairs[index].value is None and goal.figure and not denied[index]:
            found = _fall_back(scene, index, [pairs[part] for part in parts.get(index, ())])
            pairs[index] = replace(found, previous=pairs[index].previous)
    return pairs


def score_results(scene: Scene, models: Models) -> list[dict[int, float]]:
    """Return the log-odds of each figure being each goal's result; an absurd one only where it is sure."""
    rows: list[dict[int, float]] = []
    for index in range(len(scene.goals)):
        row = {k: models.result.score(describe(scene, index, k)) for k in find_eligible(scene, index)}
        row = join_mentions(scene, row)
        rows.append({k: s for k, s in row.items() if s >= _CERTAIN or not is_absurd(scene, index, k)})
    return rows


def join_mentions(scene: Scene, row: Mapping[int, float]) -> dict[int, float]:
    """Return the log-odds that each mention's value is right, wherever it stands; the likeliest leads."""
    odds: dict[tuple[Decimal, int], dict[str, float]] = {}
    for k, score in row.items():
        s = scene.statements[k]
        # Twice in one field it may be of two things.
        fields = odds.setdefault((s.figure.value, s.year), {})
        fields[s.field.key] = max(fields.get(s.field.key, 0.0), exp(score))
    return {
        k: log(sum(odds[s.figure.value, s.year].values())) + _LEAD * score
        for k, score in row.items()
        for s in [scene.statements[k]]
    }


def find_eligible(scene: Scene, index: int) -> list[int]:
    """Return the figures that may be a goal's result: one agency's share of what several report is none."""
    return [k for k in scene.candidates[index] if not is_share(scene, index, k)]


def choose_before(scene: Scene, models: Models, chosen: list[int | None]) -> list[int | None]:
    """Return the statement of last year's value for each goal, none that is a result."""
    taken = {k for k in chosen if k is not None}
    gains: list[dict[int, float]] = []
    for index, goal in enumerate(scene.goals):
        free = [k for k in scene.candidates[index] if k not in taken and not goal.growth]
        row = {k: models.before.score(describe_before(scene, index, k, chosen[index])) for k in free}
        scored = join_mentions(scene, row)
        gains.append({k: score - models.before.threshold for k, score in scored.items()})
    return assign(gains)


def is_absurd(scene: Scene, index: int, k: int) -> bool:
    """Say whether a figure is ten times a goal's or a tenth of it, which speaks against the pairing."""
    goal = scene.goals[index].figure
    return goal is not None and is_out_of_proportion(scene.measure(index, scene.statements[k]), goal.value)


def is_out_of_proportion(value: Decimal, target: Decimal) -> bool:
    """Say whether a value is ten times a target or a tenth of it.

    >>> is_out_of_proportion(Decimal(50), Decimal(5)), is_out_of_proportion(Decimal(49), Decimal(5))
    (True, False)
    """
    return value > 0 and target > 0 and not target / _TENFOLD < value < target * _TENFOLD


def find_parts(scene: Scene) -> Mapping[int, list[int]]:
    """Return the goals that are parts of each goal that is a total."""
    parts: dict[int, list[int]] = {}
    for index, goal in enumerate(scene.goals):
        if goal.whole is not None:
            parts.setdefault(goal.whole, []).append(index)
    return parts


def _assign_parts_first(
    scene: Scene, gains: Sequence[Mapping[int, float]], parts: Mapping[int, list[int]]
) -> list[int | None]:
    """Assign the parts of totals, then the rest: a total never has what one of its parts has."""
    members = {part for found in parts.values() for part in found}
    chosen = assign([row if index in members else {} for index, row in enumerate(gains)])
    taken = {k for k in chosen if k is not None}
    rest: list[dict[int, float]] = []
    for index, row in enumerate(gains):
        held = {_value(scene, chosen[part]) for part in parts.get(index, ())}
        free = {k: gain for k, gain in row.items() if k not in taken and _value(scene, k) not in held}
        rest.append({} if index in members else free)
    return [one if one is not None else other for one, other in zip(chosen, assign(rest), strict=True)]


def _value(scene: Scene, k: int | None) -> Decimal | None:
    return scene.statements[k].figure.value if k is not None else None


def _quote_result(scene: Scene, index: int, k: int, chosen: list[int | None]) -> int:
    """Return the mention of a result that is quoted: that of the result field where it stands there."""
    s = scene.statements[k]
    if s.field.key == "result":
        return k
    same = [
        j
        for j in scene.candidates[index]
        if scene.statements[j].field.key == "result"
        and scene.statements[j].figure.value == s.figure.value
        and scene.statements[j].figure.unit == s.figure.unit
        and scene.statements[j].year == s.year
        and scene.statements[j].role in scene.asked[index]
        and j not in chosen
    ]
    return same[0] if same else k


def _doubt(
    scene: Scene, row: Mapping[int, float], index: int, k: int
) -> tuple[tuple[str, ...], Statement | None]:
    """Return what speaks against a result: another figure that fits as well, or that it is absurd."""
    doubts: list[str] = []
    s = scene.statements[k]
    close = [
        (score, -j)
        for j, score in row.items()
        for o in [scene.statements[j]]
        if score > max(0.0, row[k] - _CLOSE) and o.figure.value != s.figure.value
        if (o.figure.unit, o.role) == (s.figure.unit, s.role)
    ]
    rival = scene.statements[-max(close)[1]] if close else None
    if rival is not None:
        doubts.append(f"{rival.figure.text} fits as well")
    elif row[k] < _SURE:
        doubts.append("paired by few words")
    if is_absurd(scene, index, k):
        doubts.append(ABSURD)
    return tuple(doubts), rival


def _fall_back(scene: Scene, index: int, parts: list[Pair]) -> Pair:
    """Return what a text says less directly: the sum of the parts, the target reached, 已完成."""
    if parts and all(p.value is not None for p in parts):
        total = sum((p.value for p in parts if p.value is not None), Decimal(0))
        return Pair(total, parts[0].unit, tuple(s for p in parts for s in p.statements))
    restated = find_restated(scene, index)
    if restated:
        return Pair(restated.figure.value, restated.figure.unit, (restated,))
    done = find_done(scene, index)
    figure = scene.goals[index].figure
    return Pair(figure.value, scene.units[index], sentence=done) if done and figure else Pair()
