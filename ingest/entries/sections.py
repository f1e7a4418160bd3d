"""Headings with nothing but paragraphs under them, and the names that open these paragraphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, Cell, Paragraph
from ingest.entries.clauses import find_width, goes_on
from ingest.entries.context import Context
from ingest.entries.drafts import Draft, MakeField
from ingest.entries.labelled import Gathered
from ingest.entries.lists import read_bracketed
from ingest.entries.moments import Setting
from ingest.entries.prose import draft_prose
from ingest.entries.run_in import find_run_ins

# So many headings beside one have to be entries for it to be one.
_LEAST_BESIDE = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, or a name that opens a paragraph of the `whole` of one, with the text under it.

    `blocks` are the numbers of its blocks, `path` the headings above it; `note` is what stands under these
    before the first of such names, and so is said of all of them.
    """

    blocks: list[int]
    title: Paragraph
    path: tuple[str, ...]
    cell: Cell
    whole: Section | None = None
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


def draft_sections(
    blocks: Sequence[Block], taken: set[int], setting: Setting, make_field: MakeField
) -> Sections:
    """Return the entries of headings with nothing but paragraphs under them, and of names among these."""
    sections = find_sections(blocks, taken)
    made = [_draft(one, setting, make_field) for one in sections]
    joined = join_parts(sections, made)
    if len(joined) < len(sections):
        sections, made = joined, [_draft(one, setting, make_field) for one in joined]
    siblings = Counter(section.path for section in sections)
    having = Counter(one.path for one, draft in zip(sections, made, strict=True) if one.whole and draft)
    found: list[tuple[list[int], Draft]] = []
    for section, draft in zip(sections, made, strict=True):
        if draft is None and section.whole and having[section.path] * 2 > siblings[section.path]:
            # A name among names of entries is one too, whatever its text tells.
            draft = _draft(section, setting, make_field, paired=False)
        found += [(section.blocks, draft)] if draft is not None else []
    return Sections(siblings, frozenset(one.path for one in sections if one.whole), found)


def _draft(section: Section, setting: Setting, make_field: MakeField, *, paired: bool = True) -> Draft | None:
    own = replace(setting, bracketed=read_bracketed(section.note))
    return draft_prose(section.title, section.path, section.cell, own, make_field, paired=paired)


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
    run_ins = {place: parts for place, *parts in find_run_ins([block for _, block in under])}
    named, rest = title[1], list(under)
    whole = _gather([title[0]], named, path, rest, width)
    if not run_ins:
        yield from (whole,) if whole.cell.text else ()
        return
    places = sorted(run_ins)
    note = _gather([], named, path, rest[: places[0]], width).cell.text
    for place, end in zip(places, [*places[1:], len(rest)], strict=True):
        name, opened = run_ins[place]
        part = [(rest[place][0], opened), *rest[place + 1 : end]]
        made = _gather([], name, (*path, named.text), part, width)
        yield replace(made, whole=whole, note=note)


def _gather(
    numbers: Sequence[int],
    title: Paragraph,
    path: tuple[str, ...],
    under: Sequence[tuple[int, Paragraph]],
    width: int,
) -> Section:
    text, last = Gathered(), ""
    for _, block in under:
        text.add(block.text, block.starts, goes_on(last, block.text, width))
        last = block.text
    return Section([*numbers, *(number for number, _ in under)], title, path, text.cell)


def join_parts(sections: Sequence[Section], made: Sequence[object]) -> list[Section]:
    """Return the sections, those that are parts of a heading joined where the headings beside it are entries.

    `made` has what was made of each section, None where it is no entry. Names under such a heading open what
    is told of it: （一）車輛數：….
    """
    beside = Counter(one.path for one in sections if one.whole is None)
    entries = Counter(
        one.path for one, draft in zip(sections, made, strict=True) if one.whole is None and draft is not None
    )
    joined: list[Section] = []
    for section in sections:
        whole = section.whole
        held = entries[whole.path] if whole is not None else 0
        if whole is None or held < _LEAST_BESIDE or held * 2 <= beside[whole.path]:
            joined.append(section)
        elif not joined or joined[-1] is not whole:
            joined.append(whole)
    return joined
