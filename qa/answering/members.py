"""The members of a list with what puts them there: figure, target, rate, gap, reason and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.records import Evidence, Place, Record
from qa.answer import Answer, Item
from qa.answering.overview import measure_gap
from qa.answering.tellings import Telling
from qa.finding.entries import Entry
from qa.finding.goals import Goal
from qa.query import And, Bound, Condition, Is, Not, Or, conditions_of

_VERDICTS = {"partly_met": "not_met"}
_MISSED = ("not_met", "partly_met")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a member fell short: the words that tell it, all that is said around them, and where.

    `citation` is the position of the answer's own citation of it, None where it has none.
    """

    words: str
    whole: str
    place: Place
    citation: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a list with one of its targets or sums, None where the list is not about any.

    `citation` is the position of the answer's own citation of it, None where it has none.
    """

    record: Record
    goal: Goal | None
    gap: Decimal | None
    reason: Reason | None
    place: Place
    quote: str
    citation: int | None


def list_members(
    answer: Answer,
    entries: Sequence[Entry],
    records: Sequence[Record],
    find_reason: Callable[[Record, frozenset[int | None]], Telling | None],
) -> list[Member]:
    """Return a row for each target that puts a member into a list, else for the member itself.

    `records` are the members in the order of the answer, `entries` those of their documents; `find_reason`
    finds why one fared in some years as it did, which is asked of those that fell short.
    """
    known = {(entry.kind, entry.doc, entry.record.no): entry for entry in entries}
    told = {(figure.doc, figure.no, figure.metric, figure.year) for figure in answer.figures}
    members = []
    for record in records:
        entry = known.get((record.kind, record.doc, record.no))
        goals: list[Goal | None] = list(_choose_goals(answer, entry, told)) if entry else []
        for goal in goals or [None]:
            short = _is_short(answer, entry, goal)
            why = find_reason(record, _list_years(answer, record, goal)) if short else None
            members.append(_make_member(answer, record, goal, _make_reason(answer, why)))
    return members


def name_members(answer: Answer) -> tuple[Item, ...]:
    """Return the members of an answer that is a list; none where it is none."""
    return () if answer.abstained or answer.kind != "list" else answer.items


def _choose_goals(
    answer: Answer, entry: Entry, told: set[tuple[str, int | None, str, int | None]]
) -> Iterator[Goal]:
    conditions = [] if answer.query is None else list(_walk(answer.query.where))
    verdicts = {
        _VERDICTS.get(str(value), str(value))
        for one in conditions
        if isinstance(one, Is) and one.field in ("verdict", "computed", "status")
        for value in one.values
    }
    goals = entry.goals_of(answer.understood.years)
    if answer.query is None and entry.official(answer.understood.years) in ("not_met", "partly_met"):
        # Without conditions to go by, what a member is said to have missed is what tells most of it.
        verdicts = {"not_met"}
    ranked = answer.query is not None and answer.query.order is not None
    bound = any(isinstance(one, Bound) for one in conditions)
    for goal in goals:
        named = (entry.doc, entry.record.no, goal.metric, goal.year) in told
        judged = goal.verdict in verdicts
        whole = entry.kind in ("kpi", "budget") and not verdicts and not ranked and not bound
        if named or whole or (judged and not ranked):
            yield goal


def _walk(where: Condition | None) -> Iterator[Condition]:
    """Yield the conditions a query sets, those it denies left out."""
    for one in conditions_of(where):
        if isinstance(one, And | Or):
            for item in one.items:
                yield from _walk(item)
        elif not isinstance(one, Not):
            yield one


def _is_short(answer: Answer, entry: Entry | None, goal: Goal | None) -> bool:
    """Say whether a member fell short, by its figures or by what the document says of it."""
    if goal is not None and goal.verdict:
        return goal.verdict in _MISSED
    return entry is not None and entry.official(answer.understood.years) in _MISSED


def _list_years(answer: Answer, record: Record, goal: Goal | None) -> frozenset[int | None]:
    return frozenset({goal.year} if goal else answer.understood.years or {record.edition})


def _make_reason(answer: Answer, told: Telling | None) -> Reason | None:
    if told is None:
        return None
    place = told.field.locate(told.start, told.end)
    # Around a sentence of running text stands what is said of others.
    whole = told.text if "text" in told.record.fields else told.field.text
    words = " ".join(told.text.split())
    return Reason(words, whole.strip(), place, _find_citation(answer, told.record, place, words))


def _make_member(answer: Answer, record: Record, goal: Goal | None, reason: Reason | None) -> Member:
    evidence = _choose_evidence(goal)
    place = evidence.place if evidence else record.place
    gap = measure_gap(goal.target) if goal and goal.target else None
    quote = evidence.quote if evidence else record.title
    return Member(
        record,
        goal,
        gap,
        reason,
        place,
        quote,
        _find_citation(answer, record, place, quote),
    )


def _choose_evidence(goal: Goal | None) -> Evidence | None:
    quotes = goal.quotes if goal else ()
    return next((one for one in quotes if one.role == "actual"), quotes[0] if quotes else None)


def _find_citation(answer: Answer, record: Record, place: Place, quote: str) -> int | None:
    """Return the answer's citation of these lines: of the words themselves, else of more that is there."""
    own = [
        (at, one)
        for at, one in enumerate(answer.citations)
        if one.doc == place.doc and one.line_start <= place.line_start <= one.line_end
    ]
    words = "".join(quote.split())
    same = [at for at, one in own if words and words in "".join(one.quote.split())]
    return next(iter((*same, *(at for at, one in own if one.no == record.no))), None)
