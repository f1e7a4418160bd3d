"""Sets: every measure that fits, from the records, never the nearest few."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.passages import cut_sentences
from index.tokens import cut_tokens, fold_text
from ingest.records import Measure, Target
from qa.answer import Answer
from qa.drafting import Draft
from qa.inquiry import Inquiry
from qa.question import Question, read_rate_limit

Test = Callable[[Measure], bool]
_TOGETHER = re.compile(r"都有|共同|一起|兩者|\bboth\b|\btogether\b|\bjointly\b")
_STRATEGY = re.compile(r"策略|\bstrateg")
_NAMES_STRATEGY = 0.4
_NONE = ("無", "", "未設定", "－", "-")
_SUPPORTING = "協辦"
_STRATEGY_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on measures: its name in phrases.toml, the test, and the field that shows it."""

    name: str
    test: Test
    field: str


def find_conditions(inquiry: Inquiry) -> list[Condition]:
    """Return the conditions a question sets; a measure of the set fits all of them."""
    question = inquiry.question
    annexed = {r.measure for r in inquiry.others if r.kind == "annex"}
    conditions = _status_conditions(question, annexed)
    conditions += _change_conditions(question)
    limit = read_rate_limit(question.plain)
    if limit is not None and not question.sets & {"raised", "lowered"}:
        rates = _stated_rates if "stated" in question.sets else _rates
        conditions.append(
            Condition(
                "rate", lambda m: _reaches(rates(inquiry, m), Decimal(str(limit)), question), "comparison"
            )
        )
    if question.strategy:
        numeral = _to_numeral(question.strategy)
        conditions.append(
            Condition("strategy", lambda m: m.text("strategy").startswith(f"{numeral}、"), "strategy")
        )
    elif _STRATEGY.search(question.plain):
        named = _find_strategy(inquiry)
        if named:
            conditions.append(Condition("strategy", lambda m: m.text("strategy") == named, "strategy"))
    if "supporting" in question.sets and not inquiry.agencies:
        conditions.append(Condition("supporting", lambda m: _SUPPORTING in m.text("agencies"), "agencies"))
    if inquiry.agencies:
        tests = [_agency_test(question, names) for names in inquiry.agencies]
        together = all if _TOGETHER.search(question.plain) else any
        if "not_agency" in question.sets:
            conditions.append(
                Condition("not_agency", lambda m: not any(test(m) for test in tests), "agencies")
            )
        else:
            conditions.append(Condition("agency", lambda m: together(test(m) for test in tests), "agencies"))
    return conditions


def _find_strategy(inquiry: Inquiry) -> str | None:
    """Return the strategy whose words a question names best; None when it names none."""
    topic = inquiry.subject().known()
    shares = {
        m.text("strategy"): topic.share(frozenset(cut_tokens(m.text("strategy")))) for m in inquiry.measures
    }
    best = max(shares, key=lambda text: shares[text], default=None)
    return best if best and shares[best] >= _NAMES_STRATEGY else None


def _status_conditions(question: Question, annexed: set[int | None]) -> list[Condition]:
    tests: dict[str, tuple[Test, str]] = {
        "no_target": (lambda m: _has_no_target(m), "target"),
        "qualitative": (
            lambda m: bool(m.targets) and all(t.target is None for t in m.targets) and not _has_no_target(m),
            "target",
        ),
        "not_reported": (lambda m: any(t.verdict == "not_reported" for t in m.targets), "result"),
        "no_highlights": (lambda m: m.text("highlights").strip(" 。.") in _NONE, "highlights"),
        "ongoing": (lambda m: m.official_status == "ongoing", "control_note"),
        "fell_short": (lambda m: fell_short(m, annexed), "control_note"),
        "met": (lambda m: m.official_status == "met", "control_note"),
    }
    if "not_short" in question.sets:
        return [Condition("not_short", lambda m: not fell_short(m, annexed), "control_note")]
    for name, (test, key) in tests.items():
        if name in question.sets:
            return [Condition(name, test, key)]
    return []


def _change_conditions(question: Question) -> list[Condition]:
    if "not_raised" in question.sets:
        return [
            Condition(
                "not_raised",
                lambda m: _changed(m, "", False) and not _changed(m, "raised", False),
                "next_target",
            )
        ]
    for name, change in (("lowered", "lowered"), ("raised", "raised"), ("unchanged", "same")):
        if name in question.sets:
            every = name == "unchanged"
            return [Condition(name, lambda m, c=change, e=every: _changed(m, c, e), "next_target")]  # type: ignore[misc]
    if "declined" in question.sets:
        return [Condition("declined", _declined, "comparison")]
    return []


def fell_short(measure: Measure, annexed: set[int | None]) -> bool:
    """Say whether a measure officially fell short: by its status, or because the annex lists it."""
    return measure.no in annexed or measure.official_status in ("not_met", "partly_met")


def _has_no_target(measure: Measure) -> bool:
    return measure.text("target").strip(" 。.") in _NONE


def _changed(measure: Measure, change: str, every: bool) -> bool:
    """Say whether targets with a number changed so next year; with no change named, whether there are any."""
    changes = [t.change for t in measure.next_targets if t.target is not None]
    if not change:
        return bool(changes)
    return bool(changes) and (all(c == change for c in changes) if every else change in changes)


def _declined(measure: Measure) -> bool:
    return any(_pair(t) and t.actual < t.previous for t in measure.targets)  # type: ignore[operator]


def _pair(target: Target) -> bool:
    return target.actual is not None and target.previous is not None


def _rates(inquiry: Inquiry, measure: Measure) -> list[Decimal]:
    return [t.rate_pct for t in measure.targets if t.rate_pct is not None]


def _stated_rates(inquiry: Inquiry, measure: Measure) -> list[Decimal]:
    mentions = inquiry.mentions_of(measure)
    return [m.figure.value for m in mentions if m.role == "rate" and m.year == measure.edition]


def _reaches(rates: Sequence[Decimal], limit: Decimal, question: Question) -> bool:
    below = any(
        word in question.plain for word in ("以下", "低於", "不到", "未滿", "below", "under", "less than")
    )
    strict = any(
        word in question.plain for word in ("超過", "高於", "大於", "more than", "over", "above", "exceed")
    )
    if below:
        return any(rate < limit for rate in rates)
    return any(rate > limit if strict else rate >= limit for rate in rates)


def _agency_test(question: Question, names: tuple[str, ...]) -> Test:
    folded = {fold_text(name) for name in names}

    def test(measure: Measure) -> bool:
        every = {fold_text(a) for a in measure.agencies}
        lead = {fold_text(a) for a in measure.lead_agencies}
        if "alone" in question.sets:
            return bool(lead & folded or every & folded) and len(lead) == 1 and every - folded <= lead
        if "any_role" in question.sets or {"lead", "supporting"} <= question.sets:
            return bool(every & folded)
        if "supporting" in question.sets:
            return bool((every - lead) & folded)
        return bool((lead if "lead" in question.sets else every) & folded)

    return test


def _to_numeral(strategy: str) -> str:
    if not strategy.isdecimal():
        return strategy
    number = int(strategy)
    return _STRATEGY_DIGITS[number] if number <= 10 else f"十{_STRATEGY_DIGITS[number - 10]}"


def list_measures(inquiry: Inquiry) -> Answer:
    """Answer with every measure that fits, their number, and out of how many.

    A question that sets no condition on records asks for the measures that speak of its subject.
    """
    conditions = find_conditions(inquiry)
    missing = _miss_year(inquiry, conditions)
    if missing:
        return inquiry.abstain(missing)
    members = [m for m in inquiry.measures if all(c.test(m) for c in conditions)]
    fields = [c.field for c in conditions]
    topical = _mentioning(inquiry, members, conditions)
    if topical is not None:
        members, fields = topical, [*fields, ""]
    if not conditions and topical is None:
        subject = " ".join(c.asked for c in inquiry.subject().concepts) or inquiry.question.text
        return inquiry.abstain(inquiry.phrases.say("no_subject", subject=subject, title="—"))
    draft = inquiry.draft()
    if any(c.name == "fell_short" for c in conditions):
        draft.notes += _note_further(inquiry, members)
    for measure in members:
        draft.name(measure)
        _cite_member(inquiry, draft, measure, fields)
    return draft.finish(
        inquiry.question.text,
        "list",
        _write(inquiry, members, conditions, topical is not None),
        inquiry.understood,
        [m.no for m in members],
    )


def _miss_year(inquiry: Inquiry, conditions: Sequence[Condition]) -> str | None:
    """Say that the results a set is to be judged by are of another year than the texts report."""
    years, editions = inquiry.question.years, {m.edition for m in inquiry.measures if m.edition}
    judged = any(c.name in ("fell_short", "not_short", "met", "not_reported", "rate") for c in conditions)
    if not judged or not years or editions & set(years):
        return None
    edition = max(editions, default=years[0])
    return inquiry.phrases.say(
        "no_year", year=years[0], before=edition - 1, edition=edition, after=edition + 1
    )


def _mentioning(
    inquiry: Inquiry, members: Sequence[Measure], conditions: Sequence[Condition]
) -> list[Measure] | None:
    """Narrow a set to the measures that speak of what else the question names; None when nothing is left.

    With a condition such as a reason, only the fields that give it are looked at.
    """
    if conditions and "mentioning" not in inquiry.question.sets:
        return None
    topic = inquiry.subject().known()
    if not topic.concepts:
        return None
    keys = ("control_note", "comparison", "note", "result") if conditions else ()
    annex = {r.measure: r for r in inquiry.others if r.kind == "annex"}
    found = []
    for measure in members:
        texts = [item.text for key, item in measure.fields.items() if not keys or key in keys]
        if conditions and measure.no in annex:
            texts = [measure.text("control_note"), *(item.text for item in annex[measure.no].fields.values())]
        if topic.share(frozenset(cut_tokens(" ".join(texts)))) >= 0.6:
            found.append(measure)
    return found


def _note_further(inquiry: Inquiry, members: Sequence[Measure]) -> list[str]:
    """Say which other measures fell short by their own figures, and which cannot be judged by them."""
    listed = {m.no for m in members}
    notes = []
    for verdict in ("not_met", "not_reported"):
        found = [
            m for m in inquiry.measures if m.no not in listed and any(t.verdict == verdict for t in m.targets)
        ]
        if found:
            names = [inquiry.phrases.say("member", no=m.no, title=inquiry.phrases.title(m)) for m in found]
            notes.append(inquiry.phrases.say(f"further_{verdict}", members=inquiry.phrases.join(names)))
    return notes


def _cite_member(inquiry: Inquiry, draft: Draft, measure: Measure, fields: Sequence[str]) -> None:
    for key in fields:
        item = measure.fields.get(key)
        if item and item.text:
            draft.cite(measure, item, 0, min(len(item.text), 160))
            return
    found = [
        (inquiry.subject().known().share(frozenset(cut_tokens(item.text[start:end]))), item, start, end)
        for item in measure.fields.values()
        for start, end in cut_sentences(item.text)
    ]
    best = max(found, key=lambda part: part[0], default=None)
    if best and best[0] > 0:
        draft.cite(measure, *best[1:])
        return
    item = next(iter(measure.fields.values()))
    draft.cite(measure, item, 0, min(len(item.text), 160))


def _write(
    inquiry: Inquiry, members: Sequence[Measure], conditions: Sequence[Condition], topical: bool
) -> str:
    phrases = inquiry.phrases
    what = phrases.join_conditions([c.name for c in conditions] + (["topic"] if topical else []))
    total = len(inquiry.measures)
    if not members:
        return phrases.say("list_empty", total=total, whole=phrases.say("measures"), what=what)
    names = [phrases.say("member", no=m.no, title=phrases.title(m)) for m in members]
    return phrases.say(
        "list",
        count=len(members),
        total=total,
        whole=phrases.say("measures"),
        what=what,
        members=phrases.join(names),
    )
