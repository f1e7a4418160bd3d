"""The query a question is read as: plain data between understanding and answering, in JSON and back.

It is all that passes from what a question says to what is looked up: the page shows it and lets it be
changed, `plancite query` runs one that somebody wrote, an answer carries the one it comes from. Its
JSON schema is made from these types (`query_schema`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

import msgspec

VERSION = 1

Find = Literal["figures", "entries", "count", "passages"]
Field = Literal[
    "doc", "plan", "edition", "year", "kind", "no", "strategy", "agency", "lead", "support", "only", "role",
    "verdict", "computed", "status", "unit", "period", "change", "plan_change", "category", "link",
    "heading",
]  # fmt: skip
Amount = Literal["target", "actual", "rate", "budget", "final", "value", "start", "end", "duration", "count"]
Op = Literal[">", ">=", "<", "<=", "="]
Dimension = Literal["year", "role", "agency", "item", "document"]
Group = Literal["strategy", "agency", "participant", "verdict", "year"]


class UnusableQuery(ValueError):
    """What is given is no query; the message says where, what was expected and what was found."""


ANY = "*"


class Is(msgspec.Struct, frozen=True, tag="is", tag_field="type"):
    """A field that is one of some values; words of agencies and strategies match as whole names.

    `ANY` is whatever value there is. `verdict` goes by what the document itself says of most of its
    entries, else by the figures; `computed` by the figures alone, `status` by the document alone, in
    its own marks and words. `change` is of an entry's target from one year to the next, `plan_change`
    of its target against the one a plan before it set for the same year.
    """

    field: Field
    values: tuple[str | int, ...]


class Bound(msgspec.Struct, frozen=True, tag="bound", tag_field="type"):
    """An amount of an entry that is above or below a value, in base units."""

    amount: Amount
    op: Op
    value: Decimal
    unit: str = ""


class Says(msgspec.Struct, frozen=True, tag="says", tag_field="type"):
    """A text that holds some words: of one field, or of any where `field` is empty."""

    words: tuple[str, ...]
    field: str = ""


class And(msgspec.Struct, frozen=True, tag="and", tag_field="type"):
    """All of some conditions."""

    items: tuple[Condition, ...]


class Or(msgspec.Struct, frozen=True, tag="or", tag_field="type"):
    """Any of some conditions."""

    items: tuple[Condition, ...]


class Not(msgspec.Struct, frozen=True, tag="not", tag_field="type"):
    """What a condition does not hold of, among what can be judged by it."""

    item: Condition


Condition = Is | Bound | Says | And | Or | Not


class Order(msgspec.Struct, frozen=True):
    """By which amount entries are ordered, the highest or the lowest first; groups by their `count`."""

    by: Amount
    descending: bool = True


class Query(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is wanted (`find`), what it speaks of (`about`), and under which conditions (`where`).

    `about` are the words of the subject as the texts have them. `compare` are the sides to be set
    beside each other: values of one dimension. `difference` asks for what lies between them, `counts` for
    the indicators of entries, where not the entries themselves are counted.
    `not_understood` are words that ended up in nothing.
    """

    find: Find
    about: tuple[str, ...] = ()
    where: Condition | None = None
    compare: Dimension | None = None
    difference: bool = False
    group: Group | None = None
    order: Order | None = None
    limit: int | None = None
    fields: tuple[str, ...] = ()
    parts: tuple[Query, ...] = ()
    not_understood: tuple[str, ...] = ()
    counts: Literal["indicators"] | None = None
    version: int = VERSION


def write_query(query: Query) -> dict[str, Any]:
    """Return a query as JSON has it.

    >>> write_query(Query("entries", where=Not(Is("no", (46,)))))
    {'find': 'entries', 'where': {'type': 'not', 'item': {'type': 'is', 'field': 'no', 'values': (46,)}}}
    """
    made: dict[str, Any] = msgspec.to_builtins(query, enc_hook=float)
    return made


def read_query(data: bytes | str) -> Query:
    """Return the query some JSON holds. Raises UnusableQuery, which says where it is none.

    >>> read_query('{"find": "figures", "about": ["載客量"]}').about
    ('載客量',)
    """
    if len(data) > _LONGEST:
        raise UnusableQuery(
            f"query: expected at most {_LONGEST} characters of JSON, found {len(data)}; shorten it"
        )
    try:
        query = msgspec.json.decode(data, type=Query)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnusableQuery(f"query: {error}; see `plancite query --schema`") from error
    if query.version != VERSION:
        raise UnusableQuery(f"query: expected version {VERSION}, found {query.version}; write it anew")
    return query


def query_schema() -> dict[str, Any]:
    """Return the JSON schema of queries."""
    return msgspec.json.schema(Query)


_LONGEST = 1_000_000


def conditions_of(where: Condition | None) -> tuple[Condition, ...]:
    """Return the conditions that all have to hold, one by one."""
    if where is None:
        return ()
    return where.items if isinstance(where, And) else (where,)


def join_conditions(items: tuple[Condition, ...]) -> Condition | None:
    """Return one condition for several that all have to hold, None for none."""
    if not items:
        return None
    return items[0] if len(items) == 1 else And(items)


def values_of(where: Condition | None, field: Field) -> tuple[str | int, ...]:
    """Return the values a query limits a field to, none where it does not."""
    return next((c.values for c in conditions_of(where) if isinstance(c, Is) and c.field == field), ())
