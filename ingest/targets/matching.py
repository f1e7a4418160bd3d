"""How surely a figure of the text is the result of a target: by words, unit, agency and item."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from ingest.figures.units import compatible_units, load_units
from ingest.records import Field
from ingest.targets.goals import Goal, name_money, trim_metric
from ingest.targets.metrics import coverage, find_head, find_pairs, weigh_pairs
from ingest.targets.phrases import find_word
from ingest.targets.roles import Role
from ingest.targets.sentences import Statement

# How far from the result field a result may be looked for, and what it costs to find it there.
FIELDS = {
    "result": 0.0,
    "comparison": 0.08,
    "annex": 0.1,
    "control_note": 0.15,
    "highlights": 0.2,
    "benefit": 0.25,
}
CERTAIN = 0.22
CERTAIN_ELSEWHERE = 0.5
_HARDLY = 0.05
_NAMED = 0.7
_RATINGS = ("ratio", "per mille", "points", "grades", "times as much")
_BORROWED = {"indicator": 0.9, "action": 0.1}


class Matcher:
    """Weighs the statements of one measure's fields against its goals, by their positions."""

    def __init__(
        self,
        goals: Sequence[Goal],
        statements: Sequence[Statement],
        fields: Mapping[str, Field],
        edition: int,
    ) -> None:
        self.goals, self.statements = goals, statements
        self.fields, self.edition = fields, edition
        self.units = [name_money(g.figure, g.text) if g.figure else "" for g in goals]
        self.wholes = {goal.whole for goal in goals if goal.whole is not None}
        self._words: dict[int, dict[str, float]] = {}
        self._single = sum(1 for g in goals if g.figure and g.whole is None) == 1
        self._counts = Counter(
            s.figure.unit for s in statements if s.field.key == "result" and s.role in ("value", "share")
        )
        self._compared = Counter(
            (s.year, s.figure.unit) for s in statements if s.field.key == "comparison" and s.role == "value"
        )
        self._agencies = {s.section.agency for s in statements}
        self._items: defaultdict[tuple[str, str | None], set[str]] = defaultdict(set)
        for g in goals:
            self._items["target", g.agency].update(g.section.path[:1])
        for s in statements:
            self._items[s.field.key, s.section.agency].update(s.section.path[:1])
        self.heads = [find_head(goal.metric) for goal in goals]
        self._wanted = [self._weigh(goal) for goal in goals]
        self._asked = [_read_roles(goal) for goal in goals]
        self._names_of = [weigh_pairs([(1.0, goal.metric)]) for goal in goals]
        self._shared = self._find_shared_fields()

    def _weigh(self, goal: Goal) -> dict[str, float]:
        """Return the pairs of characters of what a goal counts; a bare number borrows the indicator's."""
        # Where an agency reports in its own section its name says nothing more.
        named = goal.agency is not None and self._reports_itself(goal.agency)
        words = trim_metric(goal.clause) if named and goal.figure else goal.metric
        unit = goal.figure.unit if goal.figure else ""
        if unit and words.endswith(unit) and find_pairs(words.removesuffix(unit)):
            words = words.removesuffix(unit)
        near = [(1.0, words), (0.1, goal.context)]
        if not find_pairs(words):
            near = [(w, self.fields[key].text) for key, w in _BORROWED.items() if key in self.fields]
        return weigh_pairs(near)

    def _weigh_statement(self, s: Statement) -> dict[str, float]:
        """Return the pairs of characters around a statement, worked out once it may be a result."""
        words = self._words.get(id(s))
        if words is None:
            parts = [(1.0, s.clause), (1.0 if s.total else 0.4, s.sentence), (0.5, s.topic)]
            words = self._words[id(s)] = weigh_pairs(parts)
        return words

    def _find_shared_fields(self) -> set[tuple[str, str]]:
        """Return (field, unit) in which two or more agencies report: none of them is the total."""
        agencies: dict[tuple[str, str], set[str]] = {}
        for s in self.statements:
            if s.section.agency and s.role == "value" and s.year == self.edition:
                for unit in {u for u in self.units if u and compatible_units(u, s.figure.unit)}:
                    agencies.setdefault((s.field.key, unit), set()).add(s.section.agency)
        return {key for key, names in agencies.items() if len(names) > 1}

    def is_candidate(self, index: int, s: Statement) -> bool:
        """Say whether a statement could be a goal's result at all."""
        goal, unit = self.goals[index], self.units[index]
        if s.role not in self._roles(index, s) or s.field.key not in FIELDS:
            return False
        # The growth over the year before stands after that year's name.
        if s.year != self.edition and not (goal.growth and s.year == self.edition - 1):
            return False
        if not compatible_units(unit, s.figure.unit) or (unit and not s.figure.unit):
            return False
        if index in self.wholes and s.section.agency:
            return False
        return self._fits_agency(goal, unit, s)

    def _roles(self, index: int, s: Statement) -> frozenset[Role]:
        """Return the roles of a goal's result; a part of a whole that is named as the goal is may be one."""
        roles = self._asked[index]
        if s.against and "value" in roles:
            roles = roles | {"period"}
        if (
            s.role == "part"
            and self.goals[index].whole is None
            and s.section.agency == self.goals[index].agency
        ):
            named = coverage(self._names_of[index], weigh_pairs([(1.0, s.clause)])) >= _NAMED
            return roles | {"part"} if named else roles
        return roles

    def _fits_agency(self, goal: Goal, unit: str, s: Statement) -> bool:
        """Say whether a statement may be about a goal's agency, or about everybody's total."""
        if goal.agency:
            mine = s.section.agency == goal.agency or self._names(goal.agency, s.clause)
            return mine or (s.section.agency is None and not self._reports_itself(goal.agency))
        if s.section.agency and (s.field.key, unit) in self._shared:
            return self.is_against(goal, s)
        return True

    def _names(self, agency: str, clause: str) -> bool:
        """Say whether a clause names an agency, and not only one whose name holds its name."""
        if agency not in clause:
            return False
        longer = sorted(
            {g.agency for g in self.goals if g.agency and agency in g.agency}, key=len, reverse=True
        )
        for name in longer:
            if name != agency:
                clause = clause.replace(name, " ")
        return agency in clause

    def _reports_itself(self, agency: str) -> bool:
        return agency in self._agencies

    def is_against(self, goal: Goal, s: Statement) -> bool:
        """Say whether the text itself sets a goal's figure beside a statement."""
        return bool(s.against and goal.figure and s.against.value == goal.figure.value)

    def cover(self, index: int, s: Statement) -> float:
        """Return what share of a goal's words stands around a statement, from 0 to 1."""
        wanted = self._wanted[index]
        if not wanted:
            # Nothing but the unit says what is counted.
            return CERTAIN if s.figure.unit == self.units[index] else 0.0
        return coverage(wanted, self._weigh_statement(s))

    def cover_text(self, index: int, text: str) -> float:
        """Return what share of a goal's words stands in a text, from 0 to 1."""
        return coverage(self._wanted[index], weigh_pairs([(1.0, text)]))

    def score(self, index: int, s: Statement) -> float:
        """Return how surely a statement is a goal's result; 0 or less where it is not."""
        goal = self.goals[index]
        covered = self.cover(index, s)
        against = self.is_against(goal, s)
        certain = CERTAIN if s.field.key in ("result", "comparison", "annex") else CERTAIN_ELSEWHERE
        if covered < certain and not against and not self._stands_alone(index, s):
            return 0.0
        if self._stands_bare(index, s) or self._adds_up(index, s):
            covered = max(covered, CERTAIN)
        score = covered + 0.5 * against + 0.12 * s.total + 0.12 * s.claimed - FIELDS[s.field.key]
        score += 0.06 * (s.figure.unit == self.units[index])
        if covered < _NAMED and find_word("intake", s.clause) and not find_word("intake", goal.context):
            score -= 0.6
        score -= 0.3 * (s.role == "part")
        score += self._compare_items(goal, s) + _compare_spans(goal, s)
        score -= 0.12 * max(0, len(s.section.path) - max(1, len(goal.section.path)))
        return score

    def _compare_items(self, goal: Goal, s: Statement) -> float:
        """Favour the item of the same number where target and result are numbered alike."""
        there = self._items[s.field.key, s.section.agency]
        if not s.section.path:
            # A total before the list outdoes what stands in the list.
            return 0.25 if s.total and there else 0.0
        here = self._items["target", goal.agency]
        if len(here) < 2 or not goal.section.path or here != there:
            return 0.0
        return 0.2 if goal.section.path[0] == s.section.path[0] else -0.2

    def _stands_alone(self, index: int, s: Statement) -> bool:
        """Say whether a result needs few words: the only target's, called reached, or the only rate."""
        if self._stands_bare(index, s) or self._adds_up(index, s):
            return True
        if s.field.key != "result" or self.cover(index, s) <= _HARDLY:
            return False
        lone = self._counts[s.figure.unit] == 1 == self.units.count(s.figure.unit)
        return (self._single and s.claimed) or (lone and self._names_head(index, s))

    def _adds_up(self, index: int, s: Statement) -> bool:
        """Say whether a figure is the whole of what agencies report in the unit of one goal alone."""
        alike = [unit for unit in self.units if unit and compatible_units(unit, s.figure.unit)]
        return s.overall and s.total and len(alike) == 1 and alike[0] == self.units[index]

    def _names_head(self, index: int, s: Statement) -> bool:
        """Say whether a figure is a rate or a score, or its clause holds the last noun of a goal."""
        if load_units().classes.get(s.figure.unit) in _RATINGS:
            return True
        head = self.heads[index]
        return bool(head) and head in s.clause and not find_word("generic", head)

    def _stands_bare(self, index: int, s: Statement) -> bool:
        """Say whether 111年8戶，112年9戶 names nothing but years, and one goal alone has its unit."""
        if s.field.key != "comparison" or find_pairs(s.clause) or find_pairs(s.sentence):
            return False
        return self._compared[s.year, s.figure.unit] == 1 == self.units.count(s.figure.unit)


def _compare_spans(goal: Goal, s: Statement) -> float:
    """Keep figures that add up over years, and averages, apart from targets for the year."""
    if "平均" in s.clause and "平均" not in goal.clause and s.figure.unit not in load_units().times:
        return -0.3
    if not find_word("cumulative", s.clause):
        return 0.0
    return 0.12 if find_word("cumulative", goal.context) else -0.2


def read_period(goal: Goal) -> str:
    """Return the word that sets a target for each of several (每季, 每場), empty where none does.

    >>> from ingest.targets.outline import Section
    >>> read_period(Goal("1", "", "每季召開會議", "", 0, 0, Section(0, 0)))
    '每季'
    """
    period = find_word("per", goal.clause)
    return "" if "平均" in goal.clause else period


def _read_roles(goal: Goal) -> frozenset[Role]:
    """Return the roles a goal's result may have: a target per quarter wants a result per quarter."""
    if goal.growth:
        return frozenset({"difference"})
    if read_period(goal):
        return frozenset({"period"})
    metric, roles = goal.metric, set[Role]({"value"})
    if find_word("per", metric):
        roles.add("period")
    if find_word("proportion", metric):
        roles.add("share")
    if find_word("rate", metric):
        roles.add("rate")
    return frozenset(roles)
