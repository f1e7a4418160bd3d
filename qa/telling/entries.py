"""The answer that lists or counts entries: conditions as read, count, out of how many, and members."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.records import Evidence, Place
from qa.answer import Answer, AnswerFigure, Citation, Item, Role
from qa.answering.entries import Chosen, Row
from qa.answering.reasons import find_reason
from qa.drafting import Draft, find_quotable
from qa.drift import name_edition
from qa.finding.entries import Entry
from qa.finding.goals import Goal
from qa.inquiry import Inquiry
from qa.query import Condition, Is, Query, conditions_of, values_of
from qa.telling.conditions import Words
from qa.telling.remarks import cite_reason
from qa.telling.rows import LONGEST_METRIC, MOST_DETAILS, tell_row
from qa.wording import shorten

LONGEST_COUNT = 380
_MOST_CITED, _MOST_FIGURES = 80, 24
# So many members are named beside a table that shows them.
_FEW, _CLOSING = 5, "：:。. "
_LONGEST_QUOTE, _LONGEST_NAME = 160, 60
# What an editor set beside a title is no part of it.
_ASIDE = re.compile(r"（編按[^）]*）")


@dataclass(frozen=True, slots=True)
class Part:
    """What was chosen from one document."""

    doc: str
    chosen: Chosen


def tell_entries(
    inquiry: Inquiry, query: Query, parts: Sequence[Part], longest: int = LONGEST_COUNT
) -> Answer:
    """Return the answer that lists the members of each document; what counts them names them as shortly."""
    words = Words(inquiry.phrases)
    kinds = {part.chosen.total[0].kind for part in parts}
    holding = [doc for doc, head in inquiry.scope.records.heads.items() if kinds & set(head.kinds)]
    named = len(holding) > 1 and not inquiry.limited
    citations: list[Citation] = []
    figures: list[AnswerFigure] = []
    rows = [row for part in parts for row in part.chosen.rows]
    if query.find == "entries":
        parts = [_show_targets(query, part) for part in parts]
        parts = [_find_reasons(inquiry, part) for part in parts] if query.reasons else parts
        rows = [row for part in parts for row in part.chosen.rows]
    _cite_rows(inquiry, rows, citations, figures)
    if query.order is not None and query.order.by == "rate":
        figures = _compute_rates(rows, figures)
    if not rows:
        for part in parts:
            for entry in part.chosen.total[:2]:
                _cite_field(inquiry, entry, "", citations)
    sentence = " ".join if inquiry.phrases.english else "".join
    items = (
        Item(one.kind, one.doc, one.no, one.title, 1.0, one.id) for one in (row.entry.record for row in rows)
    )
    where = {part.doc: _name_document(inquiry, part.doc) if named else "" for part in parts}
    told = [_tell_part(words, query, part.chosen, where[part.doc], longest) for part in parts]
    briefs = (_tell_briefly(words, query, part.chosen, where[part.doc]) for part in parts)
    return Answer(
        question=inquiry.question.text,
        kind="list",
        answer=sentence(told),
        briefs=tuple(pair for pair in zip(told, briefs, strict=True) if pair[1]),
        understood=inquiry.understood,
        measures=tuple(dict.fromkeys(row.entry.record.no for row in rows if row.entry.kind == "measure")),
        items=tuple(dict.fromkeys(items)),
        figures=tuple(figures[:_MOST_FIGURES]),
        citations=tuple(citations),
        notes=tuple(note for part in parts for note in _note(words, query, part.chosen)),
        query=query,
    )


def _show_targets(query: Query, part: Part) -> Part:
    """Return the members with their targets, where they are KPIs that nothing else is shown of."""
    years = tuple(int(year) for year in values_of(query.where, "year"))
    rows = tuple(
        Row(row.entry, row.goals or row.entry.goals_of(years), row.field) if row.entry.kind == "kpi" else row
        for row in part.chosen.rows
    )
    return Part(part.doc, replace(part.chosen, rows=rows))


def _find_reasons(inquiry: Inquiry, part: Part) -> Part:
    """Return the members, each with what tells why it fared so."""
    rows = [
        replace(row, reason=find_reason(inquiry, row.entry.record, {goal.year for goal in row.goals}))
        for row in part.chosen.rows
    ]
    return Part(part.doc, replace(part.chosen, rows=tuple(rows)))


def _tell_briefly(words: Words, query: Query, chosen: Chosen, where: str) -> str:
    """Return what is said of a part where a table shows its members, which are named where they are few.

    Empty where that is not less than the whole: groups stand in no table.
    """
    grouped = query.group or (query.order is not None and query.order.by == "count")
    if grouped or not chosen.rows:
        return ""
    few = words.short([row.entry for row in chosen.rows]) if len(chosen.rows) <= _FEW else ""
    told = _tell_part(words, query, chosen, where, LONGEST_COUNT, few)
    return told if few else told.rstrip(_CLOSING) + words.say("end")


def _tell_part(
    words: Words, query: Query, chosen: Chosen, where: str, longest: int, named: str | None = None
) -> str:
    """Return how many members fit the query, of how many, and which: `named`, else each with its details."""
    common = _list_words(words, query, chosen, where)
    if not chosen.rows:
        return words.say("none", **common)
    if query.order is not None and query.order.by == "count":
        common["what_bare"] = common["what_bare"] or words.say("all")
        extreme = "most" if query.order.descending else "fewest"
        group = words.say(f"group_{query.group}")
        return words.say(extreme, group=group, members=_tell_groups(words, query, chosen), **common)
    if query.group:
        return words.say(
            "groups",
            group=_name_grouping(words, query, chosen),
            members=_tell_groups(words, query, chosen),
            **common,
        )
    if query.counts == "indicators":
        return _tell_indicators(words, query, chosen, common, longest, named)
    members = _tell_rows(words, query, chosen) if named is None else named
    if query.order is not None:
        extreme = "highest" if query.order.descending else "lowest"
        order = words.say(extreme, amount=words.say(f"amount_{query.order.by}"))
        return words.say("ranked", order=order, members=members, **common)
    if query.find == "count":
        if len(members) > longest:
            members = shorten(words.short([row.entry for row in chosen.rows]), longest)
        return words.say("count", members=members, **common)
    return words.say("list", members=members, **common)


def _tell_rows(words: Words, query: Query, chosen: Chosen) -> str:
    # Who counts entries asks for no figures of each.
    plain = query.find == "count" and query.order is None
    told = (words.entry(row.entry) if plain else tell_row(words, query, row) for row in chosen.rows)
    return words.say("separator").join(told)


def _list_words(words: Words, query: Query, chosen: Chosen, where: str) -> dict[str, object]:
    """Return the words that every sentence of a list may say: its conditions as read, and how many."""
    told = [words.condition(c) for c in conditions_of(query.where) if not _is_scope(c)]
    if query.about:
        told.append(words.say("about", words=words.say("pause").join(query.about)))
    what = words.say("and").join(told)
    if chosen.official is not None:
        what += words.say("by_official" if chosen.official else "by_figures")
    kind = words.say(f"kind_{next(iter(values_of(query.where, 'kind')), 'row')}")
    return {
        "where": where,
        "kind": kind,
        "count": len(chosen.rows),
        "total": len(chosen.total),
        "ranked": chosen.ranked,
        "what": f"{what}{words.say('of')}" if what else "" if not words.phrases.english else "all",
        "what_after": words.say("fits", what=what) if what else "",
        "what_bare": what,
    }


def _tell_indicators(
    words: Words,
    query: Query,
    chosen: Chosen,
    common: Mapping[str, object],
    longest: int,
    named: str | None = None,
) -> str:
    """Return how many indicators fit, and of which entries they are, each with how many of its own.

    An entry whose target is put in words alone counts as one.
    """
    years = tuple(int(year) for year in values_of(query.where, "year"))
    every = sum(_count_indicators(entry.goals_of(years)) for entry in chosen.total)
    own = [(row, row.goals or row.entry.goals_of(years)) for row in chosen.rows]
    if query.find == "entries":
        listed = [tell_row(words, query, replace(row, goals=goals), len(goals)) for row, goals in own]
        members = words.say("separator").join(listed) if named is None else named
        indicators = sum(_count_indicators(goals) for _, goals in own)
        return words.say("indicators", members=members, indicators=indicators, every=every, **common)
    told = [
        words.say(
            "group_member" if numbers else "group_unnamed",
            name=words.entry(row.entry),
            count=_count_indicators(goals),
            numbers=numbers,
        )
        for row, goals in own
        for numbers in (_name_goals(goals),)
    ]
    members = words.say("separator").join(told) if named is None else named
    if len(members) > longest:
        members = words.short([row.entry for row in chosen.rows])
    indicators = sum(_count_indicators(goals) for _, goals in own)
    return words.say("indicators", members=members, indicators=indicators, every=every, **common)


def _count_indicators(goals: Sequence[Goal]) -> int:
    """Return how many indicators goals are of; that of several years is one, one put in words alone too."""
    return max(1, len({(goal.metric, goal.unit) for goal in goals}))


def _name_goals(goals: Sequence[Goal]) -> str:
    names = dict.fromkeys(goal.metric.replace("\n", "") for goal in goals)
    return "、".join(shorten(name, LONGEST_METRIC) for name in names)


def _is_scope(condition: Condition) -> bool:
    return isinstance(condition, Is) and condition.field in ("kind", "doc")


def _name_document(inquiry: Inquiry, doc: str) -> str:
    name = (
        name_edition(inquiry, doc) if inquiry.editions.plan_of(doc) else inquiry.editions.document(doc).title
    )
    return inquiry.phrases.say("from_edition", editions=shorten(_ASIDE.sub("", name).strip(), _LONGEST_NAME))


def _name_grouping(words: Words, query: Query, chosen: Chosen) -> str:
    """Return by what members are grouped; verdicts by whose word, the document's or that of the figures."""
    own = chosen.own or query.group != "verdict"
    return words.say(f"group_{query.group}" if own else "group_computed")


def _tell_groups(words: Words, query: Query, chosen: Chosen) -> str:
    told = []
    for name, rows in chosen.groups.items():
        numbers = words.short([row.entry for row in rows])
        kind = "status" if chosen.own else "computed"
        verdict = query.group == "verdict" and name
        named = words.say(f"{kind}_{name}") if verdict else words.phrases.agency(name)
        label = shorten(named, _LONGEST_NAME) or words.say("unnamed")
        told.append(words.say("group_member", name=label, count=len(rows), numbers=numbers))
    return words.say("separator").join(told)


def _note(words: Words, query: Query, chosen: Chosen) -> list[str]:
    silent = query.reasons and chosen.rows and not any(row.reason for row in chosen.rows)
    notes = [words.say("no_reason")] if silent else []
    other = "figures" if chosen.official else "official"
    for name, entries in ((f"added_{other}", chosen.added), (f"left_{other}", chosen.left)):
        if entries:
            notes.append(words.say(name, count=len(entries), numbers=words.short(entries)))
    if chosen.unjudged:
        notes.append(words.say("unjudged", count=len(chosen.unjudged), numbers=words.short(chosen.unjudged)))
    return notes


def _cite_rows(
    inquiry: Inquiry, rows: Sequence[Row], citations: list[Citation], figures: list[AnswerFigure]
) -> None:
    """Cite what says that each member is one, its figures, and why it fared so."""
    for row in rows[:_MOST_CITED]:
        if row.field or not row.goals:
            _cite_field(inquiry, row.entry, row.field, citations)
    for row in rows:
        if len(citations) < _MOST_CITED:
            _cite_goals(inquiry, row, citations, figures)
        if row.reason is not None and len(citations) < _MOST_CITED:
            cite_reason(inquiry, row.reason, citations)


def _cite_goals(inquiry: Inquiry, row: Row, citations: list[Citation], figures: list[AnswerFigure]) -> None:
    """Cite the figures that put a member there."""
    for goal in row.goals[:MOST_DETAILS]:
        for evidence in sorted(goal.quotes, key=lambda one: one.role != "actual"):
            position = _place(
                citations, _make_citation(inquiry, row.entry, evidence.field, evidence.place, evidence.quote)
            )
            _state(row.entry, goal, evidence, position, figures)


def _cite_field(inquiry: Inquiry, entry: Entry, key: str, citations: list[Citation]) -> None:
    """Cite the field of an entry that says so; of a project, which is one row of a table, the whole row."""
    record = entry.record
    if record.kind == "project":
        Draft(inquiry.scope.records.documents, citations=citations).cite_row(record)
        return
    item = record.fields.get(key) or next((f for f in record.fields.values() if f.text.strip()), None)
    if item is None:
        return
    document = inquiry.scope.records.documents[record.doc]
    start, end = find_quotable(document, item, 0, min(len(item.text), _LONGEST_QUOTE))
    _place(
        citations,
        _make_citation(inquiry, entry, item.key, item.locate(start, end), item.text[start:end].strip()),
    )


def _make_citation(inquiry: Inquiry, entry: Entry, key: str, place: Place, quote: str) -> Citation:
    file = inquiry.scope.records.documents[entry.doc].file
    no = entry.record.no
    return Citation(entry.doc, file, no, key or None, place.line_start, place.line_end, place.page, quote)


def _place(citations: list[Citation], one: Citation) -> int:
    if one not in citations:
        citations.append(one)
    return citations.index(one)


def _state(entry: Entry, goal: Goal, evidence: Evidence, position: int, figures: list[AnswerFigure]) -> None:
    role: Role | None = (
        "actual" if evidence.role == "actual" else "target" if evidence.role == "target" else None
    )
    if goal.target is None or role is None:
        return
    value = goal.target.actual if role == "actual" else goal.target.target
    if value is None or not evidence.written:
        return
    unit = (goal.target.actual_unit or goal.unit) if role == "actual" else goal.unit
    figures.append(
        AnswerFigure(
            value,
            unit,
            evidence.written,
            goal.year,
            role,
            goal.metric,
            entry.doc,
            entry.record.no,
            evidence.field,
            position,
        )
    )


def _compute_rates(rows: Sequence[Row], figures: Sequence[AnswerFigure]) -> list[AnswerFigure]:
    """Return the rates the members are ranked by before what each was computed from.

    A rate whose operands are more than are shown is not shown either.
    """
    rates: list[AnswerFigure] = []
    for row in rows:
        for goal in row.goals[:1]:
            own = [
                n
                for n, f in enumerate(figures)
                if (f.doc, f.no, f.metric) == (row.entry.doc, row.entry.record.no, goal.metric)
            ]
            shown = len(own) >= 2 and own[1] + len(rates) + 1 < _MOST_FIGURES
            if goal.target is not None and goal.target.rate_pct is not None and shown:
                first = figures[own[0]]
                rates.append(
                    AnswerFigure(
                        goal.target.rate_pct,
                        "%",
                        None,
                        goal.year,
                        "rate",
                        goal.metric,
                        first.doc,
                        first.no,
                        None,
                        None,
                        tuple(own[:2]),
                    )
                )
    moved = len(rates)
    return [replace(r, computed_from=tuple(at + moved for at in r.computed_from)) for r in rates] + list(
        figures
    )
