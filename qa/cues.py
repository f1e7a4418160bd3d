"""The cues in a question that tell its kind and what it wants, from cues.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("cues.toml")


@dataclass(frozen=True, slots=True, eq=False)
class CueSet:
    """Named groups of patterns."""

    groups: dict[str, re.Pattern[str]]

    def found_in(self, text: str) -> frozenset[str]:
        """Return the names of the groups a text holds a cue of."""
        return _find_groups(self, text)

    def strip(self, text: str, *names: str) -> str:
        """Return the text without the cues of the named groups, a space in the place of each."""
        for name in names:
            text = self.groups[name].sub(" ", text)
        return text


# A question is looked into by one step after another, and clauses of records by question after question.
@lru_cache(4096)
def _find_groups(cues: CueSet, text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in cues.groups.items() if pattern.search(text))


def join_patterns(patterns: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern for any of several; a Han character beside an English word is no part of it.

    >>> bool(join_patterns([r"\\bkpi\\b"]).search("定罪率kpi目標"))
    True
    """
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.ASCII)


@cache
def compile_word(word: str) -> re.Pattern[str]:
    """Return what finds a word: one in English as a whole, Chinese wherever it stands.

    >>> bool(compile_word("rate").search("the rates")), bool(compile_word("原因").search("落後原因"))
    (False, True)
    """
    return re.compile(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word))


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def load_cues(section: str) -> CueSet:
    """Return the cues of a section of cues.toml: kind, want, document or list."""
    table = _tables()[section]
    return CueSet({name: join_patterns(patterns) for name, patterns in table.items()})


@cache
def load_noise() -> re.Pattern[str]:
    """Return a pattern of the words of asking, the longest first."""
    words = _tables()["noise"]["zh"]
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


@cache
def load_forms() -> re.Pattern[str]:
    """Return a pattern of words that say in what form an answer is wanted, not what it is about."""
    return join_patterns(_tables()["noise"]["forms"])
