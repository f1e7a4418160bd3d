"""The passages that are searched: one per field of a record, long fields cut at their own numbering."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.records import Field, Place, Record, RecordKind

LONGEST = 400
_ITEM = re.compile(
    r"(?:^|(?<=[\s。：；:;]))"
    r"(?:\d{1,2}[.、]|[(（](?:\d{1,2}|[一二三四五六七八九十甲乙丙丁戊])[)）]|[甲乙丙丁戊己]、)"
)
# A full stop inside a short quotation ends no sentence of the text.
_SENTENCE = re.compile(r"[。；！？](?![^「」。]{0,60}」)[。；！？\n]*|\n+")
UNSEARCHED = frozenset({"goal_no", "name_no", "system", "columns"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one field of a record: text[start:end] of the field."""

    doc: str
    kind: RecordKind
    no: int
    field: str
    start: int
    end: int
    text: str
    place: Place


def cut_passages(records: Iterable[Record]) -> list[Passage]:
    """Return the passages of records in their order; every passage knows its lines."""
    return [
        Passage(r.doc, r.kind, r.no, key, start, end, item.text[start:end], item.locate(start, end))
        for r in records
        for key, item in r.fields.items()
        if key not in UNSEARCHED
        for start, end in cut_field(item)
    ]


def cut_field(item: Field) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of a field's passages: whole when short, else items, else sentences.

    Neighbouring items stay together up to LONGEST characters; nothing is left out but white space.
    """
    start = last = 0
    for end in _boundaries(item.text):
        if end - start > LONGEST and last > start:
            yield from _trim(item.text, start, last)
            start = last
        last = end
    yield from _trim(item.text, start, last)


def cut_sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of the sentences of text[start:end], their full stop included."""
    last = len(text) if end is None else end
    for found in _SENTENCE.finditer(text, start, last):
        yield from _trim(text, start, found.end())
        start = found.end()
    yield from _trim(text, start, last)


def _boundaries(text: str) -> list[int]:
    """Return where the text may be cut: before items, and after sentences of what is still too long."""
    items = [m.start() for m in _ITEM.finditer(text) if m.start() > 0]
    ends = sorted({*items, len(text)})
    cuts: list[int] = []
    start = 0
    for end in ends:
        if end - start > LONGEST:
            cuts += [stop for _, stop in cut_sentences(text, start, end) if stop < end]
        cuts.append(end)
        start = end
    return cuts


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
