"""The words by which a sentence says what its numbers are, read from prose.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

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
    return next((word for word in load_wording()[name] if text.endswith(word)), "")
