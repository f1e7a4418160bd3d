"""What numbers told in a row count: rates and targets behind 分別 and 依序, what 前者 and 後者 stand for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from ingest.entries.told import Mention
from ingest.entries.wording import has_word, last_role, load_wording
from ingest.figures.units import compatible_units, is_ratio
from ingest.targets.respectively import group_listed, split_nouns

_ENDS = "。；;\n"
# How near before what tells that numbers stand in a row their role has to be said.
_NEAR = 8
# So long a line may name a tile, and so many of them make a row.
_LONGEST_TILE, _LEAST_TILES = 20, 3


def name_rows(text: str, mentions: list[Mention]) -> None:
    """Name the numbers of a text that stand in a row, or behind 前者 and 後者, by what was told before."""
    _name_rates(text, mentions)
    _name_by_words(text, mentions)
    _name_tiles(text, mentions)


def _name_tiles(text: str, mentions: list[Mention]) -> None:
    """Name numbers that stand alone on every other line by the lines between them: the tiles of a page.

    What names them stands before or behind all of them alike, as the ends of the row show.
    """
    lines = [line.strip() for line in text.split("\n")]
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    place = [bisect_right(starts, mention.figure.start) - 1 for mention in mentions]
    alone = {n: i for i, n in enumerate(place) if lines[n] == mentions[i].figure.text.strip()}

    def named(line: int) -> bool:
        return 0 <= line < len(lines) and line not in place and 1 < len(lines[line]) <= _LONGEST_TILE

    for first in [n for n in alone if n - 2 not in alone]:
        row = [first]
        while row[-1] + 2 in alone and named(row[-1] + 1):
            row.append(row[-1] + 2)
        if len(row) >= _LEAST_TILES and named(first - 1) != named(row[-1] + 1):
            step = 1 if named(row[-1] + 1) else -1
            for n in row:
                mentions[alone[n]] = replace(mentions[alone[n]], metric=lines[n + step], named=True)


def _name_rates(text: str, mentions: list[Mention]) -> None:
    """Give rates and other numbers behind 分別, 前者 or 後者 the names of the numbers before them."""
    figures = [m.figure for m in mentions]
    for place, group in group_listed(text, figures):
        before = [m for m in mentions[: group[0]] if m.figure.end <= place and m.role in ("actual", "target")]
        words = text[max([0, *(m.figure.end for m in before[-1:])]) : place]
        rate = last_role(words)[0] == "rate"
        if rate:
            _name_in_order(mentions, group, [m for m in before if not m.part], words)
        elif _name_targets(mentions, group, text[max(0, place - _NEAR) : place]):
            continue
        elif len({m.metric for m in (mentions[i] for i in group)}) == 1:
            for index in group:
                own = [m for m in before if m.figure.unit == mentions[index].figure.unit]
                if own:
                    mentions[index] = replace(mentions[index], metric=own[-1].metric)


def _name_targets(mentions: list[Mention], group: Sequence[int], words: str) -> bool:
    """Name targets told in a row as those before them in the text, where there are as many: 目標依序為."""
    listed = [mentions[index] for index in group]
    if last_role(words)[0] != "target" or any(m.named or m.role != "target" for m in listed[1:]):
        return False
    names = list(dict.fromkeys((m.metric, m.figure.unit) for m in mentions[: group[0]] if m.role == "target"))
    if len(names) != len(group) or any(
        not compatible_units(unit, m.figure.unit) for (_, unit), m in zip(names, listed, strict=True)
    ):
        return False
    for index, (name, _) in zip(group, names, strict=True):
        mentions[index] = replace(mentions[index], metric=name)
    return True


def _name_by_words(text: str, mentions: list[Mention]) -> None:
    """Give a rate behind 前者 or 後者 the name of the first or the second of the two numbers before.

    Any other number there has that of the first or the second thing that the sentence before names.
    """
    counted: list[Mention] = []
    last: Mention | None = None
    for index, mention in enumerate(mentions):
        words = text[(last.figure.end if last else 0) : mention.figure.start]
        for place, name in ((-2, "rows.former"), (-1, "rows.latter")):
            if mention.role == "rate" and len(counted) > 1 and has_word(name, words):
                _, start, end = last_role(words)
                mentions[index] = replace(mention, metric=f"{counted[place].metric}{words[start:end]}")
            word = next((w for w in load_wording()[name] if mention.metric.startswith(w)), "")
            two = _find_two(text, mention.sentence[0]) if word else None
            if two is not None:
                mentions[index] = replace(mention, metric=f"{two[place]}{mention.metric.removeprefix(word)}")
        if mention.role == "actual" and not mention.part:
            counted.append(mention)
        last = mention


def _find_two(text: str, end: int) -> list[str] | None:
    """Return the two things that are named before a place as those of which something is said, if two are.

    >>> _find_two("增設電梯及耐震評估同由甲局推動。前者", 16)
    ['增設電梯', '耐震評估']
    """
    for stop in sorted((place for place in range(end) if text[place] in _ENDS), reverse=True):
        clause = text[max(text.rfind(mark, 0, stop) for mark in _ENDS) + 1 : stop].partition("，")[0]
        for word in load_wording()["rows.shared"]:
            named, found, _ = clause.partition(word)
            nouns = split_nouns(named) if found else []
            if len(nouns) == 2:
                return nouns
    return None


def _name_in_order(
    mentions: list[Mention], group: Sequence[int], before: Sequence[Mention], words: str
) -> None:
    _, start, end = last_role(words)
    if len(before) < len(group):
        return
    for index, owner in zip(group, before[-len(group) :], strict=True):
        if is_ratio(mentions[index].figure.unit):
            mentions[index] = replace(
                mentions[index], role="rate", said=True, metric=f"{owner.metric}{words[start:end]}"
            )
