"""What is known while the blocks of a document are gone through: drafts, lines of prose, what was told."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.blocks import Cell
from ingest.entries.card_labels import Labels
from ingest.entries.context import Caption, Context
from ingest.entries.drafts import Draft
from ingest.records import Document, Field, Problem
from ingest.tables.reading import HeadedTable


@dataclass(slots=True)
class Gathering:
    """The drafts and the lines of prose, while the blocks are gone through.

    `headed` says that no table stands below the last heading yet.
    """

    document: Document
    labels: Labels
    context: Context = field(default_factory=Context)
    drafts: list[Draft] = field(default_factory=list)
    prose: list[tuple[int, str]] = field(default_factory=list)
    columns: list[Field] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    headed: bool = False
    open: Draft | None = None
    open_key: str = ""
    before: HeadedTable | None = None
    told: set[str] = field(default_factory=set)
    captions: dict[tuple[tuple[str, ...], tuple[str, ...]], Caption] = field(default_factory=dict)
    numbers: set[tuple[str, tuple[str, ...], str]] = field(default_factory=set)


def make_field(document: Document, key: str, label: str, cell: Cell) -> Field:
    lines = [line for _, line in cell.starts]
    return Field(key, label, cell.text, document.place(min(lines), max(lines)), cell.starts)
