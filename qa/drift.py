"""Sets over two editions of a plan: what is new, dropped, missed twice, or set higher or lower."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.editions import pair_targets
from ingest.figures.units import convert_unit
from ingest.records import Measure, Place, Plan, Target
from qa.abstaining import Reason, abstain
from qa.answer import Answer
from qa.asked_years import TURNING, read_turn
from qa.conditions import Condition, choose_measures, find_conditions
from qa.cues import load_cues
from qa.drafting import Draft
from qa.inquiry import Inquiry
from qa.question import Question
from qa.wording import write_number

_CHANGES = ("not_raised", "raised", "lowered", "unchanged")
_LONGEST_QUOTE = 160
_MISSED = {"fell_short", "short_by_figures", "annexed"}


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two editions of a plan that are compared, by their documents and years."""

    earlier: str
    later: str
    before: int
    year: int


def name_edition(inquiry: Inquiry, doc: str) -> str:
    """Return what an edition of a plan is called in an answer."""
    plan = inquiry.editions.plan_of(doc)
    document = inquiry.editions.document(doc)
    if plan is None or document.edition is None:
        return document.title or doc
    return inquiry.phrases.say("edition_of", plan=plan.name, year=document.edition)


def name_editions(inquiry: Inquiry, docs: Sequence[str]) -> str:
    """Return what editions are called together; the plan they share is named once."""
    first, *others = docs
    plan = inquiry.editions.plan_of(first)
    names = [name_edition(inquiry, first)]
    for doc in others:
        year = inquiry.editions.document(doc).edition
        shared = plan is not None and inquiry.editions.plan_of(doc) == plan and year is not None
        names.append(inquiry.phrases.say("edition_too", year=year) if shared else name_edition(inquiry, doc))
    return inquiry.phrases.say("and_edition").join(names)


def list_across(inquiry: Inquiry, plans: Sequence[Plan]) -> Answer | None:
    """Answer with a set that two editions of a plan make together; None when none is asked for."""
    question = inquiry.question
    cues = load_cues("editions").found_in(question.plain)
    plan = max(plans, key=lambda p: len(inquiry.editions.by_year(p)))
    by_year = inquiry.editions.by_year(plan)
    turn = read_turn(question.plain, max(by_year)) or _read_new_targets(question, by_year)
    change = next((name for name in _CHANGES if name in question.sets), None)
    asked = cues & {"new", "dropped", "repeated"} or turn
    if len(by_year) < 2 or not (asked or change):
        return None
    pair = _choose_pair(tuple(turn) or question.years, by_year)
    if asked and pair is None and question.years:
        years = inquiry.phrases.join_years(by_year)
        missing = next((y for y in question.years if y not in by_year), question.years[0] - 1)
        return abstain(inquiry, Reason("no_edition", {"year": missing, "editions": years}))
    if pair is None:
        return None
    if "new" in cues or "dropped" in cues:
        return _list_unmatched(inquiry, pair, "new" if "new" in cues else "dropped")
    if change and (question.years or cues & {"across", "repeated"}):
        return _list_drift(inquiry, pair, change)
    return _list_repeated(inquiry, pair, turn) if "repeated" in cues or turn else None


def lack_edition(inquiry: Inquiry) -> Answer | None:
    """Say that a set of two editions is asked for where no plan has two; None where that is not so."""
    found = load_cues("editions").found_in(inquiry.question.plain)
    unmatched = found & {"new", "dropped"} and _speaks_of_nothing_else(inquiry)
    if not (unmatched or {"repeated", "across"} <= found):
        return None
    held = [set(inquiry.editions.by_year(plan)) - {0} for plan in inquiry.editions.plans]
    if not any(held) or any(len(years) > 1 for years in held):
        return None
    years = inquiry.phrases.join_years(set().union(*held))
    return abstain(inquiry, Reason("one_edition", {"editions": years}))


def _speaks_of_nothing_else(inquiry: Inquiry) -> bool:
    """Say whether all that is asked for is what is new or dropped: of 新增預算 the budget may be new."""
    cues, plain = load_cues("editions"), inquiry.question.plain
    told = " ".join(found[0] for name in ("new", "dropped") for found in cues.groups[name].finditer(plain))
    return all(concept.asked in told for concept in inquiry.subject().concepts)


def _read_new_targets(question: Question, by_year: dict[int, str]) -> dict[int, str]:
    """Return the turn of what had no target and has one now, where no year stands beside the words."""
    unset = next((name for name in ("no_target", "qualitative") if name in question.sets), None)
    years = question.years if len(question.years) > 1 else ()
    pair = _choose_pair(years, by_year) if "has_target" in question.sets else None
    return {pair.before: unset, pair.year: "has_target"} if unset and pair else {}


def _choose_pair(years: Sequence[int], by_year: dict[int, str]) -> _Pair | None:
    """Return the editions of the years named; of one year it and the one before, of none the last two."""
    known = sorted(y for y in years if y in by_year)
    if len(years) > 1 and len(known) < 2:
        return None
    if not years:
        known = sorted(by_year)[-2:]
    elif len(known) == 1:
        known = [*sorted(y for y in by_year if y < known[0])[-1:], known[0]]
    if len(known) < 2:
        return None
    before, year = known[0], known[-1]
    return _Pair(by_year[before], by_year[year], before, year)


@dataclass(frozen=True, slots=True)
class _Fitting:
    """The conditions a question sets on the measures of an edition, and where those that fit them stand."""

    conditions: Sequence[Condition]
    places: frozenset[Place]


def _find_fitting(
    inquiry: Inquiry, doc: str, without: Sequence[str] = (), status: str | None = None
) -> _Fitting:
    """Return which measures of an edition fit a question, with the status of its year."""
    scoped = inquiry.within({doc})
    if status:
        sets = scoped.question.sets - TURNING | {status}
        scoped = replace(scoped, question=replace(scoped.question, sets=sets))
    conditions = [c for c in find_conditions(scoped) if c.name not in without]
    return _Fitting(conditions, frozenset(m.place for m in choose_measures(scoped, conditions)))


def _list_unmatched(inquiry: Inquiry, pair: _Pair, way: str) -> Answer:
    """List the measures only one of the editions holds."""
    doc = pair.later if way == "new" else pair.earlier
    fitting = _find_fitting(inquiry, doc, _CHANGES)
    members = []
    for joined in inquiry.editions.join(pair.earlier, pair.later):
        no = joined.after if way == "new" else joined.before
        if no is not None and None in (joined.before, joined.after):
            members.append(inquiry.editions.measure(doc, no))
    members = [m for m in members if m.place in fitting.places]
    names = [inquiry.phrases.say("member", no=m.no, title=inquiry.phrases.title(m)) for m in members]
    return _finish(inquiry, pair, f"across_{way}", names, [(m,) for m in members], ["action"])


def _list_repeated(inquiry: Inquiry, pair: _Pair, turn: Mapping[int, str]) -> Answer | None:
    """List the measures that fit the conditions in both editions; with a turn those of each year."""
    before = _find_fitting(inquiry, pair.earlier, status=turn.get(pair.before))
    after = _find_fitting(inquiry, pair.later, status=turn.get(pair.year))
    if not before.conditions or not after.conditions:
        return None
    both = _find_both(inquiry, pair)
    members = [
        (newer, older)
        for older, newer in both
        if older.place in before.places and newer.place in after.places
    ]
    apart: list[tuple[Measure, Measure]] = []
    if not turn and _asks_targets(inquiry.question) and {c.name for c in after.conditions} & _MISSED:
        apart = [pair for pair in members if _miss_apart(pair[1], pair[0])]
        members = [pair for pair in members if pair not in apart]
    names = [
        inquiry.phrases.say(
            "member_before",
            no=newer.no,
            title=inquiry.phrases.title(newer),
            year=pair.before,
            before=older.no,
        )
        for newer, older in members
    ]
    first, what = (
        inquiry.phrases.join_conditions([c.name for c in fitting.conditions], inquiry.understood.agencies)
        for fitting in (before, after)
    )
    phrase = "across_turned" if turn else "across_repeated"
    fields = [c.field for c in after.conditions]
    found = _finish(inquiry, pair, phrase, names, members, fields, total=len(both), first=first, what=what)
    return replace(found, notes=(*found.notes, *(_note_apart(inquiry, newer) for newer, _ in apart)))


def _asks_targets(question: Question) -> bool:
    """Say whether a list of targets is asked for, not one of measures."""
    return "targets" in load_cues("editions").found_in(question.plain)


def _miss_apart(older: Measure, newer: Measure) -> bool:
    """Say whether two editions of a measure both missed a target, but no target was missed twice."""
    missed = [any(t.verdict == "not_met" for t in m.targets) for m in (older, newer)]
    pairs = pair_targets(older.targets, newer.targets)
    return all(missed) and not any(a.verdict == b.verdict == "not_met" for a, b in pairs)


def _note_apart(inquiry: Inquiry, measure: Measure) -> str:
    title = inquiry.phrases.title(measure)
    return inquiry.phrases.say("missed_apart", no=measure.no, title=title)


def _list_drift(inquiry: Inquiry, pair: _Pair, change: str) -> Answer:
    """List the measures whose own targets of the two years differ as asked."""
    fitting = _find_fitting(inquiry, pair.later, _CHANGES)
    both = _find_both(inquiry, pair)
    members: list[tuple[Measure, Measure]] = []
    names: list[str] = []
    for older, newer in both:
        paired = pair_targets(older.targets, newer.targets)
        shown = [(a, b) for a, b in paired if _changed(a, b) == change]
        if change == "unchanged" and len(shown) < len(paired):
            continue
        if change == "not_raised" and not any(_changed(a, b) == "raised" for a, b in paired):
            shown = paired
        if shown and newer.place in fitting.places:
            members.append((newer, older))
            drift = inquiry.phrases.join([_describe(inquiry, a, b) for a, b in shown])
            names.append(
                inquiry.phrases.say(
                    "member_drift", no=newer.no, title=inquiry.phrases.title(newer), drift=drift
                )
            )
    what = inquiry.phrases.say(f"drift_{change}")
    return _finish(inquiry, pair, "across_drift", names, members, ["target"], total=len(both), what=what)


def _find_both(inquiry: Inquiry, pair: _Pair) -> list[tuple[Measure, Measure]]:
    """Return the measures both editions hold, the earlier's first, in the order of the later edition."""
    measure = inquiry.editions.measure
    return [
        (measure(pair.earlier, joined.before), measure(pair.later, joined.after))
        for joined in inquiry.editions.join(pair.earlier, pair.later)
        if joined.before is not None and joined.after is not None
    ]


def _changed(before: Target, after: Target) -> str:
    if before.target is None or after.target is None:
        return ""
    old = convert_unit(before.target, before.unit, after.unit)
    if old == after.target:
        return "unchanged"
    return "raised" if after.target > old else "lowered"


def _describe(inquiry: Inquiry, before: Target, after: Target) -> str:
    values = (f"{write_number(t.target)}{t.unit}" if t.target is not None else "" for t in (before, after))
    old, new = values
    return inquiry.phrases.say("drift", metric=after.metric, before=old, after=new)


def _finish(
    inquiry: Inquiry,
    pair: _Pair,
    phrase: str,
    names: Sequence[str],
    members: Sequence[Sequence[Measure]],
    fields: Sequence[str],
    **words: object,
) -> Answer:
    """Write a set down; a member is cited in each edition it stands in, and counted by its first."""
    draft = inquiry.draft()
    for member in members:
        for measure in member:
            draft.name(measure)
            _cite(draft, measure, fields)
    plan = inquiry.editions.plan_of(pair.later)
    sentence = inquiry.phrases.say(
        phrase if members else f"{phrase}_none",
        plan=plan.name if plan else "",
        before=pair.before,
        year=pair.year,
        count=len(members),
        members=inquiry.phrases.join(names),
        **words,
    )
    numbers = dict.fromkeys(member[0].no for member in members)
    return draft.finish(inquiry.question.text, "list", sentence, inquiry.understood, list(numbers))


def _cite(draft: Draft, measure: Measure, fields: Sequence[str]) -> None:
    keys = [*fields, *measure.fields]
    item = next((measure.fields[k] for k in keys if k in measure.fields and measure.fields[k].text), None)
    if item:
        draft.cite(measure, item, 0, min(len(item.text), _LONGEST_QUOTE))
