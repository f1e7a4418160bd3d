"""From an OpenDocument text (.odt) to lines and blocks: paragraphs, tables with their merged cells, notes.

Read with lxml alone: odfdo is a layer over it that holds the whole content and leaves it to its caller
to know what is deleted, hidden, covered or repeated a million times, which is most of the work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from ingest.blocks import Table
from ingest.formats.marks import join_raised, write_mark
from ingest.formats.numbering import join_number
from ingest.formats.opendocument_sheets import read_sheets
from ingest.formats.opendocument_styles import DRAW, OFFICE, TABLE, TEXT, Counts, Styles, whole
from ingest.formats.packages import Package, check_size, damage_refused
from ingest.formats.placing import TableWriter, only_arranges
from ingest.formats.writing import RawCell, Writer, join_cells
from ingest.limits import read_limit
from ingest.records import UnreadableSource

_WHAT = "an OpenDocument file"
_CONTENT, _STYLES = "content.xml", "styles.xml"
_SPACE = re.compile(r"[ \t\r\n]+")
_PARAGRAPH, _HEADING, _LIST, _TABLE = f"{TEXT}p", f"{TEXT}h", f"{TEXT}list", f"{TABLE}table"
_ROW, _CELL, _COVERED = f"{TABLE}table-row", f"{TABLE}table-cell", f"{TABLE}covered-table-cell"
_HEADING_ROWS = f"{TABLE}table-header-rows"
_ROW_HOLDERS = frozenset(f"{TABLE}{tag}" for tag in ("table-header-rows", "table-rows", "table-row-group"))
# What holds paragraphs and tables as if it were not there; shapes and frames do so too.
_HOLDERS = frozenset(
    f"{TEXT}{tag}"
    for tag in (
        "section", "index-body", "index-title", "table-of-content", "illustration-index", "table-index",
        "object-index", "user-index", "alphabetical-index", "bibliography", "numbered-paragraph",
    )
)  # fmt: skip
# What is deleted, commented, read aloud over characters or hidden is no text of a paragraph.
_LEFT_OUT = frozenset(
    {f"{OFFICE}annotation", f"{TEXT}ruby-text", f"{TEXT}hidden-text", f"{TEXT}tracked-changes"}
)
_MOST_SPACES = 100
_MOST_EMPTY = 64

Found = tuple[str, int | None]


def read_opendocument_blocks(data: bytes, name: str) -> Writer:
    """Return the lines and blocks of an OpenDocument text (.odt) or spreadsheet (.ods).

    What changes track as deleted is left out, notes stand at the end; each sheet is its name as a heading
    and its tables. Raises UnreadableSource for a file that is damaged, nested too deeply or too large.
    """
    with damage_refused(name, _WHAT):
        package = Package(data)
        sheets = b"spreadsheet" in package.read_start("mimetype")
        check_size(data, name, _WHAT, "OpenDocument", parsed=not sheets)
        return read_sheets(package, name) if sheets else _Reader(package, name).read()


class _Reader:
    """Reads one text, in its order: lists count on, notes are gathered."""

    def __init__(self, package: Package, name: str) -> None:
        self._content = package.parse(_CONTENT)
        shared = [package.parse(_STYLES)] if _STYLES in package else []
        self._name = name
        self._styles = Styles(self._content, *shared)
        self._writer = Writer()
        self._tables = TableWriter(self._writer, name)
        self._left = self._most = read_limit("CELLS")
        self._notes: list[Any] = []
        self._counts: dict[str, Counts] = {}
        self._outline = Counts()

    def read(self) -> Writer:
        """Return what was written of the text."""
        body = self._content.find(f"{OFFICE}body/{OFFICE}text")
        if body is None:
            raise ValueError("no text")
        self._write(body)
        # A note may have a note of its own.
        number = 0
        while number < len(self._notes):
            texts = self._read_texts(self._notes[number])
            number += 1
            for index, text in enumerate(texts):
                self._writer.write_paragraph(text if index else f"註{number}：{text.strip()}")
        return self._writer

    def _write(self, parent: Any) -> None:
        for found in self._read_blocks(parent):
            if isinstance(found, tuple):
                self._writer.write_paragraph(*found)
            else:
                self._write_table(found)

    def _write_table(self, table: Any) -> None:
        rows = list(_rows(table))
        if _arranges_page(table, rows):
            for row, _ in rows:
                for cell in row.iterchildren(_CELL):
                    self._write(cell)
            return
        follows = bool(self._writer.blocks) and isinstance(self._writer.blocks[-1], Table)
        starts_page = follows and self._styles.starts_page(table.get(f"{TABLE}style-name"))
        self._tables.write(self._read_rows(rows), starts_page=starts_page)

    def _read_rows(self, rows: list[tuple[Any, bool]]) -> list[RawCell]:
        """Return the cells of a table; of those that are repeated without text, only the place is kept."""
        cells: list[RawCell] = []
        number = 0
        for row, heading in rows:
            repeated = whole(row.get(f"{TABLE}number-rows-repeated"))
            own = self._read_row(row, heading)
            if repeated <= _MOST_EMPTY or any(cell.paragraphs for cell in own):
                self._charge(repeated * len(own))
                cells += [_move(cell, number + again) for again in range(repeated) for cell in own]
            number += repeated
        return cells

    def _read_row(self, row: Any, heading: bool) -> list[RawCell]:
        cells: list[RawCell] = []
        column = 0
        for cell in row.iterchildren(_CELL, _COVERED):
            repeated = whole(cell.get(f"{TABLE}number-columns-repeated"))
            if cell.tag == _CELL:
                texts = tuple(self._read_texts(cell))
                down = max(1, whole(cell.get(f"{TABLE}number-rows-spanned")))
                wide = max(1, whole(cell.get(f"{TABLE}number-columns-spanned")))
                if texts or repeated <= _MOST_EMPTY:
                    self._charge(repeated)
                    cells += [
                        RawCell(0, column + again * wide, texts, down, wide, heading)
                        for again in range(repeated)
                    ]
            column += repeated
        return cells

    def _charge(self, cells: int) -> None:
        self._left -= cells
        if self._left < 0:
            raise UnreadableSource(
                f"{self._name}: expected tables of at most {self._most} cells, found more; split the file"
            )

    def _read_texts(self, parent: Any) -> list[str]:
        """Return the paragraphs of a cell, note or frame, a row of a table within it as one of them."""
        texts: list[str] = []
        for found in self._read_blocks(parent):
            if isinstance(found, tuple):
                texts.append(found[0].strip())
                continue
            rows = list(_rows(found))
            arranges = _arranges_page(found, rows)
            for row, _ in rows:
                held = [self._read_texts(cell) for cell in row.iterchildren(_CELL)]
                texts += chain(*held) if arranges else [join_cells(chain(*held))]
        return [text for text in texts if text.strip()]

    def _read_blocks(self, parent: Any) -> Iterator[Found | Any]:
        """Yield what an element holds in its order: texts with their levels, and tables."""
        for block in parent:
            tag = block.tag
            if tag == _PARAGRAPH or tag == _HEADING:
                yield from self._read_paragraph(block, "")
            elif tag == _TABLE:
                yield block
            elif tag == _LIST:
                yield from self._read_list(block, 1, "", None)
            elif tag in _HOLDERS or (isinstance(tag, str) and tag.startswith(DRAW)):
                yield from self._read_blocks(block)

    def _read_list(
        self, element: Any, depth: int, style: str, counts: Counts | None
    ) -> Iterator[Found | Any]:
        style = element.get(f"{TEXT}style-name") or style
        if counts is None:
            counts = self._find_counts(element, style)
        levels = self._styles.lists.get(style, {})
        for item in element.iterchildren(f"{TEXT}list-item", f"{TEXT}list-header"):
            counted = item.tag == f"{TEXT}list-header"
            for block in item:
                if block.tag == _LIST:
                    yield from self._read_list(block, depth + 1, style, counts)
                elif block.tag in (_PARAGRAPH, _HEADING):
                    start = item.get(f"{TEXT}start-value")
                    number = "" if counted else counts.write(levels, depth, start)
                    counted = True
                    yield from self._read_paragraph(block, number)
                elif block.tag == _TABLE:
                    yield block

    def _find_counts(self, element: Any, style: str) -> Counts:
        """Return the counts of a list that begins, or of the one it goes on from."""
        earlier = element.get(f"{TEXT}continue-list")
        if earlier is None and element.get(f"{TEXT}continue-numbering") == "true":
            earlier = style
        counts = self._counts.get(earlier or "") or Counts()
        self._counts[style] = counts
        if id := element.get("{http://www.w3.org/XML/1998/namespace}id"):
            self._counts[id] = counts
        return counts

    def _read_paragraph(self, paragraph: Any, number: str) -> Iterator[Found | Any]:
        """Yield the lines of a paragraph, its number before the first, then what its frames hold."""
        level = self._read_level(paragraph)
        if paragraph.tag == _HEADING and not number and paragraph.get(f"{TEXT}is-list-header") != "true":
            number = self._outline.write(self._styles.outline, (level or 0) + 1)
        pieces: list[tuple[str, bool]] = []
        frames: list[Any] = []
        self._gather(paragraph, False, pieces, frames)
        lines = join_raised(pieces).split("\n")
        if level is not None:
            # A line break within a heading is only its layout.
            lines = [" ".join(line for line in lines if line.strip())]
        lines[0] = join_number(number, lines[0])
        yield from ((line, level) for line in lines)
        for frame in frames:
            yield from self._read_blocks(frame)

    def _read_level(self, paragraph: Any) -> int | None:
        if paragraph.tag == _HEADING:
            return max(1, whole(paragraph.get(f"{TEXT}outline-level"))) - 1
        return 0 if self._styles.is_title(paragraph.get(f"{TEXT}style-name")) else None

    def _gather(self, node: Any, raised: bool, pieces: list[tuple[str, bool]], frames: list[Any]) -> None:
        """Gather the text of a node in pieces, raised or not, and the frames anchored in it."""
        _add_text(node.text, raised, pieces)
        for child in node:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag == f"{TEXT}s":
                pieces.append((" " * min(_MOST_SPACES, whole(child.get(f"{TEXT}c"))), raised))
            elif tag in _SIGNS:
                pieces.append((_SIGNS[tag], raised))
            elif tag == f"{TEXT}note":
                self._notes += child.iterchildren(f"{TEXT}note-body")
                pieces.append((write_mark(len(self._notes)), False))
            elif tag.startswith(DRAW):
                frames.append(child)
            elif tag and tag not in _LEFT_OUT:
                style = child.get(f"{TEXT}style-name") if tag == f"{TEXT}span" else None
                if not (style and self._styles.hidden(style)):
                    above = raised or bool(style and self._styles.raised(style))
                    self._gather(child, above, pieces, frames)
            _add_text(child.tail, raised, pieces)


_SIGNS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}


def _add_text(text: str | None, raised: bool, pieces: list[tuple[str, bool]]) -> None:
    """Add text in which white space of any length is one space, as the format has it."""
    if text:
        pieces.append((_SPACE.sub(" ", text), raised))


def _move(cell: RawCell, row: int) -> RawCell:
    return RawCell(row, cell.column, cell.paragraphs, cell.row_span, cell.column_span, cell.heading)


def _rows(table: Any, heading: bool = False) -> Iterator[tuple[Any, bool]]:
    """Yield the rows of a table, each with whether it stands among its heading rows."""
    for child in table:
        if child.tag == _ROW:
            yield child, heading
        elif child.tag in _ROW_HOLDERS:
            yield from _rows(child, heading or child.tag == _HEADING_ROWS)


def _arranges_page(table: Any, rows: list[tuple[Any, bool]]) -> bool:
    cells = [list(row.iterchildren(_CELL)) for row, _ in rows]
    if any(whole(cell.get(f"{TABLE}number-columns-repeated")) > 1 for held in cells for cell in held):
        return False
    widths = list(map(len, cells))
    if next(table.iterdescendants(_TABLE), None) is None:
        return only_arranges(widths, 0, 0)
    holds = [next(cell.iterdescendants(_TABLE), None) is not None for held in cells for cell in held]
    filled = [_has_text(cell) for held in cells for cell in held]
    return only_arranges(widths, sum(map(max, holds, filled)), sum(holds))


def _has_text(cell: Any) -> bool:
    return any(text.strip() for text in cell.itertext())
