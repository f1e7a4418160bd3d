"""The evidence that numbers are which were chosen as those a question asks for: each with its series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.figures.units import compatible_units
from ingest.records import Observation
from qa.answering.figures import Evidence, counts_alike, weigh_facts
from qa.finding.facts import Series
from qa.inquiry import Inquiry
from qa.understanding.roles import read_asked


def gather_chosen(inquiry: Inquiry, facts: Sequence[Observation]) -> tuple[Evidence, ...]:
    """Return chosen facts by the series each belongs to, in their order, with what is computed of them.

    What another edition says of the same metric belongs to the series that comes first.
    """
    asked = read_asked(inquiry.question.plain)
    groups: dict[int, tuple[Series, list[Observation]]] = {}
    for fact in facts:
        series = inquiry.facts.series_with(fact)
        first = _find_edition(series, fact, (one for one, _ in groups.values())) or series
        groups.setdefault(id(first), (first, []))[1].append(fact)
    found = [
        weigh_facts(series, own, asked, across=len({fact.year for fact in own}) > 1)
        for series, own in groups.values()
    ]
    return tuple(replace(one, certain=True, meant=True) for one in found)


def _find_edition(series: Series, fact: Observation, before: Iterable[Series]) -> Series | None:
    """Return the series of another document that counts the same as that of a fact, for another year."""
    for one in before:
        apart = one.doc != series.doc and one.find(fact.year, fact.role) is None
        if apart and counts_alike(one, series) and compatible_units(one.facts[0].unit, fact.unit):
            return one
    return None
