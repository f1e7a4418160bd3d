"""What a query may say beyond its types: of each thing it finds, which parts act, and which values there are.

What would make no difference to the answer is refused, so that nobody takes it for heeded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NoReturn, get_args

from index.record_set import DocumentHead
from index.tokens import fold_text
from ingest.facts import TOLD
from ingest.records import ObservationRole, RecordKind
from qa.query import (
    ANY,
    Amount,
    And,
    Bound,
    Condition,
    Field,
    Is,
    Not,
    Or,
    Query,
    Says,
    UnusableQuery,
    conditions_of,
    named_values,
)

DEEPEST, MOST_CONDITIONS, MOST_LIMIT = 32, 200, 1000
MOST_VALUES, MOST_WORDS, MOST_PARTS, LONGEST_WORDS = 200, 12, 12, 1000
_FIRST_WESTERN = 1911
_LARGEST = 10**30
# What each find does not take, and what it takes alone.
_UNUSED = {
    "entries": ("compare", "difference", "judged", "compute"),
    "count": ("compare", "difference", "judged", "compute", "reasons"),
    "figures": ("among", "group", "counts"),
    "passages": (
        "among",
        "compare",
        "difference",
        "judged",
        "compute",
        "group",
        "order",
        "counts",
        "reasons",
    ),
}
_WHOLE = ("about", "where", "among", "judged", "group", "order", "limit", "counts", "reasons")
_SIDES = ("agency", "item", "document")
_WHOSE: tuple[Field, ...] = ("agency", "lead", "support", "only")
_CHANGES = ("raised", "lowered", "unchanged", "changed")
_STEPS = ("raised", "lowered", "changed")
_VERDICTS = ("met", "not_met", "not_reported", "qualitative", "quantified")
_ROLES = get_args(ObservationRole)
_OF_ENTRIES = ("target", "actual", "rate", "budget", "final")
VALUES: dict[str, tuple[str, ...]] = {
    "kind": (*get_args(RecordKind), "project_budget", TOLD),
    "role": _ROLES,
    "verdict": _VERDICTS,
    "computed": _VERDICTS,
    "change": _CHANGES,
    "plan_change": _CHANGES,
    "result_change": _STEPS,
}
YEARS = ("year", "edition")
EITHER = ("no", "strategy")
ANYTHING = ("strategy", "agency", "lead", "support", "link")


def check_query(query: Query) -> None:
    """Raise UnusableQuery, with the place and what was expected there, where a query cannot be run."""
    _check(query, "$")


def _refuse(place: str, expected: str, found: object) -> NoReturn:
    raise UnusableQuery(f"query: expected {expected}, found {found} - at `{place}`; see QUERY.md")


def _check(query: Query, place: str) -> None:
    for name in _WHOLE if query.parts else _UNUSED[query.find]:
        if getattr(query, name):
            what = "parts" if query.parts else f'find "{query.find}"'
            _refuse(
                f"{place}.{name}", f"nothing here, since {what} takes no {name}", repr(getattr(query, name))
            )
    _check_parts(query, place)
    _check_sides(query, place)
    if query.limit is not None and not 1 <= query.limit <= MOST_LIMIT:
        _refuse(f"{place}.limit", f"a number from 1 to {MOST_LIMIT}", query.limit)
    if query.find in ("entries", "count"):
        _check_order(query, place)
    if query.find == "figures" and query.order is not None:
        _check_extreme(query, place)
    if not query.parts:
        _check_subject(query, place)
    if query.where is not None:
        _check_where(query.where, f"{place}.where", query)
    own = conditions_of(query.where)
    for n, condition in enumerate(conditions_of(query.among)):
        if condition not in own:
            _refuse(f"{place}.among", "conditions that stand in where as well", f"another, number {n + 1}")


def _check_subject(query: Query, place: str) -> None:
    if len(query.about) > MOST_WORDS or sum(map(len, query.about)) > LONGEST_WORDS:
        _refuse(f"{place}.about", f"{MOST_WORDS} words or names at most, {LONGEST_WORDS} characters", "more")
    named = any(map(str.strip, query.about))
    if query.find == "passages" and not named:
        _refuse(f"{place}.about", "words to look for", "none")
    if query.find == "figures" and not named and query.where is None:
        _refuse(place, "about or where to say which figures are meant", "neither")


def _check_where(where: Condition, place: str, query: Query) -> None:
    for count, (condition, at, depth) in enumerate(walk(where, place), start=1):
        if depth > DEEPEST:
            _refuse(place, f"conditions nested at most {DEEPEST} deep", "deeper ones")
        if count > MOST_CONDITIONS:
            _refuse(place, f"at most {MOST_CONDITIONS} conditions", "more")
        _check_condition(condition, at, query)


def _check_parts(query: Query, place: str) -> None:
    if len(query.parts) > MOST_PARTS:
        _refuse(f"{place}.parts", f"{MOST_PARTS} parts at most", len(query.parts))
    for n, part in enumerate(query.parts):
        at = f"{place}.parts[{n}]"
        if part.find != query.find:
            _refuse(f"{at}.find", f'"{query.find}", as the whole has it', repr(part.find))
        if part.parts:
            _refuse(f"{at}.parts", "no parts within parts", len(part.parts))
        _check(part, at)


def _check_sides(query: Query, place: str) -> None:
    """Refuse a comparison without sides."""
    if query.parts:
        if query.compare not in (None, *_SIDES):
            _refuse(f"{place}.compare", f"one of {', '.join(_SIDES)} for parts", repr(query.compare))
        if query.difference and query.compare is None:
            _refuse(f"{place}.difference", "compare to say of which sides", "none")
        if query.compute == "growth":
            _refuse(f"{place}.compute", '"total" of parts, "growth" of one of them', '"growth"')
        return
    if query.compute == "growth" and query.compare != "year":
        _refuse(f"{place}.compute", 'compare "year" to say from which year on', repr(query.compare))
    if query.compute == "total" and query.compare not in _SIDES:
        _refuse(f"{place}.compute", "sides or parts that are added up", "none")
    if query.compare == "item" and len(query.about) < 2:
        _refuse(f"{place}.about", "two or more words to be compared as items", len(query.about))
    if query.compare == "agency":
        direct = [c for c in conditions_of(query.where) if isinstance(c, Is) and c.field in _WHOSE]
        if not direct or len(direct[0].values) < 2:
            _refuse(f"{place}.where", "a condition with two or more agencies to be compared", "none")


def _check_order(query: Query, place: str) -> None:
    by = query.order.by if query.order else None
    if query.limit is not None and by is None:
        _refuse(f"{place}.limit", "an order to say which are the first", "none")
    if by == "count" and query.group is None:
        _refuse(f"{place}.order.by", "a group to be counted", "none")
    if query.counts and (query.group or query.order):
        _refuse(f"{place}.counts", "neither group nor order beside it", "one")


def _check_extreme(query: Query, place: str) -> None:
    """Refuse an order of figures but that of years by their value."""
    assert query.order is not None
    if query.compare != "year":
        _refuse(f"{place}.order", 'compare "year", which figures are ordered by', repr(query.compare))
    if query.order.by != "value":
        _refuse(f"{place}.order.by", '"value"', repr(query.order.by))


def walk(condition: Condition, place: str, depth: int = 1) -> Iterator[tuple[Condition, str, int]]:
    """Yield a condition and those within it, each with its place and how deep it lies."""
    todo = [(condition, place, depth)]
    while todo:
        one, at, deep = todo.pop()
        yield one, at, deep
        if isinstance(one, And | Or):
            todo += [(item, f"{at}.items[{n}]", deep + 1) for n, item in enumerate(one.items)]
        elif isinstance(one, Not):
            todo.append((one.item, f"{at}.item", deep + 1))


def _check_condition(condition: Condition, place: str, query: Query) -> None:
    if isinstance(condition, And | Or) and not condition.items:
        _refuse(f"{place}.items", "one condition or more", "none")
    if isinstance(condition, Says) and not all(map(str.strip, condition.words or ("",))):
        _refuse(f"{place}.words", "words to be held", "none")
    if isinstance(condition, Says) and len(condition.words) > MOST_VALUES:
        _refuse(f"{place}.words", f"{MOST_VALUES} words at most", len(condition.words))
    if isinstance(condition, Bound):
        _check_bound(condition, place)
    if isinstance(condition, Is):
        if not 0 < len(condition.values) <= MOST_VALUES:
            _refuse(f"{place}.values", f"1 to {MOST_VALUES} values", len(condition.values))
        for n, value in enumerate(condition.values):
            _check_value(condition.field, value, f"{place}.values[{n}]", query)


def _check_bound(bound: Bound, place: str) -> None:
    if bound.amount == "count":
        known = ", ".join(name for name in get_args(Amount) if name != "count")
        _refuse(f"{place}.amount", f"one of {known}, since only an order is by count", "'count'")
    if not bound.value.is_finite() or abs(bound.value) > _LARGEST:
        _refuse(f"{place}.value", "a number", bound.value)
    for n, year in enumerate(bound.years):
        _check_year(year, f"{place}.years[{n}]")


def _check_year(value: object, place: str) -> None:
    if not isinstance(value, int) or not 0 < value <= _FIRST_WESTERN:
        _refuse(place, "a ROC year as a number, as 109", repr(value))


def _check_value(field: Field, value: str | int, place: str, query: Query) -> None:
    if field in YEARS:
        _check_year(value, place)
    elif isinstance(value, int):
        if field not in EITHER:
            _refuse(place, f"words for {field}", value)
    elif not value.strip():
        _refuse(place, f"a value for {field}", "an empty one")
    elif value == ANY and field not in ANYTHING:
        _refuse(place, f"a value, since {ANY} stands with {', '.join(ANYTHING)} alone", repr(value))
    elif field in VALUES:
        known = _list_values(field, query)
        if value not in known:
            _refuse(place, f"one of {', '.join(known)}", repr(value))


def _list_values(field: Field, query: Query) -> Collection[str]:
    if field == "role" and query.find != "figures":
        return _OF_ENTRIES
    if field == "kind":
        unknown = {"figures": ("section", "project_budget"), "passages": (TOLD, "project_budget")}
        left = unknown.get(query.find, (TOLD, "section", "annex"))
        return [kind for kind in VALUES["kind"] if kind not in left]
    return VALUES[field]


def reach(query: Query, heads: Mapping[str, DocumentHead], most: int) -> tuple[str, ...]:
    """Return the documents a query is put to: those it names, else all, of very many those it leaves.

    Raises UnusableQuery where it would have entries or unnamed figures looked for in more than `most`.
    """
    docs = list_docs(query) or tuple(heads)
    if len(docs) > most:
        parts = query.parts or (query,)
        docs = tuple(doc for doc in docs if any(_may_be_of(part, heads[doc]) for part in parts))
    unnamed = any(part.find == "figures" and not part.about for part in query.parts or (query,))
    if len(docs) > most and (query.find in ("entries", "count") or unnamed):
        _refuse("$.where", f"doc, plan or edition to leave {most} documents at most", len(docs))
    return docs


def _may_be_of(query: Query, head: DocumentHead) -> bool:
    title = fold_text(head.title)
    limits = [one for one in conditions_of(query.where) if isinstance(one, Is)]
    editions = [one.values for one in limits if one.field == "edition"]
    plans = [[fold_text(str(value)) for value in one.values] for one in limits if one.field == "plan"]
    named = all(any(name in title for name in names) for names in plans)
    return named and all(head.edition in years for years in editions)


def list_docs(query: Query) -> tuple[str, ...]:
    """Return the documents a query and its parts name."""
    named = [named_values(one.where, "doc") for one in (query, *query.parts)]
    return tuple(dict.fromkeys(str(doc) for docs in named for doc in docs))
