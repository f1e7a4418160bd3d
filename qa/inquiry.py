"""A question with everything found for it: what the modules of the kinds of answer work on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.record_set import DocumentHead
from index.tokens import cut_token_set
from ingest.checks.links import KpiLink
from ingest.records import Measure, Record
from qa.answer import Understanding
from qa.best_passages import BestPassage
from qa.concepts import Topic
from qa.drafting import Draft
from qa.editions import Editions
from qa.finding.bridge import Bridge
from qa.finding.columns import ColumnTable
from qa.finding.entries import EntryTable
from qa.finding.facts import FactTable
from qa.finding.numbers import NumberTable
from qa.finding.sheet_table import SheetTable
from qa.finding.subjects import SubjectTable
from qa.mentions import Mention
from qa.names import Name, share_of_names
from qa.question import Question
from qa.retrieve import Ranked
from qa.scope import Scope
from qa.terms import Translation
from qa.understanding.aspects import AskedAspects, read_aspects
from qa.understanding.parts import Part
from qa.wording import Phrasebook

_RANK = 1.5
_IN_CLAUSE, _NAMED, _UNNAMED, _TARGETED = 0.5, 0.3, -0.15, 0.25
_RECORDS = 4
# How surely words only frame a question that ask for nothing.
_FRAMED = 0.8

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question, what it was understood as, and the records that may answer it, best first.

    `agencies` holds the Chinese names of each agency the question names, the full name first.
    `scope` is what the question ranges over, `share_records` what of a topic records hold together.
    `subject` gives what is left of the topic of a list question without the words that set its
    conditions, `names` the words it names its subject by, `passages` the best passages of all that it
    ranges over; each is worked out when first asked for. `passages_in` gives so many of some records.
    `agency_names` are all there are, in either language, each with the full Chinese one.
    `within` gives the same question over some of the documents only, `again` another question over
    the same ones. `named` are the documents the
    question names, `limited` says that the user chose one.
    """

    question: Question
    topic: Topic
    understood: Understanding
    ranked: Sequence[Ranked]
    agencies: tuple[tuple[str, ...], ...]
    is_agency: Callable[[str], bool]
    agencies_in: Callable[[str], frozenset[str]]
    scope: Scope
    share_records: Callable[[Sequence[int], Topic], NDArray[np.float64]]
    mentions_of: Callable[[Record], Sequence[Mention]]
    phrases: Phrasebook
    subject: Callable[[], Topic]
    names: Callable[[], tuple[Name, ...]]
    passages: Callable[[], tuple[BestPassage, ...]]
    passages_in: Callable[[Collection[int], int], tuple[BestPassage, ...]]
    facts: FactTable
    columns: ColumnTable
    numbers: NumberTable
    subjects: SubjectTable
    entries: EntryTable
    sheets: SheetTable
    agency_names: Sequence[tuple[str, str]]
    topic_of: Callable[[str], Topic]
    parts_of: Callable[[str], Sequence[Part]]
    bridge: Callable[[], Bridge]
    translations: tuple[Translation, ...]
    editions: Editions
    within: Callable[[Collection[str]], Inquiry]
    again: Callable[[str], Inquiry]
    named: tuple[str, ...] = ()
    limited: bool = False
    # What was worked out of this inquiry alone: one that replaces something in it begins anew.
    _known: dict[tuple[Any, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def aspects(self) -> AskedAspects:
        """The aspects the question asks for, without the words that only frame it."""
        plain = self.question.plain
        frames = (p for p in self.parts_of(plain) if p.sort == "frame" and p.sureness >= _FRAMED)
        return _read_aspects(plain, tuple((p.start, p.end) for p in frames))

    def links_of(self, kpi: Record) -> list[KpiLink]:
        """Return the measures about what a KPI measures, as far as the question ranges over them."""
        links = self.scope.records.links_of(kpi.doc, kpi.no)
        return [link for link in links if link.doc in self.scope.docs]

    def siblings(self, record: Record) -> list[Measure]:
        """Return the same measure in the other editions of its plan; none where one document is asked."""
        plan = self.editions.plan_of(record.doc) if self.editions.several and not self.limited else None
        if plan is None:
            return []
        others = (doc for doc in self.editions.by_year(plan).values() if doc != record.doc)
        return [m for doc in others if (m := self.editions.counterpart(record, doc))]

    def has_editions(self, doc: str) -> bool:
        """Say whether a document is an edition of a plan of which others are asked as well."""
        plan = self.editions.plan_of(doc)
        return plan is not None and not self.limited and len(self.editions.by_year(plan)) > 1

    def title_tokens(self, doc: str) -> frozenset[str]:
        """Return the tokens of what a document is called and of who publishes it."""
        head = self.scope.records.heads[doc]
        return cut_token_set(f"{head.title}\n{head.publisher}")

    def draft(self) -> Draft:
        """Return an empty answer."""
        return Draft(self.scope.records.documents)

    def nearest_title(self) -> str:
        """Return the title of the nearest record that is more than a heading of the text."""
        told = [r.record for r in self.ranked if r.record.kind != "section"]
        return self.phrases.title((told or [self.ranked[0].record])[0])

    def first(self) -> Ranked:
        """Return the best record that is more than the title page of its document."""
        heads = self.scope.records.heads
        told = (r for r in self.ranked if not _is_title_page(r.record, heads[r.record.doc]))
        return next(told, self.ranked[0])

    def leading(self, most: int = _RECORDS) -> list[Ranked]:
        """Return the best records."""
        return list(self.ranked[:most])

    def mentions(self) -> list[tuple[Mention, float]]:
        """Return the figures of the leading records, each with what speaks for or against it at once.

        That is its record's rank, whether it stands under an agency that was not asked about, and
        whether it is the result of one of the measure's targets.
        """
        leading = self.leading()
        return [
            (
                mention,
                ranked.score - leading[0].score + self._weigh_heading(mention) + self._weigh_target(mention),
            )
            for ranked in leading
            for mention in self.mentions_of(ranked.record)
        ]

    def _weigh_heading(self, mention: Mention) -> float:
        asked = [name for names in self.agencies for name in names]
        if asked and any(map(mention.field.text[slice(*mention.clause)].__contains__, asked)):
            return _IN_CLAUSE
        if not mention.heading or not self.is_agency(mention.heading):
            return 0.0
        named = any(name in mention.heading or mention.heading in name for name in asked)
        return _NAMED if named else _UNNAMED

    def _weigh_target(self, mention: Mention) -> float:
        record = mention.record
        beside = self.question.wants & {"cumulative", "most", "growth"}
        if beside or not isinstance(record, Measure) or mention.role not in ("actual", "previous"):
            return 0.0
        if self.agencies and self._weigh_heading(mention) <= 0:
            return 0.0
        for target in record.targets:
            if (
                mention.figure.value in (target.actual, target.previous)
                and mention.figure.unit == target.actual_unit
            ):
                return _TARGETED
        return 0.0

    def about(self, record: Record) -> frozenset[str]:
        """Return the tokens that say what a record is about as a whole."""
        texts = (
            record.text(key)
            for key in ("action", "goal", "indicator", "target", "agencies", "name", "standard")
        )
        return cut_token_set(" ".join((record.title, *texts)))

    def share_held(self, record: Record) -> float:
        """Return the share of the words the question names its subject by that a record holds."""
        return share_of_names(self.names(), "\n".join(item.text for item in record.fields.values()))

    def measure_numbers(self, records: Sequence[Record]) -> list[int]:
        """Return the numbers of the measures among records, each once."""
        order = {ranked.record.place: place for place, ranked in enumerate(self.ranked)}
        measures = sorted(
            (r for r in records if r.kind == "measure"), key=lambda r: order.get(r.place, len(order))
        )
        return list(dict.fromkeys(r.no for r in measures))


def once(work: Callable[Concatenate[Inquiry, P], T]) -> Callable[Concatenate[Inquiry, P], T]:
    """Return work that is done once for an inquiry, and goes with it.

    What it returns must not be changed by those who ask for it.
    """

    @wraps(work)
    def known(inquiry: Inquiry, /, *args: P.args, **named: P.kwargs) -> T:
        key = (work, args, *named.items())
        if key not in inquiry._known:
            inquiry._known[key] = work(inquiry, *args, **named)
        found: T = inquiry._known[key]
        return found

    return known


@lru_cache(64)
def _read_aspects(plain: str, frames: tuple[tuple[int, int], ...]) -> AskedAspects:
    return read_aspects(plain, lambda start, end: any(a <= start and end <= b for a, b in frames))


def _is_title_page(record: Record, head: DocumentHead) -> bool:
    return record.kind == "section" and record.title == head.title
