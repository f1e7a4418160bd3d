"""Which number of a text is the result of a target it states, in the same sentence or paragraphs below.

Named features speak for and against a pair; their weights are learned from labelled texts
(`ingest.pairing.train`), and all targets of a text are given their results together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ingest.entries.lists import alikeness, find_denials, is_denied
from ingest.entries.told import Mention
from ingest.entries.wording import last_role
from ingest.figures.numbers import rounds_to
from ingest.figures.units import compatible_units, convert_unit, is_ratio
from ingest.pairing.assignment import assign
from ingest.pairing.model import Model, load_models
from ingest.targets.metrics import coverage, weigh_pairs
from ingest.targets.phrases import find_word

Feature = tuple[str, float]
_ALIKE = 0.5
# Log-odds below which a result is not certain.
_SURE = 1.0
_DOUBLE, _TENFOLD = Decimal(2), Decimal(10)
_POINTS, _SCHOOL = "百分點", "學年"
DOUBTED = "paired by few words"


@dataclass(frozen=True, slots=True)
class Told:
    """A target with the number that is its result, by their places; `doubts` says what is not certain.

    `denial` is where the text says that it has no result.
    """

    target: int
    result: int | None
    doubts: tuple[str, ...] = ()
    denial: tuple[int, int] | None = None


class Telling:
    """The numbers of a text, with those that are targets and those that each may have as its result."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self.text, self.mentions = text, mentions
        self.targets = [i for i, m in enumerate(mentions) if m.role == "target" and m.year is not None]
        self.candidates = {
            t: [k for k in range(len(mentions)) if self._may_answer(t, k)] for t in self.targets
        }

    def _may_answer(self, t: int, k: int) -> bool:
        target, other = self.mentions[t], self.mentions[k]
        if other.year != target.year or other.moment.compared or other.planned:
            return False
        if bool(target.figure.unit) != bool(other.figure.unit) or other.figure.unit.endswith(_POINTS):
            return False
        part = other.moment.period
        if part and part != target.moment.period and _SCHOOL not in part:
            # What was done by September is no result of a year.
            return False
        rated = other.role == "rate" and last_role(target.metric)[0] == "rate"
        if not (other.role == "actual" or rated) or (other.part and not target.part):
            return False
        return compatible_units(target.figure.unit, other.figure.unit)

    @cached_property
    def askers(self) -> Mapping[int, list[int]]:
        """The targets that each number may be the result of."""
        found: dict[int, list[int]] = {}
        for t, ks in self.candidates.items():
            for k in ks:
                found.setdefault(k, []).append(t)
        return found

    @cached_property
    def stated(self) -> Mapping[str, frozenset[tuple[int | None, Decimal]]]:
        """The year and value of each rate and of each difference that the text states."""
        return {
            role: frozenset((m.year, m.figure.value) for m in self.mentions if m.role == role)
            for role in ("rate", "difference")
        }

    def words(self, k: int) -> str:
        """Return the words of a number's clause before it, from the number before it on."""
        mention = self.mentions[k]
        before = self.mentions[k - 1].figure.end if k else 0
        return self.text[max(mention.clause[0], before) : mention.figure.start]

    @cached_property
    def denials(self) -> Sequence[tuple[int, int]]:
        """Where sentences say that they have no result: their words from the number before on."""
        return find_denials(self.text, self.mentions)

    def find_denial(self, t: int) -> tuple[int, int] | None:
        """Return where the text says that it has no result of a target, None where it does not."""
        if not self.denials:
            return None
        year = self.mentions[t].year
        if sum(self.mentions[one].year == year for one in self.targets) == 1:
            return None if any(self.mentions[k].said for k in self.candidates[t]) else self.denials[0]
        metric = self.mentions[t].metric
        named = next((span for span in self.denials if is_denied(metric, self.text[slice(*span)])), None)
        return named or self._find_denied_after(t)

    def _find_denied_after(self, t: int) -> tuple[int, int] | None:
        """Return where a sentence goes on from a target to say that it has no result, and of no other one."""
        target = self.mentions[t]
        span = next((span for span in self.denials if span[0] == target.figure.end), None)
        told = [self.mentions[k] for k in self.candidates[t]]
        if span is None or any(m.said and m.number == target.number for m in told):
            return None
        words = self.text[slice(*span)]
        return None if any(is_denied(self.mentions[one].metric, words) for one in self.targets) else span

    def alike(self, t: int, k: int) -> float:
        """Return how much a number is named as a target is, from 0 to 1."""
        return alikeness(self.mentions[t].metric, self.mentions[k].metric)


def describe(telling: Telling, t: int, k: int) -> dict[str, float]:
    """Return the features of a number as the result of a target."""
    groups = (_compare_names, _compare_units, _compare_places, _check_values)
    return {name: value for group in groups for name, value in group(telling, t, k) if value}


def _compare_names(telling: Telling, t: int, k: int) -> Iterator[Feature]:
    target, other = telling.mentions[t], telling.mentions[k]
    alike = telling.alike(t, k)
    yield "alike", alike
    yield "one name", target.metric == other.metric
    yield "not alike", alike < _ALIKE
    yield "result without a name", not other.named
    yield "target without a name", not target.named
    yield "alike by its own name", alike if other.named else 0.0
    wanted, given = (weigh_pairs([(1.0, m.metric)]) for m in (target, other))
    yield "names what the target counts", coverage(wanted, given)
    yield "names nothing more", coverage(given, wanted)
    before = telling.text[other.sentence[0] : other.figure.start]
    yield "named in its sentence", coverage(wanted, weigh_pairs([(1.0, before)]))
    words, asked = telling.words(k), telling.words(t)
    for name in ("intake", "stock"):
        yield f"{name} not asked", bool(find_word(name, words)) and not find_word(name, asked)
    rivals = [telling.alike(r, k) for r in telling.askers.get(k, ()) if r != t]
    yield "nearer to another target", max(0.0, max(rivals, default=0.0) - alike)
    best = max(telling.alike(t, one) for one in telling.candidates[t])
    yield "short of the best name", best - alike
    yield "best name", alike == best and alike > 0
    yield "both add up years", target.cumulative and other.cumulative
    yield "one adds up years", target.cumulative != other.cumulative
    yield "both are parts", target.part and other.part
    yield "share for a share", is_ratio(target.figure.unit)


def _compare_units(telling: Telling, t: int, k: int) -> Iterator[Feature]:
    target, other = telling.mentions[t], telling.mentions[k]
    same = target.figure.unit == other.figure.unit
    yield "same unit", same
    alone = len(telling.candidates[t]) == 1 and len(telling.askers[k]) == 1
    yield "only number and target", alone
    goals = [g for g in telling.targets if _is_of(telling.mentions[g], target)]
    results = [c for c in telling.candidates[t] if telling.mentions[c].figure.unit == target.figure.unit]
    in_order = len(goals) == len(results) > 1 and k in results and goals.index(t) == results.index(k)
    yield "in the order of the targets", in_order
    yield "first number of its unit", bool(results) and results[0] == k
    later = [c for c in results if telling.mentions[c].sentence == other.sentence and c > k]
    yield "goes on to another of its unit", bool(later)


def _is_of(one: Mention, other: Mention) -> bool:
    return one.figure.unit == other.figure.unit and one.year == other.year


def _compare_places(telling: Telling, t: int, k: int) -> Iterator[Feature]:
    target, other = telling.mentions[t], telling.mentions[k]
    apart = other.number - target.number
    yield "same sentence", apart == 0
    yield "beside it", apart == 0 and abs(k - t) == 1
    yield "same clause", other.clause == target.clause
    yield "next sentence", apart == 1
    yield "sentence before", apart == -1
    yield "farther below", apart > 1
    yield "farther above", apart < -1
    yield "said to be so", other.said
    yield "in its own sentence and said", other.said and apart == 0
    nearer = [r for r in telling.askers[k] if r != t and abs(r - k) < abs(t - k)]
    own = telling.mentions
    yield "another target between", any(own[r].sentence == other.sentence for r in nearer)


def _check_values(telling: Telling, t: int, k: int) -> Iterator[Feature]:
    target, other = telling.mentions[t].figure, telling.mentions[k].figure
    year = telling.mentions[t].year
    wanted, value = target.value, convert_unit(other.value, other.unit, target.unit)
    if wanted <= 0:
        return
    yield "less than double", wanted / _DOUBLE < value < wanted * _DOUBLE
    yield "ten times or a tenth", not wanted / _TENFOLD < value < wanted * _TENFOLD
    yield "the target's own figure", value == wanted
    attained = value / wanted * 100
    rates = [rate for of, rate in telling.stated["rate"] if of == year and rate not in (100, other.value)]
    yield "gives a rate stated", any(rounds_to(attained, rate) for rate in rates)
    gaps = [gap for of, gap in telling.stated["difference"] if of == year and gap]
    yield "gives a difference stated", abs(value - wanted) in gaps


def choose_results(text: str, mentions: Sequence[Mention], model: Model | None = None) -> list[Told]:
    """Return the targets of a text of which it tells the result, or that it has none."""
    model = model or load_models().told
    telling = Telling(text, mentions)
    scores = [
        {}
        if telling.find_denial(t)
        else {k: model.score(describe(telling, t, k)) for k in telling.candidates[t]}
        for t in telling.targets
    ]
    chosen = assign([{k: score - model.threshold for k, score in row.items()} for row in scores])
    found: list[Told] = []
    for t, k, row in zip(telling.targets, chosen, scores, strict=True):
        denial = telling.find_denial(t)
        if k is not None:
            found.append(Told(t, k, () if row[k] >= _SURE else (DOUBTED,)))
        elif denial is not None:
            found.append(Told(t, None, (), denial))
    return found
