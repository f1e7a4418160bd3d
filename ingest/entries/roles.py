"""In which role a number of a sentence stands, by the words right before and after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.entries.clauses import name_metric
from ingest.entries.wording import ending, has_word, last_role, load_wording
from ingest.figures.units import is_ratio, load_units
from ingest.records import Figure
from ingest.targets.phrases import find_word, word_pattern

_ABOUT = " 約近計達為共逾僅只有超過了「『（(:：至"
_OF = ("目標之", "目標值之", "目標的", "目標值的")
_MONEY = ("元", "新臺幣元")
_FRAME = "以"
_FRAMED_WORDS = ("上", "下", "內", "外", "及", "來", "往", "利", "供", "免")
_POINTS = "百分點"
# What is done with money is that it is spent.
_SPENT = "執行"
_NEAR = 3
_WINDOW = 12
_CLAUSE_ENDS = re.compile("[，,。；;\\n]")
_CHUNK_END = re.compile("[，,。；;、：:（(）)及與和\\n]")


@dataclass(frozen=True, slots=True)
class Said:
    """The role the words give a number, empty where they give none."""

    role: str = ""

    @property
    def said(self) -> bool:
        """Say whether a word gives the role."""
        return bool(self.role)


def read_role(figure: Figure, own: str, after: str, compared: bool = False) -> Said:
    """Return the role of a number; `own` are the words of its clause before it, `after` those behind.

    `compared` says that the sentence before it compares (與目標相較), so that 高 and 不足 tell differences.

    >>> from ingest.figures.numerals import read_figures
    >>> [count] = read_figures("30案")
    >>> [read_role(count, own, "").role for own in ("原訂完成", "全年完成", "較上年增加", "補助")]
    ['target', 'actual', 'difference', '']
    >>> read_role(count, "高於", "之目標").role
    'target'
    """
    near = own.rstrip(_ABOUT)
    bounded = figure.bound != "=" and after.lstrip().startswith(load_wording()["after.bounded"])
    if is_target(after, has_frame(own)) or (bounded and has_frame(own)):
        return Said("target")
    if counts_targets(figure, near, after):
        return Said("other")
    role, start, end = last_role(own)
    ends = end >= len(near) - _NEAR
    told = is_difference(own, compared) or (figure.unit.endswith(_POINTS) and role != "target")
    passed = bool(ending("changes.past", own.rstrip()))
    if told and (passed or not (role == "target" and ends and end >= len(near))):
        return Said("difference")
    if ending("changes.to", own.rstrip()) and role != "target":
        return Said("actual")
    if role == "target" and is_ratio(figure.unit) and near.endswith(_OF):
        return Said("rate")
    money = figure.unit in _MONEY
    spent = _read_money(role, money, own, own[start:end])
    if spent:
        return Said(spent)
    if role == "doing":
        return Said(_read_doing(own, start, money))
    return Said(_read_word(role, figure, near, own))


def _read_doing(own: str, start: int, money: bool) -> str:
    """Return the role of what is done: 原訂完成30案 is a target, 預計完成30案 only meant, 完成30案 done."""
    if last_role(own[:start])[0] == "target":
        return _read_money("target", money, own, "") or "target"
    planned = has_word("plans.words", own[:start]) and not has_word("plans.done", own[:start])
    return _read_money("actual", money, own, "") or ("" if planned else "actual")


def _read_word(role: str, figure: Figure, near: str, own: str) -> str:
    """Return the role that a word gives a number whose unit goes with it."""
    money = figure.unit in _MONEY
    if (role == "rate" and not is_ratio(figure.unit)) or (role in ("budget", "final", "other") and not money):
        return ""
    if not role and is_ratio(figure.unit) and find_word("share", own[-8:]) and "率" not in near[-4:]:
        return "other"
    return role


def counts_targets(figure: Figure, own: str, after: str) -> bool:
    """Say whether a number counts targets, or how many of them were reached.

    >>> from ingest.figures.numerals import read_figures
    >>> [count] = read_figures("19項")
    >>> around = (("訂定", "關鍵績效指標，"), ("達成目標者", ""), ("訂定", "作業要點"), ("年度目標", "。"))
    >>> [counts_targets(count, *words) for words in around]
    [True, True, False, False]
    """
    wording = load_wording()
    if figure.unit not in wording["tallies.units"]:
        return False
    noun = _CHUNK_END.split(after.lstrip("之的個 "), maxsplit=1)[0]
    noun = word_pattern("respectively").split(noun, maxsplit=1)[0].strip()
    named = noun.endswith(wording["tallies.nouns"]) and len(noun) <= _WINDOW
    return named or noun in wording["tallies.after"] or own.endswith(wording["tallies.before"])


def _read_money(role: str, money: bool, own: str, word: str) -> str:
    """Return the role of what was done with money: it was spent."""
    if not money:
        return ""
    spent = (role == "doing" and word == _SPENT) or (role == "actual" and has_word("roles.budget", own))
    return "final" if spent else ""


def is_target(after: str, framed: bool = False) -> bool:
    """Say whether the words after a number call it a target: 100家之目標, 30場為目標.

    `framed` says that 以 stands before it: then more words may stand between, 以百分之百完成檢查為目標.
    """
    wording = load_wording()
    after = after.lstrip("」』）) ")
    for word in wording["after.target"]:
        place = after.find(word)
        if word_pattern("respectively").match(after, place + len(word)):
            # 兩項目標依序為 counts those that follow.
            continue
        if 0 <= place <= wording.between and not has_word("after.barred", after[:place]):
            return after[:1] in "之的為作以年" or place <= 1 or (framed and after[place - 1] in "為作")
    return False


def has_frame(own: str) -> bool:
    """Say whether an 以 opens what a number is the target of: 以辦理30場為目標.

    >>> has_frame("續以查獲"), has_frame("3,000件以上，受益")
    (True, False)
    """
    clause = own[max(map(own.rfind, "，,；;：:")) + 1 :]
    place = clause.rfind(_FRAME)
    return place >= 0 and clause[place + 1 : place + 2] not in _FRAMED_WORDS


def is_difference(own: str, compared: bool = False) -> bool:
    """Say whether the words before a number make it a change; `compared` that a comparison came before.

    >>> is_difference("較110年度增加"), is_difference("新增"), is_difference("經濟成長率達")
    (True, False, False)
    >>> is_difference("較目標仍不足"), is_difference("占比不足"), is_difference("戶數不足", True)
    (True, False, True)
    """
    near = own.rstrip(" 約計達為共逾僅只有了")
    if ending("changes.to", own.rstrip()) or ending("changes.not_difference", near):
        return False
    if ending("changes.difference", near) or ending("changes.past", own.rstrip()):
        return True
    rate = ending("changes.rates", near)
    if rate:
        return not name_metric(near.removesuffix(rate))
    if not ending("changes.amounts", near):
        return False
    for noun in load_wording()["changes.not_compare"]:
        near = near.replace(noun, "")
    return compared or has_word("changes.measured", near)


def is_length(figure: Figure, text: str) -> bool:
    """Say whether a number only says how long, since when or of what age: 近5年, 以4年為期, 65歲以上.

    >>> from ingest.figures.numerals import read_figures
    >>> [is_length(f, t) for t in ("近5年累計", "65歲以上人口", "平均處理日數28天") for f in read_figures(t)]
    [True, True, False]
    """
    wording = load_wording()
    before, after = (
        text[max(0, figure.start - _WINDOW) : figure.start].rstrip(),
        text[figure.end :][:_WINDOW].lstrip(),
    )
    if before.endswith(wording["ages.formula"]):
        return True
    if figure.text.endswith(wording["ages.units"]):
        return not has_word("ages.counted", before) and not last_role(before)[0]
    if figure.unit not in load_units().times:
        return False
    if after.startswith(wording["after.framed"]) or ending("changes.to", before):
        # 以220天為目標 and 縮短至105分鐘以內 say how much, not how long.
        return False
    if before.endswith(wording["lengths.counted"]):
        return False
    if figure.bound != "=" and last_role(_CLAUSE_ENDS.split(text[: figure.start])[-1])[0] == "target":
        # 目標值為自下令起6小時以內送達 says how much as well.
        return False
    return before.endswith(wording["lengths.before"]) or after.startswith(wording["lengths.after"])
