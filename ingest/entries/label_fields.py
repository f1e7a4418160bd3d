"""Which field each label of a document's cards names, told jointly where no list of words knows it.

The characters of a label (`label_words`), what stands under it (`unnamed`) and the years it names speak for
each field; all labels are given theirs together, so that none is given twice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.entries.label_words import Words, load_words, to_chances
from ingest.entries.layout import is_code
from ingest.entries.unnamed import LEAST_CARDS, Learned, Stood, describe, load_weights, weigh_fields
from ingest.pairing.assignment import assign
from ingest.tables.headings import DATA, Heading

OTHER, NEXT, TARGET, RESULT, DOING = "other", "next", "target", "result", "doing"
LAST_TARGET, LAST_RESULT = "last_target", "last_result"
_NUMBER, _TITLE, _ACTION, _AGENCIES, _SUPPORT = "no", "title", "action", "agencies", "support"
# The field of a heading that each field of a label is, and by how many years it is off its document.
_MEANT: Mapping[str, tuple[str, int]] = {
    _NUMBER: ("no", 0), _TITLE: ("action", 0), "indicator": ("indicator", 0), TARGET: (TARGET, 0),
    RESULT: (RESULT, 0), NEXT: (TARGET, 1), LAST_TARGET: (TARGET, -1), LAST_RESULT: (RESULT, -1),
    "status": ("status", 0), "reason": ("control_note", 0), "improve": ("control_note", 0),
    _AGENCIES: ("agencies", 0), _SUPPORT: ("support", 0), "budget": ("budget", 0), "final": ("final", 0),
    "rate": ("rate", 0), "difference": ("difference", 0), "unit": ("unit", 0),
}  # fmt: skip
FIELDS = tuple(_MEANT)
# Fields of other labels that say what is meant for, or came of, the document's own year or another.
PAIR = frozenset({TARGET, RESULT})
_NAMING = frozenset({"action", "item", "kpi"})
# What stands under a label is told for these as for another; under what was done results stand, or words.
UNDER: Mapping[str, tuple[str, ...]] = {
    _TITLE: ("action",), LAST_TARGET: (TARGET,), LAST_RESULT: (RESULT,), "reason": ("control_note",),
    "improve": ("control_note",), _SUPPORT: (_AGENCIES,), DOING: (RESULT, OTHER), NEXT: (NEXT, TARGET),
    _ACTION: (OTHER,), "strategy": (OTHER,), "highlights": (OTHER,), "difference": (OTHER,),
}  # fmt: skip
# What two years have in common: labels that name a year leave its place among the years to it.
_SAME = {LAST_TARGET: TARGET, LAST_RESULT: RESULT, NEXT: TARGET}
# Of a year before people name what was wanted so many times as often as what came of it.
_PAST_AIMS = 0.3
# What is told of what was done, or is to be done, where nothing else is the result, or the title.
_INSTEAD = {RESULT: DOING, _TITLE: _ACTION}
# How likely a field must be that a label is given, what is told in figures and what in words.
_LIKELY, _SURER = 0.2, 0.4
_IN_FIGURES = frozenset({TARGET, RESULT, NEXT, LAST_TARGET, LAST_RESULT, "budget", "final"})
# By how much what stands under a label counts beside its characters; the least chance reckoned with.
_WEIGHT, _LEAST = 1.0, 0.01


@dataclass(frozen=True, slots=True)
class Teller:
    """What was learned of labels: by their characters, and by what stands under them."""

    words: Words
    under: Learned

    def weigh(self, stood: Stood, heading: Heading, edition: int | None) -> dict[str, float]:
        """Return how likely each field is what a label names; they add up to 1."""
        by_words = _place_in_years(self.words.weigh(heading), heading, edition)
        features = describe(stood, edition, later=is_later(heading, edition))
        under = weigh_fields(features, self.under.fields)
        speaks = {name: max(chance / self.under.shares[name], _LEAST) for name, chance in under.items()}
        scores = []
        for name, chance in by_words.items():
            kinds = UNDER.get(name, (name,))
            spoken = sum(speaks.get(kind, speaks[OTHER]) for kind in kinds) / len(kinds)
            scores.append(math.log(max(chance, _LEAST**2)) + _WEIGHT * math.log(spoken))
        return dict(zip(by_words, to_chances(scores), strict=True))


def load_teller() -> Teller:
    """Return what was learned."""
    return Teller(load_words(), load_weights())


def _place_in_years(likely: Mapping[str, float], heading: Heading, edition: int | None) -> dict[str, float]:
    """Return how likely each field is where the years that a label names say of which year it is."""
    earlier, later = is_earlier(heading, edition), is_later(heading, edition)
    if not earlier and not later and not (heading.years and edition is not None):
        return dict(likely)
    placed = dict(likely)
    for other, own in _SAME.items():
        placed[own] += placed[other]
        placed[other] = 0.0
    if later:
        placed[NEXT], placed[TARGET], placed[RESULT] = placed[TARGET], 0.0, 0.0
    if earlier:
        placed |= {
            LAST_TARGET: placed[TARGET] * _PAST_AIMS, LAST_RESULT: placed[RESULT], TARGET: 0.0, RESULT: 0.0
        }  # fmt: skip
    return placed


def guess_fields(
    stood: Mapping[str, Stood],
    known: Mapping[str, str],
    headings: Mapping[str, Heading],
    edition: int | None,
    teller: Teller | None = None,
) -> dict[str, str]:
    """Return the field that each label without one likely names; none that another label has as well.

    `known` are the fields that lists of words know (`name_known`), `headings` the labels as they were read.
    What is of a year before or after may stand under several.
    """
    teller = teller or load_teller()
    chances = {
        label: teller.weigh(under, headings[label], edition)
        for label, under in stood.items()
        if label in headings
        and known.get(label, "") in ("", _AGENCIES)
        and len(under.values) >= LEAST_CARDS
        and any(map(str.isalpha, label))
    }
    # Of labels that are known to name agencies one may name those that only help.
    helping = {label: _SUPPORT for label, likely in chances.items() if known.get(label) and _helps(likely)}
    unknown = {label: likely for label, likely in chances.items() if not known.get(label)}
    sure = {**known, **helping}
    taken = set(sure.values())
    given: dict[str, str] = {}
    for label in [name for name in unknown if _is_of_another(headings[name], edition)]:
        best = max((LAST_TARGET, LAST_RESULT, NEXT, "budget"), key=lambda name: unknown[label][name])
        if best != NEXT or NEXT not in taken:
            likely = unknown.pop(label)
            given |= {label: best} if _gain(best, likely) > 0 else {}
    given |= _give_together(unknown, taken | set(given.values()))
    given |= _give_instead(unknown, taken, given)
    if _AGENCIES in {*sure.values(), *given.values()}:
        given |= helping
    return given | (find_number(stood, {**known, **given}) if _NUMBER not in given.values() else {})


def _helps(likely: Mapping[str, float]) -> bool:
    return likely[_SUPPORT] > likely[_AGENCIES]


def _give_together(chances: Mapping[str, Mapping[str, float]], taken: set[str]) -> dict[str, str]:
    """Return the fields of labels that together are the likeliest, each given once.

    What is given leaves the other labels to what is left.
    """
    given: dict[str, str] = {}
    gone = taken | ({_TITLE} if _NAMING & taken else set())
    while rest := [label for label in chances if label not in given]:
        free = [name for name in FIELDS if name not in gone]
        gains = [
            {at: _gain(name, _leave(chances[label], gone)) for at, name in enumerate(free)} for label in rest
        ]
        found = {label: free[at] for label, at in zip(rest, assign(gains), strict=True) if at is not None}
        given |= found
        gone |= set(found.values())
        if not found:
            break
    undated = {_SUPPORT: _AGENCIES, LAST_RESULT: RESULT, LAST_TARGET: TARGET, NEXT: TARGET}
    # Nobody helps where nobody leads, and no year is another where none is the own.
    return {
        label: undated[name] if undated.get(name, name) not in gone else name for label, name in given.items()
    }


def _leave(likely: Mapping[str, float], gone: set[str]) -> dict[str, float]:
    """Return how likely each field is where some are gone to other labels."""
    left = {name: chance for name, chance in likely.items() if name not in gone or name not in FIELDS}
    whole = sum(left.values())
    return {name: left.get(name, 0.0) / whole for name in likely}


def _give_instead(
    chances: Mapping[str, Mapping[str, float]], taken: set[str], given: Mapping[str, str]
) -> dict[str, str]:
    """Return what was done as the result, and what is to be done as the title, where no label names these."""
    told = taken | set(given.values())
    found: dict[str, str] = {}
    for name, others in ((RESULT, {RESULT}), (_TITLE, {_TITLE, *_NAMING})):
        instead = _INSTEAD[name]
        free = [label for label in chances if label not in given]
        best = max(free, key=lambda label: chances[label][instead], default=None)
        if best is not None and told.isdisjoint(others) and chances[best][instead] >= _SURER:
            found[best] = name
    return found


def find_chance(name: str, likely: Mapping[str, float]) -> float:
    """Return how likely a field is, or what is given as it where nothing else is."""
    return likely[name] + likely.get(_INSTEAD.get(name, ""), 0.0)


def _gain(name: str, likely: Mapping[str, float]) -> float:
    """Return what is gained where a label has a field rather than none of those that are given."""
    if likely[name] < (_LIKELY if name in _IN_FIGURES else _SURER):
        return 0.0
    none = sum(chance for other, chance in likely.items() if other not in _MEANT)
    return math.log(likely[name] / max(none, _LEAST))


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


def give_field(heading: Heading, field: str) -> Heading:
    """Return a label with the field that was guessed of it, and of which year it is where it does not say it.

    >>> from ingest.tables.headings import read_heading
    >>> made = give_field(read_heading("後續許諾"), "next")
    >>> made.field, made.offset
    ('target', 1)
    """
    meant, offset = _MEANT.get(field, (field, 0))
    return replace(heading, field=meant, offset=heading.offset or (0 if heading.years else offset))


def means_figures(field: str) -> bool:
    """Say whether the field of a label is of figures or states: last_result, but not title."""
    return _MEANT.get(field, (field, 0))[0] in DATA


def find_years(heading: Heading, edition: int | None) -> tuple[int, ...]:
    """Return the years that a label is of which says so in words alone, 前一年底子."""
    return (edition + heading.offset,) if heading.offset and edition is not None else ()


def is_later(heading: Heading, edition: int | None) -> bool:
    """Say whether a label says that it is of a year after that of its document."""
    return heading.offset > 0 or (edition is not None and any(year > edition for year in heading.years))


def is_earlier(heading: Heading, edition: int | None) -> bool:
    """Say whether a label says that it is of a year before that of its document."""
    dated = bool(heading.years) and edition is not None and max(heading.years) < edition
    return heading.offset < 0 or dated


def _is_of_another(heading: Heading, edition: int | None) -> bool:
    return is_later(heading, edition) or is_earlier(heading, edition)


def name_known(heading: Heading, field: str, edition: int | None) -> str:
    """Return what a label that is known says, as far as another label may not say it as well.

    What is of another year, 上年成績, leaves what is of the document's own year to be told.

    >>> from ingest.tables.headings import read_heading
    >>> labels = ("目標", "113年目標", "上年成果", "備註")
    >>> [name_known(h, h.field, 112) for h in map(read_heading, labels)]
    ['target', 'next', 'last_result', 'note']
    """
    if not field:
        return ""
    if is_later(heading, edition):
        return NEXT if field == TARGET else f"next_{field}"
    return f"last_{field}" if is_earlier(heading, edition) else field
