"""Stretches of a source that can be read by themselves: whole sentences and rows, with their headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile, pairwise, takewhile

from index.passages import cut_sentences
from index.tokens import HAN, WORDS, cut_tokens, fold_text
from ingest.markup import TAG, bare, is_rule
from ingest.records import Document, Record

# As long as a short paragraph; three of them are read at a glance.
LENGTH = 330
_LEAST_CELLS = 3
_LONGEST_TORN = 12
_ENDS = "。；！？.;!?"
# So much of an excerpt's words a part of it holds that is told without the rest.
_TELLING = 0.8
_HAN = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in HAN)}]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never torn: the lines of a row, a line, or a sentence of a long one; `text` is without tags.

    `start` is where it begins in its first line.
    """

    line: int
    last: int
    start: int
    text: str

    @property
    def size(self) -> int:
        """The number of its characters, without tags and white space."""
        return len(bare(self.text))


def cut_pieces(document: Document, first: int, last: int) -> Iterator[Piece]:
    """Yield the rows and lines from first to last that hold words, long ones sentence by sentence."""
    for lines in _group_rows(document.lines, first, last):
        text = "\n".join(document.lines[number - 1] for number in lines)
        if len(lines) > 1 and len(bare(text)) <= LENGTH:
            yield Piece(lines[0], lines[-1], 0, TAG.sub("", text))
            continue
        for number in lines:
            yield from _cut_line(number, document.lines[number - 1])


def _group_rows(lines: Sequence[str], first: int, last: int) -> Iterator[list[int]]:
    """Yield the numbers of the lines of each row: a line, and the cells below it that begin with a tab.

    A row that goes on behind the last line is whole; one that began before the first is left out.
    """
    row: list[int] = []
    while first > 1 and first <= last and bare(lines[first - 2]) and _continues_row(lines, first):
        first += 1
    while last < len(lines) and bare(lines[last]) and _continues_row(lines, last + 1):
        last += 1
    for number in range(first, last + 1):
        line = lines[number - 1]
        empty = not bare(line) or is_rule(line)
        if row and (empty or not _continues_row(lines, number)):
            yield row
            row = []
        if not empty:
            row.append(number)
    if row:
        yield row


def _continues_row(lines: Sequence[str], number: int) -> bool:
    """Say whether a line is a cell of the row above, or the second half of one that a break tore in two."""
    if lines[number - 1].startswith("\t"):
        return True
    if number == 1 or not lines[number - 2].startswith("\t") or "\t" in lines[number - 1]:
        return False
    below = lines[number] if number < len(lines) else ""
    short = 0 < len(lines[number - 1].strip()) <= _LONGEST_TORN
    return short and (not below.strip() or below.startswith("\t"))


def _cut_line(number: int, line: str) -> Iterator[Piece]:
    if len(line) <= LENGTH:
        yield Piece(number, number, 0, TAG.sub("", line))
        return
    for start, end in cut_sentences(line):
        while end - start > LENGTH:
            stop = _find_pause(line, start)
            yield Piece(number, number, start, TAG.sub("", line[start:stop]))
            start = stop
        yield Piece(number, number, start, TAG.sub("", line[start:end]))


def _find_pause(line: str, start: int) -> int:
    """Return where a sentence longer than an excerpt is cut: behind a comma or cell, else at its length."""
    marks = (line.rfind(mark, start + LENGTH // 2, start + LENGTH) for mark in "，、\t,; ")
    return next((at + 1 for at in marks if at > 0), start + LENGTH)


def cut_runs(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Yield the longest runs of pieces that are no longer than an excerpt, as (first, end) positions.

    >>> [*cut_runs([Piece(n, n, 0, "字" * 200) for n in (1, 2)] + [Piece(3, 3, 0, "字")])]
    [(0, 1), (1, 3)]
    """
    sizes = [piece.size for piece in pieces]
    end = size = 0
    for start in range(len(pieces)):
        before = end
        while end < len(pieces) and (end == start or size + sizes[end] <= LENGTH):
            size += sizes[end]
            end += 1
        if end > before:
            yield start, end
        size -= sizes[start]


def join_pieces(pieces: Sequence[Piece]) -> str:
    r"""Return the words of a run of pieces as they stand in the source, a line for each line of it.

    >>> join_pieces([Piece(1, 1, 0, "甲。\t"), Piece(1, 1, 3, "乙。"), Piece(4, 4, 0, "丙")])
    '甲。\t乙。\n丙'
    """
    text = pieces[0].text
    for before, piece in pairwise(pieces):
        text += piece.text if piece.line == before.last else f"\n{piece.text}"
    return text.strip()


def pick_telling(pieces: Sequence[Piece], weights: Mapping[str, float]) -> str:
    r"""Return what tells most of an excerpt on one line: a sentence, a row with its heading row, or all.

    Of a card, whose values stand beside labels of their own, no line tells anything without the others.

    >>> rows = "項目\t109年\t110年", "甲\t1\t2", "乙\t3\t4"
    >>> pick_telling([Piece(no, no, 0, row) for no, row in enumerate(rows)], {"乙": 1.0})
    '項目 109年 110年 乙 3 4'
    """
    whole = _weigh(pieces, weights)
    told = max(_list_telling(pieces), key=lambda part: _weigh(part, weights), default=pieces)
    if _weigh(told, weights) < _TELLING * whole:
        told = pieces
    text = " ".join(" ".join(piece.text for piece in told).split())
    return text if len(text) <= LENGTH else f"{text[:LENGTH]}…"


def _list_telling(pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """Yield the parts of an excerpt that may tell something by themselves: sentences and rows."""
    head: Piece | None = None
    for piece in pieces:
        row = "\n" not in piece.text and _count_cells(piece.text) >= _LEAST_CELLS
        if row and head:
            yield [head, piece]
        elif row or piece.text.strip()[-1:] in _ENDS or piece.text.startswith("\t"):
            yield [piece]
        head = (head or piece) if row else None


def _weigh(pieces: Sequence[Piece], weights: Mapping[str, float]) -> float:
    tokens = {token for piece in pieces for token in cut_tokens(piece.text)}
    return sum(weights.get(token, 0.0) for token in tokens)


def find_headings(document: Document, record: Record, pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Return the headings an excerpt stands under and does not show itself: sections, title, heading row."""
    shown = bare(join_pieces(pieces))
    above = [*record.path, record.title, *_find_heading_row(document.lines, pieces[0].line)]
    kept = (" ".join(heading.split()) for heading in dict.fromkeys(above))
    return tuple(heading for heading in kept if heading and bare(heading) not in shown)


def _find_heading_row(lines: Sequence[str], line: int) -> list[str]:
    """Return the first row of the table that a line belongs to, where it stands further up.

    A row is a line of several cells, or, where each cell has a line of its own, the lines up to an empty one.
    """
    if _count_cells(lines[line - 1]) >= _LEAST_CELLS:
        first = line
        while first > 1 and _count_cells(lines[first - 2]) >= _LEAST_CELLS:
            first -= 1
        return [lines[first - 1]] if first < line else []
    if not lines[line - 1].startswith("\t"):
        return []
    first = line
    while first > 1 and (not lines[first - 2].strip() or _continues_row(lines, first - 1)):
        first -= 1
    cells = takewhile(str.strip, dropwhile(lambda cell: not cell.strip(), lines[first - 1 : line]))
    row = " ".join(cell.strip() for cell in cells)
    # The line itself stands in the first row where no empty line parts them.
    return [] if row.endswith(lines[line - 1].strip()) else [row]


def _count_cells(line: str) -> int:
    return line.count("\t") + 1


def find_marks(text: str, tokens: Collection[str]) -> tuple[tuple[int, int], ...]:
    """Return where the tokens of a question stand in a text, joined where they meet.

    >>> find_marks("AEO認證家數1,206家", {"aeo", "認證", "證家", "1206"})
    ((0, 6), (7, 12))
    """
    spans = [
        (at, at + 2)
        for run in _HAN.finditer(text)
        for at in range(run.start(), run.end() - 1)
        if fold_pair(text[at : at + 2]) in tokens
    ]
    spans += [found.span() for found in WORDS.finditer(text.lower()) if found[0].replace(",", "") in tokens]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


# The same pairs stand in passage after passage.
fold_pair = lru_cache(8192)(fold_text)


def mark_words(
    text: str,
    marks: Sequence[tuple[int, int]],
    before: str,
    behind: str,
    write: Callable[[str], str] = str,
) -> str:
    """Return a text with something before and behind each of its marked words; `write` writes the words.

    >>> mark_words("甲乙丙", [(1, 2)], "[", "]")
    '甲[乙]丙'
    """
    parts, last = [], 0
    for start, end in marks:
        parts += [write(text[last:start]), before, write(text[start:end]), behind]
        last = end
    return "".join([*parts, write(text[last:])])
