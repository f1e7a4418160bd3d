"""What a reader gets to see of an answer at first: its sentence and its first quotes, right or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from index.tokens import fold_text
from ingest.markup import TAG
from qa.answer import Answer

QUOTES = 3
# More than this nobody reads before looking elsewhere.
LONGEST = 1500
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)[\s,]+(?=\d)")
_APART = "\x00"
_ITEM_NUMBER = re.compile(r"^\s*\d{1,2}[.、]\s*(?=\d)", re.MULTILINE)


def is_shown(gold: Mapping[str, Any], answer: Answer) -> bool:
    """Say whether all that a gold question expects stands in the sentence or the first three quotes."""
    text = fold_shown("\n".join((answer.answer, *(c.quote for c in answer.citations[:QUOTES]))))
    return len(text) <= LONGEST and all(any(holds(text, w) for w in group) for group in list_expected(gold))


def list_expected(gold: Mapping[str, Any]) -> list[list[str]]:
    """Return what an answer has to show: groups of writings, of which one of each is enough.

    A gold question names them itself (`expect`), or they are its figures, else its evidence.

    >>> list_expected({"expect": ["45|四十五", ["處"]]})
    [['45', '四十五'], ['處']]
    >>> list_expected({"figures": [{"value": 1200, "as_written": "1,200件"}]})
    [['1,200件', '1200']]
    """
    if "expect" in gold:
        return [group if isinstance(group, list) else str(group).split("|") for group in gold["expect"] or []]
    stated = gold.get("figures") or []
    figures = [figure for figure in stated if figure.get("role") != "other"] or stated
    if figures:
        return [_write_figure(figure) for figure in figures]
    return [[gold["evidence"]]] if gold.get("evidence") else []


def _write_figure(figure: Mapping[str, Any]) -> list[str]:
    plain = f"{abs(figure['value']):.10f}".rstrip("0").rstrip(".")
    return [writing for writing in (figure.get("as_written") or "", plain) if writing]


def holds(text: str, writing: str) -> bool:
    """Say whether a folded text holds a writing; a number only as a whole, no part of a longer one.

    >>> holds(fold_shown("共 1,206 件"), "1206件"), holds(fold_shown("11,206件"), "1206件")
    (True, False)
    """
    wanted = fold_shown(writing)
    before = r"(?<![\d.])" if wanted[:1].isdigit() else ""
    behind = r"(?!\.?\d)" if wanted[-1:].isdigit() else ""
    return re.search(before + re.escape(wanted) + behind, text) is not None


def fold_shown(text: str) -> str:
    """Return a text as it is compared: without tags, thousands separators and white space.

    Where two numbers would meet one space is kept.

    >>> fold_shown("<p>1,206 件、 3 4 </p>")
    '1206件、3 4'
    """
    plain = unicodedata.normalize("NFKC", TAG.sub("", text))
    joined = _BETWEEN_NUMBERS.sub(_APART, _THOUSANDS.sub("", plain))
    return fold_text("".join(joined.replace(",", "").split()).replace(_APART, " "))


def count_shown(outcomes: Sequence[tuple[Mapping[str, Any], Answer]]) -> dict[str, tuple[int, int]]:
    """Return by language how many of the questions for one answer show it, of how many; lists aside."""
    counts: dict[str, tuple[int, int]] = {}
    for gold, answer in outcomes:
        if gold["type"] in ("list", "unanswerable"):
            continue
        for language in ("en" if gold["lang"] in ("en", "mixed") else "zh", "all"):
            shown, asked = counts.get(language, (0, 0))
            counts[language] = shown + is_shown(gold, answer), asked + 1
    return counts


def stands_whole(written: str, text: str) -> bool:
    """Say whether a number stands in a text, and is no part of a longer one.

    The number of an item may stand right before it.

    >>> stands_whole("1,925", "653,218、1,925"), stands_whole("218", "653,218")
    (True, False)
    >>> stands_whole("27.5秒", "2.27.5秒"), stands_whole("7.5秒", "27.5秒")
    (True, False)
    """
    return any(holds(fold_shown(form), written) for form in (text, _ITEM_NUMBER.sub("|", text)))
