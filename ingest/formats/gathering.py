"""The paragraphs of an element of a page, as a reader of the page sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ingest.formats.letters import close_letters
from ingest.formats.writing import join_cells
from ingest.markup import BORDER

LEFT_OUT = frozenset(
    "head script style template noscript iframe object embed svg math select textarea button audio video "
    "canvas".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary "
    "table tbody td tfoot th thead tr ul".split()
)
# Struck out by those who revised a page, and the readings beside characters.
_STRUCK = frozenset("del s strike rt rp".split())
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|line-through", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_SPACES = re.compile(r"[ \xa0]{2,}")
# What a raised digit means behind a letter or a measure of length: m², 公尺².
_POWERS = {"2": "²", "3": "³"}
_MEASURES = "尺分里"
_NOTE_MARK = re.compile(r"[(（\[]?([-−+\d註*※†‡,，、\s]{1,8})[)）\]]?")


def is_left_out(element: Any) -> bool:
    """Say whether a reader of the page would not see an element, or see it struck out."""
    tag = element.tag
    if not isinstance(tag, str) or tag in LEFT_OUT or tag in _STRUCK or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


class Gathered:
    """Gathers the paragraphs of one element: blocks and breaks begin new ones, white space is collapsed."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self._open: list[str] = []

    def add(self, text: str | None, keep: bool = False) -> None:
        """Add text of the running paragraph; of text set as typed each line is one."""
        if not text:
            return
        if not keep:
            self._open.append(_SPACE.sub(" ", text))
            return
        first, *others = text.split("\n")
        self._open.append(first)
        for line in others:
            self.close(keep=True)
            self._open.append(line)

    def add_raised(self, text: str, lowered: bool) -> None:
        """Add raised or lowered text: a note's mark never grows together with the number before it."""
        before = next((last[-1] for piece in reversed(self._open) if (last := piece.rstrip())), "")
        mark = " ".join(text.split())
        if mark in _POWERS and not lowered and (_is_latin(before) or (before and before in _MEASURES)):
            self._open.append(_POWERS[mark])
        elif before and not _is_latin(before) and (found := _NOTE_MARK.fullmatch(mark)):
            self._open.append(f"[{found[1].strip()}]")
        else:
            # Whatever else is raised, two numbers stay two.
            self._open.append(f" {text}" if before.isdigit() and mark[:1].isdigit() else text)

    def add_border(self) -> None:
        """Part what stands before from what comes: a cell begins or ends."""
        self._open.append(BORDER)

    def close(self, *, keep: bool = False) -> None:
        """End the running paragraph."""
        line = "".join(self._open)
        # An empty line of what was set as typed parts what stands above it from what stands below.
        empty = keep and bool(self._open)
        self._open.clear()
        line = line.rstrip("\r ") if keep else _SPACES.sub(" ", line).strip(" \r\xa0\u3000")
        if empty or line.strip():
            self.paragraphs.append(line)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def gather(element: Any, into: Gathered, keep: bool = False) -> None:
    """Gather what stands in an element; of a table inside, each row is a paragraph."""
    into.add(element.text, keep)
    for child in element:
        if is_left_out(child):
            pass
        elif child.tag == "br":
            into.close(keep=keep)
        elif child.tag in ("sup", "sub"):
            into.add_raised("".join(child.itertext()), child.tag == "sub")
        elif child.tag in ("td", "th"):
            into.add_border()
            gather(child, into, keep)
            into.add_border()
        elif child.tag in BLOCKS:
            into.close(keep=keep)
            gather(child, into, keep or child.tag == "pre")
            into.close(keep=keep)
        else:
            gather(child, into, keep)
        into.add(child.tail, keep)


def gather_paragraphs(element: Any) -> tuple[str, ...]:
    """Return the paragraphs of a cell, those typed with a space between letters without it."""
    gathered = Gathered()
    gather(element, gathered)
    gathered.close()
    return tuple(_clean(text) for text in gathered.paragraphs)


def _clean(text: str) -> str:
    cells = [close_letters(" ".join(cell.split())) for cell in text.split(BORDER)]
    return join_cells(cells) if len(cells) > 1 else cells[0]


def own_rows(table: Any) -> Iterator[Any]:
    """Yield the rows of a table, not those of the tables inside it."""
    stack = [iter(table)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == "tr":
            yield child
        elif child.tag not in ("table", "caption", "td", "th"):
            stack.append(iter(child))


def own_cells(row: Any) -> list[Any]:
    """Return the cells of a row that a reader of the page sees."""
    return [cell for cell in row.iterchildren("td", "th") if not is_left_out(cell)]
