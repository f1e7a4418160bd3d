"""Short titles of entries, from the sentences that say what is done."""

from __future__ import annotations

import re

from ingest.figures.units import match_unit
from ingest.markup import strip_numbering

# A number of an entry as plans write them: letters and digits with signs between, then a space, a mark
# or a Chinese word.
_CODE = re.compile(
    r"\s*(?P<no>[A-Z]{1,3}[-.－]?[0-9]{1,3}(?:[-.－][0-9]{1,3}){0,4}|[0-9]{1,3}(?:[-－][0-9]{1,3}){1,4}|"
    r"[一-龥]{1,2}[-－][0-9]{1,3}|"
    r"[0-9]{1,2}(?:\.[0-9]{1,2}){1,3})"
    r"(?:[\s、:：]+|(?=[一-龥「『]))(?P<rest>\S.*)",
    re.S,
)
_TITLE_LENGTH = 40
_SHORTEST_TITLE = 8


def split_number(title: str) -> tuple[str, str]:
    """Return the number an entry's title begins with, as written, and the rest; empty where there is none.

    >>> split_number("A-1-2 擴大循環容器"), split_number("1-3漁村女性"), split_number("15至30歲族群")
    (('A-1-2', '擴大循環容器'), ('1-3', '漁村女性'), ('', '15至30歲族群'))
    >>> split_number("1.5倍成長"), split_number("語-01 客語認證")
    (('', '1.5倍成長'), ('語-01', '客語認證'))
    """
    match = _CODE.match(title)
    if not match or ("." in match["no"] and match_unit(match["rest"], 0)):
        return "", title
    return match["no"], match["rest"]


def make_title(action: str) -> str:
    """Return a short title: the first sentence without its numbering, cut at a comma when long.

    >>> make_title("(七) 強化追緝外逃重大犯罪歸案，以維司法威信。")
    '強化追緝外逃重大犯罪歸案，以維司法威信'
    """
    sentence = strip_numbering(action).split("。")[0].split("\n")[0].strip()
    if len(sentence) <= _TITLE_LENGTH:
        return sentence
    cut = max(sentence.rfind(mark, 0, _TITLE_LENGTH) for mark in "，；、")
    return _drop_opened(sentence[: cut if cut >= _SHORTEST_TITLE else _TITLE_LENGTH])


def _drop_opened(title: str) -> str:
    """Return a title up to a bracket that was cut off before it closed."""
    for opening, closing in ("()", "（）", "[]", "【】", "「」", "《》"):
        start = title.rfind(opening)
        if start >= _SHORTEST_TITLE and title.find(closing, start) < 0:
            title = title[:start].rstrip("，；、 ")
    return title
