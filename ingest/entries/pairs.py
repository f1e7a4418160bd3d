"""A target cell of a year with the result beside it, and what their words pair where structure does not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ingest.entries.drafts import Datum, Draft, Line
from ingest.entries.making import Identity, observe_target
from ingest.records import Field, Observation, Problem, Target
from ingest.tables.status import is_absent
from ingest.targets.reading import read_targets

_PROSE_FIELDS = ("agencies", "comparison", "control_note", "highlights", "benefit", "action", "goal")


@dataclass(slots=True)
class Observed:
    """What was read of an entry: its targets, and an observation for each figure."""

    targets: list[Target] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pair:
    """A target cell of a year with the result beside it, of an entry some result of which is `reported`."""

    draft: Draft
    line: Line
    year: int
    goal: Datum
    result: Datum | None
    identity: Identity
    reported: bool
    status: str

    @property
    def known(self) -> bool:
        """Say whether a missing result is one that is not reported, and not one to come."""
        later = self.identity.edition is not None and self.year > self.identity.edition
        if later and (self.result is None or is_absent(self.result.cell.text)):
            return False
        return self.result is not None or self.reported


def gather_fields(pair: Pair) -> dict[str, Field]:
    """Return target and result under the keys their readers know, and the prose beside them."""
    fields = {"target": replace(pair.goal.cell, key="target")}
    if pair.result is not None:
        fields["result"] = replace(pair.result.cell, key="result")
    if pair.line.indicator is not None:
        fields["indicator"] = replace(pair.line.indicator, key="indicator")
    if pair.year == pair.identity.edition:
        own = pair.draft.fields
        fields |= {key: own[key] for key in _PROSE_FIELDS if key in own and key not in fields}
    return fields


def observe_words(pair: Pair, observed: Observed) -> bool:
    """Pair targets with results by their words; False where no target is found."""
    goal, result, identity = pair.goal, pair.result, pair.identity
    found = read_targets(gather_fields(pair), pair.year, canonical=identity.canonical, file=identity.file)
    observed.problems += found.problems
    for target in found.targets:
        if not pair.known and target.target is not None:
            target = replace(target, verdict=None)
        observed.targets.append(_name_fields(target, goal, result))
        observed.observations += observe_target(target, goal, result, identity, pair.status)
    return bool(found.targets)


def _name_fields(target: Target, goal: Datum, result: Datum | None) -> Target:
    """Let evidence name the fields of the record again."""
    names = {"target": goal.cell.key} | ({"result": result.cell.key} if result else {})
    return replace(
        target, evidence=tuple(replace(e, field=names.get(e.field, e.field)) for e in target.evidence)
    )
