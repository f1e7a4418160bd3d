"""Which result belongs to which target: by what is counted, the unit and the agency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ingest.figures.units import compatible_units, load_units
from ingest.targets.claims import Claim, find_denial, find_done, find_restated
from ingest.targets.goals import Goal
from ingest.targets.matching import CERTAIN, FIELDS, Matcher
from ingest.targets.precedents import find_previous
from ingest.targets.sentences import Statement

_CLOSE = 0.02


@dataclass(frozen=True, slots=True)
class Pair:
    """What was found for a target: the result, where it is read, and the year before.

    `statements` holds the figures the value was read or added from; `sentence` is (field, start, end)
    of the words that say without a figure that the target was reached, or that there is no result.
    """

    value: Decimal | None = None
    unit: str = ""
    statements: tuple[Statement, ...] = ()
    previous: Statement | None = None
    sentence: Claim | None = None


class Pairing:
    """Pairs the goals of one measure with the statements of its fields.

    `doubts` holds (goal, result, other figure) where the words fit another figure as well.
    """

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.goals, self.statements = matcher.goals, matcher.statements
        self.doubts: list[tuple[int, Statement, Statement]] = []
        self.parts: dict[int, list[int]] = {}
        for index, goal in enumerate(self.goals):
            if goal.whole is not None:
                self.parts.setdefault(goal.whole, []).append(index)

    def pair(self) -> list[Pair]:
        """Return what was found for each goal, in their order."""
        pairs = [Pair() for _ in self.goals]
        for index in self.parts:
            for part, statement in self._pair_parts(index):
                pairs[part] = self._found(part, statement)
        taken = {part: pairs[part].value for parts in self.parts.values() for part in parts}
        for index, statement in self._choose(taken):
            pairs[index] = self._found(index, statement)
        for index, pair in enumerate(pairs):
            if pair.value is None and self.goals[index].figure:
                pairs[index] = self._fall_back(index, pairs)
        return pairs

    def _choose(self, taken: Mapping[int, Decimal | None]) -> list[tuple[int, Statement]]:
        """Give each goal its best statement, the surest first, and no statement twice.

        A total never takes what one of its parts has `taken`.
        """
        scored = [
            (self.matcher.score(index, s), -s.order, index, s)
            for index, goal in enumerate(self.goals)
            if goal.figure and goal.whole is None and not find_denial(self.matcher, index)
            for s in self.statements
            if self.matcher.is_candidate(index, s)
            if s.figure.value not in [taken[part] for part in self.parts.get(index, [])]
        ]
        chosen: dict[int, Statement] = {}
        used: set[tuple[str, int]] = set()
        choices: dict[int, list[float]] = {}
        for row in sorted(scored, key=lambda row: -row[0]):
            choices.setdefault(row[2], []).append(row[0])
        # Of goals that a statement fits alike the one with the poorer second choice goes first.
        for score, _, index, s in sorted(scored, key=lambda row: (-row[0], choices[row[2]][1:2], -row[1])):
            place = (s.field.key, s.figure.start)
            if index not in chosen and place not in used and score > 0:
                chosen[index] = s
                used.add(place)
        for index, s in chosen.items():
            taken_by_others = [o for i, o in chosen.items() if i != index]
            rows = [
                (score, o)
                for score, _, i, o in scored
                if i == index and o.field is s.field and not any(o is other for other in taken_by_others)
            ]
            self._doubt(index, s, rows)
        return list(chosen.items())

    def _doubt(self, index: int, s: Statement, rows: list[tuple[float, Statement]]) -> None:
        """Note a result beside which another figure of the field fits as well."""
        score = next(score for score, o in rows if o is s)
        others = [o for other, o in rows if abs(score - other) < _CLOSE and o.figure.value != s.figure.value]
        if others and score > 0:
            self.doubts.append((index, s, others[0]))

    def _pair_parts(self, whole: int) -> list[tuple[int, Statement]]:
        """Pair the parts of a total: by their agencies' sections, else one to one in their order."""
        found: list[tuple[int, Statement]] = []
        rest: list[int] = []
        for part in self.parts[whole]:
            own = [s for s in self.statements if self._is_own(part, s)]
            best = max(own, key=lambda s: (self._rank_part(part, s), -s.order), default=None)
            if best:
                found.append((part, best))
            else:
                rest.append(part)
        return found + (self._pair_in_order(whole, rest) if len(rest) == len(self.parts[whole]) else [])

    def _is_own(self, part: int, s: Statement) -> bool:
        """Say whether a statement stands in the section of a part's agency or right after its name."""
        goal = self.goals[part]
        if s.section.agency == goal.agency is not None:
            return self.matcher.is_candidate(part, s)
        named = len(goal.label) > 1 and goal.label in s.clause.split(" ")[0] and not s.total
        fits = bool(s.figure.unit) and compatible_units(self.matcher.units[part], s.figure.unit)
        return named and fits and s.year == self.matcher.edition and s.role in ("value", "part")

    def _rank_part(self, part: int, s: Statement) -> float:
        heading = 0.3 if s.figure.start - s.section.start <= 2 else 0.0
        return (
            self.matcher.score(part, s)
            + heading
            + 0.5 * self.matcher.is_against(self.goals[part], s)
            - FIELDS[s.field.key]
        )

    def _pair_in_order(self, whole: int, rest: list[int]) -> list[tuple[int, Statement]]:
        """Pair parts that no heading names with as many results that say the same thing of others."""
        goal = self.goals[whole]
        likely = [s for s in self.statements if s.field.key == "result" and s.role == "value" and not s.total]
        unit = self.matcher.units[whole]
        likely = [
            s
            for s in likely
            if s.year == self.matcher.edition and s.figure.unit and compatible_units(unit, s.figure.unit)
        ]
        likely = [s for s in likely if self.matcher.cover(whole, s) >= CERTAIN]
        if len(likely) != len(rest) or goal.figure is None:
            return []
        free = list(likely)
        pairs: list[tuple[int, Statement]] = []
        for part in sorted(rest, key=lambda p: -max(self._name(p, s) for s in likely)):
            best = max(free, key=lambda s: (self._name(part, s), -s.order))
            free.remove(best)
            pairs.append((part, best))
        return pairs

    def _name(self, part: int, s: Statement) -> int:
        """Return how many characters of a part's name stand before a figure."""
        label = self.goals[part].label
        return sum(1 for char in label[:-1] if char in s.clause)

    def _found(self, index: int, s: Statement) -> Pair:
        """Make the pair of a goal, quoting the result field where the same figure stands there too."""
        same = [
            o
            for o in self.statements
            if o.field.key == "result"
            and o.figure.value == s.figure.value
            and o.figure.unit == s.figure.unit
            and self.matcher.is_candidate(index, o)
        ]
        shown = s if s.field.key == "result" or not same else same[0]
        unit = shown.figure.unit or self.matcher.units[index]
        return Pair(shown.figure.value, unit, (shown,), find_previous(self.matcher, index, shown))

    def _fall_back(self, index: int, pairs: list[Pair]) -> Pair:
        """Return what a text says less directly: the sum of the parts, 已完成, or the target reached."""
        denial = find_denial(self.matcher, index)
        if denial:
            return Pair(sentence=denial)
        parts = [pairs[part] for part in self.parts.get(index, [])]
        if parts and all(p.value is not None for p in parts):
            total = sum((p.value for p in parts if p.value is not None), Decimal(0))
            return Pair(total, parts[0].unit, tuple(s for p in parts for s in p.statements))
        restated = find_restated(self.matcher, index)
        if restated:
            return Pair(restated.figure.value, restated.figure.unit, (restated,))
        done = find_done(self.matcher, index)
        figure = self.goals[index].figure
        return Pair(figure.value, self.matcher.units[index], sentence=done) if done and figure else Pair()


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
