"""The verdicts and words of asking of a question as learning tells them, where no list of words does."""

from __future__ import annotations

from collections.abc import Sequence

from qa.inquiry import Inquiry
from qa.understanding.marks import Mark
from qa.understanding.parts import Part
from qa.understanding.states import read_state

# The class of mark that each meaning makes; a document's own words and mere asking make none.
_SORTS = {
    "met": "verdict.met", "not_met": "verdict.not_met", "partly": "status.partly_met",
    "not_reported": "verdict.not_reported", "reported": "verdict.reported",
    "qualitative": "verdict.qualitative", "quantified": "verdict.quantified", "ongoing": "status.ongoing",
    "no_target": "status.no_target",
}  # fmt: skip
# Of these words a verdict is made; what documents and grammars name goes before what is learned.
_MADE_OF = ("verdict", "frame", "join", "having", "basis", "not.", "amount", "also", "any", "op.", "status.")
_TOLD = ("verdict", "status")
_LIKELY, _SURE = 0.5, 0.6
# How questions ask which there are and how many, before the word by which what is asked is counted.
_WHICH, _HOW_MANY = ("哪些", "哪幾", "哪"), ("多少", "幾")
# The word by which entries are counted has no more characters than this: 幾案, 哪些卡.
_CLASSIFIER = 1


def mark_states(inquiry: Inquiry, plain: str, marks: Sequence[Mark]) -> list[Mark]:
    """Return marks with those of verdicts and of asking that the parts of the question tell beside them.

    A part whose words all have marks of their own keeps them.
    """
    kept = list(marks)
    for part in inquiry.parts_of(plain):
        if part.sort == "verdict" and part.sureness >= _LIKELY:
            kept = _mark_verdict(plain, part, kept)
        elif part.sort == "asking" and part.sureness >= _LIKELY:
            kept = _mark_asking(plain, part, kept)
    return kept


def _mark_verdict(plain: str, part: Part, marks: list[Mark]) -> list[Mark]:
    inside = [m for m in marks if m.start < part.end and part.start < m.end]
    told = [m for m in inside if m.sort.startswith(_TOLD)]
    named = not all(m.sort.startswith(_MADE_OF) for m in inside)
    # What is not finished is the reason there, not what was judged: because a revision is not finished.
    reason = any(m.sort == "reason" and m.end <= part.start for m in marks)
    if named or reason or (told and _covers(plain, part, inside)):
        return marks
    start = min([part.start, *(m.start for m in told)])
    end = max([part.end, *(m.end for m in told)])
    meaning, sureness = read_state(plain, start, end)
    if sureness < _SURE or meaning not in _SORTS:
        return marks
    read = Mark(start, end, _SORTS[meaning], None, plain[start:end])
    return [*(m for m in marks if m.end <= start or end <= m.start), read]


def _covers(plain: str, part: Part, marks: Sequence[Mark]) -> bool:
    """Say whether marks leave no word of a part."""
    covered = {at for mark in marks for at in range(mark.start, mark.end)}
    return not any(plain[at].isalnum() and at not in covered for at in range(part.start, part.end))


def _mark_asking(plain: str, part: Part, marks: list[Mark]) -> list[Mark]:
    """Add what a word of asking with a counting word no list knows asks for: 哪些案, 幾卡."""
    said = plain[part.start : part.end].strip()
    asked = next(
        (m for m in marks if m.start < part.end and part.start < m.end and m.sort[:3] == "ask"), None
    )
    opening = next((word for word in (*_WHICH, *_HOW_MANY) if said.startswith(word)), "")
    counted = said[len(opening) :]
    judged = any(m.sort.startswith(_TOLD) for m in marks)
    if asked or not judged or not opening or len(counted) != _CLASSIFIER:
        return marks
    sort = "ask.list" if opening in _WHICH else "ask.count"
    read = Mark(part.start, part.start + len(said), sort, None, said)
    return [*(m for m in marks if m.end <= read.start or read.end <= m.start), read]
