"""Drafts of entries from the blocks of a document: its tables, and the paragraphs that go on with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Block, Cell, Paragraph, Table, cut_starts
from ingest.entries.cards import draft_cards, is_card
from ingest.entries.context import Caption
from ingest.entries.drafts import Datum, Draft, join_fields
from ingest.entries.feet import find_feet
from ingest.entries.gathered import Gathering, make_field
from ingest.entries.leftovers import (
    keep_as_text,
    keep_empty,
    keep_headings,
    keep_lines,
    tell_columns,
    tell_labels,
    tell_number,
    tell_ragged,
)
from ingest.entries.rows import draft_rows
from ingest.entries.unnamed_columns import name_columns
from ingest.figures.numerals import read_figures
from ingest.markup import fragments
from ingest.records import Field, Headers, Problem
from ingest.tables.headings import DATA, read_heading
from ingest.tables.reading import HeadedTable, read_headed
from ingest.tables.turning import exchange, stack_halves, turn_table

_LONGEST_LABEL = 16
_COLONS = "：:"
# A text up to this length below a table may be a figure of its entry: 達成度：98.7%.
_LONGEST_FIGURE = 16


def take_paragraph(gathering: Gathering, paragraph: Paragraph) -> None:
    heading = gathering.context.read(paragraph)
    if heading:
        gathering.open, gathering.headed = None, True
    elif gathering.open is not None and _take_labelled(gathering, gathering.open, paragraph):
        return
    gathering.before = None
    keep_text(gathering, paragraph)


def keep_text(gathering: Gathering, block: Block) -> None:
    """Keep a paragraph as text that is no part of an entry."""
    if isinstance(block, Paragraph):
        gathering.prose += [(line, text.strip()) for line, text in fragments(block.text, block.starts)]


def _take_labelled(gathering: Gathering, draft: Draft, paragraph: Paragraph) -> bool:
    """Give the entry of the table above what stands below it as 標籤：值."""
    mark = next((i for i, char in enumerate(paragraph.text[: _LONGEST_LABEL + 1]) if char in _COLONS), -1)
    label = paragraph.text[:mark] if mark > 0 else ""
    heading = read_heading(label) if label else None
    if heading is not None and (heading.field or mark == len(paragraph.text) - 1):
        # Words below figures of the same field are no more of these.
        held = any(line.of(heading.field) for line in draft.lines)
        gathering.open_key = (heading.field if not held else "") or heading.core
        value = paragraph.text[mark + 1 :]
        if not value.strip():
            return True
        cell = Cell(0, 0, value, cut_starts(paragraph.starts, mark + 1, len(paragraph.text)))
    elif gathering.open_key:
        cell = Cell(0, 0, paragraph.text, paragraph.starts)
    else:
        return False
    made = make_field(gathering.document, gathering.open_key, label, cell)
    if heading is not None and heading.field in DATA and draft.lines and _is_figure(value):
        headers = Headers((), (label.strip(),))
        datum = Datum(
            made, heading.field, heading.years, heading.unit, heading.scale, heading.basis, headers=headers
        )
        draft.lines[0].data.append(datum)
    known = draft.fields.get(gathering.open_key)
    draft.fields[gathering.open_key] = join_fields(known, made) if known else made
    draft.reach(made)
    return True


def _is_figure(text: str) -> bool:
    return len(text.strip()) <= _LONGEST_FIGURE and bool(read_figures(text))


def take_table(gathering: Gathering, table: Table) -> None:
    context = gathering.context
    table = turn_table(stack_halves(table))

    def make(key: str, label: str, cell: Cell) -> Field:
        return make_field(gathering.document, key, label, cell)

    gathering.open, gathering.open_key = None, ""
    made: list[Draft] = []
    if is_card(table, gathering.labels):
        made = list(draft_cards(table, context.caption(table.caption), gathering.labels, make))
        gathering.before = None
        for draft in made:
            tell_number(gathering, draft)
            tell_labels(gathering, draft)
            file = gathering.document.file
            gathering.problems += [Problem(file, line, message) for line, message in draft.told]
        empty = [draft for draft in made if not draft.fields]
        made = [draft for draft in made if draft.fields]
        for draft in empty:
            keep_empty(gathering, draft)
        if gathering.headed:
            _open_last(gathering, made)
    else:
        headed = read_headed(table) or _go_on(gathering.before, table) or _read_turned(table)
        if headed is not None:
            headed = name_columns(headed, gathering.labels.edition)
            made = draft_rows(headed, _find_caption(gathering, headed), make)
            feet = find_feet(made)
            for draft in feet:
                keep_lines(gathering, draft)
            made = made[: len(made) - len(feet)]
            gathering.before = headed
            tell_columns(gathering, headed, made)
            tell_ragged(gathering, headed)
            keep_headings(gathering, headed, made)
            _open_last(gathering, made)
    gathering.headed = False
    gathering.drafts += made
    if not made:
        keep_as_text(gathering, table)
    context.close()


def _open_last(gathering: Gathering, made: Sequence[Draft]) -> None:
    """Let what is told with labels below a table be of its entry, where it has but one."""
    if len(made) == 1 and made[0].kind in ("kpi", "measure"):
        gathering.open = made[0]


def _find_caption(gathering: Gathering, headed: HeadedTable) -> Caption:
    """Return what speaks of a table; one that goes on under the headings of another has its unit."""
    caption = gathering.context.caption(headed.table.caption, headed.titles)
    key = (caption.path, tuple(column.label for column in headed.columns))
    known = gathering.captions.get(key)
    if known is not None and not caption.unit and not caption.named:
        caption = replace(known, texts=(*known.texts, *caption.texts), years=caption.years or known.years)
    gathering.captions[key] = caption
    return caption


def _read_turned(table: Table) -> HeadedTable | None:
    """Read a table whose first row heads no columns as one whose first column heads its rows."""
    turned = exchange(table)
    return read_headed(turned) if turned is not None else None


def _go_on(before: HeadedTable | None, table: Table) -> HeadedTable | None:
    """Read a table without headings as the rest of the one right before it, of as many columns."""
    if before is None or before.table.columns != table.columns:
        return None
    rows = tuple(("", row) for row in table.grid() if any(cell and cell.text.strip() for cell in row))
    return replace(before, table=table, titles=(), rows=rows) if rows else None
