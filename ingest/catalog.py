"""The catalogues: of the texts that come with plancite, and of a user's own in the home folder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.labels import OwnLabels, find_meaning
from ingest.records import Problem
from ingest.tables.words import load_words

CORPUS = Path(__file__).parent.parent / "corpus"
_TEXTS = ("title", "publisher", "date")
_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """What the catalogue says of one document.

    `labels` are the document's own labels, each with the field or the known label it stands for.
    """

    id: str
    path: Path
    file: str
    title: str = ""
    publisher: str = ""
    date: str = ""
    edition: int | None = None
    password: str | None = None
    labels: OwnLabels = ()


def read_catalog(corpus: Path = CORPUS) -> list[CatalogEntry]:
    """Return the entries of a corpus folder's catalog.toml, in its order.

    `file` is written relative to the folder's parent, as citations show it.
    """
    table = tomllib.loads((corpus / "catalog.toml").read_text(encoding="utf-8"))
    return [
        CatalogEntry(
            id=id,
            path=corpus / entry["file"],
            file=f"{corpus.name}/{entry['file']}",
            title=entry.get("title", ""),
            publisher=entry.get("publisher", ""),
            date=entry.get("date", ""),
            edition=entry.get("edition"),
            labels=tuple(entry.get("labels", {}).items()),
        )
        for id, entry in table.items()
    ]


def list_fields() -> tuple[str, ...]:
    """Return the fields a label of a document may be said to stand for: whatever a heading may name."""
    return load_words().names


def has_meaning(meant: str) -> bool:
    """Say whether a label may be said to stand for this: a field, or a label that is known.

    >>> [has_meaning(meant) for meant in ("status", "budget", "執行成果", "甲乙")]
    [True, True, True, False]
    """
    return meant in list_fields() or bool(find_meaning(meant))


def apply_catalog(path: Path, entries: list[CatalogEntry]) -> tuple[list[CatalogEntry], list[Problem]]:
    """Return entries with what a catalogue of the user's own says of them, and what of it cannot be used.

    A table a document, named by its id: title, publisher, date, edition, and [id.labels].
    """
    if not path.is_file():
        return entries, []
    try:
        text = path.read_bytes().decode("utf-8-sig")
        table = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        line = _LINE.search(str(error))
        reason = " ".join(str(error).split())[:120]
        return entries, [Problem(str(path), int(line[1]) if line else 1, f"expected TOML, found {reason}")]
    reader = _CatalogReader(path, text.split("\n"))
    known = {entry.id for entry in entries}
    for id in table:
        if id not in known:
            reader.report((id,), f"expected the id of a document ({', '.join(known)}), found {id!r}")
    return [reader.apply(entry, table.get(entry.id, {})) for entry in entries], reader.problems


class _CatalogReader:
    """Reads the tables of one catalogue and collects what cannot be used."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        self._path, self._lines = path, lines
        self.problems: list[Problem] = []

    def report(self, keys: tuple[str, ...], message: str) -> None:
        """Add a problem at the line that holds the last of nested keys after the others."""
        line = 0
        for key in keys:
            found = (n for n in range(line, len(self._lines)) if key in self._lines[n])
            line = next(found, line)
        self.problems.append(Problem(str(self._path), line + 1, message))

    def apply(self, entry: CatalogEntry, table: Any) -> CatalogEntry:
        """Return an entry with what its table says of it."""
        if not isinstance(table, dict):
            self.report((entry.id,), f"expected a table [{entry.id}], found {table!r:.60}")
            return entry
        said: dict[str, Any] = {}
        for key, value in table.items():
            if key in _TEXTS and isinstance(value, str):
                said[key] = value
            elif key == "edition" and type(value) is int and 1 <= value <= 2999:
                said[key] = value - 1911 if value > 1911 else value
            elif key == "labels" and isinstance(value, dict):
                said[key] = (*entry.labels, *self._read_labels(entry.id, value))
            else:
                expected = "title, publisher and date as text, edition as a year, and labels"
                self.report((entry.id, key), f"expected {expected}, found {key} = {value!r:.60}")
        return replace(entry, **said)

    def _read_labels(self, id: str, labels: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for label, meant in labels.items():
            if isinstance(meant, str) and label.strip() and has_meaning(meant):
                yield label, meant
            else:
                expected = f"a field (such as action, result, target) or a known label for {label!r}"
                self.report((f"{id}.labels", label), f"expected {expected}, found {meant!r:.60}")
