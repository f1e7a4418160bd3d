"""What speaks for series beside their words: units, years, roles, who is in charge, strategy and number.

What does not depend on the question is held as columns, worked out once for each document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from ingest.facts import TOLD
from ingest.figures.units import compatible_units
from qa.finding.facts import Series
from qa.question import Question, answering_units, list_codes
from qa.understanding.roles import Asked, find_strategy

BESIDE = (
    "unit",
    "wrong_unit",
    "year",
    "no_year",
    "role",
    "given",
    "outstanding",
    "only_rate",
    "agency",
    "no_agency",
    "in_measure",
    "told",
    "strategy",
    "number",
)
_NUMBERED = 12
# So many units and agencies that questions name are kept with the series they fit.
_KEPT = 32
_SHARE, _PER, _RATE = "%", "每", "率"
_RESULT = ("actual",)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class SeriesTraits:
    """What holds of the series of one document, whatever is asked: one value for each."""

    series: tuple[Series, ...]

    @cached_property
    def in_measure(self) -> Flags:
        """Whether the figures are of a measure."""
        return np.array([one.in_measure for one in self.series], bool)

    @cached_property
    def told(self) -> Flags:
        """Whether the figures are those of sentences."""
        return np.array([one.facts[0].kind == TOLD for one in self.series], bool)

    @cached_property
    def only_rates(self) -> Flags:
        """Whether all facts are rates."""
        return np.array([all(fact.role == "rate" for fact in one.facts) for one in self.series], bool)

    @cached_property
    def measured(self) -> Flags:
        """Whether any figure has a unit."""
        return np.array([bool(one.units) for one in self.series], bool)

    @cached_property
    def whose(self) -> tuple[str, ...]:
        """The texts that may name who is in charge."""
        return tuple(
            "\n".join((*one.agencies, one.scope or "", one.metric, one.entry)) for one in self.series
        )

    @cached_property
    def strategies(self) -> NDArray[np.int64]:
        """The number of the strategy whose row a series is, -1 where it is of none."""
        numbers = (find_strategy(one.entry[:_NUMBERED]) for one in self.series)
        return np.array([-1 if number is None else number for number in numbers], np.int64)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the entries as they are compared."""
        return tuple(one.no.strip().lower() for one in self.series)

    @cached_property
    def fit(self) -> Callable[[tuple[str, ...]], Flags]:
        """Whether some of a series' units answers one of those a question asks for."""
        held, kinds = self._units
        return lru_cache(_KEPT)(lambda units: np.array([fits_units(units, one) for one in kinds], bool)[held])

    @cached_property
    def name(self) -> Callable[[tuple[str, ...]], Flags]:
        """Whether one of some names of agencies stands in what may name who is in charge."""
        return lru_cache(_KEPT)(
            lambda names: np.array([any(name in held for name in names) for held in self.whose], bool)
        )

    def hold(self, role: str) -> Flags:
        """Return whether there is a fact in a role."""
        return self._given[0].get(role, self._nothing)

    def speak_of(self, year: int) -> Flags:
        """Return whether there is a fact of a year."""
        return self._given[1].get(year, self._nothing)

    def give(self, year: int, role: str) -> Flags:
        """Return whether there is a fact of a year in a role."""
        return self._given[2].get((year, role), self._nothing)

    @cached_property
    def _units(self) -> tuple[NDArray[np.int64], tuple[frozenset[str], ...]]:
        kinds: dict[frozenset[str], int] = {}
        held = [kinds.setdefault(one.units, len(kinds)) for one in self.series]
        return np.array(held, np.int64), tuple(kinds)

    @cached_property
    def _nothing(self) -> Flags:
        return np.zeros(len(self.series), bool)

    @cached_property
    def _given(self) -> tuple[dict[str, Flags], dict[int, Flags], dict[tuple[int, str], Flags]]:
        """What series have facts of: each role, each year, and each year in a role."""
        size = len(self.series)
        roles: defaultdict[str, Flags] = defaultdict(lambda: np.zeros(size, bool))
        years: defaultdict[int, Flags] = defaultdict(lambda: np.zeros(size, bool))
        pairs: defaultdict[tuple[int, str], Flags] = defaultdict(lambda: np.zeros(size, bool))
        for row, one in enumerate(self.series):
            for fact in one.facts:
                roles[fact.role][row] = True
                if fact.year is not None:
                    years[fact.year][row] = pairs[fact.year, fact.role][row] = True
        return roles, years, pairs


@dataclass(frozen=True, slots=True)
class Pointed:
    """The strategy and the numbers of entries that a question names."""

    strategy: int | None
    numbers: frozenset[str]

    def points(self, traits: SeriesTraits) -> tuple[Flags, Flags]:
        """Return whether series are the row of the strategy, and of an entry with one of the numbers."""
        nothing = np.zeros(len(traits.series), bool)
        strategic = nothing if self.strategy is None else traits.strategies == self.strategy
        if not self.numbers:
            return strategic, nothing
        return strategic, np.array([number in self.numbers for number in traits.numbers], bool)


def read_pointed(question: Question, plain: str) -> Pointed:
    """Return what a question points to by numbers."""
    written = {*map(str, question.numbers), *list_codes(plain)}
    return Pointed(find_strategy(plain), frozenset(written))


def read_beside(
    question: Question, agencies: Sequence[str], asked: Asked, pointed: Pointed, traits: SeriesTraits
) -> Floats:
    """Return the features of BESIDE of each series of a document, which are not of words alone.

    `agencies` are all names of those the question names.
    """
    nothing = np.zeros(len(traits.series), bool)
    units = traits.measured if question.units else nothing
    fits = units & traits.fit(question.units) if question.units else nothing
    # A rate may be computed of figures in any unit.
    rated = "rate" in asked.roles and set(question.units) <= {_SHARE}
    inside = _any_of(map(traits.speak_of, question.years), traits)
    named = traits.name(tuple(agencies)) if agencies else nothing
    outstanding = "actual" in (asked.roles or _RESULT)
    columns = (
        fits,
        nothing if rated else units & ~fits,
        inside,
        ~inside if question.years else nothing,
        _share_roles(traits, asked.roles, question.years),
        _share_given(traits, asked, question.years),
        _find_outstanding(traits, question.years) if outstanding else nothing,
        nothing if "rate" in asked.roles else traits.only_rates,
        named,
        ~named if agencies else nothing,
        traits.in_measure,
        traits.told,
        *pointed.points(traits),
    )
    return np.array(columns, np.float64).T


def fits_units(asked: tuple[str, ...], units: Iterable[str]) -> bool:
    """Say whether some of a series' units answers one of those a question asks for."""
    return any(_fits_unit(asked, unit) for unit in units)


@lru_cache(4096)
def _fits_unit(asked: tuple[str, ...], unit: str) -> bool:
    units = [fit for one in asked for fit in answering_units(one)]
    # Deaths of so many people are a rate as well as a share is: 每十萬人口, 百萬人率.
    rated = _SHARE in units and (unit.startswith(_PER) or unit.endswith(_RATE))
    return rated or any(compatible_units(unit, one) for one in units)


def _share_roles(traits: SeriesTraits, roles: Sequence[str], years: Sequence[int]) -> Floats | Flags:
    """Return how many of the roles asked for series have; without any whether they have what may be meant."""
    if roles:
        return _share([traits.hold(role) for role in roles])
    return _any_of(map(traits.speak_of, years), traits) if years else traits.hold("actual")


def _share_given(traits: SeriesTraits, asked: Asked, years: Sequence[int]) -> Floats | Flags:
    """Return how much of what is asked for, a figure in each role of each year, series give."""
    if asked.judged:
        return _share_pairs(traits, ("target", "actual"), years)
    found = _share_pairs(traits, asked.roles, years)
    if "rate" not in asked.roles:
        return found
    # A rate may be computed, and what was reached is asked of target and result.
    computed = _share_pairs(traits, [role for role in asked.roles if role != "rate"], years)
    return np.where(traits.hold("rate"), found, computed)


def _share_pairs(traits: SeriesTraits, roles: Sequence[str], years: Sequence[int]) -> Floats | Flags:
    if not years:
        return _share_roles(traits, roles, years)
    if not roles:
        return _share([traits.speak_of(year) for year in years])
    return _share([traits.give(year, role) for year in years for role in roles])


def _share(held: Sequence[Flags]) -> Floats:
    shares: Floats = np.add.reduce(held, dtype=np.float64) / len(held)
    return shares


def _any_of(columns: Iterable[Flags], traits: SeriesTraits) -> Flags:
    found = np.zeros(len(traits.series), bool)
    for one in columns:
        found |= one
    return found


def _find_outstanding(traits: SeriesTraits, years: Sequence[int]) -> Flags:
    """Return whether series have a target of some year, and no result at all."""
    return ~traits.hold("actual") & _any_of((traits.give(year, "target") for year in years), traits)
