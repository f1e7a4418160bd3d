"""Look-ups: the sentence or cell of an entry, or of the text under its heading, that says the aspect asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.passages import cut_sentences
from index.tokens import cut_token_set
from ingest.figures.years import read_years
from ingest.markup import bare
from ingest.records import Field, Measure, Record
from qa.concepts import Topic
from qa.finding.subject_ranking import Subject, rank_subjects
from qa.inquiry import Inquiry
from qa.understanding.aspects import AskedAspects, Aspect, load_aspects

LONGEST = 300
# What of a question names an entry that is surely meant, and that is meant where several fit about alike.
_SURE, _CLOSE = 0.72, 0.16
# What speaks for a sentence: its words, its field, its label, what it shows, the row of the indicator asked about.
_WORDS, _FIELD, _LABEL, _SHOWN, _LATER, _ROW = 0.6, 0.5, 0.3, 0.2, 0.06, 0.3
_OF_OTHER = 0.25
_TOLD = 0.35
_FIRST_FIELDS = 5
_LONGEST_LABEL = 24
# Another thing asked about holds this much of what the first does not.
_REST, _NAMED_REST = 0.25, 0.7
_JOINED = re.compile(r"[與和及跟、]|\band\b")
_LABELLED = re.compile(r"([^：:。；，]{2,20})[：:]\s*$")
_DAY = re.compile(r"\d{1,2}\s*月|\d{1,2}\s*日|\d{2,4}\s*年")
_SKIPPED = frozenset({"no", "goal_no", "name_no", "system", "columns", "heading", "strategy"})
_EXCLUSIVE = {"reason": "remedy", "remedy": "reason", "lead": "support", "support": "lead"}


@dataclass(frozen=True, slots=True)
class Telling:
    """A stretch of a field that tells an aspect: text[start:end], how well, and whether it is a field of its own for it."""

    subject: Subject
    aspect: Aspect | None
    field: Field
    start: int
    end: int
    score: float
    told: bool

    @property
    def text(self) -> str:
        """Its words."""
        return self.field.text[self.start : self.end]

    @property
    def record(self) -> Record:
        """The record it stands in."""
        return self.subject.record


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one thing a question asks about: an aspect each, and aspects its entry does not have."""

    subject: Subject
    telling: tuple[Telling, ...]
    lacking: tuple[Aspect, ...] = ()
    certain: bool = False


def find_telling(inquiry: Inquiry, asked: AskedAspects) -> tuple[Finding, ...]:
    """Return what tells the aspects a question asks for, for each thing it asks about; none where none is meant."""
    topic = inquiry.topic_of(asked.rest).known()
    missed = "reason" in asked.names and "fell_short" in inquiry.question.sets
    first = _find_one(inquiry, asked, topic, missed)
    if first is None:
        return ()
    rest = topic.beyond(first.subject.tokens | cut_token_set(_text_of(first.subject.record)))
    if topic.total and rest.total >= _REST * topic.total and _JOINED.search(asked.rest):
        second = _find_one(inquiry, asked, rest, missed)
        if (
            second
            and second.certain
            and second.subject.named >= _NAMED_REST
            and second.subject.record.doc == first.subject.record.doc
            and second.subject.record != first.subject.record
        ):
            return first, second
    numbers = inquiry.question.numbers
    if len(numbers) > 1 and first.subject.record.no in numbers:
        return _find_numbered(inquiry, asked, topic, first)
    return (first,)


def _find_numbered(
    inquiry: Inquiry, asked: AskedAspects, topic: Topic, first: Finding
) -> tuple[Finding, ...]:
    """Return what tells of each entry a question names by number, all of the first one's document."""
    findings = [first]
    for subject in rank_subjects(inquiry, topic):
        record = subject.record
        told = {finding.subject.record.no for finding in findings}
        if record.doc == first.subject.record.doc and record.no not in told:
            findings.append(_tell(inquiry, asked, topic, [subject]))
    return tuple(findings)


def _find_one(inquiry: Inquiry, asked: AskedAspects, topic: Topic, missed: bool) -> Finding | None:
    subjects = rank_subjects(inquiry, topic, missed=missed)
    return _tell(inquiry, asked, topic, subjects) if subjects else None


def _tell(inquiry: Inquiry, asked: AskedAspects, topic: Topic, subjects: Sequence[Subject]) -> Finding:
    """Return what the best of some subjects tell of each aspect."""
    near = [one for one in subjects if one.score >= subjects[0].score - _CLOSE]
    chosen: list[Telling] = []
    lacking: list[Aspect] = []
    for aspect in asked.aspects or (None,):
        ranked = rank_telling(inquiry, aspect, topic, near if not chosen else _put_first(near, chosen[0]))
        if ranked and (ranked[0].told or aspect is None or not aspect.cell):
            chosen.append(_extend(ranked))
        elif aspect is not None:
            lacking.append(aspect)
    subject = chosen[0].subject if chosen else near[0]
    entry = subject.record.kind not in ("section", "annex")
    certain = all(one.told for one in chosen) and _is_sure(subject, topic, chosen, entry)
    return Finding(subject, tuple(chosen), tuple(lacking), certain and (entry or not lacking))


def _put_first(near: Sequence[Subject], telling: Telling) -> list[Subject]:
    """Return the subjects from which a second aspect is told: that of the first alone, where it is an entry."""
    return [telling.subject] if telling.record.kind != "section" else list(near)


def _is_sure(subject: Subject, topic: Topic, chosen: Sequence[Telling], entry: bool) -> bool:
    if subject.named >= _SURE or not topic.concepts:
        return True
    held = max((topic.share(subject.tokens | cut_token_set(one.text)) for one in chosen), default=0.0)
    return held >= _SURE


def rank_telling(
    inquiry: Inquiry, aspect: Aspect | None, topic: Topic, subjects: Sequence[Subject]
) -> list[Telling]:
    """Rank the sentences of some subjects by their words and by how they tell an aspect."""
    best = subjects[0].score
    found = [
        telling
        for subject in subjects
        for telling in _score_subject(inquiry, aspect, topic, subject, subject.score - best)
    ]
    return sorted(found, key=lambda telling: -telling.score)


def _score_subject(
    inquiry: Inquiry, aspect: Aspect | None, topic: Topic, subject: Subject, prior: float
) -> Iterator[Telling]:
    for record in _records_of(inquiry, subject.record):
        for key, item in record.fields.items():
            rank = _rank_field(aspect, record, item)
            if key in _SKIPPED or (aspect is not None and aspect.cell and rank is None):
                continue
            for start, end in _cut(item, aspect):
                text = item.text[start:end]
                label = _label_before(inquiry, record, item, start)
                score = prior + _WORDS * topic.share(cut_token_set(f"{label}\n{text}"))
                score += _ROW * _share_row(topic, record, item, start)
                told = aspect is None
                if aspect is not None:
                    value = _score_aspect(aspect, rank, label, text)
                    score, told = score + value, value >= _TOLD
                yield Telling(
                    Subject(record, subject.tokens, subject.named, subject.held, subject.score),
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


def _score_aspect(aspect: Aspect, rank: int | None, label: str, text: str) -> float:
    """Return how surely a sentence tells an aspect, by its field, its label and its own words."""
    if not _says(text):
        return -1.0
    score = 0.0 if rank is None else max(_FIELD - 0.05 * rank, _FIELD / 2)
    if rank is None and not aspect.fields and not aspect.labels:
        score = 0.0
    if label and any(word in label for word in aspect.labels):
        score = max(score, _FIELD) + _LABEL
    other = _EXCLUSIVE.get(aspect.name)
    rival = load_aspects()[other] if other and not aspect.cell else None
    shown = _is_shown(aspect, text)
    if rival is not None:
        if (
            label
            and any(word in label for word in rival.labels)
            and not any(w in label for w in aspect.labels)
        ):
            return score - _FIELD
        if not shown:
            score -= _OF_OTHER
    if aspect.name in ("when", "often") and not shown:
        return score - _FIELD
    if aspect.name in ("when", "often") or (shown and rank is None):
        return score + (_FIELD if aspect.name in ("when", "often") else _SHOWN + 0.15 * bool(rival))
    return score + _SHOWN * shown


def _is_shown(aspect: Aspect, text: str) -> bool:
    if aspect.name == "when":
        return _DAY.search(text) is not None or bool(read_years(text))
    if aspect.name == "reason":
        remedy = load_aspects()["remedy"]
        return aspect.is_shown(text) and not (_looks_ahead(text) and remedy.is_shown(text))
    if aspect.name == "remedy":
        return aspect.is_shown(text) and not _looks_back(text)
    return aspect.is_shown(text)


def _looks_ahead(text: str) -> bool:
    """Say whether a sentence tells what will be done: 113年將, 規劃, 改以."""
    return any(word in text for word in ("將", "規劃", "改以", "研議"))


def _looks_back(text: str) -> bool:
    return any(word in text for word in ("致", "影響", "偏低")) and "將" not in text


def _says(text: str) -> bool:
    """Say whether a cell says anything: a dash does not, nor does 無."""
    return any(char.isalnum() for char in text) and bare(text).strip("。.") not in ("無", "nil", "none")


def _cut(item: Field, aspect: Aspect | None) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a field, long ones in parts that end at a comma; of a cell that answers as a whole, all."""
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
    """Return the label that stands before a sentence in its line or field, as 未達目標原因：; empty without one."""
    before = item.text[max(0, start - _LONGEST_LABEL) : start]
    if found := _LABELLED.search(before):
        return found[1]
    place = item.locate(start, start + 1)
    line = inquiry.scope.records.documents[record.doc].lines[place.line_start - 1]
    at = line.find(item.text[start : start + 12].split("\n")[0])
    found = _LABELLED.search(line[:at][-_LONGEST_LABEL:]) if at > 0 else None
    return found[1] if found else ""


def _share_row(topic: Topic, record: Record, item: Field, start: int) -> float:
    """Return how much of a question stands in the indicator beside which a line of a cell of several lines stands."""
    indicator = record.fields.get("indicator")
    if indicator is None or indicator is item or "\n" not in item.text:
        return 0.0
    rows, lines = indicator.text.split("\n"), item.text.split("\n")
    if len(rows) != len(lines):
        return 0.0
    return topic.share(cut_token_set(rows[item.text.count("\n", 0, start)]))


def _extend(ranked: Sequence[Telling]) -> Telling:
    """Return the best telling with the sentences right behind it that tell the same."""
    best = ranked[0]
    end = best.end
    same = sorted(
        (t for t in ranked if t.field is best.field and t.told and t.start > best.start),
        key=lambda t: t.start,
    )
    for before, one in pairwise([best, *same]):
        gap = best.field.text[before.end : one.start].strip()
        if gap or one.end - best.start > LONGEST or one.score < best.score - 0.3 or best.aspect is None:
            break
        end = one.end
    return Telling(best.subject, best.aspect, best.field, best.start, end, best.score, best.told)


def _text_of(record: Record) -> str:
    return "\n".join(item.text for item in record.fields.values())


def list_agencies(record: Record) -> tuple[str, str]:
    """Return the agencies that lead and those that support, as the cell writes them; empty where it names none.

    In a column for both, as 主(協)辦機關, those in the last parenthesis support.
    """
    item = record.fields.get("agencies")
    if item is None:
        return "", ""
    text = " ".join(item.text.split())
    if "協" in item.label and (
        found := re.search(r"[(（]((?:[^()（）]|[(（][^()（）]*[)）])*)[)）]\s*$", text)
    ):
        return text[: found.start()].strip(), found[1].strip()
    parts = re.split(r"(?:主辦|協辦)(?:機關|單位)?\s*[：:]\s*", text)
    if len(parts) > 2:
        return parts[1].strip(" 。；;、"), parts[2].strip(" 。；;、")
    leads = record.lead_agencies if isinstance(record, Measure) else ()
    if leads and "協辦" in text:
        others = [name for name in record.agencies if name not in leads]  # type: ignore[attr-defined]
        return "、".join(leads), "、".join(others)
    return text, ""
