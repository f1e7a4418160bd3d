"""Fields too long to pair, check and show: what is over the limit goes on as sections of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.records import Document, Field, Problem, Record

# Five times the longest cell seen; every later step may take time in proportion to its square.
LONGEST_FIELD = 20_000
_LONGEST_WORD = 40


def cut_records(document: Document, records: Sequence[Record]) -> tuple[list[Record], list[Problem]]:
    """Return records of which no field is longer than LONGEST_FIELD characters, and what was cut.

    Nothing is lost: the rest of a field becomes sections, which are searched and cited.
    """
    cut: list[Record] = []
    problems: list[Problem] = []
    rests: list[tuple[Record, Field]] = []
    for record in records:
        long = {key: field for key, field in record.fields.items() if len(field.text) > LONGEST_FIELD}
        if not long:
            cut.append(record)
            continue
        heads: dict[str, Field] = {}
        for key, field in long.items():
            heads[key], *others = _cut_field(document, field)
            rests += [(record, other) for other in others]
            if record.kind != "section":
                found = f"found {len(field.text)}; the rest is kept as plain text"
                message = f"expected at most {LONGEST_FIELD} characters in a cell, {found}"
                problems.append(Problem(document.file, field.place.line_start, message))
        cut.append(replace(record, fields=record.fields | heads))
    no = max((record.no for record in records if record.kind == "section"), default=0)
    for number, (record, field) in enumerate(rests, start=no + 1):
        cut.append(_make_section(record, number, field))
    return cut, problems


def _make_section(record: Record, no: int, rest: Field) -> Record:
    field = replace(rest, key="text", label="")
    return Record(
        kind="section",
        doc=record.doc,
        no=no,
        title=record.title,
        edition=record.edition,
        place=field.place,
        fields={"text": field},
        path=record.path,
    )


def _before_word(text: str, end: int) -> int:
    """Return where a cut at `end` tears no number and no Latin word, unless that is very long.

    >>> _before_word("查獲1,206件", 5), _before_word("查獲1,206件", 8)
    (2, 8)
    """
    start = end
    while start > end - _LONGEST_WORD and all(_is_latin(char) for char in text[start - 1 : start + 1]):
        start -= 1
    return start if 0 < start > end - _LONGEST_WORD else end


def _is_latin(char: str) -> bool:
    return char.isascii() and not char.isspace()


def _cut_field(document: Document, field: Field) -> Iterator[Field]:
    """Yield the parts of a field, cut after a line or sentence where one ends in the second half."""
    start, first = 0, 0
    while start < len(field.text):
        end = min(len(field.text), start + LONGEST_FIELD)
        if end < len(field.text):
            ends = (field.text.rfind(mark, start + LONGEST_FIELD // 2, end) + 1 for mark in "\n。")
            end = next((found for found in ends if found), _before_word(field.text, end))
        last = first
        while last + 1 < len(field.starts) and field.starts[last + 1][0] < end:
            last += 1
        starts = [(max(0, offset - start), line) for offset, line in field.starts[first : last + 1]]
        place = document.place(starts[0][1], starts[-1][1])
        if start == 0:
            place = replace(field.place, line_end=max(field.place.line_start, place.line_end))
        yield replace(field, text=field.text[start:end], place=place, starts=tuple(starts))
        reaches = last + 1 < len(field.starts) and field.starts[last + 1][0] <= end
        start, first = end, last + 1 if reaches else last
