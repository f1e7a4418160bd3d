"""What the styles and lists of a Word document say of its paragraphs: how deep a heading is, its number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ingest.formats.numbering import write_ordinal

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VALUE = f"{W}val"
_LEVEL, _STYLE, _BASE, _NAME = f"{W}outlineLvl", f"{W}pStyle", f"{W}basedOn", f"{W}name"
_LIST, _LIST_ID, _LIST_LEVEL = f"{W}numPr", f"{W}numId", f"{W}ilvl"
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_PLACEHOLDER = re.compile("%([1-9])")
_LEVELS = 9
_LONGEST_CHAIN = 20
# The first number of each of Word's forms; what is not named here is written in digits.
_FIRST = {
    "decimalZero": "01",
    "decimalFullWidth": "１",
    "decimalFullWidth2": "１",
    **dict.fromkeys(
        (
            "taiwaneseCounting", "taiwaneseCountingThousand", "chineseCounting", "chineseCountingThousand",
            "japaneseCounting", "ideographDigital", "taiwaneseDigital",
        ),
        "一",
    ),
    **dict.fromkeys(("ideographLegalTraditional", "chineseLegalSimplified", "japaneseLegal"), "壹"),
    "ideographTraditional": "甲",
    "ideographZodiac": "子",
    "upperLetter": "A",
    "lowerLetter": "a",
    "upperRoman": "I",
    "lowerRoman": "i",
    "decimalEnclosedCircle": "①",
    "decimalEnclosedCircleChinese": "①",
}  # fmt: skip
_UNNUMBERED = frozenset({"bullet", "none"})


def value(element: Any, path: str, default: str = "") -> str:
    """Return the `val` of the element a path leads to, the default where there is none."""
    found = element.find(path) if element is not None else None
    return default if found is None else found.get(_VALUE, default)


def is_on(element: Any, tag: str) -> bool:
    """Say whether a property that is on or off is there and on."""
    found = element.find(f"{W}{tag}") if element is not None else None
    return found is not None and found.get(_VALUE, "true") not in ("0", "false", "off")


def whole(stated: str, default: int | None = None, *, most: int = 9) -> int | None:
    """Return a stated number of at most so many digits, the default for what is none."""
    return int(stated) if stated.isascii() and stated.isdecimal() and len(stated) <= most else default


class Styles:
    """The styles of paragraphs: the heading level and the list each gives, its own or an inherited one."""

    def __init__(self, root: Any | None) -> None:
        styles = [] if root is None else list(root.iterchildren(f"{W}style"))
        self._by_id = {style.get(f"{W}styleId", ""): style for style in styles}

    def level(self, properties: Any) -> int | None:
        """Return how deep a heading a paragraph is, 0 for the highest; None for body text."""
        sources = self._sources(properties)
        for source, _ in sources:
            stated = whole(value(source, _LEVEL))
            if stated is not None:
                return stated if stated < _LEVELS else None
        for _, name in sources:
            if match := _HEADING.fullmatch(name):
                return int(match[1]) - 1
            if name.lower() == "title":
                return 0
        return None

    def numbered(self, properties: Any) -> tuple[str, int] | None:
        """Return the list a paragraph is an item of, and its level in it."""
        number, level = "", None
        for source, _ in self._sources(properties):
            stated = None if source is None else source.find(_LIST)
            if stated is not None:
                number = number or value(stated, _LIST_ID)
                level = whole(value(stated, _LIST_LEVEL)) if level is None else level
        return None if number in ("", "0") else (number, min(level or 0, _LEVELS - 1))

    def _sources(self, properties: Any) -> list[tuple[Any, str]]:
        """Return the properties that hold for a paragraph, each with the name of its style: its own first."""
        found = [(properties, "")]
        style, left = value(properties, _STYLE), _LONGEST_CHAIN
        while style in self._by_id and left:
            element = self._by_id[style]
            found.append((element.find(f"{W}pPr"), value(element, _NAME)))
            style, left = value(element, _BASE), left - 1
        return found


@dataclass(slots=True)
class _Level:
    first: str
    start: int
    text: str


@dataclass(slots=True)
class _List:
    """The levels of one list and how far each has counted; lists of one definition count together."""

    levels: dict[int, _Level] = field(default_factory=dict)
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


class Numbering:
    """Counts the items of a document's lists, in the order in which they are read."""

    def __init__(self, root: Any | None) -> None:
        self._lists: dict[str, _List] = {}
        self._definitions: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        for abstract in root.iterchildren(f"{W}abstractNum"):
            self._lists[abstract.get(f"{W}abstractNumId", "")] = _List(_read_levels(abstract))
        for number in root.iterchildren(f"{W}num"):
            id = number.get(f"{W}numId", "")
            self._definitions[id] = value(number, f"{W}abstractNumId")
            self._restarts[id] = {
                level: start
                for override in number.iterchildren(f"{W}lvlOverride")
                if (level := whole(override.get(f"{W}ilvl", ""))) is not None
                and (start := whole(value(override, f"{W}startOverride"))) is not None
            }

    def write(self, number: str, level: int) -> str:
        """Return what stands before the next item of a list: its number as the list writes it, or nothing."""
        found = self._lists.get(self._definitions.get(number, ""))
        if found is None or level not in found.levels:
            return ""
        restart = self._restarts[number].pop(level, None)
        counts = found.counts
        before = counts[level]
        following = found.levels[level].start if before is None else before + 1
        counts[level] = following if restart is None else restart
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)

        def write_level(match: re.Match[str]) -> str:
            named = int(match[1]) - 1
            stated = found.levels.get(named)
            count = counts[named]
            if stated is None:
                return ""
            return write_ordinal(stated.start if count is None else count, stated.first)

        return _PLACEHOLDER.sub(write_level, found.levels[level].text)


def _read_levels(abstract: Any) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for element in abstract.iterchildren(f"{W}lvl"):
        level = whole(element.get(f"{W}ilvl", ""))
        form = value(element, f"{W}numFmt", "decimal")
        if level is not None and level < _LEVELS and form not in _UNNUMBERED:
            start = whole(value(element, f"{W}start"), 0)
            levels[level] = _Level(_FIRST.get(form, "1"), start or 0, value(element, f"{W}lvlText"))
    return levels
