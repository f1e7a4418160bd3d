"""The sentence of an answer to a look-up: the words that tell what was asked, with whose entry and which."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from ingest.markup import strip_numbering
from ingest.records import Record
from qa.abstaining import Reason, abstain
from qa.answer import Answer, AnswerKind, Citation
from qa.answering.lookups import Finding, find_telling, list_agencies
from qa.answering.meanings import Meaning, find_meaning
from qa.answering.sentences import asks_items, find_sentence, list_items
from qa.answering.tellings import LONGEST, Telling
from qa.choice import choose_figures
from qa.drafting import Draft
from qa.drift import name_editions
from qa.inquiry import Inquiry
from qa.understanding.aspects import OVER_COUNTS, AskedAspects, Aspect, is_lookup
from qa.understanding.roles import read_asked
from qa.wording import shorten

_NAMING = ("action", "name", "item")
_FILE = Path(__file__).with_name("lookups.toml")
_LEAST_SHARE, _HALF_HELD, _LEAST_NAMED = 0.3, 0.45, 0.5
_LONGEST_TITLE, _LONGEST_DOCUMENT, _LEAST_SAID = 45, 40, 8
_BRACKET = re.compile(r"^\s*[(（][^()（）]*[)）]\s*|\s*[(（][^()（）]{20,}[)）].*$")
_HAN = range(0x2E80, 0xFFEF)


@cache
def _load() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def say(inquiry: Inquiry, name: str, **words: object) -> str:
    """Return a phrase in the language of the question."""
    return _load()["en" if inquiry.phrases.english else "zh-Hant"][name].format(**words)


def tell_lookup(inquiry: Inquiry, findings: Sequence[Finding], *, named: bool = True) -> Answer:
    """Return the answer that quotes what tells each aspect; `named` with the document it is from."""
    draft = inquiry.draft()
    for finding in findings:
        draft.name(finding.subject.record)
    said = [_tell_entry(inquiry, draft, finding) for finding in findings]
    for finding in findings:
        for beside in finding.beside:
            draft.cite(beside.record, beside.field, beside.start, beside.end)
    for finding in findings:
        record = finding.subject.record
        naming = next((record.fields[key] for key in _NAMING if key in record.fields), None)
        if naming is not None:
            draft.cite(record, naming, 0, len(naming.text))
    join = " " if inquiry.phrases.english else "　"
    if not named and inquiry.question.units:
        for scored in choose_figures(inquiry.question, inquiry.topic, inquiry.mentions(), inquiry.agencies):
            draft.state(scored.mention)
    source = _name_source(inquiry, findings[0].subject.record) if named else ""
    sentence = source + join.join(said)
    reason = None if any(finding.telling for finding in findings) else sentence
    kind: AnswerKind = "lookup" if reason is None else "unanswerable"
    records = [finding.subject.record for finding in findings]
    measures = list(dict.fromkeys(record.no for record in records if record.kind == "measure"))
    return draft.finish(inquiry.question.text, kind, sentence, inquiry.understood, measures, reason)


def tell_meaning(inquiry: Inquiry, meaning: Meaning) -> Answer:
    """Return the answer that quotes what a note, code or sign stands for."""
    document = inquiry.scope.records.documents[meaning.doc]
    page = document.pages[meaning.line - 1] if document.pages else None
    cited = [
        Citation(meaning.doc, document.file, None, None, line, line, page, document.lines[line - 1].strip())
        for line in dict.fromkeys((meaning.line, meaning.first))
    ]
    text = shorten(_flatten(meaning.text), LONGEST)
    title = shorten(_plain_title(document.title), _LONGEST_DOCUMENT)
    sentence = text if inquiry.limited else say(inquiry, "whose", title=title, said=text)
    found = inquiry.draft().finish(inquiry.question.text, "lookup", sentence, inquiry.understood)
    return replace(found, citations=tuple(cited))


def _plain_title(title: str) -> str:
    """Return the title of a document without what a bracket says before it.

    >>> _plain_title("（編按：草案） 航港計畫（110至113年度）")
    '航港計畫（110至113年度）'
    """
    return _BRACKET.sub("", title) or title


def _name_source(inquiry: Inquiry, record: Record) -> str:
    """Return which document an answer is from, where it might be from another."""
    if inquiry.limited or len(inquiry.scope.docs) < 2:
        return ""
    if inquiry.editions.plan_of(record.doc):
        if not inquiry.editions.several:
            return ""
        return inquiry.phrases.say("from_edition", editions=name_editions(inquiry, [record.doc]))
    title = shorten(_plain_title(inquiry.scope.records.heads[record.doc].title), _LONGEST_DOCUMENT)
    return say(inquiry, "whose", title=title, said="")


def _tell_entry(inquiry: Inquiry, draft: Draft, finding: Finding) -> str:
    record = finding.subject.record
    parts: list[str] = []
    for telling in finding.telling:
        parts += _tell_aspect(inquiry, draft, telling, parts)
    for aspect in finding.lacking:
        parts.append(say(inquiry, "lacking", aspect=_load_name(inquiry, aspect)))
        parts += _show_instead(inquiry, draft, record, aspect) if not finding.telling else []
    title = shorten(inquiry.phrases.title(record), _LONGEST_TITLE)
    no = say(inquiry, "number", no=record.written_no) if record.written_no and record.kind != "annex" else ""
    joined = say(inquiry, "join").join(part.rstrip("；;") for part in parts)
    return say(inquiry, "entry", no=no, title=title, parts=joined)


def _load_name(inquiry: Inquiry, aspect: Aspect) -> str:
    named = (
        say(inquiry, aspect.name, text="")
        if aspect.name in ("lead", "support")
        else say(inquiry, aspect.name)
    )
    return named.rstrip("： :")


def _tell_aspect(inquiry: Inquiry, draft: Draft, telling: Telling, parts: Sequence[str]) -> list[str]:
    draft.cite(telling.record, telling.field, telling.start, telling.end)
    aspect = telling.aspect
    if telling.record.kind == "project":
        draft.cite_row(telling.record)
    if aspect is not None and aspect.name in ("lead", "support", "who") and telling.field.key == "agencies":
        lead, support = list_agencies(telling.record)
        wanted = [("lead" if support else "agencies", lead)]
        wanted += [("support", support)] if support else []
        told = [say(inquiry, name, text=_name_agencies(inquiry, text)) for name, text in wanted if text]
        return [part for part in told if part not in parts]
    text = _flatten(telling.text)
    if aspect is not None and aspect.cell:
        return [say(inquiry, "cell", label=_load_name(inquiry, aspect), text=text)]
    return ["".join((strip_numbering(text), *_tell_items(inquiry, draft, telling)))]


def _tell_items(inquiry: Inquiry, draft: Draft, telling: Telling) -> list[str]:
    """Return the items that a sentence announces, each cited with its own lines."""
    document = inquiry.scope.records.documents[telling.record.doc]
    told = []
    for first, last, text in list_items(inquiry, telling):
        page = document.pages[first - 1] if document.pages else None
        quote = "\n".join(document.lines[first - 1 : last])
        draft.citations.append(Citation(document.id, document.file, None, None, first, last, page, quote))
        told.append(f"{_flatten(text)}；")
    return told


def _show_instead(inquiry: Inquiry, draft: Draft, record: Record, aspect: Aspect) -> list[str]:
    """Return what an entry says in the place of what was asked: its agencies, else its first words."""
    item = record.fields.get("agencies") if aspect.name in ("lead", "support", "who") else None
    item = item or next(
        (record.fields[k] for k in ("status", "standard", "result") if k in record.fields), None
    )
    if item is None:
        return []
    draft.cite(record, item, 0, min(len(item.text), LONGEST))
    label = item.label or item.key
    return [say(inquiry, "has", label=_flatten(label), text=shorten(_flatten(item.text), LONGEST // 3))]


def _name_agencies(inquiry: Inquiry, text: str) -> str:
    """Return agencies as written; for an English answer with their English names behind them."""
    if not inquiry.phrases.english:
        return text
    names = [name for name in text.replace("（", "(").split("、")]
    shown = []
    for name in names:
        english = inquiry.phrases.agency(name.split("(")[0].strip())
        shown.append(f"{name} [{english}]" if english != name.split("(")[0].strip() else name)
    return ", ".join(shown)


def _flatten(text: str) -> str:
    """Return a text on one line; where a break stands between Chinese characters no space is put.

    >>> _flatten("甲。\\n乙丙\\nb")
    '甲。乙丙 b'
    """
    parts = text.split()
    out = parts[0] if parts else ""
    for part in parts[1:]:
        glue = "" if ord(out[-1]) in _HAN and ord(part[0]) in _HAN else " "
        out += glue + part
    return out


def asks_aspect(inquiry: Inquiry) -> bool:
    """Say whether a question asks for an aspect of an entry, and for no figure or set beside it."""
    return _is_lookup(inquiry, inquiry.aspects)


def _is_lookup(inquiry: Inquiry, asked: AskedAspects) -> bool:
    roles = {*read_asked(asked.rest).roles} - {"actual"} if not asked.names & OVER_COUNTS else ()
    return is_lookup(asked, inquiry.question.kind) and not roles


def answer_lookup(inquiry: Inquiry) -> Answer | None:
    """Answer a question for aspects of entries; None where it is none, or where the entry is not sure."""
    if asks_items(inquiry.question.plain):
        announced = find_sentence(inquiry)
        if announced and list_items(inquiry, announced):
            return tell_lookup(inquiry, [Finding(announced.subject, (announced,))])
    asked = inquiry.aspects
    if not _is_lookup(inquiry, asked):
        return None
    if "meaning" in asked.names:
        meaning = find_meaning(inquiry)
        return tell_meaning(inquiry, meaning) if meaning else None
    findings = find_telling(inquiry, asked)
    if inquiry.question.kind == "list" and any(finding.lacking for finding in findings):
        return None
    if not findings or not all(finding.certain for finding in findings):
        return None
    return tell_lookup(inquiry, findings)


def tell_sentence(inquiry: Inquiry) -> Answer | None:
    """Answer with the sentence of running text that surely says what is asked; None where none does."""
    found = find_sentence(inquiry)
    return tell_lookup(inquiry, [Finding(found.subject, (found,))]) if found else None


def look_up(inquiry: Inquiry) -> Answer:
    """Answer with the sentences that hold most of what is asked, where no entry is surely meant.

    It abstains on what the texts do not treat: where the best record holds too little of the question.
    """
    question = inquiry.question
    beyond = [y for y in question.years if y > (inquiry.ranked[0].record.edition or y) + 1]
    if beyond:
        return abstain(inquiry, Reason("no_actual", {"year": beyond[0]}))
    findings = find_telling(inquiry, inquiry.aspects)
    told = [replace(finding, lacking=()) for finding in findings if any(map(_says, finding.telling))]
    if not told or (not question.names_measure and _miss_subject(inquiry)):
        return abstain(inquiry, Reason("no_subject"))
    return tell_lookup(inquiry, told, named=False)


def _says(telling: Telling) -> bool:
    """Say whether words tell something: a name or a number alone only where just that was asked for."""
    return telling.told or len(telling.text.strip()) >= _LEAST_SAID


def _miss_subject(inquiry: Inquiry) -> bool:
    """Say whether the best record holds too little of the question, by its concepts or its whole words.

    In English half of the words have no certain counterpart, so that whole words tell too little.
    """
    if inquiry.ranked[0].share < _LEAST_SHARE:
        return True
    if inquiry.question.language == "en" or inquiry.ranked[0].share > _HALF_HELD:
        return False
    return max(inquiry.share_held(r.record) for r in inquiry.leading()) < _LEAST_NAMED
