"""The numbered items and the agencies' sections inside one cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest.digits import CHINESE, halfwidth, read_chinese

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_MARKER = re.compile(
    r"(?:(?<=[\s。；;：:，,）)])|^)(?P<marker>"
    r"(?P<a>[0-9]{1,2})\s?[.、](?![0-9])"
    r"|[(（](?P<b>[0-9]{1,2})[)）]"
    rf"|(?P<c>[一二三四五六七八九十]{{1,3}})、"
    rf"|[(（](?P<d>[一二三四五六七八九十]{{1,3}})[)）]"
    rf"|(?P<e>[{_STEMS}])、"
    rf"|[(（](?P<f>[{_STEMS}])[)）]"
    r"|(?P<g>[①②③④⑤⑥⑦⑧⑨⑩])"
    r")\s{0,3}"
)  # fmt: skip
_HEADING = re.compile(
    r"(?:(?<=[\s。；;：:.、)）])|^)(?P<name>[一-龥]{2,24}(?:[(（][一-龥、]{1,40}[)）])?)"
    r"(?P<count>\s{0,2}[(（][^()（）：:]{1,12}[)）])?\s{0,2}[：:]\s{0,3}"
)


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a cell under one number, one agency, or neither; `start` is after its marker."""

    start: int
    end: int
    path: tuple[str, ...] = ()
    agency: str | None = None


def split_sections(text: str, find: Callable[[str], str | None]) -> list[Section]:
    """Cut a cell at its numbering and at the headings that name an agency, in their order.

    `find` says which agency a heading names, None for a heading that names none. A section ends
    where the next marker begins, so a section with sub-items holds only its own opening words.

    >>> parts = split_sections("法務部： 1. 查核5件。 2. 宣導。 財政部：報告。", {"法務部": "法務部", "財政部": "財政部"}.get)
    >>> [(s.agency, s.path) for s in parts]
    [('法務部', ()), ('法務部', ('1',)), ('法務部', ('2',)), ('財政部', ())]
    """
    plain = halfwidth(text)
    stack: list[tuple[str, int, str]] = []
    sections: list[Section] = []
    start, path, agency = 0, (), None
    agencies: dict[tuple[str, ...], str | None] = {(): None}
    for position, end, kind, number, label in _find_breaks(plain, find):
        if kind == "agency":
            opening = plain[start:position].strip()
            if opening or not path:
                stack, path = [], ()
            if start < position:
                sections.append(Section(start, position, path if not opening else sections_path(sections), agency))
            agencies = {k: v for k, v in agencies.items() if len(k) < len(path)} | {path: label}
            start, agency = position if plain[position:end].strip().endswith((")：", "）：", "):", "）:")) else end, label
            continue
        moved = _descend(stack, kind, number, label)
        if moved is None:
            continue
        sections.append(Section(start, position, path, agency))
        stack = moved
        path = tuple(mark for _, _, mark in stack)
        start = end
        agency = next((agencies[path[:n]] for n in range(len(path), -1, -1) if path[:n] in agencies), None)
        agencies = {k: v for k, v in agencies.items() if len(k) < len(path)}
    sections.append(Section(start, len(text), path, agency))
    return [s for s in sections if plain[s.start : s.end].strip()]


def sections_path(sections: list[Section]) -> tuple[str, ...]:
    return sections[-1].path if sections else ()
