"""What holds for every answer before it leaves: one that breaks any of it is not given.

A quote stands in the lines it is cited from, a figure whole in what is cited for it; what is computed
names its operands, in units that go together and of one agency or item; the sentence states the figures
and the years that were asked for; a list tells each of its members; a document that is named limits the
answer; and beside what is not answered stands what was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.tokens import cut_token_set
from ingest.figures.units import compatible_units
from ingest.figures.years import ROC_OFFSET, read_years
from ingest.markup import bare
from qa.abstaining import Reason, abstain
from qa.answer import Answer, AnswerFigure
from qa.certainty import show_passages
from qa.inquiry import Inquiry
from qa.shown import stands_whole
from qa.understanding.documents import read_documents

_OF_FIGURES = ("compare", "figure", "kpi")
# So surely a number of the question has to be a year.
_LIKELY = 0.5
# So surely words of the question have to name what is asked about.
_SURE = 0.8
_NAMING = ("subject", "agency")
# So much of such words a sentence holds that names it.
_HALF = 0.5
# A shorter word may be one of asking: 機關 in 哪個機關.
_SHORTEST = 3
# What the sentences of lists call what was asked about.
_ABOUT = ("所問", "the subject")


@dataclass(frozen=True, slots=True)
class Break:
    """An invariant that an answer breaks, by its name, and what breaks it."""

    name: str
    what: str


def hold(inquiry: Inquiry, found: Answer) -> Answer:
    """Return an answer that breaks nothing; in the place of one that does, what was found.

    Which invariants the answer broke that is not given, `withheld` says.
    """
    breaks = tuple(find_breaks(inquiry, found))
    if not breaks:
        return found
    given = found if found.abstained else abstain(inquiry, Reason("no_figure"))
    withheld = () if found.abstained else tuple(dict.fromkeys(one.name for one in breaks))
    return replace(show_passages(inquiry, given), withheld=withheld)


def find_breaks(inquiry: Inquiry, answer: Answer) -> Iterator[Break]:
    """Yield what is wrong with an answer, whatever way it was found."""
    yield from _check_quoted(inquiry, answer)
    if answer.abstained:
        yield from _check_shown(inquiry, answer)
        return
    yield from _check_written(answer)
    yield from _check_computed(answer)
    yield from _check_stated(inquiry, answer)
    yield from _check_listed(answer)
    yield from _check_named(inquiry, answer)


def _check_quoted(inquiry: Inquiry, answer: Answer) -> Iterator[Break]:
    documents = inquiry.scope.records.documents
    for citation in answer.citations:
        lines = documents[citation.doc].lines[citation.line_start - 1 : citation.line_end]
        if bare(citation.quote) not in bare("\n".join(lines)):
            yield Break("quoted", citation.quote)


def _check_written(answer: Answer) -> Iterator[Break]:
    for figure in answer.figures:
        if figure.as_written is None:
            continue
        cited = None if figure.citation is None else answer.citations[figure.citation].quote
        if cited is None or not stands_whole(figure.as_written, cited):
            yield Break("written", figure.as_written)


def _check_computed(answer: Answer) -> Iterator[Break]:
    for figure in answer.figures:
        operands = [answer.figures[at] for at in figure.computed_from]
        if figure.as_written is None and not operands:
            yield Break("computed", f"{figure.value}{figure.unit}")
        elif operands and not _go_together(operands):
            yield Break("computed", ", ".join(f"{one.value}{one.unit}" for one in operands))


def _go_together(figures: list[AnswerFigure]) -> bool:
    first, *others = figures
    return all(compatible_units(first.unit, one.unit) for one in others)


def _check_stated(inquiry: Inquiry, answer: Answer) -> Iterator[Break]:
    if answer.kind not in _OF_FIGURES or not answer.figures:
        return
    first = answer.figures[0]
    if first.as_written is not None and not stands_whole(first.as_written, answer.answer):
        yield Break("stated", first.as_written)
    for year in _list_years(inquiry):
        if not any(stands_whole(str(one), answer.answer) for one in (year, year + ROC_OFFSET)):
            yield Break("stated", str(year))


def _list_years(inquiry: Inquiry) -> list[int]:
    """Return the years a question names: numbers that are read as something else are none."""
    plain = inquiry.question.plain
    parts = inquiry.parts_of(plain)
    return [
        year.year
        for year in read_years(plain, bare=True)
        for part in parts
        if part.sort == "year"
        and part.sureness >= _LIKELY
        and part.start < year.end
        and year.start < part.end
    ]


def _check_listed(answer: Answer) -> Iterator[Break]:
    """A list says how many there are in each document: of its members, or of what they are named beside."""
    query = answer.query
    if answer.kind != "list" or (query is not None and (query.group is not None or query.parts)):
        # Of groups and of several questions each has its own number.
        return
    for doc in dict.fromkeys(member.doc for member in answer.items):
        counts = Counter(member.type for member in answer.items if member.doc == doc)
        total = counts.total()
        if not any(stands_whole(str(count), answer.answer) for count in (*counts.values(), total)):
            yield Break("listed", f"{doc}: {total}")


def names_subject(inquiry: Inquiry, answer: Answer) -> bool:
    """Say whether the sentence of a list names whose its members are or what about, as the question does."""
    if any(words in answer.answer for words in _ABOUT):
        return True
    said = cut_token_set(answer.answer)
    if inquiry.question.language == "en" and said & cut_token_set(" ".join(inquiry.understood.terms)):
        # What an English question names stands in the words of the texts.
        return True
    plain = inquiry.question.plain
    parts = [part for part in inquiry.parts_of(plain) if part.sort in _NAMING and part.sureness >= _SURE]
    named = [words for part in parts if len(words := plain[part.start : part.end].strip()) >= _SHORTEST]
    return not named or any(inquiry.topic_of(words).share(said) >= _HALF for words in named)


def _check_shown(inquiry: Inquiry, answer: Answer) -> Iterator[Break]:
    if not answer.citations and inquiry.passages():
        yield Break("shown", "")


def _check_named(inquiry: Inquiry, answer: Answer) -> Iterator[Break]:
    if not inquiry.named:
        return
    _, named, _ = read_documents(inquiry, inquiry.scope.docs, inquiry.question.plain)
    for citation in answer.citations:
        if not citation.found and citation.doc not in named:
            yield Break("named", citation.doc)
