"""Which numbers a question asks for, and how surely: learned by `qa.finding.train_numbers`."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np

from ingest.learned import read_learned
from ingest.records import Observation
from qa.answer import Answer, AnswerFigure
from qa.finding.forests import Forest, load_forest
from qa.finding.networks import Network, load_network
from qa.finding.number_features import Numbers, read_number_features
from qa.finding.number_sets import Otherwise, list_number_sets, name_all
from qa.finding.numbers import Number
from qa.finding.telling_words import weigh_names
from qa.inquiry import Inquiry
from qa.names import hold_names
from qa.wording import write_number

FILE = Path(__file__).with_name("numbers.npz")
# So many figures of an answer are those it is held to.
_STATED = 6
# So many times as likely as what another way answers are numbers that are told in its place.
_AHEAD = 1.2
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Enough:
    """From which chance on numbers are told that no other way tells, and from which those of another."""

    chosen: float
    otherwise: float


@dataclass(frozen=True, slots=True, eq=False)
class NumberWeights:
    """What tells which numbers, and which sets of them, are asked for, and what is enough to tell them."""

    numbers: Forest
    sets: Network
    enough: Enough


@dataclass(frozen=True, slots=True)
class ChosenNumbers:
    """The numbers that a question most likely asks for, the likeliest first, and whether it surely does.

    `otherwise` says that they are what another way answers.
    """

    numbers: tuple[Number, ...]
    sure: bool
    otherwise: bool


@cache
def load_number_weights() -> NumberWeights:
    """Return what was learned. Raises LearnedError where the file is not what was written."""
    arrays = dict(np.load(io.BytesIO(read_learned(FILE))))
    enough = Enough(float(arrays["chosen"]), float(arrays["otherwise"]))
    return NumberWeights(load_forest(arrays, "numbers"), load_network(arrays, "sets"), enough)


def choose_numbers(inquiry: Inquiry, otherwise: Answer) -> ChosenNumbers | None:
    """Return the numbers that fit a question best, beside what another way answers; None without any."""
    weights, found = load_number_weights(), read_number_features(inquiry)
    if not found.numbers:
        return None
    told = find_told(found, otherwise)
    chances = weights.numbers.believe(found.features)
    sets = list_number_sets(inquiry.question, weigh_names(inquiry), found, chances, told)
    chances = weights.sets.believe(sets.features)
    best = int(chances.argmax())
    if told.members and best:
        # What another way states among others is told by it.
        within = _list_amounts(found, sets.members[best]) <= _list_amounts(found, told.members)
        if within or chances[best] < max(weights.enough.chosen, _AHEAD * chances[0]):
            best = 0
    members = sets.members[best]
    same = bool(told.members) and best == 0
    enough = weights.enough.otherwise if same else weights.enough.chosen
    return ChosenNumbers(tuple(found.numbers[at] for at in members), float(chances[best]) >= enough, same)


def list_stated(answer: Answer) -> tuple[AnswerFigure, ...]:
    """Return the figures of an answer that its sentence states, those it computes among them."""
    sentence = "".join(answer.answer.split())
    return tuple(one for one in answer.figures[:_STATED] if _write(one) in sentence)


def _write(figure: AnswerFigure) -> str:
    return "".join((figure.as_written or write_number(abs(figure.value))).split())


def find_told(found: Numbers, answer: Answer) -> Otherwise:
    """Return which numbers an answer states: of its amount, of its year and role where there is one."""
    if answer.abstained:
        return Otherwise()
    stated = [one for one in list_stated(answer) if one.as_written]
    amounts = {abs(figure.value) for figure in stated}
    of: dict[tuple[str, Decimal], list[int]] = {}
    for at, number in enumerate(found.numbers if stated else ()):
        if (amount := abs(number.fact.value)) in amounts:
            of.setdefault((number.fact.doc, amount), []).append(at)
    members = []
    for figure in stated:
        if held := of.get((figure.doc, abs(figure.value))):
            fits = [(_fits(found.numbers[at].fact, figure), -at) for at in held]
            members.append(-max(fits)[1])
    return Otherwise(tuple(dict.fromkeys(members)), True)


def lacks_words(inquiry: Inquiry, numbers: Sequence[Number]) -> bool:
    """Say whether a telling word of a question in Chinese stands by none of some numbers: 號誌燈幾盞."""
    names = weigh_names(inquiry)
    if inquiry.question.language == "en" or not names:
        return False
    text = "\n".join(name_all(one.fact) for one in numbers)
    telling = max(name.weight for name in names) * _HALF
    held = zip(names, hold_names(names, text), strict=True)
    return any(name.weight >= telling and share < _HALF for name, share in held)


def _list_amounts(found: Numbers, members: Sequence[int]) -> set[tuple[Decimal, str]]:
    return {(found.numbers[at].fact.value, found.numbers[at].fact.unit) for at in members}


def _fits(fact: Observation, figure: AnswerFigure) -> tuple[bool, bool]:
    return fact.year == figure.year, fact.role == figure.role
