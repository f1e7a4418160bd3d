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
# Behind what is asked that many characters are no particle of it.
_LONG = 4
_HAN = re.compile(r"[\u3400-\u9fff]")


def strip_frames(text: str, parts: Sequence[Part]) -> str:
    """Return a question without what only frames it: whole clauses, and what is said behind what it asks.

    Unchanged where nothing else is left. `parts` are those of the text, character by character.

    >>> parts = [Part(0, 7, "frame", 0.99), Part(7, 11, "year", 1.0), Part(11, 15, "subject", 0.9)]
    >>> strip_frames("開會前想確認，109年檢查漁船", parts)
    '109年檢查漁船'
    """
    frames = [part for part in parts if part.sort == "frame" and part.sureness >= _SURE]
    kept = [span for span in _cut_clauses(text) if not _is_framed(text, *span, frames)]
    if not kept:
        return text
    end = kept[-1][1]
    asked = {part.end for part in parts if part.sort == "asking"}
    behind = (one.start for one in frames if one.start in asked and kept[-1][0] < one.start < end <= one.end)
    closing = next(behind, end)
    end = closing if len(_HAN.findall(text[closing:end])) >= _LONG else end
    return "".join(text[a : min(b, end)] for a, b in kept).strip() or text


def _cut_clauses(text: str) -> Iterator[tuple[int, int]]:
    for match in _CLAUSE.finditer(text):
        yield match.span()


def _is_framed(text: str, start: int, end: int, frames: Sequence[Part]) -> bool:
    """Say whether all words of a clause lie in frames."""
    said = [at for at in range(start, end) if text[at].isalnum()]
    return len(said) >= _SHORTEST and all(any(one.start <= at < one.end for one in frames) for at in said)
