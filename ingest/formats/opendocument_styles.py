"""What the styles of an OpenDocument text say: raised and hidden text, titles, how lists are numbered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.formats.numbering import write_ordinal

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TEXT, TABLE, STYLE, DRAW = (_NS % name for name in ("text", "table", "style", "drawing"))
OFFICE, FO = _NS % "office", _NS % "xsl-fo-compatible"
_LEVELS = 10
_LONGEST_CHAIN = 20
_KINDS = (f"{TEXT}list-style", f"{TEXT}outline-style")
_NUMBERS = (f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style")


def whole(stated: str | None, default: int = 1, *, most: int = 9) -> int:
    """Return a stated number of at most so many digits, the default for what is none."""
    text = stated or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= most else default


def is_raised(position: str) -> bool:
    """Say whether a position of text is above the line: "super 58%", "33% 58%".

    >>> is_raised("super 58%"), is_raised("-33% 58%"), is_raised("0% 100%")
    (True, False, False)
    """
    first = position.split(" ")[0]
    return first == "super" or (first.endswith("%") and first[0] not in "-0")


@dataclass(frozen=True, slots=True)
class Level:
    """How the items of one level of a list are numbered: the first number looks like `first`."""

    first: str
    before: str
    after: str
    start: int
    shown: int


Levels = Mapping[int, Level]


class Styles:
    """The styles a document names, its own before those that it shares."""

    def __init__(self, *roots: Any) -> None:
        self._by_name: dict[tuple[str, str], Any] = {}
        self.lists: dict[str, Levels] = {}
        self.outline: Levels = {}
        for root in roots:
            for style in root.iter(f"{STYLE}style"):
                key = style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")
                self._by_name.setdefault(key, style)
            for stated in root.iter(*_KINDS):
                if stated.tag == _KINDS[1]:
                    self.outline = self.outline or _read_levels(stated)
                else:
                    self.lists.setdefault(stated.get(f"{STYLE}name", ""), _read_levels(stated))

    def raised(self, name: str | None) -> bool:
        """Say whether text of a style is raised."""
        stated = self._find("text", name, "text-properties", f"{STYLE}text-position")
        return bool(stated) and is_raised(stated)

    def hidden(self, name: str | None) -> bool:
        """Say whether text of a style is hidden."""
        return self._find("text", name, "text-properties", f"{TEXT}display") == "none"

    def is_title(self, name: str | None) -> bool:
        """Say whether paragraphs of a style are the title of the document."""
        return any(style.get(f"{STYLE}name") == "Title" for style in self._chain("paragraph", name))

    def starts_page(self, name: str | None) -> bool:
        """Say whether a table of a style begins a page."""
        return self._find("table", name, "table-properties", f"{FO}break-before") == "page"

    def _find(self, family: str, name: str | None, kind: str, attribute: str) -> str:
        for style in self._chain(family, name):
            properties = style.find(f"{STYLE}{kind}")
            if properties is not None and attribute in properties.attrib:
                return str(properties.get(attribute))
        return ""

    def _chain(self, family: str, name: str | None) -> list[Any]:
        found: list[Any] = []
        while name and (family, name) in self._by_name and len(found) < _LONGEST_CHAIN:
            found.append(self._by_name[family, name])
            name = found[-1].get(f"{STYLE}parent-style-name")
        return found


def _read_levels(stated: Any) -> Levels:
    levels: dict[int, Level] = {}
    for element in stated.iterchildren(*_NUMBERS):
        # Chinese forms are named by their first numbers: "一, 二, 三, ...".
        first = element.get(f"{STYLE}num-format", "").split(",")[0].strip()
        if first:
            levels[whole(element.get(f"{TEXT}level"))] = Level(
                first,
                element.get(f"{STYLE}num-prefix", ""),
                element.get(f"{STYLE}num-suffix", ""),
                whole(element.get(f"{TEXT}start-value")),
                whole(element.get(f"{TEXT}display-levels")),
            )
    return levels


class Counts:
    """How far the levels of one list have counted."""

    def __init__(self) -> None:
        self._counts: list[int | None] = [None] * (_LEVELS + 1)

    def write(self, levels: Levels, depth: int, start: str | None = None) -> str:
        """Count one item at a depth from 1, and return its number as the list writes it, or nothing."""
        if not 1 <= depth <= _LEVELS:
            return ""
        level, before = levels.get(depth), self._counts[depth]
        following = (level.start if level else 1) if before is None else before + 1
        self._counts[depth] = whole(start, following)
        self._counts[depth + 1 :] = [None] * (_LEVELS - depth)
        if level is None:
            return ""
        numbers = []
        for shown in range(max(1, depth - level.shown + 1), depth + 1):
            if found := levels.get(shown):
                count = self._counts[shown]
                numbers.append(write_ordinal(found.start if count is None else count, found.first))
        return f"{level.before}{'.'.join(numbers)}{level.after}"
