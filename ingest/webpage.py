"""From an HTML page to lines: its paragraphs, lists and tables in their order."""

from __future__ import annotations

import codecs
import re
from typing import Any

from ingest.columns import TableCell, tidy_cell, write_table
from ingest.encoding import decode_text
from ingest.labels import find_label
from ingest.limits import read_limit
from ingest.records import UnreadableSource

_OPENING = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,2000}-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE
)
_CHARSET = re.compile(
    rb"""<(?:meta\b[^<>]{0,200}?charset\s*=\s*["']?|\?xml\b[^<>]{0,100}?encoding\s*=\s*["'])([\w.:-]{1,40})""",
    re.IGNORECASE,
)
# As browsers do: pages that declare the first hold characters of the second.
_WIDER = {"big5": "cp950", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252"}
_LEFT_OUT = frozenset(
    "head script style template noscript iframe object embed svg math select textarea button audio video "
    "canvas".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary "
    "table tbody td tfoot th thead tr ul".split()
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(r" {2,}")
_DEEPEST = 400
_WIDEST = 200
_MOST_MERGED = 200_000


def is_webpage(data: bytes, suffix: str) -> bool:
    """Say whether bytes are an HTML page: by the suffix of the file or how they begin."""
    head = data[:4096].removeprefix(codecs.BOM_UTF8)
    return suffix.lower() in (".html", ".htm", ".xhtml") or _OPENING.match(head) is not None


def read_webpage(data: bytes, name: str) -> list[str]:
    """Return the lines of a page; rows of tables are written as `label<TAB>value`.

    Scripts, styles and forms are left out; nothing the page refers to is fetched. Raises
    UnreadableSource for a page that is nested too deeply, holds no elements, or has tables of too
    many merged cells.
    """
    from lxml import etree

    most = read_limit("MARKUP")
    if len(data) > most:
        raise UnreadableSource(f"{name}: expected at most {most} bytes of HTML, found {len(data)}; split it")
    text = _decode(data, name).replace("\0", "")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, recover=True, huge_tree=True
    )
    # Without huge_tree what is nested deeper than 256 elements would be missing, and nothing say so.
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableSource(
            f"{name}: expected an HTML page, found a damaged one ({type(error).__name__}); save it again"
        ) from error
    if root is None:
        raise UnreadableSource(f"{name}: expected an HTML page, found no elements; save it again")
    _check_depth(root, name)
    return _Reader(name).read(root)


def _decode(data: bytes, name: str) -> str:
    stated = _CHARSET.search(data[:4096])
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if stated and not marked:
        try:
            encoding = codecs.lookup(stated[1].decode("ascii")).name
            return data.decode(_WIDER.get(encoding, encoding))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode_text(data, name)


def _check_depth(root: Any, name: str) -> None:
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise UnreadableSource(
                f"{name}: expected elements nested at most {_DEEPEST} deep, found more; simplify it"
            )


class _Reader:
    """Reads the content of one element as lines."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: list[str] = []
        self._open: list[str] = []

    def read(self, element: Any) -> list[str]:
        """Return the lines: blocks and breaks begin new ones, other white space is collapsed."""
        self._walk(element, element.tag == "pre")
        self._break()
        return self._lines

    def _walk(self, element: Any, keep: bool) -> None:
        self._add(element.text, keep)
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag == "br":
                self._break()
            elif tag in _BLOCKS:
                self._break()
                if tag == "table":
                    self._read_table(child)
                else:
                    self._walk(child, keep or tag == "pre")
                self._break()
            elif tag and tag not in _LEFT_OUT:
                self._walk(child, keep)
            self._add(child.tail, keep)

    def _add(self, text: str | None, keep: bool) -> None:
        if not text:
            return
        if not keep:
            self._open.append(_SPACE.sub(" ", text))
            return
        first, *others = text.split("\n")
        self._open.append(first)
        for line in others:
            self._break()
            self._open.append(line)

    def _break(self) -> None:
        line = _SPACES.sub(" ", "".join(self._open)).strip(" \r")
        self._open.clear()
        if line:
            self._lines.append(line)

    def _read_table(self, table: Any) -> None:
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
        if _is_layout(table, rows):
            self._walk(table, False)
            return
        for caption in table.iterchildren("caption"):
            self._lines += _Reader(self._name).read(caption)
        self._lines += [*write_table(_read_rows(rows, self._name)), ""]


def _read_rows(rows: list[Any], name: str) -> list[list[TableCell]]:
    """Return the cells of rows; a cell that takes several rows is a merged one in those below.

    Rows without a cell of their own are left out. Raises UnreadableSource where spans make too many
    cells.
    """
    reaching: dict[int, tuple[int, TableCell]] = {}
    grid: list[list[TableCell]] = []
    count = 0
    for index, row in enumerate(rows):
        own = list(row.iterchildren("td", "th"))
        reaching = {column: found for column, found in reaching.items() if found[0] > index}
        if not own:
            continue
        placed = {column: merged for column, (_, merged) in reaching.items()}
        taken = {n for column, merged in placed.items() for n in range(column, column + merged.span)}
        column = 0
        for cell in own:
            while column in taken:
                column += 1
            span, down = _read_span(cell, "colspan", _WIDEST), _read_span(cell, "rowspan", len(rows) - index)
            lines = tuple(tidy_cell(line) for line in _Reader(name).read(cell) if line)
            placed[column] = TableCell(lines, span)
            if down > 1 and column < _WIDEST:
                reaching[column] = (index + down, TableCell((), span, True))
            column += span
        count += len(placed) - len(own)
        if count > _MOST_MERGED:
            raise UnreadableSource(
                f"{name}: expected tables of at most {_MOST_MERGED} cells that go on from above, "
                "found more; split the page"
            )
        grid.append([placed[column] for column in sorted(placed)])
    return grid


def _is_layout(table: Any, rows: list[Any]) -> bool:
    """Say whether a table only arranges the page: it holds other tables and no labels."""
    if next(table.iterdescendants("table"), None) is None:
        return False
    firsts = ("".join(cell.itertext()) for row in rows for cell in row.iterchildren("td", "th"))
    return not any(find_label(text) for text in firsts if len(text) < 100)


def _read_span(cell: Any, name: str, most: int) -> int:
    stated = (cell.get(name) or "").strip()
    return max(1, min(int(stated[:9]), most)) if stated.isascii() and stated.isdecimal() else 1
