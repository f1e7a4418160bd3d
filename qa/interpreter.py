"""From a question to an inquiry: what it means, in the texts' words, and which records fit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache

from index.dictionary import Dictionary
from index.headwords import Headwords
from index.protocol import Store
from index.tokens import fold_text
from ingest.figures.years import blank_years
from ingest.glossary import Glossary
from ingest.records import Place, Record
from qa.answer import AnswerKind, Language, Understanding
from qa.asked_years import names_school_year
from qa.best_passages import BestPassage, PassageFinder, make_query
from qa.concepts import Topic, Topics
from qa.cues import load_cues
from qa.dense import DenseIndex
from qa.editions import Editions
from qa.finding.bridge import Bridge
from qa.finding.columns import ColumnTable
from qa.finding.entries import EntryTable
from qa.finding.facts import FactTable
from qa.finding.numbers import NumberTable
from qa.finding.ranking import MOST_DOCUMENTS
from qa.finding.sheet_table import SheetTable
from qa.finding.subjects import SubjectTable
from qa.inquiry import Inquiry
from qa.mentions import Mention, find_mentions
from qa.names import Name, name_concepts, read_names
from qa.question import Question, choose_kind, pose_question, read_question
from qa.reach import find_reach
from qa.retrieve import Ranked, Ranking, Retriever
from qa.scope import Scope
from qa.script import to_traditional
from qa.spelling import Speller
from qa.terms import Translation, Translator
from qa.understanding.courtesy import strip_courtesy
from qa.understanding.framing import strip_frames
from qa.understanding.parts import Knows, Part, Weights, read_parts
from qa.wording import Phrasebook

_SHORTEST_SLIP = 3
# So many records of a ranking over all documents are as good as a ranking over some of them.
_ENOUGH = 10
# So many measures of one number, each of another document, are looked at.
_MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class _Understood:
    """What was read from a question, whichever documents it ranges over."""

    question: Question
    topic: Topic
    shown: Understanding
    subject: str
    titles: tuple[tuple[str, float], ...]
    agencies: tuple[tuple[str, ...], ...]
    named: tuple[str, ...]
    limited: bool
    translations: tuple[Translation, ...] = ()
    reach: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Known:
    """A record to be remembered by where it stands."""

    place: Place
    kind: str
    record: Record = field(compare=False)


class Interpreter:
    """Understands questions over the documents of an index. What a question may not need is loaded late."""

    def __init__(self, store: Store, glossary: Glossary, weights: Weights | None = None) -> None:
        self.store = store
        self._weights = weights
        self.records = store.records
        self.glossary = glossary
        self.editions = Editions(store.records, store.manifest.plans)
        self.facts = FactTable(store.records)
        self.columns = ColumnTable(self.facts)
        self.numbers = NumberTable(store.records)
        self.subjects = SubjectTable(store.records)
        self.entries = EntryTable(store.records, glossary.canonical)
        self.sheets = SheetTable(store.records)
        self._mentions = lru_cache(maxsize=512)(self._find_mentions)
        self._scope = lru_cache(maxsize=64)(self._gather)
        self._latest = lru_cache(maxsize=64)(self._find_latest)
        self._limited = lru_cache(maxsize=8)(self._make_limited)
        self._names = lru_cache(maxsize=64)(self._gather_names)
        self._parts = lru_cache(maxsize=256)(self._read_parts)
        self._is_agency = lru_cache(maxsize=1024)(self._names_agency)
        self._agencies_in = lru_cache(maxsize=1024)(self._list_agencies)
        self._every = frozenset(self.records.heads)

    def limit(self, doc: str) -> Interpreter:
        """Return the interpreter of questions about one document."""
        return self if len(self._every) == 1 else self._limited(doc)

    def _make_limited(self, doc: str) -> Interpreter:
        from qa.limited import LimitedInterpreter

        return LimitedInterpreter(self, doc)

    def inquire(
        self,
        text: str,
        doc: str | None = None,
        year: int | None = None,
        kind: AnswerKind | None = None,
        language: Language | None = None,
    ) -> Inquiry:
        """Understand a question and rank the records that may answer it.

        `doc` limits it to one document, `year` stands for a year it does not name, `kind` for the
        kind its words tell, `language` for its language in the sentences of the answer.
        """
        if doc is not None and (limited := self.limit(doc)) is not self:
            return limited.inquire(text, doc, year, kind, language)
        docs = frozenset([doc]) if doc else self._every
        text, said = self._strip_frames(strip_courtesy(text), docs), text
        question = replace(read_question(text, self._latest(docs)), text=said)
        if year is not None and not question.years:
            question = replace(question, years=(year,))
        if kind is not None:
            question = choose_kind(question, kind)
        corrected, slips = self._correct(question.plain)
        translations = self._translate(question, text, corrected)
        agencies = self._find_agencies(corrected, translations)
        naming = self.editions.find_named(corrected, agencies) if doc is None else None
        if naming:
            # What names the plan is no part of what is asked of it.
            corrected = f"{corrected[: naming.start]} {corrected[naming.end :]}"
            agencies = self._find_agencies(corrected, translations)
        named = naming.docs if naming else ()
        question = replace(question, plain=corrected)
        topic = self._topics.read(corrected, translations)
        # Years and words of asking would only draw the embedding away from the subject.
        subject = text if question.language == "en" else " ".join(c.asked for c in topic.concepts)
        understood = Understanding(
            kind=question.kind,
            language=language or question.language,
            years=question.years,
            agencies=tuple(names[0] for names in agencies),
            terms=tuple(dict.fromkeys(w.text for c in topic.concepts for w in c.wordings[:1])),
            translated=(
                *slips,
                *((t.source, "、".join(t.words)) for t in translations if t.source.lower() in corrected),
            ),
        )
        titles = tuple(self._translator.match_titles(text))
        reading = _Understood(
            question,
            topic,
            understood,
            subject,
            titles,
            agencies,
            named,
            doc is not None,
            tuple(translations),
        )
        if doc is None and not named:
            alone = question.kind != "list"
            docs = find_reach(agencies, topic, self.editions, self._retriever, alone) if agencies else docs
            reading = replace(reading, reach=docs)
        return self._inquire_within(reading, named or docs)

    def pose(
        self, words: Sequence[str], docs: Collection[str], kind: AnswerKind, language: Language
    ) -> Inquiry:
        """Return the inquiry of a query about some words over some documents.

        Nothing is read from its words but what they are about: years, agencies and documents stand in
        its conditions.
        """
        if self._every != frozenset(self.records.heads):
            docs = self._every.intersection(docs)
        text = "　".join(words)
        plain = blank_years(to_traditional(unicodedata.normalize("NFKC", text)).lower())
        question = pose_question(text, plain, kind)
        translations = self._translate(question, text, plain)
        topic = self._topics.read(plain, translations)
        terms = tuple(dict.fromkeys(w.text for c in topic.concepts for w in c.wordings[:1]))
        reading = _Understood(
            question,
            topic,
            Understanding(kind=kind, language=language, terms=terms),
            " ".join(c.asked for c in topic.concepts),
            tuple(self._translator.match_titles(text)),
            (),
            (),
            len(self._every) < len(self.records.heads),
            tuple(translations),
        )
        return self._inquire_within(reading, docs)

    def _strip_frames(self, text: str, docs: frozenset[str]) -> str:
        """Return a question without the clauses that only frame it."""
        plain = to_traditional(text).lower()
        if len(plain) != len(text):
            return text
        return strip_frames(text, self._parts(plain, docs))

    def _read_parts(self, plain: str, docs: frozenset[str]) -> Sequence[Part]:
        return read_parts(plain, self.knowledge(docs), self._weights)

    def knowledge(self, docs: Collection[str] = ()) -> Knows:
        """Return how well some documents, or all, know a word or a pair of characters.

        2 where it stands in a name of what they count or do, 1 where it stands in any text, else 0.
        """
        names = self._names(frozenset(docs) or self._every)
        frequency = self._retriever.lexical.frequency

        def knows(token: str) -> int:
            folded = fold_text(token)
            return 2 if folded in names else int(frequency(folded) > 0)

        return knows

    def _gather_names(self, docs: frozenset[str]) -> frozenset[str]:
        """Return the tokens of the names of what some documents count and do; of very many those of none."""
        if len(docs) > MOST_DOCUMENTS:
            return frozenset()
        named = (one.tokens for one in self.subjects.of(docs) if one.record.kind != "section")
        counted = (one.tokens for one in self.facts.series_of(docs))
        return frozenset().union(*named, *counted)

    def _translate(self, question: Question, text: str, corrected: str) -> list[Translation]:
        return list(
            self._translator.translate(to_traditional(text) if question.language == "en" else corrected)
        )

    def _inquire_within(
        self, understood: _Understood, docs: Collection[str], wider: Sequence[Ranked] = ()
    ) -> Inquiry:
        """Return the inquiry over some of the documents; `wider` is the ranking over more of them."""
        # No document comes in by an edition or plan that the agencies named leave out.
        docs = understood.reach.intersection(docs) or docs
        within = frozenset(docs)
        scope = self._scope(within)
        question = understood.question
        school_years = names_school_year(question.plain)
        ranked: Sequence[Ranked] = [r for r in wider if r.record.doc in docs]
        if len(ranked) < _ENOUGH:
            about = question, understood.topic, understood.subject, understood.titles, scope.docs
            ranked = Ranking(lambda: self._rank(*about))
        return Inquiry(
            question=question,
            topic=understood.topic,
            understood=understood.shown,
            ranked=ranked,
            agencies=understood.agencies,
            is_agency=self._is_agency,
            agencies_in=self._agencies_in,
            scope=scope,
            share_records=self._retriever.share_records,
            mentions_of=lambda record: self._mentions(
                _Known(record.place, record.kind, record), school_years
            ),
            phrases=Phrasebook(understood.shown.language, self.glossary),
            subject=cache(lambda: self._read_subject(question)),
            names=cache(lambda: self._read_names(question, understood.topic)),
            passages=cache(lambda: self._find_passages(question, understood.topic, scope.docs)),
            passages_in=lambda only, most: self._passage_finder.find(
                make_query(question, understood.topic), scope.docs, only, most
            ),
            facts=self.facts,
            columns=self.columns,
            numbers=self.numbers,
            subjects=self.subjects,
            entries=self.entries,
            sheets=self.sheets,
            agency_names=self._every_agency_name,
            topic_of=cache(lambda plain: self._topics.read(plain, understood.translations)),
            parts_of=lambda plain: self._parts(plain, within),
            bridge=lambda: self._bridge,
            translations=understood.translations,
            editions=self.editions,
            within=lambda docs: self._inquire_within(understood, docs, ranked),
            again=lambda text: self._inquire_again(understood, text, within),
            named=understood.named,
            limited=understood.limited,
        )

    def _inquire_again(self, understood: _Understood, text: str, docs: frozenset[str]) -> Inquiry:
        """Return the inquiry for another question over the same documents, as limited as this one."""
        doc = next(iter(docs)) if understood.limited and len(docs) == 1 else None
        asked = self.inquire(text, doc, language=understood.shown.language)
        return asked if doc is not None or docs == self._every else asked.within(docs)

    def _find_latest(self, docs: frozenset[str]) -> int | None:
        editions = (self.records.heads[doc].edition for doc in docs)
        return max((edition for edition in editions if edition is not None), default=None)

    def _gather(self, docs: frozenset[str]) -> Scope:
        return Scope(self.records, tuple(doc for doc in self.records.heads if doc in docs))

    def _rank(
        self,
        question: Question,
        topic: Topic,
        text: str,
        titles: Sequence[tuple[str, float]],
        docs: Collection[str],
    ) -> list[Ranked]:
        heads = self.records.heads
        if question.names_measure:
            named = self._find_named(question, docs)
            if named or (question.numbers and not question.action):
                return self._retriever.name(named, topic)
        if question.documents == {"midterm"}:
            docs = [doc for doc in docs if {"kpi", "project"} & set(heads[doc].kinds)] or docs
        every = len(docs) == len(heads)
        ranked = self._retriever.rank(
            topic, text, titles, docs=() if every else docs, english=question.language == "en"
        )
        return [r for r in ranked if r.share > 0 or r.score > 0]

    def _find_named(self, question: Question, docs: Collection[str]) -> list[int]:
        """Return the measures of some documents that a question names by number or place.

        Of documents without measures it is the rows of their tables that have numbers.
        """
        named = self.records.numbered(question.numbers, question.strategy, question.action)
        found = self.records.within(docs, named)[:_MOST_NAMED]
        rows = (doc for doc in docs if not self.records.heads[doc].measures)
        return found or [
            row
            for doc in rows
            for no in question.numbers
            if (row := self.records.find(doc, "annex", no)) is not None
        ]

    def _correct(self, plain: str) -> tuple[str, list[tuple[str, str]]]:
        """Put slips right, but for words of two characters, which are too often words themselves."""
        _, found = self._speller.correct(plain)
        kept = [c for c in found if len(c.wrong) >= _SHORTEST_SLIP]
        for slip in reversed(kept):
            plain = plain[: slip.start] + slip.right + plain[slip.end :]
        return plain, [(c.wrong, c.right) for c in kept]

    def _find_agencies(self, plain: str, translations: Sequence[Translation]) -> tuple[tuple[str, ...], ...]:
        """Return the names of each agency a question names, in the order it names them."""
        found: dict[str, int] = {}
        rest = plain
        for folded, name in self._agency_names:
            if folded in rest:
                found.setdefault(name, plain.find(folded))
                rest = rest.replace(folded, " " * len(folded))
        for translation in translations:
            place = plain.find(translation.source.lower())
            for word in translation.words:
                zh = self.glossary.canonical(word)
                if zh and place >= 0 and _may_name(translation.source, plain[:place]):
                    found.setdefault(zh, place)
        return tuple(self.glossary.names_of(zh) for zh in sorted(found, key=lambda zh: found[zh]))

    def _list_agencies(self, text: str) -> frozenset[str]:
        """Return the full names of the agencies that a text names."""
        return frozenset(names[0] for names in self._find_agencies(to_traditional(text).lower(), ()))

    def _read_subject(self, question: Question) -> Topic:
        translations = self._translator.translate(question.plain)
        plain = load_cues("list").strip(question.plain, *question.sets)
        plain = load_cues("kind").strip(plain, "list")
        for names in self._find_agencies(question.plain, translations):
            for name in sorted(names, key=len, reverse=True):
                plain = plain.replace(name.lower(), " ")
        for translation in translations:
            if any(self.glossary.canonical(word) for word in translation.words):
                plain = plain.replace(translation.source.lower(), " ")
        plain = load_cues("subject").strip(plain, "form")
        return self._topics.read(plain, [t for t in translations if t.source.lower() in plain])

    def _read_names(self, question: Question, topic: Topic) -> tuple[Name, ...]:
        if question.language == "en":
            return name_concepts(topic.concepts, self._retriever.lexical.size)
        lexicon, lexical = self._speller.lexicon, self._retriever.lexical
        return read_names(question.plain, topic.concepts, self._headwords, lexicon, lexical)

    def _find_passages(
        self, question: Question, topic: Topic, docs: Collection[str]
    ) -> tuple[BestPassage, ...]:
        """Return the best passages of some documents; of the measure a question names, those of that one."""
        named = self._find_named(question, docs) if question.names_measure else []
        return self._passage_finder.find(make_query(question, topic), docs, named)

    @cached_property
    def _passage_finder(self) -> PassageFinder:
        return PassageFinder(self.records, self._retriever.lexical)

    def _names_agency(self, name: str) -> bool:
        parts = (part.strip(" 0123456789.、") for part in re.split(r"[()（）]", name))
        return any(self.glossary.canonical(part) is not None for part in parts if part)

    def _find_mentions(self, known: _Known, school_years: bool) -> tuple[Mention, ...]:
        return tuple(find_mentions(known.record, school_years))

    @cached_property
    def _agency_names(self) -> list[tuple[str, str]]:
        """Each Chinese name of an agency as questions are folded, with the full name; the longest first."""
        names = [
            (name, term.zh)
            for term in self.glossary.agencies()
            for name in term.chinese
            if len(name) > 1 and not name.isascii()
        ]
        return [
            (to_traditional(name).lower(), zh) for name, zh in sorted(names, key=lambda pair: -len(pair[0]))
        ]

    @cached_property
    def _every_agency_name(self) -> list[tuple[str, str]]:
        """Each name of an agency in either language as questions are folded, with the full Chinese name."""
        return [
            (to_traditional(name).lower(), term.zh)
            for term in self.glossary.agencies()
            for name in (*term.chinese, *term.en)
        ]

    @cached_property
    def _retriever(self) -> Retriever:
        return Retriever(self.records, self.store.lexical(), self._search_dense)

    @cached_property
    def _topics(self) -> Topics:
        return Topics(self._retriever.lexical)

    def _search_dense(self, text: str, most: int) -> Sequence[tuple[int, float]]:
        return self._dense.search(text, most)

    @cached_property
    def _headwords(self) -> Headwords:
        return self.store.headwords()

    @cached_property
    def _dense(self) -> DenseIndex:
        return DenseIndex(self.store)

    @cached_property
    def _bridge(self) -> Bridge:
        lexicon = self._speller.lexicon
        return Bridge(self._dense.embedder, self._dictionary, self._headwords, lexicon.occurs, lexicon.terms)

    @cached_property
    def _dictionary(self) -> Dictionary:
        return self.store.dictionary()

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self.store.lexicon())

    @cached_property
    def _translator(self) -> Translator:
        return Translator(self.glossary, self._dictionary, self._speller)


def _may_name(source: str, before: str = "") -> bool:
    """Say whether words in English may name an agency: a single word in small letters only does it behind by.

    >>> _may_name("Coast Guard"), _may_name("customs", "seized by "), _may_name("immigration")
    (True, True, False)
    """
    return source.isascii() and (" " in source or source != source.lower() or before.endswith(" by "))
