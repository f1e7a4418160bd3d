"""What a text states, beside what follows from its own figures: for a question that asks for both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, permutations

from index.tokens import fold_text
from ingest.checks.tolerance import read_interval
from ingest.figures.numerals import read_figures
from ingest.records import Contradiction, Figure, Measure
from qa.answer import Answer
from qa.cues import load_cues
from qa.inquiry import Inquiry
from qa.mentions import Mention
from qa.wording import write_number

_LEADING, _CLOSE = 4, 0.05
_MOST_PAIRS = 2000
_EXACT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Recomputed:
    """A figure a text states, the one expected in its place, the figures that follows from, and its value."""

    stated: Mention
    expected: Figure
    operands: tuple[Mention, ...]
    value: Decimal


def recompute(inquiry: Inquiry) -> Answer | None:
    """Answer with the stated figure and the recomputed one; None when that is not what is asked.

    None too where nothing the checks found in the leading measures is about what is asked.
    """
    if "recomputed" not in load_cues("contradiction").found_in(inquiry.question.plain):
        return None
    best: tuple[float, Measure, Contradiction] | None = None
    asked = {figure.value for figure in read_figures(fold_text(inquiry.question.plain))}
    for ranked in inquiry.ranked[:_LEADING]:
        measure = ranked.record
        for found in inquiry.scope.records.contradictions_of(measure.doc):
            if not isinstance(measure, Measure) or found.no != measure.no:
                continue
            told = bool(asked & {figure.value for figure in read_figures(found.stated)})
            near = told or ranked.score > inquiry.ranked[0].score - _CLOSE
            if found.kind == "arithmetic" and near and (best is None or ranked.score + told > best[0]):
                best = (ranked.score + told, measure, found)
    recomputed = _find_figures(inquiry, best[1], best[2]) if best else None
    return _write(inquiry, recomputed) if recomputed else None


def _find_figures(inquiry: Inquiry, measure: Measure, found: Contradiction) -> _Recomputed | None:
    mentions = [m for m in inquiry.mentions_of(measure) if m.role != "next_target"]
    values = [{f.value for f in read_figures(words)} for words in (found.stated, found.expected)]
    stated = next((m for m in mentions if m.field.key == found.field and m.figure.value in values[0]), None)
    expected = next(iter(read_figures(found.expected)[-1:]), None)
    if stated is None or expected is None:
        return None
    return _recompute(stated, expected, mentions)


def _recompute(stated: Mention, expected: Figure, mentions: Sequence[Mention]) -> _Recomputed | None:
    """Return the two figures a quotient, difference or sum follows from, those nearest before all others."""
    others = [m for m in mentions if m.figure != stated.figure and m.year == stated.year]
    order = sorted(
        others, key=lambda m: (m.role not in ("actual", "target"), m.field.key != stated.field.key)
    )
    span = read_interval(expected)
    for one, other in islice(permutations(order, 2), _MOST_PAIRS):
        for value in _combine(one, other, expected.unit):
            if span.low <= abs(value) <= span.high:
                return _Recomputed(stated, expected, (one, other), abs(value).quantize(_EXACT).normalize())
    return None


def _combine(one: Mention, other: Mention, unit: str) -> Iterator[Decimal]:
    together = one.field is other.field and one.sentence == other.sentence
    if one.figure.unit != other.figure.unit and not together:
        return
    if unit == "%" and other.figure.value:
        yield 100 * one.figure.value / other.figure.value
    elif unit == one.figure.unit == other.figure.unit:
        yield one.figure.value - other.figure.value
        yield one.figure.value + other.figure.value


def _write(inquiry: Inquiry, found: _Recomputed) -> Answer:
    phrases = inquiry.phrases
    draft = inquiry.draft()
    record = found.stated.record
    stated = draft.state(found.stated)
    places = [draft.state(operand) for operand in found.operands]
    role = found.stated.role
    draft.compute(found.value, found.expected.unit, role, draft.figures[stated].metric, places)
    draft.name(record)
    sentence = phrases.say(
        "recomputed",
        title=phrases.title(record),
        metric=draft.figures[stated].metric,
        stated=phrases.figure(draft.figures[stated]),
        operands=phrases.join([phrases.figure(draft.figures[place]) for place in places]),
        expected=f"{write_number(found.value)}{found.expected.unit}",
    )
    numbers = inquiry.measure_numbers([record])
    return draft.finish(inquiry.question.text, "figure", sentence, inquiry.understood, numbers)
