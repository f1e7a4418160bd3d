"""The rows of an annex and the measures they speak about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.markup import bare
from ingest.records import Problem, Record

_REFERENCE = re.compile(
    r"\s*具體策略\s*([一二三四五六七八九十]{1,3})、?\s*執行措施\s*[(（]\s*([一二三四五六七八九十]{1,3})\s*[)）]\s*[:：]?\s*"
)


def read_reference(text: str) -> tuple[str, str] | None:
    """Return the numerals of the strategy and the action a text names first.

    >>> read_reference("具體策略八、執行措施(七): 優先查察")
    ('八', '七')
    """
    found = _REFERENCE.match(text)
    return (found[1], found[2]) if found else None


def link_annex(
    rows: Sequence[Record], measures: Sequence[Record], file: str
) -> tuple[list[Record], list[Problem]]:
    """Give each annex row the number of its measure, by the numerals it names, else by its words.

    A row that fits no measure stays without one and is reported.
    """
    linked: list[Record] = []
    problems: list[Problem] = []
    for row in rows:
        item = row.text("item")
        words = _REFERENCE.sub("", item, count=1)
        title = words.split("，")[0].split("。")[0].strip() or row.title
        measure = _find_by_reference(read_reference(item), measures) or _find_by_words(words, measures)
        if measure is None:
            message = f"expected the measure of this annex row, found none for {item[:30]!r}"
            problems.append(Problem(file, row.place.line_start, message))
        linked.append(replace(row, title=title, measure=measure.no if measure else None))
    return linked, problems


def _find_by_reference(reference: tuple[str, str] | None, measures: Sequence[Record]) -> Record | None:
    if reference is None:
        return None
    strategy, action = reference
    opening = re.compile(rf"[(（]\s*{action}\s*[)）]")
    for measure in measures:
        if measure.text("strategy").startswith(f"{strategy}、") and opening.match(measure.text("action")):
            return measure
    return None


def _find_by_words(words: str, measures: Sequence[Record]) -> Record | None:
    wanted = bare(words).rstrip("。")
    if len(wanted) < 8:
        return None
    return next((m for m in measures if wanted in bare(m.text("action"))), None)
