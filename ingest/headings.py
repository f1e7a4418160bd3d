"""The headings of plan texts and the sections they open."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from ingest.entries.clauses import find_width
from ingest.figures.digits import read_chinese
from ingest.markup import BORDER, join_lines, strip_tags
from ingest.records import Document, Field, Record

_TOP = "壹貳參肆伍陸柒捌玖拾"
_LEVELS = (
    re.compile(
        rf"\s*(?:第?[{_TOP}]{{1,3}}[、．.章]|附(?:表|件|錄)\s*[一二三四五六七八九十\d]{{0,3}}\s*$|第[一二三四五六七八九十]{{1,3}}章|註\s*[:：]\s*$)"
    ),
    re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}節)"),
    re.compile(r"\s*[(（][一二三四五六七八九十]{1,3}[)）]"),
)
# Parts that open above all of these, and notes, under which nothing stands.
_PARTS = (
    re.compile(rf"\s*(?:第[{_TOP}一二三四五六七八九十]{{1,3}}[章篇]|附(?:表|件|錄))"),
    re.compile(r"\s*第[一二三四五六七八九十]{1,3}節"),
)
_NOTE = re.compile(r"\s*註\s*[:：]")
_NUMBERED = re.compile(r"\s*([(（]?)(?P<no>[一二三四五六七八九十]{1,3})[)）、]")
_LONGEST_HEADING = 45
# A colon ends the heading of a list, or an item that a list of its own follows.
_LONGEST_BEFORE_LIST = 20
_COLONS = "：:"
_SENTENCE_ENDS = "。；;，,"
_LEADERS = re.compile(r"[.…．‧·]{3}")
# So many headings of one kind with nothing under them are a list.
_LEAST_ITEMS = 2
MAX_SECTION_LINES = 60
# Fewer lines do not show whether a width has broken them.
_LEAST_LINES = 3
_GOING_ON = ("，", ",", "、")


def heading_level(line: str) -> int | None:
    """Return how deep a heading stands, 0 for 壹、, 1 for 一、, 2 for （一）; None for other lines.

    A numbered line that is long, ends like a sentence or leads to a page number is no heading.

    >>> [heading_level(line) for line in ("參、具體策略", "（一）防制毒品", "一、本方案得修正。")]
    [0, 2, None]
    """
    text = strip_tags(line)
    if not text or "\t" in line.strip("\t") or len(text) > _LONGEST_HEADING or _LEADERS.search(text):
        return None
    for level, pattern in enumerate(_LEVELS):
        if pattern.match(text):
            if _NOTE.match(text):
                return level
            long = text[-1] in _COLONS and len(text) > _LONGEST_BEFORE_LIST
            return None if long or text[-1] in _SENTENCE_ENDS else level
    return None


def read_sections(document: Document, lines: Sequence[tuple[int, str]], first_no: int = 1) -> list[Record]:
    """Cut lines at their headings into section records; text before the first heading is one too.

    A section of more than MAX_SECTION_LINES lines is cut into several of the same title.
    """
    groups: list[tuple[tuple[str, ...], list[tuple[int, str]], list[tuple[int, str]]]] = []
    path: list[tuple[int, str]] = []
    for depth, parts in _drop_items(_find_headings(document, lines)):
        if depth is not None:
            title, _ = join_lines(parts, document.wrapped)
            path = [(above, name) for above, name in path if above < depth] + [(depth, title)]
            groups.append((tuple(name for _, name in path), parts, []))
            continue
        if path and groups and _follows(parts[0], path[-1], document):
            # An item too long for a heading ends the section of the heading it is counted with.
            path = path[:-1]
            groups.append((tuple(name for _, name in path), [], []))
        for part in parts:
            if not groups or len(groups[-1][2]) >= MAX_SECTION_LINES:
                groups.append((groups[-1][0] if groups else (), [], []))
            groups[-1][2].append(part)
    lengths = [len(text) for _, text in lines if BORDER not in text]
    broken = bool(document.wrapped) or len(lengths) < _LEAST_LINES or find_width(lengths) > 0
    return [_make_section(document, no, *group, broken) for no, group in enumerate(groups, start=first_no)]


def _follows(line: tuple[int, str], heading: tuple[int, str], document: Document) -> bool:
    """Say whether a line begins an item of the number after a heading's own."""
    item, above = _NUMBERED.match(line[1]), _NUMBERED.match(heading[1])
    if item is None or above is None or line[0] in document.wrapped:
        return False
    same = (item[1] == "") == (above[1] == "")
    numbers = read_chinese(item["no"]), read_chinese(above["no"])
    return same and None not in numbers and numbers[0] == (numbers[1] or 0) + 1


_Piece = tuple[int | None, list[tuple[int, str]]]


def _find_headings(document: Document, lines: Sequence[tuple[int, str]]) -> list[_Piece]:
    """Return the lines without tags, those of a heading together with its depth, others alone with None."""
    pieces: list[_Piece] = []
    skipped: set[int] = set()
    for position, (number, line) in enumerate(lines):
        text = strip_tags(line)
        if not text or number in skipped:
            continue
        whole = [(n, strip_tags(part)) for n, part in _join_wrapped(document, lines, position)]
        joined = "".join(part for _, part in whole)
        level = heading_level(joined) if number not in document.wrapped else None
        if level is None:
            pieces.append((None, [(number, _keep_borders(line, text))]))
        else:
            pieces.append((_find_depth(joined, level), whole))
            skipped.update(n for n, _ in whole)
    return pieces


def _keep_borders(line: str, text: str) -> str:
    """Return the text of a line with the borders of the row or cell it is."""
    before = BORDER if BORDER in line else ""
    return before + text + (BORDER if BORDER in line.lstrip(BORDER) else "")


def _find_depth(text: str, level: int) -> int:
    """Return how deep a heading stands among all: chapters above 壹、, and notes below everything."""
    for depth, pattern in enumerate(_PARTS):
        if pattern.match(text):
            return depth
    return len(_PARTS) + (len(_LEVELS) if _NOTE.match(text) else level)


def _drop_items(pieces: list[_Piece]) -> list[_Piece]:
    """Return the pieces with the items of lists as text: headings of one kind with nothing between them."""
    kept: list[_Piece] = []
    for depth, group in itertools.groupby(pieces, key=lambda piece: piece[0]):
        run = list(group)
        listed = depth is not None and depth > len(_PARTS) and len(run) > _LEAST_ITEMS
        kept += [(None, parts) for _, parts in run] if listed else run
    return kept


def _join_wrapped(
    document: Document, lines: Sequence[tuple[int, str]], position: int
) -> list[tuple[int, str]]:
    """Return a line with those after it that only the width of a column parted from it.

    A wrapped line of a PDF can look like a heading; the paragraph it begins does not.
    """
    end = position + 1
    while end < len(lines) and lines[end][0] in document.wrapped and end - position < MAX_SECTION_LINES:
        end += 1
    return list(lines[position:end])


def _make_section(
    document: Document,
    no: int,
    path: tuple[str, ...],
    heading: list[tuple[int, str]],
    parts: list[tuple[int, str]],
    broken: bool,
) -> Record:
    fields: dict[str, Field] = {}
    if heading:
        place = document.place(heading[0][0], heading[-1][0])
        title, starts = join_lines(heading, document.wrapped)
        fields["heading"] = Field("heading", "", title, place, starts)
    if parts:
        text, starts = join_lines(parts, document.wrapped, _find_openings(document, parts, broken))
        place = document.place(parts[0][0], parts[-1][0])
        fields["text"] = Field("text", "", text, place, starts)
    lines = [line for f in fields.values() for line in (f.place.line_start, f.place.line_end)]
    return Record(
        kind="section",
        doc=document.id,
        no=no,
        title=_name(path[-1]) if path else document.title,
        edition=document.edition,
        place=document.place(min(lines), max(lines)),
        fields=fields,
        path=tuple(map(_name, path[:-1])),
    )


def _find_openings(document: Document, parts: Sequence[tuple[int, str]], broken: bool) -> set[int]:
    """Return the lines that an empty line or a table parts from the text before them.

    Where no width has broken the lines each opens a paragraph, but behind a comma.
    """
    return {
        line
        for (before, text), (line, _) in itertools.pairwise(parts)
        if (line > before + 1 or not (broken or text.rstrip().endswith(_GOING_ON)))
        and line not in document.wrapped
    }


def _name(heading: str) -> str:
    """Return a heading as a title: without the colon of the list it opens."""
    return heading if _NOTE.match(heading) else heading.rstrip(_COLONS)
