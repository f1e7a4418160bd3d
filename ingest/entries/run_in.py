"""Names that open paragraphs under one heading, each a thing's own: 【造林】…, （二）訓練：…, or in bold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Paragraph, cut_starts
from ingest.figures.numerals import read_figures
from ingest.tables.headings import read_heading

_NUMBER = r"(?:[(（]?[0-9０-９一二三四五六七八九十]{1,3}[)）.．、])"
_NAME = r"[^，,。；;：:！？!?【】〔〕\n]{2,24}"
# In one text names are written in one manner: in heavy brackets, or before a colon, numbered or not.
_MANNERS = (
    re.compile(rf"\s*[•●◆■◎○▪]?\s*(?P<name>[【〔]{_NAME}[】〕])[\s：:]*(?=\S)"),
    re.compile(rf"\s*(?P<name>{_NUMBER}\s*{_NAME})[：:]\s*(?=\S)"),
    re.compile(rf"\s*[•●◆■◎○▪]?\s*(?P<name>{_NAME})[：:]\s*(?=\S)"),
)
# In bold a name ends as a sentence may.
_LEADING = re.compile(rf"\s*(?P<name>{_NAME})[。：:\s]*")
_LEAST, _LEAST_LEADING = 3, 2
_MARKS = "【】〔〕"


def find_run_ins(paragraphs: Sequence[Paragraph]) -> list[tuple[int, Paragraph, Paragraph]]:
    """Return the names that open paragraphs of one heading: (place, name, rest), none where they are labels.

    >>> texts = ("【造林】目標300公頃。", "【農場】目標5萬人次。", "【光電】目標20座。")
    >>> [(name.text, rest.text) for _, name, rest in find_run_ins([Paragraph(t, ((0, 1),)) for t in texts])]
    [('造林', '目標300公頃。'), ('農場', '目標5萬人次。'), ('光電', '目標20座。')]
    """
    manners = [(_LEADING.fullmatch, _LEAST_LEADING, True), *((m.match, _LEAST, False) for m in _MANNERS)]
    for read, least, led in manners:
        found = [
            (place, match)
            for place, one in enumerate(paragraphs)
            if (match := read(one.text[: one.lead] if led else one.text)) and _names(match["name"])
        ]
        names = {match["name"] for _, match in found}
        figured = sum(bool(read_figures(paragraphs[i].text[match.end() :])) for i, match in found)
        if len(names) >= least and len(names) == len(found) and figured * 2 > len(found):
            return [(place, *_part(paragraphs[place], match)) for place, match in found]
    return []


def _names(words: str) -> bool:
    """Say whether words name a thing: no field of an entry, and no figure."""
    return not read_heading(words.strip(_MARKS)).field and not read_figures(words)


def _part(paragraph: Paragraph, match: re.Match[str]) -> tuple[Paragraph, Paragraph]:
    """Return the name a paragraph opens with and the rest of it."""
    begin, end = match.span("name")
    shift = match["name"][0] in _MARKS
    name = paragraph.text[begin + shift : end - shift]
    parts = ((name, begin + shift, end), (paragraph.text[match.end() :], match.end(), len(paragraph.text)))
    made = [replace(paragraph, text=text, starts=cut_starts(paragraph.starts, a, b)) for text, a, b in parts]
    return made[0], made[1]
