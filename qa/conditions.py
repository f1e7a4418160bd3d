"""The conditions a question sets on measures: status, change, rate, strategy, agency."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from index.tokens import cut_token_set, fold_text
from ingest.figures.digits import read_chinese
from ingest.records import Measure, Target
from ingest.targets.goals import is_empty
from qa.cues import load_cues
from qa.inquiry import Inquiry
from qa.question import Question, read_rate_limit

Test = Callable[[Measure], bool]
# The document and number of each measure that the annex of missed targets lists.
Annexed = Set[tuple[str, int | None]]
_NAMES_STRATEGY = 0.4


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on measures: its name in phrases.toml, the test, and the field that shows it."""

    name: str
    test: Test
    field: str


def find_conditions(inquiry: Inquiry) -> list[Condition]:
    """Return the conditions a question sets; a measure of the set fits all of them."""
    question = inquiry.question
    annexed = {(r.doc, r.measure) for r in inquiry.others if r.kind == "annex"}
    conditions = _status_conditions(question, annexed)
    conditions += _change_conditions(question)
    bounds = load_cues("bounds").found_in(question.plain)
    limit = read_rate_limit(question.plain)
    if limit is not None and not question.sets & {"raised", "lowered"}:
        rates = _stated_rates if "stated" in question.sets else _rates
        conditions.append(
            Condition(
                "rate", lambda m: _reaches(rates(inquiry, m), Decimal(str(limit)), question), "comparison"
            )
        )
    if question.strategy:
        number = read_number(question.strategy)
        conditions.append(Condition("strategy", lambda m: number_of_strategy(m) == number, "strategy"))
    elif "strategy" in bounds:
        named = _find_strategy(inquiry)
        if named:
            conditions.append(Condition("strategy", lambda m: m.text("strategy") == named, "strategy"))
    if "supporting" in question.sets and not inquiry.agencies:
        conditions.append(
            Condition("supporting", lambda m: len(m.agencies) > 0 and _has_supporters(m), "agencies")
        )
    if inquiry.agencies:
        tests = [_agency_test(question, names) for names in inquiry.agencies]
        together = all if "together" in bounds else any
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
    shares = {m.text("strategy"): topic.share(cut_token_set(m.text("strategy"))) for m in inquiry.measures}
    best = max(shares, key=lambda text: shares[text], default=None)
    return best if best and shares[best] >= _NAMES_STRATEGY else None


def _status_conditions(question: Question, annexed: Annexed) -> list[Condition]:
    listed = _annex_conditions(question, annexed)
    if listed or "short_by_figures" in question.sets:
        return listed + _figure_conditions(question)
    tests: dict[str, tuple[Test, str]] = {
        "no_target": (_has_no_target, "target"),
        "has_target": (lambda m: any(t.target is not None for t in m.targets), "target"),
        "qualitative": (
            lambda m: bool(m.targets) and all(t.target is None for t in m.targets) and not _has_no_target(m),
            "target",
        ),
        "not_reported": (lambda m: any(t.verdict == "not_reported" for t in m.targets), "result"),
        "no_highlights": (lambda m: is_empty(m.text("highlights")), "highlights"),
        "ongoing": (lambda m: m.official_status == "ongoing", "control_note"),
        "fell_short": (lambda m: fell_short(m, annexed), "control_note"),
        "met": (_is_officially_met, "control_note"),
    }
    if "not_short" in question.sets:
        return [Condition("not_short", lambda m: not fell_short(m, annexed), "control_note")]
    for name, (test, key) in tests.items():
        if name in question.sets:
            return [Condition(name, test, key)]
    return []


def _annex_conditions(question: Question, annexed: Annexed) -> list[Condition]:
    """Return what a question asks of the annex of missed targets, apart from what the measures say."""
    if "not_annexed" in question.sets:
        return [Condition("not_annexed", lambda m: (m.doc, m.no) not in annexed, "control_note")]
    if "annexed" in question.sets:
        return [Condition("annexed", lambda m: (m.doc, m.no) in annexed, "control_note")]
    return []


def _figure_conditions(question: Question) -> list[Condition]:
    """Return what a question asks of the verdicts by the figures, beside what is official."""
    missed = question.sets & {"fell_short", "short_by_figures"}
    if "short_by_figures" not in question.sets and not ("not_annexed" in question.sets and missed):
        return []
    conditions = [Condition("short_by_figures", _is_short_by_figures, "result")]
    if "officially_met" in question.sets:
        conditions.append(Condition("met", _is_officially_met, "control_note"))
    return conditions


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


def fell_short(measure: Measure, annexed: Annexed) -> bool:
    """Say whether a measure officially fell short: by its status, or because the annex lists it."""
    return (measure.doc, measure.no) in annexed or measure.official_status in ("not_met", "partly_met")


def _is_officially_met(measure: Measure) -> bool:
    return measure.official_status == "met"


def _is_short_by_figures(measure: Measure) -> bool:
    return any(target.verdict == "not_met" for target in measure.targets)


def _has_no_target(measure: Measure) -> bool:
    return is_empty(measure.text("target"))


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
    bounds = load_cues("bounds").found_in(question.plain)
    if "exact" in bounds:
        return limit in rates
    if "below" in bounds:
        return any(rate < limit for rate in rates)
    return any(rate > limit if "above" in bounds else rate >= limit for rate in rates)


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


def number_of_strategy(measure: Measure) -> int | None:
    """Return the number of a measure's strategy, None where its cell begins with none."""
    numeral, mark, _ = measure.text("strategy").partition("、")
    return read_number(numeral.strip()) if mark and numeral.strip() else None
