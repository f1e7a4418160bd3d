"""The headings of plan texts and the sections they open."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.markup import join_lines, strip_tags
from ingest.records import Document, Field, Record

_TOP = "壹貳參肆伍陸柒捌玖拾"
_LEVELS = (
    re.compile(
        rf"\s*(?:第?[{_TOP}]{{1,3}}[、．.章]|附(?:表|件|錄)\s*[一二三四五六七八九十\d]{{0,3}}\s*$|第[一二三四五六七八九十]{{1,3}}章|註\s*[:：]\s*$)"
    ),
    re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}節)"),
    re.compile(r"\s*[(（][一二三四五六七八九十]{1,3}[)）]"),
)
_LONGEST_HEADING = 45
_SENTENCE_ENDS = "。；;，,：:"
MAX_SECTION_LINES = 60


def heading_level(line: str) -> int | None:
    """Return how deep a heading stands, 0 for 壹、, 1 for 一、, 2 for （一）; None for other lines.

    A numbered line that is long or ends like a sentence is an item of a list, not a heading.

    >>> [heading_level(line) for line in ("參、具體策略", "（一）防制毒品", "一、本方案得修正。")]
    [0, 2, None]
    """
    text = strip_tags(line)
    if not text or "\t" in line.strip("\t") or len(text) > _LONGEST_HEADING:
        return None
    for level, pattern in enumerate(_LEVELS):
        if pattern.match(text):
            ends_like_text = text[-1] in _SENTENCE_ENDS and not text.startswith("註")
            return None if ends_like_text else level
    return None


def read_sections(document: Document, lines: Sequence[tuple[int, str]], first_no: int = 1) -> list[Record]:
    """Cut lines at their headings into section records; text before the first heading is one too.

    A section of more than MAX_SECTION_LINES lines is cut into several of the same title.
    """
    groups: list[tuple[tuple[str, ...], list[tuple[int, str]], list[tuple[int, str]]]] = []
    path: list[tuple[int, str]] = []
    skipped: set[int] = set()
    for position, (number, line) in enumerate(lines):
        text = strip_tags(line)
        if not text or number in skipped:
            continue
        whole = _join_wrapped(document, lines, position)
        level = heading_level("".join(strip_tags(part) for _, part in whole))
        if level is not None and number not in document.wrapped:
            title, _ = join_lines(((n, strip_tags(part)) for n, part in whole), document.wrapped)
            path = [(depth, above) for depth, above in path if depth < level] + [(level, title)]
            groups.append(
                (tuple(above for _, above in path), [(n, strip_tags(part)) for n, part in whole], [])
            )
            skipped.update(n for n, _ in whole)
            continue
        if not groups or len(groups[-1][2]) >= MAX_SECTION_LINES:
            groups.append((groups[-1][0] if groups else (), [], []))
        groups[-1][2].append((number, text))
    return [_make_section(document, no, *group) for no, group in enumerate(groups, start=first_no)]


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
) -> Record:
    fields: dict[str, Field] = {}
    if heading:
        place = document.place(heading[0][0], heading[-1][0])
        title, starts = join_lines(heading, document.wrapped)
        fields["heading"] = Field("heading", "", title, place, starts)
    if parts:
        text, starts = join_lines(parts, document.wrapped)
        place = document.place(parts[0][0], parts[-1][0])
        fields["text"] = Field("text", "", text, place, starts)
    lines = [line for f in fields.values() for line in (f.place.line_start, f.place.line_end)]
    return Record(
        kind="section",
        doc=document.id,
        no=no,
        title=path[-1] if path else document.title,
        edition=document.edition,
        place=document.place(min(lines), max(lines)),
        fields=fields,
        path=path[:-1],
    )
