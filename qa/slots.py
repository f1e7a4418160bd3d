"""The places of a comparison: figures of a year in a role, and what fills them, from whichever edition."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.editions import pair_targets
from ingest.figures.units import compatible_units
from ingest.records import Measure, Record, Target
from qa.answer import Role
from qa.asked_years import split_years
from qa.drafting import Draft, same_amount
from qa.figures import Scored, rank_mentions
from qa.inquiry import Inquiry
from qa.mentions import Mention
from qa.question import Question

_SAME_SENTENCE, _SAME_FIELD, _SAME_UNIT = 0.5, 0.3, 0.4
_FIELD_ALIKE, _REPEATED, _COUNTED_ALIKE = 0.2, 0.8, 0.6


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a comparison: figures of one year in one of some roles."""

    year: int
    roles: tuple[Role, ...]


def state_slots(
    draft: Draft,
    slots: Sequence[Slot],
    base: Scored,
    same: Sequence[Scored],
    own: dict[int, list[Scored]],
) -> list[Mention]:
    """State the figure of each slot; return those the edition compared gives otherwise than their own."""
    disputed = []
    edition = base.mention.record.edition or 0
    for slot in slots:
        here = _fill(slot, base, same)
        filled = _fill_elsewhere(slot, base, here, own) or here
        if filled and here and not same_amount(filled.mention.figure, here.mention.figure):
            disputed.append(here.mention)
        if filled:
            draft.state(filled.mention, _role(slot, filled.mention, edition))
            counted = _find_counted(filled.mention, same) if filled.mention.role == "rate" else None
            if counted:
                draft.state(counted)
    return disputed


def rank_editions(inquiry: Inquiry, asked: Question, record: Record) -> dict[int, list[Scored]]:
    """Return the figures of the same measure in the other editions, ranked, by the year each reports."""
    found: dict[int, list[Scored]] = {}
    for sibling in inquiry.siblings(record):
        if sibling.edition is not None and sibling.edition != record.edition:
            mentions = [(mention, 0.0) for mention in inquiry.mentions_of(sibling)]
            found[sibling.edition] = rank_mentions(asked, inquiry.topic, mentions)
    return found


def _fill_elsewhere(
    slot: Slot, base: Scored, repeated: Scored | None, own: dict[int, list[Scored]]
) -> Scored | None:
    """Fill a slot from the edition of its year, where that is not the one the comparison starts from.

    What the later edition says of that year (`repeated`), and which targets count the same, tell which
    figure it is.
    """
    if slot.year == base.mention.record.edition:
        return None
    counted = {t.actual for t in _counterparts(base, own, slot.year)}
    best: tuple[float, Scored] | None = None
    # A year no edition reports stands in the comparison of the next.
    for scored in own.get(slot.year) or own.get(slot.year + 1) or ():
        mention = scored.mention
        if not _fits(slot, base.mention, mention):
            continue
        score = scored.score + weigh_closeness(mention, base.mention)
        score += _FIELD_ALIKE * (mention.field.key == base.mention.field.key)
        score += _REPEATED * (repeated is not None and same_amount(mention.figure, repeated.mention.figure))
        score += _COUNTED_ALIKE * (mention.figure.value in counted)
        if best is None or score > best[0]:
            best = (score, scored)
    return best[1] if best else None


def _counterparts(base: Scored, own: dict[int, list[Scored]], year: int) -> list[Target]:
    """Return the targets of an edition that count what the figure a comparison starts from counts."""
    later, ranked = base.mention.record, own.get(year)
    if not ranked or not isinstance(later, Measure):
        return []
    earlier = ranked[0].mention.record
    targets = earlier.targets if isinstance(earlier, Measure) else ()
    value = base.mention.figure.value
    return [a for a, b in pair_targets(targets, later.targets) if b.actual == value and a.actual is not None]


def list_slots(question: Question, edition: int, others: Collection[int] = ()) -> list[Slot]:
    """Return what is to be compared: results of two years, then targets when they are asked for.

    `others` are the years of other editions, whose own targets stand in them.
    """
    results: tuple[Role, ...] = ("rate",) if "rate" in question.wants else ("actual", "previous")
    if "target" in question.wants and set(question.years) & set(others):
        return _slots_by_words(question, results)
    years = [y for y in question.years if y <= edition]
    if len(years) < 2:
        years = list(dict.fromkeys([*years, edition, edition - 1]))[:2]
    slots = [Slot(year, results) for year in sorted(years, reverse=True)]
    if {"target", "difference"} <= question.wants and all(y == edition for y in question.years):
        return [Slot(edition, results), Slot(edition, ("target",))]
    if _compares_targets(question, edition):
        targets: list[Slot] = [Slot(edition, ("target",)), Slot(edition + 1, ("next_target",))]
        return [*targets, slots[0]]
    if "target" in question.wants or question.sets & {"fell_short", "met"}:
        slots.append(Slot(edition, ("target",)))
    if edition + 1 in question.years or "next_target" in question.wants or "raised" in question.sets:
        slots.append(Slot(edition + 1, ("next_target",)))
    return slots


def _slots_by_words(question: Question, results: tuple[Role, ...]) -> list[Slot]:
    """Return what is to be compared over several editions: of each year what the words beside it ask for."""
    targets, told = split_years(question.plain)
    goals = [Slot(y, ("target", "next_target")) for y in question.years if y in targets]
    rest = [Slot(y, results) for y in question.years if y in told]
    rest.sort(key=lambda slot: -slot.year)
    # The target of a year whose result is asked for stands right behind it: the two are compared.
    goals.sort(key=lambda slot: (slot.year not in told, -slot.year))
    return [*rest, *goals]


def _compares_targets(question: Question, edition: int) -> bool:
    later = edition + 1 in question.years or "next_target" in question.wants
    past = any(year < edition for year in question.years)
    return later and not past and "target" in question.wants and "actual" not in question.wants


def _fits(slot: Slot, base: Mention, mention: Mention) -> bool:
    """Say whether a figure may fill a slot beside the one the comparison starts from."""
    if mention.year != slot.year or mention.role not in slot.roles:
        return False
    return "rate" in slot.roles or base.role == "rate" or are_comparable(mention, base)


def _fill(slot: Slot, base: Scored, ranked: Sequence[Scored]) -> Scored | None:
    best: tuple[float, Scored] | None = None
    for candidate in ranked:
        mention = candidate.mention
        if not _fits(slot, base.mention, mention):
            continue
        score = candidate.score + weigh_closeness(mention, base.mention)
        if best is None or score > best[0]:
            best = (score, candidate)
    return best[1] if best else None


def _find_counted(rate: Mention, ranked: Sequence[Scored]) -> Mention | None:
    """Return the count a rate was worked out from: the last result before it in its sentence."""
    before = [
        s.mention
        for s in ranked
        if s.mention.field is rate.field
        and s.mention.sentence == rate.sentence
        and s.mention.role in ("actual", "previous")
        and s.mention.figure.end <= rate.figure.start
    ]
    return max(before, key=lambda m: m.figure.start, default=None)


def are_comparable(one: Mention, other: Mention) -> bool:
    """Say whether two figures count in units that may be compared."""
    return compatible_units(one.figure.unit, other.figure.unit)


def weigh_closeness(mention: Mention, base: Mention) -> float:
    """Weigh how near a figure stands to another, and how much their words agree."""
    score = _SAME_UNIT if mention.figure.unit == base.figure.unit else 0.0
    if mention.field is base.field:
        score += _SAME_SENTENCE if mention.sentence == base.sentence else _SAME_FIELD
    shared = len(mention.near_tokens & base.near_tokens)
    return score + 0.5 * shared / (len(base.near_tokens) or 1)


def _role(slot: Slot, mention: Mention, edition: int) -> Role:
    if mention.role in ("target", "next_target", "rate"):
        return mention.role
    return "actual" if slot.year in (edition, mention.record.edition) else "previous"
