"""Checks of counts told in sentences: of entries against those there are, of names against their list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.checks.observed import contradict
from ingest.checks.words import list_words
from ingest.facts import Facts
from ingest.markup import bare
from ingest.records import Contradiction, Measure, Observation

_ITEMS = ("項", "個")
_NAMES = re.compile(r"(?P<list>[^，。；：:、]{2,24}(?:、[^，。；：:、]{2,24})+)$")
_CONJUNCTION = re.compile("[及和與暨]")
_NEAR = 2
_SHORTEST = 3


def check_tallies(facts: Facts) -> Iterator[Contradiction]:
    """Yield the counts of sentences that are not the number of what is listed."""
    labels = _count_entries(facts)
    for told in facts.told:
        if told.unit in _ITEMS and told.id.startswith("section/"):
            yield from _check_entries(facts, told, labels)
        yield from _check_names(facts, told)


@dataclass(slots=True)
class _Listed:
    """How many entries there are of a kind, and the other numbers a sentence may speak of."""

    total: int
    others: set[int] = field(default_factory=set)


def _count_entries(facts: Facts) -> dict[str, _Listed]:
    """Return by the heading of their titles how many entries there are, under each heading, of targets."""
    records = [r for r in facts.reading.records if r.kind in ("measure", "kpi", "project")]
    totals = Counter(record.kind for record in records)
    groups = Counter((record.kind, record.path) for record in records)
    indicators = sum(len(r.targets) for r in records if isinstance(r, Measure))
    counts: dict[str, _Listed] = {}
    for record in records:
        title = bare(record.title)
        names = {f.label for f in record.fields.values() if title and bare(f.text) == title}
        names |= {
            part.partition("：")[0].strip("0123456789.、 ") for part in record.path[-1:] if "：" in part
        }
        for name in names:
            if len(name) >= _SHORTEST:
                found = counts.setdefault(name, _Listed(totals[record.kind], {indicators}))
                found.others.add(groups[record.kind, record.path])
    return counts


def _check_entries(facts: Facts, told: Observation, labels: dict[str, _Listed]) -> Iterator[Contradiction]:
    clause = bare(told.quote).partition(bare(told.as_written))[0].rpartition("，")[2]
    if told.value < _SHORTEST or any(word in clause for word in ("其中", "每", "各")):
        return
    for label, listed in labels.items():
        right = told.value == listed.total or told.value in listed.others
        # Of a count far from what was read more likely the reading is not whole.
        if label in told.metric and not right and abs(told.value - listed.total) <= _NEAR:
            message = f"count of {label} stated {bare(told.as_written)}, but {listed.total} are listed"
            yield contradict(facts, told, "cross_field", message, f"{listed.total}{told.unit}")
            return


def _check_names(facts: Facts, told: Observation) -> Iterator[Contradiction]:
    """Check 甲部、乙部及丙會共3個機關: a list of bodies against the count right behind it."""
    before, _, after = bare(told.quote).partition(bare(told.as_written))
    body = next(
        (word for word in list_words("bodies") if f"{told.unit}{after}".removeprefix("個").startswith(word)),
        "",
    )
    if not body:
        return
    total = next((word for word in list_words("total_first") if before.endswith(word)), "")
    found = _NAMES.search(before[: len(before) - len(total)]) if total else None
    if found is None or found["list"].endswith("等"):
        return
    names = found["list"].split("、")
    last = _CONJUNCTION.split(names[-1])
    # 及 may join the last two or be a part of a name.
    numbers = {len(names) - 1 + joined for joined in range(1, len(last) + 1)}
    bodies = [*names[:-1], *last]
    ends = list_words("body_ends")
    if told.value in numbers or not all(name.endswith(ends) for name in bodies):
        return
    number = len(bodies)
    message = f"count of {body} stated {bare(told.as_written)}, but {number} are listed"
    yield contradict(facts, told, "arithmetic", message, f"{number}{told.unit}")
