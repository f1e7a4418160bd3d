"""The marks of a question: its words of closed classes, the names it holds, its figures and years."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from ingest.figures.digits import read_chinese
from ingest.figures.numerals import read_figures
from ingest.figures.years import read_years
from ingest.records import Figure
from qa.understanding.numbered import find_numbered

_FILE = Path(__file__).with_name("conditions.toml")
_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "percent": 0, "%": 0}
_ENGLISH_FIGURE = re.compile(
    r"(?:nt)?\$?\s?(\d[\d,]*(?:\.\d+)?)\s*(thousand|million|billion|trillion|percent|%)"
)
_NUMERAL = r"(\d{1,3}(?:\.\d+)?|[一二兩三四五六七八九十]{1,3})"
_TIMES = re.compile(rf"{_NUMERAL}\s*(?:倍|times\b)|\b(twice|double|triple)\b")
_DURATION = re.compile(
    rf"{_NUMERAL}\s*(?:年(?!度|版|的?目標)|\s?years?\b)|\b(one|two|three|four|five|six|ten) years?\b"
)
_COUNT = re.compile(rf"{_NUMERAL}\s*(?:項|個|名|大|條)|\b(\d{{1,2}}|two|three|four|five|ten)\b")
_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "ten": 10,
    "twice": 2,
    "double": 2,
    "triple": 3,
}
_LOWEST_SPAN, _NEAR, _SHORTEST_NAME = 3, 6, 2
_WORD = re.compile(r"[a-z'-]+")
_LOOSE = ("frame", "join", "having")
_UNSETTLED = ".loose"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a question with what it is (`sort`), what it means (`value`), and the words themselves."""

    start: int
    end: int
    sort: str
    value: Any
    text: str


@cache
def _load_table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def load_words() -> tuple[tuple[tuple[str, str, bool], ...], Mapping[str, str]]:
    """Return the words of conditions.toml with their classes: longer ones, and single characters.

    Of the longer ones it is said whether they are English.
    """
    table = _load_table()
    longer: list[tuple[str, str, bool]] = []
    single: dict[str, str] = {}
    for name, words in table.items():
        for word in _list_chinese(words):
            if len(word) > 1:
                longer.append((word, name, False))
            else:
                single.setdefault(word, name)
        longer += [(word, name, True) for word in words["en"]]
    return tuple(longer), single


@cache
def _as_english(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z]){re.escape(word)}(?![a-z])")


@cache
def _by_opening() -> Mapping[str, tuple[tuple[int, str, str, bool], ...]]:
    """Return the longer words by their first two characters, each with its place in the file and class."""
    opening: dict[str, list[tuple[int, str, str, bool]]] = {}
    for place, (word, name, english) in enumerate(load_words()[0]):
        opening.setdefault(word[:2], []).append((place, word, name, english))
    return {pair: tuple(words) for pair, words in opening.items()}


@cache
def load_class(name: str) -> tuple[str, ...]:
    """Return the words of one class."""
    words = _load_table()[name]
    return (*_list_chinese(words), *words["en"])


def _list_chinese(words: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the Chinese words of a class with those that are made of one of each list in turn."""
    made = ("".join(parts) for lists in words.get("made", ()) for parts in product(*lists))
    return tuple(dict.fromkeys((*words["zh"], *made)))


def find_marks(plain: str, named: Iterable[Mark] = ()) -> list[Mark]:
    """Return the marks of a question, in Traditional Chinese and lower case, in its order; none overlap.

    `named` are the names that documents hold, which go before words of the same length. A single
    character is a mark only beside another: 無 in 無障礙 denies nothing.

    >>> agency = Mark(2, 5, "agency", "法務部", "法務部")
    >>> [m.sort for m in find_marks("不是法務部主辦的措施", [agency])]
    ['not.before', 'agency', 'part.lead', 'frame', 'kind.measure']
    """
    kept = [_settle(plain, _relist(plain, mark)) for mark in _resolve((*named, *_find_own(plain)))]
    kept = [mark for mark in kept if not mark.sort.endswith(_UNSETTLED)]
    return sorted([*kept, *_peel(plain, kept)], key=lambda mark: mark.start)


# A question is read with the names it holds, and without them.
@lru_cache(64)
def _find_own(plain: str) -> tuple[Mark, ...]:
    """Return the numbers and words of known classes of a question, those that overlap as well."""
    found = _find_numbers(plain)
    for word, name, english in _list_held(plain):
        if not english:
            start = plain.find(word)
            while start >= 0:
                found.append(Mark(start, start + len(word), name, word, word))
                start = plain.find(word, start + len(word))
        else:
            found += [Mark(*m.span(), name, word, word) for m in _as_english(word).finditer(plain)]
    return tuple(found)


def _list_held(plain: str) -> list[tuple[str, str, bool]]:
    """Return the longer words that a question holds with their classes, in the order of the file."""
    opening = _by_opening()
    pairs = {*plain, *(plain[at : at + 2] for at in range(len(plain)))}
    held = sorted(
        (place, word, name, english)
        for pair in pairs
        for place, word, name, english in opening.get(pair, ())
        if word in plain
    )
    return [(word, name, english) for _, word, name, english in held]


_FIRST = {"agency", "status", "category", "link", "year", "strategy_no", "figure", "heading"}


def _resolve(found: Iterable[Mark]) -> list[Mark]:
    """Return marks without those that a longer one covers in part; names go before words."""
    kept: list[Mark] = []
    order = sorted(found, key=lambda m: (-(m.end - m.start) - (0.5 if m.sort in _FIRST else 0), m.start))
    for mark in order:
        if mark.end > mark.start and all(mark.end <= one.start or one.end <= mark.start for one in kept):
            kept.append(mark)
    return kept


def _relist(plain: str, mark: Mark) -> Mark:
    """Return 列出 behind the annex as what the annex does, elsewhere as what is asked."""
    near = plain[max(0, mark.start - _NEAR) : mark.start]
    if mark.sort == "ask.list" and mark.text == "列出" and "附表" in near:
        return Mark(mark.start, mark.end, "listed", mark.value, mark.text)
    return mark


def _settle(plain: str, mark: Mark) -> Mark:
    """Return a word that may be part of another, as 行動 of 行動支付, as a kind where none goes on."""
    name = mark.sort.removesuffix(_UNSETTLED)
    if name == mark.sort:
        return mark
    rest = plain[mark.end :]
    if mark.text.isascii():
        word = _WORD.match(rest.lstrip())
        known = word is None or any(one == word[0] for one, _, _ in load_words()[0])
        return Mark(mark.start, mark.end, name, mark.value, mark.text) if known else mark
    closed = not rest or not rest[0].isalpha() or rest[0] in load_words()[1]
    closed = closed or any(
        not english and rest.startswith(word) for _, word, _, english in _by_opening().get(rest[:2], ())
    )
    return Mark(mark.start, mark.end, name, mark.value, mark.text) if closed else mark


def _peel(plain: str, kept: Iterable[Mark]) -> list[Mark]:
    """Return the single characters of known classes at either end of what stands between marks.

    Where words are left between them only those that frame or join are taken.
    """
    single = load_words()[1]
    peeled: list[Mark] = []
    for start, end in gaps(plain, kept):
        whole = all(char in single for char in plain[start:end])
        taken = [at for at in range(start, end) if whole]
        while not whole and start < end and single.get(plain[start], "").startswith(_LOOSE):
            taken.append(start)
            start += 1
        while not whole and end > start and single.get(plain[end - 1], "").startswith(_LOOSE):
            end -= 1
            taken.append(end)
        peeled += [Mark(at, at + 1, single[plain[at]], plain[at], plain[at]) for at in taken]
    return peeled


def gaps(plain: str, marks: Iterable[Mark]) -> list[tuple[int, int]]:
    """Return the stretches of words that stand in no mark, cut at punctuation."""
    covered = bytearray(len(plain))
    for mark in marks:
        covered[mark.start : mark.end] = b"\x01" * (mark.end - mark.start)
    found: list[tuple[int, int]] = []
    start: int | None = None
    for at, char in enumerate([*plain, "。"]):
        inside = at < len(plain) and not covered[at] and (char.isalnum() or char in "-%")
        if inside and start is None:
            start = at
        elif not inside and start is not None:
            found.append((start, at))
            start = None
    return found


def _find_numbers(plain: str) -> list[Mark]:
    years = [
        Mark(y.start, y.end, "year", y.year, plain[y.start : y.end]) for y in read_years(plain, bare=True)
    ]
    found = [
        Mark(start, end, "strategy_no", numbers[0] if len(numbers) == 1 else numbers, plain[start:end])
        for start, end, numbers in find_numbered(plain)
    ]
    for figure in read_figures(plain):
        if figure.unit not in ("年", "項", "個", "名", "條", "倍") and (
            figure.unit or figure.value > _LOWEST_SPAN
        ):
            found.append(Mark(figure.start, figure.end, "figure", figure, figure.text))
    for m in _ENGLISH_FIGURE.finditer(plain):
        value = Decimal(m[1].replace(",", "")) * 10 ** _SCALES[m[2]]
        unit = "%" if m[2] in ("%", "percent") else "元"
        found.append(Mark(*m.span(), "figure", Figure(value, unit, m[0], *m.span()), m[0]))
    for m in _TIMES.finditer(plain):
        times = _number(m[1] or m[2])
        found.append(Mark(*m.span(), "figure", Figure(Decimal(times) * 100, "%", m[0], *m.span()), m[0]))
    found += [Mark(*m.span(), "counted", None, m[0]) for m in _COUNT.finditer(plain)]
    for m in _DURATION.finditer(plain):
        if not any(y.start <= m.start() < y.end for y in years):
            found.append(Mark(*m.span(), "years", int(_number(m[1] or m[2])), m[0]))
    return [*years, *found]


def _number(numeral: str) -> int | float:
    if numeral in _WORDS:
        return _WORDS[numeral]
    if numeral[0].isdigit():
        return float(numeral) if "." in numeral else int(numeral)
    return int(read_chinese(numeral.replace("兩", "二")) or 1)


def read_limit(plain: str) -> int | None:
    """Return how many a question asks for of a ranking, None where it names no number.

    >>> read_limit("最高的三項"), read_limit("top 5 measures"), read_limit("最低的是哪個")
    (3, 5, None)
    """
    found = _COUNT.search(plain)
    return int(_number(found[1] or found[2])) if found else None


def name_marks(plain: str, names: Mapping[str, Any], sort: str) -> list[Mark]:
    """Return a mark for each name, folded as the question is, that stands in it; an English one as words."""
    found: list[Mark] = []
    for word, value in names.items():
        if len(word) < _SHORTEST_NAME or word not in plain:
            continue
        pattern = re.escape(word)
        if word.isascii():
            pattern = rf"(?<![a-z0-9]){pattern}(?:'s)?(?![a-z0-9])"
        found += [Mark(*m.span(), sort, value, m[0]) for m in re.finditer(pattern, plain)]
    return found
