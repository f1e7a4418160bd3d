"""The parts of a query in words, each with the query that is left without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from ingest.records import ObservationRole
from qa.query import Condition, Field, Is, Query, UnusableQuery, conditions_of, join_conditions
from qa.query_rules import check_query
from qa.telling.conditions import Words
from qa.telling.queries import list_rest, tell_query
from qa.wording import Phrasebook

# What of a query goes with another part of it where it can mean nothing without that.
_LEANING = ("limit", "order", "difference", "compute", "compare", "among")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a query: in words, as a condition where it is one, and what is left of the query without it.

    `rest` is None for what no query can do without. `missed` says that the words ended up in nothing.
    """

    told: str
    rest: Query | None
    condition: Condition | None = None
    missed: bool = False


def list_parts(query: Query, phrases: Phrasebook) -> list[Part]:
    """Return the parts of a query in the order they are told, what was not understood last.

    >>> from ingest.glossary import Glossary
    >>> query = Query("entries", where=Is("verdict", ("not_met", "not_reported")), not_understood=("急件",))
    >>> for part in list_parts(query, Phrasebook("zh-Hant", Glossary(()))):
    ...     print(part.told, part.missed, part.rest and part.rest.where and part.rest.where.values)
    未達標 False ('not_reported',)
    未載實績 False ('not_met',)
    急件 True ('not_met', 'not_reported')
    """
    if query.parts:
        parts = [
            Part(tell_query(phrases, one), _keep(query, parts=query.parts[:at] + query.parts[at + 1 :]))
            for at, one in enumerate(query.parts)
        ]
    else:
        parts = [*_list_subjects(query), *_list_conditions(query, phrases)]
    parts += [Part(told, _keep(query, **{name: _NONE[name]})) for name, told in list_rest(phrases, query)]
    missed = query.not_understood
    return parts + [
        Part(words, replace(query, not_understood=missed[:at] + missed[at + 1 :]), missed=True)
        for at, words in enumerate(missed)
    ]


def change_year(query: Query, year: int) -> Query | None:
    """Return a query for another year in place of those it is of; None where it is of none by itself.

    >>> change_year(Query("figures", about=("稽核",), where=Is("year", (108, 109))), 110).where.values
    (110,)
    """
    return _change(query, "year", year)


def change_role(query: Query, role: ObservationRole) -> Query | None:
    """Return a query for figures of another role in place of those it is for; None where it names none."""
    return _change(query, "role", role)


def group_by_agency(query: Query) -> Query | None:
    """Return a query for entries that tells them by agency; None where it tells them in groups already."""
    grouped = query.find == "figures" or query.parts or query.group
    return None if grouped else _keep(query, group="agency")


def _change(query: Query, field: Field, value: str | int) -> Query | None:
    conditions = conditions_of(query.where)
    if query.parts or not any(isinstance(one, Is) and one.field == field for one in conditions):
        return None
    changed = tuple(
        Is(field, (value,)) if isinstance(one, Is) and one.field == field else one for one in conditions
    )
    return _keep(query, where=join_conditions(changed))


_NONE: dict[str, Any] = {
    "compare": None, "difference": False, "judged": False, "compute": None, "reasons": False,
    "counts": None, "group": None, "order": None, "limit": None,
}  # fmt: skip


def _list_subjects(query: Query) -> Iterator[Part]:
    for at, words in enumerate(query.about):
        yield Part(words, _keep(query, about=query.about[:at] + query.about[at + 1 :]))


def _list_conditions(query: Query, phrases: Phrasebook) -> Iterator[Part]:
    """Yield the conditions that all have to hold; of several values each is a part of its own."""
    words = Words(phrases)
    every = conditions_of(query.where)
    for at, one in enumerate(every):
        around = every[:at], every[at + 1 :]
        if not isinstance(one, Is):
            yield Part(words.condition(one), _keep_conditions(query, *around), one)
            continue
        for value in one.values:
            left = tuple(other for other in one.values if other != value)
            kept = (Is(one.field, left),) if left else ()
            alone = Is(one.field, (value,))
            yield Part(words.condition(alone), _keep_conditions(query, around[0], kept, around[1]), alone)


def _keep_conditions(query: Query, *kept: tuple[Condition, ...]) -> Query | None:
    return _keep(query, where=join_conditions(tuple(one for some in kept for one in some)))


def _keep(query: Query, **changes: Any) -> Query | None:
    """Return a query with some changes, without what can mean nothing any more; None where none is left."""
    left: Query = replace(query, **changes)
    if left == replace(Query(query.find), not_understood=query.not_understood):
        return None
    if len(left.parts) == 1:
        left = left.parts[0]
    leaning = [name for name in _LEANING if getattr(left, name)]
    for lost in range(len(leaning) + 1):
        tried: Query = replace(left, **{name: _NONE.get(name) for name in leaning[:lost]})
        try:
            check_query(tried)
        except UnusableQuery:
            continue
        return tried
    return None
