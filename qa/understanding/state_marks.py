"""The verdicts and words of asking of a question as learning tells them, where no list of words does."""

from __future__ import annotations

from collections.abc import Sequence

from qa.inquiry import Inquiry
from qa.understanding.asking import list_asking, read_counting
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


def mark_states(inquiry: Inquiry, plain: str, marks: Sequence[Mark]) -> list[Mark]:
    """Return marks with those of verdicts and of asking that the parts of the question tell beside them.

    A part whose words all have marks of their own keeps them.
    """
    kept = list(marks)
    for part in inquiry.parts_of(plain):
        if part.sort == "verdict" and part.sureness >= _LIKELY:
            kept = _mark_verdict(plain, part, kept)
    if not any(mark.sort.startswith(_TOLD) for mark in kept):
        return kept
    for read in filter(None, (read_counting(inquiry.question.plain, part) for part in list_asking(inquiry))):
        over = [m for m in kept if m.start < read.end and read.start < m.end]
        # What no list knows as asking whole: 哪些 is known, 哪些案 is not.
        if not any(m.sort.startswith("ask.") and m.end >= read.end for m in over):
            kept = [*(m for m in kept if m not in over), read]
    return kept


def _mark_verdict(plain: str, part: Part, marks: list[Mark]) -> list[Mark]:
    inside = [m for m in marks if m.start < part.end and part.start < m.end]
    told = [m for m in inside if m.sort.startswith(_TOLD)]
    named = not all(m.sort.startswith(_MADE_OF) for m in inside)
    # What is not finished is the reason there, not what was judged: because a revision is not finished.
    reason = any(m.sort == "reason" and m.end <= part.start for m in marks)
    if named or reason or (told and _covers(plain, part, inside)):
        return marks
    # Whose word a verdict is stays beside it: 數字沒到.
    begun = next((m.end for m in inside if m.sort.startswith("basis") and m.start <= part.start), part.start)
    start = min([begun, *(m.start for m in told)])
    end = max([part.end, *(m.end for m in told)])
    meaning, sureness = read_state(plain, start, end)
    if sureness < _SURE or meaning not in _SORTS:
        return marks
    again = next((m for m in marks if m.sort == _SORTS[meaning] and 0 <= m.start - end <= 1), None)
    # 還沒定量的質化項目 says one thing twice.
    end = again.end if again else end
    read = Mark(start, end, _SORTS[meaning], None, plain[start:end])
    return [*(m for m in marks if m.end <= start or end <= m.start), read]


def _covers(plain: str, part: Part, marks: Sequence[Mark]) -> bool:
    """Say whether marks leave no word of a part."""
    covered = {at for mark in marks for at in range(mark.start, mark.end)}
    return not any(plain[at].isalnum() and at not in covered for at in range(part.start, part.end))
