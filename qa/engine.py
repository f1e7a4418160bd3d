"""Questions in, answers out: the one door to everything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from index.opening import open_index
from index.protocol import Store
from index.record_set import DocumentHead
from index.shelf import find_home, list_glossaries
from index.store import Progress
from ingest.glossary import Glossary, load_glossary
from ingest.records import Contradiction, Document, Observation, Reading, Record
from qa.answer import Answer, AnswerKind, Language
from qa.answering.reasons import find_reason
from qa.answering.tellings import Telling
from qa.editions import Editions
from qa.finding.entries import Entry
from qa.finding.ranking import MOST_DOCUMENTS
from qa.interpreter import Interpreter
from qa.query import Query
from qa.query_rules import check_query, list_docs, reach
from qa.question import LONGEST_QUESTION
from qa.routing import answer
from qa.running import answer_query, name_kind
from qa.telling.queries import explain
from qa.wording import Phrasebook


class UnusableQuestion(ValueError):
    """A question that cannot be answered as it stands; the message says what is wrong."""


class UnknownDocument(ValueError):
    """A document that is not indexed; the message names those that are."""


class Engine:
    """An opened index that questions are put to. Threads may share one."""

    def __init__(self, store: Store, glossary: Glossary) -> None:
        self.store = store
        self.glossary = glossary
        self._records = store.records
        self._interpreter = Interpreter(store, glossary)

    @property
    def heads(self) -> tuple[DocumentHead, ...]:
        """What is known of each document that is indexed, without reading it."""
        return tuple(self._records.heads.values())

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that are indexed, by their ids."""
        return self._records.documents

    @property
    def editions(self) -> Editions:
        """The editions of the plans that are indexed."""
        return self._interpreter.editions

    def reading(self, doc: str) -> Reading:
        """Return what was read from one document. Raises UnknownDocument."""
        return self._records.reading(self._know(doc))

    def readings_of(self, doc: str | None) -> Iterator[Reading]:
        """Yield what was read from one document, from each where none is named. Raises UnknownDocument."""
        return map(self.reading, self._docs_of(doc))

    def observations_of(self, doc: str | None) -> Iterator[Observation]:
        """Yield every observation of one document, of each where none is named. Raises UnknownDocument."""
        return (one for id in self._docs_of(doc) for one in self._records.observations_of(id))

    def entries_of(self, doc: str) -> tuple[Entry, ...]:
        """Return the entries of one document with their targets and sums. Raises UnknownDocument."""
        return self._interpreter.entries.of(self._know(doc))

    def contradictions_of(self, doc: str | None) -> list[Contradiction]:
        """Return the contradictions of one document, of all where none is named. Raises UnknownDocument.

        Those with the edition before stand with the later edition, after its own.
        """
        return [
            contradiction
            for id in self._docs_of(doc)
            for contradiction in (*self._records.contradictions_of(id), *self.editions.contradictions_of(id))
        ]

    def record(self, kind: str, doc: str, no: int) -> Record:
        """Return a record by its kind, document and number. Raises KeyError where there is none."""
        number = self._records.find(self._know(doc), kind, no)
        if number is None:
            raise KeyError(f"{doc}: no {kind} {no}")
        return self._records.record(number)

    def reason_of(self, record: Record, years: Collection[int | None]) -> Telling | None:
        """Return what surely tells why an entry fared in some years as it did; None without it."""
        return find_reason(self._interpreter.pose((), (record.doc,), "list", "zh-Hant"), record, years)

    def _docs_of(self, doc: str | None) -> list[str]:
        return list(self._records.heads) if doc is None else [self._know(doc)]

    def _know(self, doc: str, where: str = "--doc") -> str:
        if doc in self._records.heads:
            return doc
        known = ", ".join(self._records.heads)
        raise UnknownDocument(f"{where}: expected one of {known}, found {doc!r}; see `plancite docs`")

    def source_path(self, doc: str) -> Path | None:
        """Return where the file of a document lies, None where the index does not say."""
        return next((Path(s.path) for s in self.store.manifest.documents if s.id == doc), None)

    def lines(self, doc: str, start: int, end: int) -> list[tuple[int, str]]:
        """Return lines start to end of a document, counted from 1, as far as there are any."""
        every = self.documents[self._know(doc)].lines
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
            self._know(doc)
        read = question.strip()[:LONGEST_QUESTION]
        found = answer(self._interpreter.inquire(read, doc, year, kind, language))
        found = replace(found, question=question)
        return found if found.kind == "list" else replace(found, items=found.items[:top])

    def run(
        self, query: Query, *, doc: str | None = None, top: int = 5, language: Language = "zh-Hant"
    ) -> Answer:
        """Answer a query, in sentences of a language; `doc` limits it to one document.

        Raises UnusableQuery where it cannot be run as it is, and UnknownDocument.
        """
        check_query(query)
        for named in list_docs(query):
            self._know(named, "query: doc")
        interpreter, docs = self._interpreter, reach(query, self._records.heads, MOST_DOCUMENTS)
        if doc is not None:
            interpreter, docs = interpreter.limit(self._know(doc)), (doc,)
        words = [words for one in (query, *query.parts) for words in one.about]
        found = answer_query(interpreter.pose(words, docs, name_kind(query), language), query)
        return found if found.kind == "list" else replace(found, items=found.items[:top])

    def explain(self, answer: Answer) -> list[str]:
        """Return in words, in an answer's language, what its question was read as and what was not."""
        return explain(answer, Phrasebook(answer.understood.language, self.glossary))


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
