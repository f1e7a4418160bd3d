"""From a Word document (.docx) to lines and blocks: paragraphs, tables with their merged cells, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from ingest.blocks import Table
from ingest.formats.marks import join_raised, write_mark
from ingest.formats.numbering import join_number
from ingest.formats.packages import Package, check_size, damage_refused
from ingest.formats.placing import TableWriter
from ingest.formats.word_styles import Numbering, Styles, W, is_on, value
from ingest.formats.word_tables import HOLDERS, arranges_page, read_rows, table_rows
from ingest.formats.writing import Writer, join_cells

_WHAT = "a Word document"
_PARAGRAPH, _TABLE, _RUN, _TEXT, _SYMBOL = f"{W}p", f"{W}tbl", f"{W}r", f"{W}t", f"{W}sym"
_PROPERTIES, _RUN_PROPERTIES, _RAISED = f"{W}pPr", f"{W}rPr", f"{W}vertAlign"
_BOX, _TYPE = f"{W}txbxContent", f"{W}type"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_FORMULA_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# What was deleted, the codes of fields, readings over characters, and the second writing of a drawing
# are no text of the document.
LEFT_OUT = frozenset(
    {_PROPERTIES, f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}rt", _FALLBACK}
)
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
# Symbols by font and place, as Word keeps those that are picked from its list: status marks above all.
_SYMBOLS = {
    "wingdings": {
        0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0xA1: "○", 0xA8: "□", 0xAB: "★", 0xB5: "★",
        0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    },
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x97: "●", 0x98: "●", 0xA3: "□"},
    "wingdings 3": {0x70: "▲", 0x71: "▼", 0x72: "△", 0x73: "▽"},
}  # fmt: skip


def read_word_blocks(data: bytes, name: str) -> Writer:
    """Return the lines and blocks of a Word document.

    What is inserted with changes tracked counts, what is deleted does not; headers and footers are
    left out; notes stand at the end. Raises UnreadableSource for a document that is damaged, nested
    too deeply, or that would unpack to more than a document may hold.
    """
    check_size(data, name, _WHAT, "Word")
    with damage_refused(name, _WHAT):
        return _Reader(Package(data), name).read()


class _Reader:
    """Reads one document, in the order of its text: lists count on, notes are gathered."""

    def __init__(self, package: Package, name: str) -> None:
        self._package = package
        self._main = package.related("", "officeDocument") or "word/document.xml"
        self._styles = Styles(self._parse("styles"))
        self._numbering = Numbering(self._parse("numbering"))
        self._writer = Writer()
        self._tables = TableWriter(self._writer, name)
        self._notes: list[tuple[str, str]] = []
        self._breaks_page = False

    def read(self) -> Writer:
        """Return what was written of the document."""
        body = self._package.parse(self._main).find(f"{W}body")
        if body is None:
            raise ValueError("no body")
        self._write(body)
        self._write_notes()
        return self._writer

    def _parse(self, kind: str) -> Any:
        part = self._package.related(self._main, kind)
        return None if part is None else self._package.parse(part)

    def _write(self, parent: Any) -> None:
        for block in blocks_of(parent):
            if block.tag == _PARAGRAPH:
                self._write_paragraph(block)
            else:
                self._write_table(block)

    def _write_paragraph(self, paragraph: Any) -> None:
        properties = paragraph.find(_PROPERTIES)
        level = self._styles.level(properties)
        lines, boxes = self._read_paragraph(paragraph)
        if level is not None:
            # A line break within a heading is only its layout.
            lines = [" ".join(line for line in lines if line.strip())]
        lead = _read_lead(paragraph)
        for line in lines:
            self._writer.write_paragraph(line, level, lead)
        for box in boxes:
            self._write(box)
        if _ends_page(paragraph) and not any(line.strip() for line in lines):
            self._breaks_page = True
        elif any(line.strip() for line in lines):
            self._breaks_page = False

    def _write_table(self, table: Any) -> None:
        rows = table_rows(table)
        if arranges_page(table, rows):
            for row in rows:
                for cell in row.cells:
                    self._write(cell)
            return
        follows = bool(self._writer.blocks) and isinstance(self._writer.blocks[-1], Table)
        cells = read_rows(rows, self._read_cell)
        self._tables.write(cells, starts_page=follows and self._breaks_page)
        self._breaks_page = False

    def _read_cell(self, cell: Any) -> list[str]:
        """Return the paragraphs of a cell, a row of a table within it as one of them."""
        found: list[str] = []
        for block in blocks_of(cell):
            if block.tag == _PARAGRAPH:
                lines, boxes = self._read_paragraph(block)
                found += [line.strip() for line in lines]
                for box in boxes:
                    found += self._read_cell(box)
                continue
            rows = table_rows(block)
            arranges = arranges_page(block, rows)
            for row in rows:
                texts = [self._read_cell(inner) for inner in row.cells]
                found += chain(*texts) if arranges else [join_cells(chain(*texts))]
        return [text for text in found if text.strip()]

    def _read_paragraph(self, paragraph: Any) -> tuple[list[str], list[Any]]:
        """Return the lines of a paragraph, its number before the first, and the text boxes anchored in it."""
        pieces: list[tuple[str, bool]] = []
        boxes: list[Any] = []
        waiting: list[tuple[Any, bool]] = [(paragraph, False)]
        while waiting:
            node, raised = waiting.pop()
            if node.tag in LEFT_OUT:
                continue
            if node.tag == _BOX:
                boxes.append(node)
            elif node.tag == _RUN:
                waiting += _read_run(node)
            elif node.tag in _NOTES:
                pieces.append((self._take_note(node), False))
            elif node.tag in _SIGNS:
                pieces.append((_SIGNS[node.tag](node), raised))
            else:
                waiting.extend((child, raised) for child in reversed(node))
        lines = join_raised(pieces).split("\n")
        properties = paragraph.find(_PROPERTIES)
        item = None if properties is None else self._styles.numbered(properties)
        if item is not None:
            lines[0] = join_number(self._numbering.write(*item), lines[0])
        return lines, boxes

    def _take_note(self, reference: Any) -> str:
        self._notes.append((_NOTES[reference.tag], reference.get(f"{W}id", "")))
        return write_mark(len(self._notes))

    def _write_notes(self) -> None:
        """Write the notes in the order of their marks; one of a note's own marks is not followed."""
        roots = {kind: self._parse(kind) for kind in sorted({kind for kind, _ in self._notes})}
        by_id = {
            (kind, note.get(f"{W}id", "")): note
            for kind, root in roots.items()
            if root is not None
            for note in root
        }
        for number, key in enumerate(list(self._notes), start=1):
            texts = self._read_cell(by_id[key]) if key in by_id else []
            if texts:
                first, *others = texts
                self._writer.write_paragraph(f"註{number}：{first.strip()}")
                for text in others:
                    self._writer.write_paragraph(text)


def blocks_of(parent: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables of an element in their order."""
    for block in parent:
        if block.tag == _PARAGRAPH or block.tag == _TABLE:
            yield block
        elif block.tag in HOLDERS:
            yield from blocks_of(block)


def _read_run(run: Any) -> list[tuple[Any, bool]]:
    """Return what a run holds, last first, each with whether it is raised; nothing of a hidden run.

    What follows the reference of a note within its run is the mark that its author chose for it.
    """
    properties = run.find(_RUN_PROPERTIES)
    raised = False
    if properties is not None:
        if is_on(properties, "vanish"):
            return []
        raised = value(properties, _RAISED) == "superscript"
    held = [child for child in reversed(run) if child.tag != _RUN_PROPERTIES]
    if any(child.tag in _NOTES for child in held):
        held = [child for child in held if child.tag != _TEXT and child.tag != _SYMBOL]
    return [(child, raised) for child in held]


def _read_lead(paragraph: Any) -> str:
    """Return the words in bold that a paragraph begins with, empty where all of it is bold or none."""
    lead = ""
    for run in paragraph.iter(_RUN):
        text = "".join(node.text or "" for node in run.iter(_TEXT))
        properties = run.find(_RUN_PROPERTIES)
        if text.strip() and (properties is None or not is_on(properties, "b")):
            return lead
        lead += text
    return ""


def _read_symbol(symbol: Any) -> str:
    font, code = symbol.get(f"{W}font", "").lower(), symbol.get(f"{W}char", "")
    try:
        place = int(code, 16)
    except ValueError:
        return ""
    # Places of symbol fonts are kept in the private area, at F000 and up.
    known = _SYMBOLS.get(font)
    return chr(place) if known is None and place < 0xE000 else (known or {}).get(place & 0xFF, "")


def _read_text(node: Any) -> str:
    return (node.text or "").replace("\n", " ")


def _read_break(node: Any) -> str:
    return "" if node.get(_TYPE) in ("page", "column") else "\n"


# What writes text in a run, and how it is read.
_SIGNS: dict[str, Callable[[Any], str]] = {
    _TEXT: _read_text,
    _FORMULA_TEXT: _read_text,
    f"{W}br": _read_break,
    f"{W}cr": _read_break,
    f"{W}tab": lambda _: "\t",
    _SYMBOL: _read_symbol,
    f"{W}noBreakHyphen": lambda _: "-",
}


def _ends_page(paragraph: Any) -> bool:
    """Say whether a page ends in a paragraph: by a break, or with its section."""
    if paragraph.find(f"{W}pPr/{W}sectPr") is not None:
        return True
    return any(found.get(_TYPE) == "page" for found in paragraph.iter(f"{W}br"))
