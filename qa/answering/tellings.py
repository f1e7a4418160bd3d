"""How surely a sentence or cell of a record tells an aspect: by field, label, words and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.passages import cut_sentences
from index.tokens import cut_token_set
from ingest.figures.years import read_years
from ingest.markup import bare
from ingest.records import Field, Record
from qa.concepts import Topic
from qa.finding.subject_ranking import Subject
from qa.inquiry import Inquiry
from qa.understanding.aspects import Aspect, load_aspects

LONGEST = 300
# What speaks for a sentence: its words, those its entry's name lacks, those around it, its field, its label,
# what it shows, how late it stands where progress is told, and the row of the indicator asked about.
_WORDS, _BEYOND, _AROUND, _FIELD, _LABEL, _SHOWN, _LATER, _ROW = 0.35, 0.2, 0.15, 0.5, 0.3, 0.2, 0.3, 0.3
# How much an entry's rank counts, and what speaks against a sentence.
_PRIOR, _OF_OTHER, _INTENDED, _YEAR_ALONE = 2.0, 0.25, 0.2, 0.7
_TOLD = 0.35
_UNSAID = 0.5
_BEFORE, _LONGEST_LABEL, _NEARLY = 60, 24, 0.3
_LABELLED = re.compile(r"([^：:。；，]{2,20})[：:]\s*$")
_DAY = re.compile(r"\d{1,2}\s*月")
_SKIPPED = frozenset(
    {"no", "goal_no", "name_no", "system", "columns", "heading", "strategy", "name", "kpi_name"}
)
INTENTIONS = frozenset({"action", "goal", "indicator", "target", "next_target"})
_WHEN = "when"
_DATED = frozenset({_WHEN, "since", "often"})
_EXCLUSIVE = {"reason": "remedy", "remedy": "reason", "lead": "support", "support": "lead"}


@dataclass(frozen=True, slots=True)
class Telling:
    """A stretch of a field that tells an aspect: text[start:end], how well, and whether surely.

    `numbered` says that it stands elsewhere than its entry and names it by its number.
    """

    subject: Subject
    record: Record
    aspect: Aspect | None
    field: Field
    start: int
    end: int
    score: float
    told: bool
    numbered: bool = False

    @property
    def text(self) -> str:
        """Its words."""
        return self.field.text[self.start : self.end]


def rank_telling(
    inquiry: Inquiry, aspect: Aspect | None, topic: Topic, subjects: Sequence[Subject]
) -> list[Telling]:
    """Rank the sentences of some subjects by their words and by how they tell an aspect."""
    best = subjects[0].score
    found = [
        telling
        for subject in subjects
        for telling in _score_subject(inquiry, aspect, topic, subject, _PRIOR * (subject.score - best))
    ]
    return sorted(found, key=lambda telling: -telling.score)


def _score_subject(
    inquiry: Inquiry, aspect: Aspect | None, topic: Topic, subject: Subject, prior: float
) -> Iterator[Telling]:
    beyond = topic.beyond(subject.tokens)
    # Half of the words of an English question have no certain counterpart in a sentence.
    dated = aspect is not None and aspect.name == _WHEN and inquiry.question.language != "en"
    rest = inquiry.topic_of(inquiry.aspects.rest if dated else "").beyond({*topic.tokens, *subject.tokens})
    for record in _records_of(inquiry, subject.record):
        for key, item in record.fields.items():
            rank = _rank_field(aspect, record, item)
            if key in _SKIPPED or (aspect is not None and aspect.cell and rank is None):
                continue
            for start, end in _cut(item, aspect):
                text = item.text[start:end]
                label = _label_before(inquiry, record, item, start)
                before = item.text[max(0, start - _BEFORE) : start]
                held = cut_token_set(f"{label}\n{text}")
                score = prior + _WORDS * topic.share(held) + _BEYOND * beyond.share(held)
                score += _AROUND * topic.share(cut_token_set(f"{label}\n{before}\n{text}"))
                score += _ROW * _share_row(topic, record, item, start)
                told = aspect is None
                if aspect is not None:
                    value = _score_aspect(aspect, record, item, rank, label, text) if says(text) else -1.0
                    if rest.concepts and not rest.share(held):
                        # Of when something is to be published each date of its entry is no answer.
                        value *= _UNSAID
                    score, told = score + value, value >= _TOLD
                score += _weigh_place(aspect, item, start)
                yield Telling(
                    subject,
                    record,
                    aspect,
                    item,
                    start,
                    end,
                    score,
                    told,
                )


def _records_of(inquiry: Inquiry, record: Record) -> list[Record]:
    """Return a record with the rows of the annex that speak about it."""
    if record.kind != "measure":
        return [record]
    annexed = inquiry.scope.records.of_kind([record.doc], "annex")
    return [record, *(row for row in annexed if row.measure == record.no)]


def _rank_field(aspect: Aspect | None, record: Record, item: Field) -> int | None:
    if aspect is None:
        return None
    rank = aspect.rank_field(item.key, bare(item.label))
    # What a column of any table is called otherwise is known by its heading alone.
    if record.kind in ("row", "budget") and rank is not None and item.label:
        return rank if any(word in item.label for word in aspect.labels) else None
    return rank


def _score_aspect(
    aspect: Aspect, record: Record, item: Field, rank: int | None, label: str, text: str
) -> float:
    """Return how surely a sentence tells an aspect, by its field, its label and its own words."""
    shown = _show(aspect, text)
    explained = aspect.name == "reason" and record.kind == "annex" and item.key == "note"
    labelled = aspect.is_labelled(label) or (not label and (explained or aspect.is_labelled(item.label)))
    rival = load_aspects().get(_EXCLUSIVE.get(aspect.name, "")) if not aspect.cell else None
    if rival is not None and rival.is_labelled(label) and not aspect.is_labelled(label):
        return -_OF_OTHER
    if aspect.name in _DATED:
        return _FIELD * shown - _OF_OTHER * (not shown)
    score = _FIELD * (not labelled and rank is not None) * (1.0 - 0.1 * min(rank or 0, 3))
    if aspect.cell and rank and aspect.fields[0] in record.fields:
        # Beside a column for those that support, the other names those that lead.
        score -= _OF_OTHER
    if rival is not None:
        # What a field may hold beside much else is told by its words.
        score *= 0.3 + 0.7 * max(0.0, shown)
    if labelled:
        score = _FIELD + _LABEL * aspect.is_labelled(label)
        ahead = _looks_ahead(text)
        if rival is not None and (ahead or shown < 0 if aspect.name == "reason" else not shown):
            score -= _OF_OTHER
    if rank is None and rival is not None and item.key not in INTENTIONS:
        score = max(score, _TOLD * max(0.0, shown))
    return score + _SHOWN * max(0.0, shown)


def _show(aspect: Aspect, text: str) -> float:
    """Return how surely a sentence's own words show an aspect."""
    if aspect.name in _DATED:
        if aspect.name == "often":
            return aspect.show(text)
        if not _DAY.search(text) and not read_years(text):
            return 0.0
        exact = 1.0 if _DAY.search(text) else _YEAR_ALONE
        return exact if aspect.name == "when" else aspect.show(text) * 1.0
    if aspect.name == "reason" and _looks_ahead(text) and load_aspects()["remedy"].show(text):
        return 0.0
    if aspect.name == "remedy" and _looks_back(text):
        return 0.0
    if aspect.name == "progress" and _DAY.search(text):
        # What came about on a day is a step made, whatever its words.
        return 1.0
    return aspect.show(text)


def _looks_ahead(text: str) -> bool:
    """Say whether a sentence tells what will be done: 113年將, 規劃, 改以."""
    return any(word in text for word in load_aspects()["remedy"].sure)


def _looks_back(text: str) -> bool:
    """Say whether a sentence tells only what has come of something: 致, 影響."""
    return any(word in text for word in load_aspects()["reason"].sure) and not _looks_ahead(text)


def _weigh_place(aspect: Aspect | None, item: Field, start: int) -> float:
    """Return what a sentence's place adds: plans seldom answer, progress is told at the end."""
    if item.key in INTENTIONS and (aspect is None or item.key not in aspect.fields):
        return -_INTENDED
    later = aspect is not None and aspect.name == "progress"
    return _LATER * start / len(item.text) if later else 0.0


def says(text: str) -> bool:
    """Say whether a cell says anything: a dash does not, nor does 無."""
    return any(char.isalnum() for char in text) and bare(text).strip("。.") not in ("無", "nil", "none")


def _cut(item: Field, aspect: Aspect | None) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a field, long ones in parts; of a cell that answers as a whole, all."""
    if aspect is not None and aspect.cell and len(item.text) <= LONGEST:
        yield 0, len(item.text)
        return
    for start, end in cut_sentences(item.text):
        while end - start > LONGEST:
            cut = item.text.rfind("，", start + LONGEST // 2, start + LONGEST)
            stop = cut + 1 if cut > 0 else start + LONGEST
            yield start, stop
            start = stop
        if end > start:
            yield start, end


def _label_before(inquiry: Inquiry, record: Record, item: Field, start: int) -> str:
    """Return the label before a sentence in its line or field, as 未達目標原因：; empty without one."""
    before = item.text[max(0, start - _LONGEST_LABEL) : start]
    if found := _LABELLED.search(before):
        return found[1]
    line = inquiry.scope.records.documents[record.doc].lines[item.line_of(start) - 1]
    at = line.find(item.text[start : start + 12].split("\n")[0])
    found = _LABELLED.search(line[:at][-_LONGEST_LABEL:]) if at > 0 else None
    return found[1] if found else ""


def _share_row(topic: Topic, record: Record, item: Field, start: int) -> float:
    """Return how much of a question the indicator holds that a line of a cell stands beside."""
    if record.kind == "annex":
        return topic.share(cut_token_set(record.text("target")))
    indicator = record.fields.get("indicator")
    if indicator is None or indicator is item or "\n" not in item.text:
        return 0.0
    rows, lines = indicator.text.split("\n"), item.text.split("\n")
    if len(rows) != len(lines):
        return 0.0
    return topic.share(cut_token_set(rows[item.text.count("\n", 0, start)]))


def extend(ranked: Sequence[Telling]) -> Telling:
    """Return the best telling with the sentences right behind it that tell the same."""
    best = ranked[0]
    end = best.end
    same = sorted(
        (t for t in ranked if t.field is best.field and t.told and t.start > best.start),
        key=lambda t: t.start,
    )
    for before, one in pairwise([best, *same]):
        gap = best.field.text[before.end : one.start].strip()
        if gap or one.end - best.start > LONGEST or one.score < best.score - _NEARLY or best.aspect is None:
            break
        end = one.end
    return Telling(best.subject, best.record, best.aspect, best.field, best.start, end, best.score, best.told)
