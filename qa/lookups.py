"""Look-ups: who, why, when, what. The answer is the sentences that say it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.passages import cut_sentences
from index.tokens import cut_token_set
from ingest.markup import strip_numbering
from ingest.records import Field, Record
from qa.abstaining import Reason, abstain
from qa.answer import Answer
from qa.choice import choose_figures
from qa.cues import join_patterns
from qa.drafting import Draft
from qa.inquiry import Inquiry
from qa.wording import Phrasebook

MOST = 5
_SHOWN, _CLOSE, _LEAST_HELD, _LEAST_SHARE = 0.2, 0.12, 0.35, 0.3
_LEAST_NAMED, _HALF_HELD = 0.5, 0.45
# What a measure sets out to do names its subject and seldom answers a question about it.
_INTENTIONS = {"action": -0.15, "goal": -0.15, "indicator": -0.15}
_LONGEST_QUOTE = 320
_SHORTEST = 4
_SKIPPED = frozenset({"strategy", "goal_no", "name_no", "columns"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a field with its score; `held` is the share of the question's concepts it holds."""

    record: Record
    field: Field
    start: int
    end: int
    score: float
    held: float
    pointed: bool

    @property
    def text(self) -> str:
        """The words of the sentence."""
        return self.field.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Clue:
    """What answers one way of asking: the fields that usually do, and the words that show it.

    `weight` is what such a field adds, `unshown` what it adds where the words do not stand in it, and
    `later` what the end of a field adds, for what is told step by step.
    """

    asked: re.Pattern[str]
    fields: tuple[str, ...]
    shown: re.Pattern[str] | None
    weight: float = 0.4
    later: float = 0.0
    unshown: float | None = None


@cache
def _clues() -> tuple[_Clue, ...]:
    table = tomllib.loads(Path(__file__).with_name("clues.toml").read_text(encoding="utf-8"))
    return tuple(
        _Clue(
            join_patterns(clue["asked"]),
            tuple(clue.get("fields", ())),
            join_patterns(clue["shown"]) if "shown" in clue else None,
            clue.get("weight", 0.4),
            clue.get("later", 0.0),
            clue.get("unshown"),
        )
        for clue in table.values()
    )


def look_up(inquiry: Inquiry) -> Answer:
    """Answer with the sentences that hold most of what is asked, and the figures asked for beside it."""
    beyond = [y for y in inquiry.question.years if y > (inquiry.ranked[0].record.edition or y) + 1]
    if beyond:
        return abstain(inquiry, Reason("no_actual", {"year": beyond[0]}))
    if not inquiry.question.names_measure and _miss_subject(inquiry):
        return abstain(inquiry, Reason("no_subject"))
    draft = inquiry.draft()
    sentences = choose_sentences(inquiry)
    if not sentences:
        return abstain(inquiry, Reason("no_subject"))
    for sentence in sentences:
        draft.cite(sentence.record, sentence.field, sentence.start, sentence.end)
    if inquiry.question.units:
        for scored in choose_figures(inquiry.question, inquiry.topic, inquiry.mentions(), inquiry.agencies):
            draft.state(scored.mention)
    records = _unique(sentences)
    for record in records:
        draft.name(record)
    measures = inquiry.measure_numbers(records)
    text = _write(inquiry.phrases, sentences, draft)
    return draft.finish(inquiry.question.text, "lookup", text, inquiry.understood, measures)


def _miss_subject(inquiry: Inquiry) -> bool:
    """Say whether the best record holds too little of the question, by its concepts or its whole words.

    In English half of the words have no certain counterpart, so that whole words tell too little.
    """
    if inquiry.ranked[0].share < _LEAST_SHARE:
        return True
    if inquiry.question.language == "en" or inquiry.ranked[0].share > _HALF_HELD:
        return False
    return max(inquiry.share_held(r.record) for r in inquiry.leading()) < _LEAST_NAMED


def choose_sentences(inquiry: Inquiry) -> list[Sentence]:
    """Return the sentences that answer: those the clues point to and those nearest in words, in turn.

    A question of several parts (誰主辦？進度到哪裡) has the sentences of each part in turn.
    """
    rankings = [rank_sentences(inquiry, [c]) for c in find_clues(inquiry.question.plain)]
    rankings.append(rank_sentences(inquiry, ()))
    least = _LEAST_HELD * max((s.held for s in rankings[-1]), default=0.0)
    chosen: list[Sentence] = []
    for row in zip(*rankings, strict=True):
        for sentence in row:
            told = sentence.pointed or sentence.held >= least
            if told and all((s.field, s.start) != (sentence.field, sentence.start) for s in chosen):
                chosen.append(sentence)
        if len(chosen) >= MOST:
            break
    return sorted(chosen[:MOST], key=lambda s: -s.score)


def find_clues(plain: str) -> list[_Clue]:
    """Return what the ways of asking in a question point to."""
    return [clue for clue in _clues() if clue.asked.search(plain)]


def rank_sentences(inquiry: Inquiry, clues: Sequence[_Clue]) -> list[Sentence]:
    """Rank the sentences of the leading records by the concepts they hold and the clues they show."""
    leading = [r for r in inquiry.leading() if r.score > inquiry.ranked[0].score - _CLOSE]
    found: list[Sentence] = []
    for ranked in leading:
        prior = ranked.score - leading[0].score
        for item, start, end in _sentences(ranked.record):
            text = item.text[start:end]
            share = inquiry.topic.share(cut_token_set(text))
            hints = sum(_score_clue(clue, item, start, text) for clue in clues)
            score = share + prior + hints + (0.0 if hints else _INTENTIONS.get(item.key, 0.0))
            found.append(Sentence(ranked.record, item, start, end, score, share, hints > _SHOWN))
    return sorted(found, key=lambda s: -s.score)


def _score_clue(clue: _Clue, item: Field, start: int, text: str) -> float:
    shown = clue.shown is not None and clue.shown.search(text) is not None
    weight = clue.weight if shown or clue.unshown is None else clue.unshown
    score = weight + clue.later * start / len(item.text) if item.key in clue.fields else 0.0
    if shown:
        score += _SHOWN if clue.fields and clue.unshown is None else 2 * _SHOWN
    return score


def _sentences(record: Record) -> Iterator[tuple[Field, int, int]]:
    """Yield the sentences of a record, long ones in parts that end at a comma."""
    for key, item in record.fields.items():
        if key in _SKIPPED:
            continue
        for start, end in cut_sentences(item.text):
            while end - start > _LONGEST_QUOTE:
                cut = item.text.rfind("，", start + _LONGEST_QUOTE // 2, start + _LONGEST_QUOTE)
                stop = cut + 1 if cut > 0 else start + _LONGEST_QUOTE
                yield item, start, stop
                start = stop
            if end - start >= _SHORTEST or key in ("target", "next_target", "agencies"):
                yield item, start, end


def _unique(sentences: list[Sentence]) -> list[Record]:
    seen: dict[tuple[str, str, int], Record] = {}
    for sentence in sentences:
        record = sentence.record
        seen.setdefault((record.doc, record.kind, record.no), record)
    return list(seen.values())


def _write(phrases: Phrasebook, sentences: list[Sentence], draft: Draft) -> str:
    best = sentences[0]
    shown = [best] + [s for s in sentences[1:2] if s.score > best.score - 0.1 and s.record is best.record]
    quotes = " ".join(strip_numbering(" ".join(s.text.split())) for s in shown)
    return (
        f"{phrases.title(best.record)}：{quotes}"
        if not phrases.english
        else f"{phrases.title(best.record)}: {quotes}"
    )
