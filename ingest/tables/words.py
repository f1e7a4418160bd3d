"""The words of headings, read from headings.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("headings.toml")


@dataclass(frozen=True, slots=True)
class Words:
    """What headings.toml says; `fields` has (word, field), longest first, `ending` by last characters.

    `names` are the fields in the order of the file.
    """

    names: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    ending: dict[str, tuple[tuple[str, str], ...]]
    alone: dict[str, str]
    long: frozenset[str]
    fillers: tuple[str, ...]
    original: tuple[str, ...]
    revised: tuple[str, ...]
    totals: frozenset[str]
    lead: tuple[str, ...]
    support: tuple[str, ...]
    undated: tuple[str, ...]
    compound: frozenset[tuple[str, str]]
    counted: tuple[tuple[str, str], ...]
    relative: tuple[tuple[str, int], ...]
    compared: tuple[str, ...]
    expected: tuple[str, ...]
    dates: frozenset[str]
    whole_years: frozenset[str]
    spending: tuple[str, ...]
    counted_nouns: tuple[str, ...]


@cache
def load_words() -> Words:
    """Read the words of headings once."""
    table: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    pairs = [(word, key) for key, words in table["fields"].items() for word in words]
    fields = tuple(sorted(pairs, key=lambda pair: -len(pair[0])))
    return Words(
        names=tuple(table["fields"]),
        fields=fields,
        ending={end: tuple(p for p in fields if p[0][-1] == end) for end in {word[-1] for word, _ in fields}},
        alone={word: key for key, words in table["alone"].items() for word in words},
        long=frozenset(table["long"]["fields"]),
        fillers=tuple(sorted(table["fillers"]["words"], key=len, reverse=True)),
        original=tuple(table["fillers"]["original"]),
        revised=tuple(table["fillers"]["revised"]),
        totals=frozenset(table["totals"]["words"]),
        lead=tuple(table["parts"]["lead"]),
        support=tuple(table["parts"]["support"]),
        undated=tuple(table["undated"]["words"]),
        counted=tuple(
            (head, key) for key in ("target", "result") for head in table["compound"][f"counted_{key}"]
        ),
        relative=tuple(
            (word, offset)
            for key, offset in (("last", -1), ("before_last", -2), ("next", 1))
            for word in table["relative"][key]
        ),
        compared=tuple(table["relative"]["compared"]),
        expected=tuple(table["expected"]["words"]),
        dates=frozenset(table["dates"]["words"]),
        whole_years=frozenset(table["dates"]["whole"]),
        spending=tuple(table["spending"]["words"]),
        counted_nouns=tuple(table["counted"]["words"]),
        compound=frozenset(
            (head + tail, key)
            for key in ("target", "result")
            for head in table["compound"][key]
            for tail in table["compound"]["tails"]
        ),
    )
