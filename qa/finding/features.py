"""What speaks for and against each series a question may be about: named features, the same for every plan.

The words of the question are compared with those of a series' name, entry and quote; of a question in
English the bridge compares them across the languages as well. What each feature counts is learned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ingest.facts import TOLD
from ingest.figures.units import compatible_units
from ingest.figures.years import blank_years
from qa.concepts import Topic
from qa.finding.columns import SeriesColumns, cut_grams
from qa.finding.facts import Series
from qa.inquiry import Inquiry
from qa.question import answering_units, list_codes
from qa.understanding.roles import Asked, find_strategy, read_asked

# How much of the question the names hold, how much of a name the question says, as words of the texts.
_WORDS = ("held", "own", "entry", "quoted", "whole", "asked", "grams", "entry_grams", "missed")
# The same across the languages, of a question in English.
_ACROSS = ("held_across", "own_across", "asked_across", "missed_across", "near", "nearby")
_BESIDE = (
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
FEATURES = (*_WORDS, *_ACROSS, *_BESIDE)
# The features that say whose name it is: series alike in these are one metric of several documents or years.
NAMED = ("own", "entry", "asked", "grams", "held_across", "own_across", "near")
# Series whose words are compared first, and of which all else is looked at.
_MOST = 120
_NUMBERED = 12
_SHARE, _PER, _RATE = "%", "每", "率"
_RESULT = ("actual",)
_NAMED_ROLES = frozenset({"budget", "final", "rate"})

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The series a question may be about, with a row of FEATURES for each."""

    series: tuple[Series, ...]
    features: Floats


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question, or a part of it, asks about: the words that name it, and all of its words."""

    plain: str
    subject: str
    topic: Topic
    whole: Topic
    asked: Asked


def read_features(inquiry: Inquiry, wanted: Wanted, columns: Sequence[SeriesColumns]) -> Candidates:
    """Return the series of some documents that share most with a question, with what speaks for each."""
    parts = [_compare_words(inquiry, wanted, one) for one in columns if one.series]
    if not parts:
        return Candidates((), np.zeros((0, len(FEATURES))))
    every = [series for one in columns for series in one.series]
    words, across = np.concatenate(parts), _compare_across(inquiry, wanted, every)
    pointing = _read_pointed(inquiry, wanted.plain)
    pointed = np.array([float(any(pointing.points(one))) for one in every])
    alike = words[:, : len(_WORDS) - 1].sum(axis=1) + across[:, :3].sum(axis=1) + len(_WORDS) * pointed
    best = np.argsort(-alike, kind="stable")
    likely = alike[best] > 0
    chosen = np.sort(best[likely][:_MOST])
    series = tuple(every[at] for at in chosen)
    rows = [_read_beside(inquiry, wanted, pointing, one) for one in series]
    beside = np.array(rows, np.float64).reshape(len(series), len(_BESIDE))
    features = np.concatenate([words[chosen], across[chosen], beside], axis=1)
    return Candidates(series, features)


def _compare_words(inquiry: Inquiry, wanted: Wanted, columns: SeriesColumns) -> Floats:
    """Return how far each series of a document holds the words of a question, and it those of its name."""
    title = inquiry.title_tokens(columns.series[0].doc)
    topic, words = wanted.topic, wanted.topic.tokens
    titled = np.array([word in title for word in words], bool)[:, None]
    named = columns.named.hold(words) | titled
    quoted = columns.quoted.hold(words)
    every = wanted.whole.tokens
    whole = columns.named.hold(every) | columns.quoted.hold(every)
    whole |= np.array([word in title for word in every], bool)[:, None]
    subject = cut_grams(wanted.subject)
    vocabulary = frozenset(words)
    return np.stack(
        [
            topic.shares(named),
            topic.shares(columns.own.hold(words)),
            topic.shares(columns.entries.hold(words)),
            topic.shares(named | quoted),
            wanted.whole.shares(whole),
            columns.own.cover(vocabulary),
            columns.grams.cover(subject),
            columns.entry_grams.cover(subject),
            topic.misses(named | quoted),
        ],
        axis=1,
    )


def _compare_across(inquiry: Inquiry, wanted: Wanted, series: Sequence[Series]) -> Floats:
    """Return how far series and an English question are about the same, word by word; zeros in Chinese."""
    if inquiry.question.language != "en" or not series:
        return np.zeros((len(series), len(_ACROSS)))
    plain = " ".join(blank_years(wanted.plain).split())
    for word in sorted(wanted.asked.words, key=len, reverse=True):
        # Budgets and rates are named by series themselves, as in capital budget execution rate.
        if not _NAMED_ROLES.intersection(read_asked(word).roles):
            plain = plain.replace(word, " ")
    bridge = inquiry.bridge()
    units = bridge.read_units(plain, inquiry.translations)
    names = bridge.read_names([(one.metric, one.around) for one in series])
    likeness = bridge.compare(units, names)
    found = likeness.held, likeness.own, likeness.asked, likeness.missed, likeness.near, likeness.nearby
    return np.stack(found, axis=1).astype(np.float64)


def _read_beside(inquiry: Inquiry, wanted: Wanted, pointing: _Pointed, series: Series) -> tuple[float, ...]:
    """Return the features that are not of words alone."""
    question, first = inquiry.question, series.facts[0]
    units = bool(question.units) and bool(series.units)
    fits = units and fits_units(question.units, series.units)
    # A rate may be computed of figures in any unit.
    rated = "rate" in wanted.asked.roles and set(question.units) <= {_SHARE}
    inside = bool(set(question.years) & set(series.years))
    named = bool(inquiry.agencies) and _names_agency(inquiry, series)
    strategic, numbered = pointing.points(series)
    return (
        float(fits),
        float(units and not fits and not rated),
        float(inside),
        float(bool(question.years) and not inside),
        _share_roles(series, wanted.asked.roles, question.years),
        _share_given(series, wanted.asked, question.years),
        float("actual" in (wanted.asked.roles or _RESULT) and _is_outstanding(series, question.years)),
        float("rate" not in wanted.asked.roles and all(fact.role == "rate" for fact in series.facts)),
        float(named),
        float(bool(inquiry.agencies) and not named),
        float(series.in_measure),
        float(first.kind == TOLD),
        float(strategic),
        float(numbered),
    )


def fits_units(asked: tuple[str, ...], units: Iterable[str]) -> bool:
    """Say whether some of a series' units answers one of those a question asks for."""
    return any(_fits_unit(asked, unit) for unit in units)


@lru_cache(4096)
def _fits_unit(asked: tuple[str, ...], unit: str) -> bool:
    units = [fit for one in asked for fit in answering_units(one)]
    # Deaths of so many people are a rate as well as a share is: 每十萬人口, 百萬人率.
    rated = _SHARE in units and (unit.startswith(_PER) or unit.endswith(_RATE))
    return rated or any(compatible_units(unit, one) for one in units)


def _share_roles(series: Series, roles: Sequence[str], years: Sequence[int]) -> float:
    """Return how many of the roles asked for a series has; without any whether it has what may be meant."""
    if roles:
        return sum(series.holds(role) for role in roles) / len(roles)
    return float(any(fact.year in years for fact in series.facts) if years else series.holds("actual"))


def _share_given(series: Series, asked: Asked, years: Sequence[int]) -> float:
    """Return how much of what is asked for, a figure in each role of each year, a series gives."""
    # A rate may be computed, and what was reached is asked of target and result.
    roles = [role for role in asked.roles if role != "rate" or series.holds("rate")]
    roles = ["target", "actual"] if asked.judged else roles
    if not years:
        return _share_roles(series, roles, years)
    if not roles:
        return sum(any(fact.year == year for fact in series.facts) for year in years) / len(years)
    wanted = [(year, role) for year in years for role in roles]
    return sum(series.find(year, role) is not None for year, role in wanted) / len(wanted)


def _is_outstanding(series: Series, years: Sequence[int]) -> bool:
    """Say whether a series has a target of some year, and no result at all."""
    return not series.holds("actual") and any(series.find(year, "target") for year in years)


@dataclass(frozen=True, slots=True)
class _Pointed:
    """The strategy and the numbers of entries that a question names."""

    strategy: int | None
    numbers: frozenset[str]

    def points(self, series: Series) -> tuple[bool, bool]:
        """Say whether a series is the row of the strategy, and of an entry with one of the numbers."""
        if self.strategy is None and not self.numbers:
            return False, False
        strategic = self.strategy is not None and find_strategy(series.entry[:_NUMBERED]) == self.strategy
        return strategic, series.no.strip().lower() in self.numbers


def _read_pointed(inquiry: Inquiry, plain: str) -> _Pointed:
    written = {*map(str, inquiry.question.numbers), *list_codes(plain)}
    return _Pointed(find_strategy(plain), frozenset(written))


def _names_agency(inquiry: Inquiry, series: Series) -> bool:
    held = "\n".join((*series.agencies, series.scope or "", series.metric, series.entry))
    return any(name in held for names in inquiry.agencies for name in names)
