"""What reading and checking the sources found, in the reader's language: for answers and the page alike."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from ingest.records import Contradiction, Problem

_FILE = Path(__file__).with_name("explanations.toml")


def explain(contradiction: Contradiction, language: str) -> str:
    """Return what contradicts what, in one sentence; the figures and quoted words are the source's."""
    if language == "en":
        return contradiction.message
    told = _translate("explanation", contradiction.message)
    if told is not None:
        return told
    other: str = _data()["other"]["zh"]
    return other.format(stated=contradiction.stated, expected=contradiction.expected)


def explain_problem(problem: Problem, language: str) -> tuple[str, str]:
    """Return what could not be read, and what is left to be said in English where no Chinese is known.

    >>> explain_problem(Problem("a.txt", 3, "expected fewer than 9 targets, found more; cut off"), "zh")
    ('目標多於 9 項，其後未讀。', '')
    """
    if language == "en":
        return problem.message, ""
    told = _translate("problem", problem.message)
    return (told, "") if told is not None else (str(_data()["problems"]["other"]), problem.message)


def _translate(kind: str, message: str) -> str | None:
    """Return a message in Chinese by the first template of a kind that fits, None where none does."""
    names: dict[str, str] = _data()["names"]
    for english, chinese in _templates(kind):
        found = read_template(english, message)
        if found is not None:
            if "name" in found:
                found["name"] = names.get(found["name"], found["name"])
            if "message" in found:
                found["message"] = _translate(kind, found["message"]) or found["message"]
            return chinese.format(**found)
    return None


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
def _templates(kind: str) -> tuple[tuple[str, str], ...]:
    return tuple((row["en"], row["zh"]) for row in _data()[kind])
