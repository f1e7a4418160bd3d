"""The words by which a sentence says what its numbers are, read from prose.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ingest.targets.phrases import load_phrases

_CLAUSE_MARKS = ("，", "；", "。", ",", ";", "\n")
_CLAUSES = re.compile("[，,。；;：:\\n]")
_FILE = Path(__file__).with_name("prose.toml")


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Wording:
    """What prose.toml says; `roles` has (word, role) by the last character of the word."""

    roles: dict[str, tuple[tuple[str, str], ...]]
    lists: dict[str, tuple[str, ...]]
    longest: int
    between: int

    def __getitem__(self, name: str) -> tuple[str, ...]:
        """Return a list by the name of its table and its own, the longest words first."""
        return self.lists[name]


@cache
def load_wording() -> Wording:
    """Read the words once."""
    table: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    lists = {
        f"{group}.{name}": _longest_first(words)
        for group, content in table.items()
        for name, words in content.items()
        if isinstance(words, list)
    }
    roles: dict[str, list[tuple[str, str]]] = {}
    for role, words in table["roles"].items():
        for word in words:
            roles.setdefault(word[-1], []).append((word, role))
    ending = {char: tuple(words) for char, words in roles.items()}
    return Wording(ending, lists, table["metric"]["longest"], table["after"]["between"])


def last_role(text: str) -> tuple[str, int, int]:
    """Return the role that the last role word of a text names and where that word stands; empty for none.

    Of words that end at one place the longest counts: 達成率 is a rate, not a 達成.

    >>> last_role("原訂目標值為"), last_role("實際達成率"), last_role("目標族群")
    (('target', 2, 5), ('rate', 2, 5), ('', 0, 0))
    """
    wording = load_wording()
    best = ("", 0, 0)
    # Words that end in another character end at another place: their order is all the same.
    for word, role in (pair for char in {*text} & wording.roles.keys() for pair in wording.roles[char]):
        start = text.rfind(word)
        end = start + len(word)
        if start >= 0 and (end, len(word)) > (best[2], best[2] - best[1]):
            best = (role, start, end)
    if best[0]:
        for noun in wording["nouns.words"]:
            place = text.rfind(noun)
            if 0 <= place <= best[1] and best[2] <= place + len(noun):
                return last_role(text[:place])
    return best


def has_word(name: str, text: str) -> bool:
    """Say whether a word of a list stands in a text.

    >>> has_word("plans.words", "規劃增設"), has_word("plans.words", "已增設")
    (True, False)
    """
    return any(word in text for word in load_wording()[name])


def ending(name: str, text: str) -> str:
    """Return the longest word of a list that a text ends in, empty for none.

    >>> ending("changes.to", "由110年之8件增至")
    '增至'
    """
    words = load_wording()[name]
    # Few texts end in any.
    return next(word for word in words if text.endswith(word)) if text.endswith(words) else ""


def find_plan(text: str, shortest: int = 1) -> int:
    """Return where the last word of a text stands that only says what is meant to be, -1 for none.

    計畫 is such a word where it is the verb: at the beginning of a clause, or behind who has the plan.
    Words that are not as long as the `shortest` do not count.

    >>> find_plan("規劃增設"), find_plan("本室計畫派員考察"), find_plan("計畫經費共"), find_plan("本計畫投入")
    (0, 2, -1, -1)
    """
    wording = load_wording()
    places = [-1, *(text.rfind(word) for word in wording["plans.words"] if len(word) >= shortest)]
    for verb in wording["plans.verbs"]:
        place = text.rfind(verb)
        behind = text[place + len(verb) :]
        led = place == 0 or text[:place].endswith((*_CLAUSE_MARKS, *load_phrases()["organisations"]))
        if place >= 0 and led and behind and not behind.startswith(wording["plans.nouns_after"]):
            places.append(place)
    return max(places)


def plans(text: str) -> bool:
    """Say whether a text says anywhere that something is only meant to be."""
    return has_word("plans.words", text) or any(find_plan(clause) >= 0 for clause in _CLAUSES.split(text))


def tells_outcome(between: str) -> bool:
    """Say whether the words that follow what was meant tell what came of it.

    >>> tells_outcome("辦理六班，嗣開設"), tells_outcome("辦理六班，培訓")
    (True, False)
    """
    told = _CLAUSES.split(between)[1:]
    return has_word("carry.stops", between) or any(
        clause.lstrip().startswith(load_wording()["carry.begins"]) for clause in told
    )
