"""The answer that states the cells of a table a question asks for, each with its headings and its lines."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from ingest.blocks import Cell
from ingest.figures.numerals import read_figures
from ingest.records import Document
from ingest.tables.headings import read_heading, read_unit
from qa.answer import Answer, AnswerFigure, Citation
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
    told = _Told(document)
    for one in evidence.cells:
        told.take(one)
    sentence = _write(inquiry, evidence.cells)
    if not inquiry.limited and len(inquiry.scope.docs) > 1:
        sentence = _say(inquiry, "whose", title=shorten(document.title, _LONGEST_TITLE), said=sentence)
    counted = inquiry.question.asks_figure and len(told.figures) == len(evidence.cells)
    kind = "figure" if counted else "lookup"
    found = inquiry.draft().finish(inquiry.question.text, kind, sentence, inquiry.understood)
    return replace(found, figures=tuple(told.figures), citations=tuple(told.citations))


def _say(inquiry: Inquiry, name: str, **words: object) -> str:
    return _load()["en" if inquiry.phrases.english else "zh-Hant"][name].format(**words)


def _write(inquiry: Inquiry, cells: Sequence[ToldCell]) -> str:
    """Return the sentence: what all cells are headed by first, then each by what it alone is headed by.

    What all share stands once; of several rows each begins with its own name.
    """
    rows = list(dict.fromkeys(one.beside for one in cells))
    columns = list(dict.fromkeys(one.over for one in cells))
    if len(rows) == 1:
        return _name(inquiry, rows[0], [_state(inquiry, one.over, one.cell) for one in cells]) + _say(inquiry, "end")
    if len(columns) == 1:
        return _name(inquiry, columns[0], [_state(inquiry, one.beside, one.cell) for one in cells]) + _say(
            inquiry, "end"
        )
    parts = []
    for row in rows:
        own = [_state(inquiry, one.over, one.cell) for one in cells if one.beside == row]
        parts.append(_name(inquiry, row, own))
    return _say(inquiry, "rows").join(parts) + _say(inquiry, "end")


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
        units = [head for text in reversed(heads) if (head := read_heading(text)).unit]
        unit, scale = (units[0].unit, units[0].scale) if units and not figure.unit else (figure.unit, 1)
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
