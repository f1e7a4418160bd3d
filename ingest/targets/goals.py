"""The single targets inside a target cell, each with what it counts and for whom."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from ingest.figures.numerals import read_figures
from ingest.records import Field, Figure
from ingest.targets.metrics import find_pairs
from ingest.targets.outline import Section, measure_depths, split_sections
from ingest.targets.phrases import ends_in, find_word, load_phrases, word_pattern
from ingest.targets.respectively import name_listed
from ingest.targets.scopes import drop_scopes, keep_year, read_operator

MOST_GOALS = 100
_SENTENCE = re.compile(r"[。；;]")
_COMMA = re.compile(r"[，,：:]")
_EDGES = " \n\t，,。；;：:、"
_BOUND = re.compile(r"^\s*(?:以上|以下|以內|左右)")
_COLON = re.compile(r"[：:]")
_JOINT = re.compile(r"[、及和與並，,]")
_TRAILING = re.compile(
    r"(?:每年|全年|至少|合計|總計|共計|達成|達到|(?<!傳)達|(?<![累統設])計|共|(?<![作行])為|各|約|至|不超過|不得?[低高少多]於|不逾|[低高少多]於|控制在|之|以上|以下|[前第]"
    r"|[，,]?\s?(?:[0-9]{2,4}\s?年度?)?(?:績效)?目標值?|介於|(?<![可所])以)$"
)
_CHANGE = re.compile(r"(?:由[^，]{0,12})?(?:提升|提高|降低|減少|增加|縮短|下降|增|減|降)[至為]$")
_LEADING = re.compile(
    r"^(?:(?:自|截?至)?[0-9]{2,4}\s?年度?(?:起|以來|底(?![泥棲]))?|目標[為是]|且|當年度?(?!期)|每年度?|全年度?|本年度?"
    r"|至少|完成|累計|累積|預計|將|並|及|應)"
)
_SHARED_OUT = re.compile(r"各(?=[0-9０-９一二三四五六七八九十])")


@dataclass(frozen=True, slots=True)
class Goal:
    """A single target as its cell states it.

    `clause` are the words around its figure, `context` those of its item. `whole` is the position
    of the goal that this one is a part of, `label` the part's own name.
    """

    item: str
    text: str
    clause: str
    context: str
    start: int
    end: int
    section: Section
    figure: Figure | None = None
    op: Literal[">=", "<=", "=", "qualitative"] = "qualitative"
    agency: str | None = None
    whole: int | None = None
    label: str = ""
    growth: bool = False

    @property
    def metric(self) -> str:
        """Return the words for what is counted, without the figure and what only frames it."""
        return self.label + trim_metric(self.clause) if self.figure else self.clause


def read_goals(field: Field, year: int, find_agency: Callable[[str], str | None]) -> list[Goal]:
    """Return the targets of a cell in its order; none for a cell that says there are none.

    A figure in parentheses that only explains another is none of them; one that says how a total
    is shared out is a part of it.
    """
    if is_empty(field.text):
        return []
    goals: list[Goal] = []
    sections = split_sections(field.text, find_agency)
    for position, section in enumerate(sections):
        words = field.text[section.start : section.end].strip()
        deeper = position + 1 < len(sections) and len(sections[position + 1].path) > len(section.path)
        if deeper and words.endswith(("：", ":")):
            continue
        if len(goals) >= MOST_GOALS:
            break
        found = _read_section(field.text, section, year, find_agency)
        base = ".".join(section.path) or "1"
        offset = len(goals)
        for index, goal in enumerate(found, start=1):
            item = base if len(found) == 1 else f"{base}.{index}"
            whole = None if goal.whole is None else goal.whole + offset
            goals.append(replace(goal, item=item, whole=whole))
    return _number_agencies(goals)


def _number_agencies(goals: list[Goal]) -> list[Goal]:
    """Put the agency's position before the items of a cell in which every agency counts from 1."""
    if len({goal.item for goal in goals}) == len(goals):
        return goals
    positions = {
        agency: n for n, agency in enumerate(dict.fromkeys(g.section.agency for g in goals), start=1)
    }
    return [replace(goal, item=f"{positions[goal.section.agency]}.{goal.item}") for goal in goals]


def is_empty(text: str) -> bool:
    """Say whether a cell says that there is no target.

    >>> is_empty("無。"), is_empty("109年未設定績效目標值。"), is_empty("無線電訓練5場。")
    (True, True, False)
    """
    bare = "".join(text.split()).strip("。.，,()（）")
    if not bare or bare in load_phrases()["no_target"]:
        return True
    return len(bare) <= 20 and not read_figures(bare) and bool(find_word("status.no_target", bare))


def trim_metric(clause: str) -> str:
    """Return a clause without the words that only frame its figure.

    >>> trim_metric("每年受理檢舉達")
    '受理檢舉'
    """
    words = " ".join(clause.split()).strip(_EDGES)
    words = _CHANGE.sub("", words)
    while (shorter := _LEADING.sub("", _TRAILING.sub("", words)).strip(_EDGES)) != words:
        words = shorter
    return words


def _read_section(
    text: str, section: Section, year: int, find_agency: Callable[[str], str | None]
) -> list[Goal]:
    words = text[section.start : section.end]
    figures = [f.shift(section.start) for f in read_figures(words)]
    depths = measure_depths(words)
    outer = [f for f in figures if not depths[f.start - section.start]]
    named = drop_scopes(text, section, outer)
    chosen = keep_year(text, section, named, year)
    if not chosen:
        stripped = words.strip(_EDGES)
        goal = Goal("", stripped, stripped, "", section.start, section.end, section, agency=section.agency)
        return [goal] if len(find_pairs(stripped)) >= 1 else []
    goals: list[Goal] = []
    starts = [f.start for f in figures]
    places = {figure.start: place for place, figure in enumerate(named)}
    listed = name_listed(text, named)
    for figure in chosen[:MOST_GOALS]:
        place = places[figure.start]
        begin = _next_words(text, named[place - 1], figure) if place else section.start
        goal = _make_goal(text, section, figure, begin, named[place + 1 : place + 2])
        if goals and goal.figure and not goal.metric and find_word("cumulative", text[begin : figure.start]):
            # 培訓6,000名，累計達2萬1,000名: the sum over years of what was counted before.
            goal = replace(goal, label="累計", clause=goals[-1].metric)
        if place in listed:
            goal = replace(goal, clause=trim_metric(listed[place]))
        goal = _name_agency(goal, text[section.start : chosen[0].start], find_agency)
        goals.append(goal)
        begin, close = bisect_left(starts, figure.end), _closing(text, figure.end, section.end)
        inner = figures[begin : bisect_left(starts, close)]
        goals += _share_out(text, goal, inner, len(goals) - 1, find_agency)
    return goals


def _make_goal(text: str, section: Section, figure: Figure, begin: int, after: list[Figure]) -> Goal:
    """Make the goal of a figure from the words between the figure before and the one after it."""
    start = max([begin, *(m.end() for m in _SENTENCE.finditer(text, begin, figure.start))])
    limit = after[0].start if after else section.end
    stop = _SENTENCE.search(text, figure.end, limit)
    end = stop.start() if stop else section.end
    clause_end = _first_comma(text, figure.end, end)
    if after and not stop:
        end = clause_end = _find_joint(text, figure.end, limit)
    clause_start = max([start, *(m.end() for m in _COMMA.finditer(text, start, figure.start))])
    before = text[clause_start : figure.start]
    if not find_pairs(trim_metric(before) + text[figure.end : clause_end]):
        before = text[start : figure.start]
    # What stands in parentheses after the figure explains it or shares it out.
    tail = re.sub(r"[(（].*", "", text[figure.end : clause_end], flags=re.S)
    framed = word_pattern("framed").match(tail)
    tail = tail[framed.end() :] if framed else _BOUND.sub("", tail)
    clause = (trim_metric(before) + " " + tail).strip(_EDGES)
    return Goal(
        item="",
        text=text[start:end].strip(_EDGES),
        clause=clause,
        context=text[section.start : section.end],
        start=figure.start,
        end=figure.end,
        section=section,
        figure=figure,
        op=read_operator(figure, before),
        agency=section.agency,
        growth=bool(ends_in("growth", before.rstrip(" 約達"))),
    )


def _first_comma(text: str, start: int, end: int) -> int:
    """Return where the clause after a figure ends; a comma in parentheses does not end it."""
    close = _closing(text, start, end)
    found = _COMMA.search(text, close, end)
    return found.start() if found else end


def _name_agency(goal: Goal, lead: str, find_agency: Callable[[str], str | None]) -> Goal:
    """Read 甲部5場、乙部10場 as targets of agencies; what they count stands before the first colon."""
    agency = find_agency(goal.clause)
    if agency is None:
        return goal
    colon = _COLON.search(lead)
    shared = lead[: colon.start()].strip(_EDGES) if colon else ""
    return replace(goal, agency=agency, label=goal.clause, clause=shared)


def _find_joint(text: str, start: int, end: int) -> int:
    """Return where the words of one figure end and those of the next begin, at the first 及 or comma."""
    found = _JOINT.search(text, _closing(text, start, end), end)
    return found.start() if found else end


def _next_words(text: str, figure: Figure, following: Figure) -> int:
    """Return where the words of a figure begin after the figure before it."""
    joint = _find_joint(text, figure.end, following.start)
    return joint + 1 if joint < following.start else _closing(text, figure.end, following.start)


def _closing(text: str, start: int, end: int) -> int:
    """Return the end of the parenthesis that opens right after a figure, start where none does."""
    opening = re.compile(r"(?:以上|以下|以內|左右)?[。，,]?\s{0,2}[(（]").match(text, start, end)
    if not opening:
        return start
    depth = 0
    for position in range(opening.end() - 1, end):
        depth += (text[position] in "(（") - (text[position] in ")）")
        if depth == 0:
            return position + 1
    return end


def _share_out(
    text: str, goal: Goal, inner: list[Figure], whole: int, find_agency: Callable[[str], str | None]
) -> list[Goal]:
    """Return the parts of 9案(甲會3案、乙部1案、丙部5案) or of 4,800門(甲司、乙司各2,400門)."""
    if not inner or goal.figure is None:
        return []
    parts: list[tuple[str, Figure]] = []
    begin = text.find("(", goal.end) if "(" in text[goal.end : inner[0].start] else text.find("（", goal.end)
    begin += 1
    for figure in inner:
        names = text[begin : figure.start].strip(_EDGES)
        shared = _SHARED_OUT.search(text[begin : figure.start] + text[figure.start : figure.start + 1])
        labels = re.split(r"[、及與和]", names.removesuffix("各").strip()) if shared else [names]
        parts += [(label.strip(_EDGES), figure) for label in labels if label.strip(_EDGES)]
        begin = figure.end
    if len(parts) < 2 or sum((f.value for _, f in parts), Decimal(0)) != goal.figure.value:
        return []
    return [
        replace(
            goal,
            text=f"{label}{figure.text}",
            start=figure.start,
            end=figure.end,
            figure=figure,
            whole=whole,
            label=label,
            agency=find_agency(label),
        )
        for label, figure in parts
    ]


def name_money(figure: Figure, words: str) -> str:
    """Return the unit of a target: 元 for a scaled amount of money whose unit is left out."""
    if not figure.unit and re.search(r"[萬億千]", figure.text) and word_pattern("money").search(words):
        return "元"
    return figure.unit


def read_period(goal: Goal) -> str:
    """Return the word that sets a target for each of several (每季, 每場), empty where none does.

    >>> from ingest.targets.outline import Section
    >>> read_period(Goal("1", "", "每季召開會議", "", 0, 0, Section(0, 0)))
    '每季'
    """
    period = find_word("per", goal.clause)
    return "" if "平均" in goal.clause else period
