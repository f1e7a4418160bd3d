"""The answer to a question, as data: what the page shows and the command line prints."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ingest.records import RecordKind
from qa.query import Query

AnswerKind = Literal["figure", "compare", "lookup", "list", "kpi", "unanswerable"]
Language = Literal["zh-Hant", "zh-Hans", "en"]
Role = Literal["target", "actual", "previous", "next_target", "difference", "rate", "other"]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question was understood as, so that a misunderstanding can be seen and corrected.

    `terms` are the words searched for, in the texts' own script; `translated` holds
    (word of the question, words of the texts) for each that was put into other words.
    """

    kind: AnswerKind
    language: Language
    years: tuple[int, ...] = ()
    agencies: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    translated: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An entry the answer rests on: `no` is its number within its kind and document, `id` its name there."""

    type: RecordKind
    doc: str
    no: int
    title: str
    score: float
    id: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """Words quoted from a document; they stand in its lines line_start to line_end.

    Of a passage that was found by its words, `headings` are those it stands under and `marks` where the
    words of the question stand in it: quote[start:end].
    """

    doc: str
    file: str
    no: int | None
    field: str | None
    line_start: int
    line_end: int
    page: int | None
    quote: str
    headings: tuple[str, ...] = ()
    marks: tuple[tuple[int, int], ...] = ()

    @property
    def found(self) -> bool:
        """Whether it is a passage found by the question's words, not what the answer rests on."""
        return bool(self.marks)


@dataclass(frozen=True, slots=True)
class AnswerFigure:
    """A figure of the answer. `citation` and `computed_from` are positions in the answer's lists.

    `scope` is whose share it is, None for the whole; `doubts` say what is not certain of it.
    """

    value: Decimal
    unit: str
    as_written: str | None
    year: int | None
    role: Role
    metric: str
    doc: str
    no: int | None
    field: str | None
    citation: int | None
    computed_from: tuple[int, ...] = ()
    scope: str | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    `measures` are the measure numbers it rests on, best first; for a list exactly the set.
    When `abstained`, `reason` says what the texts do not hold and `items` are the nearest.
    `notes` are further sentences, such as members of a set that cannot be judged. `query` is what the
    question was read as, `not_understood` its words that ended up in nothing. `withheld` names the
    invariants that an answer broke which is not given for that. `briefs` are sentences of it that name
    the members of a list, each with what it says where a table beside it shows them.
    """

    question: str
    kind: AnswerKind
    answer: str
    understood: Understanding
    abstained: bool = False
    reason: str | None = None
    measures: tuple[int, ...] = ()
    items: tuple[Item, ...] = ()
    figures: tuple[AnswerFigure, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    query: Query | None = None
    not_understood: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    briefs: tuple[tuple[str, str], ...] = ()

    @property
    def brief(self) -> str:
        """The answer where a table beside it shows the members of its lists."""
        told = self.answer
        for whole, brief in self.briefs:
            told = told.replace(whole, brief, 1)
        return told
