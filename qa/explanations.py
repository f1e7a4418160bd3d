"""What the checks of the sources found, in the reader's language: for answers and the page alike."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from ingest.records import Contradiction

_FILE = Path(__file__).with_name("explanations.toml")


def explain(contradiction: Contradiction, language: str) -> str:
    """Return what contradicts what, in one sentence; the figures and quoted words are the source's."""
    if language == "en":
        return contradiction.message
    for english, chinese in _templates():
        found = read_template(english, contradiction.message)
        if found is not None:
            return chinese.format(**found)
    other: str = _data()["other"]["zh"]
    return other.format(stated=contradiction.stated, expected=contradiction.expected)


def read_template(template: str, text: str) -> dict[str, str] | None:
    """Return what stands in a text where the template has names, None where it does not fit.

    Each name takes as little as it can.

    >>> read_template("{name} stated {stated}, but {sum} is {expected}", "率 stated 9%, but 1 / 2 is 50%")
    {'name': '率', 'stated': '9%', 'sum': '1 / 2', 'expected': '50%'}
    >>> read_template("stated {stated}", "率 stated 9%") is None
    True
    """
    parts = list(Formatter().parse(template))
    values: dict[str, str] = {}
    at, name = 0, None
    for literal, field, _, _ in parts:
        found = text.find(literal, at) if name else (at if text.startswith(literal, at) else -1)
        if found < 0:
            return None
        if name:
            values[name] = text[at:found]
        at, name = found + len(literal), field
    if name:
        values[name] = text[at:]
    elif at != len(text):
        return None
    return values if all(values.values()) else None


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))


@cache
def _templates() -> tuple[tuple[str, str], ...]:
    return tuple((row["en"], row["zh"]) for row in _data()["explanation"])
