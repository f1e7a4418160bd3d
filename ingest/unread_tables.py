"""Tables of which no entry was made: each is told with its headings, so that nobody takes it for read."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.markup import BORDER, strip_numbering, strip_tags
from ingest.records import Document, Problem, Record

# So many rows are a table; so many cells on lines of their own are a row of one.
_LEAST_ROWS, _LEAST_CELLS = 2, 3
_MOST_NAMED, _LONGEST_NAME = 8, 16
_PIPE = "|"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table: its first and last line, and its cells."""

    first: int
    last: int
    cells: tuple[str, ...]


def find_unread_tables(document: Document, records: Iterable[Record]) -> list[Problem]:
    """Return a problem for each table in the text of sections, at its first line.

    Tables are told by rows of cells that follow each other: between tabs or pipes, or each on a line
    that begins with a tab. Numbered paragraphs and tables of contents are none.
    """
    lines = {
        line
        for record in records
        if record.kind == "section"
        for key, field in record.fields.items()
        if key == "text"
        for _, line in field.starts
    }
    return [_describe(document, table) for table in _join_rows(_find_rows(document, lines))]


def _find_rows(document: Document, lines: set[int]) -> Iterator[_Row]:
    """Yield the rows of cells among some lines of a document."""
    below: list[tuple[int, str]] = []
    for number, raw in enumerate(document.lines, start=1):
        line = raw if number in lines else ""
        text = strip_tags(line)
        if line.startswith(BORDER) and BORDER not in text:
            below.append((number, text))
            continue
        if text and below and not _cut(text):
            # A cell goes on below its first line.
            continue
        yield from _gather(below)
        below = []
        if cells := _cut(text):
            yield _Row(number, number, cells)
    yield from _gather(below)


def _cut(text: str) -> tuple[str, ...]:
    """Return the cells of a line, none of one that is no row."""
    if text.startswith(_PIPE):
        cells = text.strip(_PIPE).split(_PIPE)
    else:
        cells = text.split(BORDER)
    cells = [" ".join(cell.split()) for cell in cells]
    if len(cells) < 2 or (cells[0] and not strip_numbering(cells[0]).strip("-•●‧ ")):
        return ()
    return tuple(cells)


def _gather(below: Sequence[tuple[int, str]]) -> Iterator[_Row]:
    if len(below) >= _LEAST_CELLS:
        yield _Row(below[0][0], below[-1][0], tuple(text for _, text in below))


def _join_rows(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Yield the rows of each table: those that follow each other, but for a blank line between."""
    table: list[_Row] = []
    for row in itertools.chain(rows, [None]):
        if table and (row is None or not _follows(table[-1], row)):
            if len(table) >= _LEAST_ROWS and not _is_contents(table):
                yield table
            table = []
        if row is not None:
            table.append(row)


def _follows(above: _Row, row: _Row) -> bool:
    return row.first - above.last <= (1 if above.first == above.last else 3)


def _is_contents(table: Sequence[_Row]) -> bool:
    """Say whether rows are those of a table of contents: each ends with a page, none before the last."""
    pages = [row.cells[-1] for row in table]
    if not all(len(row.cells) == 2 and page.isdecimal() for row, page in zip(table, pages, strict=True)):
        return False
    return all(int(page) <= int(after) for page, after in itertools.pairwise(pages))


def _describe(document: Document, table: Sequence[_Row]) -> Problem:
    headings = [_shorten(cell) for cell in table[0].cells if cell]
    shown = "、".join(headings[:_MOST_NAMED]) + ("、…" if len(headings) > _MOST_NAMED else "")
    columns = max(len(row.cells) for row in table)
    message = (
        f"expected a table of a known kind, found one of {columns} columns ({shown}); "
        f"its {len(table)} rows are searchable text only"
    )
    return Problem(document.file, table[0].first, message)


def _shorten(cell: str) -> str:
    return cell if len(cell) <= _LONGEST_NAME else f"{cell[:_LONGEST_NAME]}…"
