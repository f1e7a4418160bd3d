"""Strategies and goals that a question calls by their number: 策略九, 目標四到目標六, the first goal."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ingest.figures.digits import read_chinese

_FILE = Path(__file__).with_name("numbered.toml")
_HAN = "[一二三四五六七八九十]{1,3}"
# Behind the number of a goal stands something else than what is counted: 目標三十件 has none.
_ENDED = r"(?=[到至~～\-－—、，,。；;：:（()）「」『』\s的裡底下之內中和與及跟或?？]|$)"
_STRETCH = re.compile(r"[到至~～–-]|(?<![a-z])(?:to|through)(?![a-z])")
_EACH = re.compile(rf"{_HAN}|\d{{1,2}}|[a-z]+")
_EDGES = 2

Numbered = tuple[int, int, tuple[int, ...]]


@cache
def _load() -> dict[str, list[str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def find_numbered(plain: str) -> list[Numbered]:
    """Return where a question calls strategies or goals by number, with all the numbers it calls there.

    >>> find_numbered("目標四到目標六裡面、第八個策略"), find_numbered("strategies one and two")
    ([(0, 7, (4, 5, 6)), (10, 15, (8,))], [(0, 22, (1, 2))])
    """
    return sorted(_list_found(plain))


def _list_found(plain: str) -> Iterator[Numbered]:
    for pattern in _patterns():
        for found in pattern.finditer(plain):
            numbers = _read_numbers(found[0])
            if numbers:
                yield (*found.span(), numbers)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return what reads numbers behind the Chinese words, before them, and the same in English."""
    noun, english, count, order = (
        "|".join(sorted(_load()[key], key=len, reverse=True)) for key in ("zh", "en", "cardinal", "ordinal")
    )
    strict = (
        rf"(?:策略(?:{_HAN}?(?=一?共)|{_HAN}|\d{{1,2}})(?![\d年])|(?:{noun})(?:{_HAN}|\d{{1,2}}){_ENDED})"
    )
    more = rf"(?:\s?(?:[、,]|和|與|及|跟|到|至|~|～|-)\s?(?:{strict}|(?:{_HAN}|\d{{1,2}}){_ENDED}))"
    one = rf"(?:no\.?|number)?\s?(?:\d{{1,2}}|{count}|{_HAN})(?![a-z\d年])"
    return (
        re.compile(rf"{strict}{more}*"),
        re.compile(rf"第(?:{_HAN}|\d{{1,2}})[項個大]?(?:{noun})"),
        # 那個策略（第八個）
        re.compile(rf"(?<=策略)\s?[(（]第?(?:{_HAN}|\d{{1,2}})[項個大]?[)）]"),
        re.compile(rf"(?<![a-z])(?:{order}) (?:{english})(?![a-z])"),
        re.compile(rf"(?<![a-z])(?:{english})\s*\(?{one}(?:\s?(?:,|and|to|through|-|–)\s?(?:and )?{one})*"),
    )


def _read_numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of a text, and those between two where it names a stretch."""
    bare = text
    for word in sorted((*_load()["zh"], *_load()["en"]), key=len, reverse=True):
        bare = bare.replace(word, " ")
    numbers = [n for word in _EACH.findall(bare) if (n := _read_number(word)) is not None]
    if len(numbers) == _EDGES and _STRETCH.search(bare) and numbers[0] < numbers[1]:
        return tuple(range(numbers[0], numbers[1] + 1))
    return tuple(dict.fromkeys(numbers))


def _read_number(word: str) -> int | None:
    for key in ("cardinal", "ordinal"):
        if word in _load()[key]:
            return _load()[key].index(word) + 1
    if word.isascii():
        return int(word) if word.isdecimal() else None
    value = read_chinese(word)
    return None if value is None else int(value)
