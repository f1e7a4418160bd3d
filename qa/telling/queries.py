"""Queries in words: what is asked for, and that nothing fits it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

from qa.answer import Answer
from qa.inquiry import Inquiry
from qa.query import Condition, Query, conditions_of
from qa.telling.conditions import Words
from qa.wording import shorten

_FILE = Path(__file__).with_name("queries.toml")
_LONGEST = 200


@cache
def _load() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _say(inquiry: Inquiry, name: str, **words: object) -> str:
    return _load()["en" if inquiry.phrases.english else "zh-Hant"][name].format(**words)


def tell_query(inquiry: Inquiry, query: Query) -> str:
    """Return a query in words: what it finds, about what, under which conditions, how it is shown."""
    if query.parts:
        told = _say(inquiry, "part").join(tell_query(inquiry, part) for part in query.parts)
        return told + _tell_rest(inquiry, query)
    about = _say(inquiry, "and").join(query.about)
    told = _say(inquiry, f"find_{query.find}")
    told += _say(inquiry, "about", words=about) if about else ""
    conditions = conditions_of(query.where)
    if conditions:
        words = Words(inquiry)
        told += _say(inquiry, "where", what=_say(inquiry, "and").join(map(words.condition, conditions)))
    return told + _tell_rest(inquiry, query)


def _tell_rest(inquiry: Inquiry, query: Query) -> str:
    """Return what a query says of how that which fits is shown."""
    parts = []
    if query.compare:
        parts.append(_say(inquiry, f"compare_{query.compare}"))
    parts += [_say(inquiry, name) for name in ("difference", "judged") if getattr(query, name)]
    if query.counts:
        parts.append(_say(inquiry, f"counts_{query.counts}"))
    if query.group:
        parts.append(Words(inquiry).say(f"group_{query.group}"))
    if query.order:
        name = "highest" if query.order.descending else "lowest"
        parts.append(Words(inquiry).say(name, amount=Words(inquiry).say(f"amount_{query.order.by}")))
    if query.limit:
        parts.append(_say(inquiry, "limit", limit=query.limit))
    return "".join(_say(inquiry, "rest", what=part) for part in parts)


def tell_nothing(
    inquiry: Inquiry, query: Query, hindrance: Condition | None = None, nearest: Answer | None = None
) -> Answer:
    """Return the abstention of a query that nothing fits, with what fits all of its conditions but one."""
    said = _say(inquiry, "nothing", query=tell_query(inquiry, query))
    shown = said
    if hindrance is not None and nearest is not None:
        what = Words(inquiry).condition(hindrance)
        shown += _say(inquiry, "nearest", what=what, answer=shorten(nearest.answer, _LONGEST))
    found = inquiry.draft().finish(
        inquiry.question.text, "unanswerable", shown, inquiry.understood, reason=said
    )
    return found if nearest is None else replace(found, citations=nearest.citations, items=nearest.items)
