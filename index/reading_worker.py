"""A process that reads documents: `python -m index.reading_worker`, a request a line, a reply a line."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import msgspec

from index.reading import Reply, Request
from index.shelf import find_source
from ingest.glossary import Glossary, load_glossary
from ingest.library import read_document
from ingest.records import UnreadableSource


def main() -> None:
    """Answer each line of input, a request, with a line of output."""
    for line in sys.stdin:
        request = msgspec.json.decode(line, type=Request)
        sys.stdout.write(msgspec.json.encode(_answer(request)).decode() + "\n")
        sys.stdout.flush()


def _answer(request: Request) -> Reply:
    entry = request.entry()
    try:
        glossary = _load_glossary(request.glossaries)
        source = find_source(Path(request.home), entry)
        return Reply(read_document(entry.path, entry, glossary, source=source))
    except UnreadableSource as error:
        return Reply(error=str(error))


@cache
def _load_glossary(paths: tuple[str, ...]) -> Glossary:
    return load_glossary(*map(Path, paths))


if __name__ == "__main__":
    main()
