"""What leads on from an answer: why, by agency, another year, the next target; what has an answer alone."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from ingest.figures.years import ROC_OFFSET
from ingest.records import Measure, Record
from qa.answer import Answer
from qa.query import Query
from qa.query_parts import change_role, change_year, group_by_agency
from qa.restating import change_year as change_year_in

Kind = Literal["why", "agency", "year", "next"]
# What is asked is a question, or the query of an answer that comes from one itself.
Asked = str | Query
_MOST_YEARS = 2
_MARKS = "?？。．. \n"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What leads on, and what of it differs; `year` is the other year it asks for."""

    kind: Kind
    asked: Asked
    year: int | None = None


def suggest(
    answer: Answer,
    ask: Callable[[Asked], Answer],
    records: Sequence[Record],
    years: Sequence[int],
    docs: frozenset[str],
    query: Query | None = None,
) -> Iterator[FollowUp]:
    """Yield what leads on from an answer and what `ask` answers from the same plan.

    `records` are what the answer rests on, `years` those its documents speak of, `docs` the documents of
    its plan, `query` what was asked in place of a question: what leads on from it is a query too, so that
    none of its conditions is lost. Each is asked before it is offered, for what cannot be answered is not;
    one that what the answer rests on rules out is not asked either, because asking costs as much as the
    answer did.
    """
    if answer.abstained:
        return
    for question in _ask_why(answer, records):
        found = ask(question)
        if found.kind == "lookup" and _is_answered(found, docs):
            yield FollowUp("why", question)
    for asked in _ask_by_agency(answer, records, query):
        if _is_grouped(answer, ask(asked), docs):
            yield FollowUp("agency", asked)
    offered = 0
    for year in _order_years(answer, years):
        for asked in _ask_of_year(answer, query, year):
            if offered < _MOST_YEARS and _is_of_year(answer, found := ask(asked), year, docs):
                offered += 1
                yield FollowUp("next" if _sets_only(answer, found) else "year", asked, year)
                break


def _ask_why(answer: Answer, records: Sequence[Record]) -> Iterator[str]:
    """Yield why the one entry an answer rests on fell short, where it did."""
    if answer.kind == "list" or not records or not isinstance(records[0], Measure):
        return
    asked = answer.understood.years
    for target in records[0].targets:
        if target.verdict == "not_met" and (not asked or target.year in asked):
            form = "why" if records[0].kind == "measure" else "why_title"
            year, title = target.year, records[0].title
            no = records[0].written_no or records[0].no
            yield _say(form, answer, year=year, western=year + ROC_OFFSET, no=no, title=title)
            return


def _ask_by_agency(answer: Answer, records: Sequence[Record], query: Query | None) -> Iterator[Asked]:
    """Yield how to ask by agency what an answer tells as one, where that may be."""
    if query is not None:
        if (grouped := group_by_agency(query)) is not None:
            yield grouped
    elif answer.kind == "list" or _may_be_shared(answer, records):
        yield _say("agency" if answer.kind == "list" else "shares", answer)


def _ask_of_year(answer: Answer, query: Query | None, year: int) -> Iterator[Asked]:
    """Yield how to ask for another year; of one to come there may be a target alone."""
    if query is None:
        yield change_year_in(answer.question, year)
    # A question that is not understood of another year may have a query that is.
    own = query or answer.query
    if own is not None and (changed := change_year(own, year)) is not None:
        yield changed
        if (wanted := change_role(changed, "target")) is not None and wanted != changed:
            yield wanted


def _sets_only(answer: Answer, found: Answer) -> bool:
    """Say whether what is found for another year is a target, where the answer gave a result."""
    told = [{figure.role for figure in one.figures} for one in (answer, found)]
    return "actual" in told[0] and "target" in told[1] and "actual" not in told[1]


def _may_be_shared(answer: Answer, records: Sequence[Record]) -> bool:
    """Say whether figures may be told by agency: those of an answer, or its targets, are of several."""
    targets = (target for record in records if isinstance(record, Measure) for target in record.targets)
    of = {figure.scope for figure in answer.figures} | {target.agency for target in targets}
    return bool(answer.figures) and len(of - {None}) > 1


def _order_years(answer: Answer, years: Sequence[int]) -> list[int]:
    """Return the other years to ask for: those beside the one asked for first; none where it is not one."""
    asked = answer.understood.years
    if len(asked) != 1:
        return []
    others = (year for year in set(years) if year != asked[0])
    return sorted(others, key=lambda year: (abs(year - asked[0]), -year))


def _is_answered(found: Answer, docs: frozenset[str]) -> bool:
    held = {item.doc for item in found.items} | {figure.doc for figure in found.figures}
    return not found.abstained and not found.not_understood and bool(held) and held <= docs


def _is_grouped(answer: Answer, found: Answer, docs: frozenset[str]) -> bool:
    """Say whether an answer tells by agency what another told as one: the same members, or several shares."""
    if not _is_answered(found, docs) or found.kind != answer.kind:
        return False
    if answer.kind == "list":
        before = answer.query.group if answer.query else None
        after = found.query.group if found.query else None
        return before is None and after == "agency" and set(found.measures) == set(answer.measures)
    shares = [{figure.scope for figure in one.figures} - {None} for one in (answer, found)]
    return len(shares[1]) > 1 and shares[0] != shares[1] and set(found.measures) == set(answer.measures)


def _is_of_year(answer: Answer, found: Answer, year: int, docs: frozenset[str]) -> bool:
    """Say whether an answer gives for a year what another gave for its own."""
    if not _is_answered(found, docs) or found.kind != answer.kind:
        return False
    if found.kind == "list":
        return bool(found.items)
    return bool(found.figures) and all(figure.year == year for figure in found.figures[:1])


def _say(name: str, answer: Answer, **values: object) -> str:
    language = "en" if answer.understood.language == "en" else "zh"
    asked = answer.question.strip().rstrip(_MARKS)
    return _forms()[name][language].format(asked=asked, rest=asked.partition(" ")[2], **values)


@cache
def _forms() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
