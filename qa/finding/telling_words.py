"""The words by which a question tells its subject: those that ask, judge or name the owner weigh little."""

from __future__ import annotations

from index.tokens import fold_text
from qa.inquiry import Inquiry
from qa.names import Name, weigh_by_parts
from qa.understanding.documents import is_titled
from qa.understanding.parts import Part
from qa.understanding.roles import find_free

_IDLE = "frame"


def weigh_names(inquiry: Inquiry) -> tuple[Name, ...]:
    """Return the words of a question with how telling each is.

    That 退輔會 is asked says nothing of a number where it is whose document that is; 近五年 names nothing.
    """
    plain = inquiry.question.plain
    idle = [Part(start, end, _IDLE, 1.0) for start, end in find_free(plain)]
    docs = inquiry.scope.docs
    for names in inquiry.agencies:
        if any(is_titled(inquiry, doc, names[0]) for doc in docs):
            said = next((name for name in map(fold_text, names) if name in plain), "")
            idle += [Part(plain.find(said), plain.find(said) + len(said), _IDLE, 1.0)] if said else []
    return weigh_by_parts(inquiry.names(), plain, (*inquiry.parts_of(plain), *idle))
