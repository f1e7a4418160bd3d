"""Numbered lines for formats that have none of their own, and the blocks that stand on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.blocks import Block, Cell, Paragraph, Starts, Table
from ingest.markup import BORDER


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as a format gives it: its paragraphs, and how many rows and columns it takes."""

    row: int
    column: int
    paragraphs: tuple[str, ...]
    row_span: int = 1
    column_span: int = 1
    heading: bool = False


@dataclass(slots=True)
class Writer:
    """Writes the lines of a document while its format is read, and keeps the blocks on them.

    A paragraph is a line. A row of a table is a line, its cells parted by tabs, with nothing between
    two tabs where a cell goes on from above; in a table of at most two columns each further paragraph
    of a value stands on a line of its own that begins with a tab. `problems` tell what could not be
    read as it stands: "expected ..., found ...; what became of it". `title` is what the format itself marks
    as the document's, empty where it marks nothing so.
    """

    lines: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    title: str = ""

    def tell(self, message: str) -> None:
        """Say of what is written next that it was not read as it stands."""
        self.problems.append((len(self.lines) + 1, message))

    def write_paragraph(self, text: str, level: int | None = None, lead: str = "") -> None:
        """Write a paragraph as one line; white space alone gives an empty line and no block.

        `lead` are its first words, where the format sets them apart.
        """
        self.lines.append(text)
        words = text.strip()
        if words:
            set_apart = len(lead.strip()) if words.startswith(lead.strip()) else 0
            self.blocks.append(Paragraph(words, ((0, len(self.lines)),), level, lead=set_apart))

    def write_table(
        self, cells: Iterable[RawCell], *, caption: str = "", starts_page: bool = False
    ) -> Table | None:
        """Write a table, and an empty line behind it; nothing for a table without text."""
        by_row: dict[int, list[RawCell]] = {}
        kept = list(cells)
        for cell in kept:
            by_row.setdefault(cell.row, []).append(cell)
        columns = max((cell.column + cell.column_span for cell in kept), default=0)
        if not any(text.strip() for cell in kept for text in cell.paragraphs):
            return None
        first = len(self.lines) + 1
        written: list[Cell] = []
        for row in sorted(by_row):
            own = sorted(by_row[row], key=lambda cell: cell.column)
            written += self._write_card(own) if columns <= 2 else self._write_row(own, columns)
        rows = max(cell.row + cell.row_span for cell in kept)
        table = Table(tuple(written), rows, columns, first, len(self.lines), caption, starts_page)
        self.blocks.append(table)
        self.lines.append("")
        return table

    def _write_row(self, cells: Sequence[RawCell], columns: int) -> list[Cell]:
        line = len(self.lines) + 1
        places = [""] * columns
        written = [_place(cell, line, [line] * len(cell.paragraphs)) for cell in cells]
        for cell in written:
            places[cell.column] = " ".join(cell.text.split())
        self.lines.append("\t".join(places).rstrip("\t"))
        return written

    def _write_card(self, cells: Sequence[RawCell]) -> list[Cell]:
        """Write the row of a table of two columns as `label<TAB>value`, a line a paragraph of the value."""
        line = len(self.lines) + 1
        label = next((cell for cell in cells if cell.column == 0), None)
        value = next((cell for cell in cells if cell.column == 1), None)
        if value is None:
            paragraphs = _clean(label.paragraphs) if label else []
            self.lines += paragraphs or [""]
            numbers = list(range(line, line + max(1, len(paragraphs))))
            return [_place(label, line, numbers)] if label else []
        # Where the label goes on from above the value is a cell of its own, no further paragraph.
        head = " ".join(_clean(label.paragraphs)) if label else BORDER
        paragraphs = _clean(value.paragraphs) or [""]
        self.lines.append(f"{head}\t{paragraphs[0]}")
        self.lines += [f"\t{paragraph}" for paragraph in paragraphs[1:]]
        numbers = list(range(line, line + len(paragraphs)))
        found = [_place(value, line, numbers)]
        return [_place(label, line, [line] * len(label.paragraphs)), *found] if label else found


def join_cells(texts: Iterable[str]) -> str:
    """Return the cells of a row within a cell as one text, with borders that no number is read over.

    >>> join_cells(["109", "", " 5 件"]), join_cells([""])
    ('\\t109\\t5 件', '')
    """
    return "".join(BORDER + text for text in (" ".join(text.split()) for text in texts) if text)


def _clean(paragraphs: Iterable[str]) -> list[str]:
    """Return paragraphs without further white space, a row of cells within its borders."""
    cleaned: list[str] = []
    for paragraph in paragraphs:
        if BORDER not in paragraph:
            cleaned.append(" ".join(paragraph.split()))
            continue
        text = join_cells(paragraph.split(BORDER))
        cleaned.append(text if paragraph.startswith(BORDER) else text.removeprefix(BORDER))
    return [text for text in cleaned if text]


def _place(cell: RawCell, line: int, numbers: Sequence[int]) -> Cell:
    """Return a cell with its text joined over its paragraphs, of which each stands on a known line."""
    starts: list[tuple[int, int]] = []
    pieces: list[str] = []
    length = 0
    for paragraph, number in zip(_clean(cell.paragraphs), numbers, strict=False):
        starts.append((length, number))
        pieces.append(paragraph)
        length += len(paragraph) + 1
    found: Starts = tuple(starts) or ((0, line),)
    return Cell(
        cell.row, cell.column, "\n".join(pieces), found, cell.row_span, cell.column_span, cell.heading
    )
