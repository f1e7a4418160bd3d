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
from qa.wording import Phrasebook, shorten

_FILE = Path(__file__).with_name("queries.toml")
_LONGEST, _MOST_SHOWN = 200, 3


@cache
def _load() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _say(phrases: Phrasebook, name: str, **words: object) -> str:
    return _load()["en" if phrases.english else "zh-Hant"][name].format(**words)


def explain(answer: Answer, phrases: Phrasebook) -> list[str]:
    """Return in words what a question was read as, and what of it was not understood, a line each.

    That nothing is left is known only of lists, which are given only where everything is read.
    """
    if answer.query is None:
        understood = answer.understood
        words = _say(phrases, "and").join((*map(str, understood.years), *understood.terms))
        return [_say(phrases, "searched", words=words)]
    lines = [_say(phrases, "understood", query=tell_query(phrases, answer.query))]
    missed = answer.not_understood or answer.query.not_understood
    if missed:
        return [*lines, _say(phrases, "not_understood", words=_say(phrases, "and").join(missed))]
    return [*lines, _say(phrases, "nothing_missed")] if answer.kind == "list" else lines


def tell_query(phrases: Phrasebook, query: Query) -> str:
    """Return a query in words: what it finds, about what, under which conditions, how it is shown."""
    if query.parts:
        told = _say(phrases, "part").join(tell_query(phrases, part) for part in query.parts)
        return told + _tell_rest(phrases, query)
    about = _say(phrases, "and").join(query.about)
    told = _say(phrases, f"find_{query.find}")
    told += _say(phrases, "about", words=about) if about else ""
    conditions = conditions_of(query.where)
    if conditions:
        words = Words(phrases)
        told += _say(phrases, "where", what=_say(phrases, "and").join(map(words.condition, conditions)))
    return told + _tell_rest(phrases, query)


def _tell_rest(phrases: Phrasebook, query: Query) -> str:
    """Return what a query says of how that which fits is shown."""
    return "".join(_say(phrases, "rest", what=told) for _, told in list_rest(phrases, query))


def list_rest(phrases: Phrasebook, query: Query) -> list[tuple[str, str]]:
    """Return what a query says of how that which fits is shown: the name of each part, and it in words."""
    words = Words(phrases)
    parts = [("compare", _say(phrases, f"compare_{query.compare}"))] if query.compare else []
    parts += [
        (name, _say(phrases, name)) for name in ("difference", "judged", "reasons") if getattr(query, name)
    ]
    if query.compute:
        parts.append(("compute", _say(phrases, f"compute_{query.compute}")))
    if query.counts:
        parts.append(("counts", _say(phrases, f"counts_{query.counts}")))
    if query.group:
        parts.append(("group", words.say(f"group_{query.group}")))
    if query.order:
        name = "highest" if query.order.descending else "lowest"
        parts.append(("order", words.say(name, amount=words.say(f"amount_{query.order.by}"))))
    if query.limit:
        parts.append(("limit", _say(phrases, "limit", limit=query.limit)))
    return parts


def tell_lacking(inquiry: Inquiry, query: Query) -> str:
    """Return that nothing fits one of several queries, or one side of a comparison."""
    return _say(inquiry.phrases, "nothing", query=tell_query(inquiry.phrases, query))


def tell_beyond(inquiry: Inquiry, count: int) -> str:
    """Return how many figures fit that are not told."""
    return _say(inquiry.phrases, "beyond", count=count)


def tell_nothing(
    inquiry: Inquiry, query: Query, hindrance: Condition | None = None, nearest: Answer | None = None
) -> Answer:
    """Return the abstention of a query that nothing fits, with what fits all of its conditions but one."""
    phrases = inquiry.phrases
    said = tell_lacking(inquiry, query)
    shown = said
    if hindrance is not None and nearest is not None:
        what = Words(phrases).condition(hindrance)
        shown += _say(phrases, "nearest", what=what, answer=shorten(nearest.answer, _LONGEST))
    found = inquiry.draft().finish(
        inquiry.question.text, "unanswerable", shown, inquiry.understood, reason=said
    )
    if nearest is None:
        return found
    return replace(found, citations=nearest.citations[:_MOST_SHOWN], items=nearest.items[:_MOST_SHOWN])
