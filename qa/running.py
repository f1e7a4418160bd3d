"""A query that somebody wrote, or that an answer carried, put to the documents: the same way questions go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from msgspec.structs import replace as replace_in

from qa.answer import Answer, AnswerFigure, AnswerKind, Citation
from qa.answering.figure_queries import find_asked
from qa.answering.judging import judge
from qa.answering.setting import make_setting
from qa.best_passages import MOST
from qa.certainty import quote_best, show_passages
from qa.finding.entries import Entry
from qa.inquiry import Inquiry
from qa.invariants import hold
from qa.listing import list_entries
from qa.query import Is, Query, conditions_of, join_conditions, list_years
from qa.ranging import tell_source
from qa.telling.figures import tell_evidence, tell_missing
from qa.telling.queries import tell_beyond, tell_lacking, tell_nothing, tell_query

# What limits a query to documents is no condition that what is found nearest may do without.
_WHERE = ("doc", "kind")
_MOST_TRIED = 8
# So many metrics are told of one side where no limit says how many.
_MOST_FIGURES = 12


_KINDS: dict[str, AnswerKind] = {
    "entries": "list",
    "count": "list",
    "figures": "figure",
    "passages": "lookup",
}


def name_kind(query: Query) -> AnswerKind:
    """Return the kind of answer that a query is for."""
    return _KINDS[query.find]


def answer_query(inquiry: Inquiry, query: Query) -> Answer:
    """Answer a query; where nothing fits, say so and name what fits all of its conditions but one."""
    asked = tell_query(inquiry.phrases, query)
    inquiry = replace(inquiry, question=replace(inquiry.question, text=asked))
    found = _find(inquiry, query)
    if found is None:
        found = hold(inquiry, show_passages(inquiry, _find_nearest(inquiry, query)))
    understood = replace(found.understood, years=list_years(query.where))
    return replace(
        found, question=asked, query=query, not_understood=query.not_understood, understood=understood
    )


def _find(inquiry: Inquiry, query: Query) -> Answer | None:
    """Return the answer to a query, or those to its parts, as far as they hold; None where nothing fits."""
    if query.parts and query.find != "figures":
        found = [(part, _find(inquiry, part)) for part in query.parts]
        told = [one or tell_nothing(inquiry, part) for part, one in found]
        return _join(told) if any(one for _, one in found) else None
    ways = {"figures": _find_figures, "passages": quote_passages}
    answer = ways.get(query.find, list_entries)(inquiry, query)
    return None if answer is None else hold(inquiry, answer)


def _find_figures(inquiry: Inquiry, query: Query) -> Answer | None:
    asked = find_asked(inquiry, query)
    evidence = [one for side, found in asked for one in found[: side.limit or _MOST_FIGURES]]
    if any(one.facts or one.words for one in evidence):
        found = tell_evidence(inquiry, evidence, query)
        several = any(inquiry.has_editions(one.series.doc) for one in evidence)
        found = tell_source(inquiry, found) if several else found
        notes = [tell_lacking(inquiry, side) for side, held in asked if not held]
        beyond = sum(len(held) for _, held in asked) - len(evidence)
        notes += [tell_beyond(inquiry, beyond)] if beyond else []
        return replace(found, notes=(*found.notes, *notes))
    return show_passages(inquiry, tell_missing(inquiry, evidence[0])) if evidence else None


def quote_passages(inquiry: Inquiry, query: Query) -> Answer | None:
    """Return the passages that hold most of the words of a query, of entries that fit; None without any."""
    records, most = inquiry.scope.records, query.limit or MOST
    only: list[int] = []
    if query.where is not None:
        setting = make_setting(inquiry, query, ())
        for doc in inquiry.scope.docs:
            held = {(e.kind, e.record.no): e for e in inquiry.entries.of(doc)}
            head = records.heads[doc]
            for number in range(head.first, head.last):
                record = records.record(number)
                entry = held.get((record.kind, record.no)) or Entry(record, (), {}, {})
                if judge(query.where, entry, setting).holds:
                    only.append(number)
    best = inquiry.passages_in(only, most) if only or query.where is None else ()
    return quote_best(inquiry, best) if best else None


def _find_nearest(inquiry: Inquiry, query: Query) -> Answer:
    """Say that nothing fits a query, and which one of its conditions is in the way."""
    conditions = conditions_of(query.where)
    for one in conditions[:_MOST_TRIED]:
        if isinstance(one, Is) and one.field in _WHERE:
            continue
        rest = tuple(c for c in conditions if c is not one)
        wider = replace_in(query, where=join_conditions(rest), among=None)
        found = _find(inquiry, wider)
        if found is not None and not found.abstained:
            return tell_nothing(inquiry, query, one, found)
    return tell_nothing(inquiry, query)


def _join(parts: Sequence[Answer]) -> Answer:
    """Return one answer for those of several queries, each with its own figures and citations."""
    figures: list[AnswerFigure] = []
    citations: list[Citation] = []
    for part in parts:
        moved, first = len(figures), len(citations)
        figures += [
            replace(
                figure,
                citation=None if figure.citation is None else figure.citation + first,
                computed_from=tuple(at + moved for at in figure.computed_from),
            )
            for figure in part.figures
        ]
        citations += part.citations
    return replace(
        parts[0],
        answer="\n".join(part.answer for part in parts),
        briefs=tuple(brief for part in parts for brief in part.briefs),
        abstained=False,
        reason=None,
        measures=tuple(dict.fromkeys(no for part in parts for no in part.measures)),
        items=tuple(dict.fromkeys(item for part in parts for item in part.items)),
        figures=tuple(figures),
        citations=tuple(citations),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
    )
