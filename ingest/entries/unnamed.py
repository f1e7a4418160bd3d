"""What labels say that no list of words knows, by what stands under them in a document's cards: learned.

Each ministry names the fields of its cards as it pleases; what stands under a label tells what it is: a
wanted figure, what came of it, whose it is. `python -m ingest.entries.train` learns the weights.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.entries.card_pairs import is_figure
from ingest.entries.label_words import to_chances
from ingest.entries.layout import is_number
from ingest.entries.wording import has_word
from ingest.figures.numerals import read_figures
from ingest.figures.years import read_years
from ingest.learned import read_learned
from ingest.tables.headings import read_unit
from ingest.tables.status import is_absent, is_pending, is_status
from ingest.targets.agencies import find_agency, read_agencies

Weights = Mapping[str, Mapping[str, float]]
WEIGHTS = Path(__file__).with_name("unnamed.json")
# In how many cards a label stands at least, and of how many of them its values are read.
LEAST_CARDS, _MOST_READ = 3, 40
# How much of a value tells what it is.
_LONGEST_READ = 400
_LONG, _LONGEST_STATE = 60.0, 8
# What may stand behind the word for a state.
_OPENING = re.compile(r"[：:，,、。；;（(]")
_MONEY = "元"
# Lists of words whose share of the values under a label tells what it is, each a feature.
_SAID = (
    "roles.target", "roles.actual", "roles.doing", "roles.rate", "roles.budget", "roles.final", "plans.words",
    "metric.reasons",
)  # fmt: skip
FEATURES = (
    "figures", "with figures", "bare figure", "year after", "own year", "codes", "agencies", "marks", "long",
    "stops", "cards", "place", "first", "last", "apart", "bounds", "later", "mirrored", "listed", "money",
    "units", "pending", "alike", *_SAID,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stood:
    """What stands under a label: its values, how far down its card each stands, and how many cards are.

    `mirrored` is in how many of them another label has figures of the same units, in their order: as what
    was wanted and what came of it have; `listed` in how many of those where it lists several things another
    lists as many; `label` is the label as it first stands there.
    """

    values: tuple[str, ...]
    places: tuple[float, ...]
    cards: int
    mirrored: float = 0.0
    listed: float = 0.0
    label: str = ""


def compare_labels(cards: Sequence[Sequence[tuple[str, str]]]) -> dict[str, tuple[float, float]]:
    """Return how far each label is mirrored by another of its card, and lists as many things as another.

    >>> compare_labels([[("甲", "9人"), ("乙", "8人"), ("丙", "辦理2場")]])
    {'甲': (1.0, 0.0), '乙': (1.0, 0.0), '丙': (0.0, 0.0)}
    >>> compare_labels([[("量什麼", "人數\\n場次"), ("交出", "9人\\n2場"), ("說明", "略")]])["量什麼"]
    (0.0, 1.0)
    """
    stood, alike, several, listed = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for card in cards:
        units = [tuple(f.unit for f in read_figures(value[:_LONGEST_READ]) if f.unit) for _, value in card]
        things = [value.strip().count("\n") + 1 for _, value in card]
        of_units, of_things = Counter(units), Counter(things)
        for (label, _), own, count in zip(card, units, things, strict=True):
            stood[label] += 1
            alike[label] += bool(own) and of_units[own] > 1
            several[label] += count > 1
            listed[label] += count > 1 and of_things[count] > 1
    return {
        label: (alike[label] / number, listed[label] / max(1, several[label]))
        for label, number in stood.items()
    }


def describe(stood: Stood, edition: int | None, *, later: bool = False) -> dict[str, float]:
    """Return what tells of the values under a label, each from 0 to about 1.

    `later` says that the label itself speaks of a year to come.
    """
    read = ("".join(value[:_LONGEST_READ].split()) for value in stood.values[:_MOST_READ])
    values = [value for value in read if value]
    if not values:
        return dict.fromkeys(FEATURES, 0.0)
    count = len(values)
    figures = [[figure for figure in read_figures(value) if figure.unit] for value in values]
    years = [{year.year for year in read_years(value)} for value in values]
    places = stood.places[:_MOST_READ]

    def share(tests: Sequence[bool]) -> float:
        return sum(tests) / count

    told = {
        "figures": math.log1p(sum(map(len, figures)) / count),
        "with figures": share([bool(found) for found in figures]),
        "bare figure": share([is_figure(value) for value in values]),
        "year after": share([edition is not None and edition + 1 in found for found in years]),
        "own year": share([edition is not None and edition in found for found in years]),
        "codes": share([is_number(value) for value in values]),
        "agencies": share([_names_agencies(value) for value in values]),
        "marks": share([is_status(value) for value in values]),
        "long": min(1.0, sum(map(len, values)) / count / _LONG),
        "stops": share([value[-1] in "。；" for value in values]),
        "cards": min(1.0, len(stood.values) / max(1, stood.cards)),
        "place": sum(places) / max(1, len(places)),
        "first": share([place == 0.0 for place in places]),
        "last": share([place == 1.0 for place in places]),
        "apart": len(set(values)) / count,
        "bounds": share([any(figure.bound != "=" for figure in found) for found in figures]),
        "later": float(later),
        "mirrored": stood.mirrored,
        "listed": stood.listed,
        "money": share([any(figure.unit == _MONEY for figure in found) for found in figures]),
        "units": share([bool(read_unit(value)[0]) for value in values]),
        "alike": share(_begin_alike(values)),
        "pending": share([is_pending(value) and not is_absent(value) for value in values]),
    }
    return told | {name: share([has_word(name, value) for value in values]) for name in _SAID}


def _begin_alike(values: Sequence[str]) -> list[bool]:
    """Say of each value whether it begins with a word that others begin with, as a state does.

    >>> _begin_alike(["如約", "部分如約：①未如約", "如約", "9人", "9人"])
    [True, False, True, False, False]
    """
    words = [_OPENING.split(value, maxsplit=1)[0] for value in values]
    counts = Counter(words)
    return [
        0 < len(word) <= _LONGEST_STATE and counts[word] > 1 and not any(map(str.isdecimal, word))
        for word in words
    ]


def _names_agencies(value: str) -> bool:
    names = read_agencies(value)[0]
    return bool(names) and all(find_agency(name, ()) is not None for name in names[:3])


@dataclass(frozen=True, slots=True)
class Learned:
    """The weights of each field, and which share of the labels learned from have it.

    `sure` is how likely a field must be to be right in most cases by itself.
    """

    fields: Weights
    shares: Mapping[str, float]
    sure: float


@cache
def load_weights() -> Learned:
    """Return what was learned."""
    return Learned(**json.loads(read_learned(WEIGHTS)))


def weigh_fields(features: Mapping[str, float], weights: Weights | None = None) -> dict[str, float]:
    """Return how likely each field is what stands under a label with these features; they add up to 1.

    `weights` are those learned, where no others are given.
    """
    fields = weights or load_weights().fields
    scores = [
        own["constant"] + sum(own[key] * value for key, value in features.items()) for own in fields.values()
    ]
    return dict(zip(fields, to_chances(scores), strict=True))
