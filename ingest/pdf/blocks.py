"""What a page is made of: lines of text, and tables of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.markup import join_lines
from ingest.pdf.strips import Strip
from ingest.pdf.wrapping import Wrapping
from ingest.records import Box


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on its way into a document.

    `wrapped` says that only the width of its column parted it from the line before.
    """

    text: str
    box: Box
    wrapped: bool = False


@dataclass(slots=True)
class Cell:
    """A cell of a table, with the rows and columns it spans (the last ones not included).

    `top` and `bottom` are its borders where it is ruled.
    """

    page: int
    row: int
    column: int
    row_end: int
    column_end: int
    left: float
    right: float
    strips: list[Strip] = field(default_factory=list)
    top: float = 0.0
    bottom: float = 0.0

    def lines(self, above: Wrapping | None = None) -> list[Line]:
        """Return the visual lines of the cell, which may go on with one above a page break."""
        return make_lines(self.strips, self.page, *self.bounds(), above)

    def wrapping(self) -> Wrapping:
        """Return what follows the lines of the cell to its end."""
        wrapping = Wrapping(*self.bounds())
        self.lines(wrapping)
        return wrapping

    def bounds(self) -> tuple[float, float]:
        """Return between which edges its text is set: its borders less the space before the text."""
        space = min((strip.left for strip in self.strips), default=self.left) - self.left
        return self.left + min(space, _SPACE), self.right - min(max(space, 0.0), _SPACE)

    @property
    def text(self) -> str:
        """Return the text of the cell, joined over its lines."""
        return join_parts(self.lines())


@dataclass(slots=True)
class Table:
    """A table as it stands on one page: its cells in rows, each row from left to right.

    `edges` are where its columns begin; `open_top` and `open_bottom` say that no rule ends it there.
    """

    page: int
    top: float
    bottom: float
    left: float
    right: float
    columns: int
    rows: list[list[Cell]]
    ruled: bool = True
    edges: tuple[float, ...] = ()
    open_top: bool = False
    open_bottom: bool = False


@dataclass(slots=True)
class Paragraphs:
    """Lines of running text that follow each other on a page, with the column they stand in."""

    page: int
    top: float
    bottom: float
    left: float
    right: float
    strips: list[Strip]

    def lines(self, above: Wrapping | None = None) -> list[Line]:
        """Return the lines of the text, which may go on with text above a page break."""
        return make_lines(self.strips, self.page, self.left, self.right, above)


Block = Table | Paragraphs
_SPACE = 10.0


def make_lines(
    strips: Sequence[Strip], page: int, left: float, right: float, above: Wrapping | None = None
) -> list[Line]:
    """Make lines of strips that stand below each other between left and right.

    `above` follows the column the strips go on with after a page break.
    """
    wrapping = above or Wrapping(left, right)
    lines: list[Line] = []
    for strip in strips:
        text = strip.text
        if text:
            lines.append(Line(text, make_box(strip, page), wrapping.follow(strip, text, not lines)))
            wrapping.move(left, right)
    wrapping.move(left, right)
    return lines


def make_box(strip: Strip, page: int) -> Box:
    """Return where a strip stands."""
    corners = (strip.left, strip.top, strip.right, strip.bottom)
    return Box(page, *(round(value, 1) for value in corners))


def join_boxes(boxes: Sequence[Box]) -> Box:
    """Return the box around all boxes that stand on the page of the first."""
    same = [box for box in boxes if box.page == boxes[0].page]
    return Box(
        same[0].page,
        min(b.left for b in same),
        min(b.top for b in same),
        max(b.right for b in same),
        max(b.bottom for b in same),
    )


def join_parts(lines: Sequence[Line]) -> str:
    """Return the text of lines in one line."""
    wrapped = frozenset(number for number, line in enumerate(lines) if line.wrapped)
    text, _ = join_lines(((number, line.text) for number, line in enumerate(lines)), wrapped)
    return text.replace("\n", " ")
