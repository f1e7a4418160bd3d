"""What labels say that no list of words knows, by what stands under them in a document's cards: learned.

Each ministry names the fields of its cards as it pleases; what stands under a label tells what it is: a
wanted figure, what came of it, whose it is. `python -m ingest.entries.train` learns the weights.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ingest.entries.card_pairs import is_figure
from ingest.entries.layout import is_code, is_number
from ingest.entries.wording import has_word
from ingest.figures.numerals import read_figures
from ingest.figures.years import read_years
from ingest.learned import read_learned
from ingest.pairing.assignment import assign
from ingest.tables.headings import Heading
from ingest.tables.status import is_status
from ingest.targets.agencies import find_agency, read_agencies

Weights = Mapping[str, Mapping[str, float]]
WEIGHTS = Path(__file__).with_name("unnamed.json")
OTHER, NEXT, TARGET, _NUMBER = "other", "next", "target", "no"
# What is told of other years as well.
_DATED = ("result", "target", "budget")
# In how many cards a label stands at least, and of how many of them its values are read.
LEAST_CARDS, _MOST_READ = 3, 40
# How much of a value tells what it is.
_LONGEST_READ = 400
# How likely a field must be that a label is given, and the least chance that is reckoned with.
_LIKELY, _LEAST = 0.2, 0.01
# What tells in words, as a reason does, is told from other words by less than figures are.
_WORDED, _SURER = ("control_note", "action", "indicator"), 0.5
_LONG = 60.0
_MONEY = "元"
# Lists of words whose share of the values under a label tells what it is, each a feature.
_SAID = (
    "roles.target", "roles.actual", "roles.doing", "roles.rate", "roles.budget", "roles.final", "plans.words",
    "metric.reasons",
)  # fmt: skip
FEATURES = (
    "figures", "with figures", "bare figure", "year after", "own year", "codes", "agencies", "marks", "long",
    "stops", "cards", "place", "first", "last", "apart", "bounds", "later", "mirrored", "listed", "money",
    *_SAID,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stood:
    """What stands under a label: its values, how far down its card each stands, and how many cards are.

    `mirrored` is in how many of them another label has figures of the same units, in their order: as what
    was wanted and what came of it have; `listed` in how many of those where it lists several things another
    lists as many.
    """

    values: tuple[str, ...]
    places: tuple[float, ...]
    cards: int
    mirrored: float = 0.0
    listed: float = 0.0


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
    }
    return told | {name: share([has_word(name, value) for value in values]) for name in _SAID}


def _names_agencies(value: str) -> bool:
    names = read_agencies(value)[0]
    return bool(names) and all(find_agency(name, ()) is not None for name in names[:3])


@dataclass(frozen=True, slots=True)
class Learned:
    """The weights of each field, and how likely a field must be to be right in most cases by itself."""

    fields: Weights
    sure: float


@cache
def load_weights() -> Learned:
    """Return what was learned."""
    return Learned(**json.loads(read_learned(WEIGHTS)))


def weigh_fields(features: Mapping[str, float], weights: Weights | None = None) -> dict[str, float]:
    """Return how likely each field is what a label with these features says; they add up to 1.

    `weights` are those learned, where no others are given.
    """
    scores = {
        name: own["constant"] + sum(own[key] * value for key, value in features.items())
        for name, own in (weights or load_weights().fields).items()
    }
    most = max(scores.values())
    powers = {name: math.exp(score - most) for name, score in scores.items()}
    return {name: power / sum(powers.values()) for name, power in powers.items()}


def guess_fields(
    stood: Mapping[str, Stood],
    known: Mapping[str, str],
    headings: Mapping[str, Heading],
    edition: int | None,
) -> dict[str, str]:
    """Return the field that each label without one likely is; none that another label has as well.

    `headings` are the labels as they were read, which may say of which year they are: what is of a year
    before the others may be too.
    """
    fields = [name for name in load_weights().fields if name not in {OTHER, *known.values()}]
    before: dict[str, str] = {}
    labels, gains = [], []
    for label, under in stood.items():
        heading = headings.get(label)
        if heading is None or known.get(label) or len(under.values) < LEAST_CARDS:
            continue
        if not any(map(str.isalpha, label)):
            continue
        likely = weigh_fields(describe(under, edition, later=is_later(heading, edition)))
        if is_earlier(heading, edition):
            best = max(_DATED, key=lambda name: likely[name])
            before |= {label: best} if likely[best] > max(_LIKELY, likely[OTHER]) else {}
            continue
        if is_later(heading, edition):
            likely[NEXT], likely[TARGET] = likely[NEXT] + likely[TARGET], 0.0
        labels.append(label)
        gains.append({place: _gain(name, likely) for place, name in enumerate(fields)})
    given = assign(gains) if gains else []
    before |= find_number(stood, known)
    return before | {label: fields[at] for label, at in zip(labels, given, strict=True) if at is not None}


def find_number(stood: Mapping[str, Stood], known: Mapping[str, str]) -> dict[str, str]:
    """Return the label that numbers the cards, where none is known to: a code of its own stands in each.

    >>> find_number({"案次": Stood(("語-01", "語-02", "庄-01"), (0, 0, 0), 3)}, {"案次": ""})
    {'案次': 'no'}
    """
    if _NUMBER in known.values():
        return {}
    coded = [
        label
        for label, under in stood.items()
        if not known.get(label)
        and len(under.values) == under.cards >= LEAST_CARDS
        and len(set(under.values)) == under.cards
        and all(map(is_code, under.values))
    ]
    return {coded[0]: _NUMBER} if len(coded) == 1 else {}


def _gain(name: str, likely: Mapping[str, float]) -> float:
    """Return what is gained where a label has a field rather than none of those that are learned."""
    if likely[name] < (_SURER if name in _WORDED else _LIKELY):
        return 0.0
    return math.log(max(likely[name], _LEAST) / max(likely[OTHER], _LEAST))


def give_field(heading: Heading, field: str) -> Heading:
    """Return a label with the field that was guessed of it; `next` is a target of the year after."""
    return replace(heading, field=TARGET, offset=1) if field == NEXT else replace(heading, field=field)


def is_later(heading: Heading, edition: int | None) -> bool:
    """Say whether a label says that it is of a year after that of its document."""
    return heading.offset > 0 or (edition is not None and any(year > edition for year in heading.years))


def name_known(heading: Heading, field: str, edition: int | None) -> str:
    """Return what a label that is known says, as far as another label may not say it as well.

    What is of another year, 上年成績, leaves what is of the document's own year to be told.

    >>> from ingest.tables.headings import read_heading
    >>> labels = ("目標", "113年目標", "上年成果", "備註")
    >>> [name_known(h, h.field, 112) for h in map(read_heading, labels)]
    ['target', 'next', 'result of another year', 'note']
    """
    if not field:
        return ""
    if is_later(heading, edition):
        return NEXT if field == TARGET else f"{field} of another year"
    return f"{field} of another year" if is_earlier(heading, edition) else field


def is_earlier(heading: Heading, edition: int | None) -> bool:
    """Say whether a label says that it is of a year before that of its document."""
    dated = bool(heading.years) and edition is not None and max(heading.years) < edition
    return heading.offset < 0 or dated
