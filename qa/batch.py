"""Questions and queries as they arrive on the command line: files, lines, arguments with broken text."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from ingest.figures.years import ROC_OFFSET

# More than a query may hold, so that it is told to be too long and not to be broken off.
LONGEST_QUERY = 1_000_001
_LONGEST_SHOWN = 60


class UnusableInput(ValueError):
    """Arguments or input that cannot be used; the message says what was expected and found."""


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A question of a file, and the document and year it is limited to, where it names them."""

    q: str
    only_doc: str | None = None
    only_year: int | None = None


@contextmanager
def _open(name: str, holds: str) -> Iterator[TextIO]:
    """Open a file; - is standard input. Raises UnusableInput where it cannot be read."""
    if name == "-":
        yield sys.stdin
        return
    try:
        with Path(name).open(encoding="utf-8-sig", errors="replace") as file:
            yield file
    except OSError as error:
        raise UnusableInput(f"{name}: expected {holds}, found {error.strerror}; check the path") from error


def read_lines(name: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a file that hold anything, each with its place."""
    with _open(name, "a file of JSON lines") as file:
        for number, line in enumerate(file, start=1):
            if line.strip("\ufeff \t\r\n"):
                yield f"{name}:{number}", line.lstrip("\ufeff")


def read_text(name: str, most: int) -> str:
    """Return the first characters of a file, so many at most."""
    with _open(name, "a file of JSON") as file:
        return file.read(most).lstrip("\ufeff")


def read_line(line: str) -> AskedLine:
    """Return the question a line of JSON asks. Raises UnusableInput where it asks none.

    >>> read_line('{"q": "109年哪些措施未達標？", "only_year": 109, "id": 7}')
    AskedLine(q='109年哪些措施未達標？', only_doc=None, only_year=109)
    """
    try:
        asked = json.loads(line)
        question, doc, year = asked["q"], asked.get("only_doc"), asked.get("only_year")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        question = doc = year = None
    if not isinstance(question, str) or not question.strip():
        raise UnusableInput(f'expected JSON with a question as "q", found {line.strip()[:_LONGEST_SHOWN]!r}')
    if doc is not None and not isinstance(doc, str):
        raise UnusableInput(f'expected the id of a document as "only_doc", found {doc!r}')
    if year is not None and (not isinstance(year, int) or year < 1):
        raise UnusableInput(f'expected a year as "only_year", found {year!r}')
    roc = year - ROC_OFFSET if year is not None and year > ROC_OFFSET else year
    return AskedLine(mend_text(question), doc, roc)


def mend_text(text: str) -> str:
    """Replace halves of characters, which undecodable arguments and JSON escapes can hold.

    >>> mend_text("109年\\ud800哪些")
    '109年?哪些'
    """
    return text.encode("utf-8", "replace").decode("utf-8")
