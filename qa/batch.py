"""Questions as they arrive on the command line: files of JSON lines, and arguments with broken text."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path


class UnusableInput(ValueError):
    """Arguments or input that cannot be used; the message says what was expected and found."""


def read_batch(name: str) -> Iterator[str]:
    """Yield the questions of a file of JSON lines with "q"; - is standard input.

    Raises UnusableInput naming the line that is no question.
    """
    try:
        lines = sys.stdin if name == "-" else Path(name).open(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise UnusableInput(
            f"{name}: expected a file of JSON lines, found {error.strerror}; check the path"
        ) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = json.loads(line.lstrip("\ufeff"))["q"]
        except (ValueError, KeyError, TypeError, RecursionError):
            question = None
        if not isinstance(question, str) or not question.strip():
            raise UnusableInput(
                f'{name}:{number}: expected JSON with a question as "q", found {line.strip()[:60]!r}'
            )
        yield mend_text(question)


def mend_text(text: str) -> str:
    """Replace halves of characters, which undecodable arguments and JSON escapes can hold.

    >>> mend_text("109年\\ud800哪些")
    '109年?哪些'
    """
    return text.encode("utf-8", "replace").decode("utf-8")
