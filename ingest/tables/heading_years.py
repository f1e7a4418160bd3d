"""The years a heading names: alone, before a word, or as a stretch of several."""

from __future__ import annotations

import re
import unicodedata

from ingest.figures.units import match_unit

_YEAR = re.compile(
    r"(?<![0-9])(?:民國|西元)?(?P<from>[0-9]{2,4})(?:(?:年度?)?[-~至到–—](?P<to>[0-9]{2,4}))?(?P<kind>學年度?|會計年度|年度|年)"
    r"(?![以內間齡期])"
)
# 112預期水準: a heading may begin with a year alone, where a word and no unit follows.
_BARE_YEAR = re.compile(r"1[0-2][0-9](?=[一-龥])(?!年|學年|會計年)")
_SPACE = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")
# The mark of a note, or of what a year's figures are, behind it: 113(p), 112*.
_MARKED = re.compile(r"(?<=[0-9])(?:[(\[](?:[a-z]{1,2}|註?[0-9]?|[*※])[)\]]|[*※]{1,2}|[pr])$")
_ROC_OFFSET = 1911
# Years of the Republic, and western ones, that a number alone may be.
WHOLE_YEARS = range(80, 150)
_WHOLE_WESTERN = range(1990, 2061)


def read_heading_years(text: str, *, whole: bool = False) -> tuple[int, ...]:
    """Return the years a heading names as ROC years, a stretch of years as all of its years.

    With `whole` a heading that is nothing but a number may be a year.

    >>> read_heading_years("110至113年度目標值"), read_heading_years("65歲以上"), read_heading_years("2024年")
    ((110, 111, 112, 113), (), (113,))
    >>> read_heading_years("表3 112 年度經費")
    (112,)
    """
    # Two numbers beside each other stay two: 表3 112年度.
    folded = _SPACE.sub("", unicodedata.normalize("NFKC", text))
    if whole and (bare_number := _MARKED.sub("", folded)).isdecimal():
        number = int(bare_number)
        if number in WHOLE_YEARS:
            return (number,)
        return (number - _ROC_OFFSET,) if number in _WHOLE_WESTERN else ()
    years: list[int] = []
    bare = _BARE_YEAR.match(folded)
    if bare and not match_unit(folded, bare.end()):
        years.append(int(bare[0]))
    for match in _YEAR.finditer(folded):
        first = _to_roc(match["from"])
        last = _to_roc(match["to"]) if match["to"] else first
        if first is None or last is None or not first <= last <= first + 20:
            continue
        years += range(first, last + 1)
    return tuple(dict.fromkeys(years))


def drop_years(text: str) -> str:
    """Return a folded heading without the years it names.

    >>> drop_years("110至113年度目標值")
    '目標值'
    """
    return _BARE_YEAR.sub("", _YEAR.sub("", text), count=1)


def _to_roc(digits: str) -> int | None:
    number = int(digits)
    if number > _ROC_OFFSET:
        number -= _ROC_OFFSET
    return number if 50 <= number <= 199 else None
