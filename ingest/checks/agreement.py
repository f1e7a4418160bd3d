"""Checks between fields, measures and documents: one thing, named alike, with two different figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from ingest.checks.findings import Finding
from ingest.checks.shapes import COUNT, LIMIT, RATE, YEAR, Shape
from ingest.checks.tolerance import Interval, read_interval
from ingest.checks.words import any_word, list_words
from ingest.records import Field, Record

_FIELDS = ("result", "comparison", "highlights", "benefit", "control_note")
_SHORTEST = 6  # characters two names must share to be the same within a measure
_LONGEST = 24
_MARKS = COUNT + RATE + YEAR + LIMIT
_COUNTED = re.compile(f"[{COUNT}{RATE}{YEAR}]")
_NAME = re.compile(rf"[^，。；;、：:()（）「」\n{_MARKS}]{{1,40}}$")

Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure a field states, by what it counts, its unit and its year."""

    key: Key
    value: Decimal
    interval: Interval
    text: str
    record: Record
    field: Field
    start: int
    end: int


@cache
def _filler() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_word('filler')})+$")


def check_agreement(record: Record, shapes: Mapping[str, Shape]) -> Iterator[Finding]:
    """Yield a figure that another field of the same record gives otherwise, in the same words.

    A name that stands for several figures within one field is no name of one thing, and is left out.
    """
    by_key: dict[Key, dict[str, list[Statement]]] = {}
    for key in _FIELDS:
        if key in shapes:
            for statement in read_statements(record, shapes[key]):
                by_key.setdefault(statement.key, {}).setdefault(key, []).append(statement)
    for fields in by_key.values():
        yield from _check_fields(list(fields.values()))


def _check_fields(groups: list[list[Statement]]) -> Iterator[Finding]:
    if any(len({s.value for s in group}) > 1 for group in groups):
        return
    first = groups[0][0]
    for group in groups[1:]:
        other = group[0]
        if not first.interval.meets(other.interval):
            where = first.field.label or first.field.key
            message = f"{other.key[0]} stated {other.text}, but {first.text} in {where}"
            yield Finding("cross_field", message, other.text, first.text, other.field, other.start, other.end)
            return


def read_statements(record: Record, shape: Shape) -> Iterator[Statement]:
    """Yield the figures of a field of a record whose words and year are told where they stand.

    Targets, changes, parts and sums over several years are left out.
    """
    field = shape.field
    for sentence in shape.sentences:
        view = sentence.flat
        if any(word in view.text for word in list_words("spans")):
            continue
        years = {record.edition} if field.key == "result" and record.edition else set()
        counted = True
        for mark in _COUNTED.finditer(view.text):
            index, char = mark.start(), mark[0]
            if char == YEAR:
                # Two years before one figure are a period or a list, and the figure is of neither.
                years = {view.year(index)} if counted else years | {view.year(index)}
            counted = char != YEAR
            if not counted or len(years) != 1:
                continue
            (year,) = years
            found = _NAME.search(view.text[max(0, index - 40) : index])
            name = _filler().sub("", found[0])[-_LONGEST:] if found else ""
            figure = view.figure(index)
            if len(name) < _SHORTEST or not figure.unit or _is_other(name):
                continue
            position = view.positions[index]
            begin, end = shape.span(max(0, position - len(found[0]) if found else position), position + 1)
            text = "".join(figure.text.split())
            key = (name, figure.unit, year)
            yield Statement(key, figure.value, read_interval(figure), text, record, field, begin, end)


def _is_other(name: str) -> bool:
    words = list_words("up", "down")
    return "目標" in name or "較" in name or "其中" in name or name.endswith(words)
