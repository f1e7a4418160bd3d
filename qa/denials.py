"""Whether the texts may be said not to hold something: only what was looked for and is not there.

Looked at are the best passages of what the question ranges over, and every figure of the records they
stand in and of the entry the question means.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from index.record_set import KINDS
from index.tokens import fold_text
from ingest.figures.years import read_years
from ingest.records import Record
from qa.best_passages import BestPassage
from qa.conditions import read_number
from qa.figures import unit_fits
from qa.finding.ranking import MOST_DOCUMENTS
from qa.inquiry import Inquiry
from qa.mentions import Mention

Words = dict[str, Any]
# What only a text read cell by cell gives a year and a role; of other text the year alone is known.
_UNDERSTOOD = ("measure", "kpi", "project")
# So much of the question a passage holds that may answer it after all.
_HELD = 0.6
_TARGETS = ("target", "next_target")
RESULTS, TARGETS = ("actual", "rate", "final"), ("target",)
_DIGITS = "〇一二三四五六七八九十"


def is_confirmed(inquiry: Inquiry, name: str, words: Words) -> bool:
    """Say whether a denial, by its name in phrases.toml and its words, is true of all that was looked at.

    A denial that nothing here confirms is never said.
    """
    check = _CHECKS.get(name)
    return check is not None and check(inquiry, words)


def _records(inquiry: Inquiry) -> list[Record]:
    """Return the entry a question means and the records of the best passages, each once."""
    entry = [r.record for r in inquiry.ranked if r.record.kind != "section"][:1]
    found = [*entry, *(passage.record for passage in inquiry.passages())]
    return list({(r.doc, r.kind, r.no): r for r in found}.values())


def _mentions(inquiry: Inquiry) -> Iterator[Mention]:
    return (mention for record in _records(inquiry) for mention in inquiry.mentions_of(record))


def _loose(inquiry: Inquiry) -> Iterator[BestPassage]:
    """Yield the best passages of text that was not read cell by cell."""
    return (p for p in inquiry.passages() if p.record.kind not in _UNDERSTOOD)


def _years_of(passage: BestPassage) -> set[int]:
    return {year.year for text in (*passage.headings, passage.text) for year in read_years(text)}


def _miss_year(inquiry: Inquiry, words: Words) -> bool:
    year = words["year"]
    told = any(year in _years_of(passage) for passage in inquiry.passages())
    found = any(year in (m.year, *m.years) for m in _mentions(inquiry))
    return not told and not found and not _gives(inquiry, year, (*RESULTS, *TARGETS, "budget", "other"))


def _miss_actual(inquiry: Inquiry, words: Words) -> bool:
    year = words["year"]
    told = any(m.year == year and m.role not in _TARGETS for m in _mentions(inquiry))
    told = told or any(year in _years_of(passage) for passage in _loose(inquiry))
    return not told and not _gives(inquiry, year, RESULTS)


def _miss_target(inquiry: Inquiry, words: Words) -> bool:
    year = words["year"]
    told = any(m.year == year and m.role in _TARGETS for m in _mentions(inquiry))
    told = told or any(year in _years_of(passage) for passage in _loose(inquiry))
    return not told and not _gives(inquiry, year, TARGETS)


def _gives(inquiry: Inquiry, year: int, roles: Collection[str]) -> bool:
    """Say whether any document a question may mean gives a figure of a year in a role, about whatever."""
    heads = inquiry.scope.records.heads
    docs = inquiry.named or (inquiry.scope.docs if inquiry.limited else tuple(heads))
    # Very many documents are not all opened for one question, and what was not looked at is not denied.
    return len(docs) > MOST_DOCUMENTS or year in inquiry.facts.years_of(docs, roles)


def _miss_result(inquiry: Inquiry, words: Words) -> bool:
    """Say whether a target has no figure beside it in its entry that may be its result."""
    target = words["mention"]
    unit, record = target.figure.unit, target.record
    return not _is_unread(inquiry) and not any(
        m.role in ("actual", "other")
        and m.year in (None, record.edition)
        and m.figure.unit == unit
        and m.field.key in ("result", "comparison", "control_note")
        for m in inquiry.mentions_of(record)
    )


def _is_unread(inquiry: Inquiry) -> bool:
    """Say whether text that was not read cell by cell holds much of the question, and a number."""
    return any(
        inquiry.topic.share(passage.held) >= _HELD and any(map(str.isdecimal, passage.text))
        for passage in _loose(inquiry)
    )


def _miss_unit(inquiry: Inquiry, words: Words) -> bool:
    unit = words["unit"]
    if _is_unread(inquiry):
        return False
    if any(unit_fits(unit, m.figure.unit) for m in _mentions(inquiry)):
        return False
    return all(unit not in text for p in inquiry.passages() for text in (*p.headings, p.text))


def _miss_agency(inquiry: Inquiry, words: Words) -> bool:
    names = next((names for names in inquiry.agencies if words["agency"] in names), (words["agency"],))
    said = [fold_text(text) for p in inquiry.passages() for text in (*p.headings, p.text)]
    return not any(fold_text(name) in text for name in names for text in said)


def _miss_number(inquiry: Inquiry, words: Words) -> bool:
    """Say whether no document has an entry of a number, of whatever kind."""
    records = inquiry.scope.records
    return not any(
        kind != "section" and records.find(doc, kind, words["no"]) is not None
        for doc in inquiry.scope.docs
        for kind in KINDS
        if not records.heads[doc].measures or kind == "measure"
    )


def _miss_strategy(inquiry: Inquiry, words: Words) -> bool:
    number = read_number(words["strategy"])
    writings = {words["strategy"], str(number)}
    if number is not None and number < len(_DIGITS):
        writings.add(_DIGITS[number])
    said = [text for p in inquiry.passages() for text in (*p.headings, p.text)]
    return not any(f"策略{writing}" in text for writing in writings for text in said)


def _miss_in_edition(inquiry: Inquiry, words: Words) -> bool:
    passages = inquiry.within({words["doc"]}).passages()
    return all(inquiry.topic.share(passage.held) < _HELD for passage in passages)


def _is_counted(inquiry: Inquiry, words: Words) -> bool:
    """Confirm what was counted over every record, so that nothing is left to look at."""
    return True


_CHECKS: dict[str, Callable[[Inquiry, Words], bool]] = {
    "no_year": _miss_year,
    "no_actual": _miss_actual,
    "no_target": _miss_target,
    "not_reported": _miss_result,
    "no_unit": _miss_unit,
    "no_agency": _miss_agency,
    "unknown_agency": _is_counted,
    "no_measure": _miss_number,
    "no_strategy": _miss_strategy,
    "not_in_edition": _miss_in_edition,
    "no_edition": _is_counted,
    "one_edition": _is_counted,
    "no_rate": _is_counted,
    "no_measures": _is_counted,
    "not_understood": _is_counted,
}
