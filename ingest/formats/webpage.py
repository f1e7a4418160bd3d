"""From an HTML page to numbered lines and blocks: headings, paragraphs, lists and tables in their order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from ingest.blocks import Paragraph
from ingest.encoding import mend_misread, tell_mended
from ingest.formats.gathering import BLOCKS, Gathered, gather_paragraphs, is_left_out, own_cells, own_rows
from ingest.formats.pagesource import decode_page, parse_page
from ingest.formats.spans import read_cells
from ingest.formats.text import read_numbered
from ingest.formats.writing import RawCell, Writer

# A single row of cells that hold as many paragraphs as a page's arranges the page.
_MANY_PARAGRAPHS = 8
# A label before what a term means; a time of day or an address is none.
_LABEL = re.compile(r"[^：:，。\d]{0,3}[\d]{0,3}[^：:，。\d]{2,12}[：:](?!//)")
_TYPED = re.compile("[\u2500-\u257f\t|｜]")


def read_webpage_blocks(data: bytes, name: str) -> Writer:
    """Return the lines of a page and the blocks on them.

    Scripts, styles, forms and what is hidden or struck out are left out; nothing the page refers to
    is fetched. Raises UnreadableSource for a page that is nested too deeply or holds no elements.

    >>> page = "<h2>目標</h2><table><tr><th>項目<th>值<tr><td>宣導<td>1,230<sup>1</sup></table>".encode()
    >>> heading, table = read_webpage_blocks(page, "a.html").blocks
    >>> heading.text, heading.level, table.cells[3].text
    ('目標', 1, '1,230[1]')
    """
    text = decode_page(data, name)
    mended, count = mend_misread(text)
    root = parse_page(mended, name)
    writer = Writer(title=_find_title(root))
    if count:
        writer.problems.append((1, tell_mended(count)))
    _Reader(writer, _weigh_tables(root)).read(root)
    return writer


def _find_title(root: Any) -> str:
    """Return the only heading of the first level of a page, whatever menus stand above it."""
    found = [" ".join(gather_paragraphs(one)) for one in islice(root.iter("h1"), 2) if not is_left_out(one)]
    return found[0] if len(found) == 1 else ""


@dataclass(slots=True)
class _Weight:
    """How much stands in a table itself and in those inside it: characters of text, and cells."""

    own: int = 0
    inner: int = 0
    cells: int = 0
    inner_cells: int = 0


def _weigh_tables(root: Any) -> dict[Any, _Weight]:
    """Weigh all tables of a page in one pass."""
    from lxml import etree

    weights: dict[Any, _Weight] = {}
    open_tables: list[Any] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            if element.tag == "table":
                open_tables.pop()
                done = weights[element]
                if open_tables:
                    outer = weights[open_tables[-1]]
                    outer.inner += done.own + done.inner
                    outer.inner_cells += done.cells + done.inner_cells
            tail = element.tail
            if open_tables and tail:
                weights[open_tables[-1]].own += len(tail.strip())
            continue
        if element.tag == "table":
            weights[element] = _Weight()
            open_tables.append(element)
        if open_tables:
            weight = weights[open_tables[-1]]
            weight.own += len((element.text or "").strip())
            weight.cells += element.tag in ("td", "th")
    return weights


@dataclass(slots=True)
class _Reader:
    """Walks a page and writes what stands in it."""

    writer: Writer
    weights: dict[Any, _Weight]
    running: Gathered = field(default_factory=Gathered)

    def read(self, root: Any) -> None:
        """Write everything of the page."""
        self._walk(root, root.tag == "pre")
        self._flush()

    def _walk(self, element: Any, keep: bool) -> None:
        self.running.add(element.text, keep)
        for child in element:
            if not is_left_out(child):
                self._enter(child, keep)
            self.running.add(child.tail, keep)

    def _enter(self, child: Any, keep: bool) -> None:
        tag = child.tag
        if tag == "br":
            self.running.close(keep=keep)
        elif tag in ("sup", "sub"):
            self.running.add_raised("".join(child.itertext()), tag == "sub")
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6") and not _holds_blocks(child):
            self._flush()
            self.writer.write_paragraph(" ".join(gather_paragraphs(child)), int(tag[1]) - 1)
        elif tag == "table":
            self._flush()
            self._read_table(child)
        elif tag == "dl":
            self._flush()
            self._read_definitions(child)
        elif tag == "pre":
            self._flush()
            self._walk(child, True)
            self._flush(typed=True)
        elif tag in BLOCKS:
            self.running.close(keep=keep)
            self._walk(child, keep)
            self.running.close(keep=keep)
        else:
            self._walk(child, keep)

    def _flush(self, *, typed: bool = False) -> None:
        """Write the paragraphs gathered; what was set as typed may hold tables that are typed or drawn."""
        self.running.close(keep=typed)
        lines, self.running.paragraphs = self.running.paragraphs, []
        if not lines:
            return
        if not typed and not any(_TYPED.search(line) for line in lines):
            for line in lines:
                self.writer.write_paragraph(line)
            return
        first = len(self.writer.lines) + 1
        self.writer.lines += lines
        self.writer.blocks += read_numbered(list(enumerate(lines, start=first)))

    def _read_table(self, table: Any) -> None:
        rows = [row for row in own_rows(table) if not is_left_out(row)]
        if _is_layout(table, rows, self.weights[table]):
            self._walk(table, False)
            self._flush()
            return
        captions = [" ".join(gather_paragraphs(child)) for child in table.iterchildren("caption")]
        caption = " ".join(text for text in captions if text)
        if caption:
            self.writer.write_paragraph(caption)
        cells, told = read_cells(rows, gather_paragraphs, own_cells)
        if told:
            self.writer.problems.append((len(self.writer.lines) + 1, told))
            for row in rows:
                self.writer.write_paragraph(
                    "\t".join(" ".join(gather_paragraphs(cell)) for cell in own_cells(row))
                )
            return
        self.writer.write_table(cells, caption=caption)

    def _read_definitions(self, listed: Any) -> None:
        """Write a list of terms and what they mean as a table of two columns, an uneven one as paragraphs.

        Terms of which each has several labelled meanings head them: 專案一 over 目標：…, 成果：….
        """
        terms: list[tuple[tuple[str, ...], list[tuple[str, ...]]]] = []
        orphaned = False
        for item in listed.iter("dt", "dd"):
            # A parser keeps a meaning that no tag ends open over the next one.
            if next(item.iterancestors("dl", "dt", "dd"), None) is not listed:
                continue
            paragraphs = gather_paragraphs(item)
            if item.tag == "dt":
                terms.append((paragraphs, []))
            elif terms:
                terms[-1][1].extend([paragraphs] if paragraphs else [])
            else:
                orphaned = True
        whole = not orphaned and all(term and meanings for term, meanings in terms)
        if not whole or next(listed.iterdescendants("table", "dl"), None) is not None:
            self._walk(listed, False)
            self._flush()
        elif all(_are_labelled(meanings) for _, meanings in terms):
            self._write_headed(terms)
        else:
            cells = [
                RawCell(row, column, paragraphs)
                for row, (term, meanings) in enumerate(terms)
                for column, paragraphs in enumerate((term, tuple(chain.from_iterable(meanings))))
            ]
            self.writer.write_table(cells)

    def _write_headed(self, terms: Sequence[tuple[tuple[str, ...], list[tuple[str, ...]]]]) -> None:
        """Write terms as headings, a level below the last heading, and what they mean as paragraphs."""
        levels = (b.level for b in reversed(self.writer.blocks) if isinstance(b, Paragraph))
        level = next((one + 1 for one in levels if one is not None), 1)
        for term, meanings in terms:
            self.writer.write_paragraph(" ".join(term), level)
            for paragraph in chain.from_iterable(meanings):
                self.writer.write_paragraph(paragraph)


def _are_labelled(meanings: Sequence[tuple[str, ...]]) -> bool:
    """Say whether what a term means is several things, each under a label of its own: 目標：…."""
    return len(meanings) > 1 and all(_LABEL.match(paragraphs[0]) for paragraphs in meanings)


def _holds_blocks(heading: Any) -> bool:
    return next(heading.iterdescendants("table", "dl", "pre"), None) is not None


def _is_layout(table: Any, rows: list[Any], weight: _Weight) -> bool:
    """Say whether a table only arranges the page.

    It then marks no heading as one, and the tables inside it hold most of its text or of its cells,
    or it holds a single cell, or a single row of cells that are pages of their own.
    """
    own = [cell for row in rows[:2] for cell in own_cells(row)]
    if len(rows) <= 1 and len(own) <= 1:
        return True
    if table.get("role") == "presentation":
        return True
    if next(table.iterchildren("caption", "thead"), None) is not None or any(c.tag == "th" for c in own):
        return weight.inner > 4 * weight.own
    if weight.inner_cells and (weight.inner >= weight.own or weight.inner_cells >= weight.cells):
        return True
    return len(rows) == 1 and any(
        next(cell.iterdescendants("h1", "h2", "h3", "h4"), None) is not None
        or sum(1 for _ in cell.iterdescendants("p", "div", "li")) > _MANY_PARAGRAPHS
        for cell in own
    )
