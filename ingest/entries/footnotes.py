"""Cells that only refer to a note below their table, 詳註1: what the note says stands in their place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from ingest.blocks import Block, Cell, Paragraph, cut_starts
from ingest.entries.drafts import ROLES, Datum, Draft, MakeField
from ingest.entries.moments import Setting
from ingest.entries.prose import cut_mention
from ingest.entries.sentences import read_mentions
from ingest.entries.wording import has_word, load_wording
from ingest.figures.digits import halfwidth, read_chinese
from ingest.figures.numerals import read_figures
from ingest.tables.status import refers

_COUNT = r"[0-9一二三四五六七八九十]{1,2}"
_ITEM = re.compile(rf"(?:^|(?<=[\s。；;:]))(?P<no>{_COUNT})[.、]\s?(?![0-9])")
_LONGEST_REFERENCE = 10
# How long a cell may be that refers to a text below, how far below that stands, and how it opens.
_LONGEST_REFERRING, _FARTHEST, _LONGEST_OPENING = 30, 200, 24


@dataclass(frozen=True, slots=True)
class Note:
    """A note: the line it stands on, its number, and its text as a cell."""

    line: int
    number: str
    cell: Cell


@cache
def _reference() -> re.Pattern[str]:
    """Return the pattern of what refers to a note: 詳註1, 請參閱表末附註說明."""
    led, place, name, behind = (_any_of(key) for key in ("referring", "places", "names", "behind"))
    return re.compile(rf"[(\[]?{led}?{place}?{name}(?P<no>{_COUNT})?{behind}?[)\]]?")


@cache
def _opening() -> re.Pattern[str]:
    """Return the pattern of what opens a note: 註1：, [附註]."""
    return re.compile(rf"(?:^|(?<=[\s。；;]))[(\[]?{_any_of('names')}\s?(?P<no>{_COUNT})?[)\]]?\s?[:、.]?")


def _any_of(key: str) -> str:
    return f"(?:{'|'.join(map(re.escape, load_wording()[f'notes.{key}']))})"


def read_reference(text: str) -> str | None:
    """Return the number of the note that a cell refers to and says nothing else; None for any other cell.

    >>> [read_reference(text) for text in ("詳註1", "[註２]", "見附註", "請參閱表末註3說明", "12處(註1)")]
    ['1', '2', '', '3', None]
    """
    folded = "".join(halfwidth(text).replace("（", "(").replace("）", ")").split())
    match = _reference().fullmatch(folded) if len(folded) <= _LONGEST_REFERENCE else None
    return None if match is None else _count(match["no"])


def _count(number: str | None) -> str:
    value = read_chinese(number) if number and not number.isdecimal() else None
    return str(int(value)) if value is not None else number or ""


def read_notes(blocks: Sequence[Block]) -> list[Note]:
    """Return the notes of a document, each up to the next in its paragraph."""
    notes: list[Note] = []
    for block in blocks:
        if isinstance(block, Paragraph) and has_word("notes.names", block.text):
            notes += _part_notes(block)
    return notes


def _part_notes(block: Paragraph) -> list[Note]:
    plain = halfwidth(block.text)
    opened = list(_opening().finditer(plain))
    if not opened or plain[: opened[0].start()].strip():
        return []
    marks = [(match.start(), match.end(), _count(match["no"])) for match in opened]
    if len(marks) == 1 and not marks[0][2]:
        items = [(m.start(), m.end(), _count(m["no"])) for m in _ITEM.finditer(plain, marks[0][1])]
        marks = items if items and items[0][2] == "1" else marks
    ends = [*(start for start, _, _ in marks[1:]), len(plain)]
    return [
        Note(block.starts[0][1], number, _cut(block, begin, end))
        for (_, begin, number), end in zip(marks, ends, strict=True)
    ]


def _cut(block: Paragraph, begin: int, end: int) -> Cell:
    return Cell(0, 0, block.text[begin:end].rstrip(), cut_starts(block.starts, begin, end))


def follow_notes(
    drafts: Sequence[Draft], blocks: Sequence[Block], edition: int | None, make: MakeField
) -> None:
    """Put what the nearest note below says in the place of each cell of figures that only refers to it."""
    notes = _Notes(blocks)
    for draft in drafts:
        for line in draft.lines:
            for place, datum in enumerate(line.data):
                note = notes.find(draft, datum) if datum.field in ROLES else None
                if note is not None:
                    line.data[place] = _follow(datum, note, edition, make)


class _Notes:
    """The notes of a document, and its paragraphs that begin with the number of an entry."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks

    @cached_property
    def numbered(self) -> dict[str, list[Note]]:
        """The notes of each number in the order of their lines."""
        found: dict[str, list[Note]] = {}
        for note in read_notes(self.blocks):
            found.setdefault(note.number, []).append(note)
        return found

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        return [block for block in self.blocks if isinstance(block, Paragraph)]

    def find(self, draft: Draft, datum: Datum) -> Note | None:
        """Return the note that a cell refers to, None for a cell that says something itself."""
        text, line = datum.cell.text, datum.cell.place.line_end
        number = read_reference(text)
        if number is not None:
            own = self.numbered.get(number, [])
            below = bisect_right(own, line, key=lambda note: note.line)
            return own[below] if below < len(own) else None
        says = len(text) > _LONGEST_REFERRING or not refers(text) or bool(read_figures(text))
        return None if says or not draft.no else self._find_supplement(draft.no, line)

    def _find_supplement(self, number: str, line: int) -> Note | None:
        """Return the paragraph below that opens with the number of an entry: 補充（C3）：."""
        below = bisect_right(self.paragraphs, line, key=lambda block: block.starts[0][1])
        for block in self.paragraphs[below : below + _FARTHEST]:
            opening, mark, _ = block.text[:_LONGEST_OPENING].replace(":", "：").partition("：")
            if mark and number in re.split("[^0-9A-Za-z.-]+", halfwidth(opening)):
                return Note(block.starts[0][1], number, _cut(block, len(opening) + 1, len(block.text)))
        return None


def _follow(datum: Datum, note: Note, edition: int | None, make: MakeField) -> Datum:
    cell = make(datum.cell.key, datum.cell.label, note.cell)
    if datum.field != "rate":
        return replace(datum, cell=cell)
    mentions = read_mentions(cell.text, Setting(edition))
    rate = next((mention for mention in mentions if mention.role == "rate"), None)
    return replace(datum, cell=cut_mention(cell, rate, mentions)) if rate is not None else datum
