"""Which plan and which of its editions a question is answered from, and saying which it was."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from index.tokens import cut_token_set
from ingest.figures.units import compatible_units
from ingest.records import Measure, Plan, Record
from qa.abstaining import Reason, abstain
from qa.answer import Answer, AnswerFigure, Citation
from qa.answering.choosing import find_meant
from qa.drafting import Draft
from qa.drift import list_across, name_edition, name_editions
from qa.figures import wanted_roles
from qa.inquiry import Inquiry
from qa.mentions import Mention
from qa.question import Question

Ask = Callable[[Inquiry], Answer]
# How much better a measure of another edition must fit than any of the edition asked for.
_ELSEWHERE = 0.1
# How much less of a question's words the latest edition may hold than another and still be asked.
_AS_MUCH = 0.15


def range_over(inquiry: Inquiry, ask: Ask) -> Answer:
    """Answer a question over all plans and editions that are indexed, and say which the answer is from.

    `ask` answers over the documents an inquiry has been limited to. A list is given for each plan it
    may mean; any other question goes to the plan whose records fit best, and there to the edition
    that reports the year asked about, or the latest. An edition that has no answer gives way to the
    others that speak of that year.
    """
    plans = _choose_plans(inquiry)
    if not plans:
        return ask(inquiry)
    if inquiry.question.kind == "list":
        return _list_over(inquiry, plans, ask)
    return _ask_plan(inquiry, plans[0], ask)


def _choose_plans(inquiry: Inquiry) -> Sequence[Plan]:
    editions = inquiry.editions
    if inquiry.named:
        plan = editions.plan_of(inquiry.named[0])
        return [plan] if plan else []
    if inquiry.question.documents == {"midterm"}:
        return []
    if inquiry.question.kind == "list":
        return editions.plans
    if inquiry.question.language == "en" and (meant := find_meant(inquiry)):
        plan = editions.plan_of(meant.doc)
        return [plan] if plan else []
    best = next((plan for r in inquiry.ranked if (plan := editions.plan_of(r.record.doc))), None)
    return [best] if best else []


def _around(inquiry: Inquiry, *docs: str) -> Inquiry:
    """Return the question over some editions, and the texts that are no plans unless a plan is named."""
    return inquiry.within({*docs, *(() if inquiry.named else inquiry.editions.others)})


def _ask_plan(inquiry: Inquiry, plan: Plan, ask: Ask) -> Answer:
    order = _order_editions(inquiry, plan)
    first: Answer | None = None
    for doc in order:
        found = ask(_around(inquiry, doc))
        if not found.abstained:
            return _say_editions(inquiry, _corroborate(inquiry, plan, found))
        first = first or found
    missing = _miss_measure(inquiry, plan)
    return abstain(inquiry, missing) if missing else first or ask(inquiry)


def _miss_measure(inquiry: Inquiry, plan: Plan) -> Reason | None:
    """Say that the edition of the year asked about does not hold the measure that fits best."""
    by_year = inquiry.editions.by_year(plan)
    best = _find_elsewhere(inquiry, plan, [by_year[y] for y in inquiry.question.years if y in by_year])
    if best is None:
        return None
    year = next(y for y in inquiry.question.years if y in by_year)
    return Reason(
        "not_in_edition",
        {
            "doc": by_year[year],
            "edition": name_edition(inquiry, by_year[year]),
            "title": inquiry.phrases.title(best),
            "year": best.edition,
        },
    )


def _order_editions(inquiry: Inquiry, plan: Plan) -> list[str]:
    """Return the editions to ask, best first: those that speak of the year asked about."""
    by_year = inquiry.editions.by_year(plan)
    order = [by_year[year] for year in _order_years(inquiry.question, by_year) if year in by_year]
    latest = [by_year[year] for year in sorted(by_year, reverse=True)]
    order = order or (_order_undated(inquiry, latest) if not inquiry.question.years else latest[:1])
    best = _find_elsewhere(inquiry, plan, order)
    holding = [doc for doc in order if best and inquiry.editions.counterpart(best, doc)]
    return holding if holding and inquiry.question.years else order


def _order_undated(inquiry: Inquiry, latest: Sequence[str]) -> list[str]:
    """Return the editions for a question without a year: the latest that holds about what any holds.

    What an edition holds is how many of the question's words stand in its best record. A question why
    something fell short is of an edition in which it did.
    """
    best = {doc: next((r.record for r in inquiry.ranked if r.record.doc == doc), None) for doc in latest}
    held = {doc: inquiry.share_held(record) if record else 0.0 for doc, record in best.items()}
    most = max(held.values(), default=0.0)
    full = [doc for doc in latest if held[doc] >= most - _AS_MUCH]
    if inquiry.question.kind == "lookup" and "fell_short" in inquiry.question.sets:
        full = [doc for doc in full if _is_missed(inquiry, best[doc])] or full
    return [*full, *(doc for doc in latest if doc not in full)]


def _is_missed(inquiry: Inquiry, record: Record | None) -> bool:
    """Say whether the target of a measure that a question's words fit best was missed."""
    targets = record.targets if isinstance(record, Measure) else ()
    shares = [inquiry.topic.share(cut_token_set(f"{t.text}{t.metric}{t.unit}")) for t in targets]
    return any(
        t.verdict == "not_met" for t, share in zip(targets, shares, strict=True) if share == max(shares)
    )


def _find_elsewhere(inquiry: Inquiry, plan: Plan, order: Sequence[str]) -> Measure | None:
    """Return the measure that fits best when the first of some editions holds nothing like it."""
    best = next((r for r in inquiry.ranked if r.record.doc in plan.docs), None)
    if best is None or not isinstance(best.record, Measure) or inquiry.question.names_measure or not order:
        return None
    rivals = [r.score for r in inquiry.ranked if r.record.doc == order[0]]
    near = max(rivals, default=0.0) > best.score - _ELSEWHERE
    return None if near or inquiry.editions.counterpart(best.record, order[0]) else best.record


def _order_years(question: Question, years: Collection[int]) -> list[int]:
    """Return the editions that speak of the years of a question, the one that reports them first.

    Results stand in the edition of their year, else in the comparison of the next; targets in
    the edition of their year, else in the one before.
    """
    if not question.years:
        return []
    if len(question.years) > 1 or question.kind == "compare":
        inside = sorted((y for y in question.years if y in years), reverse=True)
        beside = sorted({y + 1 for y in question.years} | {y - 1 for y in question.years}, reverse=True)
        return list(dict.fromkeys([*inside, *beside]))
    (year,) = question.years
    targets = wanted_roles(question) & {"target", "next_target"} and "actual" not in question.wants
    return [year, year - 1, year + 1] if targets else [year, year + 1, year - 1]


def _corroborate(inquiry: Inquiry, plan: Plan, found: Answer) -> Answer:
    """Cite a result also where the next edition repeats it, a target where the one before set it.

    Where the two differ, a note says so.
    """
    figure = next((f for f in found.figures if f.as_written and f.no is not None), None)
    named = {(item.doc, item.no) for item in found.items if item.type == "measure"}
    if figure is None or figure.no is None or (figure.doc, figure.no) not in named:
        return found
    editions = inquiry.editions
    measure = editions.measure(figure.doc, figure.no)
    by_year = editions.by_year(plan)
    draft = Draft(inquiry.scope.records.documents, list(found.figures), list(found.citations))
    notes = list(found.notes)
    for year in ((measure.edition or 0) + 1, (measure.edition or 0) - 1):
        other = editions.counterpart(measure, by_year[year]) if year in by_year else None
        if other is None:
            continue
        repeated = [_find_repeated(inquiry, other, stated) for stated in found.figures]
        first = repeated[found.figures.index(figure)]
        if first:
            draft.cite(other, first.field, *first.quoted())
        alone = [f for f, mention in zip(found.figures, repeated, strict=True) if mention is None]
        notes += _note_differences(inquiry, measure, other, [f for f in alone if _speaks_of(other, f)])
    return replace(found, citations=tuple(draft.citations), notes=tuple(dict.fromkeys(notes)))


def _find_repeated(inquiry: Inquiry, other: Measure, figure: AnswerFigure) -> Mention | None:
    """Return where another edition states the amount of a figure for its year."""
    for mention in inquiry.mentions_of(other):
        same = mention.figure.value == figure.value and mention.year == figure.year
        if same and compatible_units(mention.figure.unit, figure.unit):
            return mention
    return None


def _speaks_of(other: Measure, figure: AnswerFigure) -> bool:
    """Say whether an edition states figures of the year and kind of one: to its year, targets beyond."""
    if figure.as_written is None or figure.year is None or other.edition is None:
        return False
    last = other.edition + (figure.role in ("target", "next_target"))
    return other.edition - 1 <= figure.year <= last


def _note_differences(
    inquiry: Inquiry, one: Measure, other: Measure, figures: Sequence[AnswerFigure]
) -> list[str]:
    """Say which other value an edition gives for a figure of the answer."""
    if not figures:
        return []
    older, newer = sorted((one, other), key=lambda m: m.edition or 0)
    written = {(f.year, "".join((f.as_written or "").split())) for f in figures}
    return [
        inquiry.phrases.say(
            "differs_elsewhere",
            year=revision.year,
            name=revision.name,
            edition=newer.edition,
            stated=revision.contradiction.stated,
            other=older.edition,
            expected=revision.contradiction.expected,
        )
        for revision in inquiry.editions.differences(one, other)
        if written & {(revision.year, words) for words in revision.words}
    ]


def tell_source(inquiry: Inquiry, found: Answer) -> Answer:
    """Return an answer from editions of a plan with which they are, and where another repeats its figures."""
    figure = next((f for f in found.figures if f.as_written and f.no is not None), None)
    plan = inquiry.editions.plan_of(figure.doc) if figure is not None else None
    return _say_editions(inquiry, _corroborate(inquiry, plan, found) if plan is not None else found)


def _say_editions(inquiry: Inquiry, found: Answer) -> Answer:
    """Put before an answer which editions it is from."""
    named = [item.doc for item in found.items] + [c.doc for c in found.citations[:1]]
    figures = [f.doc for f in found.figures]
    docs = dict.fromkeys(doc for doc in (figures or named) if inquiry.editions.plan_of(doc))
    if not docs or found.abstained:
        return found
    names = name_editions(inquiry, list(docs))
    return replace(found, answer=inquiry.phrases.say("from_edition", editions=names) + found.answer)


def _list_over(inquiry: Inquiry, plans: Sequence[Plan], ask: Ask) -> Answer:
    """Answer with the list of each plan and edition asked about, each under its name."""
    across = list_across(inquiry, plans)
    if across:
        return across
    if inquiry.ranked and inquiry.ranked[0].record.kind in ("kpi", "project"):
        found = ask(_around(inquiry, *_list_editions(inquiry, plans[0])[:1]))
        if any(item.type in ("kpi", "project") for item in found.items):
            return found
    years = _list_years(inquiry.question)
    # What reports the year asked about goes before what only sets targets for it.
    reporting = [p for p in plans if any(year in inquiry.editions.by_year(p) for year in years)]
    docs = [doc for plan in reporting or plans for doc in _list_editions(inquiry, plan)]
    parts = [_say_list(inquiry, ask(inquiry.within({doc})), doc) for doc in docs]
    answered = [part for part in parts if not part.abstained]
    full = [part for part in answered if part.measures] or answered[:1]
    if not full:
        return parts[0]
    if not inquiry.question.years and not any(part.measures for part in full):
        full += _list_earlier(inquiry, plans, docs, ask)
    return _join_lists(full)


def _list_earlier(inquiry: Inquiry, plans: Sequence[Plan], asked: Sequence[str], ask: Ask) -> list[Answer]:
    """Return the list of the last edition that has one, where the latest has nothing that fits."""
    for plan in plans:
        for doc in reversed(inquiry.editions.by_year(plan).values()):
            found = None if doc in asked else ask(inquiry.within({doc}))
            if found and found.measures:
                return [_say_list(inquiry, found, doc)]
    return []


def _say_list(inquiry: Inquiry, found: Answer, doc: str) -> Answer:
    if found.abstained:
        return found
    said = inquiry.phrases.say("from_edition", editions=name_edition(inquiry, doc))
    return replace(found, answer=said + found.answer)


def _list_years(question: Question) -> tuple[int, ...]:
    """Return the years a list is asked for; what did worse than the year before is of the later year."""
    years = question.years
    return (max(years),) if "declined" in question.sets and years else years


def _list_editions(inquiry: Inquiry, plan: Plan) -> list[str]:
    """Return the editions a list is taken from: those of the years asked about, else the latest."""
    by_year = inquiry.editions.by_year(plan)
    years = _list_years(inquiry.question)
    inside = [by_year[year] for year in sorted(years, reverse=True) if year in by_year]
    before = [by_year[year - 1] for year in years if year - 1 in by_year]
    return inside or before[-1:] or [list(by_year.values())[-1]]


def _join_lists(parts: Sequence[Answer]) -> Answer:
    if len(parts) == 1:
        return parts[0]
    citations: list[Citation] = [c for part in parts for c in part.citations]
    return replace(
        parts[0],
        answer=" ".join(part.answer for part in parts),
        briefs=tuple(brief for part in parts for brief in part.briefs),
        measures=tuple(dict.fromkeys(no for part in parts for no in part.measures)),
        items=tuple(item for part in parts for item in part.items),
        citations=tuple(dict.fromkeys(citations)),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
    )
