"""Which documents a question for entries is about: those it names, those of a ministry, those of a year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.tokens import fold_text
from ingest.figures.years import read_years
from ingest.glossary import fold_name
from qa.editions import Naming
from qa.inquiry import Inquiry
from qa.understanding.marks import Mark

_SHORTEST = 2
_CALLED = re.compile(r"計畫|方案|績效報告|報告|摘要|彙整表")
_HAN = re.compile(r"[\u3400-\u9fff]")
_MIDTERM = "中程"


def read_documents(
    inquiry: Inquiry, docs: Sequence[str], plain: str
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Return the documents a question ranges over, those it names, and the question without their names."""
    heads, years = inquiry.scope.records.heads, inquiry.question.years
    named = [doc for doc in inquiry.named if heads[doc].edition in years] or list(inquiry.named)
    for _ in range(2):
        naming = None if inquiry.limited else inquiry.editions.find_named(plain, inquiry.agencies)
        if naming is None:
            break
        named += _take_edition(inquiry, plain, naming)
        plain = _blank(plain, _reach_owner(inquiry, plain, naming), naming.end)
    for _ in range(2):
        loose = None if inquiry.limited else find_called(plain, inquiry)
        if loose is None:
            break
        named += _take_edition(inquiry, plain, loose)
        plain = _blank(plain, _reach_owner(inquiry, plain, loose), loose.end)
    return tuple(dict.fromkeys(named)) or tuple(docs), tuple(dict.fromkeys(named)), plain


def _blank(plain: str, start: int, end: int) -> str:
    return f"{plain[:start]}{' ' * (end - start)}{plain[end:]}"


def _take_edition(inquiry: Inquiry, plain: str, naming: Naming) -> tuple[str, ...]:
    """Return the edition of a plan whose year stands right before its name, else all that are named."""
    heads = inquiry.scope.records.heads
    before = [y.year for y in read_years(plain) if not plain[y.end : naming.start].strip(" 的度版")]
    own = tuple(doc for doc in naming.docs if before and heads[doc].edition == before[-1])
    return own or naming.docs


def _reach_owner(inquiry: Inquiry, plain: str, naming: Naming) -> int:
    """Return where a name begins with the agency whose plan it is: 衛福部的心理健康計畫."""
    before = plain[: naming.start].rstrip(" 的")
    for term in inquiry.phrases.glossary.agencies():
        for name in term.chinese:
            if before.endswith(fold_text(name)) and is_titled(inquiry, naming.docs[0], term.zh):
                return len(before) - len(fold_text(name))
    return naming.start


def find_called(plain: str, inquiry: Inquiry) -> Naming | None:
    """Return the documents that a question calls by some of the words of their title: 心理健康計畫."""
    heads = inquiry.scope.records.heads
    titles = {doc: fold_text(head.title).replace(" ", "") for doc, head in heads.items()}
    kinds = [part for part in inquiry.parts_of(plain) if part.sort == "kind"]
    for called in _CALLED.finditer(plain):
        # In 哪些行動計畫未達成 the plans are what is asked for.
        if any(part.start < called.end() and called.start() < part.end for part in kinds):
            continue
        start = called.start()
        while start > 0 and _HAN.match(plain[start - 1]):
            start -= 1
        for begin in range(start, called.start() - _SHORTEST + 1):
            words = plain[begin : called.start()]
            held = [doc for doc, title in titles.items() if _is_made_of(words, title)]
            plans = {inquiry.editions.plan_of(doc) or doc for doc in held}
            if held and len(plans) == 1:
                return Naming(tuple(held), begin, called.end())
    return None


def _is_made_of(words: str, title: str) -> bool:
    """Say whether words are stretches of a title, each of two characters or more, in its order."""
    at = 0
    while words:
        size = next((n for n in range(len(words), 1, -1) if title.find(words[:n], at) >= 0), 0)
        if not size or len(words) - size == 1:
            return False
        at = title.find(words[:size], at) + size
        words = words[size:]
    return True


def find_owner(inquiry: Inquiry, marks: Sequence[Mark], docs: Sequence[str]) -> Mark | None:
    """Return the ministry whose plan is asked about: one that titles name, before KPIs or projects.

    So is one that no entry names as who does something.
    """
    kinds = any(mark.sort in ("kind.kpi", "kind.project") for mark in marks)
    parts = [mark for mark in marks if mark.sort.startswith("part.")]
    for mark in marks:
        if mark.sort != "agency" or any(_touch(mark, part) for part in parts):
            continue
        titled = any(is_titled(inquiry, doc, mark.value) for doc in docs)
        if titled and (kinds or not any(_names_in(inquiry, doc, mark.value) for doc in docs)):
            return mark
    return None


def _names_in(inquiry: Inquiry, doc: str, agency: str) -> bool:
    """Say whether some entry of a document names an agency as one that does something."""
    own = set(map(fold_name, names_of(inquiry, agency)))
    held = inquiry.entries.names_of(doc).agencies
    return not own.isdisjoint(fold_name(name) for pair in held.items() for name in pair)


def _touch(one: Mark, other: Mark) -> bool:
    return min(abs(one.start - other.end), abs(other.start - one.end)) <= 1


def is_titled(inquiry: Inquiry, doc: str, agency: str) -> bool:
    """Say whether the title of a document names an agency."""
    title = fold_name(inquiry.scope.records.heads[doc].title)
    return any(fold_name(name) in title for name in names_of(inquiry, agency))


def names_of(inquiry: Inquiry, agency: str) -> tuple[str, ...]:
    """Return every name of an agency."""
    return inquiry.phrases.glossary.names_of(agency) or (agency,)


def take_latest(inquiry: Inquiry, docs: Sequence[str]) -> list[str]:
    """Return of the editions of one plan the latest."""
    kept: list[str] = []
    for doc in docs:
        plan = inquiry.editions.plan_of(doc)
        editions = list(inquiry.editions.by_year(plan).values()) if plan else [doc]
        among = [one for one in editions if one in docs]
        if not among or doc == among[-1]:
            kept.append(doc)
    return kept


def take_midterm(inquiry: Inquiry, docs: Sequence[str]) -> tuple[str, ...]:
    """Return of some documents those whose titles call them mid-term plans."""
    titles = {doc: inquiry.scope.records.heads[doc].title for doc in docs}
    return tuple(doc for doc, title in titles.items() if _MIDTERM in title)


def find_owners(inquiry: Inquiry, docs: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the agencies that the titles of some documents name."""
    terms = inquiry.phrases.glossary.agencies()
    names = {fold_name(name): term.zh for term in terms for name in term.chinese if len(name) > 1}
    titles = {doc: fold_name(inquiry.scope.records.heads[doc].title) for doc in docs}
    return {
        doc: frozenset(zh for name, zh in names.items() if name in title) for doc, title in titles.items()
    }
