"""References to source passages: what a link or button carries, and what it leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol, get_args

from ingest.records import Contradiction, Measure, Place, Reading, Record, RecordKind
from qa.answer import Answer

_LINES = re.compile(r"lines:(\d{1,8})-(\d{1,8})")


class Shelf(Protocol):
    """What records and documents are looked up in, as in an engine."""

    def record(self, kind: str, doc: str, no: int, /) -> Record:
        """Return a record. Raises LookupError, or ValueError for an unknown document."""

    def reading(self, doc: str, /) -> Reading:
        """Return what was read from a document. Raises ValueError for an unknown one."""

    def contradictions_of(self, doc: str, /) -> list[Contradiction]:
        """Return the contradictions of a document. Raises ValueError for an unknown one."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a source to show: its place and the words to mark in it, none for whole lines.

    `no` and `field` say which measure and field it is of, where it is of one.
    """

    place: Place
    quote: str
    no: int | None = None
    field: str | None = None


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
    """Return the name of a piece of evidence of a measure's target as it stands in a link.

    The targets of the following year are counted on behind the others.
    """
    return f"{target}.{evidence}@{name_record(record.kind, record.doc, record.no)}"


def name_contradiction(doc: str, position: int) -> str:
    """Return the name of a document's contradiction as it stands in a link."""
    return f"contradiction:{position}@{doc}"


def name_lines(doc: str, start: int, end: int) -> str:
    """Return the name of whole lines of a document as it stands in a link.

    >>> name_lines("plan-109", 3, 5)
    'lines:3-5@plan-109'
    """
    return f"lines:{start}-{end}@{doc}"


def resolve(name: str, answer: Answer | None, shelf: Shelf) -> Passage | None:
    """Return the passage a name leads to, None where there is no such passage.

    A bare number, from 1, is a citation of the answer; any other name is one made by this module.
    """
    part, _, rest = name.partition("@")
    if not rest:
        return _answer_passage(name, answer)
    try:
        if part.startswith(("lines:", "contradiction:")):
            return _document_passage(part, rest, shelf)
        parsed = parse_record(rest)
        record = shelf.record(*parsed) if parsed else None
    except (LookupError, ValueError):
        return None
    if record is None:
        return None
    if part in record.fields:
        field = record.fields[part]
        return Passage(field.place, field.text, _number_of(record), part)
    return _evidence_passage(part, record)


def _answer_passage(name: str, answer: Answer | None) -> Passage | None:
    position = _number(name)
    if answer is None or position is None or not 1 <= position <= len(answer.citations):
        return None
    cited = answer.citations[position - 1]
    place = Place(cited.doc, cited.line_start, cited.line_end, cited.page)
    return Passage(place, cited.quote, cited.no, cited.field)


def _document_passage(part: str, doc: str, shelf: Shelf) -> Passage | None:
    reading = shelf.reading(doc)
    lines = _LINES.fullmatch(part)
    if lines:
        start, end = int(lines[1]), int(lines[2])
        if not 1 <= start <= end <= len(reading.document.lines):
            return None
        return Passage(reading.document.place(start, end), "")
    position = _number(part.partition(":")[2])
    contradictions = shelf.contradictions_of(doc)
    if position is None or position >= len(contradictions):
        return None
    found = contradictions[position]
    return Passage(found.place, found.quote, found.no, found.field)


def _evidence_passage(part: str, record: Record) -> Passage | None:
    first, _, second = part.partition(".")
    target, evidence = _number(first), _number(second)
    if target is None or evidence is None or not isinstance(record, Measure):
        return None
    targets = (*record.targets, *record.next_targets)
    if target >= len(targets) or evidence >= len(targets[target].evidence):
        return None
    found = targets[target].evidence[evidence]
    return Passage(found.place, found.quote, record.no, found.field)


def _number_of(record: Record) -> int | None:
    return record.no if record.kind == "measure" else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
