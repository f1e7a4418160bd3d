"""Years and dates a text mentions: what they mean, and where they stand so that no count is read there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.figures.digits import BLANK, CHINESE, halfwidth, read_chinese
from ingest.figures.units import match_unit

ROC_OFFSET = 1911
_FIRST, _LAST = 60, 200  # shorter spans of years are durations: 近10年
_WESTERN = range(1900, 2101)
# What stands without 年 is a year of our time; 1925 is the number of a telephone line.
_RECENT = range(1970, 2101)

_GAP = rf"{BLANK}{{0,2}}"
_LINK = rf"{_GAP}(?:至|到|-|~|–|—|、|及|與|和|或|/|迄){_GAP}"
_ITEM = rf"(?:[0-9]{{1,4}}|[{CHINESE}]{{1,6}})"
# The look-ahead at the head of these patterns only saves time: most characters begin nothing.
_YEARS = re.compile(
    rf"(?=[民西公\s(（0-9{CHINESE}])(?P<era>民國|西元|公元)?{_GAP}(?P<paren>[(（]{_GAP})?"
    rf"(?P<list>{_ITEM}(?:{_GAP}年度?)?(?:{_LINK}{_ITEM}(?:{_GAP}年度?)?){{0,7}})"
    rf"(?(paren){_GAP}[)）]){BLANK}{{0,3}}"
    r"(?P<kind>學年度|學年|會計年度|年度|年代|年|上半年|下半年)"
)
_ONE = re.compile(rf"([0-9]{{1,4}}|[{CHINESE}]{{1,6}})({_GAP}年)?")
_MONTH = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_DATES = re.compile(
    r"(?=[0-9一二三四五六七八九十])(?:"
    rf"(?P<month>(?<![0-9個]){_MONTH}(?:{_LINK}{_MONTH}){{0,11}}{BLANK}{{0,3}}月)"
    rf"|(?P<day>(?<![0-9,.]){_MONTH}(?:{_LINK}{_MONTH}){{0,7}}{BLANK}{{0,3}}日)"
    r"|(?P<slash>(?<![0-9])[0-9]{2,4}(?P<mark>[./-])[0-9]{1,2}(?P=mark)[0-9]{1,2}(?![0-9]))"
    r"|(?P<clock>(?<![0-9])[0-9]{1,2}(?::[0-9]{2}(?![0-9])"
    rf"|{BLANK}?時(?![數間])(?:{BLANK}?[0-9]{{1,2}}{BLANK}?分)?)))"
)
_DURATION_AFTER = re.compile(rf"{_GAP}(?:以?內|以上|以下|期限|工期|左右|課程|研習)")
_DURATION_BEFORE = re.compile(
    r"(?:計|達|逾|共|為期|滿|平均|需|至少|約|縮短|超過|不過|延長|每|連續|[低高]於|[少多]於|不足|[縮降增]為"
    r"|[縮降減增短少]至|[日天時]數為?|期限為?|時間為|期間為|時效為|可供|足供|僅供)\s{0,2}$"
)
# 維持於7日至10日之間 is a range of days, 8月7日至10日之間 a stretch of dates.
_BETWEEN = re.compile(rf"(?<!月){_MONTH}日?[至到~-]{_MONTH}{BLANK}{{0,3}}日之間")
# Where days were counted before in a sentence, what follows these counts days as well.
_COUNTED_ON = re.compile(r"[為達約僅]\s{0,2}$")
_LAST_DAY = 31
_DAYS = re.compile(rf"([0-9]{{1,2}}){BLANK}{{0,3}}日")
_MONTH_AFTER = re.compile(rf"{_GAP}[0-9]{{1,2}}{_GAP}月")


@dataclass(frozen=True, slots=True)
class Year:
    """A year a text mentions, as ROC year; `text` is text[start:end]. `academic` is true for 學年度."""

    year: int
    text: str
    start: int
    end: int
    academic: bool = False
    western: bool = False


def read_years(text: str, *, bare: bool = False) -> list[Year]:
    """Return the years a text mentions, in their order, ROC years whichever way they are written.

    With `bare` a number that could be a year and counts nothing is one without 年 or ROC beside it,
    as in a question: "109 targets". A stretch such as 106至109年 gives its two ends.

    >>> [(y.year, y.text) for y in read_years("108及109年，2020年")]
    [(108, '108'), (109, '109年'), (109, '2020年')]
    >>> read_years("近3年")
    []
    """
    return list(_read_once(text, bare))


# What the years of a text are is asked for its dates, its figures, its sentences and its checks.
@lru_cache(maxsize=512)
def _read_once(text: str, bare: bool) -> tuple[Year, ...]:
    plain = halfwidth(text)
    found: list[Year] = []
    for match in _YEARS.finditer(plain) if "年" in plain else ():
        if not _stands_alone(plain, match):
            continue
        found += _read_list(text, plain, match)
    taken = {y.start for y in found}
    found += [y for y in _read_bare(text, plain, bare) if y.start not in taken]
    return tuple(sorted(found, key=lambda y: y.start))


def blank_years(text: str) -> str:
    """Return a question's text with a space in the place of each year it names.

    >>> blank_years("109年度採購稽核")
    ' 採購稽核'
    """
    for year in reversed(read_years(text, bare=True)):
        text = f"{text[: year.start]} {text[year.end :]}"
    return text


def _stands_alone(plain: str, match: re.Match[str]) -> bool:
    start = match.start("list")
    before = plain[max(0, start - 1) : start]
    grouped = before == "," and plain[max(0, start - 2) : start - 1].isdecimal()
    return before not in ("第", ".") and not grouped and not (before.isascii() and before.isalnum())


def _read_list(text: str, plain: str, match: re.Match[str]) -> list[Year]:
    academic = match["kind"].startswith("學年")
    found: list[Year] = []
    items = list(_ONE.finditer(plain, match.start("list"), match.end("list")))
    era = match["era"] or ""
    for position, item in enumerate(items):
        last = position == len(items) - 1
        end = match.end() if last else item.end()
        start = match.start() if position == 0 and (era or match["paren"]) else item.start()
        followed = _MONTH_AFTER.match(plain, end, end + 8) is not None
        year = _to_roc(item[1], era, followed)
        if year is not None:
            western = year != _value(item[1])
            found.append(Year(year, text[start:end], start, end, academic, western))
    return found


def _value(digits: str) -> int | None:
    value = int(digits) if digits.isdigit() else read_chinese(digits)
    return int(value) if value is not None and value == int(value) else None


def _to_roc(digits: str, era: str, dated: bool) -> int | None:
    value = _value(digits)
    if value is None:
        return None
    if value in _WESTERN:
        return value - ROC_OFFSET
    if era == "民國" and 0 < value <= _LAST:
        return value
    if (_FIRST <= value <= _LAST) or (dated and 10 <= value <= _LAST):
        return value
    return None


_BARE_STRETCH = re.compile(
    rf"(?P<first>[0-9](?<!\S[0-9])[0-9]{{1,2}}){BLANK}?[-~–]{BLANK}?(?P<last>[0-9]{{2,3}})(?!\S)"
)
_NUMBER = (
    r"(?:(?P<roc>\b(?:ROC|FY)\s{0,2}))?(?<![0-9.第])(?<![0-9],)(?P<number>[0-9]{2,4})(?![0-9]|[.,][0-9])"
)
_BARE = re.compile(rf"(?=[0-9RF]){_NUMBER}", re.IGNORECASE)
# Outside of questions nothing shorter than 2020 is a year by itself.
_BARE_WESTERN = re.compile(rf"(?=[0-9]{{4}}|RO|FY){_NUMBER}", re.IGNORECASE)
# A number of this size alone may be a year in a question, unless it counts something.
_ALONE = range(90, 126)
_COUNTING = re.compile(
    r"\s{0,2}(?:[%萬億千百]|(?:cases?|people|persons?|times|items?|compan(?:y|ies)|percent|sessions?|points?)\b)"
)


def _read_bare(text: str, plain: str, bare: bool) -> list[Year]:
    found: list[Year] = []
    for match in _BARE_STRETCH.finditer(plain):
        ends = [_to_roc(match[name], "", False) for name in ("first", "last")]
        if ends[0] is not None and ends[1] is not None and ends[0] <= ends[1]:
            spans = [match.span(name) for name in ("first", "last")]
            found += [Year(int(match[n]), text[a:b], a, b) for n, (a, b) in zip((1, 2), spans, strict=True)]
    for match in (_BARE if bare else _BARE_WESTERN).finditer(plain):
        value = int(match["number"])
        start = match.start("number")
        letter = plain[start - 1 : start]
        if letter.isascii() and letter.isalpha() and not match["roc"]:
            continue
        word = plain[match.end() : match.end() + 2].strip()
        known = not word or word[:1] in "年，,。?？、)）至到-–~/及與和" or word[:1].isascii()
        alone = bare and not _counts(plain, match.end())
        if len(match["number"]) == 4 and value in _RECENT and (alone or (known and not bare)):
            year = value - ROC_OFFSET
        elif (match["roc"] and _FIRST <= value <= _LAST) or (alone and value in _ALONE):
            year = value
        else:
            continue
        start, end = match.span()
        found.append(Year(year, text[start:end], start, end, western=value > 999))
    return found


def _counts(plain: str, end: int) -> bool:
    """Say whether a number that ends there counts something."""
    rest = plain[end : end + 8].lstrip()
    return _COUNTING.match(plain, end) is not None or bool(match_unit(rest, 0))


def find_calendar(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a text that are years, dates and times of day, in their order.

    >>> text = "109年1月13日至12月31日辦理8場，10日內完成"
    >>> [text[a:b] for a, b in find_calendar(text)]
    ['109年', '1月', '13日', '12月', '31日']
    """
    plain = halfwidth(text)
    spans = [(y.start, y.end) for y in read_years(text)]
    between = [match.span() for match in _BETWEEN.finditer(plain)] if "之間" in plain else []
    counted = -1
    for match in _DATES.finditer(plain):
        if match["month"] and plain[match.end() : match.end() + 1] in ("餘", "薪"):
            continue
        if match["day"]:
            ranged = any(start <= match.start() and match.end() <= end for start, end in between)
            goes_on = counted >= 0 and "。" not in plain[counted : match.start()]
            told = goes_on and _COUNTED_ON.search(plain[max(0, match.start() - 3) : match.start()])
            if ranged or told or _is_duration(plain, match):
                counted = match.end()
                continue
        spans.append(match.span())
    return sorted(spans)


def _is_duration(plain: str, match: re.Match[str]) -> bool:
    days = _DAYS.fullmatch(match["day"])
    if _DURATION_AFTER.match(plain, match.end()) or (days and int(days[1]) > _LAST_DAY):
        return True
    before = plain[max(0, match.start() - 6) : match.start()]
    return _DURATION_BEFORE.search(before) is not None
