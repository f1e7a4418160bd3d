"""How certain an answer is: the best passages stand beside one that is not, or in a false one's place."""

from __future__ import annotations

from dataclasses import replace

from index.tokens import cut_token_set
from ingest.markup import bare
from qa.abstaining import Reason, abstain
from qa.answer import Answer, Citation, Item
from qa.best_passages import BestPassage
from qa.excerpts import pick_telling
from qa.inquiry import Inquiry

# So much of a question's concepts an answer holds that is certain.
_CERTAIN = 0.8
# So much a passage has to hold that is quoted as an answer.
_LEAST = 0.3
# How many times as much of them a passage from elsewhere holds that is believed in an answer's place,
# and how much more one that only stands beside it.
_RATHER, _BESIDE = 1.5, 0.1
# So many of an answer's own citations go before the best passage.
_OWN_FIRST = 2
# Text that was not read cell by cell: whose a figure of it is and of which year is not known.
_LOOSE = ("section", "annex")


def show_passages(inquiry: Inquiry, found: Answer) -> Answer:
    """Return an answer with the best passages: in its place, beside it, or without where it is certain."""
    if found.abstained:
        return _follow(inquiry, found)
    if found.kind == "list" or not found.items or _is_summary(inquiry):
        return found
    held = inquiry.topic.share(_tokens_of(inquiry, found))
    loose = found.items[0].type in _LOOSE
    if held >= _CERTAIN and not loose:
        return found
    best = inquiry.passages()
    if not best:
        return found
    rival = inquiry.topic.share(best[0].held)
    elsewhere = not _is_of(best[0], found.items[0])
    if loose or (elsewhere and rival >= _RATHER * held):
        told = rival >= _LEAST or inquiry.question.names_measure
        return quote_best(inquiry, best) if told else _follow(inquiry, abstain(inquiry, Reason("no_figure")))
    return _cite(inquiry, found, best) if held < _CERTAIN or rival - held > _BESIDE else found


def _is_summary(inquiry: Inquiry) -> bool:
    """Say whether a question only names a measure by its number, and asks nothing that may be missed."""
    return inquiry.question.names_measure and not inquiry.topic.known().concepts


def _tokens_of(inquiry: Inquiry, found: Answer) -> frozenset[str]:
    """Return the tokens of what an answer quotes, and of what the first record it rests on is about."""
    first = found.items[0]
    records = inquiry.scope.records
    number = records.find(first.doc, first.type, first.no)
    about = inquiry.about(records.record(number)) if number is not None else frozenset()
    return about.union(*(cut_token_set(citation.quote) for citation in found.citations))


def _is_of(passage: BestPassage, item: Item) -> bool:
    record = passage.record
    return (record.doc, record.kind, record.no) == (item.doc, item.type, item.no)


def _follow(inquiry: Inquiry, found: Answer) -> Answer:
    """Return an abstention with the best passages in the place of what it cites and names."""
    best = inquiry.passages()
    if not best:
        return found
    said = inquiry.phrases.say("nearest_to", said=found.answer)
    return _cite(inquiry, replace(found, answer=said, items=_name(best), citations=()), best)


def quote_best(inquiry: Inquiry, best: tuple[BestPassage, ...]) -> Answer:
    """Answer with the words of the best passage that tell most, as they stand."""
    phrases, question = inquiry.phrases, inquiry.question
    quote, title = pick_telling(best[0].pieces, best[0].weights), phrases.title(best[0].record)
    if not title.isdecimal() and bare(title) not in bare(quote):
        quote = phrases.say("under_title", title=title, quote=quote)
    uncertain = question.asks_figure or question.units
    sentence = phrases.say("quoted_figure", quote=quote) if uncertain else quote
    measures = inquiry.measure_numbers([passage.record for passage in best[:1]])
    draft = inquiry.draft()
    found = draft.finish(question.text, "lookup", sentence, inquiry.understood, measures)
    return _cite(inquiry, replace(found, items=_name(best)), best)


def _cite(inquiry: Inquiry, found: Answer, best: tuple[BestPassage, ...]) -> Answer:
    """Return an answer with passages behind what it rests on; the best is among the first that are read.

    What stands in the best passage is not cited a second time behind it.
    """
    documents = inquiry.scope.records.documents
    shown = [passage.cite(documents[passage.record.doc]) for passage in best]
    first, rest = found.citations[:_OWN_FIRST], found.citations[_OWN_FIRST:]
    kept = [citation for citation in rest if not _holds(shown[0], citation)]
    citations = (*first, shown[0], *kept, *shown[1:])
    places = [citations.index(c if c in citations else shown[0]) for c in found.citations]
    figures = tuple(
        figure if figure.citation is None else replace(figure, citation=places[figure.citation])
        for figure in found.figures
    )
    return replace(found, figures=figures, citations=citations)


def _holds(passage: Citation, citation: Citation) -> bool:
    inside = passage.line_start <= citation.line_start and citation.line_end <= passage.line_end
    return passage.doc == citation.doc and inside and bare(citation.quote) in bare(passage.quote)


def _name(best: tuple[BestPassage, ...]) -> tuple[Item, ...]:
    records = ((p.record, p.score) for p in best)
    items = (Item(r.kind, r.doc, r.no, r.title, score, r.id) for r, score in records)
    return tuple({(i.type, i.doc, i.no): i for i in reversed(tuple(items))}.values())[::-1]
