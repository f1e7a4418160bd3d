"""The names in a question of what entries hold: agencies, marks of status, categories, KPIs, units."""

from __future__ import annotations

from collections.abc import Iterable

from index.tokens import fold_text
from qa.finding.entries import Entry
from qa.inquiry import Inquiry
from qa.understanding.marks import Mark, find_marks, name_marks

_SHORTEST, _ABBREVIATION = 2, 4
_PAIRS = (("「", "」"), ("『", "』"), ("(", ")"), ("（", "）"), ('"', '"'), ("“", "”"), ("'", "'"))
_PARTLY = "部分"


def find_names(inquiry: Inquiry, entries: Iterable[Entry], plain: str) -> list[Mark]:
    """Return a mark for each name of a question that entries hold."""
    held = tuple(entries)
    found = name_marks(plain, _list_agencies(inquiry, held), "agency", _fold)
    categories = {text: text for entry in held if (text := entry.record.text("category").strip())}
    found += name_marks(plain, categories, "category_value", _fold)
    if "計畫" in plain or "project" in plain:
        kpis = {entry.record.title: entry.record.title for entry in held if entry.kind == "kpi"}
        found += name_marks(plain, kpis, "link_value", _fold)
    return found + _find_statuses(held, plain)


def _list_agencies(inquiry: Inquiry, entries: Iterable[Entry]) -> dict[str, str]:
    """Return every name of an agency with its full one; an abbreviation only as it is typed."""
    glossary = inquiry.phrases.glossary
    own = (name for entry in entries for name in getattr(entry.record, "agencies", ()))
    names = {name: glossary.canonical(name) or name for name in own}
    for term in glossary.agencies():
        for name in (*term.chinese, *term.en):
            if len(name) > _ABBREVIATION or not name.isascii() or name in inquiry.question.text:
                names.setdefault(name, term.zh)
    return names


def _find_statuses(entries: Iterable[Entry], plain: str) -> list[Mark]:
    """Return the document's own marks and words of status, and units, as far as the question names them.

    A single character, as 否, is one only in quotes or behind a word of rating.
    """
    goals = [(entry, {g.year for g in entry.goals if g.year is not None}) for entry in entries]
    statuses = {mark: mark for entry, years in goals for mark in entry.marks_of(years)}
    units = {goal.unit for entry, _ in goals for goal in entry.goals if goal.unit}
    found: list[Mark] = []
    for start, end in _quoted(plain):
        text = plain[start:end]
        value = next((mark for mark in statuses if _fold(mark) == text), None)
        if value is not None:
            found.append(Mark(start, end, "status", value, text))
        elif text in units:
            found.append(Mark(start, end, "unit_value", text, text))
    longer = {mark: mark for mark in statuses if len(mark) >= _SHORTEST}
    signs = [mark for mark in statuses if len(mark) == 1 and not mark.isalnum() and mark not in "-－—"]
    found += [Mark(at, at + 1, "status", s, s) for s in signs if (at := plain.find(s)) >= 0]
    return found + name_marks(plain, longer, "status", _fold)


def _quoted(plain: str) -> list[tuple[int, int]]:
    """Return where something stands in quotes or brackets, or right behind a word of rating."""
    found: list[tuple[int, int]] = []
    for opening, closing in _PAIRS:
        start = plain.find(opening)
        while start >= 0 and (end := plain.find(closing, start + 1)) >= 0:
            found.append((start + 1, end))
            start = plain.find(opening, end + 1)
    for word in (mark for mark in find_marks(plain) if mark.sort == "rated"):
        at = word.end
        while at < len(plain) and plain[at] in " 為是「":
            at += 1
        found.append((at, at + (len(_PARTLY) if plain.startswith(_PARTLY, at) else 1)))
    return [(start, end) for start, end in found if end > start]


def _fold(text: str) -> str:
    return fold_text(text).strip()
