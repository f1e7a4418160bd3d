"""Running heads, feet and page numbers: what stands on every page and belongs to none of its text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.letters import is_wide
from ingest.pdf.strips import Strip

_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(
    r"[\W_]{0,3}(?:第|page|p\.?)?(?P<no>\d{1,4}|[ivxlc]{1,7})(?:頁|页)?(?:[/／,，、]?(?:共|of)?\d{1,4}(?:頁|页)?)?[\W_]{0,3}",
    re.IGNORECASE,
)
_DEEPEST = 4
_MARGIN = 0.2
_SAME_HEIGHT = 3.0
_DENSITY = 0.4
_LEAST_PAGES = 3
# Pages that hold little else than what is repeated are a text of repeated pages.
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class _Edge:
    """A strip near the upper or lower edge of a page, by what it says whatever the page."""

    key: tuple[bool, str]
    height: float


def find_furniture(
    pages: Sequence[tuple[float, list[Strip]]], protected: Sequence[set[int]], characters: int
) -> list[set[int]]:
    """Return for each page, given as (height, strips from top to bottom), the strips that are furniture.

    A strip is furniture when it is the outermost left at its edge and the same words, numbers aside,
    stand at the same height on three pages (on both of two), or when it is a page number that goes
    up with the pages. `protected` holds the strips that are text whatever they look like, `characters`
    is how many the document has: where furniture would be most of them, it is the text.
    """
    found: list[set[int]] = [set() for _ in pages]
    for _ in range(_DEEPEST):
        edges = [_outermost(*page, found[i], protected[i]) for i, page in enumerate(pages)]
        furniture = _find_repeated(edges, len(pages)) | _find_numbers(edges, pages)
        if not furniture:
            break
        for i, index in furniture:
            found[i].add(index)
    out = sum(len(strips[index].glyphs) for (_, strips), on in zip(pages, found, strict=True) for index in on)
    return found if out <= _MOST * characters else [set() for _ in pages]


def _outermost(
    height: float, strips: Sequence[Strip], found: set[int], protected: set[int]
) -> dict[int, _Edge]:
    """Return the first and the last strip of a page that are not yet found."""
    left = [index for index in range(len(strips)) if index not in found]
    edges: dict[int, _Edge] = {}
    for index, is_foot in ((left[0], False), (left[-1], True)) if left else ():
        strip = strips[index]
        middle = (strip.top + strip.bottom) / 2
        near = middle > (1 - _MARGIN) * height if is_foot else middle < _MARGIN * height
        if near and index not in protected and index not in edges:
            words = _SPACE.sub("", strip.text)
            # A line of nothing but digits may be a value; whether it numbers the pages is told elsewhere.
            words = _DIGITS.sub("#", words) if any(char.isalpha() for char in words) else words
            edges[index] = _Edge((is_foot, words), middle)
    return edges


def _find_repeated(edges: Sequence[dict[int, _Edge]], count: int) -> set[tuple[int, int]]:
    """Return (page, strip) of words that stand at one height on page after page, or on every other."""
    found: dict[tuple[bool, str], list[tuple[float, int, int]]] = defaultdict(list)
    for i, page in enumerate(edges):
        for index, edge in page.items():
            found[edge.key].append((edge.height, i, index))
    repeated: set[tuple[int, int]] = set()
    for places in found.values():
        for group in _group_heights(sorted(places)):
            on = sorted({i for _, i, _ in group})
            dense = len(on) >= _DENSITY * (on[-1] - on[0] + 1)
            if len(on) >= min(_LEAST_PAGES, max(2, count)) and dense:
                repeated.update((i, index) for _, i, index in group)
    return repeated


def _group_heights(places: Sequence[tuple[float, int, int]]) -> list[list[tuple[float, int, int]]]:
    groups: list[list[tuple[float, int, int]]] = []
    for place in places:
        if groups and place[0] - groups[-1][-1][0] <= _SAME_HEIGHT:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _find_numbers(
    edges: Sequence[dict[int, _Edge]], pages: Sequence[tuple[float, list[Strip]]]
) -> set[tuple[int, int]]:
    """Return (page, strip) of page numbers: they grow by one with each page, or stand between dashes."""
    offsets: Counter[tuple[bool, int]] = Counter()
    shaped: dict[tuple[int, int], tuple[bool, int]] = {}
    dashed: set[tuple[int, int]] = set()
    for i, page in enumerate(edges):
        for index, edge in page.items():
            text = _SPACE.sub("", pages[i][1][index].text)
            match = _NUMBER.fullmatch(text) if len(text) <= 20 else None
            if match is None:
                continue
            if text[0] in "-–—－─第" and text[-1] in "-–—－─頁页":
                dashed.add((i, index))
            if match["no"].isdecimal():
                shaped[i, index] = (edge.key[0], int(match["no"]) - i)
                offsets[shaped[i, index]] += 1
            elif not is_wide(match["no"][0]) and len(pages) > 1:
                dashed.add((i, index))
    least = min(_LEAST_PAGES, max(2, len(pages)))
    return {where for where, offset in shaped.items() if offsets[offset] >= least} | dashed
