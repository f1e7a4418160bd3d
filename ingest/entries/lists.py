"""Numbers that a text tells together: targets in a row, what goes on from one, what is none of them.

What one number of a row is, its neighbours are: 以驅離1,200艘次、扣留20艘為目標 are two targets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.entries.listed_names import name_rows
from ingest.entries.roles import has_frame
from ingest.entries.told import Mention
from ingest.entries.wording import find_plan, has_word, last_role, load_wording, tells_outcome
from ingest.figures.numbers import rounds_to
from ingest.figures.units import compatible_units
from ingest.figures.years import read_years
from ingest.records import Figure
from ingest.targets.metrics import coverage, find_pairs, weigh_pairs
from ingest.targets.phrases import word_pattern
from ingest.targets.respectively import name_listed

_ALIKE = 0.5
_CARRIED = ("", "doing")
_OPENING = ("：", ":")
_ABOUT = 0.6
_ENDS = "。；;\n"
_EDGES = "。；;，,、 　\n至惟另"
_SHORTEST = 3
_CLAUSE_ENDS = re.compile("[，,。；;）)]")


def alikeness(one: str, other: str) -> float:
    """Return what share of the shorter of two names stands in the other, from 0 to 1.

    >>> alikeness("公共圖書館借閱冊數", "借閱"), alikeness("演練", "收容")
    (1.0, 0.0)
    """
    if one and other and (one in other or other in one):
        return 1.0
    pairs, others = find_pairs(one), find_pairs(other)
    return len(pairs & others) / min(len(pairs), len(others)) if pairs and others else 0.0


def settle_row(text: str, start: int, mentions: Sequence[Mention], owns: Sequence[str]) -> list[Mention]:
    """Return the numbers of one sentence with the roles and names they share; `owns` are their own words.

    `text` is the sentence, which begins at `start` of the text that the places of the numbers are in.
    """
    figures = [m.figure.shift(-start) for m in mentions]
    settled = list(mentions)
    for index, name in name_listed(text, figures).items():
        settled[index] = replace(settled[index], metric=name, named=True)
    _spread_back(text, figures, settled)
    _spread_on(text, figures, settled, owns)
    return settled


def _spread_back(text: str, figures: Sequence[Figure], mentions: list[Mention]) -> None:
    """Let the numbers between 以 and 為目標 all be targets."""
    for index, mention in enumerate(mentions):
        stop = mention.clause[1] - mention.figure.end + figures[index].end
        behind = has_word("after.framed", text[figures[index].end : stop])
        if mention.role != "target" or not mention.said or not behind:
            continue
        first = index
        while first and not mentions[first - 1].said and not _opens(text, figures, first):
            first -= 1
        if first == index or not _opens(text, figures, first):
            continue
        for place in range(first, index):
            if mentions[place].year == mention.year:
                mentions[place] = replace(mentions[place], role="target", said=True)


def _opens(text: str, figures: Sequence[Figure], index: int) -> bool:
    """Say whether an 以 stands between a number and the one before it."""
    return has_frame(text[figures[index - 1].end if index else 0 : figures[index].start])


def _spread_on(text: str, figures: Sequence[Figure], mentions: list[Mention], owns: Sequence[str]) -> None:
    """Let what follows a target in its sentence and counts something else be one too, until it is settled."""
    lead: Mention | None = None
    told: list[Mention] = []
    for index, mention in enumerate(mentions):
        own = owns[index]
        role = last_role(own)[0]
        if mention.role == "target" and (mention.said or mention.planned):
            # 高於95%之目標 opens no list, as 目標為 and 預計 do.
            lead = mention if has_word("roles.target", own) or find_plan(own) >= 0 else lead
            told.append(mention)
            continue
        opening = text[figures[index].end : figures[index].end + 1] in _OPENING
        if lead is None and opening and has_word("roles.target", own):
            # 目標計有三項： counts what follows.
            lead = mention
            continue
        if lead is None or mention.role == "difference":
            continue
        repeats = any(_is_same(mention, one) for one in told)
        other = mention.said and mention.role != "actual"
        if mention.part and not _is_bounded(mention):
            continue
        # 目標45班，均已達成，計開辦46班: what parts it from the target may stand before its own clause.
        between = text[figures[index - 1].end : figures[index].start]
        stopped = role not in _CARRIED or tells_outcome(between)
        if other or stopped or (repeats and not mention.part):
            lead = None
        elif mention.year == lead.year or (mention.year or 0) > (lead.year or 0):
            mentions[index] = replace(mention, role="target", said=False, carried=True)
            told.append(mentions[index])


def _is_same(mention: Mention, target: Mention) -> bool:
    """Say whether a number counts what a target before it does, so that it is its result."""
    same = compatible_units(mention.figure.unit, target.figure.unit)
    if mention.scope is not None and mention.scope != target.scope:
        return False
    if not same or mention.cumulative != target.cumulative:
        return False
    return not mention.named or alikeness(mention.metric, target.metric) >= _ALIKE


def read_bracketed(note: str) -> str:
    """Return the role that a note gives the number in brackets behind another, empty where it gives none.

    >>> read_bracketed("（先列實績，括弧內為本年目標）"), read_bracketed("括號內為上年度實際值")
    ('target', '')
    """
    name = next((name for name in load_wording()["brackets.names"] if name in note), "")
    clause = _CLAUSE_ENDS.split(note[note.find(name) + len(name) :])[0] if name else ""
    return "target" if last_role(clause)[0] == "target" else ""


def settle_brackets(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return numbers of which each in brackets is the target of the one before it: 312公頃（300公頃）."""
    settled = list(mentions)
    for index, (before, own) in enumerate(pairwise(mentions), start=1):
        one, other = before.figure, own.figure
        opened = text[one.end : other.start].strip() in ("（", "(")
        if opened and text[other.end :].lstrip()[:1] in ("）", ")") and one.unit == other.unit:
            settled[index - 1] = replace(before, role="actual", said=True)
            settled[index] = replace(before, figure=other, role="target", said=True, clause=own.clause)
    return settled


def settle_rows(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the numbers of a text, of which rows that name nothing take what was told before in its order.

    達成率分別為94%及106% are the rates of the two numbers before. A target that only its row makes one stays
    one where the text tells its result, or where it has a bound.
    """
    denied = find_denials(text, mentions)
    settled = [
        _confirm(mention, mentions, [text[start:end] for start, end in denied]) for mention in mentions
    ]
    _settle_gaps(text, settled)
    name_rows(text, settled)
    return settled


def find_denials(text: str, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """Return where sentences say that they have no result: their words from the number before on.

    A year within such words is none of them: 尚無113年數值.
    """
    within = {place for year in read_years(text) for place in range(year.start, year.end)}
    places = [place for place in range(len(text)) if place not in within]
    found: list[tuple[int, int]] = []
    for match in word_pattern("unavailable").finditer("".join(text[place] for place in places)):
        start, end = places[match.start()], places[match.end() - 1] + 1
        stops = [text.rfind(mark, 0, start) + 1 for mark in _ENDS]
        before = [m.figure.end for m in mentions if m.figure.end <= start]
        found.append((max([0, *stops, *before]), end))
    return found


def is_denied(metric: str, words: str) -> bool:
    """Say whether words that deny a result speak of what is counted: by its name, or by the end of it.

    >>> is_denied("申訴案件二十四小時內通知下架率", "；通知下架率因系統始上線，樣本不足，不予計列")
    True
    """
    subject = words.strip(_EDGES).partition("，")[0]
    for reason in load_wording()["metric.reasons"]:
        subject = subject.partition(reason)[0] or subject
    if len(subject) >= _SHORTEST and (subject in metric or metric in subject):
        return True
    return coverage(weigh_pairs([(1.0, metric)]), weigh_pairs([(1.0, words)])) >= _ABOUT


def _settle_gaps(text: str, mentions: list[Mention]) -> None:
    """Let 超過原訂上限34人 be how far a result is from its target, where another number is the target."""
    for index, gap in enumerate(mentions):
        before = mentions[index - 1] if index else None
        if gap.role != "target" or not gap.said or before is None or before.sentence != gap.sentence:
            continue
        if not has_word("changes.beyond", text[before.figure.end : gap.figure.start]):
            continue
        results = [m for m in mentions[:index] if m.sentence == gap.sentence and m.role == "actual"]
        goals = [m for m in mentions if m.role == "target" and m is not gap]
        if any(_parts_by(gap, result, goal) for result in results for goal in goals):
            mentions[index] = replace(gap, role="difference")


def _parts_by(gap: Mention, result: Mention, goal: Mention) -> bool:
    same = goal.year == result.year == gap.year and goal.figure.unit == result.figure.unit == gap.figure.unit
    return same and abs(result.figure.value - goal.figure.value) == gap.figure.value


def _confirm(mention: Mention, mentions: Sequence[Mention], denied: Sequence[str]) -> Mention:
    if not mention.carried:
        return mention
    if any(is_denied(mention.metric, words) for words in denied):
        return replace(mention, said=True, carried=False)
    if _is_bounded(mention) or any(_answers(mention, other) for other in mentions):
        return replace(mention, said=True, carried=False)
    if any(_attains(mention, target, mentions) for target in mentions if target.sentence == mention.sentence):
        return replace(mention, role="actual", carried=False)
    # Neither is certain: 目標30場，滿意度95% may set a target or tell a result.
    return replace(mention, role="other")


def _attains(mention: Mention, target: Mention, mentions: Sequence[Mention]) -> bool:
    """Say whether a stated rate makes a number the result of a target: 目標50組，核定62組，達成率124%."""
    if target.role != "target" or target.figure.unit != mention.figure.unit or target.figure.value <= 0:
        return False
    rate = mention.figure.value / target.figure.value * 100
    return any(
        m.role == "rate" and m.year == mention.year and rounds_to(rate, m.figure.value) for m in mentions
    )


def _is_bounded(mention: Mention) -> bool:
    return mention.figure.bound in (">=", "<=") or mention.figure.upper is not None


def _answers(target: Mention, other: Mention) -> bool:
    """Say whether a number of another sentence counts what a target does, of the same year."""
    if other.number == target.number or other.role not in ("actual", "target") or other.year != target.year:
        return False
    same = other.figure.unit == target.figure.unit and (other.role == "actual" or other.carried)
    return same and alikeness(target.metric, other.metric) >= _ALIKE
