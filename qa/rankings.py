"""Superlatives: the measures with the highest or lowest achievement rate, the agencies with most measures."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.figures.digits import read_chinese
from ingest.records import Measure, Target
from qa.abstaining import Reason, abstain
from qa.answer import Answer
from qa.conditions import Condition
from qa.cues import load_cues
from qa.drafting import Draft
from qa.inquiry import Inquiry
from qa.question import Question
from qa.sets import find_members
from qa.wording import write_number

_COUNT = re.compile(
    r"(?:前|最[高低大小多少好佳差](?:的|前)*|倒數|\b(?:top|bottom|first|last))\s*([一二兩三四五六七八九十]{1,2}|\d{1,2}|two|three|four|five|ten)"
    r"\s*(?:名|項|個|大|條|\b)"
    r"|\b(\d{1,2}|two|three|four|five|ten)\s+(?:\w+\s+){0,3}(?:measures?|targets?|items?|agencies)\b"
)
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10, "兩": 2}


@dataclass(frozen=True, slots=True)
class _Rated:
    """A measure with the target it is ranked by."""

    measure: Measure
    target: Target


def rank_members(inquiry: Inquiry) -> Answer | None:
    """Answer a question for the highest or lowest of a set; None when it asks for no such thing."""
    rank = _choose_ranking(inquiry)
    return rank(inquiry, "lowest" in _find_cues(inquiry)) if rank else None


def asks_for_extreme(inquiry: Inquiry) -> bool:
    """Say whether a question asks for the highest or lowest of a set."""
    return _choose_ranking(inquiry) is not None


def _find_cues(inquiry: Inquiry) -> frozenset[str]:
    return load_cues("extreme").found_in(inquiry.question.plain)


def _choose_ranking(inquiry: Inquiry) -> Callable[[Inquiry, bool], Answer] | None:
    cues = _find_cues(inquiry)
    if not cues & {"highest", "lowest"} or inquiry.question.names_measure:
        return None
    if "agency" in cues and "members" in cues and "rate" not in cues:
        return _rank_agencies
    if "rate" in cues and ("members" in cues or not inquiry.subject().known().concepts):
        return _rank_rates
    return None


def _rank_rates(inquiry: Inquiry, lowest: bool) -> Answer:
    """Name the measures whose targets were reached to the highest or lowest share, equals together.

    A target that is not to be exceeded has no such rate and is left out.
    """
    members = find_members(inquiry)
    if isinstance(members, Reason):
        return abstain(inquiry, members)
    rated = [
        _Rated(measure, target)
        for measure in members.measures
        for target in measure.targets
        if target.rate_pct is not None and target.op in (">=", "=")
    ]
    if not rated:
        return abstain(inquiry, Reason("no_rate"))
    chosen = _take(sorted(rated, key=lambda r: r.target.rate_pct or 0, reverse=not lowest), inquiry.question)
    draft = inquiry.draft()
    parts = [_state_rate(inquiry, draft, one) for one in chosen]
    draft.put_computed_first()
    return draft.finish(
        inquiry.question.text,
        "list",
        inquiry.phrases.say(
            "ranked_rates",
            total=len({r.measure.no for r in rated}),
            what=_describe(inquiry, members.conditions),
            extreme=inquiry.phrases.say("lowest" if lowest else "highest"),
            members=inquiry.phrases.say("pause").join(parts),
        ),
        inquiry.understood,
        list(dict.fromkeys(one.measure.no for one in chosen)),
    )


def _take(ranked: Sequence[_Rated], question: Question) -> list[_Rated]:
    """Return as many measures as asked for, with those that equal the last of them."""
    wanted = read_count(question.plain)
    taken: list[_Rated] = []
    for one in ranked:
        measures = {t.measure.no for t in taken}
        if one.measure.no in measures:
            continue
        if len(measures) >= wanted and one.target.rate_pct != taken[-1].target.rate_pct:
            break
        taken.append(one)
    return taken


def read_count(plain: str) -> int:
    """Return how many of a ranking a question asks for, one where it names no number.

    >>> read_count("達成率最高的三項"), read_count("the 5 measures with the lowest rate"), read_count("最差")
    (3, 5, 1)
    """
    found = _COUNT.search(plain)
    if not found:
        return 1
    numeral = found[1] or found[2]
    if numeral.isdecimal():
        return max(1, int(numeral))
    return _WORDS.get(numeral) or int(read_chinese(numeral) or 1)


def _state_rate(inquiry: Inquiry, draft: Draft, one: _Rated) -> str:
    """State the result and the target a rate is computed from, and say it in words."""
    draft.name(one.measure)
    target, unit = one.target, one.target.unit
    mentions = inquiry.mentions_of(one.measure)
    operands = []
    for role, value in (("actual", target.actual), ("target", target.target)):
        stated = (m for m in mentions if m.role == role and m.figure.value == value)
        operands += [draft.state(mention) for mention in [next(stated, None)] if mention]
    rate, actual, goal = (
        write_number(v) for v in (target.rate_pct, target.actual, target.target) if v is not None
    )
    if operands and target.rate_pct is not None:
        draft.compute(target.rate_pct, "%", "rate", target.metric, operands)
    else:
        item = one.measure.fields["target"]
        draft.cite(one.measure, item, 0, len(item.text))
    return inquiry.phrases.say(
        "ranked_rate",
        member=inquiry.phrases.say("member", no=one.measure.no, title=inquiry.phrases.title(one.measure)),
        rate=rate,
        actual=f"{actual}{target.actual_unit or unit}",
        target=f"{goal}{unit}",
    )


def _rank_agencies(inquiry: Inquiry, lowest: bool) -> Answer:
    """Name the agencies with the most or fewest measures of a set; only leading ones where 主辦 is asked."""
    members = find_members(inquiry)
    if isinstance(members, Reason):
        return abstain(inquiry, members)
    lead = "lead" in inquiry.question.sets
    held: dict[str, list[Measure]] = {}
    for measure in members.measures:
        for agency in measure.lead_agencies if lead else measure.agencies:
            held.setdefault(agency, []).append(measure)
    if not held:
        return abstain(inquiry, Reason("no_measures"))
    ranked = sorted(held, key=lambda agency: len(held[agency]), reverse=not lowest)
    last = ranked[: read_count(inquiry.question.plain)][-1]
    chosen = [a for a in ranked if a in ranked[: ranked.index(last)] or len(held[a]) == len(held[last])]
    draft = inquiry.draft()
    for measure in (m for agency in chosen for m in held[agency]):
        draft.name(measure)
        item = measure.fields["agencies"]
        draft.cite(measure, item, 0, len(item.text))
    parts = [
        inquiry.phrases.say(
            "ranked_agency",
            agency=inquiry.phrases.agency(agency),
            count=len(held[agency]),
            members=inquiry.phrases.join([str(m.no) for m in held[agency]]),
        )
        for agency in chosen
    ]
    return draft.finish(
        inquiry.question.text,
        "list",
        inquiry.phrases.say(
            "ranked_agencies",
            total=len(members.measures),
            what=_describe(inquiry, members.conditions),
            role=inquiry.phrases.say("as_lead" if lead else "as_any"),
            extreme=inquiry.phrases.say("fewest" if lowest else "most"),
            members=inquiry.phrases.say("pause").join(parts),
        ),
        inquiry.understood,
        list(dict.fromkeys(m.no for agency in chosen for m in held[agency])),
    )


def _describe(inquiry: Inquiry, conditions: Sequence[Condition]) -> str:
    if not conditions:
        return ""
    return inquiry.phrases.say(
        "ranked_among", what=inquiry.phrases.join_conditions([c.name for c in conditions])
    )
