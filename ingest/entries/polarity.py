"""Whether less is better, as a document itself says: by a word, a bound, or a sign that it explains."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from ingest.entries.drafts import Draft, Line
from ingest.figures.units import load_units
from ingest.targets.phrases import find_word, load_phrases

_CLAUSE = re.compile(r"[^，,。；;、：:()（）\n]+")
_SIGN = re.compile(r"[▼▽↓⇩★☆●○◎▲△■□◆◇※＊*†‡#＃]")
_SENTENCE_END = re.compile(r"[。；;\n]")
_TARGET = "目標"
# The fields whose words say of an entry's figures what they are.
_NOTING = ("standard", "note", "method", "category")
_REACH = 16


def read_less_signs(texts: Iterable[str]) -> frozenset[str]:
    """Return the signs of which a document says that less is better where they stand.

    >>> sorted(read_less_signs(["註：▼表示數值愈低愈佳；※係指累計數"]))
    ['▼']
    >>> sorted(read_less_signs(["標有▼者，數值愈低愈佳，目標值為上限。", "愈少愈佳者以◎標示。"]))
    ['▼', '◎']
    """
    signs: set[str] = set()
    words = load_phrases()["less_better"]
    for text in texts:
        if _SIGN.search(text) is None:
            continue
        for word in words:
            place = text.find(word)
            if place < 0:
                continue
            # The sign that the words explain stands nearest before them, else behind them, in their sentence.
            before = _SENTENCE_END.split(text[max(0, place - _REACH) : place])[-1]
            behind = _SENTENCE_END.split(text[place : place + len(word) + _REACH])[0]
            signs.update(_SIGN.findall(before)[-1:] or _SIGN.findall(behind)[:1])
    return frozenset(signs)


def read_noted(draft: Draft) -> str:
    """Return what is noted of an entry: of its one line, of several with targets none in particular."""
    noted = [draft.fields[key].text for key in _NOTING if key in draft.fields]
    return "\n".join(noted) if noted and sum(bool(one.of("target")) for one in draft.lines) == 1 else ""


def wants_less(draft: Draft, line: Line, noted: str, signs: frozenset[str]) -> bool:
    """Say whether a line is better the less it is, by its name, or by what tells how it is measured."""
    name = line.indicator.text if line.indicator is not None else draft.title
    measured = line.standard.text if line.standard is not None else ""
    if any(sign in name for sign in signs) or find_word("less_better", name + measured + noted):
        return True
    most = [word for word, sign in load_units().bounds_before.items() if sign == "<="]
    clauses = (match[0] for match in _CLAUSE.finditer(measured))
    return any(_TARGET in clause and any(word in clause for word in most) for clause in clauses)


def rates_less(goal: Decimal, result: Decimal, rate: Decimal) -> bool | None:
    """Say whether a stated rate of achievement counts less as more; None where it goes either way.

    >>> [rates_less(Decimal(24), Decimal("25.1"), Decimal(rate)) for rate in ("95.62", "104.58", "100")]
    [True, False, None]
    """
    if goal <= 0 or result <= 0:
        return None
    least = Decimal(1).scaleb(min(0, int(rate.as_tuple().exponent)))
    more = abs(result / goal * 100 - rate) <= least
    less = any(abs(counted * 100 - rate) <= least for counted in (goal / result, 2 - result / goal))
    return None if more == less else less
