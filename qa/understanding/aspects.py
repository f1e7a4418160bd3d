"""Which aspect of an entry a question asks for: why, what will be done, who, when, how measured and so on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qa.cues import compile_word

_FILE = Path(__file__).with_name("aspects.toml")
# What counts is a figure, whatever else is asked of it.
_COUNTED = re.compile(r"幾(?!乎)|多少|\bhow (?:many|much)\b")
_STATED = "stated"
# What is asked beside these is asked of the same sentence: 為什麼沒有數字.
OVER_COUNTS = frozenset({"reason", "remedy"})
_HINTED = 0.4
# 衡量標準為何 asks what it is, not why.
_WHAT, _ENDS = "為何", "？?，,。；; "
_AGENCIES = frozenset({"lead", "support", "who"})


@dataclass(frozen=True, slots=True)
class Aspect:
    """What answers one way of asking: the fields and labels that hold it, the words that show it.

    Words of `aside` hold one that shows it and do not; those of `hinders` say what
    stands in the way, those of `missed` that something fell short.
    """

    name: str
    asks: tuple[str, ...]
    names: tuple[str, ...]
    fields: tuple[str, ...]
    labels: tuple[str, ...]
    shown: tuple[str, ...]
    sure: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    hinders: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    cell: bool = False

    def rank_field(self, key: str, label: str) -> int | None:
        """Return how surely a field of a key and label holds it, 0 the surest; None where it does not."""
        if key in self.fields:
            return self.fields.index(key)
        if any(key in aspect.fields for aspect in load_aspects().values()):
            # 分組主辦機關列管說明 names no agency.
            return None
        return len(self.fields) if any(word in label or word in key for word in self.labels) else None

    def is_labelled(self, label: str) -> bool:
        """Say whether a label names it."""
        return any(word in label for word in self.labels)

    def show(self, text: str) -> float:
        """Return how surely a sentence's words show it.

        1 where one does, less where one may, below 0 where they say something else.
        """
        for word in self.aside:
            text = text.replace(word, " ")
        if any(word in text for word in self.shown):
            return 1.0
        if any(word in text for word in self.hints):
            return _HINTED
        return -1.0 if any(word in text for word in self.unlike) else 0.0

    def is_hindered(self, text: str) -> bool:
        """Say whether a sentence tells what stood in the way of something.

        >>> reason = load_aspects()["reason"]
        >>> reason.is_hindered("因颱風停工9日"), reason.is_hindered("因含捷運建設，占比最高")
        (True, False)
        """
        return any(word in text for word in self.hinders)

    def is_missed(self, text: str) -> bool:
        """Say whether a sentence tells that something fell short."""
        return any(word in text for word in self.missed)


@dataclass(frozen=True, slots=True)
class AskedAspects:
    """The aspects a question asks for in its order, what is left of it, and whether it can only ask for them.

    `rest` is the question without the words that name aspects and without what it only states of the
    entry, as 未達標; `open` says that a word asks for an aspect by itself.
    """

    aspects: tuple[Aspect, ...]
    rest: str
    counted: bool
    open: bool

    @property
    def names(self) -> frozenset[str]:
        """The names of the aspects."""
        return frozenset(aspect.name for aspect in self.aspects)


@cache
def load_aspects() -> dict[str, Aspect]:
    """Return the aspects by name."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        name: Aspect(
            name,
            tuple(words["asks"]),
            tuple(words["names"]),
            tuple(words["fields"]),
            tuple(words["labels"]),
            tuple(words["shown"]),
            tuple(words.get("sure", ())),
            tuple(words.get("hints", ())),
            tuple(words.get("unlike", ())),
            tuple(words.get("aside", ())),
            tuple(words.get("hinders", ())),
            tuple(words.get("missed", ())),
            words.get("cell", False),
        )
        for name, words in table.items()
    }


@cache
def _words() -> tuple[tuple[str, str, bool], ...]:
    """Return each word with its aspect and whether it asks by itself, the longest first."""
    every = [
        (word, aspect.name, asking)
        for aspect in load_aspects().values()
        for asking, words in ((True, aspect.asks), (False, aspect.names))
        for word in words
    ]
    every.sort(key=lambda entry: -len(entry[0]))
    return tuple(every)


def read_aspects(plain: str, framed: Callable[[int, int], bool] = lambda start, end: False) -> AskedAspects:
    """Return which aspects a question, in Traditional Chinese and lower case, asks for.

    A word inside a longer one asks for nothing by itself: in 誰協辦 no 誰 is asked for; nor does one that
    only frames the question, as 誰 of 誰能告訴我, which `framed` says of a stretch.

    >>> asked = read_aspects("旋轉門條款修法是誰主辦？為什麼未達標")
    >>> [aspect.name for aspect in asked.aspects], asked.rest.split()
    (['lead', 'reason'], ['旋轉門條款修法是', '？'])
    >>> read_aspects("109年查獲幾件").aspects
    ()
    >>> [aspect.name for aspect in read_aspects("衡量標準為何？").aspects]
    ['standard']
    """
    found: dict[str, int] = {}
    rest, asking = plain, False
    for word, name, asks in _words():
        if word not in rest:
            continue
        for match in compile_word(word).finditer(rest):
            what = match[0] == _WHAT and (plain[match.end() :] or "?")[0] in _ENDS
            # Which Ministry of Justice projects: the agency is named, not asked for.
            named = match[0].startswith(("which", "what")) and plain.startswith(" of ", match.end())
            if name != _STATED and not what and not named and not (asks and framed(*match.span())):
                found[name] = min(found.get(name, match.start()), match.start())
                asking = asking or asks
            rest = f"{rest[: match.start()]}{' ' * len(match[0])}{rest[match.end() :]}"
    if _AGENCIES & found.keys() - {"who"}:
        found.pop("who", None)
    table = load_aspects()
    ordered = sorted(found, key=lambda name: found[name])
    return AskedAspects(
        tuple(table[name] for name in ordered), rest, _COUNTED.search(rest) is not None, asking
    )


def is_lookup(asked: AskedAspects, kind: str) -> bool:
    """Say whether a question asks for aspects of entries, and for no figure, set or comparison beside them.

    >>> is_lookup(read_aspects("甲案未達成，明年要怎麼改善"), "compare")
    True
    >>> is_lookup(read_aspects("主辦機關有幾個"), "figure")
    False
    >>> is_lookup(read_aspects("哪些措施未達標，原因？"), "list")
    False
    """
    # How something is measured may be asked with its parts: 怎麼衡量，各占多少.
    measured = asked.open and "standard" in asked.names
    if not asked.aspects or (asked.counted and not measured and not asked.names & OVER_COUNTS):
        return False
    if kind == "list":
        return asked.open and not asked.names & OVER_COUNTS
    return kind == "lookup" or measured or not asked.counted
