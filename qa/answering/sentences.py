"""Sentences of running text that say all a question speaks of, and the items that a sentence announces."""

from __future__ import annotations

import re

from index.tokens import cut_token_set
from ingest.figures.digits import read_chinese
from ingest.figures.numerals import read_figures
from ingest.figures.units import compatible_units
from ingest.figures.years import read_years
from ingest.markup import bare
from qa.answering.tellings import Telling, rank_telling
from qa.finding.subject_ranking import rank_subjects
from qa.inquiry import Inquiry
from qa.names import share_of_names
from qa.question import Question, answering_units

# How much of a question a sentence holds that surely says it, that says all of it, and how much of a
# question the texts must know.
_WHOLE, _ALL, _KNOWN = 0.75, 0.95, 0.6
_ORDINAL = re.compile(r"第\s*[\d一二三四五六七八九十]{1,3}\s*[期屆次季條點]")
_RELATIVE = ("今年", "去年", "明年", "本年")
_NUMERALS = "一二三四五六七八九十"
_COUNT = re.compile(r"([二三四五六七八九十])[大項個點]")
_PAUSE = re.compile(r"[，。；：]")
_LONGEST_ITEM = 80


def find_sentence(inquiry: Inquiry) -> Telling | None:
    """Return the sentence of running text that surely speaks of all a question does; None where none does.

    Where a figure is asked for it has one in the unit asked for; years and ordinals are those asked for.
    """
    topic, question = inquiry.topic.known(), inquiry.question
    if question.kind == "compare" or not topic.concepts or topic.total < _KNOWN * inquiry.topic.total:
        return None
    subjects = [one for one in rank_subjects(inquiry, topic, question.plain) if one.record.kind == "section"]
    if not subjects:
        return None
    found = []
    for telling in rank_telling(inquiry, None, topic, subjects):
        held, tokens = cut_token_set(telling.text), telling.subject.tokens
        whole, beyond = topic.share(tokens | held), topic.beyond(tokens)
        share = min(whole, beyond.share(held) if beyond.concepts else 1.0)
        if share >= _WHOLE and _fits(question, telling, share) and _names(inquiry, telling) >= _WHOLE:
            found.append((share, telling.score, telling))
    if not found:
        return None
    return max(found, key=lambda one: one[:2])[2]


def _names(inquiry: Inquiry, telling: Telling) -> float:
    """Return how many of the words a question names its subject by stand in a sentence and over it."""
    document = inquiry.scope.records.documents[telling.record.doc]
    over = (document.title, *telling.record.path, telling.record.title)
    return share_of_names(inquiry.names(), "\n".join((*over, telling.text)))


def holds_ordinals(plain: str, said: str) -> bool:
    """Say whether a text speaks of each period, term or meeting that a question names by its number.

    >>> holds_ordinals("第4期執行率", "第3期執行率為9%"), holds_ordinals("第 3 期執行率", "第3期執行率為9%")
    (False, True)
    """
    return all(bare(ordinal) in bare(said) for ordinal in _ORDINAL.findall(plain))


def _fits(question: Question, telling: Telling, share: float) -> bool:
    """Say whether a sentence is of the years and ordinals asked for, and has the figure asked for."""
    said = bare(telling.text)
    under = bare("\n".join((*telling.record.path, telling.record.title)))
    if not holds_ordinals(question.plain, said + under):
        return False
    relative = [word for word in _RELATIVE if word in question.plain]
    years = {year.year for year in read_years(telling.text)}
    if question.years and not any(word in said for word in relative) and not years & {*question.years}:
        return False
    if not question.asks_figure:
        return True
    # The unit may only be guessed, as money of 預算; of a sentence that says all the figure is meant.
    units = [unit for asked in question.units for unit in answering_units(asked)] if share < _ALL else []
    figures = read_figures(telling.text)
    return any(not units or any(compatible_units(f.unit, unit) for unit in units) for f in figures)


def asks_items(plain: str) -> bool:
    """Say whether a question asks for items that it counts.

    >>> asks_items("提出的三大理由是什麼"), asks_items("理由是什麼")
    (True, False)
    """
    return _COUNT.search(plain) is not None


def list_items(inquiry: Inquiry, telling: Telling) -> list[tuple[int, int, str]]:
    """Return the items a sentence ending in a colon announces: first and last lines, how they begin.

    They are as many as the question counts, as 三大理由, or as there are.
    """
    if bare(telling.text)[-1:] not in ("：", ":"):
        return []
    counted = _COUNT.search(inquiry.question.plain)
    most = int(read_chinese(counted[1]) or 0) if counted else len(_NUMERALS)
    lines = inquiry.scope.records.documents[telling.record.doc].lines
    line = telling.field.locate(telling.start, telling.end).line_end
    items: list[tuple[int, int, str]] = []
    for numeral in _NUMERALS[:most]:
        first = next(
            (n for n in range(line + 1, len(lines) + 1) if lines[n - 1].startswith(f"{numeral}、")), 0
        )
        if not first:
            break
        text, last = lines[first - 1], first
        while not _PAUSE.search(text) and last < len(lines) and len(text) < _LONGEST_ITEM:
            text, last = text + lines[last].strip(), last + 1
        items.append((first, last, _PAUSE.split(text)[0].strip()))
        line = last
    return items if len(items) > 1 and (not counted or len(items) == most) else []
