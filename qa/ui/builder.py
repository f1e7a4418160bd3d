"""The process that adds, removes and reads documents anew: `python -m qa.ui.builder`, a request on its input.

It answers with lines of JSON: {"progress": [stage, done, total]}, {"said": [...]}, and last
{"state": "done"}, {"state": "nothing"} or {"state": "failed", "reason": ...}, with "locked" where a file
wants a password. Each file that cannot be read is a line of what is said, a failure where it was alone.
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
from index.own_catalog import name_label
from index.rejecting import reject_unreadable
from index.shelf import ShelfError, add_documents, is_there_already, list_documents, remove_documents
from index.vectors import VectorError
from ingest.catalog import CORPUS
from ingest.learned import LearnedError
from ingest.records import LockedSource, UnreadableSource

# What unusable documents and a full disk raise; each says in one line what is wrong.
_EXPECTED = (UnreadableSource, ShelfError, StoreError, ModelError, LearnedError, VectorError, OSError)
Tell = Callable[[dict[str, Any]], None]


def work(request: dict[str, Any], tell: Tell) -> None:
    """Do what a request asks for, telling how far it is and how it ended."""
    try:
        tell({"locked": False, **_Work(request, tell).do()})
    except BrokenPipeError:
        raise  # Nobody is left to be told.
    except _EXPECTED as error:
        tell({"state": "failed", "reason": str(error), "locked": isinstance(error, LockedSource)})
    except Exception as error:
        # A bug must not leave the page without an answer; its trace goes to the log.
        tell({"state": "failed", "reason": type(error).__name__, "locked": False})
        raise


class _Work:
    """What one request asks for."""

    def __init__(self, request: dict[str, Any], tell: Tell) -> None:
        self._request, self._tell = request, tell
        self._home, self._corpus = Path(request["home"]), Path(request["corpus"] or CORPUS)
        self._locked = False

    def do(self) -> dict[str, Any]:
        """Add and remove, and build where anything changed; return how it ended."""
        before = self._list_ids()
        said, refused = self._add()
        if self._request["remove"]:
            said += remove_documents(self._home, self._request["remove"], self._corpus)
        if self._request.get("name"):
            said += self._name(**self._request["name"])
        if not said:
            return self._fail(refused)
        self._tell({"said": [*said, *refused]})
        if all(map(is_there_already, said)):
            return {"state": "nothing", "locked": self._locked}
        left_out = self._build()
        self._tell({"said": [*said, *refused, *left_out]})
        if left_out and self._list_ids() == before:
            return self._fail(left_out)
        return {"state": "done", "locked": self._locked}

    def _list_ids(self) -> set[str]:
        return {entry.id for entry in list_documents(self._home, self._corpus)}

    def _fail(self, reasons: list[str]) -> dict[str, Any]:
        return {"state": "failed", "reason": "; ".join(reasons), "locked": self._locked}

    def _add(self) -> tuple[list[str], list[str]]:
        """Add each file by itself; return what became of them, and why others were refused."""
        said: list[str] = []
        refused: list[str] = []
        for path in map(Path, self._request["add"]):
            try:
                said += add_documents(
                    self._home, [path], self._corpus,
                    password=self._request["password"], progress=self._report_page,
                )  # fmt: skip
            except UnreadableSource as error:
                refused.append(str(error))
                self._locked |= isinstance(error, LockedSource)
        return said, refused

    def _name(self, doc: str, label: str, meant: str) -> list[str]:
        """Put a heading of a document right in the home's own catalogue."""
        entries = (entry for entry in list_documents(self._home, self._corpus) if entry.id == doc)
        entry = next(entries, None)
        if entry is None:
            raise UnreadableSource(f"expected the id of a document, found {doc!r}")
        name_label(self._home, entry, label, meant)
        return [f'catalog.toml: [{doc}.labels] "{label}" = "{meant}"']

    def _build(self) -> list[str]:
        """Build the index; what was just added and is unreadable is left out, a line for each."""
        try:
            build_index(self._home, None, self._corpus, self._report)
            return []
        except UnreadableSource:
            left_out = reject_unreadable(self._home, self._corpus)
            if not left_out:
                raise
            build_index(self._home, None, self._corpus, self._report)
            return left_out

    def _report(self, stage: str, done: int, total: int) -> None:
        self._tell({"progress": [stage, done, total]})

    def _report_page(self, stage: str, done: int, total: int) -> None:
        self._report("ocr" if stage == "ocr" else "pages", done, total)


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
