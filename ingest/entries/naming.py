"""What the numbers of an entry's text count, by the targets and results that were read from it before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.entries.lists import alikeness
from ingest.entries.told import Mention
from ingest.entries.wording import has_word, last_role
from ingest.records import Field, Observation

_ALIKE = 0.5


@dataclass(slots=True)
class Known:
    """What is known of an entry: what its targets count, in which units, and where its figures stand."""

    metrics: list[str] = field(default_factory=list)
    units: dict[str, set[str]] = field(default_factory=dict)
    places: dict[tuple[int, str], str] = field(default_factory=dict)
    rows: dict[tuple[int, str], set[str]] = field(default_factory=dict)

    def add(self, one: Observation) -> None:
        """Take note of a target or a result."""
        if one.role == "target":
            self.metrics.append(one.metric)
            self.units.setdefault(one.unit, set()).add(one.metric)
            self.rows.setdefault((one.place.line_start, one.unit), set()).add(one.metric)
        self.places.setdefault((one.place.line_start, one.as_written), one.metric)

    def name(self, cell: Field, mentions: Sequence[Mention], topic: str) -> list[Mention]:
        """Return the numbers of a text named as the entry's targets are where their own words say less.

        A rate is that of the result right before it; 110年為72.8%, which only the `topic` of the text names,
        counts what the only target in percent does.
        """
        named: list[Mention] = []
        before, sentence = "", None
        for mention in mentions:
            if mention.sentence != sentence:
                before, sentence = "", mention.sentence
            own = self.units.get(mention.figure.unit, set())
            _, start, end = last_role(mention.metric)
            shared = has_word("rows.all", cell.text[mention.clause[0] : mention.figure.start])
            if shared:
                # 達成率均為100% is of all that stand before.
                before = ""
            unnamed = mention.metric[:start] in ("", topic)
            named_so = before and (unnamed or alikeness(before, mention.metric[:start]) >= _ALIKE)
            if mention.role == "rate" and named_so:
                mention = replace(mention, metric=f"{before}{mention.metric[start:end]}")
            line = cell.locate(mention.figure.start, mention.figure.end).line_start
            beside = self.rows.get((line, mention.figure.unit), set()) if not mention.named else set()
            if mention.metric == topic or len(beside) == 1:
                own = beside if len(beside) == 1 else own
                if len(own) == 1 and mention.role == "actual" and not mention.part:
                    mention = replace(mention, metric=min(own))
            if mention.role in ("actual", "target") and not mention.part:
                before = self.places.get((line, mention.figure.text), "")
            named.append(mention)
        return named


def note_targets(observations: Sequence[Observation]) -> Mapping[str, Known]:
    """Return what is known of each entry by its id."""
    known: dict[str, Known] = {}
    for one in observations:
        if one.role in ("target", "actual") and one.kind != "text":
            known.setdefault(one.id, Known()).add(one)
    return known
