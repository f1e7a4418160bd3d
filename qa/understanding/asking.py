"""Whether a question asks for entries: which there are, or how many."""

from __future__ import annotations

from collections.abc import Sequence

from qa.asked_years import read_turn
from qa.cues import load_cues
from qa.finding.entries import Entry
from qa.inquiry import Inquiry
from qa.understanding.aspects import load_aspects
from qa.understanding.marks import Mark, gaps
from qa.understanding.parts import Part

_CONDITIONS = (
    "verdict", "status", "agency", "category_value", "link", "strategy", "change", "figure", "span", "years",
    "light", "order", "not.", "unit_value", "part.support", "part.lead", "part.both", "mention", "reason",
    "group", "heading",
)  # fmt: skip
_BOUNDS = ("order", "op.", "after.")
_OF_PROJECTS = {"category_value", "link_value", "span.start", "span.end", "years"}
_ENDS = ("?", "？", "。", ";", "；")
_JUDGING, _MOST_WORDS = ("verdict", "status", "light"), 4
_LIKELY = 0.5
# How questions ask which there are and how many, before the word by which what is asked is counted, and how
# long that is.
_WHICH, _HOW_MANY = ("哪些", "哪幾", "哪"), ("多少", "幾")
_CLASSIFIER = 1
_WHAT = "是什麼"
_CLOSING = ("verdict", "status", "change", "not", "light", "part")


def may_ask(marks: Sequence[Mark], inquiry: Inquiry) -> bool:
    """Say whether a question may ask for entries at all, by its words of asking, of kinds and of order."""
    sorts = {mark.sort.split(".")[0] for mark in marks}
    asked = inquiry.question.kind == "list" or bool({"ask", "kind", "order"} & sorts)
    return asked or any(read_counting(inquiry.question.plain, part) for part in list_asking(inquiry))


def list_asking(inquiry: Inquiry) -> list[Part]:
    """Return the parts of a question that likely ask."""
    parts = inquiry.parts_of(inquiry.question.plain)
    return [part for part in parts if part.sort == "asking" and part.sureness >= _LIKELY]


def read_counting(plain: str, part: Part) -> Mark | None:
    """Return what a word of asking asks for by whatever counting word: 哪些案, 幾卡; None for any other."""
    said = plain[part.start : part.end].strip()
    opening = next((word for word in (*_WHICH, *_HOW_MANY) if said.startswith(word)), "")
    if not opening or len(said) - len(opening) != _CLASSIFIER:
        return None
    sort = "ask.list" if opening in _WHICH else "ask.count"
    return Mark(part.start, part.start + len(said), sort, None, said)


def asks_entries(plain: str, marks: Sequence[Mark], inquiry: Inquiry, entries: Sequence[Entry]) -> bool:
    """Say whether a question asks which entries there are, or how many.

    The word for what is asked must follow the word of asking, with nothing but conditions between: of
    幾項稽核 no entries are counted. At the end of a question it asks for what was named before.
    """
    sorts = {mark.sort for mark in marks}
    if "who" in sorts:
        return any(mark.sort.startswith("order.") for mark in marks) and "kind" in str(sorts)
    if _asks_why(marks) or _compares_editions(inquiry, sorts):
        return False
    found = load_cues("editions").found_in(plain)
    if found & {"new", "dropped"} or ("repeated" in found and not reports_all(inquiry, entries)):
        return False
    kinds = [mark for mark in marks if mark.sort.startswith("kind.")]
    named = any(mark.sort.startswith(_CONDITIONS) for mark in marks)
    counts = [mark for mark in marks if mark.sort == "ask.count"]
    if counts:
        judged = any(mark.sort.startswith(_JUDGING) for mark in marks) and not _names_subject(inquiry)
        return any(_asks_for(plain, mark, marks, bool(kinds) or judged) for mark in counts)
    if inquiry.question.kind == "list" and not inquiry.question.units:
        return bool(kinds or named)
    last = max(marks, key=lambda mark: mark.end, default=None)
    ends = last is not None and last.sort in ("kind.measure", "kind.kpi")
    bound = any(mark.sort.startswith(_BOUNDS) for mark in marks) and any(
        m.sort.startswith("amount") for m in marks
    )
    project = any(mark.sort in _OF_PROJECTS for mark in marks)
    first = min(marks, key=lambda mark: mark.start, default=None)
    if first is not None and first.sort.startswith("order.") and kinds and bound:
        return True
    if (named and ends and not inquiry.question.asks_figure) or _asks_of_all(plain, marks, inquiry):
        return True
    if last is not None and last.sort == "kind.project" and (bound or project):
        return True
    if kinds and bound and last is not None and last.sort == "counted" and "order" in str(sorts):
        return True
    # 沒達標的項目是什麼 asks for entries, 理由是什麼 for none.
    named_at = {mark.end for mark in kinds}
    asks = [m for m in marks if m.sort == "ask.list" and (m.text != _WHAT or m.start in named_at)]
    compared = bound and sum(mark.sort.startswith("amount") for mark in marks) > 1
    before = bool(kinds) or not plain.isascii()
    return (named or compared) and any(_asks_for(plain, mark, marks, before) for mark in asks)


def _asks_of_all(plain: str, marks: Sequence[Mark], inquiry: Inquiry) -> bool:
    """Say whether a question ends in the reasons of what is judged, and names nothing: 未達標的原因."""
    if not marks or max(marks, key=lambda mark: mark.end).sort != "reason":
        return False
    return not _names_subject(inquiry) and any(mark.sort.startswith("verdict") for mark in marks)


def _names_subject(inquiry: Inquiry) -> bool:
    """Say whether a question likely names something that it is about."""
    parts = inquiry.parts_of(inquiry.question.plain)
    return any(part.sort == "subject" and part.sureness >= _LIKELY for part in parts)


def _asks_why(marks: Sequence[Mark]) -> bool:
    """Say whether a question asks why or when; behind another word of asking, "when" only dates it.

    Behind what is judged, which ones fell short and why, it asks for the reasons of those.
    """
    asked = min((mark.start for mark in marks if mark.sort.startswith("ask.")), default=None)
    judged = min((mark.start for mark in marks if mark.sort.startswith(_JUDGING)), default=None)
    whys = [mark for mark in marks if mark.sort == "why"]
    if asked is None:
        return bool(whys)
    reasons = load_aspects()["reason"].asks
    first = asked if judged is None or judged < asked else judged
    return not all(
        (mark.text.isascii() and asked < mark.start) or (asked < first < mark.start and mark.text in reasons)
        for mark in whys
    )


def _compares_editions(inquiry: Inquiry, sorts: set[str]) -> bool:
    """Say whether a question is about two editions of a plan together: each its own status or target."""
    question, editions = inquiry.question, inquiry.editions
    of_plans = not any(sort in ("kind.kpi", "kind.project") for sort in sorts) and "plan" not in sorts
    if inquiry.limited or not editions.several or not of_plans:
        return False
    plans = [plan for plan in editions.plans if set(plan.docs) & set(inquiry.scope.docs)]
    held = [set(editions.by_year(plan)) for plan in plans]
    known = [inquiry.scope.records.heads[doc].edition or 0 for doc in inquiry.scope.docs]
    if read_turn(question.plain, max(known, default=0)):
        return True
    changed = any(sort.startswith("change.") for sort in sorts)
    across = "across" in load_cues("editions").found_in(question.plain)
    asked = set(question.years)
    return changed and any(len(years) > 1 and (across or (asked and max(asked) in years)) for years in held)


def reports_all(inquiry: Inquiry, entries: Sequence[Entry]) -> bool:
    """Say whether some document says itself of every year named whether targets were reached."""
    years = set(inquiry.question.years)
    judged: dict[str, set[int | None]] = {}
    for entry in entries:
        judged.setdefault(entry.doc, set()).update(goal.year for goal in entry.goals if goal.verdict)
    return len(years) > 1 and any(years <= known for known in judged.values())


def _asks_for(plain: str, ask: Mark, marks: Sequence[Mark], named_before: bool) -> bool:
    """Say whether a word of asking asks for entries: a kind follows it, or nothing does."""
    after = [mark for mark in marks if mark.start >= ask.end]
    kind = next((mark for mark in after if mark.sort.startswith("kind.")), None)
    gap = next(((start, end) for start, end in gaps(plain, marks) if start >= ask.end), None)
    if kind is not None and (gap is None or gap[0] > kind.start):
        return True
    follows = after[0] if after else None
    if plain[ask.start : ask.end].isascii():
        told = next((mark for mark in after if mark.sort.startswith(_JUDGING)), None)
        between = [m for m in after if kind is not None and m.end <= kind.start]
        if kind is not None and told is not None and ask.sort == "ask.list" and told.start >= kind.end:
            # Which coast guard measures fell short.
            return len(plain[ask.end : kind.start].split()) <= _MOST_WORDS and not any(
                m.sort.startswith(("ask", "verdict", "kind")) for m in between
            )
        # Of the measures, how many fell short.
        return named_before and ask.sort == "ask.count" and told is not None and told is follows
    if follows is not None and follows.start - ask.end <= 1 and follows.sort.startswith("part.agency"):
        return False
    verdict = follows is not None and follows.sort.startswith(_CLOSING)
    ended = gap is None or gap[0] > ask.end + 1 or plain[ask.end : gap[0]].strip() in _ENDS
    # 有幾項未達標 counts what the plan's entries are.
    return (named_before and ended) or verdict
