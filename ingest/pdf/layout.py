"""From the pages of a PDF to its blocks: running text and tables, in the order a reader takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.pdf.blocks import Block, Paragraphs, Table, make_box
from ingest.pdf.columns import ColumnFinder
from ingest.pdf.furniture import find_furniture
from ingest.pdf.grids import find_tables
from ingest.pdf.headed import HeadedFinder
from ingest.pdf.labelling import is_label, is_label_part
from ingest.pdf.pages import Page
from ingest.pdf.strips import Strip, make_strips, split_strip
from ingest.records import Box

_GAP = 1.0
# Running text reaches at least this far over a page, though a page may hold only short lines.
_LEAST_REACH = 0.7


@dataclass(slots=True)
class Layout:
    """The blocks of a PDF page after page, and what stands on its pages but is none of its text."""

    blocks: list[Block]
    left_out: list[tuple[Box, str]]


def lay_out(pages: Sequence[Page]) -> Layout:
    """Find the tables and the running text of the pages, and leave out what is repeated on them."""
    tables: list[list[Table]] = []
    strips: list[list[Strip]] = []
    for page in pages:
        found, outside = find_tables(page)
        tables.append(found)
        strips.append(make_strips(outside))
    protected = [
        {i for i, strip in enumerate(on_page) if _is_labelled(strip)} | strips_between(on_page, found)
        for on_page, found in zip(strips, tables, strict=True)
    ]
    placed = [(page.height, on_page) for page, on_page in zip(pages, strips, strict=True)]
    furniture = find_furniture(placed, protected, sum(len(page.glyphs) for page in pages))
    layout = Layout([], [])
    text = [
        [s for i, s in enumerate(on_page) if i not in out]
        for on_page, out in zip(strips, furniture, strict=True)
    ]
    right = body_right(text, pages)
    columns, headed = ColumnFinder(text), HeadedFinder()
    for page, found, on_page, out, kept in zip(pages, tables, strips, furniture, text, strict=True):
        layout.left_out += [(make_box(on_page[i], page.number), on_page[i].text) for i in sorted(out)]
        layout.blocks += _interleave(page, found, kept, right, columns, headed)
    return layout


def _is_labelled(strip: Strip) -> bool:
    first = split_strip(strip, _GAP)[0].text
    return is_label(first, False) or is_label_part(first, False)


def strips_between(strips: Sequence[Strip], tables: Sequence[Table]) -> set[int]:
    """Return the strips that stand below one table and above another: no edge of the page."""
    if not tables:
        return set()
    first, last = min(t.bottom for t in tables), max(t.top for t in tables)
    return {i for i, strip in enumerate(strips) if first <= strip.top and strip.bottom <= last}


def body_right(text: Sequence[Sequence[Strip]], pages: Sequence[Page]) -> dict[int, float]:
    """Return how far running text reaches to the right, by the width of the page."""
    reach: dict[int, list[float]] = {}
    for page, strips in zip(pages, text, strict=True):
        reach.setdefault(round(page.width), []).extend(strip.right for strip in strips)
    edges = {width: sorted(found)[int(len(found) * 0.97)] for width, found in reach.items() if found}
    return {width: max(edge, _LEAST_REACH * width) for width, edge in edges.items()}


def _interleave(
    page: Page,
    tables: Sequence[Table],
    strips: Sequence[Strip],
    right: dict[int, float],
    columns: ColumnFinder,
    headed: HeadedFinder,
) -> list[Block]:
    blocks: list[Block] = []
    rest = list(strips)
    edge = right.get(round(page.width), page.width)
    for table in [*tables, None]:
        above = [s for s in rest if table is None or (s.top + s.bottom) / 2 < table.top]
        rest = rest[len(above) :]
        for part in _split(page.number, above, headed, columns):
            if isinstance(part, Table):
                blocks.append(part)
            else:
                left = min(s.left for s in part)
                blocks.append(Paragraphs(page.number, part[0].top, part[-1].bottom, left, edge, part))
        if table is not None:
            blocks.append(table)
    return blocks


def _split(
    page: int, strips: Sequence[Strip], headed: HeadedFinder, columns: ColumnFinder
) -> Iterator[Table | list[Strip]]:
    """Yield the tables without rules among strips, and the strips between them."""
    for part in headed.split(page, strips):
        if isinstance(part, Table):
            yield part
        else:
            yield from columns.split(page, part)
