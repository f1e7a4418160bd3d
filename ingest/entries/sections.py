"""Headings with nothing but paragraphs under them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.blocks import Block, Cell, Paragraph
from ingest.entries.clauses import find_width, goes_on
from ingest.entries.context import Context
from ingest.entries.drafts import Draft
from ingest.entries.labelled import Gathered


@dataclass(slots=True)
class Sections:
    """Headings with nothing but paragraphs under them: how many of them stand under which others.

    `drafts` are the entries made of them, each with the numbers of its blocks.
    """

    siblings: Counter[tuple[str, ...]] = field(default_factory=Counter)
    drafts: list[tuple[list[int], Draft]] = field(default_factory=list)


def find_sections(
    blocks: Sequence[Block], taken: set[int]
) -> list[tuple[list[int], Paragraph, tuple[str, ...], Cell]]:
    """Return the headings with nothing but paragraphs under them: their blocks, heading, path and text."""
    found: list[tuple[list[int], Paragraph, tuple[str, ...], Cell]] = []
    context = Context()
    width = find_width([len(b.text) for b in blocks if isinstance(b, Paragraph)])
    numbers: list[int] = []
    title: Paragraph | None = None
    path: tuple[str, ...] = ()
    text = Gathered()
    last = ""

    def close() -> None:
        if title is not None and text.length:
            found.append((numbers, title, path, text.cell))

    for number, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or number in taken:
            # A heading with a table or labels under it is read by these.
            title = None
            if isinstance(block, Paragraph):
                context.read(block)
        elif context.read(block):
            close()
            numbers, title, text = [number], block, Gathered()
            path = context.path[:-1]
        elif title is not None:
            numbers.append(number)
            text.add(block.text, block.starts, goes_on(last, block.text, width))
        last = block.text if isinstance(block, Paragraph) else ""
    close()
    return found
