"""What is said around a question: clauses that only frame it, by what was learned of questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from qa.understanding.aspects import load_aspects
from qa.understanding.marks import load_class
from qa.understanding.numbered import find_numbered
from qa.understanding.parts import Part

_CLAUSE = re.compile(r"(?:[^，,。！!？?；;：:\n.]|\.(?!\s|$))+[，,。！!？?；;：:\n.\s]*")
# So surely words only frame a question that are left out of it.
_SURE = 0.9
# A frame that is no clause of its own may be part of what is asked.
_SHORTEST = 2
_POINTS, _AND = " ,，.。?？!！", "and "
_ASKING = ("ask.list", "ask.count")
_DENYING = ("not.before", "not.before.leaving", "not.after", "not.either")


def strip_frames(text: str, parts: Sequence[Part]) -> str:
    """Return a question without the clauses that only frame it.

    Unchanged where nothing else is left. `parts` are those of the text, character by character.

    >>> parts = [Part(0, 7, "frame", 0.99), Part(7, 11, "year", 1.0), Part(11, 15, "subject", 0.9)]
    >>> strip_frames("開會前想確認，109年檢查漁船", parts)
    '109年檢查漁船'
    """
    frames = [part for part in parts if part.sort == "frame" and part.sureness >= _SURE]
    clauses = list(cut_clauses(text))
    kept = [span for span in clauses if not _is_framed(text, *span, frames)]
    if not any(_asks(text[a:b]) for a, b in kept):
        # What asks for the rest is no mere frame: …的措施，幫我列一下.
        kept = [span for span in clauses if span in kept or _asks(text[slice(*span)])]
    return "".join(text[a:b] for a, b in kept).strip() or text


def cut_clauses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the clauses of a question stand, each with the marks behind it.

    >>> list(cut_clauses("您好，比率3.5嗎？"))
    [(0, 3), (3, 10)]
    """
    for match in _CLAUSE.finditer(text):
        yield match.span()


@cache
def _load_denials() -> tuple[str, ...]:
    """Return the words that deny or leave out, but for those of one character and English ones in others."""
    words = (word for name in _DENYING for word in load_class(name))
    return tuple(f" {word} " if word.isascii() else word for word in words if len(word) > 1)


def _asks(clause: str) -> bool:
    """Say whether a clause holds a Chinese word by which entries are asked for."""
    return any(word in clause for name in _ASKING for word in load_class(name) if not word.isascii())


def _is_framed(text: str, start: int, end: int, frames: Sequence[Part]) -> bool:
    """Say whether all words of a clause lie in frames."""
    clause = text[start:end].lower()
    if any(word in clause for word in _load_denials()):
        # What leaves something out is no frame, whatever it leaves out.
        return False
    if find_numbered(clause) or clause.strip(_POINTS).removeprefix(_AND) in load_aspects()["reason"].asks:
        # Nor is a strategy that is named by its number, or why.
        return False
    said = [at for at in range(start, end) if text[at].isalnum()]
    return len(said) >= _SHORTEST and all(any(one.start <= at < one.end for one in frames) for at in said)
