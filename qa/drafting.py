"""Writing an answer down: its figures and citations, each once and numbered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from ingest.markup import bare
from ingest.records import Contradiction, Document, Field, Figure, Record
from qa.answer import Answer, AnswerFigure, AnswerKind, Citation, Item, Role, Understanding
from qa.mentions import Mention

T = TypeVar("T")
_LONGEST_METRIC, _SHORTEST_METRIC = 30, 2
_COUNTING = re.compile(r"(?:分別|均)?(?:合計|共計|總計|共|計|達|為|約|逾)*\s*$")
_LEADING = re.compile(r"^(?:[(（]?\d{1,2}[)）.、]\s*)?(?:\d{2,3}\s*年度?\s*)?")


@dataclass(slots=True)
class Draft:
    """An answer while it is being put together."""

    documents: Mapping[str, Document]
    figures: list[AnswerFigure] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # The mention that each stated figure was read from, by the figure's position.
    mentions: dict[int, Mention] = field(default_factory=dict)

    def cite(self, record: Record, item: Field, start: int, end: int) -> int:
        """Cite text[start:end] of a field and return the citation's position."""
        document = self.documents[record.doc]
        start, end = find_quotable(document, item, start, end)
        text = item.text[start:end].strip()
        place = item.locate(start, end)
        citation = Citation(
            doc=record.doc,
            file=document.file,
            no=record.measure if record.kind == "annex" else record.no,
            field=item.key,
            line_start=place.line_start,
            line_end=place.line_end,
            page=document.pages[place.line_start - 1] if document.pages else None,
            quote=text,
        )
        return _place(self.citations, citation)

    def cite_row(self, record: Record) -> int:
        """Cite the lines of a whole row of a table; cells carried down from above stay out."""
        first = record.place.line_start
        last = max(f.place.line_end for f in record.fields.values() if f.place.line_start >= first)
        document = self.documents[record.doc]
        citation = Citation(
            doc=record.doc,
            file=document.file,
            no=record.no,
            field=None,
            line_start=first,
            line_end=last,
            page=record.place.page,
            quote="\n".join(document.lines[first - 1 : last]).strip(),
        )
        return _place(self.citations, citation)

    def cite_contradiction(self, found: Contradiction) -> int:
        """Cite the words of a contradiction and return the citation's position."""
        place, file = found.place, self.documents[found.doc].file
        lines = place.line_start, place.line_end, place.page
        return _place(self.citations, Citation(found.doc, file, found.no, found.field, *lines, found.quote))

    def state(self, mention: Mention, role: Role | None = None) -> int:
        """Add a figure with the clause that states it and return the figure's position."""
        citation = self.cite(mention.record, mention.field, *mention.quoted())
        stated = AnswerFigure(
            value=mention.figure.value,
            unit=mention.figure.unit,
            as_written=mention.figure.text,
            year=mention.year,
            role=role or mention.role,
            metric=name_metric(mention),
            doc=mention.record.doc,
            no=mention.record.no,
            field=mention.field.key,
            citation=citation,
        )
        position = _place(self.figures, stated)
        self.mentions.setdefault(position, mention)
        return position

    def compute(self, value: Decimal, unit: str, role: Role, metric: str, operands: Sequence[int]) -> int:
        """Add a figure computed from others, which are given by their positions."""
        first = self.figures[operands[0]]
        computed = AnswerFigure(
            value, unit, None, first.year, role, metric, first.doc, first.no, None, None, tuple(operands)
        )
        return _place(self.figures, computed)

    def name(self, record: Record, score: float = 1.0) -> None:
        """Name a record the answer rests on."""
        shown = Item(record.kind, record.doc, record.no, record.title, score, record.id)
        if all((i.type, i.doc, i.no) != (shown.type, shown.doc, shown.no) for i in self.items):
            self.items.append(shown)

    def finish(
        self,
        question: str,
        kind: AnswerKind,
        sentence: str,
        understood: Understanding,
        measures: Sequence[int] = (),
        reason: str | None = None,
    ) -> Answer:
        """Return the answer; with a reason it is an abstention."""
        return Answer(
            question=question,
            kind=kind,
            answer=sentence,
            understood=understood,
            abstained=reason is not None,
            reason=reason,
            measures=tuple(measures),
            items=tuple(self.items),
            figures=tuple(self.figures),
            citations=tuple(self.citations),
            notes=tuple(self.notes),
        )


def _place(stated: list[T], one: T) -> int:
    """Add what is not stated yet; return its position."""
    if one not in stated:
        stated.append(one)
    return stated.index(one)


def find_quotable(document: Document, item: Field, start: int, end: int) -> tuple[int, int]:
    """Return the part of text[start:end] that stands in the source in one piece.

    Where a label was torn in two, its second part stands between two lines of the cell; of a text
    across it the longer side is quoted.
    """
    place = item.locate(start, end)
    source = bare("\n".join(document.lines[place.line_start - 1 : place.line_end]))
    if bare(item.text[start:end]) in source:
        return start, end
    cuts = [start, *(offset for offset, _ in item.starts if start < offset < end), end]
    return max(pairwise(cuts), key=lambda part: len(bare(item.text[part[0] : part[1]])))


def name_metric(mention: Mention) -> str:
    """Return the words that say what a figure counts: its clause up to the figure, without year and 共計."""
    start, _ = mention.clause
    name = _tidy(mention.field.text[start : mention.figure.start])
    if len(name) < _SHORTEST_METRIC:
        name = _tidy(mention.lead)
    if mention.heading and name.startswith(mention.heading):
        name = _tidy(name.removeprefix(mention.heading))
    if len(name) <= _LONGEST_METRIC:
        return name
    cut = max(name.rfind(mark, 0, len(name) - _SHORTEST_METRIC) for mark in "，；、：:)） ")
    shortened = name[max(cut + 1, len(name) - _LONGEST_METRIC) :]
    return _tidy(shortened)


def _tidy(words: str) -> str:
    return _LEADING.sub("", _COUNTING.sub("", " ".join(words.split()))).strip(" ：:,，、；。()（）「」")


def same_amount(one: Figure, other: Figure) -> bool:
    """Say whether two figures state the same amount of the same unit."""
    return one.value == other.value and one.unit == other.unit
