"""Words that only say again what a number or name beside them names: 策略四行為規範, goal one (safety)."""

from __future__ import annotations

from collections.abc import Sequence

from index.tokens import fold_text
from qa.finding.entries import Entry
from qa.understanding.marks import Mark
from qa.understanding.reading import Reading

Span = tuple[int, int]

_NAMING, _BRACKETS = ("strategy_no", "heading"), (("(", ")"), ("（", "）"))
# What may stand in an aside that only says again what is named.
_SAYING_NOTHING = ("frame", "join.", "kind.", "strategy", "unit", "having", "headed")
_CLAUSES = "，,。；;？?：:"


def find_glosses(reading: Reading, entries: Sequence[Entry]) -> list[Span]:
    """Return the stretches of a question that say again what a strategy, goal or heading is called."""
    named = [mark for mark in reading.marks if mark.sort in _NAMING]
    spans = [span for mark in named for span in (_aside_behind(reading, mark), _aside_before(reading, mark))]
    spans += [_name_behind(reading, mark, entries) for mark in named if mark.sort == "strategy_no"]
    return [span for span in spans if span is not None]


def cut_out(span: Span, glosses: Sequence[Span]) -> list[Span]:
    """Return what is left of a stretch without some others.

    >>> cut_out((2, 9), [(4, 6)]), cut_out((2, 5), [(0, 7)])
    ([(2, 4), (6, 9)], [])
    """
    left = [span]
    for first, last in glosses:
        left = [
            part
            for start, end in left
            for part in ((start, min(end, first)), (max(start, last), end))
            if part[0] < part[1]
        ]
        left = list(dict.fromkeys(left))
    return left


def _aside_behind(reading: Reading, mark: Mark) -> Span | None:
    """Return the aside in brackets right behind a name, where it holds nothing that sets a condition."""
    rest = reading.plain[mark.end :]
    at = mark.end + len(rest) - len(rest.lstrip())
    for opening, closing in _BRACKETS:
        end = reading.plain.find(closing, at)
        if reading.plain.startswith(opening, at) and end > 0 and _says_nothing(reading, at + 1, end):
            return at + 1, end
    return None


def _aside_before(reading: Reading, mark: Mark) -> Span | None:
    """Return what stands in its clause before a number in brackets: 增修法令那一塊（策略八）."""
    opening = next((o for o, _ in _BRACKETS if mark.text.startswith(o)), "")
    before = reading.plain[: mark.start + len(opening)].rstrip()
    inside = any(before.endswith(o) for o, _ in _BRACKETS)
    if mark.sort != "strategy_no" or not inside:
        return None
    start = max((before.rfind(char) for char in _CLAUSES), default=-1) + 1
    return (start, len(before) - 1) if _says_nothing(reading, start, len(before) - 1) else None


def drop_glossed(plain: str, marks: Sequence[Mark]) -> list[Mark]:
    """Return marks without names of categories in the aside behind a number, which are part of its name.

    >>> numbered = Mark(0, 3, "strategy_no", 1, "目標一")
    >>> drop_glossed("目標一(海域執法)", [numbered, Mark(4, 8, "category_value", "海域執法", "海域執法")])
    [Mark(start=0, end=3, sort='strategy_no', value=1, text='目標一')]
    """
    asides = [
        (mark.end, plain.find(closing, mark.end))
        for mark in marks
        for opening, closing in _BRACKETS
        if mark.sort == "strategy_no" and plain.startswith(opening, mark.end)
    ]
    return [
        mark
        for mark in marks
        if mark.sort not in ("category_value", "link_value")
        or not any(start < mark.start and mark.end <= end for start, end in asides)
    ]


def _name_behind(reading: Reading, mark: Mark, entries: Sequence[Entry]) -> Span | None:
    """Return the words right behind the number of a strategy that its own name holds."""
    numbers = set(mark.value) if isinstance(mark.value, tuple) else {mark.value}
    texts = {fold_text(t) for e in entries if e.strategy_numbers & numbers for t in e.headings}
    rest = reading.plain[mark.end :].lstrip(" 「『")
    start, size = len(reading.plain) - len(rest), 0
    while size < len(rest) and any(rest[: size + 1] in text for text in texts):
        size += 1
    return (start, start + size) if size > 1 else None


def _says_nothing(reading: Reading, start: int, end: int) -> bool:
    return all(mark.sort.startswith(_SAYING_NOTHING) for mark in reading.between(start, end))
