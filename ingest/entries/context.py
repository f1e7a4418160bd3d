"""What stands around a table and speaks of it: the headings above, its caption, its unit note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby

from ingest.blocks import Block, Paragraph
from ingest.headings import heading_level
from ingest.markup import squeeze
from ingest.tables.heading_years import read_heading_years
from ingest.tables.headings import read_heading, read_unit

_CAPTION = re.compile(
    r"^\s*(?:附?[表圖]\s*[0-9０-９一二三四五六七八九十A-Za-z壹貳參肆伍]{1,4}(?:[-.－][0-9]{1,2})?|[【〔]?附表)"
)
_CONTINUED = "續"
_UNIT_NOTE = re.compile(r"[(（【]?\s*(?:計量|金額|貨幣)?單\s*位\s*[:：]\s*([^)）】\n]{1,20})[)）】]?")
_UNIT_PARTS = re.compile(r"[;；,，、/／及]|(?<=元)\s+")
_NUMBERED = re.compile(r"^\s*(?:[(（]?[0-9０-９]{1,2}[.、．)）]|[甲乙丙丁戊己庚辛壬癸][、．])")
# What a document calls its parts, and the count of each: 議題一　安心入住, 行動1-1　興辦住宅.
_COUNTED = re.compile(
    r"\s*(?P<noun>[一-龥]{2,4})\s?(?P<no>[0-9]{1,2}(?:[-.－][0-9]{1,2}){0,2}|[一二三四五六七八九十]{1,3})\s+\S.{1,38}"
)
_FIRST = re.compile("[1一](?:[-.－]1)*")
_SENTENCE = "。；;，,：:"
_LEVEL_COUNTED = 3
_LONGEST_CAPTION = 60
_MOST_ABOVE = 3
_LEAST_LISTED = 3


@dataclass(frozen=True, slots=True)
class Caption:
    """What the lines above a table, and the headings they stand under, say of it.

    `units` are all that it names, each with its multiplier, of which `unit` is the first: 單位：件、千元.
    """

    texts: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    unit: str = ""
    scale: Decimal = Decimal(1)
    percent: bool = False
    years: tuple[int, ...] = ()
    note: str = ""
    units: tuple[tuple[str, Decimal], ...] = ()

    @property
    def named(self) -> bool:
        """Say whether a text names the table as one of its own: 表3, but not 表3（續）."""
        return any(_CAPTION.match(text) and _CONTINUED not in text for text in self.texts)

    @property
    def words(self) -> str:
        """Return the nearest words, caption and headings, in one text."""
        return " ".join((*self.path[-2:], *self.texts))


@dataclass(slots=True)
class Context:
    """The headings that are open and the last paragraphs, while a document is gone through."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    above: list[Paragraph] = field(default_factory=list)

    def read(self, paragraph: Paragraph) -> bool:
        """Take note of a paragraph; return whether it is a heading."""
        level = find_level(paragraph)
        self.above = [*self.above, paragraph][-_MOST_ABOVE:]
        if level is None:
            return False
        self.headings = [
            *((depth, text) for depth, text in self.headings if depth < level),
            (level, paragraph.text),
        ]
        return True

    @property
    def path(self) -> tuple[str, ...]:
        """Return the headings that are open, the highest first."""
        return tuple(text for _, text in self.headings)

    def caption(self, own: str = "", titles: Sequence[str] = ()) -> Caption:
        """Return what speaks of a table that comes now; `own` is its format's own caption."""
        near: list[str] = []
        for paragraph in reversed(self.above):
            text = paragraph.text
            if not (_CAPTION.match(text) or _UNIT_NOTE.search(text) or len(text) <= _LONGEST_CAPTION):
                break
            near.insert(0, text)
        near += [text for text in (own, *titles) if text]
        unit, scale, percent, note = "", Decimal(1), False, ""
        units: list[tuple[str, Decimal]] = []
        for text in [*near[::-1], *self.path[:-3:-1]]:
            found = _UNIT_NOTE.search(text)
            if found:
                unit, scale = read_unit("單位:" + found[1])
                units = [read for part in _UNIT_PARTS.split(found[1]) if (read := read_unit(part))[0]]
                percent, note = "%" in found[1] or "％" in found[1], found[0].strip("()（）【】 ")
                break
        years = next((y for text in [*near[::-1], *self.path[::-1]] if (y := read_heading_years(text))), ())
        return Caption(tuple(near), self.path, unit, scale, percent, years, note, tuple(units))

    def close(self) -> None:
        """Forget the paragraphs above: a table stands between them and what comes."""
        self.above = []


def mark_contents(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks of a document, the lines of its contents marked as such.

    They follow each other and say what marked headings below them say.
    """
    last = {
        squeeze(b.text): number
        for number, b in enumerate(blocks)
        if isinstance(b, Paragraph) and b.level is not None
    }
    listed = [
        isinstance(b, Paragraph) and b.level is None and last.get(squeeze(b.text), -1) > number
        for number, b in enumerate(blocks)
    ]
    marked: list[Block] = []
    for own, run in groupby(zip(listed, blocks, strict=True), key=lambda pair: pair[0]):
        group = [block for _, block in run]
        contents = own and len(group) >= _LEAST_LISTED
        marked += [replace(b, listed=True) if contents and isinstance(b, Paragraph) else b for b in group]
    return marked


def mark_counted(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks of a document, what counts its parts by a word of its own marked as headings.

    Such words have parts that count on from the first; the one that comes first stands above the others.
    """
    found: dict[str, dict[str, list[int]]] = {}
    for number, block in enumerate(blocks):
        text = block.text.strip() if isinstance(block, Paragraph) and find_level(block) is None else ""
        match = _COUNTED.fullmatch(text)
        if match and text[-1] not in _SENTENCE and not _CAPTION.match(text):
            found.setdefault(match["noun"], {}).setdefault(match["no"], []).append(number)
    parts = [
        [number for places in counts.values() for number in places]
        for counts in found.values()
        if len(counts) >= _LEAST_LISTED and _FIRST.fullmatch(next(iter(counts)))
        if all(len(places) == 1 for places in counts.values())
    ]
    levels = {n: min(_LEVEL_COUNTED + depth, _LEVEL_COUNTED + 1) for depth, p in enumerate(parts) for n in p}
    return [
        replace(b, level=levels[n]) if n in levels and isinstance(b, Paragraph) else b
        for n, b in enumerate(blocks)
    ]


def find_level(paragraph: Paragraph) -> int | None:
    """Return how deep a paragraph stands as a heading, None for one that is none.

    >>> [find_level(Paragraph(text, ((0, 1),))) for text in ("參、推動成果", "1.關鍵績效指標：載客量")]
    [0, 4]
    """
    if paragraph.level is not None or paragraph.listed:
        return paragraph.level
    level = heading_level(paragraph.text)
    if level is not None:
        return level
    text = paragraph.text.strip()
    short = len(text) <= 45 and text[-1:] not in "。；;，,"
    return 4 if short and _NUMBERED.match(text) and not read_heading(text).field else None
