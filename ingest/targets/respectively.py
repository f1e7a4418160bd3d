"""What each of several figures counts where one word says that they go with what was named before: 分別為."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.figures.years import read_years
from ingest.records import Figure
from ingest.targets.metrics import find_pairs
from ingest.targets.phrases import word_pattern

_AND = re.compile(r"[、及和與暨]")
_CLAUSE = re.compile(r"[，,：:]")
_STOP = re.compile(r"[。；;\n]")
_JOINED = frozenset("及、和與暨，, ")
_EDGES = " 　\n，,：:"
_OF = "之"
_FARTHEST = 8


def split_nouns(words: str) -> list[str]:
    """Return the nouns of 甲、乙及丙之比率, each with the words that stand behind the last one only.

    >>> split_nouns("照顧機構、醫院及旅館之檢查率"), split_nouns("取得一星及二星標章")
    (['照顧機構之檢查率', '醫院之檢查率', '旅館之檢查率'], ['取得一星標章', '二星標章'])
    """
    nouns = [noun.strip(_EDGES) for noun in _AND.split(words) if noun.strip(_EDGES)]
    if len(nouns) < 2:
        return nouns
    last = nouns[-1]
    return [*(_with_tail(noun, last) for noun in nouns[:-1]), last]


def _with_tail(noun: str, last: str) -> str:
    place = last.rfind(noun[-1])
    if place >= 0:
        return noun + last[place + 1 :]
    _, mark, tail = last.partition(_OF)
    return f"{noun}{mark}{tail}"


def group_listed(text: str, figures: Sequence[Figure]) -> list[tuple[int, list[int]]]:
    """Return (place of 分別, figures) for each list of figures that it announces."""
    found: list[tuple[int, list[int]]] = []
    for match in word_pattern("respectively").finditer(text):
        group: list[int] = []
        end = match.end()
        for index, figure in enumerate(figures):
            if figure.start < match.end():
                continue
            between = text[end : figure.start]
            if (len(between) > _FARTHEST or _STOP.search(between)) if not group else set(between) - _JOINED:
                break
            group.append(index)
            end = figure.end
        if len(group) > 1:
            found.append((match.start(), group))
    return found


def name_listed(text: str, figures: Sequence[Figure]) -> dict[int, str]:
    """Return the noun of each figure behind 分別 where as many are named as figures follow.

    >>> from ingest.figures.numerals import read_figures
    >>> text = "取得一星及二星標章，分別為60處及15處"
    >>> name_listed(text, read_figures(text))
    {0: '取得一星標章', 1: '二星標章'}
    """
    names: dict[int, str] = {}
    for place, group in group_listed(text, figures):
        before = [figure.end for figure in figures if figure.end <= place]
        marks = [mark.end() for mark in _STOP.finditer(text, 0, place)]
        words = text[max([0, *before, *marks]) : place]
        for clause in reversed(_CLAUSE.split(words)):
            nouns = split_nouns(clause)
            bare = {_without_years(noun) for noun in nouns}
            # 108年及109年件數分別為 goes by years, and names one thing.
            if len(nouns) == len(group) == len(bare) and all(find_pairs(noun) for noun in bare):
                names.update(zip(group, nouns, strict=True))
                break
    return names


def _without_years(words: str) -> str:
    for year in reversed(read_years(words)):
        words = words[: year.start] + words[year.end :]
    return words
