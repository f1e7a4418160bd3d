"""Look-ups: the sentence or cell of an entry, or of the text under its heading, telling the aspect asked."""

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
from qa.finding.ranking import docs_of
from qa.finding.subject_ranking import Subject, is_missed, rank_subjects
from qa.inquiry import Inquiry
from qa.understanding.aspects import AskedAspects, Aspect, load_aspects

LONGEST = 300
# What of a question names an entry that is surely meant, and that is meant where several fit about alike.
_SURE, _CLOSE, _HELD_WHOLE, _APART, _LACKING, _LIKELY, _AS_MUCH = 0.62, 0.16, 0.8, 0.2, 0.8, 0.4, 0.15
# What speaks for a sentence: its words, field and label, what it shows, the row of the indicator asked about.
_WORDS, _BEYOND, _AROUND, _FIELD, _LABEL, _SHOWN, _LATER, _ROW = 0.35, 0.2, 0.15, 0.5, 0.3, 0.2, 0.3, 0.3
_OF_OTHER = 0.25
_TOLD = 0.35
_BEHIND, _KNOWN, _PRIOR = 0.06, 0.6, 2.0
_BESIDE, _BEFORE = 3, 60
_INTENDED, _YEAR_ALONE = 0.2, 0.7
_LONGEST_LABEL = 24
# Another thing asked about holds this much of what the first does not.
_REST, _NAMED_REST = 0.25, 0.7
_JOINED = re.compile(r"[與和及跟、]|\band\b")
_LABELLED = re.compile(r"([^：:。；，]{2,20})[：:]\s*$")
_DAY = re.compile(r"\d{1,2}\s*月")
_SKIPPED = frozenset(
    {"no", "goal_no", "name_no", "system", "columns", "heading", "strategy", "name", "kpi_name"}
)
_INTENTIONS = frozenset({"action", "goal", "indicator", "target", "next_target"})
_DATED = frozenset({"when", "since", "often"})
_NOTE = re.compile(
    r"(?:附?註|備註|\bnote )\s*(?P<note>\d{1,2})|(?P<kind>代號|代碼|code)\s*(?P<code>\d{1,2}|[a-z](?![a-z]))"
)
_SIGNS = frozenset("★☆▲△●○◎□■◆◇※＊*")
_CODES = 12
_EXCLUSIVE = {"reason": "remedy", "remedy": "reason", "lead": "support", "support": "lead"}


@dataclass(frozen=True, slots=True)
class Telling:
    """A stretch of a field telling an aspect: text[start:end], how well, whether in a field for it alone."""

    subject: Subject
    record: Record
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


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one thing a question asks about: an aspect each, and aspects its entry lacks."""

    subject: Subject
    telling: tuple[Telling, ...]
    lacking: tuple[Aspect, ...] = ()
    certain: bool = False
    beside: tuple[Telling, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """The lines of a document that say what a note, code or sign stands for: its heading and its own line."""

    doc: str
    first: int
    line: int
    text: str


def find_telling(inquiry: Inquiry, asked: AskedAspects) -> tuple[Finding, ...]:
    """Return what tells the aspects asked for, for each thing a question is about; none if none is meant."""
    topic = inquiry.topic_of(asked.rest)
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


def find_meaning(inquiry: Inquiry) -> Meaning | None:
    """Return the lines that say what a note, code or sign stands for that a question asks the meaning of."""
    plain = inquiry.question.plain
    code = _NOTE.search(plain)
    signs = set(inquiry.question.text) & _SIGNS
    if not code and not signs:
        return None
    topic = inquiry.topic
    found: list[tuple[float, Meaning]] = []
    for doc in docs_of(inquiry):
        document = inquiry.scope.records.documents[doc]
        title = cut_token_set(document.title)
        for number, line in enumerate(document.lines, start=1):
            first = _defines(document.lines, number, code, signs)
            if first:
                around = "\n".join(document.lines[first - 1 : number])
                share = topic.share(title | cut_token_set(around))
                found.append((share, Meaning(doc, first, number, line.strip())))
    return max(found, key=lambda one: one[0])[1] if found else None


def _defines(lines: Sequence[str], number: int, code: re.Match[str] | None, signs: set[str]) -> int:
    """Return the line where what a line says of a note, code or sign begins; 0 where it says nothing."""
    line = lines[number - 1].strip()
    if code and code["note"]:
        found = re.match(rf"(?:附?註|備註|note)\s*{code['note']}\s*[：:.、]", line.lower())
        return number if found else 0
    if code:
        item = re.match(rf"[(（]?{code['code']}[)）]?\s*[.．、：:]", line)
        above = range(max(1, number - _CODES), number)
        heads = [n for n in above if code["kind"] in lines[n - 1] and lines[n - 1].rstrip()[-1:] in "：:"]
        return heads[-1] if item and heads else 0
    said = any(word in line for word in load_aspects()["meaning"].shown)
    return number if said and signs <= set(line) and "\t" not in line else 0


def _find_numbered(
    inquiry: Inquiry, asked: AskedAspects, topic: Topic, first: Finding
) -> tuple[Finding, ...]:
    """Return what tells of each entry a question names by number, all of the first one's document."""
    findings = [first]
    for subject in rank_subjects(inquiry, topic, asked.rest):
        record = subject.record
        told = {finding.subject.record.no for finding in findings}
        if record.doc == first.subject.record.doc and record.no not in told:
            findings.append(_tell(inquiry, asked, topic, [subject]))
    return tuple(findings)


def _find_one(inquiry: Inquiry, asked: AskedAspects, topic: Topic, missed: bool) -> Finding | None:
    subjects = rank_subjects(inquiry, topic, asked.rest, missed=missed)
    return _tell(inquiry, asked, topic, subjects) if subjects else None


def _tell(inquiry: Inquiry, asked: AskedAspects, topic: Topic, subjects: Sequence[Subject]) -> Finding:
    """Return what the best of some subjects tell of each aspect."""
    near = _drop_earlier(inquiry, [one for one in subjects if one.score >= subjects[0].score - _CLOSE])
    chosen: list[Telling] = []
    lacking: list[Aspect] = []
    beside: list[Telling] = []
    others: list[Telling] = []
    for aspect in asked.aspects or (None,):
        ranked = rank_telling(inquiry, aspect, topic, near if not chosen else _put_first(near, chosen[0]))
        ranked = [one for one in ranked if _has(aspect, one.record)]
        silent = aspect is not None and bool(ranked) and not ranked[0].told and _is_silent(aspect, near[0])
        if ranked and not silent and (ranked[0].told or aspect is None or not aspect.cell):
            chosen.append(_extend(ranked))
            others += ranked if aspect is not None else []
            rest = [one for one in ranked[1:] if one.field.key not in _INTENTIONS]
            beside += rest[:_BESIDE] if aspect is None or not aspect.cell else []
        elif aspect is not None:
            lacking.append(aspect)
    subject = chosen[0].subject if chosen else near[0]
    entry = subject.record.kind not in ("section", "annex")
    alone = subject.named >= _LIKELY and not any(
        one.told and not _is_same(inquiry, one.subject.record, subject.record) for one in others
    )
    certain = all(one.told for one in chosen) and (alone or _is_sure(inquiry, subjects, subject, topic))
    first = _is_same(inquiry, near[0].record, subject.record) or near[0].score - subject.score <= _BEHIND
    certain = certain and first and (not lacking or subject.named >= _LACKING)
    return Finding(subject, tuple(chosen), tuple(lacking), certain and (entry or not lacking), tuple(beside))


def _is_silent(aspect: Aspect, subject: Subject) -> bool:
    """Say whether an entry surely meant has a field for an aspect in which it says nothing, as －."""
    kept = [item for item in subject.record.fields.values() if item.key in aspect.fields[:1]]
    return subject.named >= _LACKING and bool(kept) and not any(_says(item.text) for item in kept)


def _drop_earlier(inquiry: Inquiry, near: Sequence[Subject]) -> list[Subject]:
    """Return some subjects without those of an earlier edition than another that holds about as much.

    A question why something fell short is of an edition in which it did.
    """
    if inquiry.question.years:
        return list(near)
    missed = "fell_short" in inquiry.question.sets

    def is_left(one: Subject) -> bool:
        plan = inquiry.editions.plan_of(one.record.doc)
        return plan is not None and any(
            inquiry.editions.plan_of(other.record.doc) == plan
            and (other.record.edition or 0) > (one.record.edition or 0)
            and other.held >= one.held - _AS_MUCH
            and other.named >= one.named - _AS_MUCH
            and (not missed or is_missed(other.record))
            for other in near
        )

    return [one for one in near if not is_left(one)]


def _has(aspect: Aspect | None, record: Record) -> bool:
    """Say whether a record names supporting agencies, where they are asked for."""
    return aspect is None or aspect.name != "support" or bool(list_agencies(record)[1])


def _put_first(near: Sequence[Subject], telling: Telling) -> list[Subject]:
    """Return the subjects from which a second aspect is told: that of the first alone, if it is an entry."""
    return [telling.subject] if telling.subject.record.kind != "section" else list(near)


def _is_sure(inquiry: Inquiry, subjects: Sequence[Subject], subject: Subject, topic: Topic) -> bool:
    """Say whether an entry is surely the one meant: named, or alone in holding what is asked about."""
    if subject.named >= _SURE:
        return True
    rivals = [one.score for one in subjects if not _is_same(inquiry, one.record, subject.record)]
    known = topic.known().total / topic.total if topic.total else 0.0
    whole = known >= _KNOWN and subject.held >= _HELD_WHOLE * known
    return whole and max(rivals, default=0.0) <= subject.score - _APART


def _is_same(inquiry: Inquiry, one: Record, other: Record) -> bool:
    """Say whether two records are one entry, of one edition or two, or one an annex's row about the other."""
    if one.title == other.title:
        return True
    if one.doc != other.doc:
        plan = inquiry.editions.plan_of(one.doc)
        return plan is not None and plan == inquiry.editions.plan_of(other.doc)
    numbers = [record.measure if record.kind == "annex" else record.no for record in (one, other)]
    kinds = {one.kind, other.kind} <= {"measure", "annex"}
    return one == other or (kinds and numbers[0] == numbers[1])


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
                    value = _score_aspect(aspect, record, item, rank, label, text) if _says(text) else -1.0
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
    if rival is not None:
        # What a field may hold beside much else is told by its words.
        score *= 0.3 + 0.7 * max(0.0, shown)
    if labelled:
        score = _FIELD + _LABEL * aspect.is_labelled(label)
        ahead = _looks_ahead(text)
        if rival is not None and (ahead or shown < 0 if aspect.name == "reason" else not shown):
            score -= _OF_OTHER
    if rank is None and rival is not None and item.key not in _INTENTIONS:
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
    return aspect.show(text)


def _looks_ahead(text: str) -> bool:
    """Say whether a sentence tells what will be done: 113年將, 規劃, 改以."""
    return any(word in text for word in ("將", "規劃", "改以", "研議"))


def _looks_back(text: str) -> bool:
    return any(word in text for word in ("致", "影響", "偏低")) and "將" not in text


def _weigh_place(aspect: Aspect | None, item: Field, start: int) -> float:
    """Return what a sentence's place adds: intentions answer seldom; progress is told step by step."""
    if item.key in _INTENTIONS and (aspect is None or item.key not in aspect.fields):
        return -_INTENDED
    later = aspect is not None and aspect.name == "progress"
    return _LATER * start / len(item.text) if later else 0.0


def _says(text: str) -> bool:
    """Say whether a cell says anything: a dash does not, nor does 無."""
    return any(char.isalnum() for char in text) and bare(text).strip("。.") not in ("無", "nil", "none")


def _cut(item: Field, aspect: Aspect | None) -> Iterator[tuple[int, int]]:
    """Yield a field's sentences, long ones in parts up to a comma; a cell that answers whole, whole."""
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
    place = item.locate(start, start + 1)
    line = inquiry.scope.records.documents[record.doc].lines[place.line_start - 1]
    at = line.find(item.text[start : start + 12].split("\n")[0])
    found = _LABELLED.search(line[:at][-_LONGEST_LABEL:]) if at > 0 else None
    return found[1] if found else ""


def _share_row(topic: Topic, record: Record, item: Field, start: int) -> float:
    """Return how much of a question stands in the indicator beside a line of a cell of several lines."""
    if record.kind == "annex":
        return topic.share(cut_token_set(record.text("target")))
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
    return Telling(best.subject, best.record, best.aspect, best.field, best.start, end, best.score, best.told)


def _text_of(record: Record) -> str:
    return "\n".join(item.text for item in record.fields.values())


def list_agencies(record: Record) -> tuple[str, str]:
    """Return the agencies that lead and those that support, as the cell writes them; empty if it names none.

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
