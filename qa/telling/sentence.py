"""A sentence while it is written, with the figures and citations it rests on."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from ingest.facts import TOLD
from ingest.markup import find_lines
from ingest.records import Observation, Record
from qa.answer import AnswerFigure, Citation
from qa.answering.figures import Evidence, Words
from qa.inquiry import Inquiry
from qa.mentions import Mention

_FILE = Path(__file__).with_name("figures.toml")


@cache
def _load() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@dataclass(slots=True)
class Sentence:
    """A sentence while it is written, with the figures and citations it rests on."""

    inquiry: Inquiry
    figures: list[AnswerFigure] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def say(self, name: str, **words: object) -> str:
        """Return a phrase in the language of the question."""
        return _load()["en" if self.inquiry.phrases.english else "zh-Hant"][name].format(**words)

    def state(self, fact: Observation, record: Record | None) -> int:
        """Add a fact of an entry's record with its citation; return the figure's position."""
        document = self.inquiry.scope.records.documents[fact.doc]
        place, headers = fact.place, fact.headers
        number = _number(fact, record)
        citation = Citation(
            fact.doc,
            document.file,
            number,
            fact.role,
            *find_lines(document.lines, place.line_start, place.line_end, fact.quote),
            place.page,
            fact.quote,
            (*headers.section, *headers.column, *headers.row, *headers.note),
        )
        if citation not in self.citations:
            self.citations.append(citation)
        self.figures.append(
            AnswerFigure(
                fact.value,
                fact.unit,
                fact.as_written,
                fact.year,
                fact.role,  # type: ignore[arg-type]
                fact.metric,
                fact.doc,
                number,
                fact.role,
                self.citations.index(citation),
                (),
                fact.scope,
                fact.doubts,
            )
        )
        return len(self.figures) - 1

    def quote(self, words: Words, evidence: Evidence) -> None:
        """Add the citation of what stands in the place of a figure."""
        place = words.place
        document = self.inquiry.scope.records.documents[place.doc]
        record = evidence.series.record
        number = record.no if record is not None and record.kind == "measure" else None
        self.citations.append(
            Citation(
                place.doc,
                document.file,
                number,
                "result",
                place.line_start,
                place.line_end,
                place.page,
                words.text,
            )
        )

    def cite_difference(self, mention: Mention) -> None:
        """Add a difference that the text states itself, with the clause that states it."""
        draft = self.inquiry.draft()
        stated = draft.figures[draft.state(mention)]
        [citation] = draft.citations
        if citation not in self.citations:
            self.citations.append(citation)
        self.figures.append(replace(stated, citation=self.citations.index(citation)))

    def compute(self, value: Decimal, unit: str, role: str, operands: tuple[int, ...]) -> None:
        """Add a figure that is computed from others."""
        first = self.figures[operands[0]]
        self.figures.append(
            AnswerFigure(
                value,
                unit,
                None,
                first.year,
                role,  # type: ignore[arg-type]
                first.metric,
                first.doc,
                first.no,
                None,
                None,
                operands,
            )
        )


def _number(fact: Observation, record: Record | None) -> int | None:
    """Return the number of the entry a fact is of, where it is a whole one."""
    if fact.kind == TOLD and (measure := measure_of(record)) is not None:
        return measure
    digits = fact.no.strip()
    return int(digits) if digits.isdecimal() and str(int(digits)) == digits else None


def measure_of(record: Record | None) -> int | None:
    """Return the number of the measure a record is, or that its row of an annex is about."""
    if record is None or record.kind not in ("measure", "annex"):
        return None
    return record.no if record.kind == "measure" else record.measure
