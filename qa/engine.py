"""Questions in, answers out: the one door to everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.build import open_index
from index.shelf import find_home, list_glossaries
from index.store import Progress, Store
from ingest.glossary import Glossary, load_glossary
from ingest.records import Contradiction, Document, Reading, Record
from qa.answer import Answer, AnswerKind, Language
from qa.interpreter import Interpreter
from qa.question import LONGEST_QUESTION
from qa.routing import answer


class UnusableQuestion(ValueError):
    """A question that cannot be answered as it stands; the message says what is wrong."""


class UnknownDocument(ValueError):
    """A document that is not indexed; the message names those that are."""


class Engine:
    """An opened index that questions are put to. Threads may share one."""

    def __init__(self, store: Store, glossary: Glossary) -> None:
        self.store = store
        self.glossary = glossary
        self.readings = store.readings()
        self._interpreter = Interpreter(store, self.readings, glossary)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that are indexed."""
        return tuple(reading.document for reading in self.readings)

    def reading(self, doc: str) -> Reading:
        """Return what was read from one document. Raises UnknownDocument."""
        for reading in self.readings:
            if reading.document.id == doc:
                return reading
        known = ", ".join(d.id for d in self.documents)
        raise UnknownDocument(f"--doc: expected one of {known}, found {doc!r}; see `plancite docs`")

    def readings_of(self, doc: str | None) -> tuple[Reading, ...]:
        """Return what was read from one document, from all where none is named. Raises UnknownDocument."""
        return self.readings if doc is None else (self.reading(doc),)

    def contradictions_of(self, doc: str | None) -> list[Contradiction]:
        """Return the contradictions of one document, of all where none is named. Raises UnknownDocument.

        Those with the edition before stand with the later edition, after its own.
        """
        between = self._interpreter.editions.contradictions
        return [
            contradiction
            for reading in self.readings_of(doc)
            for contradiction in (*reading.contradictions, *between.get(reading.document.id, ()))
        ]

    def record(self, kind: str, doc: str, no: int) -> Record:
        """Return a record by its kind, document and number. Raises KeyError where there is none."""
        for record in self.reading(doc).records:
            if (record.kind, record.no) == (kind, no):
                return record
        raise KeyError(f"{doc}: no {kind} {no}")

    def source_path(self, doc: str) -> Path | None:
        """Return where the file of a document lies, None where the index does not say."""
        return next((Path(s.path) for s in self.store.manifest.documents if s.id == doc), None)

    def lines(self, doc: str, start: int, end: int) -> list[tuple[int, str]]:
        """Return lines start to end of a document, counted from 1, as far as there are any."""
        every = self.reading(doc).document.lines
        first = max(1, start)
        return list(enumerate(every[first - 1 : end], start=first))

    def ask(
        self,
        question: str,
        *,
        doc: str | None = None,
        year: int | None = None,
        top: int = 5,
        kind: AnswerKind | None = None,
        language: Language | None = None,
    ) -> Answer:
        """Answer a question; `doc` limits it to one document, `year` stands for a year it does not name.

        `top` is the most records an answer that is no list names; `kind` is the kind of answer wanted,
        where its words would be read as another, and `language` that of its sentences, where it is not
        to be the question's. Of a very long question only the beginning is read. Raises
        UnusableQuestion for an empty question and UnknownDocument.
        """
        if not question.strip():
            raise UnusableQuestion("expected a question, found an empty one; type what you want to know")
        if doc is not None:
            self.reading(doc)
        read = question.strip()[:LONGEST_QUESTION]
        found = answer(self._interpreter.inquire(read, doc, year, kind, language))
        found = replace(found, question=question)
        return found if found.kind == "list" else replace(found, items=found.items[:top])


def open_engine(
    home: Path | None = None,
    progress: Progress = lambda stage, done, total: None,
    tell: Callable[[str], None] = lambda line: None,
) -> Engine:
    """Open the engine of a home folder; build its index first when it is missing or stale.

    `tell` is called with a line when that is because the index is of another format or model.

    Raises StoreError, UnreadableSource or ModelError, each with one clear line.
    """
    home = home or find_home()
    return Engine(open_index(home, progress=progress, tell=tell), load_glossary(*list_glossaries(home)))
