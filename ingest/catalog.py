"""The catalogue of the texts that come with plancite."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parent.parent / "corpus"


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """What the catalogue says of one document."""

    id: str
    path: Path
    file: str
    title: str = ""
    publisher: str = ""
    date: str = ""
    edition: int | None = None
    password: str | None = None


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
        )
        for id, entry in table.items()
    ]
