"""What people say around a question: greetings, thanks, who asks and what for."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from qa.understanding.framing import cut_clauses

_FILE = Path(__file__).with_name("courtesy.toml")
_LONGEST_WISHER, _LONGEST_ASKER = 8, 16
_HAN = re.compile(r"[\u3400-\u9fff]")


@cache
def _load(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = tomllib.loads(_FILE.read_text(encoding="utf-8"))[name]
    ordered = sorted((*words["zh"], *words["en"]), key=len, reverse=True)
    joined = "|".join(re.escape(word) + (r"\b" if word.isascii() else "") for word in ordered)
    return re.compile(rf"\s*(?:{joined})\s*", re.IGNORECASE), re.compile(
        rf"\s*(?:{joined})[\s。！!.~]*$", re.IGNORECASE
    )


@cache
def _asking() -> re.Pattern[str]:
    """Return what finds in a clause that it is part of the question itself: a number, or a word that asks."""
    words = tomllib.loads(_FILE.read_text(encoding="utf-8"))["asking"]
    english = "|".join(words["en"])
    return re.compile(rf"\d|{'|'.join(map(re.escape, words['zh']))}|\b(?:{english})\b", re.IGNORECASE)


def strip_courtesy(text: str) -> str:
    """Return a question without what is said around it; unchanged where nothing else would be left.

    >>> strip_courtesy("您好，我是議員助理，正在整理質詢稿，想請教112年投資金額的目標是多少？麻煩您了。")
    '112年投資金額的目標是多少？'
    >>> strip_courtesy("I'm a journalist: how many households were planned?")
    'how many households were planned?'
    >>> strip_courtesy("您好")
    '您好'
    """
    kept = [
        clause
        for clause in (_strip_clause(text[start:end]) for start, end in cut_clauses(text))
        if clause.strip(" ，,。！!；;：:\n")
    ]
    asked = "".join(kept).strip()
    return asked or text


def _strip_clause(clause: str) -> str:
    """Return what of a clause is part of the question."""
    opening, _ = _load("opening")
    while match := opening.match(clause):
        clause = clause[match.end() :]
    _, closing = _load("closing")
    clause = closing.sub("", clause)
    wishing, _ = _load("wishing")
    wished = wishing.search(clause)
    if wished and wished.start() <= _LONGEST_WISHER and not _asking().search(clause[: wished.start()]):
        clause = clause[wished.end() :]
    asker, _ = _load("asker")
    short = len(_HAN.findall(clause)) <= _LONGEST_ASKER
    return "" if short and asker.match(clause) and not _asking().search(clause) else clause
