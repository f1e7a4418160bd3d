"""The words by which a plan says what a figure is, read from phrases.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("phrases.toml")


@cache
def load_phrases() -> dict[str, tuple[str, ...]]:
    """Read the word lists once, those of a table under `table.name`; longest words first."""
    lists: dict[str, tuple[str, ...]] = {}
    for name, value in tomllib.loads(_FILE.read_text(encoding="utf-8")).items():
        tables = value.items() if isinstance(value, dict) else [("", value)]
        for key, words in tables:
            lists[f"{name}.{key}" if key else name] = tuple(sorted(words, key=len, reverse=True))
    return lists


def find_word(name: str, text: str) -> str:
    """Return the longest word of a list that stands in a text, empty where none does.

    >>> find_word("per", "每季召開"), find_word("per", "全年召開")
    ('每季', '')
    """
    for word in load_phrases()[name]:
        if word in text:
            return word
    return ""


def ends_in(name: str, text: str) -> str:
    """Return the longest word of a list a text ends in, empty where it ends in none.

    >>> ends_in("difference", "較108年增加")
    '增加'
    """
    words = load_phrases()[name]
    return next(word for word in words if text.endswith(word)) if text.endswith(words) else ""


@cache
def word_pattern(name: str) -> re.Pattern[str]:
    """Return a pattern that matches any word of a list, the longest first."""
    return re.compile("|".join(map(re.escape, load_phrases()[name])))


def counts_better_low(words: str) -> bool:
    """Say whether words name something that is better the less there is of it.

    >>> [counts_better_low(words) for words in ("平均審查天數", "研究船出海天數", "事故件數下降率")]
    [True, False, False]
    """
    if find_word("reductions", words):
        return False
    return bool(find_word("lower_better", word_pattern("higher_better").sub("", words)))
