"""The names in a question of what entries hold: agencies, marks of status, categories, KPIs, units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from index.tokens import fold_text
from qa.finding.belonging import BODIES
from qa.finding.entries import Names
from qa.inquiry import Inquiry
from qa.understanding.departments import find_departments
from qa.understanding.marks import Mark, find_marks, gaps, load_words, name_marks

_SHORTEST, _ABBREVIATION = 2, 4
_BRACKETS = (("(", ")"), ("（", "）"))
_PAIRS = (("「", "」"), ("『", "』"), *_BRACKETS, ('"', '"'), ("“", "”"), ("'", "'"))
# What may be named in Chinese behind its English name, and what stands within such a name in small letters.
_GLOSSED, _WITHIN = ("agency", "heading"), ("of", "and", "the", "for", "&")
_PARTLY = "部分"
_NOTHING = "-－—"
_BESIDE, _SHORTENED = 2, 3
# What a name that is shortened to three characters ends in.
_BODIES = "局處署部會司院"


def find_names(inquiry: Inquiry, names: Sequence[Names], plain: str, marks: Sequence[Mark]) -> list[Mark]:
    """Return a mark for each name of a question that entries hold; `marks` are those of its own words."""
    grouped = {mark.text for mark in marks if mark.sort.startswith("group.")}
    agencies = _join(one.agencies for one in names)
    departments = find_departments(plain, agencies)
    for name, zh in inquiry.agency_names:
        agencies.setdefault(name, zh)
    typed = {
        name: zh
        for name, zh in agencies.items()
        if name in plain and name not in grouped and _is_typed(name, inquiry.question.text)
    }
    found = name_marks(plain, typed, "agency") + find_shortened(plain, agencies)
    found += departments
    categories = _join(one.categories for one in names)
    translated = {asked: categories[zh] for asked, zh in inquiry.understood.translated if zh in categories}
    found += name_marks(plain, categories | translated, "category_value")
    if "計畫" in plain or "project" in plain:
        found += name_marks(plain, _join(one.kpis for one in names), "link_value")
    found += _mark_headings(plain, _choose_headings(names))
    found += _mark_own(plain, _join(one.kinds for one in names), "kind")
    found += _mark_own(plain, _join(one.parts for one in names), "part")
    found = extend_glosses(plain, inquiry.question.text, found)
    units = frozenset().union(*(one.units for one in names))
    return found + _find_statuses(_join(one.statuses for one in names), units, plain, marks)


def extend_glosses(plain: str, text: str, found: Sequence[Mark]) -> list[Mark]:
    """Return names with what is said of them in English before the brackets they stand in, which is no more.

    What ends as an agency's name does is one, whoever knows it; no name within these words counts.

    >>> plain = "which are the freeway bureau (高速公路局) the lead for"
    >>> text = "Which are the Freeway Bureau (高速公路局) the lead for"
    >>> [(m.value, m.text) for m in extend_glosses(plain, text, [Mark(22, 28, "agency", "調查局", "bureau")])]
    [('高速公路局', 'freeway bureau (高速公路局)')]
    """
    kept = list(found)
    for start, end in _find_pairs(plain, _BRACKETS):
        inside = plain[start:end].strip()
        words = _count_capitals(text, inside)
        if inside.isascii() or not words:
            continue
        begin = _step_back(plain, start - 1, words)
        own = [m for m in found if m.start <= start and end <= m.end and m.sort in _GLOSSED]
        named = [m for m in found if m.text == inside and m.start == start and m.sort in _GLOSSED] or own
        if not named and not inside.endswith(BODIES):
            continue
        sort, value = (named[0].sort, named[0].value) if named else ("agency", inside)
        kept = [m for m in kept if m.end <= begin or m.start > end]
        kept.append(Mark(begin, end + 1, sort, value, plain[begin : end + 1]))
    return kept


def _count_capitals(text: str, inside: str) -> int:
    """Return how many words right before a bracket are one name in English, by their capitals."""
    at = fold_text(text).find(inside)
    before = text[: max(at, 0)].rstrip("(（ ").split(" ")
    count = 0
    for number, word in enumerate(reversed(before), 1):
        if word[:1].isupper() and word.isascii():
            count = number
        elif word not in _WITHIN or not count:
            break
    return count if at >= 0 else 0


def _step_back(plain: str, at: int, words: int) -> int:
    """Return where so many words before a place begin."""
    before = plain[:at].rstrip().split(" ")
    return max(0, len(plain[:at].rstrip()) - len(" ".join(before[-words:])))


def find_shortened(plain: str, agencies: Mapping[str, str]) -> list[Mark]:
    """Return where a question shortens the name of an agency: 環保局 for 環境保護局, where one only fits."""
    found: dict[tuple[int, int], set[str]] = {}
    words = [(start, plain[start : start + _SHORTENED]) for start in range(len(plain))]
    for start, word in ((start, word) for start, word in words if word[-1] in _BODIES):
        for name, full in agencies.items():
            ends_alike = len(name) > _SHORTENED and name[0] == word[0] and name[-1] == word[-1]
            if ends_alike and word not in name and _is_picked(word, name):
                found.setdefault((start, start + _SHORTENED), set()).add(full)
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


def _choose_headings(names: Sequence[Names]) -> dict[str, tuple[str, ...]]:
    """Return the names of headings that say more than words any question may say."""
    headings: dict[str, tuple[str, ...]] = {}
    for one in names:
        for name, of in one.headings.items():
            headings[name] = tuple(dict.fromkeys((*headings.get(name, ()), *of)))
    return {name: of for name, of in headings.items() if _says_more(name)}


def choose_owners(docs: Sequence[str], names: Sequence[Names], marks: Sequence[Mark]) -> tuple[str, ...]:
    """Return the documents that call their entries what the marks of a question say; all where none does.

    約定卡 are asked of the document that has them, whatever else the others may hold.
    """
    said = {mark.text for mark in marks if mark.sort.startswith("kind.") and _says_more(mark.text)}
    owners = tuple(doc for doc, one in zip(docs, names, strict=True) if said & one.kinds.keys())
    return owners or tuple(docs)


def _mark_own(plain: str, words: Mapping[str, str], sort: str) -> list[Mark]:
    """Return where a question uses a document's own words, of which none is a word that any may use."""
    marks = name_marks(plain, {word: what for word, what in words.items() if _says_more(word)}, sort)
    return [Mark(m.start, m.end, f"{sort}.{m.value}", m.text, m.text) for m in marks]


def _mark_headings(plain: str, headings: Mapping[str, tuple[str, ...]]) -> list[Mark]:
    """Return where headings are named, with more of their words where these follow: 表2推動措施."""
    found: list[Mark] = []
    for mark in name_marks(plain, headings, "heading"):
        reach = {heading: _reach(plain, mark, heading) for heading in mark.value}
        end = max(reach.values())
        if end - mark.end >= _SHORTEST:
            longest = tuple(heading for heading in mark.value if reach[heading] == end)
            mark = Mark(mark.start, end, "heading", longest, plain[mark.start : end])
        found.append(mark)
    return found


def _reach(plain: str, mark: Mark, heading: str) -> int:
    """Return how far the words behind a name go on as its heading does."""
    text = "".join(fold_text(heading).split())
    rest = text[text.find(mark.text) + len(mark.text) :] if mark.text in text else ""
    size = next((n for n, (a, b) in enumerate(zip(plain[mark.end :], rest, strict=False)) if a != b), None)
    return mark.end + (min(len(rest), len(plain) - mark.end) if size is None else size)


@lru_cache(4096)
def _says_more(name: str) -> bool:
    return bool(gaps(name, find_marks(name)))


def _find_pairs(plain: str, pairs: Iterable[tuple[str, str]]) -> list[tuple[int, int]]:
    """Return where something stands between the marks of a pair."""
    found: list[tuple[int, int]] = []
    for opening, closing in pairs:
        start = plain.find(opening)
        while start >= 0 and (end := plain.find(closing, start + 1)) >= 0:
            found.append((start + 1, end))
            start = plain.find(opening, end + 1)
    return found


def _quoted(plain: str, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Return where something stands in quotes or brackets, or right behind a word of rating."""
    found = _find_pairs(plain, _PAIRS)
    for word in (mark for mark in marks if mark.sort == "rated"):
        at = word.end
        while at < len(plain) and plain[at] in " 為是「":
            at += 1
        found.append((at, at + (len(_PARTLY) if plain.startswith(_PARTLY, at) else 1)))
    return [(start, end) for start, end in found if end > start]
