"""One measure as the pairing sees it: its targets, the figures of its fields, and how their words meet."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ingest.figures.units import compatible_units, convert_unit
from ingest.pairing.totals import add_shares, find_sums, unit_class
from ingest.records import Field
from ingest.targets.goals import MOST_GOALS, Goal, name_money, read_goals, read_period, trim_metric
from ingest.targets.metrics import coverage, find_head, find_pairs, weigh_pairs
from ingest.targets.outline import Section, split_sections
from ingest.targets.phrases import find_word
from ingest.targets.roles import Role
from ingest.targets.stated import Statement
from ingest.targets.statements import read_statements

Weights = dict[str, float]
Kind = tuple[str, int, Role]

# The fields a result is looked for in, in the order in which they are quoted.
FIELDS = ("result", "comparison", "annex", "control_note", "highlights", "benefit")
# Twenty times the most seen; beyond it a measure would take seconds.
MOST_PAIRS = 10_000
_CONTEXT = 0.1
_BORROWED = {"indicator": 0.9, "action": 0.1}
_BEHIND = 12
_CLAUSE_END = re.compile("[，,；;。、（(]|[0-9０-９]")
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Words:
    """The pairs of characters around a figure: in its clause, before it in its sentence, over its section."""

    clause: frozenset[str]
    sentence: frozenset[str]
    topic: frozenset[str]
    behind: frozenset[str]

    @property
    def weights(self) -> Weights:
        """Return all of them, the nearer the heavier."""
        found = dict.fromkeys(self.topic, 0.5)
        found.update(dict.fromkeys(self.sentence - self.topic, 0.4))
        found.update(dict.fromkeys(self.clause, 1.0))
        return found


class Scene:
    """The goals of a measure and the statements of its fields, by their positions."""

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
        self.owners = [self._find_owner(goal) for goal in goals]
        self.asked = [_read_roles(goal) for goal in goals]
        self.heads = [find_head(goal.metric) for goal in goals]
        self.metrics = [find_pairs(self._name(index)) for index in range(len(goals))]
        self.indicators = self._read_indicators()
        # In the order of the pairs, so that sums come out the same whenever they are made.
        self.wanted = [dict(sorted(self._weigh(index).items())) for index in range(len(goals))]
        self.candidates = [
            [k for k, s in enumerate(statements) if self._may_answer(index, s)] for index in range(len(goals))
        ]
        self._words: dict[int, tuple[Words, Weights]] = {}
        self._met: dict[tuple[int, int], float] = {}
        self._best: dict[int, Mapping[Kind, Mapping[str | None, float]]] = {}
        self._repeats: dict[tuple[int, int], dict[int, tuple[str, Section]]] = {}

    def _find_owner(self, goal: Goal) -> str | None:
        """Return the agency a goal is set for: one that reports, or that the measure names."""
        named = self.fields["agencies"].text if "agencies" in self.fields else ""
        known = goal.agency is not None and (goal.agency in self.agencies or goal.agency in named)
        return goal.agency if known else None

    def _may_answer(self, index: int, s: Statement) -> bool:
        """Say whether a figure's unit is a result's, its year this or the last, and it is no target."""
        unit = self.units[index]
        if self.goals[index].figure is None or (unit and not s.figure.unit) or s.role == "target":
            return False
        if s.role == "rate" and "rate" not in self.asked[index]:
            # 達成率109% says how far a target was reached, and is its result only where it asks for that.
            return False
        return s.year in (self.edition, self.edition - 1) and compatible_units(unit, s.figure.unit)

    def _name(self, index: int) -> str:
        """Return the words for what a goal counts; the agency's name says nothing more in its own section."""
        goal = self.goals[index]
        named = goal.agency is not None and any(s.section.agency == goal.agency for s in self.statements)
        words = trim_metric(goal.clause) if named and goal.figure else goal.metric
        unit = goal.figure.unit if goal.figure else ""
        if unit and words.endswith(unit) and find_pairs(words.removesuffix(unit)):
            words = words.removesuffix(unit)
        return words

    def _weigh(self, index: int) -> Weights:
        """Return the pairs of a goal: those of few goals of the measure weigh more, a bare number borrows."""
        own = self.metrics[index]
        if not own:
            return weigh_pairs((w, self.fields[k].text) for k, w in _BORROWED.items() if k in self.fields)
        shared = Counter(pair for pairs in self.metrics for pair in pairs)
        weights = weigh_pairs([(_CONTEXT, self.goals[index].context)])
        weights.update({pair: 1.0 / shared[pair] for pair in sorted(own)})
        return weights

    def _read_indicators(self) -> list[Weights]:
        """Return what the indicator of the same number says of each goal, nothing where numbers differ."""
        none: list[Weights] = [{} for _ in self.goals]
        if "indicator" not in self.fields:
            return none
        text = self.fields["indicator"].text
        items = {s.path[0]: text[s.start : s.end] for s in split_sections(text, lambda _: None) if s.path}
        numbers = {g.section.path[0] for g in self.goals if g.section.path}
        if not items or set(items) != numbers:
            return none
        found = [weigh_pairs([(1.0, items[g.section.path[0]])]) if g.section.path else {} for g in self.goals]
        return [dict(sorted(weights.items())) for weights in found]

    def words(self, k: int) -> tuple[Words, Weights]:
        """Return the words around a statement."""
        found = self._words.get(k)
        if found is None:
            s = self.statements[k]
            words = Words(
                find_pairs(s.clause),
                find_pairs(s.sentence),
                find_pairs(s.topic),
                find_pairs(_CLAUSE_END.split(s.rest[:_BEHIND])[0]),
            )
            found = self._words[k] = (words, words.weights)
        return found

    def meet(self, index: int, k: int) -> float:
        """Return what share of a goal's words stands around a statement, from 0 to 1."""
        found = self._met.get((index, k))
        if found is None:
            found = self._met[index, k] = round(coverage(self.wanted[index], self.words(k)[1]), _DIGITS)
        return found

    @cached_property
    def askers(self) -> Sequence[Sequence[int]]:
        """The goals that each statement may answer."""
        found: list[list[int]] = [[] for _ in self.statements]
        for index, ks in enumerate(self.candidates):
            for k in ks:
                found[k].append(index)
        return found

    def best_of(self, index: int) -> Mapping[Kind, Mapping[str | None, float]]:
        """Return how well a goal's words are met at best in a field, year and role, by section's agency."""
        found = self._best.get(index)
        if found is None:
            table: defaultdict[Kind, dict[str | None, float]] = defaultdict(dict)
            for k in self.candidates[index]:
                s = self.statements[k]
                row = table[kind_of(s)]
                row[s.section.agency] = max(row.get(s.section.agency, 0.0), self.meet(index, k))
            found = self._best[index] = table
        return found

    def repeats(self, index: int, chosen: int) -> Mapping[int, tuple[str, Section]]:
        """Return the mentions this year of a result that is chosen, with their field and section."""
        found = self._repeats.get((index, chosen))
        if found is None:
            value = self.statements[chosen].figure.value
            alike = [(j, self.statements[j]) for j in self.candidates[index]]
            found = self._repeats[index, chosen] = {
                j: (s.field.key, s.section)
                for j, s in alike
                if s.figure.value == value and s.year == self.edition
            }
        return found

    def cover_text(self, index: int, text: str) -> float:
        """Return what share of a goal's words stands in a text, from 0 to 1."""
        return coverage(self.wanted[index], weigh_pairs([(1.0, text)]))

    def measure(self, index: int, s: Statement) -> Decimal:
        """Return a statement's value in the unit of a goal."""
        return convert_unit(s.figure.value, s.figure.unit, self.units[index])

    @cached_property
    def numbering(self) -> Mapping[tuple[str, str | None], frozenset[str]]:
        """The numbers of the items of each field and agency's section."""
        items: defaultdict[tuple[str, str | None], set[str]] = defaultdict(set)
        for goal in self.goals:
            items["target", goal.section.agency].update(goal.section.path[:1])
        for s in self.statements:
            items[s.field.key, s.section.agency].update(s.section.path[:1])
        return {key: frozenset(found) for key, found in items.items()}

    @cached_property
    def agencies(self) -> frozenset[str | None]:
        """The agencies that report in sections of their own."""
        return frozenset(s.section.agency for s in self.statements)

    @cached_property
    def counted(self) -> Mapping[tuple[str, int, str], int]:
        """How many values stand in a field for a year in a class of units."""
        return Counter((s.field.key, s.year, unit_class(s)) for s in self.statements if s.role == "value")

    @cached_property
    def listed(self) -> Mapping[tuple[str, int, str], tuple[int, ...]]:
        """The values of a field for a year in a class of units that are no totals over years, in order."""
        found: defaultdict[tuple[str, int, str], list[int]] = defaultdict(list)
        for k, s in enumerate(self.statements):
            if s.role in ("value", "share", "period") and not find_word("cumulative", s.clause):
                found[s.field.key, s.year, unit_class(s)].append(k)
        return {key: tuple(ks) for key, ks in found.items()}

    @cached_property
    def places(self) -> Mapping[int, int]:
        """The place of each listed statement in its list."""
        return {k: place for ks in self.listed.values() for place, k in enumerate(ks)}

    @cached_property
    def sums(self) -> Mapping[int, tuple[int, ...]]:
        """The statements that are the sum of those right behind or before them, with those."""
        return find_sums(self.statements)

    @cached_property
    def summed(self) -> frozenset[int]:
        """The statements that are a part of a sum."""
        return frozenset(k for members in self.sums.values() for k in members)

    @cached_property
    def mentions(self) -> Mapping[tuple[Decimal, str, int], frozenset[str]]:
        """The fields in which a value of a class of units and a year stands."""
        found: defaultdict[tuple[Decimal, str, int], set[str]] = defaultdict(set)
        for s in self.statements:
            found[s.figure.value, unit_class(s), s.year].add(s.field.key)
        return {key: frozenset(fields) for key, fields in found.items()}

    @cached_property
    def shared_sums(self) -> Mapping[str, frozenset[Decimal]]:
        """By class of units, what the figures of all agencies' sections may add up to, one figure of each."""
        return add_shares(self.statements, self.edition)

    @cached_property
    def rates(self) -> tuple[Decimal, ...]:
        """The rates of attainment that the text states."""
        return tuple(dict.fromkeys(s.figure.value for s in self.statements if s.role == "rate"))


def read_scene(fields: Mapping[str, Field], edition: int, find_agency: Callable[[str], str | None]) -> Scene:
    """Read the goals of a measure and the statements of its fields."""
    goals = read_goals(fields["target"], edition, find_agency)[:MOST_GOALS] if "target" in fields else []
    return stage(goals, read_field_statements(fields, edition, find_agency), fields, edition)


def read_field_statements(
    fields: Mapping[str, Field], edition: int, find_agency: Callable[[str], str | None]
) -> list[Statement]:
    """Read the statements of the fields a result is looked for in."""
    return [s for key in FIELDS if key in fields for s in read_statements(fields[key], edition, find_agency)]


def stage(
    goals: Sequence[Goal], statements: Sequence[Statement], fields: Mapping[str, Field], edition: int
) -> Scene:
    """Make a scene of as many statements as can be weighed against the goals in good time."""
    return Scene(goals, statements[: MOST_PAIRS // max(1, len(goals))], fields, edition)


def kind_of(s: Statement) -> Kind:
    """Return in which field a statement stands, of which year it is and in which role."""
    return s.field.key, s.year, s.role


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
