"""The figure of the year before for the same thing."""

from __future__ import annotations

from ingest.figures.units import compatible_units
from ingest.targets.matching import CERTAIN, CERTAIN_ELSEWHERE, Matcher
from ingest.targets.sentences import Statement
from ingest.targets.years import is_change

_NEAR = 3


def find_previous(matcher: Matcher, index: int, shown: Statement) -> Statement | None:
    """Return the year before's figure for the same thing as a result, None where the text gives none.

    One set beside the result in a sentence or item goes before one that only the words fit.
    """
    before = [s for s in matcher.statements if _is_earlier(matcher, index, s, shown)]
    now = [s for s in matcher.statements if _repeats(matcher, s, shown)]
    beside = [
        (b.figure.unit != shown.figure.unit, abs(a.order - b.order), b)
        for a in now
        for b in before
        if a.field is b.field and a.section == b.section and not _became_another(matcher, b, shown)
    ]
    if beside:
        return min(beside, key=lambda row: row[:2])[2]
    likely = [
        (matcher.cover(index, s) + matcher.is_against(matcher.goals[index], s), -s.order, s)
        for s in before
        if not _is_rivalled(matcher, index, s, shown)
    ]
    best = max(likely, key=lambda row: row[:2], default=None)
    return best[2] if best and best[0] >= CERTAIN_ELSEWHERE else None


def _is_earlier(matcher: Matcher, index: int, s: Statement, shown: Statement) -> bool:
    return (
        s.year == matcher.edition - 1
        and s.role == "value"
        and s.section.agency in (shown.section.agency, None, matcher.goals[index].agency)
        and bool(s.figure.unit)
        and compatible_units(shown.figure.unit, s.figure.unit)
    )


def _became_another(matcher: Matcher, s: Statement, shown: Statement) -> bool:
    """Say whether a text says that a figure became another than the result: 由8件增至9件；退件3件."""
    return any(
        o.field is s.field
        and o.order == s.order + 1
        and o.figure.value != shown.figure.value
        and is_change(s.field.text[s.figure.end : o.figure.start])
        for o in matcher.statements
    )


def _repeats(matcher: Matcher, s: Statement, shown: Statement) -> bool:
    same = s.figure.value == shown.figure.value and compatible_units(shown.figure.unit, s.figure.unit)
    return same and s.year == matcher.edition and s.role == "value"


def _is_rivalled(matcher: Matcher, index: int, s: Statement, shown: Statement) -> bool:
    """Say whether this year's figure beside a previous one is another than the result."""
    return any(
        o.field is s.field
        and o.section == s.section
        and o.year == matcher.edition
        and o.role == "value"
        and o.figure.unit == s.figure.unit
        and o.figure.value != shown.figure.value
        and abs(o.order - s.order) <= _NEAR
        and matcher.cover(index, o) >= CERTAIN
        for o in matcher.statements
    )
