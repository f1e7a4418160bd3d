"""The questions that one question consists of, each complete (甲幾項未達標，乙又幾項？)."""

from __future__ import annotations

from collections.abc import Sequence

from qa.inquiry import Inquiry
from qa.understanding.framing import cut_clauses
from qa.understanding.parts import Part

# What a later question goes on with where it does not say it again; one that says of what it asks, with when
# and where alone. And what asks.
_CARRIED, _SCOPE = ("year", "agency", "document", "number", "kind", "subject"), ("year", "document")
_ASKING, _LIKELY = "asking", 0.6
_MOST = 4


def split_questions(inquiry: Inquiry) -> tuple[str, ...]:
    """Return the texts of the questions a question consists of; none where it is one alone.

    A later one is told with what it leaves to those before it: year, agency, document, kind, subject.
    """
    plain = inquiry.question.plain
    parts = inquiry.parts_of(plain)
    groups = _group_clauses(plain, parts)
    if not 1 < len(groups) <= _MOST:
        return ()
    first = _inside(parts, groups[0])
    told = [plain[slice(*groups[0])].strip()]
    for group in groups[1:]:
        own = {part.sort for part in _inside(parts, group)}
        sorts = {*(_SCOPE if "kind" in own else _CARRIED)} - own
        carried = (plain[p.start : p.end] for p in first if p.sort in sorts)
        join = " " if inquiry.question.language == "en" else ""
        told.append(f"{join.join(carried)} {plain[slice(*group)].strip()}")
    return tuple(told)


def _group_clauses(plain: str, parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Return where each question stands: clauses up to one that asks, and what trails behind the last."""
    groups: list[tuple[int, int]] = []
    start = 0
    for _, end in cut_clauses(plain):
        asks = any(p.sort == _ASKING and p.sureness >= _LIKELY for p in _inside(parts, (start, end)))
        if asks:
            groups.append((start, end))
            start = end
    if groups and start < len(plain):
        groups[-1] = (groups[-1][0], len(plain))
    return groups


def _inside(parts: Sequence[Part], span: tuple[int, int]) -> list[Part]:
    return [part for part in parts if span[0] <= part.start and part.end <= span[1]]
