"""What speaks for and against each series a question may be about: named features, the same for every plan.

The words of the question are compared with those of a series' name, entry and quote; of a question in
English the bridge compares them across the languages as well. What each feature counts is learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.figures.years import blank_years
from qa.concepts import Topic
from qa.finding.beside import BESIDE, read_beside, read_pointed
from qa.finding.columns import NAMED as IN_NAME
from qa.finding.columns import OWN, QUOTED, SeriesColumns, cut_grams
from qa.finding.facts import Series
from qa.inquiry import Inquiry
from qa.understanding.roles import Asked, read_asked

# How much of the question the names hold, how much of a name the question says, as words of the texts.
_WORDS = ("held", "own", "entry", "quoted", "whole", "asked", "grams", "entry_grams", "missed")
# The same across the languages, of a question in English.
_ACROSS = ("held_across", "own_across", "asked_across", "missed_across", "near", "nearby")
FEATURES = (*_WORDS, *_ACROSS, *BESIDE)
# The features that say whose name it is: series alike in these are one metric of several documents or years.
NAMED = ("own", "entry", "asked", "grams", "held_across", "own_across", "near")
# Series whose words are compared first, and of which all else is looked at.
_MOST = 120
_NAMED_ROLES = frozenset({"budget", "final", "rate"})

_POINTED = [BESIDE.index(name) for name in ("strategy", "number")]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


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
    columns = [one for one in columns if one.series]
    if not columns:
        return Candidates((), np.zeros((0, len(FEATURES))))
    every = [series for one in columns for series in one.series]
    words, across = _compare_words(inquiry, wanted, columns), _compare_across(inquiry, wanted, columns)
    question, agencies = inquiry.question, [name for names in inquiry.agencies for name in names]
    pointed = read_pointed(question, wanted.plain)
    beside = np.concatenate(
        [read_beside(question, agencies, wanted.asked, pointed, one.traits) for one in columns]
    )
    alike = words[:, : len(_WORDS) - 1].sum(axis=1) + across[:, :3].sum(axis=1)
    alike += len(_WORDS) * beside[:, _POINTED].any(axis=1)
    best = np.argsort(-alike, kind="stable")
    chosen = np.sort(best[alike[best] > 0][:_MOST])
    features = np.concatenate([words, across, beside], axis=1)[chosen]
    return Candidates(tuple(every[at] for at in chosen), features)


def _compare_words(inquiry: Inquiry, wanted: Wanted, columns: Sequence[SeriesColumns]) -> Floats:
    """Return how far each series holds the words of a question, and it those of its name."""
    topic, words = wanted.topic, wanted.topic.tokens
    held = _hold_words(inquiry, columns, words)
    asked = held[:, OWN].sum(axis=0) / np.concatenate([one.words.size(OWN) for one in columns])
    # What a name says need not stand in its quote as well.
    held[:, QUOTED] |= held[:, IN_NAME]
    _, places, size = held.shape
    shares, misses = topic.compare(held.reshape(len(words), places * size))
    by_name, by_own, by_entry, by_all = shares.reshape(places, size)
    whole = by_all
    if wanted.whole is not topic:
        held = _hold_words(inquiry, columns, wanted.whole.tokens)
        whole = wanted.whole.shares(held[:, IN_NAME] | held[:, QUOTED])
    subject = cut_grams(wanted.subject)
    grams, entry_grams = np.concatenate([one.grams.cover(subject) for one in columns], axis=1)
    missed = misses.reshape(places, size)[QUOTED]
    found = [by_name, by_own, by_entry, by_all, whole, asked, grams, entry_grams, missed]
    return np.stack(found, axis=1)


def _hold_words(inquiry: Inquiry, columns: Sequence[SeriesColumns], words: Sequence[str]) -> Flags:
    """Return which words the series of some documents hold in each place, as [word, place, series].

    The title of a document stands in the names of its series.
    """
    found = []
    for one in columns:
        held = one.words.hold(words)
        title = inquiry.title_tokens(one.series[0].doc)
        held[:, IN_NAME] |= np.array([word in title for word in words], bool)[:, None]
        found.append(held)
    return np.concatenate(found, axis=2)


def _compare_across(inquiry: Inquiry, wanted: Wanted, columns: Sequence[SeriesColumns]) -> Floats:
    """Return how far series and an English question are about the same, word by word; zeros in Chinese."""
    if inquiry.question.language != "en":
        return np.zeros((sum(len(one.series) for one in columns), len(_ACROSS)))
    plain = " ".join(blank_years(wanted.plain).split())
    for word in sorted(wanted.asked.words, key=len, reverse=True):
        # Budgets and rates are named by series themselves, as in capital budget execution rate.
        if not _NAMED_ROLES.intersection(read_asked(word).roles):
            plain = plain.replace(word, " ")
    bridge = inquiry.bridge()
    units = bridge.read_units(plain, inquiry.translations)
    names = bridge.read_names([name for one in columns for name in one.names])
    likeness = bridge.compare(units, names)
    found = likeness.held, likeness.own, likeness.asked, likeness.missed, likeness.near, likeness.nearby
    return np.stack(found, axis=1).astype(np.float64)
