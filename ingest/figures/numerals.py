"""Numbers in running text: digits and Chinese numerals with their units, and what only looks like one."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache

from ingest.figures.digits import BLANK, CHINESE, halfwidth
from ingest.figures.named import is_base, is_label, is_numbering
from ingest.figures.numbers import EXACT, Number, NumberReader, last_scale, skip_gap
from ingest.figures.units import Bound, compatible_units, load_units, match_unit
from ingest.figures.years import find_calendar
from ingest.records import Figure

# A run of digits too long to be a number is passed over whole, not digit by digit.
_RUN = re.compile(r"[0-9]+|.", re.S)
_START = re.compile(rf"[0-9{CHINESE}]")
_GAP = rf"{BLANK}{{0,2}}"
_MORE = re.compile(rf"{_GAP}[餘多](?={_GAP}(?:[一-龥]|$))")
_LINK = re.compile(rf"{_GAP}(?:至|到|~|-|–|—){_GAP}")
_NUMBER = rf"(?:[0-9]{{1,6}}|[{CHINESE}]{{1,6}})"
_ORDINAL = re.compile(
    # The look-ahead only saves time: most characters begin nothing.
    r"(?=[第條(0-9])(?:"
    rf"第{_GAP}{_NUMBER}(?:{_GAP}(?:、|及|與|和|或|至|到|~|-|,){_GAP}(?:第{_GAP})?{_NUMBER}){{0,20}}"
    rf"|條{_GAP}(?:之{_GAP}{_NUMBER})"
    rf"|(?<![0-9])(?:\(0[0-9]{{1,2}}\){BLANK}?[0-9]{{3,4}}-?[0-9]{{3,4}}|09[0-9]{{8}}"
    r"|[0-9]+(?:-[0-9]+){2,})(?![0-9])"
    r"|(?<![0-9.,])0[0-9]{1,3}-[0-9]{5,8})"
)
_RANK = re.compile(rf"{_GAP}(?:名|位(?![元於置階址移]))")

# A cell that is a number and nothing else; four digits alone may be a year.
_PLAIN = re.compile(
    r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}|[1-9][0-9]{0,2}|[1-9][0-9]{4,8})(?:\.[0-9]{1,4})?"
)
_ROUGHLY = ("左右", "上下", "餘", "多")


def read_figures(text: str) -> list[Figure]:
    """Return the figures a text states, in their order, each in its base unit with its own words.

    Dates, years, article and item numbers, numbering of lists, sessions, telephone numbers, numbers
    that are names (G20, 12職等) and what a rate is of (每十萬人口) are no figures; a rank (第28名) is one.
    A number without a unit has an empty unit. A fraction (三分之二) and tenths (八成五) are given in percent.
    Takes time linear in the text; no text makes it fail.

    >>> [(str(f.value), f.unit, f.text) for f in read_figures("第 3 次會議查扣 1 億 4 千萬元，達 82.6%")]
    [('140000000', '元', '1 億 4 千萬元'), ('82.6', '%', '82.6%')]
    >>> [(str(f.value), f.bound) for f in read_figures("至少三十場、8%以下，108學年度")]
    [('30', '>='), ('8', '<=')]
    >>> [f.text for f in read_figures("每十萬人口16.5人，每100件抽驗3件")]
    ['16.5人', '3件']
    >>> [f.text for f in read_figures("1-4 擴大受理環境")], [f.text for f in read_figures("1-4件")]
    ([], ['1-4件'])
    """
    return list(_read_once(text))


def is_number(text: str) -> bool:
    """Say whether a text is a number written in full and nothing else: most cells of a long table are.

    >>> is_number("12,345.6"), is_number("2024"), is_number("12件")
    (True, False, False)
    """
    return _PLAIN.fullmatch(text) is not None


# A field is read for its targets, by each check, and again for every question.
@lru_cache(maxsize=512)
def _read_once(text: str) -> tuple[Figure, ...]:
    if is_number(text):
        # There is no need to look for what cannot stand in it.
        return (Figure(Decimal(text.replace(",", "")), "", text, 0, len(text)),)
    return tuple(_Scanner(text).read())


class _Scanner:
    """Goes through one text from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = halfwidth(text)
        counts = _START.search(self.plain) is not None
        self.spans = _merge([*find_calendar(text), *self._find_ordinals()]) if counts else []
        self.starts = [start for start, _ in self.spans]
        self.numbers = NumberReader(self.plain, self._covered)

    def _find_ordinals(self) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        for match in _ORDINAL.finditer(self.plain):
            if match[0].startswith("第") and _RANK.match(self.plain, match.end()):
                continue
            spans.append(match.span())
        return spans

    def read(self) -> list[Figure]:
        """Return the figures."""
        figures: list[Figure] = []
        position = 0
        while match := _START.search(self.plain, position):
            start = match.start()
            covered = self._covered(start)
            if covered:
                position = covered
                continue
            number = self.numbers.read(start)
            if number is None:
                run = _RUN.match(self.plain, start)
                position = run.end() if run else start + 1
                continue
            figure, position = self._make_figure(start, number)
            if figure:
                figures.append(figure)
        return figures

    def _covered(self, position: int) -> int:
        """Return the end of the date or ordinal that covers a position, 0 where none does."""
        index = bisect_right(self.starts, position) - 1
        return self.spans[index][1] if index >= 0 and self.spans[index][1] > position else 0

    def _make_figure(self, start: int, number: Number) -> tuple[Figure | None, int]:
        """Return the figure and where to go on reading; no figure where the number is a name."""
        unit, end, rough = self._read_unit(number)
        if self._is_name(start, number, unit):
            return None, max(number.end, start + 1)
        start, value = self._read_sign(start, number.value)
        unit = self._read_currency(start, number, unit)
        bound, about = self._read_bound(start, end, unit)
        figure = Figure(
            value=value,
            unit=unit,
            text=self.text[start:end],
            start=start,
            end=end,
            bound=bound,
            approximate=number.rough or rough or about,
        )
        return self._extend_range(figure, number)

    def _read_unit(self, number: Number) -> tuple[str, int, bool]:
        """Return the unit after a number, where it ends, and whether 餘 or 多 stands between."""
        if number.unit:
            return number.unit, number.end, False
        large = number.scaled or number.chinese or number.value >= 10
        more = _MORE.match(self.plain, number.end) if large else None
        start = more.end() if more else number.end
        place = skip_gap(self.plain, start)
        unit = match_unit(self.plain, place)
        if not unit:
            return ("", more.end(), True) if more and number.scaled else ("", number.end, False)
        if number.chinese and place > start + 1:
            return "", number.end, False
        return unit, place + len(unit), more is not None

    def _is_name(self, start: int, number: Number, unit: str) -> bool:
        if number.value < 0 or is_base(self.plain, start, number):
            return True
        if number.unit:
            return self.plain[max(0, start - 1) : start] == "第"
        if number.chinese:
            return self._is_word(start, number, unit)
        return is_label(self.plain, start, number, unit) or is_numbering(self.plain, start, number, unit)

    def _is_word(self, start: int, number: Number, unit: str) -> bool:
        """Say whether a Chinese numeral is part of a word: 同一案件, 一致, 之一."""
        if not unit:
            return not self._opens_range(number)
        before = self.plain[max(0, start - 1) : start]
        # 之一百七十九案 and 平均三十天 are numbers all the same.
        single = number.end - start == 1
        if single and before and before in "同統唯單任另逐之其某萬劃均專如臺台":
            return True
        # 每一件 means each and 前一年 the year before; 每三件 is a count.
        if number.value == 0 or (before and before in "每前後上下" and number.value == 1):
            return True
        return unit in load_units().not_chinese and single

    def _opens_range(self, number: Number) -> bool:
        """Say whether a Chinese numeral begins a range whose unit follows its end: 三至五場."""
        link = _LINK.match(self.plain, number.end)
        other = self.numbers.read(link.end()) if link and not self._covered(link.end()) else None
        if other is None or not other.chinese or other.value <= number.value:
            return False
        return bool(self._read_unit(other)[0])

    def _read_sign(self, start: int, value: Decimal) -> tuple[int, Decimal]:
        sign = self.plain[max(0, start - 1) : start]
        before = self.plain[max(0, start - 2) : max(0, start - 1)]
        if sign in ("-", "−") and sign and not (before.isascii() and before.isalnum()) and before != "%":
            return start - 1, -value
        if sign == "負" and before not in ("抱", "自", "勝", "肩", "擔"):
            return start - 1, -value
        return start, value

    def _read_currency(self, start: int, number: Number, unit: str) -> str:
        if unit not in ("", "元"):
            return unit
        window = self.plain[max(0, start - 10) : start].rstrip(" 約計為逾達近(（）)下同以")
        for word, currency in load_units().currencies.items():
            if window.endswith(word):
                return currency
        symbol = window.endswith("$")
        return "元" if symbol and not unit else unit

    def _read_bound(self, start: int, end: int, unit: str) -> tuple[Bound, bool]:
        """Return the comparison the words around a figure imply, and whether it is rough."""
        units = load_units()
        before = self.plain[max(0, start - 10) : start].rstrip()
        before = _drop_endings(before, tuple(units.currencies))
        # 近5年 are the last five years, 近5件 nearly five.
        about = before.endswith(units.about) and not (before.endswith("近") and unit in units.times)
        before = _drop_endings(before, (*units.about, "達", "計", "為"))
        bound: Bound = "="
        if before.endswith(tuple(units.bounds_before)):
            _, bound = max(
                (len(word), sign) for word, sign in units.bounds_before.items() if before.endswith(word)
            )
        after = _match_after().match(self.plain, end)
        if after:
            if after["word"] == "內" and unit in units.times:
                bound = "<="
            bound = units.bounds_after.get(after["word"], bound)
            about = about or after["word"] in _ROUGHLY
        return bound, about

    def _extend_range(self, figure: Figure, number: Number) -> tuple[Figure, int]:
        """Join 3至5件 into one figure; 由3件至5件 is a change and stays two."""
        link = _LINK.match(self.plain, figure.end)
        before = self.plain[max(0, figure.start - 1) : figure.start]
        if not link or (before and before in "由自從") or self._covered(link.end()):
            return figure, figure.end
        other = self.numbers.read(link.end()) if _START.match(self.plain, link.end()) else None
        if other is None or other.chinese != number.chinese or other.value < 0:
            return figure, figure.end
        unit, end, rough = self._read_unit(other)
        lower = figure.value
        if other.scaled and not number.scaled and not figure.unit and not number.unit:
            lower = EXACT.multiply(lower, last_scale(self.plain[link.end() : other.end]))
        if not compatible_units(figure.unit, unit) or lower >= other.value or (figure.unit and not unit):
            return figure, figure.end
        joined = replace(
            figure,
            value=lower,
            upper=other.value,
            unit=self._read_currency(figure.start, other, unit or figure.unit),
            text=self.text[figure.start : end],
            end=end,
            approximate=figure.approximate or other.rough or rough,
        )
        return joined, end


@cache
def _match_after() -> re.Pattern[str]:
    """Return what finds the word right behind a figure that says how it is meant: 以上, 為上限, 左右."""
    words = sorted((*load_units().bounds_after, "內", *_ROUGHLY), key=len, reverse=True)
    return re.compile(
        rf"{_GAP}(?:[(（]{BLANK}?含{BLANK}?[)）]|含)?{_GAP}"
        rf"(?P<word>{'|'.join(map(re.escape, words))})(?!部|容|涵|政|外)"
    )


def _drop_endings(text: str, words: tuple[str, ...]) -> str:
    """Return a text without the words it ends in, each taken off once and in the order given."""
    if text.endswith(words):
        for word in words:
            text = text.removesuffix(word).rstrip()
    return text


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join stretches that overlap, so that the last one to begin is the one that covers."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
