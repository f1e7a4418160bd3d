"""Answers, coverage and documents as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.coverage import Coverage
from ingest.records import Reading
from qa.answer import Answer, Citation
from qa.excerpts import mark_words

_LONGEST_QUOTE = 160


_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


def describe_answer(answer: Answer, styled: bool = False) -> Iterator[str]:
    """Yield the sentence of an answer, its notes, and each citation with its place.

    A passage that was found by its words stands whole, under its headings; `styled` sets those words bold.
    """
    yield answer.answer
    yield from answer.notes
    for citation in answer.citations:
        lines = f"{citation.line_start}" + (
            f"-{citation.line_end}" if citation.line_end != citation.line_start else ""
        )
        if citation.found:
            yield f"  {citation.file}:{lines}  {' › '.join(citation.headings)}".rstrip()
            yield from (f"    {line}" for line in _mark(citation, styled).splitlines())
            continue
        about = f" ({citation.no} {citation.field})" if citation.no and citation.field else ""
        quote = shorten(" ".join(citation.quote.split()))
        yield f"  {citation.file}:{lines}{about}  {quote}"


def _mark(citation: Citation, styled: bool) -> str:
    marks = citation.marks if styled else ()
    return mark_words(citation.quote, marks, _BOLD, _PLAIN)


def shorten(text: str) -> str:
    """Return a text cut to a line's length, with an ellipsis where it was cut.

    >>> shorten("甲") + str(len(shorten("甲" * 999)))
    '甲161'
    """
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def describe_coverage(coverage: Coverage, reading: Reading) -> Iterator[str]:
    """Yield the share of a source that is accounted for, each line in no record, and each problem.

    Of a source without entries no share is told: all of it may be found, and none of it was understood.
    """
    searched = f"{coverage.text_only} searchable text only"
    if coverage.entries:
        held = f"{coverage.in_entries} in {coverage.entries} entries, {searched}"
        yield (
            f"{coverage.doc}: {100 * coverage.share:.2f} % of {coverage.characters} characters "
            f"({held}, {coverage.structure} labels, tags and rules)"
        )
    elif coverage.missing:
        yield f"{coverage.doc}: 0 entries; of {coverage.characters} characters {searched}"
    else:
        yield f"{coverage.doc}: 0 entries; all of it searchable text only ({coverage.text_only} characters)"
    for place, text in coverage.missing:
        yield f"{reading.document.file}:{place.line_start}: in no record: {text[:60]}"
    for problem in reading.problems:
        yield str(problem)


def describe_document(document: dict[str, Any]) -> Iterator[str]:
    """Yield what is indexed of one document, given as contract.document_json gives it."""
    counts = ", ".join(f"{n} {kind}" for kind, n in document["counts"].items() if n)
    yield f"{document['id']}  {document['title']}  edition {document['edition']}  {counts}"
    yield f"  {document['file']}  sha256 {document['sha256']}"
