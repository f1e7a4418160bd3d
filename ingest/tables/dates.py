"""Cells and headings that are nothing but a year or a part of one: 112, 112年度, 第1季, 上半年."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.tables.headings import read_heading, read_heading_years
from ingest.tables.words import load_words

_PART = re.compile(
    r"第?[一二三四1-4]季(?:度)?|Q[1-4]|[上下]半年(?:度)?|前[一二三1-3]季"
    r"|(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|底)?"
    r"|(?:1[0-2]|[1-9])月?[至到~-](?:1[0-2]|[1-9])月(?:份|底)?"
)
_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Dated:
    """The year and the part of it that a text is; `whole` where it says that it is all of a year."""

    year: int | None = None
    period: str | None = None
    whole: bool = False


def read_dated(text: str) -> Dated | None:
    """Return the year, or part of one, that a text is and nothing else.

    >>> read_dated("112年度"), read_dated("第1季"), read_dated("112年上半年").period, read_dated("全年").whole
    (Dated(year=112, period=None, whole=False), Dated(year=None, period='第1季', whole=False), '上半年', True)
    >>> read_dated("第1季稽查"), read_dated("65"), read_dated("110至112年")
    (None, None, None)
    """
    folded = "".join(unicodedata.normalize("NFKC", text).split()).strip("()")
    if not folded or len(folded) > _LONGEST:
        return None
    if folded in load_words().whole_years:
        return Dated(whole=True)
    if _PART.fullmatch(folded):
        return Dated(period=folded)
    years = read_heading_years(folded, whole=True)
    if len(years) != 1:
        return None
    if folded.isdecimal() or not (core := read_heading(folded).core):
        return Dated(years[0])
    return Dated(years[0], core) if _PART.fullmatch(core) else None


def heads_dates(text: str) -> bool:
    """Say whether a heading is that of a column of years or parts of them.

    >>> heads_dates("年度"), heads_dates("季別"), heads_dates("計畫期程")
    (True, True, False)
    """
    return "".join(text.split()) in load_words().dates
