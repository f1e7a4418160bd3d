"""Headings with nothing but paragraphs under them, and the names that open these paragraphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.blocks import Block, Cell, Paragraph
from ingest.entries.clauses import find_width, goes_on
from ingest.entries.context import Context
from ingest.entries.drafts import Draft
from ingest.entries.labelled import Gathered
from ingest.entries.run_in import find_run_ins


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, or a name that opens a paragraph (`named`), with the text under it.

    `blocks` are the numbers of its blocks, `path` the headings above it; `note` is what stands under these
    before the first of such names, and so is said of all of them.
    """

    blocks: list[int]
    title: Paragraph
    path: tuple[str, ...]
    cell: Cell
    named: bool = False
    note: str = ""


@dataclass(slots=True)
class Sections:
    """Headings with nothing but paragraphs under them: how many of them stand under which others.

    `drafts` are the entries made of them, each with the numbers of its blocks; `parted` are the headings
    whose text is parted by names that open its paragraphs.
    """

    siblings: Counter[tuple[str, ...]] = field(default_factory=Counter)
    parted: frozenset[tuple[str, ...]] = frozenset()
    drafts: list[tuple[list[int], Draft]] = field(default_factory=list)


def find_sections(blocks: Sequence[Block], taken: set[int]) -> list[Section]:
    """Return the headings with nothing but paragraphs under them: their blocks, heading, path and text."""
    found: list[Section] = []
    context = Context()
    width = find_width([len(b.text) for b in blocks if isinstance(b, Paragraph)])
    title: tuple[int, Paragraph] | None = None
    path: tuple[str, ...] = ()
    under: list[tuple[int, Paragraph]] = []
    for number, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or number in taken:
            # A heading with a table or labels under it is read by these.
            title = None
            if isinstance(block, Paragraph):
                context.read(block)
        elif context.read(block):
            if title is not None:
                found += _part(title, path, under, width)
            title, path, under = (number, block), context.path[:-1], []
        elif title is not None:
            under.append((number, block))
    if title is not None:
        found += _part(title, path, under, width)
    return found


def _part(
    title: tuple[int, Paragraph], path: tuple[str, ...], under: Sequence[tuple[int, Paragraph]], width: int
) -> Iterator[Section]:
    """Yield a heading with its text or, where names open its paragraphs, each of these with what follows."""
    numbers, named, text, note = [title[0]], title[1], Gathered(), ""
    run_ins = {place: parts for place, *parts in find_run_ins([block for _, block in under])}
    path = (*path, title[1].text) if run_ins else path
    last = ""
    for place, (number, block) in enumerate(under):
        if place in run_ins:
            if named is title[1]:
                note = text.cell.text
            else:
                yield Section(numbers, named, path, text.cell, True, note)
            named, block = run_ins[place]
            numbers, text, last = [], Gathered(), ""
        numbers.append(number)
        text.add(block.text, block.starts, goes_on(last, block.text, width))
        last = block.text
    if text.length:
        yield Section(numbers, named, path, text.cell, bool(run_ins), note)
