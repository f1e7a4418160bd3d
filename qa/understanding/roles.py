"""Which figures of a metric a question asks for: their roles, whether judged, compared or over years."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from ingest.figures.digits import read_chinese
from qa.cues import compile_word
from qa.understanding.marks import load_class

_FILE = Path(__file__).with_name("roles.toml")
_RECENT = re.compile(r"(?:近|最近|過去)([二兩三四五六七八九十]|\d{1,2})年|last (\w+) years")
_STRATEGY = re.compile(
    r"(?:策略|面向|主軸|目標)\s?([一二三四五六七八九十]{1,3}|\d{1,2}(?!\d|年))|\bstrategy\s(\d{1,2})\b"
)
_ENGLISH = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
# A space between Chinese words parts clauses as a comma does: 目標幾場 做了幾場.
_MARKS = re.compile(r"[，,；;。？?！!：:\n]|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
# Years joined without a word between, as 109年與110年目標, share the target.
_YEARS_BEFORE = re.compile(r"(?<!\d)((?:1\d\d年?度?[與和及跟、])*1\d\d)年?度?的?\s?$")
_YEAR = re.compile(r"1\d\d")
# In "reach the 111 target" the year parts words that belong together.
_DATED = re.compile(r"\b(?:1\d\d|20\d\d)(?:'s)? (?=(?:targets?|goals?|results?)\b)")
ROLES = ("target", "actual", "budget", "final", "rate")
Extreme = Literal["highest", "lowest"]
_EXTREMES: tuple[Extreme, ...] = ("highest", "lowest")
# Words that are asked with, whatever name they stand in.
_FREE = ("planned", "changed", "which_year", "overall")


@dataclass(frozen=True, slots=True)
class Asked:
    """The roles a question names, in its order, the words that name them, and what it wants of them.

    `aimed` are the years the target is asked of, where another year stands in the question without a role.
    `extreme` says that the year is asked for whose figure is the "highest" or the "lowest" of all, `growth`
    that it is asked by how many percent, `total` what several figures are together.
    """

    roles: tuple[str, ...]
    words: tuple[str, ...] = ()
    judged: bool = False
    difference: bool = False
    trend: bool = False
    recent: int = 0
    aimed: tuple[int, ...] = ()
    extreme: Extreme | None = None
    growth: bool = False
    total: bool = False


@cache
def _load() -> dict[str, tuple[tuple[str, bool], ...]]:
    """Return the words of each list, each with whether it is English."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        name: (
            *((word, False) for word in sorted(words["zh"], key=len, reverse=True)),
            *((word, True) for word in words["en"]),
        )
        for name, words in table.items()
    }


@lru_cache(256)
def read_asked(plain: str, subject: str = "") -> Asked:
    """Return what a question, in Traditional Chinese and lower case, asks for of a metric.

    A word that stands in the name of the subject itself, as 執行率 in 資本門預算執行率, names no role.

    >>> asked = read_asked("農藥自殺死亡人數目標與實際各是多少，有沒有達成？")
    >>> asked.roles, asked.words, asked.judged
    (('target', 'actual'), ('有沒有達成', '目標', '實際'), True)
    >>> read_asked("社會住宅累計完工幾戶，目標又是幾戶？").roles, read_asked("did it hit the goal?").judged
    (('actual', 'target'), True)
    >>> asked = read_asked("用煤有壓在上限以下嗎？實際燒了多少")
    >>> asked.roles, asked.judged
    (('target', 'actual'), True)
    >>> read_asked("策略二112年度的預算數和執行數各是多少？").roles
    ('budget', 'final')
    >>> read_asked("檢查漁船109年與110年目標差多少").aimed, read_asked("113年人次與114年目標").aimed
    ((109, 110), (114,))
    >>> read_asked("113年人次跟目標比如何，114年目標呢").aimed
    ()
    >>> read_asked("原本說好幾天？後來實際幾天？").roles, read_asked("原本訂幾座、後來改成幾座").roles
    (('target', 'actual'), ('target',))
    >>> read_asked("救護次數哪一年最少").extreme, read_asked("which year had the most rescues?").extreme
    ('lowest', 'highest')
    """
    undated = _DATED.sub("", plain)
    spotted = _spot_roles(undated, subject)
    spotted = sorted([*spotted, *_spot_planned(undated, spotted)])
    return _read_spotted(undated, tuple(spotted), _read_aimed(plain))


# A question is read for one subject after another, few of which take a word out of it.
@lru_cache(256)
def _read_spotted(plain: str, spotted: tuple[tuple[int, int, str], ...], aimed: tuple[int, ...]) -> Asked:
    """Return what a question asks for whose words for roles stand in some places."""
    words = [
        plain[a:b] for name in ("judged", "difference", "growth", "trend") for a, b in _find(name, plain)
    ]
    words += [plain[start:end] for start, end, _ in spotted]
    found = _place_roles(spotted)
    polar, unnamed = _read_clauses(plain, spotted)
    for reached in polar:
        words += [word for word in reached if not any(word in one for one in words)]
    if unnamed is not None:
        # 完工幾戶，目標又是幾戶: what is asked without naming a role is the result.
        found.setdefault("actual", unnamed)
    recent = _RECENT.search(plain)
    words += [recent[0]] if recent else []
    extreme, ordering = _read_extreme(plain)
    words += ordering
    number = _count_years(recent) if recent else 0
    growth = bool(_find("growth", plain))
    return Asked(
        tuple(sorted(found, key=lambda role: found[role])),
        tuple(dict.fromkeys(words)),
        bool(_find("judged", plain) or polar),
        bool(_find("difference", plain)) or growth,
        bool(_find("trend", plain)) or number > 0 or extreme is not None,
        number,
        aimed,
        extreme,
        growth,
        bool(_find("total", plain)),
    )


def _read_extreme(plain: str) -> tuple[Extreme | None, list[str]]:
    """Return which end of all years is asked for, with the words that say it; None where no year is asked."""
    asking = [plain[a:b] for a, b in _find("which_year", plain)]
    for extreme in _EXTREMES if asking else ():
        words = (word for sort in ("", ".count") for word in load_class(f"order.{extreme}{sort}"))
        said = [word for word in words if word != "前" and word in plain]
        if said:
            return extreme, [*asking, *said]
    return None, []


def _spot_planned(plain: str, spotted: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return where a clause that names no role says what was planned, or to what that was changed."""
    found: list[tuple[int, int, str]] = []
    for start, end in _clauses(plain):
        if not any(start <= s < end for s, _, _ in spotted):
            said = [*_find("planned", plain[start:end], start), *_find("changed", plain[start:end], start)]
            found += [(s, e, "target") for s, e in said[:1]]
    return found


def find_free(plain: str) -> list[tuple[int, int]]:
    """Return where words ask for something that may not be taken for a part of a name.

    >>> [("近五年火災次數"[a:b]) for a, b in find_free("近五年火災次數")]
    ['近五年']
    """
    recent = [match.span() for match in _RECENT.finditer(plain)]
    return [*recent, *(span for name in _FREE for span in _find(name, plain))]


def blank_free(plain: str) -> str:
    """Return a question with the words blanked that may not be taken for a part of a name.

    >>> blank_free("原本說好幾天")
    '    幾天'
    """
    kept = list(plain)
    for start, end in find_free(plain):
        kept[start:end] = " " * (end - start)
    return "".join(kept)


def asks_overall(plain: str) -> bool:
    """Say whether what something costs altogether is asked for, and not in some year.

    >>> asks_overall("漁港整建總經費多少"), asks_overall("漁港整建經費多少")
    (True, False)
    """
    return bool(_find("overall", plain))


def list_whether(plain: str) -> list[tuple[int, int]]:
    """Return where the clauses stand that ask for yes or no.

    >>> [("有三處，算過關嗎"[a:b]) for a, b in list_whether("有三處，算過關嗎")]
    ['算過關嗎']
    """
    return [(start, end) for start, end in _clauses(plain) if _asks_whether(plain[start:end])]


def _read_aimed(plain: str) -> tuple[int, ...]:
    """Return the years that stand before a word for targets; none where another such word has none."""
    before = [_YEARS_BEFORE.search(plain[:start]) for start, _ in sorted(_find("target", plain))]
    if not all(before):
        return ()
    return tuple(dict.fromkeys(int(year) for years in before if years for year in _YEAR.findall(years[1])))


def _spot_roles(plain: str, subject: str) -> list[tuple[int, int, str]]:
    """Return where words name a role, the longest first: none within another, none of the subject's name."""
    spots: list[tuple[int, int, str]] = []
    for role in ROLES:
        spots += [(-(end - start), start, role) for start, end in _find(role, plain)]
    spotted: list[tuple[int, int, str]] = []
    for length, start, role in sorted(spots):
        end = start - length
        if any(start < e and s < end for s, e, _ in spotted) or (subject and plain[start:end] in subject):
            continue
        spotted.append((start, end, role))
    return spotted


def _place_roles(spotted: Sequence[tuple[int, int, str]]) -> dict[str, int]:
    """Return where each role is first named."""
    found: dict[str, int] = {}
    for start, end, role in spotted:
        # Of 經費執行率 the last word decides.
        if not any(end == other for other, _, _ in spotted):
            found[role] = min(found.get(role, start), start)
    return found


def _read_clauses(plain: str, spotted: Sequence[tuple[int, int, str]]) -> tuple[list[list[str]], int | None]:
    """Return the words for reaching of each clause that asks whether, and where one asks beside a named role.

    That is the first clause that asks for a figure without a role, where another names one.
    """
    polar: list[list[str]] = []
    named, unnamed = False, None
    for start, end in _clauses(plain):
        clause = plain[start:end]
        roles = {role for s, _, role in spotted if start <= s < end}
        reached = [plain[a:b] for a, b in _find("reached", clause, start)]
        if _asks_whether(clause) and (reached or "target" in roles):
            polar.append(reached)
        elif _asks_figure(clause) and not any(_find(n, clause) for n in ("difference", "trend", "judged")):
            named = named or bool(roles)
            unnamed = start if not roles and unnamed is None else unnamed
    return polar, unnamed if named else None


def _asks_whether(clause: str) -> bool:
    """Say whether a clause asks for yes or no: by its words, in English by the verb that opens it."""
    return bool(_find("whether", clause)) or any(start == 0 for start, _ in _find("opening", clause.strip()))


def _asks_figure(clause: str) -> bool:
    """Say whether a clause has a word that asks for a figure: 幾 does, 幾乎 does not."""
    silent = _find("unasked", clause)
    return any(not any(s <= start < e for s, e in silent) for start, _ in _find("asks", clause))


def _count_years(recent: re.Match[str]) -> int:
    """Return how many years the last ones asked for are, 0 where no number says it."""
    numeral = recent[1] or ""
    if numeral.isdecimal():
        return int(numeral)
    return int(read_chinese(numeral) or 0) or _ENGLISH.get(recent[2] or "", 0)


def names_role(metric: str, role: str) -> bool:
    """Say whether a word for a role stands in the name of what is counted.

    >>> names_role("機關年度資本門預算執行率", "budget"), names_role("資本門", "budget")
    (True, False)
    """
    return any(word in metric for word, english in _load()[role] if not english)


def names_both(words: str) -> bool:
    """Say whether words stand for two things that are named elsewhere.

    >>> names_both("兩份文件"), names_both("both reports"), names_both("成果報告")
    (True, True, False)
    """
    return any(start == 0 for start, _ in _find("both", words))


def asks_alike(words: str) -> bool:
    """Say whether words ask if two things are the same.

    >>> asks_alike("不一樣"), asks_alike("the same as"), asks_alike("比較多")
    (True, True, False)
    """
    return bool(_find("alike", words))


def find_strategy(plain: str) -> int | None:
    """Return the number of the strategy a question names, None where it names none.

    >>> find_strategy("策略二112年度的預算數"), find_strategy("budget of strategy 3")
    (2, 3)
    >>> find_strategy("策略目標") is None
    True
    """
    match = _STRATEGY.search(plain)
    if not match:
        return None
    numeral = match[1] or match[2]
    value = int(numeral) if numeral.isdecimal() else read_chinese(numeral)
    return None if value is None else int(value)


def _clauses(plain: str) -> Iterator[tuple[int, int]]:
    start = 0
    for first, last in sorted([mark.span() for mark in _MARKS.finditer(plain)] + _find("parting", plain)):
        yield start, first
        start = last
    yield start, len(plain)


def _find(name: str, plain: str, offset: int = 0) -> list[tuple[int, int]]:
    """Return where words stand in a text, from `offset` on where it is part of a longer one."""
    found = _find_words(name, plain)
    return [(a + offset, b + offset) for a, b in found] if offset else list(found)


@lru_cache(1024)
def _find_words(name: str, plain: str) -> tuple[tuple[int, int], ...]:
    spots: list[tuple[int, int]] = []
    for word, english in _load()[name]:
        if word not in plain:
            continue
        if english:
            spots += [match.span() for match in compile_word(word).finditer(plain)]
        else:
            spots += [(start, start + len(word)) for start in _starts(plain, word)]
    return tuple(spots)


def _starts(plain: str, word: str) -> Iterator[int]:
    start = plain.find(word)
    while start >= 0:
        yield start
        start = plain.find(word, start + len(word))
