"""Which figures of a target cell are the targets, and which only say what they are about."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Literal

from ingest.figures.units import load_units
from ingest.figures.years import read_years
from ingest.records import Figure
from ingest.targets.outline import Section
from ingest.targets.phrases import counts_better_low, ends_in, find_word, load_phrases

# 近3年, 為期2個月 and 30日內完成 say when; 平均日數30日以內 is a target.
_STRETCH_BEFORE = re.compile(r"(?:近|連續|為期|滿|每)$")
_CLAUSE_ENDS = re.compile(r"\s{0,2}(?:以上|以下|以?內|之內)?\s{0,2}(?:[，,、；;。及並和與且]|$)")
# Of 三機關合計80人 the target is what the agencies do together.
_AGENCIES = "機關"
_LOOKED_AHEAD = 20
_STRETCH_AFTER = re.compile(r"(?:以內|之內|內|間|後|來|期)[一-龥]")


def drop_scopes(text: str, section: Section, figures: list[Figure]) -> list[Figure]:
    """Leave out figures that say what a target is about: 每3個月, 1億元以上工程, 由30%提升至."""
    kept: list[Figure] = []
    for index, figure in enumerate(figures):
        following = figures[index + 1] if index + 1 < len(figures) else None
        if following and re.search(r"[。；;]", text[figure.end : following.start]):
            following = None
        begin = kept[-1].end if kept else section.start
        if not _is_scope(text, begin, figure, following):
            kept.append(figure)
    return kept


def _is_scope(text: str, begin: int, figure: Figure, following: Figure | None) -> bool:
    before, after = text[begin : figure.start].rstrip(), text[figure.end : figure.end + 4].lstrip()
    if before.endswith("每"):
        return True
    if before.endswith(("由", "自", "從", "原", "較")) and following:
        return True
    if figure.unit == _AGENCIES and after.startswith(load_phrases()["total"]):
        return True
    if figure.unit in load_units().times:
        clause = re.split(r"[，,、；;。]", before)[-1]
        # 自查獲日起60天內 says how long it may take, 60天內 alone when it has to be done.
        if following is None and ("自" in clause or "從" in clause) and ends_in("since", before):
            return False
        if "平均" in clause or (_CLAUSE_ENDS.match(text, figure.end) and find_word("duration", clause)):
            return False
        return following is not None or bool(_STRETCH_BEFORE.search(before) or _STRETCH_AFTER.match(after))
    if following is None:
        return False
    noun = re.match(r"(?:以上|以下|以內)之?[一-龥]", after)
    if noun and not re.match(r"(?:以上|以下|以內)[及與和並]", after):
        return True
    return figure.unit in ("個", "名", "位") and bool(ends_in("scope", before))


def keep_year(text: str, section: Section, figures: list[Figure], year: int) -> list[Figure]:
    """Keep the figures of the wanted year where a cell names a figure for each of several years."""
    words = text[section.start : section.end]
    years = [year for year in read_years(words) if not _is_since(words, year.end)]
    starts = [year.start + section.start for year in years]
    named: dict[int, int] = {}
    for figure in figures:
        before = bisect_left(starts, figure.start)
        if before:
            named[figure.start] = years[before - 1].year
    if year not in named.values() or len(set(named.values())) < 2:
        return figures
    return [f for f in figures if named.get(f.start, year) == year]


def _is_since(words: str, end: int) -> bool:
    """Say whether a year only says since when a figure adds up: 自109年起累計600人."""
    return words[end : end + _LOOKED_AHEAD].lstrip("度底").startswith(load_phrases()["since_year"])


def read_operator(figure: Figure, before: str) -> Literal[">=", "<=", "="]:
    """Return how a result is compared with a target; at least, unless the words say otherwise."""
    if figure.bound == "=" and counts_better_low(before):
        return "<="
    rank = figure.unit in ("名", "位") and re.search(r"[第前]\s{0,2}$", before)
    if figure.bound in ("<=", "<") or ends_in("lower", before.rstrip()) or rank or figure.value == 0:
        return "<="
    return ">="
