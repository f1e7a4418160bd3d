"""What nouns of a question are: a kind of thing asked for, or a longer name that known words are part of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.inquiry import Inquiry
from qa.understanding.marks import Mark
from qa.understanding.parts import Part

_LIKELY, _SURELY, _SHORTEST = 0.5, 0.9, 2
# Marks that say nothing within a noun, and those that are no marks within a longer name.
_LOOSE = ("frame", "rated", "having", "counted")
_NAMES = ("subject", "document")
_CLOSED = ("light.", "op.", "after.", "order.")


def add_kinds(inquiry: Inquiry, plain: str, marks: Sequence[Mark]) -> list[Mark]:
    """Return marks with one for each noun that surely is a kind of thing asked for, and is no known word.

    議題, 標的 or 亮點 stand for what a plan's entries are, as its author pleases to call them.
    """
    found = list(marks)
    parts = inquiry.parts_of(plain)
    judged = any(mark.sort.startswith(("verdict", "status")) for mark in marks)
    # 沒有達到112年目標 has no word of a verdict, and yet is one.
    judged = judged or any(part.sort == "verdict" and part.sureness >= _LIKELY for part in parts)
    for part in parts if judged else ():
        if part.sort != "kind" or part.sureness < _LIKELY:
            continue
        inside = [mark for mark in found if part.start < mark.end and mark.start < part.end]
        firm = [mark for mark in inside if mark.sort not in _LOOSE]
        start = max((mark.end for mark in firm), default=part.start)
        if not any(mark.sort.startswith("kind.") for mark in firm) and part.end - start >= _SHORTEST:
            found = [mark for mark in found if mark not in inside or mark in firm]
            found.append(Mark(start, part.end, "kind.measure", None, plain[start : part.end]))
    return sorted(found, key=lambda mark: mark.start)


def is_in_name(inquiry: Inquiry, plain: str, mark: Mark) -> bool:
    """Say whether a word of a closed class surely is part of a longer name: green of green transport."""
    return mark.sort.startswith(_CLOSED) and any(_list_around(inquiry, plain, mark, _SURELY))


def is_in_goal(inquiry: Inquiry, plain: str, mark: Mark, marks: Sequence[Mark]) -> bool:
    """Say whether an agency is named by the words of a goal: UN in "the goal on the UN convention"."""
    opening = [other.end for other in marks if other.sort == "strategy" and other.end <= mark.start]
    named = (
        part for part in _list_around(inquiry, plain, mark, _LIKELY) for end in opening if part.start <= end
    )
    return mark.sort == "agency" and any(named)


def _list_around(inquiry: Inquiry, plain: str, mark: Mark, least: float) -> Iterator[Part]:
    """Yield the names of a question, so sure at least, that a mark is part of and more stands in than it."""
    for part in inquiry.parts_of(plain):
        longer = part.end - part.start > mark.end - mark.start
        sure = part.sort in _NAMES and part.sureness >= least
        if sure and longer and part.start <= mark.start and mark.end <= part.end:
            yield part
