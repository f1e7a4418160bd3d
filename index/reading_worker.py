"""A process that reads documents: `python -m index.reading_worker`, a request a line, a reply a line."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import msgspec

from index.reading import Reply, Request, read_entry
from index.shelf import list_glossaries
from ingest.glossary import Glossary, load_glossary
from ingest.records import UnreadableSource


def main() -> None:
    """Answer each line of input, a request, with a line of output."""
    for line in sys.stdin:
        request = msgspec.json.decode(line, type=Request, dec_hook=lambda type, value: type(value))
        sys.stdout.write(msgspec.json.encode(_answer(request)).decode() + "\n")
        sys.stdout.flush()


def _answer(request: Request) -> Reply:
    try:
        return Reply.of(read_entry(request, _load_glossary(request.home)))
    except UnreadableSource as error:
        return Reply(error=str(error))


@cache
def _load_glossary(home: Path) -> Glossary:
    return load_glossary(*list_glossaries(home))


if __name__ == "__main__":
    main()
