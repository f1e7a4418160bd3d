"""Every figure of a field as a statement: of which year, in which role, by which agency, about what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from ingest.figures.units import compatible_units
from ingest.figures.years import read_years
from ingest.records import Field
from ingest.targets.outline import Section, split_sections
from ingest.targets.phrases import find_word
from ingest.targets.sentences import Sentence
from ingest.targets.stated import MOST_STATEMENTS, Statement

_SENTENCE = re.compile(r"[。；;]")


def read_statements(field: Field, edition: int, find_agency: Callable[[str], str | None]) -> list[Statement]:
    """Return the statements of a field in the order of its text.

    A field of more than MOST_STATEMENTS figures is read up to there.
    A figure without a year of its own has the year last named in its sentence; in the field that
    compares years the year goes on from sentence to sentence, elsewhere it is the edition's.
    """
    statements: list[Statement] = []
    academic = max((y.year for y in read_years(field.text) if y.academic), default=None)
    shift = edition - academic if academic is not None and academic in (edition, edition - 1) else 0
    topics: dict[tuple[str, ...], str] = {}
    for section in split_sections(field.text, find_agency):
        opening = field.text[section.start : section.end][:24]
        topics[section.path] = opening
        topic = " ".join(topics.get(section.path[:n], "") for n in range(1, len(section.path) + 1))
        year = edition
        for start, end in _split_sentences(field.text, section):
            if len(statements) >= MOST_STATEMENTS:
                break
            reader = Sentence(field, section, start, end, topic, edition, shift)
            default = year if field.key.startswith("comparison") else edition
            statements += reader.read(default, len(statements))
            year = reader.last_year or year
    return [_set_beside(statements, i) for i in range(len(statements))]


def _set_beside(statements: list[Statement], index: int) -> Statement:
    """Give a value the target of the sentence before it: 目標值：100件；實際值：112件."""
    s = statements[index]
    if index == 0 or s.role != "value" or s.against or not find_word("actual", s.sentence):
        return s
    other = statements[index - 1]
    same = other.section == s.section and other.year == s.year and other.role == "target"
    beside = same and compatible_units(other.figure.unit, s.figure.unit)
    return replace(s, against=other.figure) if beside else s


def _split_sentences(text: str, section: Section) -> Iterator[tuple[int, int]]:
    start = section.start
    for match in _SENTENCE.finditer(text, section.start, section.end):
        yield start, match.end()
        start = match.end()
    if text[start : section.end].strip():
        yield start, section.end
