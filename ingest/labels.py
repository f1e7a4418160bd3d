"""Recognising the labels of cells, whatever their spacing, tags, years or line breaks."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ingest.markup import strip_tags

LABELS_FILE = Path(__file__).with_name("labels.toml")
_NUMBER = re.compile(r"\d+")
_IGNORED = re.compile(r"[\s「」『』“”\"'﹁﹂]+")


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """A label that was recognised: the field it names, the years in it, and whether it is whole."""

    key: str
    years: tuple[int, ...]
    complete: bool


# The same dozen labels come back in every table of a document, and each is asked for several times.
@lru_cache(maxsize=256)
def fold_label(raw: str) -> str:
    """Return a label without what varies: tags, spaces, quotation marks, width, and its numbers.

    >>> fold_label("<p>108 年及 109 年績效目標「達成率」及執行成果比較</p>")
    '#年及#年績效目標達成率及執行成果比較'
    """
    folded = unicodedata.normalize("NFKC", strip_tags(raw))
    return _NUMBER.sub("#", _IGNORED.sub("", folded)).rstrip(":")


@lru_cache(maxsize=256)
def label_years(raw: str) -> tuple[int, ...]:
    """Return the years a label names as ROC years, in their order; months are no years.

    >>> label_years("109 年度(1 月至 12 月)績效目標達成情形"), label_years("2021年目標值")
    ((109,), (110,))
    """
    folded = _IGNORED.sub("", unicodedata.normalize("NFKC", strip_tags(raw)))
    numbers = [int(n) for n in _NUMBER.findall(folded) if len(n) in (2, 3, 4)]
    years = [n - 1911 if n > 1911 else n for n in numbers]
    return tuple(y for y in years if 50 <= y <= 199)


class LabelSet:
    """The labels of one kind of record, read from labels.toml."""

    def __init__(self, start: tuple[str, ...], fields: dict[str, list[str]]) -> None:
        self.start = frozenset(fold_label(label) for label in start)
        self.keys = {
            fold_label(label.replace("{Y}", "109")): key for key, labels in fields.items() for label in labels
        }

    def match(self, raw: str) -> LabelMatch | None:
        """Return the field a label names; `complete` is false when it is only the beginning of one.

        A beginning counts from three characters on; its key is empty while it can lead to several fields.
        """
        folded = fold_label(raw)
        if not folded or len(folded) > 60:
            return None
        if folded in self.keys:
            return LabelMatch(self.keys[folded], label_years(raw), True)
        if len(folded) < 3:
            return None
        begun = {key for label, key in self.keys.items() if label.startswith(folded)}
        if not begun:
            return None
        return LabelMatch(begun.pop() if len(begun) == 1 else "", label_years(raw), False)

    def starts_record(self, raw: str) -> bool:
        """Say whether the label opens a new record (序次, 編號)."""
        return fold_label(raw) in self.start


# Labels of the document that is being read, as (its own label, field or known label).
OwnLabels = tuple[tuple[str, str], ...]
_OWN: ContextVar[OwnLabels] = ContextVar("own labels", default=())


def load_labels(kind: str) -> LabelSet:
    """Return the labels of one kind of record: measure, annex, kpi or project.

    Those of the document that is being read (`use_labels`) are among them.
    """
    return _load(kind, _OWN.get())


def find_label(text: str, kinds: tuple[str, ...] = ("measure", "annex")) -> LabelMatch | None:
    """Return the whole label a cell holds, of the first kind of record that has it; None for other cells.

    The key of a label that opens a record is empty.

    >>> find_label("績 效 目 標").key, find_label("序次").key, find_label("績效"), find_label("法務部")
    ('goal', '', None, None)
    """
    for kind in kinds:
        labels = load_labels(kind)
        match = LabelMatch("", (), True) if labels.starts_record(text) else labels.match(text)
        if match and match.complete:
            return match
    return None


@contextmanager
def use_labels(own: OwnLabels) -> Iterator[None]:
    """Recognise a plan's own labels too, each as a field (result) or as a known label (執行成果).

    >>> with use_labels((("辦得怎樣", "result"), ("號", "序次"))):
    ...     load_labels("measure").match("辦得怎樣").key, load_labels("measure").starts_record("號")
    ('result', True)
    """
    token = _OWN.set(own)
    try:
        yield
    finally:
        _OWN.reset(token)


def own_labels() -> OwnLabels:
    """Return the labels of the plan that is being read, as `use_labels` was given them."""
    return _OWN.get()


def find_meaning(meant: str) -> dict[str, str]:
    """Return what a field or known label means in each kind of record, an empty field for its number.

    >>> find_meaning("result"), find_meaning("執行成果"), find_meaning("序次"), find_meaning("甲乙")
    ({'measure': 'result'}, {'measure': 'result'}, {'measure': ''}, {})
    """
    found: dict[str, str] = {}
    for kind in _read_file():
        labels = _load(kind, ())
        match = labels.match(meant.replace("{Y}", "109"))
        if meant in labels.keys.values():
            found[kind] = meant
        elif labels.starts_record(meant):
            found[kind] = ""
        elif match and match.complete:
            found[kind] = match.key
    return found


@cache
def _load(kind: str, own: OwnLabels) -> LabelSet:
    table = _read_file()[kind]
    start: list[str] = list(table.get("start", ()))
    fields: dict[str, list[str]] = {key: list(labels) for key, labels in table["fields"].items()}
    for label, meant in own:
        key = find_meaning(meant).get(kind)
        if key == "":
            start.append(label)
        elif key is not None:
            fields[key].append(label)
    return LabelSet(tuple(start), fields)


@cache
def _read_file() -> dict[str, Any]:
    return tomllib.loads(LABELS_FILE.read_text(encoding="utf-8"))
