"""One answer of the answers to the questions that a question consists of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer import Answer, AnswerFigure, Citation
from qa.inquiry import Inquiry
from qa.query import Query


def join_answers(inquiry: Inquiry, answers: Sequence[Answer]) -> Answer:
    """Return the answers to several questions as one, in their order; figures keep their citations."""
    figures: list[AnswerFigure] = []
    citations: list[Citation] = []
    for one in answers:
        at, cited = len(figures), len(citations)
        citations += one.citations
        figures += [
            replace(
                figure,
                citation=None if figure.citation is None else figure.citation + cited,
                computed_from=tuple(place + at for place in figure.computed_from),
            )
            for figure in one.figures
        ]
    join = " " if inquiry.phrases.english else ""
    queries = tuple(one.query for one in answers if one.query is not None)
    return replace(
        answers[0],
        question=inquiry.question.text,
        answer=join.join(one.answer for one in answers),
        understood=inquiry.understood,
        measures=tuple(dict.fromkeys(no for one in answers for no in one.measures)),
        items=tuple(dict.fromkeys(item for one in answers for item in one.items)),
        figures=tuple(figures),
        citations=tuple(citations),
        notes=tuple(note for one in answers for note in one.notes),
        briefs=tuple(brief for one in answers for brief in one.briefs),
        query=Query(queries[0].find, parts=queries) if queries else None,
    )
