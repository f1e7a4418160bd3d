"""What is said around a question: clauses that only frame it, by what was learned of questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.understanding.parts import Part

_CLAUSE = re.compile(r"(?:[^，,。！!？?；;：:\n.]|\.(?!\s|$))+[，,。！!？?；;：:\n.\s]*")
# So surely words only frame a question that are left out of it.
_SURE = 0.9
# A frame that is no clause of its own may be part of what is asked.
_SHORTEST = 2
# At the ends of a question that many characters or words are no particle of it.
_LONG = 4
_WORDS = re.compile(r"[\u3400-\u9fff]|[A-Za-z']+")


def strip_frames(text: str, parts: Sequence[Part]) -> str:
    """Return a question without what only frames it: clauses, and long frames at its ends.

    Unchanged where nothing else is left. `parts` are those of the text, character by character.

    >>> parts = [Part(0, 7, "frame", 0.99), Part(7, 11, "year", 1.0), Part(11, 15, "subject", 0.9)]
    >>> strip_frames("開會前想確認，109年檢查漁船", parts)
    '109年檢查漁船'
    """
    frames = [part for part in parts if part.sort == "frame" and part.sureness >= _SURE]
    kept = [span for span in _cut_clauses(text) if not _is_framed(text, *span, frames)]
    if not kept:
        return text
    start, end = kept[0][0], kept[-1][1]
    opening = max((one.end for one in frames if one.start <= start < one.end < kept[0][1]), default=start)
    closing = min((one.start for one in frames if kept[-1][0] < one.start < end <= one.end), default=end)
    start = opening if _is_long(text[start:opening]) else start
    end = closing if _is_long(text[closing:end]) else end
    return "".join(text[max(a, start) : min(b, end)] for a, b in kept).strip() or text


def _is_long(words: str) -> bool:
    return len(_WORDS.findall(words)) >= _LONG


def _cut_clauses(text: str) -> Iterator[tuple[int, int]]:
    for match in _CLAUSE.finditer(text):
        yield match.span()


def _is_framed(text: str, start: int, end: int, frames: Sequence[Part]) -> bool:
    """Say whether all words of a clause lie in frames."""
    said = [at for at in range(start, end) if text[at].isalnum()]
    return len(said) >= _SHORTEST and all(any(one.start <= at < one.end for one in frames) for at in said)
