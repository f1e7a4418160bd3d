"""Documents that were added and then turn out to be unreadable: they go, so that they hold up no other."""

from __future__ import annotations

from pathlib import Path

from index.damage import StoreError
from index.reading import Request, read_entry
from index.shelf import list_documents, list_glossaries, remove_documents
from index.store import open_store
from ingest.catalog import CORPUS, read_catalog
from ingest.glossary import load_glossary
from ingest.records import UnreadableSource


def reject_unreadable(home: Path, corpus: Path = CORPUS) -> list[str]:
    """Remove what was added since the current index was built and cannot be read; return a line for each.

    What the current index holds stays: it is answered from, and its file may be mended.
    """
    try:
        held = {document.id for document in open_store(home).manifest.documents}
    except StoreError:
        return []
    held |= {entry.id for entry in read_catalog(corpus)}
    glossary = load_glossary(*list_glossaries(home))
    said: list[str] = []
    for entry in list_documents(home, corpus):
        if entry.id in held:
            continue
        try:
            read_entry(Request(entry, home), glossary)
        except UnreadableSource as error:
            remove_documents(home, [entry.id], corpus)
            said.append(f"{error}; {entry.id} was left out")
    return said
