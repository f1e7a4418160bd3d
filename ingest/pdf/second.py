"""A second reader of each PDF, pypdf: pages of which it reads other characters than the first are told.

It runs in a process of its own beside the first one, `python -m ingest.pdf.second`, within its own time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from ingest.limits import limit_memory
from ingest.processes import start_worker

# Seconds it may go on after the first reader is done, and pages of which more take too long.
_MORE_SECONDS = 10
_MOST_PAGES = 1_000
_SHOWN = 20


class SecondReader:
    """Reads a PDF while the first reader does; what it has not read in time is not compared."""

    def __init__(self, request: Mapping[str, Any], *, wanted: bool = True) -> None:
        self._request, self._wanted = request, wanted
        self._stack = ExitStack()
        self._pages: dict[int, str] = {}
        self._done = threading.Event()

    def __enter__(self) -> SecondReader:
        """Start reading."""
        if self._wanted:
            worker = self._stack.enter_context(start_worker("ingest.pdf.second"))
            threading.Thread(target=self._read, args=(worker,), daemon=True).start()
        else:
            self._done.set()
        return self

    def __exit__(self, *_: object) -> None:
        """End reading, done or not."""
        self._stack.close()

    def _read(self, worker: subprocess.Popen[str]) -> None:
        assert worker.stdin and worker.stdout
        try:
            worker.stdin.write(json.dumps(dict(self._request)) + "\n")
            worker.stdin.flush()
            for line in worker.stdout:
                number, text = json.loads(line)
                self._pages[number] = text
        except (OSError, ValueError):
            pass  # It failed at this file or was ended: what it has read is compared.
        finally:
            self._done.set()

    def compare(self, characters: Mapping[Any, str]) -> list[list[Any]]:
        """Return the problems of the pages of which both read other characters, given those of the first."""
        self._done.wait(_MORE_SECONDS)
        found: list[list[Any]] = []
        for page, first in characters.items():
            second = self._pages.get(int(page))
            message = tell_difference(first, second) if second is not None else None
            if message:
                found.append([int(page), message])
        return found


def tell_difference(first: str, second: str) -> str | None:
    """Return in words how the characters two readers found on a page differ, None where they do not.

    >>> tell_difference("目標 88 次", "目標88次"), tell_difference("88", "83")
    (None, "expected two readers to find the same characters, found '8' by one and '3' by the other alone; \
compare it with the page")
    """
    one, other = Counter("".join(first.split())), Counter("".join(second.split()))
    ours, theirs = _show(one - other), _show(other - one)
    if not ours and not theirs:
        return None
    return (
        f"expected two readers to find the same characters, found {ours!r} by one and {theirs!r} by the "
        "other alone; compare it with the page"
    )


def _show(characters: Counter[str]) -> str:
    text = "".join(sorted(characters.elements()))
    return text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")


def main() -> None:
    """Read the request, one JSON object, and answer with a line for each page that can be read."""
    request = json.loads(sys.stdin.readline())
    limit_memory(request["memory"])
    import logging

    from pypdf import PdfReader

    from ingest.pdf.glyphs import mend_text

    logging.disable(logging.CRITICAL)
    document = PdfReader(request["path"], password=request["password"])
    if len(document.pages) > _MOST_PAGES:
        return
    for number, page in enumerate(document.pages, start=1):
        try:
            text = mend_text(page.extract_text())
        except MemoryError:
            return
        except Exception:
            continue  # Of a page it fails at there is nothing to compare.
        sys.stdout.write(json.dumps([number, "".join(text.split())]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
