"""In which role a number of a sentence stands, by the words right before and after it."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.entries.clauses import name_metric
from ingest.entries.wording import ending, has_word, last_role, load_wording
from ingest.figures.units import is_ratio, load_units
from ingest.records import Figure
from ingest.targets.phrases import find_word

_ABOUT = " 約近計達為共逾僅只有超過了「『（(:：至"
_OF = ("目標之", "目標值之", "目標的", "目標值的")
_MONEY = ("元", "新臺幣元")
# What is done with money is that it is spent.
_SPENT = "執行"
_NEAR = 3
_WINDOW = 12


@dataclass(frozen=True, slots=True)
class Said:
    """The role the words give a number, empty where they give none."""

    role: str = ""

    @property
    def said(self) -> bool:
        """Say whether a word gives the role."""
        return bool(self.role)


def read_role(figure: Figure, own: str, after: str) -> Said:
    """Return the role of a number; `own` are the words of its clause before it, `after` those behind.

    >>> from ingest.figures.numerals import read_figures
    >>> [count] = read_figures("30案")
    >>> [read_role(count, own, "").role for own in ("原訂完成", "全年完成", "較上年增加", "補助")]
    ['target', 'actual', 'difference', '']
    >>> read_role(count, "高於", "之目標").role
    'target'
    """
    near = own.rstrip(_ABOUT)
    if _is_target(after):
        return Said("target")
    role, start, end = last_role(own)
    ends = end >= len(near) - _NEAR
    if is_difference(own) and not (role == "target" and ends and end >= len(near)):
        return Said("difference")
    if ending("changes.to", own.rstrip()) and role != "target":
        return Said("actual")
    if role == "target" and is_ratio(figure.unit) and near.endswith(_OF):
        return Said("rate")
    money = figure.unit in _MONEY
    if role == "doing" and money and own[start:end] == _SPENT:
        return Said("final")
    if role == "doing":
        # 原訂完成30案 is a target, 完成30案 none.
        role = "target" if last_role(own[:start])[0] == "target" else "actual"
    if role == "actual" and money and has_word("roles.budget", own):
        return Said("final")
    if (role == "rate" and not is_ratio(figure.unit)) or (role in ("budget", "final") and not money):
        return Said()
    if not role and is_ratio(figure.unit) and find_word("share", own[-8:]) and "率" not in near[-4:]:
        return Said("other")
    return Said(role)


def _is_target(after: str) -> bool:
    """Say whether the words after a number call it a target: 100家之目標, 30場為目標."""
    wording = load_wording()
    after = after.lstrip("」』）) ")
    for word in wording["after.target"]:
        place = after.find(word)
        if 0 <= place <= wording.between and not has_word("after.barred", after[:place]):
            return after[:1] in "之的為作以年" or place <= 1
    return False


def is_difference(own: str) -> bool:
    """Say whether the words before a number make it a change.

    >>> is_difference("較110年度增加"), is_difference("新增"), is_difference("經濟成長率達")
    (True, False, False)
    """
    near = own.rstrip(" 約計達為共逾僅只有了")
    if ending("changes.to", own.rstrip()) or ending("changes.not_difference", near):
        return False
    if ending("changes.difference", near):
        return True
    rate = ending("changes.rates", near)
    if rate:
        return not name_metric(near.removesuffix(rate))
    return bool(ending("changes.amounts", near)) and any(word in near for word in ("較", "比"))


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
    return before.endswith(wording["lengths.before"]) or after.startswith(wording["lengths.after"])
