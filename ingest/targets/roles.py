"""In which role a figure stands, by the words right before and after it."""

from __future__ import annotations

import re
from typing import Literal

from ingest.records import Figure
from ingest.targets.phrases import ends_in, find_word

Role = Literal["value", "target", "rate", "difference", "share", "part", "period"]

_TARGET_BEFORE = re.compile(
    r"目標(?:值|數|案件數)?[為係：:]?(?:所?設定[之為]?|訂為|預定|預計)?\s{0,2}「?\s{0,2}[一-龥]{0,4}$"
)
_TARGET_AFTER = re.compile(r"[^，,。；;、達超已未]{0,8}為?目標|」?之?[^，,。；;、達超已未]{0,4}目標")
_ATTAINED = re.compile(r"達成(?:績效)?目標值?(?:為|達|計)?約?$")


def read_role(figure: Figure, before: str, after: str) -> Role:
    """Return whether a figure is a target, a rate, a difference, a share or a value of its own.

    `before` and `after` are the words of its clause; parts of a whole are told by the sentence.

    >>> from ingest.figures.numerals import read_figures
    >>> [count] = read_figures("5件")
    >>> read_role(count, "較108年增加", ""), read_role(count, "共計", ""), read_role(count, "以", "為目標")
    ('difference', 'value', 'target')
    """
    near = before.rstrip()[-18:].rstrip("約僅 ")
    if figure.unit in ("%", "個百分點") and (_ATTAINED.search(near) or find_word("rate", near)):
        return "rate"
    if ends_in("difference", near) and not ends_in("no_difference", near):
        return "difference"
    if _TARGET_BEFORE.search(near) or _TARGET_AFTER.match(after):
        return "target"
    if figure.unit == "%" and (find_word("share", near[-14:])):
        return "share"
    return "value"
