"""The entries and series of the shipped texts and of every plan in cases/plans."""

from __future__ import annotations

from functools import cache

from building import plans_home
from index.record_table import RecordTable
from index.store import open_store
from ingest.glossary import Glossary, load_glossary
from qa.answering.judging import Setting, find_official
from qa.finding.entries import Entry, EntryTable
from qa.finding.facts import FactTable, Series
from qa.query import Condition, list_years


@cache
def glossary() -> Glossary:
    """Return the shipped glossary."""
    return load_glossary()


@cache
def plan_table() -> RecordTable:
    """Return the records of all plans, opened once in a test run."""
    return open_store(plans_home()).records


@cache
def plan_entries() -> tuple[Entry, ...]:
    """Return the entries of all plans."""
    table = EntryTable(plan_table(), glossary().canonical)
    return tuple(entry for doc in plan_table().heads for entry in table.of(doc))


@cache
def plan_series() -> tuple[tuple[Series, Entry | None], ...]:
    """Return the series of all plans, each with its entry."""
    entries = {(entry.doc, entry.record.id): entry for entry in plan_entries()}
    series = FactTable(plan_table()).told_of(plan_table().heads)
    return tuple((one, entries.get((one.doc, one.id))) for one in series)


@cache
def _find_official(years: tuple[int, ...]) -> frozenset[str]:
    return find_official(plan_entries(), years)


def set_up(where: Condition | None = None) -> Setting:
    """Return what conditions on the entries of all plans are judged by."""
    years = list_years(where)
    return Setting(
        years,
        _find_official(years),
        lambda name: glossary().names_of(name) or (name,),
        title=lambda doc: plan_table().heads[doc].title,
    )
