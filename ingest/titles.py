"""Short titles of entries, from the sentences that say what is done."""

from __future__ import annotations

from ingest.markup import strip_numbering

_TITLE_LENGTH = 40
_SHORTEST_TITLE = 8


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
