"""The conditions a question sets on measures: status, change, rate, strategy, agency."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from index.tokens import cut_token_set, fold_text
from ingest.figures.digits import read_chinese
from ingest.records import Measure
from qa.cues import load_cues
from qa.inquiry import Inquiry
from qa.question import Question, read_rate_limit

Test = Callable[[Measure], bool]
_NAMES_STRATEGY = 0.4
_PERCENTAGE = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*%")
_LONGEST = 30
_SIGN = re.compile(r"[%％﹪]|百分之")
_IN_WORDS = re.compile(r"百分之|[零〇一二三四五六七八九十百千萬]\s*%")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on measures: its name in phrases.toml, the field that shows it, and what it asks.

    That is either a test, or traits a measure must have and lack, by which the index chooses.
    """

    name: str
    field: str
    test: Test | None = None
    wanted: frozenset[str] = frozenset()
    unwanted: frozenset[str] = frozenset()


def find_conditions(inquiry: Inquiry) -> list[Condition]:
    """Return the conditions a question sets; a measure of the set fits all of them."""
    question = inquiry.question
    conditions = _status_conditions(question.sets)
    conditions += _change_conditions(question.sets)
    bounds = load_cues("bounds").found_in(question.plain)
    limit = read_rate_limit(question.plain)
    if limit is not None and not question.sets & {"raised", "lowered"}:
        conditions.append(_ask_rate(inquiry, Decimal(str(limit))))
    if question.strategy:
        number = read_number(question.strategy)
        conditions.append(
            Condition("strategy", "strategy", lambda m: number_strategy(m.text("strategy")) == number)
        )
    elif "strategy" in bounds:
        named = _find_strategy(inquiry)
        if named:
            conditions.append(Condition("strategy", "strategy", lambda m: m.text("strategy") == named))
    if "supporting" in question.sets and not inquiry.agencies:
        conditions.append(
            Condition("supporting", "agencies", lambda m: len(m.agencies) > 0 and _has_supporters(m))
        )
    if inquiry.agencies:
        tests = [_agency_test(question, names) for names in inquiry.agencies]
        together = all if "together" in bounds else any
        if "not_agency" in question.sets:
            conditions.append(
                Condition("not_agency", "agencies", lambda m: not any(test(m) for test in tests))
            )
        else:
            conditions.append(Condition("agency", "agencies", lambda m: together(test(m) for test in tests)))
    return conditions


def _find_strategy(inquiry: Inquiry) -> str | None:
    """Return the strategy whose words a question names best; None when it names none."""
    topic = inquiry.subject().known()
    shares = {text: topic.share(cut_token_set(text)) for text in inquiry.scope.strategies()}
    best = max(shares, key=lambda text: shares[text], default=None)
    return best if best and shares[best] >= _NAMES_STRATEGY else None


def _ask_trait(trait: str, field: str) -> Condition:
    return Condition(trait, field, wanted=frozenset({trait}))


_STATUS_FIELDS = {
    "no_target": "target",
    "has_target": "target",
    "qualitative": "target",
    "not_reported": "result",
    "no_highlights": "highlights",
    "ongoing": "control_note",
    "fell_short": "control_note",
    "met": "control_note",
}


def _status_conditions(sets: Set[str]) -> list[Condition]:
    listed = _annex_conditions(sets)
    if listed or "short_by_figures" in sets:
        return listed + _figure_conditions(sets)
    if "not_short" in sets:
        return [Condition("not_short", "control_note", unwanted=frozenset({"fell_short"}))]
    named = ((name, field) for name, field in _STATUS_FIELDS.items() if name in sets)
    return [_ask_trait(name, field) for name, field in list(named)[:1]]


def _annex_conditions(sets: Set[str]) -> list[Condition]:
    """Return what a question asks of the annex of missed targets, apart from what the measures say."""
    if "not_annexed" in sets:
        return [Condition("not_annexed", "control_note", unwanted=frozenset({"annexed"}))]
    if "annexed" in sets:
        return [_ask_trait("annexed", "control_note")]
    return []


def _figure_conditions(sets: Set[str]) -> list[Condition]:
    """Return what a question asks of the verdicts by the figures, beside what is official."""
    missed = sets & {"fell_short", "short_by_figures"}
    if "short_by_figures" not in sets and not ("not_annexed" in sets and missed):
        return []
    conditions = [_ask_trait("short_by_figures", "result")]
    if "officially_met" in sets:
        conditions.append(_ask_trait("met", "control_note"))
    return conditions


def _change_conditions(sets: Set[str]) -> list[Condition]:
    if "not_raised" in sets:
        return [
            Condition("not_raised", "next_target", None, frozenset({"retargeted"}), frozenset({"raised"}))
        ]
    for name in ("lowered", "raised", "unchanged"):
        if name in sets:
            return [_ask_trait(name, "next_target")]
    return [_ask_trait("declined", "comparison")] if "declined" in sets else []


def choose_measures(
    inquiry: Inquiry,
    conditions: Sequence[Condition],
    wanted: Collection[str] = (),
    unwanted: Collection[str] = (),
) -> Sequence[Measure]:
    """Return the measures that fit all conditions, have some traits and lack others, in their order."""
    wanted = frozenset(wanted).union(*(c.wanted for c in conditions))
    unwanted = frozenset(unwanted).union(*(c.unwanted for c in conditions))
    tests = [c.test for c in conditions if c.test]
    chosen = inquiry.scope.measures(wanted, unwanted)
    return [m for m in chosen if all(test(m) for test in tests)] if tests else chosen


def _ask_rate(inquiry: Inquiry, limit: Decimal) -> Condition:
    """Return the condition that a rate reaches a limit: one the text states, or one computed of a target."""
    reaches = _read_bound(inquiry.question, limit)
    if "stated" not in inquiry.question.sets:
        return Condition("rate", "comparison", lambda m: any(map(reaches, _list_rates(m))))

    def states(measure: Measure) -> bool:
        return _may_state(measure, reaches) and any(map(reaches, _list_stated_rates(inquiry, measure)))

    return Condition("rate", "comparison", states)


def _read_bound(question: Question, limit: Decimal) -> Callable[[Decimal], bool]:
    bounds = load_cues("bounds").found_in(question.plain)
    if "exact" in bounds:
        return lambda rate: rate == limit
    if "below" in bounds:
        return lambda rate: rate < limit
    return lambda rate: rate > limit if "above" in bounds else rate >= limit


def _list_rates(measure: Measure) -> list[Decimal]:
    return [t.rate_pct for t in measure.targets if t.rate_pct is not None]


def _list_stated_rates(inquiry: Inquiry, measure: Measure) -> list[Decimal]:
    mentions = inquiry.mentions_of(measure)
    return [m.figure.value for m in mentions if m.role == "rate" and m.year == measure.edition]


def _may_state(measure: Measure, reaches: Callable[[Decimal], bool]) -> bool:
    """Say whether a measure has a percentage that reaches the limit, whatever it is a rate of.

    Most have none, and reading what each figure of a text is about takes far longer.
    """
    whole = "\n".join(item.text for item in measure.fields.values())
    # A number is not longer than this, and to fold all of a text takes longer as well.
    near = (whole[max(0, sign.start() - _LONGEST) : sign.end()] for sign in _SIGN.finditer(whole))
    text = fold_text("\n".join(near))
    digits = (found[1].replace(",", "") for found in _PERCENTAGE.finditer(text))
    return _IN_WORDS.search(text) is not None or any(reaches(Decimal(number)) for number in digits)


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
        # Where no agency is said to support, those in parentheses are in charge as well.
        return bool((lead if "lead" in question.sets and _has_supporters(measure) else every) & folded)

    return test


def _has_supporters(measure: Measure) -> bool:
    return "supporting" in load_cues("list").found_in(measure.text("agencies"))


def read_number(numeral: str) -> int | None:
    """Return the number a strategy is named by, in either kind of digits.

    >>> read_number("九"), read_number("12"), read_number("十一")
    (9, 12, 11)
    """
    value = Decimal(numeral) if numeral.isdecimal() else read_chinese(numeral)
    return None if value is None else int(value)


def number_strategy(strategy: str) -> int | None:
    """Return the number a strategy begins with, None where it begins with none.

    >>> number_strategy("九、透明與參與"), number_strategy("透明與參與")
    (9, None)
    """
    numeral, mark, _ = strategy.partition("、")
    return read_number(numeral.strip()) if mark and numeral.strip() else None
