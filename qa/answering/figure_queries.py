"""Queries for figures: which evidence is asked for by one, and the one that evidence is written as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from msgspec.structs import replace as replace_in

from index.tokens import fold_text
from ingest.facts import TOLD
from qa.answering.choosing import choose_roles, choose_years
from qa.answering.fact_judging import list_pairs, narrow
from qa.answering.figures import Evidence, gather_pairs
from qa.answering.judging import Setting
from qa.answering.setting import make_setting
from qa.finding.entries import Entry
from qa.finding.facts import Series
from qa.finding.ranking import docs_of, rank_named
from qa.finding.weights import load_weights
from qa.inquiry import Inquiry
from qa.query import (
    And,
    Condition,
    Dimension,
    Field,
    Is,
    Or,
    Order,
    Query,
    conditions_of,
    join_conditions,
    list_years,
    named_values,
)
from qa.understanding.roles import Asked, Extreme

# The dimensions whose sides are figures of their own, a sentence each.
SIDES: tuple[Dimension, ...] = ("agency", "item", "document")
# The roles that are set beside each other where no others are named.
_PAIR = ("target", "actual")
_WHOSE: tuple[Field, ...] = ("agency", "lead", "support", "only")
MOST_YEARS = 12
# A side by itself is compared with nothing.
_ALONE: dict[str, Any] = {"compare": None, "difference": False, "compute": None}


def query_figures(evidence: Sequence[Evidence], compared: bool = False) -> Query:
    """Return the query that asks for the facts of some evidence; several things asked for are its parts.

    `compared` says that they are to be held against each other.
    """
    parts = tuple(_query_one(one) for one in evidence)
    if len(parts) == 1:
        return parts[0]
    total: Literal["total"] | None = "total" if any(one.asked.total for one in evidence) else None
    return Query("figures", parts=parts, compare=_name_sides(evidence) if compared else None, compute=total)


def _name_sides(evidence: Sequence[Evidence]) -> Dimension:
    if len({one.series.doc for one in evidence}) > 1:
        return "document"
    return "agency" if len({one.series.metric for one in evidence}) == 1 else "item"


def _query_one(evidence: Evidence) -> Query:
    series, asked = evidence.series, evidence.asked
    told = ((one.year, one.role) for one in evidence.words)
    pairs = [*((fact.year, fact.role) for fact in evidence.facts), *told, *evidence.missing]
    others = [fact for fact in evidence.facts if fact not in series.facts]
    apart: dict[tuple[int | None, str], str | None] = {(f.year, f.role): f.scope for f in others}
    apart = apart if set(apart.values()) - {series.scope} else {}
    docs = dict.fromkeys((series.doc, *(fact.doc for fact in others)))
    ids = dict.fromkeys((series.id, *(fact.id for fact in others)))
    metrics = dict.fromkeys((series.metric, *(fact.metric for fact in others)))
    where: list[Condition] = [Is("doc", tuple(docs))]
    if series.id:
        where.append(Is("id", tuple(ids)))
    if series.told:
        where.append(Is("kind", (TOLD,)))
    if series.scope and not apart:
        where.append(Is("agency", (series.scope,)))
    if apart:
        scopes = {pair: apart.get(pair, series.scope) for pair in pairs}
        where.append(Or(tuple(_query_pair(pair, scopes[pair]) for pair in pairs)))
    else:
        where += _query_pairs(pairs, evidence.rate is not None)
    years = {year for year, _ in pairs}
    # What another series gives stands for the same metric: the names are no things apart.
    sides: Dimension | None = "year" if len(years) > 1 else "role" if len(pairs) > 1 or others else None
    return Query(
        "figures",
        about=tuple(metric for metric in metrics if metric.strip()),
        where=join_conditions(tuple(where)),
        compare=sides,
        difference=asked.difference,
        judged=asked.judged,
        compute="growth" if evidence.growth is not None else None,
        order=Order("value", asked.extreme == "highest") if asked.extreme and sides == "year" else None,
    )


def _query_pair(pair: tuple[int | None, str], scope: str | None) -> Condition:
    """Return the condition of one year and role, and of whose share the figure is."""
    year, role = pair
    dated = [Is("year", (year,))] if year is not None else []
    whose = [Is("agency", (scope,))] if scope else []
    return join_conditions((Is("role", (role,)), *dated, *whose)) or And(())


def _query_pairs(pairs: Sequence[tuple[int | None, str]], rated: bool) -> list[Condition]:
    """Return the conditions of some years and roles: each on its own where every pair of them is meant."""
    years = dict.fromkeys(year for year, _ in pairs)
    roles = tuple(dict.fromkeys(role for _, role in pairs))
    if set(pairs) == {(year, role) for year in years for role in roles}:
        named = ("rate", *roles) if rated and "rate" not in roles else roles
        dated = tuple(year for year in years if year is not None)
        return [Is("role", named), *([Is("year", dated)] if dated else [])]
    return [Or(tuple(_query_pair(pair, None) for pair in pairs))]


def find_asked(inquiry: Inquiry, query: Query) -> list[tuple[Query, list[Evidence]]]:
    """Return the evidence a query asks for, of each of its parts or sides, none where nothing fits that."""
    if query.parts:
        return [found for part in query.parts for found in find_asked(inquiry, part)]
    return [(side, _find_side(inquiry, side)) for side in _split_sides(inquiry, query)]


def _split_sides(inquiry: Inquiry, query: Query) -> list[Query]:
    """Return a query for each of the sides that are to stand beside each other."""
    rest = conditions_of(query.where)
    if query.compare == "item":
        return [replace_in(query, about=(words,), **_ALONE) for words in query.about]
    if query.compare == "document":
        named = named_values(query.where, "doc") or docs_of(inquiry)
        others = [c for c in rest if not (isinstance(c, Is) and c.field == "doc")]
        conditions: list[Condition] = [Is("doc", (doc,)) for doc in named]
    elif query.compare == "agency":
        at = next((c for c in rest if isinstance(c, Is) and c.field in _WHOSE), None)
        others = [c for c in rest if c is not at]
        conditions = [Is(at.field, (value,)) for value in at.values] if at else []
    else:
        return [query]
    sides = [replace_in(query, where=join_conditions((one, *others)), **_ALONE) for one in conditions]
    return sides or [query]


def _find_side(inquiry: Inquiry, query: Query) -> list[Evidence]:
    """Return the evidence of the series that a query means."""
    docs = docs_of(inquiry)
    entries = {(e.doc, e.record.id): e for doc in docs for e in inquiry.entries.of(doc) if e.record.id}
    setting = make_setting(inquiry, query, tuple(entries.values()))
    held: list[tuple[Series, Entry | None]] = []
    for series in inquiry.facts.told_of(docs):
        entry = entries.get((series.doc, series.id)) or _make_entry(series)
        narrowed = narrow(query.where, series, entry, setting)
        if narrowed is not None:
            held.append((narrowed, entry))
    meant = _choose_meant(inquiry, query, [series for series, _ in held])
    of = {id(series): entry for series, entry in held}
    groups = [[(series, of[id(series)])] for series in meant]
    if query.about and query.compare in ("year", "role") and named_values(query.where, "id"):
        # Of one metric that several named entries give each year and role is of the first that gives it.
        groups = [[one for group in groups for one in group]] if groups else []
    found = [_gather(inquiry, query, group, setting) for group in groups]
    told = [one for one in found if one.facts or one.words] or found
    return [one for one in told if one.facts or one.words or one.missing]


def _make_entry(series: Series) -> Entry | None:
    return Entry(series.record, (), {}, {}) if series.record is not None else None


def _choose_meant(inquiry: Inquiry, query: Query, held: Sequence[Series]) -> list[Series]:
    """Return the series that a query's words name: those called exactly so, else the one likely meant.

    A series of sentences is meant only where no other is, and whose share a figure is where that is asked.
    """
    if not query.about:
        return _prefer_whole(query, held)
    named = [[one for one in held if _fold(one.metric) == _fold(words)] for words in query.about]
    if any(named):
        return [one for some in named for one in _prefer_whole(query, some)]
    ranked = rank_named(inquiry, query.about, held, list_years(query.where), _list_roles(query))
    likely = load_weights(inquiry.question.language == "en").likely
    return [ranked[0].series] if ranked and ranked[0].belief >= likely else []


def _fold(words: str) -> str:
    return "".join(fold_text(words).split())


def _prefer_whole(query: Query, held: Sequence[Series]) -> list[Series]:
    tabled = [one for one in held if not one.told] or list(held)
    if any(named_values(query.where, field) for field in _WHOSE) or query.compare == "agency":
        return tabled
    return [one for one in tabled if one.scope is None] or tabled


def _list_roles(query: Query) -> tuple[str, ...]:
    named = tuple(map(str, named_values(query.where, "role")))
    return named or (_PAIR if query.judged or query.compare == "role" else ())


def _name_roles(series: Series, asked: Asked) -> tuple[str, ...]:
    """Return the roles a query names; a rate that is not stated is computed of target and result."""
    if "rate" not in asked.roles or series.holds("rate") or not series.holds("target"):
        return asked.roles
    return tuple(dict.fromkeys((*(role for role in asked.roles if role != "rate"), *_PAIR)))


def _gather(
    inquiry: Inquiry,
    query: Query,
    group: Sequence[tuple[Series, Entry | None]],
    setting: Setting,
) -> Evidence:
    """Return the evidence of the first of some series of one metric; what it lacks is of the others."""
    series = group[0][0]
    extreme: Extreme | None = None
    if query.order is not None:
        extreme = "highest" if query.order.descending else "lowest"
    asked = Asked(
        _list_roles(query),
        judged=query.judged,
        difference=query.difference,
        extreme=extreme,
        growth=query.compute == "growth",
    )
    years: tuple[int | None, ...] = list_years(query.where)
    if not years:
        every = query.compare == "year"
        years = series.years[-MOST_YEARS:] if every else choose_years(inquiry, asked, series)
    roles = _name_roles(series, asked) or choose_roles(series, asked, years)

    def list_fitting(years: Sequence[int | None], roles: Sequence[str]) -> list[tuple[int | None, str]]:
        fitting = {pair for one in group for pair in list_pairs(query.where, *one, setting, years, roles)}
        return [(year, role) for year in years for role in roles if (year, role) in fitting]

    pairs = list_fitting(years, roles)
    if not pairs:
        # Where what is usually meant is denied, the latest that is not.
        known = list_fitting(years, asked.roles or sorted(series.roles)) or list_fitting(
            series.years, asked.roles or sorted(series.roles)
        )
        given = [pair for pair in known if series.find(*pair) is not None]
        pairs = [pair for pair in given if pair[0] == given[-1][0]]
    return gather_pairs(series, pairs, asked, beside=lambda: [one for one, _ in group[1:]])
