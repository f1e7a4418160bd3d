"""Reading a question: what it asks for, of which year, in which unit, about whom."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from ingest.figures.units import match_unit
from ingest.figures.years import read_years
from qa.answer import AnswerKind, Language
from qa.asked_years import find_years
from qa.cues import join_patterns, load_cues
from qa.script import detect_language, to_traditional

LONGEST_QUESTION = 1000
_STATUSES = {"fell_short", "met", "no_target", "not_reported", "ongoing", "qualitative"}
_UNITS_FILE = Path(__file__).with_name("units.toml")
# A number of several steps, as 1-2-3 and A-1-2: no year, no range of years.
_CODE = re.compile(
    r"(?<![a-z\d.-])(?:[a-z]-?)?\d{1,2}(?:[-.]\d{1,2})+(?![\d%-])|(?<![a-z\d])[a-z]\d{1,3}(?!\d)"
)
_STRATEGY = re.compile(
    r"(?:策略|\bstrateg(?:y|ies)\s*\(?(?:no\.?|number)?)\s*([一二三四五六七八九十]{1,3}|\d{1,2})(?![\d年])|第([一二三四五六七八九十]{1,3}|\d{1,2})[項個大]?策略"
)
_ACTION = re.compile(r"執行措施\s*[(（]?([一二三四五六七八九十]{1,3})[)）]?")
_COUNTED = re.compile(r"(?:幾|多少)\s*(?:個|大)?\s*([^\s\d，。？?、]{1,4})")
_YEAR = "年"
_DIGITS = "一二三四五六七八九十"
_EACH = re.compile(r"([^\s，,。；;]{2,12})[跟和與及、]([^\s，,。；;]{2,12}?)(?:各|分別)")
_ASKED = re.compile(r"幾(?!乎)|多少|\bhow (?:many|much)\b")
# In "the amount seized in bribery cases" the cases are not what is counted.
_BESIDE = re.compile(r"\b(?:in|from|for|by|of|during|among)\s+(?:(?!how\b|number\b)[\w-]+\s+){0,3}$")
_LOOKED_BACK = 60
_MONEY_AND_RATES = ("元", "%")
_RATE_LIMIT = re.compile(
    r"(?:(?P<times>\d+(?:\.\d+)?|[一二兩三四五六七八九十])\s*(?:倍|times\b)|\b(?P<word>twice|double|triple|thrice)\b|(?P<percent>\d+(?:\.\d+)?)\s*(?:%|percent)|(?P<tenths>[一二三四五六七八九])成(?P<half>半)?)"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood.

    `plain` is the question in Traditional Chinese, half-width and lower case, which the cues are
    looked for in. `units` are those asked for, in the order they are asked, `asked` is how many
    figures that makes, `asks_figure` whether a word asks for one at all; `wants` and `sets`
    name the groups of cues found.
    """

    text: str
    plain: str
    language: Language
    kind: AnswerKind
    years: tuple[int, ...]
    units: tuple[str, ...]
    asked: int
    asks_figure: bool
    wants: frozenset[str]
    sets: frozenset[str]
    documents: frozenset[str]
    numbers: tuple[int, ...] = ()
    strategy: str | None = None
    action: str | None = None

    @property
    def names_measure(self) -> bool:
        """Say whether the question names its measure by number or by its place in the plan."""
        return bool(self.numbers or self.action)


@cache
def _unit_tables() -> tuple[dict[str, list[str]], dict[str, re.Pattern[str]]]:
    table = tomllib.loads(_UNITS_FILE.read_text(encoding="utf-8"))
    words = {unit: join_patterns(patterns) for unit, patterns in table["words"].items()}
    return table["zh"], words


def read_question(text: str, edition: int | None = None) -> Question:
    """Understand a question; `edition` is the year that 今年 and 去年 are counted from.

    Years come out as ROC years, whichever way they were written.

    >>> q = read_question("How many AEO companies were certified in 2020?")
    >>> q.kind, q.years, q.units
    ('figure', (109,), ('家',))
    """
    plain = to_traditional(unicodedata.normalize("NFKC", text[:LONGEST_QUESTION])).lower().strip()
    kinds = load_cues("kind").found_in(plain)
    wants = load_cues("want").found_in(plain)
    sets = load_cues("list").found_in(plain)
    units = find_units(plain)
    years = find_years(plain, edition)
    strategy = _STRATEGY.search(plain)
    action = _ACTION.search(plain)
    numbers = _find_numbers(plain)
    if action or numbers:
        # A question that names its measure asks about that one, whatever set its words would make.
        kinds -= {"list"}
        sets = frozenset[str]()
    bounded = strategy is not None or read_rate_limit(plain) is not None
    return Question(
        text=text,
        plain=plain,
        language=detect_language(text[:LONGEST_QUESTION]),
        kind=_choose_kind(kinds, wants, sets, units, years, bounded, _ASKED.search(plain) is not None),
        years=years,
        units=units,
        asked=max(1, len(units), len(_ASKED.findall(plain))),
        asks_figure=bool(kinds & {"figure", "what_figure"}),
        wants=wants,
        sets=sets,
        documents=load_cues("document").found_in(plain),
        numbers=numbers,
        strategy=(strategy[1] or strategy[2]) if strategy else None,
        action=action[1] if action else None,
    )


@cache
def _measure_number() -> re.Pattern[str]:
    """Return a pattern of the numbers that name a measure: 序次34, 第34項, measure 34, but not 第34條."""
    before, ordinal, other = (
        load_cues("numbered").groups[name].pattern for name in ("before", "ordinal", "other")
    )
    return re.compile(
        rf"(?:{before})\s*(\d{{1,3}})(?!\d|\s*(?:{other}))"
        rf"|(?<![條款項])第\s*(\d{{1,3}})\s*(?:{ordinal})"
        r"|(?<!\d)(\d{1,3})\s*號\s*(?:措施|項目)",
        re.ASCII,
    )


def _find_numbers(plain: str) -> tuple[int, ...]:
    """Return the numbers of measures a question names; in 哪些措施110和111年 the number is a year.

    >>> _find_numbers("序次34與第5項"), _find_numbers("第5期第2類第54條"), _find_numbers("第7條第2項")
    ((34, 5), (), ())
    """
    years = {year.start for year in read_years(plain, bare=True)}
    return tuple(
        int(m[1] or m[2] or m[3])
        for m in _measure_number().finditer(_STRATEGY.sub(lambda s: " " * len(s[0]), plain))
        if not (m[1] and m.start(1) in years and m[0].startswith("措施"))
    )


def list_codes(plain: str) -> Iterator[str]:
    """Yield the numbers of several steps that a question names.

    >>> list(list_codes("2-2 農民退休儲金與 a-1-2 的目標 110-112"))
    ['2-2', 'a-1-2']
    """
    yield from _CODE.findall(plain)


@lru_cache(512)
def find_units(plain: str) -> tuple[str, ...]:
    """Return the units a question asks for, in the order it asks for them.

    >>> find_units("移送幾案、嫌犯幾人、犯罪標的多少錢")
    ('案', '人', '元')
    >>> find_units("amount seized in bribery cases"), find_units("bribery cases: sum in NT dollars")
    (('元',), ('件', '元'))
    >>> find_units("出勤要多少分鐘"), find_units("排放113年多少"), find_units("排第幾")
    (('分鐘',), (), ('名',))
    """
    counted, words = _unit_tables()
    found: list[tuple[int, str]] = []
    for match in _COUNTED.finditer(plain):
        unit = next((match[1][:n] for n in (3, 2, 1) if match[1][:n] in counted), "")
        known = match_unit(plain, match.start(1))
        # 這幾年 asks for no count of years.
        if len(known) > len(unit) and known != _YEAR:
            found.append((match.start(), known))
        elif unit:
            found.append((match.start(), counted[unit][0]))
        elif "個" in match[0]:
            found.append((match.start(), "個"))
    for unit, pattern in words.items():
        found += [(match.start(), unit) for match in pattern.finditer(plain)]
    found.sort()
    # Money and rates are units by themselves: "in NT dollars" says in what is to be answered.
    asked = found[:1] + [
        (start, unit)
        for start, unit in found[1:]
        if unit in _MONEY_AND_RATES or not _stands_beside(plain, start)
    ]
    return tuple(dict.fromkeys(unit for _, unit in asked))


def _stands_beside(plain: str, start: int) -> bool:
    """Say whether an English noun only says about what something else is counted."""
    return plain[start].isascii() and _BESIDE.search(plain[max(0, start - _LOOKED_BACK) : start]) is not None


def split_asks(plain: str) -> list[str]:
    """Return the parts of a question that each ask for a figure; one part when it asks for one.

    In Chinese the subject stands before the word of asking, in English behind it.

    >>> split_asks("行政肅貪幾件、追究行政責任幾件")
    ['行政肅貪幾件', '、追究行政責任幾件']
    >>> split_asks("警政類跟營建類各幾件")
    ['警政類幾件', '營建類幾件']
    >>> split_asks("how many audits and how many clean-ups were done?")
    ['how many audits and ', 'how many clean-ups were done?']
    """
    asks = list(_ASKED.finditer(plain))
    if len(asks) < 2:
        each = _EACH.search(plain)
        if not each or not asks:
            return [plain]
        return [plain[: each.start()] + one + plain[each.end() :] for one in (each[1], each[2])]
    if asks[0][0].isascii():
        starts = [0, *(ask.start() for ask in asks[1:])]
    else:
        starts = [0, *(_end_of_unit(plain, ask.end()) for ask in asks[:-1])]
    return [plain[a:b] for a, b in zip(starts, [*starts[1:], len(plain)], strict=True)]


def _end_of_unit(plain: str, position: int) -> int:
    while position < len(plain) and plain[position] not in "、，,；;。?？ 和與跟及":
        position += 1
    return position


def answering_units(unit: str) -> tuple[str, ...]:
    """Return the units that answer a question for a unit, the unit itself first.

    >>> answering_units("件")
    ('件', '案', '則')
    """
    return tuple(_unit_tables()[0].get(unit, [unit]))


def read_rate_limit(plain: str) -> float | None:
    """Return the rate in percent a question sets as a limit: 3倍 is 300, 超過200% is 200."""
    found = _RATE_LIMIT.search(plain)
    if not found:
        return None
    if found["percent"]:
        return float(found["percent"])
    if found["tenths"]:
        return 10.0 * (_DIGITS.find(found["tenths"]) + 1) + (5.0 if found["half"] else 0.0)
    if found["word"]:
        return 200.0 if found["word"] in ("twice", "double") else 300.0
    times = found["times"]
    return 100 * (float(times) if times[0].isdigit() else float(_DIGITS.find(times.replace("兩", "二")) + 1))


def pose_question(text: str, plain: str, kind: AnswerKind) -> Question:
    """Return the question for some words of which nothing is to be read but what they are about.

    >>> pose_question("漁船", "漁船", "figure").years
    ()
    """
    nothing = frozenset[str]()
    language = detect_language(text)
    return Question(text, plain, language, kind, (), (), 1, kind == "figure", nothing, nothing, nothing)


def choose_kind(question: Question, kind: AnswerKind) -> Question:
    """Return a question that asks for one kind of answer, whatever its words tell.

    >>> choose_kind(read_question("109年哪些措施未達標？"), "figure").kind
    'figure'
    """
    documents = question.documents | {"midterm"} if kind == "kpi" else question.documents
    return replace(question, kind=kind, asks_figure=kind == "figure", documents=documents)


def _choose_kind(
    kinds: frozenset[str],
    wants: frozenset[str],
    sets: frozenset[str],
    units: tuple[str, ...],
    years: tuple[int, ...],
    bounded: bool,
    counted: bool,
) -> AnswerKind:
    """Choose the kind by the cues.

    `bounded` says that a strategy or a rate bounds a set, `counted` that a word asks how many.
    """
    if "list" in kinds:
        return "list" if bounded or "members" in kinds or sets - {"any_role", "stated", "alone"} else "lookup"
    if sets & _STATUSES and units and set(units) <= {"項", "個"}:
        return "list"
    if "compare" in kinds or len(years) > 1:
        return "compare"
    if "why" in kinds and "what_figure" not in kinds and not counted:
        # What is counted in such a question is what the reason is asked of.
        return "lookup"
    if "what_figure" in kinds or ("figure" in kinds and (units or "lookup" not in kinds)):
        return "figure"
    if "lookup" in kinds:
        return "lookup"
    if sets & {"fell_short", "no_target", "not_reported", "qualitative", "raised", "lowered"}:
        return "list"
    return "figure"
