"""The parts of a workbook that may be long, read as streams: nothing stays in memory but what is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.formats.packages import Package

_CHUNK = 1 << 16
_TAKEN = frozenset({"c", "si", "row", "mergeCell", "col"})
_TEXTS = frozenset({"v", "t"})


@dataclass(slots=True)
class Stored:
    """What stands in a cell or shared text: its value, whether it is computed, its text, raised or not."""

    value: str | None = None
    formula: bool = False
    pieces: list[tuple[str, bool]] = field(default_factory=list)


Take = Callable[[str, Mapping[str, str], Stored], None]


def stream_part(package: Package, part: str, take: Take) -> None:
    """Call `take(tag, attributes, stored)` for each cell, text, row, merged area and column, as it ends.

    Raises what `take` raises, lxml's errors for damaged XML, ValueError for XML that declares entities.
    """
    from lxml import etree

    parser = etree.XMLParser(target=_Target(take), resolve_entities=False, no_network=True)
    with package.open(part) as file:
        while chunk := file.read(_CHUNK):
            parser.feed(chunk)
    parser.close()


class _Target:
    """Takes the elements of a part one by one. How characters are read aloud (rPh) is no text of a cell."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._attributes: list[tuple[str, Mapping[str, str]]] = []
        self._stored = Stored()
        self._text: list[str] | None = None
        self._raised = self._aloud = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name in _TAKEN:
            self._attributes.append((name, dict(attributes)))
            if name == "c" or name == "si":
                self._stored = Stored()
        elif name in _TEXTS:
            self._text = []
        elif name == "f":
            self._stored.formula = True
        elif name == "r":
            self._raised = False
        elif name == "vertAlign":
            self._raised = attributes.get("val") == "superscript"
        elif name == "rPh":
            self._aloud = True

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if name in _TEXTS:
            text, self._text = "".join(self._text or ()), None
            if name == "v":
                self._stored.value = text
            elif not self._aloud:
                self._stored.pieces.append((text, self._raised))
        elif name == "rPh":
            self._aloud = False
        elif name == "r":
            self._raised = False
        elif name in _TAKEN:
            self._take(name, self._attributes.pop()[1], self._stored)

    def doctype(self, *_: Any) -> None:
        raise ValueError("a document type")

    def close(self) -> None:
        """End the part; nothing is kept of it."""
