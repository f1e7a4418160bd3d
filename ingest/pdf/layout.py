"""From the pages of a PDF to its blocks: running text and tables, in the order a reader takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.labels import LabelSet, load_labels
from ingest.pdf.blocks import Block, Paragraphs, Table, make_box
from ingest.pdf.furniture import find_furniture
from ingest.pdf.grids import find_tables
from ingest.pdf.pages import Page
from ingest.pdf.strips import Strip, make_strips, split_strip
from ingest.records import Box

_GAP = 1.0
_TABLES = ("measure", "annex", "kpi", "project")


@dataclass(slots=True)
class Layout:
    """The blocks of a PDF page after page, and what stands on its pages but is none of its text."""

    blocks: list[Block]
    left_out: list[tuple[Box, str]]


def known_labels() -> tuple[LabelSet, ...]:
    """Return the labels of every kind of table."""
    return tuple(load_labels(kind) for kind in _TABLES)


def names_label(text: str) -> bool:
    """Say whether a text is a label of a known table, whole or its beginning."""
    return any(known.starts_record(text) or known.match(text) is not None for known in known_labels())


def lay_out(pages: Sequence[Page]) -> Layout:
    """Find the tables and the running text of the pages, and leave out what is repeated on them."""
    tables: list[list[Table]] = []
    strips: list[list[Strip]] = []
    for page in pages:
        found, outside = find_tables(page)
        tables.append(found)
        strips.append(make_strips(outside))
    protected = [
        {i for i, strip in enumerate(on_page) if _is_labelled(strip)} | _between(on_page, found)
        for on_page, found in zip(strips, tables, strict=True)
    ]
    furniture = find_furniture(
        [(page.height, on_page) for page, on_page in zip(pages, strips, strict=True)], protected
    )
    layout = Layout([], [])
    text = [[s for i, s in enumerate(on_page) if i not in out] for on_page, out in zip(strips, furniture, strict=True)]
    right = _body_right(text, pages)
    for page, found, on_page, out, kept in zip(pages, tables, strips, furniture, text, strict=True):
        layout.left_out += [(make_box(on_page[i], page.number), on_page[i].text) for i in sorted(out)]
        layout.blocks += _interleave(page, found, kept, right)
    return layout


def _is_labelled(strip: Strip) -> bool:
    return names_label(split_strip(strip, _GAP)[0].text)


def _between(strips: Sequence[Strip], tables: Sequence[Table]) -> set[int]:
    """Return the strips that stand below one table and above another: no edge of the page."""
    if not tables:
        return set()
    first, last = min(t.bottom for t in tables), max(t.top for t in tables)
    return {i for i, strip in enumerate(strips) if first <= strip.top and strip.bottom <= last}


def _body_right(text: Sequence[Sequence[Strip]], pages: Sequence[Page]) -> dict[int, float]:
    """Return how far running text reaches to the right, by the width of the page."""
    reach: dict[int, list[float]] = {}
    for page, strips in zip(pages, text, strict=True):
        reach.setdefault(round(page.width), []).extend(strip.right for strip in strips)
    return {width: sorted(found)[int(len(found) * 0.97)] for width, found in reach.items() if found}


def _interleave(page: Page, tables: Sequence[Table], strips: Sequence[Strip], right: dict[int, float]) -> list[Block]:
    blocks: list[Block] = []
    rest = list(strips)
    edge = right.get(round(page.width), page.width)
    for table in [*tables, None]:
        above = [s for s in rest if table is None or (s.top + s.bottom) / 2 < table.top]
        rest = rest[len(above) :]
        if above:
            left = min(s.left for s in above)
            blocks.append(Paragraphs(page.number, above[0].top, above[-1].bottom, left, edge, above))
        if table is not None:
            blocks.append(table)
    return blocks
