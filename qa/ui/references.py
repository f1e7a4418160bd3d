"""References to source passages: what a link or button carries, and what it leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from ingest.records import Measure, Place, Record, RecordKind
from qa.answer import Answer

FindRecord = Callable[[str, str, int], Record]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a source to show: its place and the words to mark in it."""

    place: Place
    quote: str


def name_record(record_type: str, doc: str, no: int) -> str:
    """Return the name of a record as it stands in a link; the document comes last, it may hold anything.

    >>> name_record("measure", "plan-109", 4)
    'measure:4:plan-109'
    """
    return f"{record_type}:{no}:{doc}"


def parse_record(name: str) -> tuple[str, str, int] | None:
    """Return type, document and number of a record's name, None where it names none.

    >>> parse_record("measure:4:plan-109")
    ('measure', 'plan-109', 4)
    >>> parse_record("measure:four:plan-109") is None
    True
    """
    kind, _, rest = name.partition(":")
    no, _, doc = rest.partition(":")
    if kind not in get_args(RecordKind) or not (no.isascii() and no.isdecimal()) or len(no) > 9 or not doc:
        return None
    return kind, doc, int(no)


def name_field(record: Record, field: str) -> str:
    """Return the name of a record's field as it stands in a link."""
    return f"{field}@{name_record(record.kind, record.doc, record.no)}"


def name_evidence(record: Record, target: int, evidence: int) -> str:
    """Return the name of a piece of evidence of a measure's target as it stands in a link."""
    return f"{target}.{evidence}@{name_record(record.kind, record.doc, record.no)}"


def resolve(name: str, answer: Answer | None, find_record: FindRecord) -> Passage | None:
    """Return the passage a name leads to, None where there is no such passage.

    A bare number, from 1, is a citation of the answer; any other name is one that name_field
    or name_evidence made. `find_record` may raise LookupError, and ValueError for an unknown document.
    """
    part, _, rest = name.partition("@")
    if not rest:
        return _answer_passage(name, answer)
    parsed = parse_record(rest)
    if parsed is None:
        return None
    try:
        record = find_record(*parsed)
    except (LookupError, ValueError):
        return None
    if part in record.fields:
        field = record.fields[part]
        return Passage(field.place, field.text)
    return _evidence_passage(part, record)


def _answer_passage(name: str, answer: Answer | None) -> Passage | None:
    position = _number(name)
    if answer is None or position is None or not 1 <= position <= len(answer.citations):
        return None
    cited = answer.citations[position - 1]
    return Passage(Place(cited.doc, cited.line_start, cited.line_end, cited.page), cited.quote)


def _evidence_passage(part: str, record: Record) -> Passage | None:
    first, _, second = part.partition(".")
    target, evidence = _number(first), _number(second)
    if target is None or evidence is None or not isinstance(record, Measure):
        return None
    if target >= len(record.targets) or evidence >= len(record.targets[target].evidence):
        return None
    found = record.targets[target].evidence[evidence]
    return Passage(found.place, found.quote)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
