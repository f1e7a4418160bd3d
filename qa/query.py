"""The query a question is read as: plain data between understanding and answering, in JSON and back.

It is all that passes from what a question says to what is looked up: the page shows it and lets it be
changed, `plancite query` runs one that somebody wrote, an answer carries the one it comes from. Its
JSON schema is made from these types (`query_schema`).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Literal, get_args

import msgspec

VERSION = 1

Find = Literal["figures", "entries", "count", "passages"]
Field = Literal[
    "doc", "plan", "edition", "year", "kind", "id", "no", "strategy", "agency", "lead", "support", "only",
    "role", "verdict", "computed", "status", "unit", "period", "change", "plan_change", "result_change",
    "category", "link", "heading",
]  # fmt: skip
Amount = Literal["target", "actual", "rate", "budget", "final", "value", "start", "end", "duration", "count"]
Op = Literal[">", ">=", "<", "<=", "="]
Dimension = Literal["year", "role", "agency", "item", "document"]
Group = Literal["strategy", "agency", "participant", "verdict", "year"]


class UnusableQuery(ValueError):
    """What is given is no query; the message says where, what was expected and what was found."""


ANY = "*"


class Is(msgspec.Struct, frozen=True, tag="is", tag_field="type", forbid_unknown_fields=True):
    """A field that is one of some values; words of agencies and strategies match as whole names.

    `ANY` is whatever value there is. `verdict` goes by what the document itself says of most of its
    entries, else by the figures; `computed` by the figures alone, `status` by the document alone, in
    its own marks and words. `change` is of an entry's target from one year to the next, `plan_change`
    of its target against the one a plan before it set for the same year, `result_change` of its result
    against that of the year before.
    """

    field: Field
    values: tuple[str | int, ...]


class Bound(
    msgspec.Struct, frozen=True, tag="bound", tag_field="type", omit_defaults=True, forbid_unknown_fields=True
):
    """An amount of an entry that is above or below a value, in base units.

    `years` are those the amount is of, where it may be that an entry has none of them at all; otherwise
    it is of the years that stand beside it.
    """

    amount: Amount
    op: Op
    value: Decimal
    unit: str = ""
    years: tuple[int, ...] = ()


class Says(msgspec.Struct, frozen=True, tag="says", tag_field="type", forbid_unknown_fields=True):
    """A text that holds some words: of one field, or of any where `field` is empty."""

    words: tuple[str, ...]
    field: str = ""


class And(msgspec.Struct, frozen=True, tag="and", tag_field="type", forbid_unknown_fields=True):
    """All of some conditions."""

    items: tuple[Condition, ...]


class Or(msgspec.Struct, frozen=True, tag="or", tag_field="type", forbid_unknown_fields=True):
    """Any of some conditions."""

    items: tuple[Condition, ...]


class Not(msgspec.Struct, frozen=True, tag="not", tag_field="type", forbid_unknown_fields=True):
    """What a condition does not hold of, among what can be judged by it."""

    item: Condition


Condition = Is | Bound | Says | And | Or | Not


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """By which amount entries are ordered, the highest or the lowest first; groups by their `count`."""

    by: Amount
    descending: bool = True


class Query(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is wanted (`find`), what it speaks of (`about`), and under which conditions (`where`).

    `about` are the words of the subject as the texts have them. `among` are conditions of `where` that
    say out of which entries those that fit are counted. `compare` are the sides to be set beside each
    other: values of one dimension. `difference` asks for what lies between them, `judged` whether targets
    were reached, `compute` what else is computed: by how much percent figures grew, or what those of several
    parts are together; `reasons` why the entries that fit fared as they did, `counts` for the indicators of
    entries, where not the entries themselves are counted.
    `not_understood` are words that ended up in nothing.
    """

    find: Find
    about: tuple[str, ...] = ()
    where: Condition | None = None
    among: Condition | None = None
    compare: Dimension | None = None
    difference: bool = False
    judged: bool = False
    compute: Literal["growth", "total"] | None = None
    group: Group | None = None
    order: Order | None = None
    limit: int | None = None
    parts: tuple[Query, ...] = ()
    not_understood: tuple[str, ...] = ()
    counts: Literal["indicators"] | None = None
    reasons: bool = False
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
    if len(data) > LONGEST:
        raise UnusableQuery(
            f"query: expected at most {LONGEST} characters of JSON, found more; write it shorter"
        )
    try:
        query = msgspec.json.decode(data, type=Query)
    except RecursionError:
        raise UnusableQuery(
            "query: expected conditions within conditions a few deep, found too many"
        ) from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise UnusableQuery(
            f"query: {error}{_list_known(str(error))}; see `plancite query --schema`"
        ) from None
    if query.version != VERSION:
        raise UnusableQuery(f"query: expected version {VERSION}, found {query.version}; write it anew")
    return query


def _list_known(message: str) -> str:
    """Return what stands where a message says that something else was found, after a comma."""
    place = _PLACE.search(message)
    name = place[1] if place else "$"
    if message.startswith("Object contains unknown field"):
        type = Order if name == "order" else Query if name in ("$", "parts") else None
        names = type.__struct_fields__ if type else ("type", *_OF_CONDITIONS)
    else:
        names = _KNOWN.get(name, ())
    return f", expected one of {', '.join(names)}" if names else ""


def query_schema(place: str = "#/$defs/{name}") -> dict[str, Any]:
    """Return the JSON schema of queries; `place` is where within a larger schema its parts will stand.

    >>> query_schema()["$defs"]["Bound"]["properties"]["value"]
    {'type': ['number', 'string'], 'format': 'decimal'}
    """
    (whole,), parts = msgspec.json.schema_components([Query], ref_template=place)
    # Numbers are written as such, and read either way.
    parts["Bound"]["properties"]["value"]["type"] = ["number", "string"]
    return {**whole, "$defs": parts}


LONGEST = 1_000_000
# The last name of the place a message of the decoder ends with.
_PLACE = re.compile(r"at `\$\S*?([a-z]+)(?:\[[^\]]*\])?`$")
_OF_CONDITIONS = tuple(dict.fromkeys(n for c in get_args(Condition) for n in c.__struct_fields__))
_KNOWN = {
    "find": get_args(Find),
    "field": get_args(Field),
    "amount": get_args(Amount),
    "by": get_args(Amount),
    "op": get_args(Op),
    "compare": get_args(Dimension),
    "group": get_args(Group),
    "counts": ("indicators",),
    "type": ("is", "bound", "says", "and", "or", "not"),
}


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


def named_values(where: Condition | None, field: Field) -> tuple[str | int, ...]:
    """Return the values of a field that some condition names, wherever it stands; not what is denied.

    >>> named_values(And((Is("year", (109,)), Or((Is("year", (110,)), Not(Is("year", (111,))))))), "year")
    (109, 110)
    """
    if isinstance(where, Is) and where.field == field:
        return where.values
    items = where.items if isinstance(where, And | Or) else ()
    return tuple(dict.fromkeys(value for item in items for value in named_values(item, field)))


def list_years(where: Condition | None) -> tuple[int, ...]:
    """Return the years some conditions are of, those of amounts among them, be these denied or not.

    >>> list_years(Not(Bound("budget", ">", Decimal(0), years=(112,))))
    (112,)
    """
    return tuple(dict.fromkeys((*map(int, named_values(where, "year")), *_bound_years(where))))


def _bound_years(where: Condition | None) -> tuple[int, ...]:
    if isinstance(where, Bound):
        return where.years
    items = where.items if isinstance(where, And | Or) else (where.item,) if isinstance(where, Not) else ()
    return tuple(year for item in items for year in _bound_years(item))


def values_of(where: Condition | None, field: Field) -> tuple[str | int, ...]:
    """Return the values a query limits a field to, none where it does not."""
    return next((c.values for c in conditions_of(where) if isinstance(c, Is) and c.field == field), ())
