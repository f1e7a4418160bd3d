"""Comparisons: one thing in two years, a target with its result, one target with the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.figures.units import compatible_units, convert_unit
from ingest.figures.years import ROC_OFFSET, blank_years
from ingest.records import Measure, Record
from qa.abstaining import Reason, abstain
from qa.answer import Answer
from qa.asked_years import fill_span
from qa.drafting import Draft
from qa.figure_answers import stands_elsewhere
from qa.figures import Scored, rank_mentions, unit_fits
from qa.foretold import compare_foretold
from qa.inquiry import Inquiry
from qa.mentions import Mention
from qa.question import Question
from qa.slots import are_comparable, list_slots, rank_editions, state_slots, weigh_closeness
from qa.wording import write_number

_GROWN = "成長"
_CLOSE, _KEPT_FIELD = 0.08, 0.5
_LEAST_NAMED_EN = 0.3
_STATED, _TARGETED, _WORSE, _LOOKED_AT = 0.7, 0.5, 1.6, 40


def compare(inquiry: Inquiry) -> Answer:
    """Answer with the figures of the years asked for, their difference, and the targets asked for.

    A difference the text does not state is computed and marked as such.
    """
    foretold = compare_foretold(inquiry)
    if foretold:
        return foretold
    question = inquiry.question
    edition = inquiry.ranked[0].record.edition or 0
    years = (*question.years, *(y for y in (edition, edition - 1) if y not in question.years))
    asked = replace(question, years=years) if len(question.years) < 2 else question
    if "growth" in question.wants:
        asked = replace(asked, units=tuple(u for u in asked.units if u != "%"))
    measures = [r for r in inquiry.ranked if r.record.kind == "measure"] or list(inquiry.ranked)
    close = [r for r in measures[:3] if r.score > measures[0].score - _CLOSE]
    ranked = rank_mentions(asked, inquiry.topic, replace(inquiry, ranked=close).mentions())
    elsewhere = [s for r in close for own in rank_editions(inquiry, asked, r.record).values() for s in own]
    base = _find_base(asked, _of_agency(inquiry, ranked), elsewhere, inquiry)
    if base is None:
        return abstain(inquiry, Reason("no_figure"))
    if not question.names_measure and _speaks_of_another(inquiry, base):
        return abstain(inquiry, Reason("no_figure"))
    draft = inquiry.draft()
    same = [s for s in ranked if s.mention.record is base.mention.record]
    own = rank_editions(inquiry, asked, base.mention.record)
    question = replace(question, years=fill_span(question.plain, question.years, own)) if own else question
    disputed = state_slots(draft, list_slots(question, edition, set(own)), base, same, own)
    if not draft.figures:
        draft.state(base.mention)
    _add_difference(inquiry, draft, same)
    _add_rates(question, draft, base, same)
    record = base.mention.record
    draft.name(record)
    stated = {(figure.doc, figure.no) for figure in draft.figures}
    others = [m for m in inquiry.siblings(record) if (m.doc, m.no) in stated]
    for sibling in others:
        draft.name(sibling)
    for other in inquiry.leading()[1:3]:
        draft.name(other.record, other.score)
    sentence = _write(inquiry, draft, record)
    for mention in (m for m in disputed if _is_revised(inquiry, m, others)):
        # What the later edition says otherwise is no part of the comparison, but has to be seen.
        draft.state(mention)
    return draft.finish(
        question.text,
        "compare",
        sentence,
        inquiry.understood,
        _number(draft, inquiry.measure_numbers([record]), others),
    )


def _speaks_of_another(inquiry: Inquiry, base: Scored) -> bool:
    """Say whether the figures compared are of something else than what the question names.

    In English, where words have no sure counterpart, the whole measure has to lack them.
    """
    if inquiry.question.language == "en":
        return inquiry.share_held(base.mention.record) < _LEAST_NAMED_EN
    return stands_elsewhere(inquiry, base.mention.record, [base])


def _is_revised(inquiry: Inquiry, mention: Mention, others: Sequence[Measure]) -> bool:
    """Say whether an edition gives otherwise what another states of its year; else it is another thing."""
    own = mention.record
    words = "".join(mention.figure.text.split())
    return isinstance(own, Measure) and any(
        revision.year == mention.year and words in revision.words
        for other in others
        for revision in inquiry.editions.differences(own, other)
    )


def _number(draft: Draft, own: Sequence[int], others: Sequence[Measure]) -> list[int]:
    """Return the numbers of the measure compared, the one whose figure comes first before the others."""
    stated = [(figure.doc, figure.no) for figure in draft.figures]
    ordered = sorted(others, key=lambda m: stated.index((m.doc, m.no)))
    leads = bool(ordered) and stated[0] == (ordered[0].doc, ordered[0].no)
    numbers = [m.no for m in ordered]
    return list(dict.fromkeys([*numbers, *own] if leads else [*own, *numbers]))


def _of_agency(inquiry: Inquiry, ranked: list[Scored]) -> list[Scored]:
    """Return the figures that stand under an agency the question names, all of them when none does."""
    names = {name for names in inquiry.agencies for name in names}
    own = [s for s in ranked if any(name in s.mention.heading for name in names)]
    return own if any(s.mention.role in ("actual", "previous") for s in own) else ranked


def _find_base(
    question: Question, ranked: Sequence[Scored], elsewhere: Sequence[Scored], inquiry: Inquiry
) -> Scored | None:
    """Return the figure a comparison starts from: the later one of the best pair, else the best figure.

    The earlier one may stand in another edition of the measure; `elsewhere` are the figures of those.
    """
    roles = {"rate"} if "rate" in question.wants else {"actual", "previous"}
    preferred = [s for s in ranked if s.mention.role in roles]
    fitting = [s for s in preferred if any(unit_fits(u, s.mention.figure.unit) for u in question.units)]
    preferred = (fitting or preferred)[:_LOOKED_AT]
    differences = [s.mention for s in ranked if s.mention.role == "difference"]
    best: tuple[float, Scored] | None = None
    others = [s for s in elsewhere if s.mention.role in roles and s.mention.year in question.years]
    for later in preferred:
        own = [s for s in others if _is_sibling(inquiry, s.mention.record, later.mention.record)]
        for earlier in (*preferred, *own[:_LOOKED_AT]):
            value = _score_pair(later, earlier, differences)
            if value is not None and (best is None or value > best[0]):
                best = (value, later)
    if best and best[0] > 2 * ranked[0].score - _WORSE:
        return best[1]
    return next(iter(preferred or ranked), None)


def _is_sibling(inquiry: Inquiry, one: Record, other: Record) -> bool:
    return inquiry.editions.counterpart(other, one.doc) is one


def _score_pair(later: Scored, earlier: Scored, differences: Sequence[Mention]) -> float | None:
    """Score two figures as one thing in two years; a stated difference that fits speaks for them."""
    one, other = later.mention, earlier.mention
    own = one.record is other.record
    # Two measures of one edition are two things; of another edition it is the same measure.
    if not own and one.record.edition == other.record.edition:
        return None
    if one.year is None or other.year is None or one.year <= other.year:
        return None
    if not are_comparable(one, other):
        return None
    apart = abs(one.figure.value - other.figure.value)
    stated = any(
        d.field is one.field
        and abs(d.figure.value) == apart
        and compatible_units(d.figure.unit, one.figure.unit)
        for d in differences
    )
    return (
        later.score
        + earlier.score
        + weigh_closeness(other, one)
        + (_KEPT_FIELD if not own and one.field.key == other.field.key else 0.0)
        + (_STATED if stated and apart else 0.0)
        + (_TARGETED if _is_of_target(one, other) else 0.0)
    )


def _is_of_target(one: Mention, other: Mention) -> bool:
    """Say whether two figures are the result of a target and that of the year before."""
    if not isinstance(one.record, Measure):
        return False
    return any((t.actual, t.previous) == (one.figure.value, other.figure.value) for t in one.record.targets)


def _add_difference(inquiry: Inquiry, draft: Draft, ranked: Sequence[Scored]) -> None:
    """Add the difference of the two figures compared: the stated one where it agrees, else computed.

    It is the later less the earlier, or the result less its target.
    """
    pair = _find_pair(inquiry, draft)
    if pair is None:
        return
    first, second = pair
    one, other = draft.figures[first], draft.figures[second]
    value = one.value - convert_unit(other.value, other.unit, one.unit)
    for scored in ranked:
        mention = scored.mention
        fits = compatible_units(mention.figure.unit, one.unit)
        if mention.role == "difference" and fits and abs(mention.figure.value) == abs(value):
            draft.state(mention)
            return
    draft.compute(value, one.unit, "difference", one.metric, pair)


def _find_pair(inquiry: Inquiry, draft: Draft) -> tuple[int, int] | None:
    """Return the positions of the two figures that are compared, the later first."""
    if len(draft.figures) < 2:
        return None
    one = draft.figures[0]
    for position, other in enumerate(draft.figures[1:], start=1):
        alike = other.role in (one.role, "previous", "target", "next_target")
        same = (one.year, one.role) == (other.year, other.role)
        if not alike or same or not compatible_units(one.unit, other.unit):
            continue
        if _are_of_one_thing(inquiry, draft.mentions.get(0), draft.mentions.get(position)):
            return (0, position) if (one.year or 0) >= (other.year or 0) else (position, 0)
    return None


def _are_of_one_thing(inquiry: Inquiry, one: Mention | None, other: Mention | None) -> bool:
    """Say whether two figures may be subtracted: not of two agencies, two items, or a unit and none."""
    if one is None or other is None:
        return True
    whose, others = _find_agencies(inquiry, one), _find_agencies(inquiry, other)
    if whose and others and not whose & others:
        return False
    items = [m.heading for m in (one, other) if m.heading and not inquiry.is_agency(m.heading)]
    return len(set(items)) < 2 and bool(one.figure.unit) == bool(other.figure.unit)


def _find_agencies(inquiry: Inquiry, mention: Mention) -> frozenset[str]:
    """Return the agencies a figure is of: those of the heading it stands under, else those of its clause."""
    clause = mention.field.text[slice(*mention.clause)]
    return inquiry.agencies_in(mention.heading) or inquiry.agencies_in(clause)


def _add_rates(question: Question, draft: Draft, base: Scored, ranked: Sequence[Scored]) -> None:
    """Add the growth the text states, and the rate of the target compared, when they are asked for."""
    if "growth" in question.wants:
        growth = next((s for s in ranked if s.mention.figure.unit == "%" and _GROWN in s.mention.lead), None)
        if growth:
            draft.state(growth.mention, "difference")
    record = base.mention.record
    if "target" not in question.wants or not isinstance(record, Measure):
        return
    stated = [s.mention for s in ranked if s.mention.role == "rate"]
    for target in record.targets:
        if target.rate_pct is None or target.actual != base.mention.figure.value:
            continue
        mention = next((m for m in stated if abs(m.figure.value - target.rate_pct) < 1), None)
        if mention:
            draft.state(mention)
        return


def _write(inquiry: Inquiry, draft: Draft, record: Record) -> str:
    phrases = inquiry.phrases
    parts = []
    for figure in draft.figures:
        if figure.role == "difference":
            value, unit = abs(figure.value), figure.unit
            amount = phrases.amount(value, unit)
            sentence = phrases.say(_direction(inquiry, draft), value=write_number(value), amount=amount)
            parts.append(sentence + (phrases.say("computed") if figure.computed_from else ""))
        else:
            parts.append(
                phrases.say(
                    f"role_{figure.role}",
                    year=figure.year,
                    west=(figure.year or 0) + ROC_OFFSET,
                    written=phrases.figure(figure),
                )
            )
    metric = draft.figures[0].metric
    named = any(char.isalpha() for char in blank_years(metric)) and metric not in record.title
    name = "compared_of" if named else "compared"
    return phrases.say(name, title=phrases.title(record), metric=metric, parts=phrases.join(parts))


def _direction(inquiry: Inquiry, draft: Draft) -> str:
    """Say which way the later figure differs from the earlier, by points where they are rates."""
    pair = _find_pair(inquiry, draft)
    one, other = (draft.figures[position] for position in pair or (0, 0))
    before = convert_unit(other.value, other.unit, one.unit)
    if one.value == before:
        return "difference_none"
    way = "up" if one.value > before else "down"
    return f"points_{way}" if one.unit == "%" else f"difference_{way}"
