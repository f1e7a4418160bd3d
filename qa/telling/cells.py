"""The answer that states the cells of a table a question asks for, each with its headings and its lines."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from ingest.blocks import Cell
from ingest.figures.numerals import read_figures
from ingest.records import Document, Record
from ingest.tables.headings import read_heading, read_unit
from qa.answer import Answer, AnswerFigure, AnswerKind, Citation
from qa.answering.cells import CellEvidence, ToldCell
from qa.finding.sheets import is_figure
from qa.inquiry import Inquiry
from qa.wording import shorten

_FILE = Path(__file__).with_name("cells.toml")
_LONGEST_HEAD, _LONGEST_TITLE, _LONGEST = 30, 40, 400


@cache
def _load() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def tell_cells(inquiry: Inquiry, evidence: CellEvidence) -> Answer:
    """Return the answer that states the cells of a table with their headings."""
    document = inquiry.scope.records.documents[evidence.table.doc]
    told = _Told(document, evidence.unit_note)
    for one in evidence.cells:
        told.take(one)
    sentence = _write(inquiry, evidence.cells)
    noted = _say(inquiry, "noted", note=evidence.unit_note) if told.noted else ""
    sentence += noted + _say(inquiry, "end")
    if not inquiry.limited and len(inquiry.scope.docs) > 1:
        sentence = _say(inquiry, "whose", title=shorten(document.title, _LONGEST_TITLE), said=sentence)
    counted = inquiry.question.asks_figure and len(told.figures) == len(evidence.cells)
    kind: AnswerKind = "figure" if counted else "lookup"
    records = _find_records(inquiry, evidence)
    draft = inquiry.draft()
    for record in records:
        draft.name(record)
    measures = inquiry.measure_numbers(records)
    found = draft.finish(inquiry.question.text, kind, sentence, inquiry.understood, measures)
    return replace(found, figures=tuple(told.figures), citations=tuple(told.citations))


def _find_records(inquiry: Inquiry, evidence: CellEvidence) -> list[Record]:
    """Return the entries the cells stand in, of those that fit the question; of each cell the narrowest."""
    ranked = [one.record for one in inquiry.ranked] + [one.record for one in inquiry.passages()]
    ranked = [record for record in ranked if record.doc == evidence.table.doc]
    found: list[Record] = []
    for told in evidence.cells:
        line = told.cell.starts[0][1]
        around = [r for r in ranked if r.place.line_start <= line <= r.place.line_end]
        narrowest = min(around, key=lambda r: r.place.line_end - r.place.line_start, default=None)
        if narrowest is not None and narrowest not in found:
            found.append(narrowest)
    return found


def _say(inquiry: Inquiry, name: str, **words: object) -> str:
    return _load()["en" if inquiry.phrases.english else "zh-Hant"][name].format(**words)


def _write(inquiry: Inquiry, cells: Sequence[ToldCell]) -> str:
    """Return the sentence: what all cells are headed by first, then each by what it alone is headed by.

    What all share stands once; of several rows each begins with its own name.
    """
    rows = list(dict.fromkeys(one.beside for one in cells))
    columns = list(dict.fromkeys(one.over for one in cells))
    if len(columns) == 1 and len(rows) > 1:
        parts = [_name(inquiry, columns[0], [_state(inquiry, one.beside, one.cell) for one in cells])]
    else:
        by_row = [(row, [one for one in cells if one.beside == row]) for row in rows]
        parts = [
            _name(inquiry, row, [_state(inquiry, one.over, one.cell) for one in own]) for row, own in by_row
        ]
    return _say(inquiry, "rows").join(parts)


def _name(inquiry: Inquiry, heads: Sequence[str], cells: Sequence[str]) -> str:
    joined = _say(inquiry, "cells").join(cells)
    name = _join(inquiry, heads)
    return _say(inquiry, "named", heads=name, cells=joined) if name else joined


def _state(inquiry: Inquiry, heads: Sequence[str], cell: Cell) -> str:
    name, text = _join(inquiry, heads), shorten(cell.text, _LONGEST)
    return _say(inquiry, "cell", heads=name, text=text) if name else text


def _join(inquiry: Inquiry, heads: Sequence[str]) -> str:
    return _say(inquiry, "heads").join(shorten(head, _LONGEST_HEAD).rstrip("：:") for head in heads)


@dataclass(slots=True)
class _Told:
    """What an answer cites and states while its cells are taken."""

    document: Document
    unit_note: str
    noted: bool = False
    figures: list[AnswerFigure] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def take(self, told: ToldCell) -> None:
        """Cite a cell, and state its figure where it is little else than one."""
        cell, document = told.cell, self.document
        lines = [line for _, line in cell.starts]
        page = document.pages[lines[0] - 1] if document.pages else None
        heads = (*told.over, *told.beside)
        place = (min(lines), max(lines), page, cell.text)
        self.citations.append(Citation(document.id, document.file, None, None, *place, heads))
        found = read_figures(cell.text) if is_figure(cell.text) else ()
        if len(found) != 1:
            return
        figure = found[0]
        unit, scale = (figure.unit, Decimal(1)) if figure.unit else self._read_unit(heads)
        self.figures.append(
            AnswerFigure(
                figure.value * scale,
                unit,
                figure.text,
                None,
                "other",
                shorten(" ".join(heads), _LONGEST_HEAD),
                document.id,
                None,
                None,
                len(self.citations) - 1,
            )
        )

    def _read_unit(self, heads: Sequence[str]) -> tuple[str, Decimal]:
        """Return the unit of a figure and its multiplier: of its headings, else of the line above."""
        for head in map(read_heading, reversed(heads)):
            if head.unit:
                return head.unit, head.scale
        self.noted = self.noted or bool(self.unit_note)
        return read_unit(self.unit_note)
