"""Facts: what the mentions of a document agree on. One notion for the checks and for what is found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ingest.figures.units import compatible_units
from ingest.records import Observation, Reading, Record

# The kind of a number of a sentence; what such a number counts is less certain than what a cell does.
TOLD = "text"
# Of several mentions of one fact the one in its entry stands for it, then that in any other table.
MENTIONS = ("measure", "kpi", "project", "budget", "row", "annex", "section", TOLD)
_SPREAD = str.maketrans("", "", " \u3000\n,，。、.:：;；()（）「」之的")

SeriesKey = tuple[str, str, str | None]
FactKey = tuple[int | None, str | None, str, str | None]


def series_key(one: Observation) -> SeriesKey:
    """Return by what the mentions of one metric of one entry are known: entry, metric, whose share."""
    return one.id, one.series.rpartition("|")[0], one.scope


def fact_key(one: Observation) -> FactKey:
    """Return by what the facts of one series are told apart: year, period, role, basis."""
    return one.year, one.period, one.role, one.basis


def rank_mention(one: Observation) -> int:
    """Return how far a mention is from standing for its fact; 0 is nearest."""
    return MENTIONS.index(one.kind) if one.kind in MENTIONS else len(MENTIONS)


def name_metric(one: Observation) -> str:
    """Return what an observation counts, without the marks and particles two mentions may differ in.

    >>> from ingest.records import Place
    >>> one = dict(doc="", kind="row", id="", no="", entry="", year=1, role="actual", value=1, unit="",
    ...     as_written="", place=Place("", 1, 1), quote="")
    >>> name_metric(Observation(metric="", series="服務（廉政）之人次|人次", **one))
    '服務廉政人次'
    """
    return one.series.rpartition("|")[0].translate(_SPREAD)


def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text, marks and particles aside."""
    bare = text.translate(_SPREAD)
    return frozenset(bare[i : i + 2] for i in range(len(bare) - 1))


def find_results(target: Observation, group: Iterable[Observation]) -> list[Observation]:
    """Return the figures that may be the result of a target: of its metric, year, scope and unit."""
    key = target.metric, target.year, target.scope
    return [
        one
        for one in group
        if one.role == "actual"
        and (one.metric, one.year, one.scope) == key
        and compatible_units(one.unit, target.unit)
    ]


@dataclass(frozen=True)
class Facts:
    """The observations of a reading by their entries, with the records they are of."""

    reading: Reading

    @cached_property
    def records(self) -> dict[str, Record]:
        """The records by their ids."""
        return {record.id: record for record in self.reading.records if record.id}

    @cached_property
    def tabled(self) -> tuple[Observation, ...]:
        """The figures of cells, each with a value of its own."""
        return tuple(o for o in self.reading.observations if o.kind != TOLD and o.upper is None)

    @cached_property
    def told(self) -> tuple[Observation, ...]:
        """The figures of sentences."""
        return tuple(o for o in self.reading.observations if o.kind == TOLD and o.upper is None)

    @cached_property
    def by_entry(self) -> dict[str, tuple[Observation, ...]]:
        """The figures of cells by the entry they are of."""
        return _gather(self.tabled)

    @cached_property
    def told_by_entry(self) -> dict[str, tuple[Observation, ...]]:
        """The figures of sentences by the entry they stand in."""
        return _gather(self.told)


def _gather(observations: Iterable[Observation]) -> dict[str, tuple[Observation, ...]]:
    found: dict[str, list[Observation]] = {}
    for one in observations:
        found.setdefault(one.id, []).append(one)
    return {id: tuple(group) for id, group in found.items()}
