"""Drafts of entries from the blocks of a document: its tables, and the paragraphs that go on with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, Cell, Paragraph, Table, cut_starts
from ingest.entries.card_labels import Labels
from ingest.entries.cards import draft_cards, is_card
from ingest.entries.context import Caption, Context
from ingest.entries.drafts import Datum, Draft, join_fields
from ingest.entries.feet import find_feet
from ingest.entries.rows import draft_rows
from ingest.entries.unnamed_columns import name_columns
from ingest.figures.digits import read_chinese
from ingest.figures.numerals import read_figures
from ingest.labels import fold_label
from ingest.markup import BORDER, fragments, squeeze
from ingest.records import Document, Field, Headers, Problem
from ingest.tables.headings import DATA, read_heading
from ingest.tables.reading import HeadedTable, read_headed
from ingest.tables.status import is_absent
from ingest.tables.turning import exchange, stack_halves, turn_table

_LONGEST_LABEL = 16
_COLONS = "：:"
_LONGEST_NUMBER = 24
# A text up to this length below a table may be a figure of its entry: 達成度：98.7%.
_LONGEST_FIGURE = 16


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
            _tell_number(gathering, draft)
            _tell_labels(gathering, draft)
            file = gathering.document.file
            gathering.problems += [Problem(file, line, message) for line, message in draft.told]
        empty = [draft for draft in made if not draft.fields]
        made = [draft for draft in made if draft.fields]
        for draft in empty:
            _keep_empty(gathering, draft)
        if gathering.headed:
            _open_last(gathering, made)
    else:
        headed = read_headed(table) or _go_on(gathering.before, table) or _read_turned(table)
        if headed is not None:
            headed = name_columns(headed, gathering.labels.edition)
            made = draft_rows(headed, _find_caption(gathering, headed), make)
            feet = find_feet(made)
            for draft in feet:
                _keep_lines(gathering, draft)
            made = made[: len(made) - len(feet)]
            gathering.before = headed
            _tell_columns(gathering, headed, made)
            _tell_ragged(gathering, headed)
            _keep_headings(gathering, headed, made)
            _open_last(gathering, made)
    gathering.headed = False
    gathering.drafts += made
    if not made:
        _keep_as_text(gathering, table)
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


def _tell_number(gathering: Gathering, draft: Draft) -> None:
    """Say where a card's number is none, or stands on a card under the same headings already."""
    if not draft.no:
        return
    own = (draft.kind, draft.path, draft.no)
    message = ""
    counts = any(char.isdecimal() or read_chinese(char) is not None for char in draft.no[:_LONGEST_NUMBER])
    if len(draft.no) > _LONGEST_NUMBER or not counts:
        message = f"expected the number of an entry, found {draft.no[:20]!r}"
    elif own in gathering.numbers:
        message = f"expected each number once, found {draft.no} again"
    gathering.numbers.add(own)
    if len(draft.no) > _LONGEST_NUMBER:
        draft.no = ""
    if message:
        gathering.problems.append(Problem(gathering.document.file, draft.line_start, message))


def _keep_empty(gathering: Gathering, draft: Draft) -> None:
    """Keep the lines of a card that holds nothing but a number, and say so."""
    _keep_lines(gathering, draft)
    message = "expected cells after the number, found none; kept as plain text"
    gathering.problems.append(Problem(gathering.document.file, draft.line_start, message))


def _keep_lines(gathering: Gathering, draft: Draft) -> None:
    lines = range(draft.line_start, draft.line_end + 1)
    gathering.prose += [(line, gathering.document.lines[line - 1]) for line in lines]


def _tell_labels(gathering: Gathering, draft: Draft) -> None:
    """Say once which labels of cards name no field, and how a person can name it."""
    for key, cell in draft.fields.items():
        if key != cell.label or fold_label(key) in gathering.told or read_heading(key).field:
            continue
        gathering.told.add(fold_label(key))
        document = gathering.document
        message = (
            f"expected a known label, found {key!r}; kept under that name; to name its field write in "
            f'catalog.toml: [{document.id}.labels] "{key}" = "result"'
        )
        gathering.problems.append(Problem(document.file, cell.place.line_start, message))


def _keep_headings(gathering: Gathering, headed: HeadedTable, made: Sequence[Draft]) -> None:
    """Keep what of a table that gave entries stands in no row, so that every line stands in a record."""
    if not made:
        return
    rows = {cell.row for _, row in headed.rows for cell in row if cell is not None}
    held = {squeeze(cell.text) for draft in made for cell in draft.fields.values()}
    parts = {
        (line, squeeze(text))
        for draft in made
        for cell in draft.fields.values()
        for line, text in fragments(cell.text, cell.starts)
    }
    cells = [
        cell
        for cell in headed.table.cells
        if cell.text.strip() and (cell.row not in rows or _is_repeated(cell, held, parts))
    ]
    text, starts = "", []
    for cell in sorted(cells, key=lambda cell: cell.starts[0][1]):
        text += BORDER if text else ""
        starts += [(len(text) + offset, line) for offset, line in cell.starts]
        text += cell.text
    if text:
        place = gathering.document.place(starts[0][1], max(line for _, line in starts))
        gathering.columns.append(Field("columns", "", text, place, tuple(starts)))


def _is_repeated(cell: Cell, held: set[str], parts: set[tuple[int, str]]) -> bool:
    """Say whether a cell gives nothing, or says again what a field has from another line."""
    if all((line, squeeze(text)) in parts for line, text in fragments(cell.text, cell.starts)):
        return False
    return is_absent(cell.text) or squeeze(cell.text) in held


def _tell_ragged(gathering: Gathering, headed: HeadedTable) -> None:
    """Say which rows have other cells than most: what stands in them may stand under the wrong headings."""
    cells = (cell for _, row in headed.rows for cell in row if cell is not None)
    if not headed.table.uneven or any(cell.row_span > 1 or cell.column_span > 1 for cell in cells):
        return
    counts = [sum(cell is not None for cell in row[: headed.table.columns]) for _, row in headed.rows]
    named = sum(bool(column.headings) for column in headed.columns)
    usual = max(Counter(counts).items(), key=lambda pair: (pair[1], pair[0] == named))[0]
    for count, (_, row) in zip(counts, headed.rows, strict=True):
        if count != usual:
            # The cells of a group that go on from above stand on other lines.
            own = max(cell.row for cell in row if cell is not None)
            line = min(cell.starts[0][1] for cell in headed.table.cells if cell.row == own)
            message = f"expected {usual} cells, found {count}; check what stands under which heading"
            gathering.problems.append(Problem(gathering.document.file, line, message))


def _tell_columns(gathering: Gathering, headed: HeadedTable, made: Sequence[Draft]) -> None:
    """Say which columns of figures have headings that name neither a year nor what their figures are."""
    unknown = dict.fromkeys(
        d.headers.column[-1]
        for draft in made
        for line in draft.lines
        for d in line.data
        if not d.field and not d.years and d.headers.column and read_figures(d.cell.text)
    )
    if not unknown:
        return
    document = gathering.document
    label = next(iter(unknown))
    message = (
        f"expected headings that say what the figures of {len(headed.columns)} columns are, found "
        f"{', '.join(unknown)} that do not; its {len(made)} rows are kept as {made[0].kind} with these "
        f'as other; to name them write in catalog.toml: [{document.id}.labels] "{label}" = "result"'
    )
    gathering.problems.append(Problem(document.file, headed.table.line_start, message))


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


def _keep_as_text(gathering: Gathering, table: Table) -> None:
    """Keep the lines of a table that was not understood, and say so."""
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        for line, text in fragments(cell.text, cell.starts):
            rows.setdefault(line, []).append(text.strip())
    # A border goes before each, so that no number is read over two rows.
    gathering.prose += [(line, BORDER + BORDER.join(filter(None, t))) for line, t in rows.items() if any(t)]
    first = [cell.text for cell in table.cells if cell.row == 0][:6]
    message = (
        f"expected headings over or beside a table of {table.rows} rows and {table.columns} columns, found "
        f"{' | '.join(text[:12] for text in first)}; kept as text"
    )
    gathering.problems.append(Problem(gathering.document.file, table.line_start, message))


def make_field(document: Document, key: str, label: str, cell: Cell) -> Field:
    lines = [line for _, line in cell.starts]
    return Field(key, label, cell.text, document.place(min(lines), max(lines)), cell.starts)
