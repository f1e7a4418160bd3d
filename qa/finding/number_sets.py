"""Sets of the numbers a question may ask for: 幾件、多少人 is answered by two of one sentence or entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.records import Observation
from qa.figures import unit_fits
from qa.finding.number_features import FEATURES as OF_NUMBERS
from qa.finding.number_features import Numbers
from qa.finding.number_likeness import list_missing
from qa.names import Name, hold_names
from qa.question import Question, find_units, split_asks
from qa.understanding.roles import read_asked

FEATURES = (
    *("size", "mean", "least", "most", "sum", "best_outside", "least_ahead", "best", "with_best"),
    *("asked", "beyond_asked", "parts", "beyond_parts", "years_asked", "beyond_years", "roles_asked"),
    *("units_asked", "beyond_units"),
    *("years_given", "roles_given", "units_given", "units_unasked", "parts_given"),
    *("units", "years", "roles", "one_sentence", "one_entry", "one_document", "one_metric", "apart"),
    *("words", "words_apart"),
    *("all", "series_belief", "no_agency", "like_near_behind", "missed", "all_of_edition"),
    *("each", "difference", "compared", "english", "known", "judged"),
    *("near", "sentence", "all_behind", "told", "record_first", "record_score", "part_near", "agency"),
    *("like_near", "like_sentence", "like_metric", "like_entry", "of_edition", "said"),
    *("otherwise", "like_otherwise", "beyond_otherwise", "answered_otherwise"),
    *("named", "named_least", "unnamed"),
    *("meant", "meant_least", "meant_gain", "unmeant", "unmeant_elsewhere"),
    *("stretches", "beyond_stretches", "answered", "answered_least", "answering", "answering_least"),
    *("answered_behind", "answered_most_behind", "stretches_apart"),
)
# Of so many numbers sets of one, of two, of three and of four are made.
_OF = (10, 12, 8, 6)
LARGEST = 5
_LOOKED = 20
_LEAST = 1e-4
_NOTHING = -9.0
# What of its numbers a set has in one: how many units, years and roles; whether one sentence, entry ...
_COUNTED = ("unit", "year", "role")
_ALIKE = ("quote", "entry", "doc", "metric")
_MEANS = ("near", "sentence", "all_behind", "told", "record_first", "record_score", "part_near", "agency")
_LIKE = ("like_near", "like_sentence", "like_metric", "like_entry")
_MEAN_OF = [OF_NUMBERS.index(name) for name in (*_MEANS, *_LIKE, "of_edition", "said")]

Floats = NDArray[np.float64]
Members = NDArray[np.int64]
Column = NDArray[Any] | float


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What another way answers: the places of the numbers it states, in its order, and whether it answers."""

    members: tuple[int, ...] = ()
    answers: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class NumberSets:
    """Sets of numbers, each by their places with the likeliest first, with a row of FEATURES for each."""

    members: tuple[tuple[int, ...], ...]
    features: Floats


def list_number_sets(
    question: Question, names: Sequence[Name], found: Numbers, chances: Floats, otherwise: Otherwise
) -> NumberSets:
    """Return the sets of the likeliest numbers a question may ask for, and the one told otherwise, first."""
    order = _order(found, chances)
    told = otherwise.members[:LARGEST]
    every = tuple(dict.fromkeys((*order, *told)))
    members = tuple(dict.fromkeys((*((told,) if told else ()), *_list_members(found, order))))
    return NumberSets(members, _Reader(question, names, found, chances, every, otherwise).read(members))


def _order(found: Numbers, chances: Floats) -> list[int]:
    """Return the likeliest numbers, each amount once."""
    order: dict[tuple[object, ...], int] = {}
    for at in np.argsort(-chances, kind="stable"):
        fact = found.numbers[at].fact
        order.setdefault((fact.value, fact.unit), int(at))
        if len(order) == _LOOKED:
            break
    return list(order.values())


def _list_members(found: Numbers, order: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for size, most in enumerate(_OF, start=1):
        yield from combinations(order[:most], size)
    if len(order) >= LARGEST:
        yield tuple(order[:LARGEST])
    quote = found.numbers[order[0]].fact.quote
    beside = [at for at in order if found.numbers[at].fact.quote == quote]
    yield from (tuple(beside[:size]) for size in range(2, LARGEST) if len(beside) >= size)


class _Reader:
    """What of a question and its likeliest numbers the features of all sets are read from at once.

    A set is a column of places among the likeliest numbers, its first again where it has fewer than others.
    """

    def __init__(
        self,
        question: Question,
        names: Sequence[Name],
        found: Numbers,
        chances: Floats,
        order: Sequence[int],
        otherwise: Otherwise,
    ) -> None:
        self._question, self._names = question, names
        self._order, self._otherwise = order, otherwise
        self._facts = [found.numbers[at].fact for at in order]
        self._shared = found.shared[list(order)]
        bounded = np.clip(chances[list(order)], _LEAST, 1 - _LEAST)
        self._chances, self._odds = chances[list(order)], np.log(bounded / (1 - bounded))
        self._rows, self._known = found.features[list(order)], found.meant[list(order)]
        self._weights, self._every = found.weights, found.meant
        self._answered = found.answered[list(order)]
        self._asked = read_asked(question.plain)
        asks = split_asks(question.plain)
        self._asks = [find_units(ask) for ask in asks] if len(asks) > 1 else []

    def read(self, members: Sequence[tuple[int, ...]]) -> Floats:
        """Return a row of features for each set."""
        place = {at: n for n, at in enumerate(self._order)}
        sizes = np.array([len(one) for one in members])
        rows = np.array([[place[at] for at in (*one, *one[:1] * (LARGEST - len(one)))] for one in members])
        # Arrays are put together much faster along their first axis.
        rows = np.ascontiguousarray(rows.T)
        inside = np.arange(LARGEST)[:, None] < sizes
        columns = [
            *self._read_chances(rows, inside, sizes),
            *self._count_asked(sizes),
            *self._read_given(rows, sizes),
            *self._read_alike(rows, sizes),
            *self._read_words(rows, inside),
            *self._read_own(rows, inside, sizes),
            *self._read_otherwise(rows, inside, sizes, place),
            *self._read_names(rows),
            *self._read_meant(rows),
            *self._read_answered(rows, inside, sizes),
        ]
        read = np.empty((len(columns), len(members)))
        for at, column in enumerate(columns):
            read[at] = column
        return np.ascontiguousarray(read.T)

    def _read_chances(self, rows: Members, inside: NDArray[np.bool_], sizes: Members) -> list[Column]:
        odds = self._odds[rows]
        among = _mark(rows, len(self._order) + 1)
        # The likeliest that is not among a set's; behind all of them stands that there is none.
        outside = np.append(self._odds, _NOTHING)[among.argmin(axis=0)]
        least = odds.min(axis=0)
        mean = np.where(inside, odds, 0).sum(axis=0) / sizes
        total = np.where(inside, self._chances[rows], 0).sum(axis=0)
        best = np.full(len(sizes), self._odds[0])
        first = (rows[0] == 0).astype(np.float64)
        return [sizes, mean, least, odds.max(axis=0), total, outside, least - outside, best, first]

    def _count_asked(self, sizes: Members) -> list[Column]:
        question = self._question
        parts, years, units = max(1, len(self._asks)), len(question.years), len(question.units)
        found: list[Column] = [question.asked, sizes - question.asked, parts, sizes - parts]
        return [*found, years, sizes - max(1, years), len(self._asked.roles), units, sizes - max(1, units)]

    def _read_given(self, rows: Members, sizes: Members) -> list[Column]:
        """Return how much of the years, roles, units and parts asked for a set gives, and what beside."""
        question, facts = self._question, self._facts
        fits = np.array(
            [[bool(f.unit) and unit_fits(unit, f.unit) for f in facts] for unit in question.units]
        )
        years = [np.array([fact.year == year for fact in facts])[rows].any(axis=0) for year in question.years]
        roles = [np.array([f.role == role for f in facts])[rows].any(axis=0) for role in self._asked.roles]
        units = [one[rows].any(axis=0) for one in fits]
        parts = [
            self._fit_any(asked)[rows].any(axis=0) if asked else np.ones(len(sizes), bool)
            for asked in self._asks
        ]
        stray: Column = 0.0
        if question.units:
            named = _number([fact.unit for fact in facts])
            unasked = ~np.any(fits, axis=0)
            stray = _count_apart(named[rows], unasked[rows]) / sizes
        given = [_share(one) for one in (years, roles, units)]
        return [*given, stray, _share(parts) if parts else 0.0]

    def _fit_any(self, asked: Sequence[str]) -> NDArray[np.bool_]:
        return np.array(
            [any(unit_fits(one, f.unit) for one in asked) if f.unit else False for f in self._facts]
        )

    def _read_alike(self, rows: Members, sizes: Members) -> list[Column]:
        """Return how many units, years and roles there are, and in what the numbers of a set are one."""
        facts = self._facts
        names = (*_COUNTED, "quote", "doc", "metric")
        of: dict[str, list[object]] = {name: [getattr(fact, name) for fact in facts] for name in names}
        of["entry"] = [(fact.doc, fact.id) for fact in facts]
        counted = [_count_apart(_number(of[name])[rows]) for name in _COUNTED]
        alike = [(_count_apart(_number(of[name])[rows]) == 1).astype(np.float64) for name in _ALIKE]
        whose = _number([(fact.metric, fact.id, fact.year, fact.role) for fact in facts])
        return [*counted, *alike, (_count_apart(whose[rows]) == sizes).astype(np.float64)]

    def _read_words(self, rows: Members, inside: NDArray[np.bool_]) -> list[Column]:
        """Return how many words of the question stand right by a set's numbers, and how few of them twice."""
        held = self._shared
        joined = held[rows].any(axis=0).sum(axis=1).astype(np.float64)
        every = np.where(inside, held.sum(axis=1)[rows], 0).sum(axis=0)
        return [joined, joined / np.maximum(1, every)]

    def _read_own(self, rows: Members, inside: NDArray[np.bool_], sizes: Members) -> list[Column]:
        def of(name: str) -> Floats:
            column: Floats = self._rows[:, OF_NUMBERS.index(name)][rows]
            return column

        question, asked = self._question, self._asked
        apart = "difference" in question.wants or asked.difference
        most = [of("all").max(axis=0), of("series_belief").max(axis=0), of("no_agency").max(axis=0)]
        least = [of("like_near_behind").min(axis=0), of("missed").min(axis=0), of("of_edition").min(axis=0)]
        whole = ["each" in question.wants, apart, question.kind == "compare", question.language == "en"]
        read = [*most, *least, *whole, of("known")[0], asked.judged]
        means = np.where(inside[:, :, None], self._rows[:, _MEAN_OF][rows], 0).sum(axis=0) / sizes[:, None]
        return [*read, *means.T]

    def _read_otherwise(
        self, rows: Members, inside: NDArray[np.bool_], sizes: Members, place: dict[int, int]
    ) -> list[Column]:
        """Return whether a set is what another way answers, how alike it is, and how many more it has."""
        told = [place[at] for at in self._otherwise.members[:LARGEST]]
        known = np.zeros(len(self._order), bool)
        known[told] = True
        shared = (inside & known[rows]).sum(axis=0)
        alike = shared / np.maximum(1, sizes + len(told) - shared)
        same = bool(told) & (alike == 1) & (rows[0] == (told or [-1])[0])
        return [same, alike, sizes - len(told), self._otherwise.answers]

    def _read_names(self, rows: Members) -> list[Column]:
        """Return how much of a question's words stands by a set, and the most telling that does not."""
        weights = np.array([name.weight for name in self._names])
        if not weights.sum():
            return [1.0, 1.0, 0.0]
        held = np.array([hold_names(self._names, name_all(fact)) for fact in self._facts])
        joined = held[rows].max(axis=0)
        shares = held @ weights / weights.sum()
        unnamed = ((1 - joined) * weights).max(axis=1)
        return [joined @ weights / weights.sum(), shares[rows].min(axis=0), unnamed]

    def _read_meant(self, rows: Members) -> list[Column]:
        """Return how much of the question a set's words mean together, at least, and what that gains."""
        own, joined = self._known @ self._weights, self._known[rows].max(axis=0)
        together = joined @ self._weights
        missing = list_missing(joined, self._every, self._weights)
        return [together, own[rows].min(axis=0), together - own[rows].max(axis=0), *missing]

    def _read_answered(self, rows: Members, inside: NDArray[np.bool_], sizes: Members) -> list[Column]:
        """Return how well a set answers each stretch of the question, and each number of it some stretch.

        By how much other numbers answer a stretch better is what speaks most against a set.
        """
        own = self._answered[rows]
        each = own.max(axis=0)
        behind = self._answered.max(axis=0) - each
        of = np.where(inside, own.max(axis=2), 0.0)
        least = np.where(inside, own.max(axis=2), 1.0).min(axis=0)
        stretches = self._answered.shape[1]
        apart = _count_apart(own.argmax(axis=2)) / np.minimum(sizes, stretches)
        found: list[Column] = [float(stretches), sizes - stretches, each.mean(axis=1), each.min(axis=1)]
        found += [of.sum(axis=0) / sizes, least, behind.mean(axis=1), behind.max(axis=1)]
        return [*found, apart]


def _share(given: Sequence[Any]) -> Column:
    """Return which share of what is asked for each set gives; all of it where nothing is."""
    return np.sum([np.asarray(one, np.float64) for one in given], axis=0) / len(given) if given else 1.0


def _number(keys: Sequence[object]) -> Members:
    """Return keys as numbers, the same for those that are equal."""
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys])


def _count_apart(keys: Members, counted: NDArray[np.bool_] | None = None) -> Floats:
    """Return how many different keys each column has, of those alone that are counted."""
    # What is not counted is one key more, which is left out.
    most = int(keys.max(initial=0)) + 1
    held = _mark(keys if counted is None else np.where(counted, keys, most), most + 1)
    apart: Floats = held[:most].sum(axis=0).astype(np.float64)
    return apart


def _mark(keys: Members, most: int) -> NDArray[np.bool_]:
    """Return which keys each column has, as [key, column]."""
    held = np.zeros((most, keys.shape[1]), bool)
    held[keys, np.arange(keys.shape[1])] = True
    return held


def name_all(fact: Observation) -> str:
    """Return all words a number stands by: its sentence or cell, its entry, its headings and whose it is."""
    headers = fact.headers
    words = (*headers.row, *headers.section, *headers.column)
    return "\n".join((fact.metric, fact.quote, fact.entry, fact.scope or "", *words))
