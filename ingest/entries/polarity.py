"""Whether less is better, as a document itself says: by a word, a bound, or a sign that it explains."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.entries.drafts import Line
from ingest.figures.units import load_units
from ingest.targets.phrases import find_word, load_phrases

_CLAUSE = re.compile(r"[^，,。；;、：:()（）\n]+")
_SIGN = re.compile(r"[▼▽↓⇩★☆●○◎▲△■□◆◇※＊*†‡#＃]")
_TARGET = "目標"
_REACH = 16


def read_less_signs(texts: Iterable[str]) -> frozenset[str]:
    """Return the signs of which a document says that less is better where they stand.

    >>> sorted(read_less_signs(["註：▼表示數值愈低愈佳；※係指累計數"]))
    ['▼']
    """
    signs: set[str] = set()
    for text in texts:
        for word in load_phrases()["less_better"]:
            place = text.find(word)
            before = re.split("[。；;，,]", text[max(0, place - _REACH) : max(0, place)])[-1]
            signs.update(_SIGN.findall(before)[-1:])
    return frozenset(signs)


def wants_less(line: Line, title: str, signs: frozenset[str]) -> bool:
    """Say whether a line is better the less it is, by its name or by how it is measured."""
    name = line.indicator.text if line.indicator is not None else title
    measured = line.standard.text if line.standard is not None else ""
    if any(sign in name for sign in signs) or find_word("less_better", name + measured):
        return True
    most = [word for word, sign in load_units().bounds_before.items() if sign in ("<=", "<")]
    clauses = (match[0] for match in _CLAUSE.finditer(measured))
    return any(_TARGET in clause and any(word in clause for word in most) for clause in clauses)
