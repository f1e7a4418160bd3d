"""The process that adds and removes documents: `python -m qa.ui.builder`, a request on its input.

It answers with lines of JSON: {"progress": [stage, done, total]}, {"said": [...]}, and last
{"state": "done"}, {"state": "nothing"} or {"state": "failed", "reason": ..., "locked": ...}.
Killed at any moment it leaves the index that was there.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.build import build_index
from index.damage import StoreError
from index.embedder import ModelError
from index.shelf import ShelfError, add_documents, list_documents, remove_documents
from index.vectors import VectorError
from ingest.catalog import CORPUS
from ingest.records import UnreadableSource

# What unusable documents and a full disk raise; each says in one line what is wrong.
_EXPECTED = (UnreadableSource, ShelfError, StoreError, ModelError, VectorError, OSError)
_LOCKED = "expected the password of an encrypted PDF"
Tell = Callable[[dict[str, Any]], None]


def work(request: dict[str, Any], tell: Tell) -> None:
    """Do what a request asks for, telling how far it is and how it ended."""
    home, corpus = Path(request["home"]), Path(request["corpus"] or CORPUS)

    def report(stage: str, done: int, total: int) -> None:
        tell({"progress": [stage, done, total]})

    def report_page(stage: str, done: int, total: int) -> None:
        report("ocr" if stage == "ocr" else "pages", done, total)

    try:
        before = {entry.id for entry in list_documents(home, corpus)}
        if request["remove"]:
            tell({"said": remove_documents(home, request["remove"], corpus)})
        else:
            paths = [Path(path) for path in request["add"]]
            said = add_documents(home, paths, corpus, password=request["password"], progress=report_page)
            tell({"said": said})
            if {entry.id for entry in list_documents(home, corpus)} == before:
                tell({"state": "nothing"})
                return
        build_index(home, None, corpus, report)
        tell({"state": "done"})
    except BrokenPipeError:
        raise  # Nobody is left to be told.
    except _EXPECTED as error:
        tell({"state": "failed", "reason": str(error), "locked": _LOCKED in str(error)})
    except Exception as error:
        # A bug must not leave the page without an answer; its trace goes to the log.
        tell({"state": "failed", "reason": type(error).__name__, "locked": False})
        raise


def main() -> None:
    """Read a request from the input and answer on the output."""
    # What a library prints must not stand among the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def tell(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    work(json.loads(sys.stdin.readline()), tell)


if __name__ == "__main__":
    main()
