"""Whether a question asks for entries: which there are, or how many."""

from __future__ import annotations

from collections.abc import Sequence

from qa.asked_years import read_turn
from qa.cues import load_cues
from qa.inquiry import Inquiry
from qa.understanding.marks import Mark, gaps

_ACROSS = {"new", "dropped", "repeated"}
_CONDITIONS = (
    "verdict", "status", "agency", "category_value", "link", "strategy", "change", "figure", "span", "years",
    "light", "order", "not.", "unit_value", "part.support", "part.lead", "mention", "reason", "group",
)  # fmt: skip
_CLOSING = ("verdict", "status", "change", "not", "light", "part")


def asks_entries(plain: str, marks: Sequence[Mark], inquiry: Inquiry) -> bool:
    """Say whether a question asks which entries there are, or how many.

    The word for what is asked must follow the word of asking, with nothing but conditions between: of
    幾項稽核 no entries are counted. At the end of a question it asks for what was named before.
    """
    sorts = {mark.sort for mark in marks}
    if _compares_editions(inquiry, sorts):
        return False
    if "why" in sorts or load_cues("editions").found_in(plain) & _ACROSS:
        return False
    kinds = [mark for mark in marks if mark.sort.startswith("kind.")]
    named = any(mark.sort.startswith(_CONDITIONS) for mark in marks)
    counts = [mark for mark in marks if mark.sort == "ask.count"]
    if counts:
        return any(_asks_for(plain, mark, marks, bool(kinds)) for mark in counts)
    if inquiry.question.kind == "list" and not inquiry.question.units:
        return bool(kinds or named)
    last = max(marks, key=lambda mark: mark.end, default=None)
    ends = last is not None and last.sort in ("kind.measure", "kind.kpi")
    if named and ends and not inquiry.question.asks_figure:
        return True
    asks = [mark for mark in marks if mark.sort == "ask.list"]
    return named and any(_asks_for(plain, mark, marks, bool(kinds) or not plain.isascii()) for mark in asks)


def _compares_editions(inquiry: Inquiry, sorts: set[str]) -> bool:
    """Say whether a question is about two editions of a plan together: each its own status or target."""
    question, editions = inquiry.question, inquiry.editions
    if inquiry.limited or not editions.several:
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


def _asks_for(plain: str, ask: Mark, marks: Sequence[Mark], named_before: bool) -> bool:
    """Say whether a word of asking asks for entries: a kind follows it, or nothing does."""
    after = [mark for mark in marks if mark.start >= ask.end]
    kind = next((mark for mark in after if mark.sort.startswith("kind.")), None)
    gap = next(((start, end) for start, end in gaps(plain, marks) if start >= ask.end), None)
    if kind is not None and (gap is None or gap[0] > kind.start):
        return True
    if plain[ask.start : ask.end].isascii():
        return False
    follows = after[0] if after else None
    if follows is not None and follows.start - ask.end <= 1 and follows.sort.startswith("part.agency"):
        return False
    verdict = follows is not None and follows.sort.startswith(_CLOSING)
    return named_before and ((gap is None or gap[0] > ask.end + 1) or verdict)
