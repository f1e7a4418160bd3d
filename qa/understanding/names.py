"""The names in a question of what entries hold: agencies, marks of status, categories, KPIs, units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from qa.finding.entries import Names
from qa.inquiry import Inquiry
from qa.understanding.marks import Mark, find_marks, gaps, load_words, name_marks

_SHORTEST, _ABBREVIATION = 2, 4
_PAIRS = (("「", "」"), ("『", "』"), ("(", ")"), ("（", "）"), ('"', '"'), ("“", "”"), ("'", "'"))
_PARTLY = "部分"
_NOTHING = "-－—"
_BESIDE, _SHORTENED = 2, 3
# What a name that is shortened to three characters ends in.
_BODIES = "局處署部會司院"


def find_names(inquiry: Inquiry, names: Sequence[Names], plain: str, marks: Sequence[Mark]) -> list[Mark]:
    """Return a mark for each name of a question that entries hold; `marks` are those of its own words."""
    grouped = {mark.text for mark in marks if mark.sort.startswith("group.")}
    agencies = _join(one.agencies for one in names)
    for name, zh in inquiry.agency_names:
        agencies.setdefault(name, zh)
    typed = {
        name: zh
        for name, zh in agencies.items()
        if name in plain and name not in grouped and _is_typed(name, inquiry.question.text)
    }
    found = name_marks(plain, typed, "agency") + find_shortened(plain, agencies)
    found += name_marks(plain, _join(one.categories for one in names), "category_value")
    if "計畫" in plain or "project" in plain:
        found += name_marks(plain, _join(one.kpis for one in names), "link_value")
    found += name_marks(plain, _choose_headings(names), "heading")
    units = frozenset().union(*(one.units for one in names))
    return found + _find_statuses(_join(one.statuses for one in names), units, plain, marks)


def find_shortened(plain: str, agencies: Mapping[str, str]) -> list[Mark]:
    """Return where a question shortens the name of an agency: 環保局 for 環境保護局, where one only fits."""
    found: dict[tuple[int, int], set[str]] = {}
    for name, full in agencies.items():
        if len(name) <= _SHORTENED or name[-1] not in _BODIES or name.isascii():
            continue
        start = plain.find(name[0])
        while start >= 0:
            word = plain[start : start + _SHORTENED]
            if word.endswith(name[-1]) and word not in name and _is_picked(word, name):
                found.setdefault((start, start + _SHORTENED), set()).add(full)
            start = plain.find(name[0], start + 1)
    return [
        Mark(start, end, "agency", next(iter(full)), plain[start:end])
        for (start, end), full in found.items()
        if len(full) == 1
    ]


def _is_picked(word: str, name: str) -> bool:
    """Say whether a word is made of characters of a name, in its order."""
    rest = iter(name)
    return all(char in rest for char in word)


def _join(maps: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {name: value for one in maps for name, value in one.items()}


def _is_typed(name: str, text: str) -> bool:
    """Say whether an abbreviation stands in capitals in a question; longer names need not."""
    return len(name) > _ABBREVIATION or not name.isascii() or name.upper() in text


def _find_statuses(
    statuses: Mapping[str, str], units: Iterable[str], plain: str, marks: Sequence[Mark]
) -> list[Mark]:
    """Return the document's own marks and words of status, and units, as far as the question names them.

    A single character, as 否, is one only in quotes or behind a word of rating.
    """
    found: list[Mark] = []
    for start, end in _quoted(plain, marks):
        text = plain[start:end]
        if text in statuses:
            found.append(Mark(start, end, "status", statuses[text], text))
        elif text in units:
            found.append(Mark(start, end, "unit_value", text, text))
    for word in (mark for mark in marks if mark.sort == "unit" and len(mark.text) > 1):
        at = word.end + len(plain[word.end :]) - len(plain[word.end :].lstrip(" 是為"))
        unit = max((u for u in units if plain.startswith(u, at)), key=len, default="")
        found += [Mark(at, at + len(unit), "unit_value", unit, unit)] if unit else []
    signs = [sign for sign in statuses if len(sign) == 1 and not sign.isalnum() and sign not in _NOTHING]
    found += [Mark(at, at + 1, "status", statuses[s], s) for s in signs if (at := plain.find(s)) >= 0]
    named = name_marks(plain, {n: v for n, v in statuses.items() if len(n) >= _SHORTEST}, "status")
    return found + [mark for mark in named if mark.text not in _verdicts() or _is_rated(mark, marks)]


@cache
def _verdicts() -> frozenset[str]:
    """The words of verdicts, which say what a document rates only where a word of rating is near."""
    return frozenset(word for word, name, _ in load_words()[0] if name.startswith("verdict."))


def _is_rated(mark: Mark, marks: Sequence[Mark]) -> bool:
    rating = [m for m in marks if m.sort in ("rated", "basis.official", "mention")]
    return any(0 <= mark.start - word.end <= _BESIDE for word in rating)


def _choose_headings(names: Sequence[Names]) -> dict[str, str]:
    """Return the names of headings that say more than words any question may say."""
    headings = _join(one.headings for one in names)
    return {name: heading for name, heading in headings.items() if _says_more(name)}


@lru_cache(4096)
def _says_more(name: str) -> bool:
    return bool(gaps(name, find_marks(name)))


def _quoted(plain: str, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Return where something stands in quotes or brackets, or right behind a word of rating."""
    found: list[tuple[int, int]] = []
    for opening, closing in _PAIRS:
        start = plain.find(opening)
        while start >= 0 and (end := plain.find(closing, start + 1)) >= 0:
            found.append((start + 1, end))
            start = plain.find(opening, end + 1)
    for word in (mark for mark in marks if mark.sort == "rated"):
        at = word.end
        while at < len(plain) and plain[at] in " 為是「":
            at += 1
        found.append((at, at + (len(_PARTLY) if plain.startswith(_PARTLY, at) else 1)))
    return [(start, end) for start, end in found if end > start]
