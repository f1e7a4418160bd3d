"""The traits of a measure by which sets are chosen: its status, its verdicts, how its targets change.

Each stands here once: an index keeps the traits of every measure, a question names those it asks for.
"""

from __future__ import annotations

from collections.abc import Callable

from ingest.records import Change, Measure
from ingest.targets.goals import is_empty

# What a measure is tested for, knowing whether the annex of missed targets lists it.
_Test = Callable[[Measure, bool], bool]


def find_traits(measure: Measure, annexed: bool) -> frozenset[str]:
    """Return the names of all traits of a measure."""
    return frozenset(name for name, test in TRAITS.items() if test(measure, annexed))


def _is_short(measure: Measure, annexed: bool) -> bool:
    """Say whether a measure officially fell short: by its status, or because the annex lists it."""
    return annexed or measure.official_status in ("not_met", "partly_met")


def _is_qualitative(measure: Measure, annexed: bool) -> bool:
    return (
        bool(measure.targets)
        and all(t.target is None for t in measure.targets)
        and not is_empty(measure.text("target"))
    )


def _has_verdict(measure: Measure, verdict: str) -> bool:
    return any(t.verdict == verdict for t in measure.targets)


def _list_changes(measure: Measure) -> list[Change | None]:
    """Return how the targets with a number change in the year after."""
    return [t.change for t in measure.next_targets if t.target is not None]


def _stays(measure: Measure, annexed: bool) -> bool:
    changes = _list_changes(measure)
    return bool(changes) and all(change == "same" for change in changes)


def _declined(measure: Measure, annexed: bool) -> bool:
    return any(
        t.actual is not None and t.previous is not None and t.actual < t.previous for t in measure.targets
    )


# The order is that of the bits an index keeps them in.
TRAITS: dict[str, _Test] = {
    "annexed": lambda m, annexed: annexed,
    "fell_short": _is_short,
    "met": lambda m, _: m.official_status == "met",
    "ongoing": lambda m, _: m.official_status == "ongoing",
    "no_target": lambda m, _: is_empty(m.text("target")),
    "has_target": lambda m, _: any(t.target is not None for t in m.targets),
    "qualitative": _is_qualitative,
    "not_reported": lambda m, _: _has_verdict(m, "not_reported"),
    "short_by_figures": lambda m, _: _has_verdict(m, "not_met"),
    "no_highlights": lambda m, _: is_empty(m.text("highlights")),
    "raised": lambda m, _: "raised" in _list_changes(m),
    "lowered": lambda m, _: "lowered" in _list_changes(m),
    "unchanged": _stays,
    "retargeted": lambda m, _: bool(_list_changes(m)),
    "declined": _declined,
}
