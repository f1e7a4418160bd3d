"""Which result belongs to which target: by what is counted, the unit and the agency."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ingest.goals import Goal, name_money
from ingest.metrics import coverage, find_pairs, weigh_pairs
from ingest.phrases import find_word
from ingest.records import Field
from ingest.statements import Statement
from ingest.units import compatible_units, load_units

# How far from the result field a result may be looked for, and what it costs to find it there.
FIELDS = {
    "result": 0.0,
    "comparison": 0.08,
    "control_note": 0.15,
    "highlights": 0.2,
    "benefit": 0.25,
    "annex": 0.1,
}
_SENTENCE = re.compile(r"[^。；;]+")
_BORROWED = {"indicator": 0.9, "action": 0.1}
_CERTAIN = 0.22
_CERTAIN_ELSEWHERE = 0.5


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
    sentence: tuple[str, int, int] | None = None


class Pairing:
    """Pairs the goals of one measure with the statements of its fields."""

    def __init__(
        self,
        goals: Sequence[Goal],
        statements: Sequence[Statement],
        fields: Mapping[str, Field],
        edition: int,
    ) -> None:
        self.goals, self.statements = goals, statements
        self.fields, self.edition = fields, edition
        self.parts: dict[int, list[int]] = {}
        for index, goal in enumerate(goals):
            if goal.whole is not None:
                self.parts.setdefault(goal.whole, []).append(index)
        self.wanted = [self._weigh(goal) for goal in goals]
        self.units = [name_money(g.figure, g.text) if g.figure else "" for g in goals]
        self.shared = self._find_shared_fields()

    def _weigh(self, goal: Goal) -> dict[str, float]:
        """Return the pairs of characters of what a goal counts; a bare number borrows the indicator's."""
        words = goal.metric
        near = [(1.0, words), (0.25, goal.context)]
        if not find_pairs(words):
            near += [(w, self.fields[key].text) for key, w in _BORROWED.items() if key in self.fields]
        return weigh_pairs(near)

    def _find_shared_fields(self) -> set[tuple[str, str]]:
        """Return (field, unit) in which two or more agencies report: none of them is the total."""
        agencies: dict[tuple[str, str], set[str]] = {}
        for s in self.statements:
            if s.section.agency and s.role == "value" and s.year == self.edition:
                for unit in {u for u in self.units if u and compatible_units(u, s.figure.unit)}:
                    agencies.setdefault((s.field.key, unit), set()).add(s.section.agency)
        return {key for key, names in agencies.items() if len(names) > 1}

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
            (self._score(index, s), -s.order, index, s)
            for index, goal in enumerate(self.goals)
            if goal.figure and goal.whole is None and not self._is_denied(index)
            for s in self.statements
            if self._is_candidate(index, s)
            if s.figure.value not in [taken[part] for part in self.parts.get(index, [])]
        ]
        chosen: dict[int, Statement] = {}
        used: set[tuple[str, int]] = set()
        for score, _, index, s in sorted(scored, key=lambda row: (-row[0], -row[1])):
            place = (s.field.key, s.figure.start)
            if index not in chosen and place not in used and score > 0:
                chosen[index] = s
                used.add(place)
        return list(chosen.items())

    def _is_candidate(self, index: int, s: Statement) -> bool:
        goal, unit = self.goals[index], self.units[index]
        roles = {"difference"} if goal.growth else {"value", "period"} if s.against else {"value"}
        if find_word("rate", goal.metric):
            roles.add("rate")
        if s.year != self.edition or s.role not in roles or s.field.key not in FIELDS:
            return False
        if not compatible_units(unit, s.figure.unit) or (unit and not s.figure.unit):
            return False
        if index in self.parts and s.section.agency:
            return False
        return self._fits_agency(goal, unit, s)

    def _fits_agency(self, goal: Goal, unit: str, s: Statement) -> bool:
        """Say whether a statement may be about a goal's agency, or about everybody's total."""
        if goal.agency:
            mine = s.section.agency == goal.agency or goal.agency in s.clause
            return mine or (s.section.agency is None and not self._reports_itself(goal.agency))
        if s.section.agency and (s.field.key, unit) in self.shared:
            return self._is_against(goal, s)
        return True

    def _reports_itself(self, agency: str) -> bool:
        return any(s.section.agency == agency for s in self.statements)

    def _is_against(self, goal: Goal, s: Statement) -> bool:
        return bool(s.against and goal.figure and s.against.value == goal.figure.value)

    def _cover(self, index: int, s: Statement) -> float:
        words = [(1.0, s.clause), (0.8 if s.total else 0.5, s.sentence), (0.5, s.topic)]
        return coverage(self.wanted[index], weigh_pairs(words))

    def _score(self, index: int, s: Statement) -> float:
        """Return how surely a statement is a goal's result; 0 or less where it is not."""
        goal = self.goals[index]
        covered = self._cover(index, s)
        against = self._is_against(goal, s)
        certain = _CERTAIN if s.field.key in ("result", "comparison", "annex") else _CERTAIN_ELSEWHERE
        if covered < certain and not against and not self._stands_alone(index, s):
            return 0.0
        score = covered + 0.5 * against + 0.12 * s.total + 0.12 * s.claimed - FIELDS[s.field.key]
        score += 0.06 * (s.figure.unit == self.units[index])
        score += self._compare_items(goal, s)
        score -= 0.08 * max(0, len(s.section.path) - max(1, len(goal.section.path)))
        return score

    def _compare_items(self, goal: Goal, s: Statement) -> float:
        """Favour the item of the same number where target and result are numbered alike."""
        here = {g.section.path[0] for g in self.goals if g.section.path and g.agency == goal.agency}
        there = {o.section.path[0] for o in self.statements if o.section.path and o.field is s.field}
        if len(here) < 2 or not s.section.path or not goal.section.path or not here >= there:
            return 0.0
        return 0.2 if goal.section.path[0] == s.section.path[0] else -0.2

    def _stands_alone(self, index: int, s: Statement) -> bool:
        """Say whether a result needs no words: the only target, and a figure claimed to reach it."""
        single = sum(1 for g in self.goals if g.figure and g.whole is None) == 1
        return single and s.field.key == "result" and s.claimed and self._cover(index, s) > 0.05

    def _pair_parts(self, whole: int) -> list[tuple[int, Statement]]:
        """Pair the parts of a total: by their agencies' sections, else one to one in their order."""
        found: list[tuple[int, Statement]] = []
        rest: list[int] = []
        for part in self.parts[whole]:
            goal = self.goals[part]
            own = [
                s
                for s in self.statements
                if s.section.agency == goal.agency is not None and self._is_candidate(part, s)
            ]
            best = max(own, key=lambda s: (self._rank_part(part, s), -s.order), default=None)
            if best:
                found.append((part, best))
            else:
                rest.append(part)
        return found + (self._pair_in_order(whole, rest) if len(rest) == len(self.parts[whole]) else [])

    def _rank_part(self, part: int, s: Statement) -> float:
        heading = 0.3 if s.figure.start - s.section.start <= 2 else 0.0
        return (
            self._score(part, s) + heading + 0.5 * self._is_against(self.goals[part], s) - FIELDS[s.field.key]
        )

    def _pair_in_order(self, whole: int, rest: list[int]) -> list[tuple[int, Statement]]:
        """Pair parts that no heading names with as many results that say the same thing of others."""
        goal = self.goals[whole]
        likely = [s for s in self.statements if s.field.key == "result" and s.role == "value" and not s.total]
        unit = self.units[whole]
        likely = [
            s
            for s in likely
            if s.year == self.edition and s.figure.unit and compatible_units(unit, s.figure.unit)
        ]
        likely = [s for s in likely if self._cover(whole, s) >= _CERTAIN]
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
            and self._is_candidate(index, o)
        ]
        shown = s if s.field.key == "result" or not same else same[0]
        unit = shown.figure.unit or self.units[index]
        return Pair(shown.figure.value, unit, (shown,), self._find_previous(index, shown))

    def _fall_back(self, index: int, pairs: list[Pair]) -> Pair:
        """Return what a text says less directly: the sum of the parts, 已完成, or the target reached."""
        denial = self._find_denial(index)
        if denial:
            return Pair(sentence=denial)
        parts = [pairs[part] for part in self.parts.get(index, [])]
        if parts and all(p.value is not None for p in parts):
            total = sum((p.value for p in parts if p.value is not None), Decimal(0))
            return Pair(total, parts[0].unit, tuple(s for p in parts for s in p.statements))
        restated = self._find_restated(index)
        if restated:
            return Pair(restated.figure.value, restated.figure.unit, (restated,))
        done = self._find_done(index)
        return Pair(Decimal(1), self.units[index], sentence=done) if done else Pair()

    def _find_restated(self, index: int) -> Statement | None:
        """Return the target's own figure where the text says outright that it was reached."""
        goal = self.goals[index]
        for s in self.statements:
            if s.field.key not in ("result", "comparison") or s.role != "target" or s.year != self.edition:
                continue
            same = goal.figure and s.figure.value == goal.figure.value
            rest = s.rest.replace("達成率", "")
            reached = find_word("reached", rest) and not find_word("not_reached", rest)
            if same and reached and compatible_units(self.units[index], s.figure.unit):
                if self._cover(index, s) >= _CERTAIN:
                    return s
        return None

    def _find_done(self, index: int) -> tuple[str, int, int] | None:
        """Return the sentence that says that the one thing a target asks for is done."""
        figure = self.goals[index].figure
        if figure is None or figure.value != 1:
            return None
        for sentence, start, end in self._split_field("result"):
            about = coverage(weigh_pairs([(1.0, self.goals[index].metric)]), weigh_pairs([(1.0, sentence)]))
            if about >= 0.6 and find_word("done", sentence) and not find_word("not_reached", sentence):
                return "result", start, end
        return None

    def _split_field(self, key: str) -> list[tuple[str, int, int]]:
        text = self.fields[key].text if key in self.fields else ""
        return [(m[0], m.start(), m.end()) for m in _SENTENCE.finditer(text)]

    def _is_denied(self, index: int) -> bool:
        return self._find_denial(index) is not None

    def _find_denial(self, index: int) -> tuple[str, int, int] | None:
        """Return (field, start, end) of the sentence that says a result cannot be given."""
        for key in ("result", "comparison", "control_note"):
            for sentence, start, end in self._split_field(key):
                about = coverage(self.wanted[index], weigh_pairs([(1.0, sentence)]))
                if find_word("unavailable", sentence) and about >= 0.4:
                    return key, start, end
        return None

    def _find_previous(self, index: int, shown: Statement) -> Statement | None:
        """Return the year before's figure for the same thing, set beside this year's in the text."""
        unit = shown.figure.unit
        before = [
            s
            for s in self.statements
            if s.year == self.edition - 1
            and s.role == "value"
            and s.section.agency in (shown.section.agency, None, self.goals[index].agency)
            and compatible_units(unit, s.figure.unit)
            and s.figure.unit
        ]
        now = [
            s
            for s in self.statements
            if s.year == self.edition and s.role == "value" and s.figure.value == shown.figure.value
            if compatible_units(unit, s.figure.unit)
        ]
        beside = [(self._distance(a, b), b) for a in now for b in before if a.field is b.field]
        beside = [(d, b) for d, b in beside if b.section == now[0].section or self._same_section(now, b)]
        if beside:
            return min(beside, key=lambda row: (row[1].figure.unit != unit, row[0]))[1]
        likely = [(self._cover(index, s), s) for s in before if not self._is_rivalled(index, s, shown)]
        likely = [(c + self._is_against(self.goals[index], s), s) for c, s in likely]
        best = max(likely, key=lambda row: (row[0], -row[1].order), default=None)
        return best[1] if best and best[0] >= _CERTAIN_ELSEWHERE else None

    def _same_section(self, now: list[Statement], s: Statement) -> bool:
        return any(a.field is s.field and a.section == s.section for a in now)

    def _distance(self, now: Statement, before: Statement) -> int:
        return abs(now.order - before.order)

    def _is_rivalled(self, index: int, s: Statement, shown: Statement) -> bool:
        """Say whether this year's figure beside a previous one is another than the one found."""
        return any(
            o.field is s.field
            and o.section == s.section
            and o.year == self.edition
            and o.role == "value"
            and o.figure.unit == s.figure.unit
            and o.figure.value != shown.figure.value
            and abs(o.order - s.order) <= 3
            and self._cover(index, o) >= _CERTAIN
            for o in self.statements
        )


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
