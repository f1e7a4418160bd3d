"""What other programs ask for, whichever way they ask: each a function over the engine, its outcome as JSON.

It gives what the commands print with `--json`, by the same contract. Nothing here knows HTTP or the Model
Context Protocol, and nothing changes a document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from typing import TypeVar

from index.opening import name_current
from index.shelf import find_home
from ingest.figures.years import ROC_OFFSET
from ingest.markup import bare
from ingest.records import Document
from qa.answer import Language
from qa.batch import UnusableInput, mend_text
from qa.citation_forms import FORMS, write_citation
from qa.contract import Json, answer_json, document_json, observation_json, record_json, source_json
from qa.engine import Engine, open_engine
from qa.observation_table import choose_observations
from qa.query import read_query

# The most entries, observations or lines that one asking gets, and about how many characters of lines.
MOST = 1000
MOST_CHARACTERS = 1_000_000
# The most items that an answer which is no list may be asked to name.
MOST_ITEMS = 100
LATEST_YEAR = 3000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a list, as it is cut for one asking: how many the whole has, and where this part begins."""

    total: int
    offset: int
    items: list[Json]

    @property
    def next(self) -> int | None:
        """Where the list goes on; None at its end."""
        end = self.offset + len(self.items)
        return end if end < self.total else None


class Service:
    """The engine of a home, as other programs ask it; threads may share one.

    Like the page it goes on with whatever index a build has made the current one.
    """

    def __init__(self, open: Callable[[], Engine] = open_engine) -> None:
        self._home = find_home()
        self._open = open
        self._lock = Lock()
        self._opened: tuple[str, Engine] | None = None

    @property
    def engine(self) -> Engine:
        """The engine of the current index. Raises what opening it does."""
        name = name_current(self._home)
        with self._lock:
            if self._opened is None or self._opened[0] != name:
                engine = self._open()
                self._opened = name_current(self._home), engine
            return self._opened[1]

    def ask(
        self,
        question: str,
        doc: str | None = None,
        year: int | None = None,
        top: int = 5,
        explain: bool = False,
    ) -> Json:
        """Answer a question, as `plancite ask --json` does. Raises UnusableQuestion and UnknownDocument."""
        engine = self.engine
        answer = engine.ask(mend_text(question), doc=doc, year=to_roc(year), top=top)
        told = {"explained": engine.explain(answer)} if explain else {}
        return {**told, **answer_json(answer)}

    def query(
        self, query: str | bytes, doc: str | None = None, top: int = 5, language: Language = "zh-Hant"
    ) -> Json:
        """Answer a query, as `plancite query --json` does. Raises UnusableQuery and UnknownDocument."""
        return answer_json(self.engine.run(read_query(query), doc=doc, top=top, language=language))

    def observations(
        self,
        doc: str | None = None,
        year: int | None = None,
        role: str | None = None,
        entry: str | None = None,
        offset: int = 0,
        limit: int = MOST,
    ) -> Part:
        """Return observations, as `plancite observations --json` prints them. Raises UnknownDocument."""
        engine = self.engine
        found = choose_observations(engine.observations_of(doc), to_roc(year), role, entry)
        return _cut(found, offset, limit, lambda one: observation_json(one, engine.documents[one.doc]))

    def records(self, doc: str | None = None, offset: int = 0, limit: int = MOST) -> Part:
        """Return every entry, as `plancite records --json` prints them. Raises UnknownDocument."""
        readings = self.engine.readings_of(doc)
        found = (one for reading in readings for one in reading.records if one.kind != "section")
        return _cut(found, offset, limit, record_json)

    def documents(self) -> list[Json]:
        """Return what is indexed, as `plancite docs --json` prints it."""
        return [document_json(reading) for reading in self.engine.readings_of(None)]

    def source(self, doc: str, line_start: int = 1, line_end: int | None = None) -> Json:
        """Return numbered lines, as `plancite source --json` prints them, as many as one asking gets.

        Where these are not all that was asked for, `next` is the line to go on from. Raises
        UnknownDocument, and UnusableInput where the document has no such lines.
        """
        engine = self.engine
        document = self._document(engine, doc, line_start, line_end)
        end = min(line_end or len(document.lines), len(document.lines))
        lines: list[tuple[int, str]] = []
        left = MOST_CHARACTERS
        for line, text in engine.lines(doc, line_start, min(end, line_start + MOST - 1)):
            left -= len(text)
            if lines and left < 0:
                break
            lines.append((line, text))
        after = line_start + len(lines)
        return source_json(document, lines) | {"next": after if after <= end else None}

    def cite(self, doc: str, line_start: int, line_end: int | None = None, quote: str = "") -> Json:
        """Return lines of a document with their citation in every form, ready to paste.

        Raises UnknownDocument, and UnusableInput where there are no such lines or where they do not hold
        the words that are said to be quoted from them.
        """
        engine = self.engine
        document = self._document(engine, doc, line_start, line_end)
        end = line_end or line_start
        if end - line_start >= MOST:
            raise UnusableInput(f"line_end: expected at most {MOST} lines, found {end - line_start + 1}")
        text = "\n".join(text for _, text in engine.lines(doc, line_start, end))[:MOST_CHARACTERS]
        quoted = mend_text(quote).strip() or text
        if bare(quoted) not in bare(text):
            raise UnusableInput(
                f"quote: expected words that stand in lines {line_start} to {end} of {doc}, found others; "
                "read the lines as source"
            )
        page = document.place(line_start, end).page
        lines = line_start, end
        forms = {form: write_citation(form, document, *lines, page=page, quote=quoted) for form in FORMS}
        return {
            "doc": doc,
            "file": document.file,
            "sha256": document.sha256,
            "line_start": line_start,
            "line_end": end,
            "page": page,
            "quote": quoted,
            "forms": forms,
        }

    def _document(self, engine: Engine, doc: str, first: int, last: int | None) -> Document:
        """Return a document that has the first of some lines."""
        engine.lines(doc, 1, 0)  # Raises UnknownDocument.
        document = engine.documents[doc]
        if first > len(document.lines) or (last is not None and last < first):
            asked = first if last is None else f"{first} to {last}"
            raise UnusableInput(
                f"lines: expected some of 1 to {len(document.lines)} of {doc}, the first before the last, "
                f"found {asked}"
            )
        return document


def to_roc(year: int | None) -> int | None:
    """Return a year as a ROC year; western years are told by their size.

    >>> to_roc(2020), to_roc(109), to_roc(None)
    (109, 109, None)
    """
    return year - ROC_OFFSET if year is not None and year > ROC_OFFSET else year


def _cut(found: Iterable[T], offset: int, limit: int, write: Callable[[T], Json]) -> Part:
    """Write those of some things that are asked for, and count all, of which no more are held."""
    items: list[Json] = []
    each = iter(found)
    total = sum(1 for _ in islice(each, offset))
    for one in islice(each, limit):
        items.append(write(one))
    total += len(items) + sum(1 for _ in each)
    return Part(total, offset, items)
