"""What of a table no entry holds: it is kept as text, and what was not understood is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.blocks import Cell, Table
from ingest.entries.drafts import Draft
from ingest.entries.gathered import Gathering
from ingest.figures.digits import read_chinese
from ingest.figures.numerals import read_figures
from ingest.labels import fold_label
from ingest.markup import BORDER, fragments, squeeze
from ingest.records import Field, Problem
from ingest.tables.headings import read_heading
from ingest.tables.reading import HeadedTable
from ingest.tables.status import is_absent

_LONGEST_NUMBER = 24


def tell_number(gathering: Gathering, draft: Draft) -> None:
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


def tell_labels(gathering: Gathering, draft: Draft) -> None:
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


def tell_columns(gathering: Gathering, headed: HeadedTable, made: Sequence[Draft]) -> None:
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


def tell_ragged(gathering: Gathering, headed: HeadedTable) -> None:
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


def keep_empty(gathering: Gathering, draft: Draft) -> None:
    """Keep the lines of a card that holds nothing but a number, and say so."""
    keep_lines(gathering, draft)
    message = "expected cells after the number, found none; kept as plain text"
    gathering.problems.append(Problem(gathering.document.file, draft.line_start, message))


def keep_lines(gathering: Gathering, draft: Draft) -> None:
    lines = range(draft.line_start, draft.line_end + 1)
    gathering.prose += [(line, gathering.document.lines[line - 1]) for line in lines]


def keep_headings(gathering: Gathering, headed: HeadedTable, made: Sequence[Draft]) -> None:
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


def keep_as_text(gathering: Gathering, table: Table) -> None:
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
