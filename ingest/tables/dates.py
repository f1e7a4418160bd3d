"""Cells and headings that are nothing but a year or a part of one: 112, 112年度, 第1季, 上半年."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.tables.heading_years import read_heading_years
from ingest.tables.headings import read_heading
from ingest.tables.words import load_words

_PART = re.compile(
    r"第?[一二三四1-4]季(?:度)?|Q[1-4]|[上下]半年(?:度)?|前[一二三1-3]季"
    r"|(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|底)?"
    r"|(?:1[0-2]|[1-9])月?[至到~-](?:1[0-2]|[1-9])月(?:份|底)?"
)
_LONGEST = 16
# How far into a year a period told from its beginning reaches.
_QUARTERS = re.compile(r"(?P<kind>第|前|Q)?(?P<count>[一二三四1-4])季?(?:度)?$")
_MONTHS = re.compile(
    r"(?:(?P<from>[0-9]{1,2})月?(?:1日)?[至到~-])?(?P<to>[0-9]{1,2})月(?:份|底|[0-9]{1,2}日)?(?:止)?$"
)
_UNTIL = re.compile(r"^(?:截至|統計至|至|到)?(?:民國)?(?:[0-9]{2,4}年度?)?")
_FIRST_HALF = "上半年"
_DECEMBER = 12


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


def ends_early(period: str | None) -> bool:
    """Say whether a period goes from the beginning of a year to before its end.

    >>> [ends_early(text) for text in ("1月至6月", "上半年", "前三季", "第1季", "截至112年9月底")]
    [True, True, True, True, True]
    >>> [ends_early(text) for text in ("1月至12月", "第4季", "3月至6月", "截至112年底", "110學年度")]
    [False, False, False, False, False]
    """
    folded = "".join(unicodedata.normalize("NFKC", period or "").split())
    bare = _UNTIL.sub("", folded)
    if bare.startswith(_FIRST_HALF):
        return True
    if (quarters := _QUARTERS.fullmatch(bare)) and quarters["kind"]:
        return quarters["count"] in "一1" or (quarters["kind"] == "前" and quarters["count"] not in "四4")
    months = _MONTHS.fullmatch(bare)
    if months is None:
        return False
    begins = int(months["from"]) == 1 if months["from"] else bare != folded or "至" in folded[:3]
    return begins and 0 < int(months["to"]) < _DECEMBER
