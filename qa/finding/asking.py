"""What the words of asking in a question ask for: an amount, a person, a time, a place, one or several."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.understanding.framing import cut_clauses

_FILE = Path(__file__).with_name("asking.toml")
_DATE = re.compile(r"\d+[年月日/.:-]\d*|[年月日時]")
_COMMAS = ",，；"
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question asks for, by its question words and by the words that join and gather things.

    `joined` counts what joins two things that the table names, `questions` the question words, `clauses`
    those that have one.
    """

    amount: bool
    person: bool
    time: bool
    place: bool
    each: bool
    every: bool
    joined: int
    questions: int
    clauses: int

    def suits(self, texts: Sequence[str]) -> dict[str, NDArray[np.bool_]]:
        """Say of each of some texts whether it may be the person, time or place asked for."""
        places = _load()["place_ends"]
        return {
            "person": np.array([self.person and bool(_NAME.fullmatch(text)) for text in texts], bool),
            "time": np.array([self.time and bool(_DATE.search(text)) for text in texts], bool),
            "place": np.array([self.place and places.search(text) is not None for text in texts], bool),
        }


@cache
def _load() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: re.compile("|".join(map(re.escape, words))) for name, words in table.items()}


def read_asking(folded: str, named: Collection[str] = ()) -> Asking:
    """Return what a question in its folded form asks for; `named` are its grams that the table has.

    >>> read_asking("各隊的隊長分別是誰").each, read_asking("橋多長").amount
    (True, True)
    >>> read_asking("請問,人口和戶數各多少", {"人口", "戶數"}).joined
    1
    """
    words = _load()
    found = {name: pattern.findall(folded) for name, pattern in words.items() if name != "joined"}
    return Asking(
        amount=bool(found["amount"]),
        person=bool(found["person"]),
        time=bool(found["time"]),
        place=bool(found["place"]),
        each=bool(found["each"]),
        every=bool(found["every"]),
        joined=sum(_joins(folded, match, named) for match in words["joined"].finditer(folded)),
        questions=max(1, len(found["question"])),
        clauses=max(1, sum(bool(words["question"].search(folded, *one)) for one in cut_clauses(folded))),
    )


def _joins(folded: str, match: re.Match[str], named: Collection[str]) -> bool:
    """Say whether a word stands between names of a table; a comma has to have them on both sides."""
    start, end = match.span()
    if {folded[start - 1 : start + 1], folded[end - 1 : end + 1]} & set(named):
        return False
    sides = (_last_gram(folded[:start]) in named, _first_gram(folded[end:]) in named)
    return all(sides) if match[0] in _COMMAS else any(sides)


def _last_gram(text: str) -> str:
    word = re.search(r"[a-z0-9.]+$", text)
    return word[0] if word else text[-2:]


def _first_gram(text: str) -> str:
    word = re.match(r"[a-z0-9.]+", text)
    return word[0] if word else text[:2]
