"""Claims about all that a measure set: clauses that say only that everything was reached, or was not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.checks.words import any_word, list_words
from ingest.figures.numerals import read_figures

_OPENING = re.compile(r"\s*(?:1\s*[.、]\s*)?(?P<clause>[^，。；、,;\n]{2,30})")
_LISTS = ("claim_scope", "claim_all", "claim_manner", "claim_reached", "claim_object", "claim_denied")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim at text[start:end]; `count` is the number of targets it names, None where it names none."""

    text: str
    start: int
    end: int
    met: bool
    count: int | None


@cache
def _tiles() -> re.Pattern[str]:
    """A clause that the words of the lists, and one number of items, make up without a rest."""
    return re.compile(rf"(?:(?P<count>[0-9一二三四五六七八九十兩]{{1,3}})項|{any_word(*_LISTS)})+")


def read_claim(text: str) -> Claim | None:
    """Return the claim a cell opens with, None where its first clause says anything else.

    >>> read_claim("三項指標皆已達標，准予備查。")
    Claim(text='三項指標皆已達標', start=0, end=8, met=True, count=3)
    >>> read_claim("未達績效目標值。").met, read_claim("其餘達成。"), read_claim("訪查家次已達目標。")
    (False, None, None)
    """
    opening = _OPENING.match(text)
    if opening is None:
        return None
    clause = "".join(opening["clause"].split())
    tiled = _tiles().fullmatch(clause)
    # Words of one list may be parts of another's, so each is looked for by itself.
    whole = any(word in clause for word in list_words("claim_all", "claim_object")) or clause.endswith("標")
    if not tiled or not whole or not any(word in clause for word in list_words("claim_reached")):
        return None
    denied = any(word in clause for word in list_words("claim_denied"))
    figure = next(iter(read_figures(f"{tiled['count']}項")), None) if tiled["count"] else None
    start, end = opening.span("clause")
    end = start + len(opening["clause"].rstrip())
    return Claim(clause, start, end, not denied, int(figure.value) if figure else None)
