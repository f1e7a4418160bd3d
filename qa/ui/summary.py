"""The top of an answer: its sentence, its figures, its citations."""

from __future__ import annotations

from html import escape
from typing import Literal

import streamlit as st

from qa.answer import Answer, AnswerFigure, Citation
from qa.answering.members import name_members
from qa.excerpts import mark_words
from qa.ui import address, frame, pane
from qa.ui.numbers import set_off, write_arithmetic, write_value
from qa.ui.phrases import Phrases

_PREVIEW = 120
_SHOWN_CITATIONS = 8
_LONG = 240
_MOST_REFERENCES = 3


def draw_summary(answer: Answer) -> None:
    """Draw what answers the question, or what is missing."""
    words = frame.phrases()
    st.html(_abstention_html(answer, words) if answer.abstained else _sentence_html(answer, words))
    if _is_long(answer):
        st.toggle(words.say("ask.whole_answer"), key="whole_answer")
    # The members of a list stand below it with their figures.
    if answer.figures and answer.kind != "list":
        st.html(_figures_html(answer, words))


def _is_long(answer: Answer) -> bool:
    """Say whether an answer says so much of members, listed below it anyway, that it hides all else."""
    return not answer.abstained and answer.kind == "list" and len(_tell(answer)) > _LONG


def _tell(answer: Answer) -> str:
    """Return the sentence of an answer: of a list, which stands below as a table, without its members."""
    return answer.brief if name_members(answer) else answer.answer


def draw_citations(answer: Answer) -> None:
    """Draw the citations of an answer, each with a button that opens it in the source."""
    if answer.citations:
        _draw_citations(answer, frame.phrases())


def _sentence_html(answer: Answer, words: Phrases) -> str:
    notes = "".join(f"<p class='pc-note'>{escape(note)}</p>" for note in answer.notes)
    folded = " pc-folded" if _is_long(answer) and not st.session_state.get("whole_answer") else ""
    return (
        f'<section class="pc-answer" aria-live="polite" lang="{_lang(answer)}">'
        f'<p class="pc-print">{escape(answer.question)}</p>'
        f"<h2>{escape(words.say('ask.answer'))}</h2>"
        f'<p class="pc-sentence{folded}">{_told_html(answer, words)}</p>{notes}</section>'
    )


def _told_html(answer: Answer, words: Phrases) -> str:
    """Return the sentence with its figures set off; a number in brackets opens the citation it stands for.

    Where no figure has one, the first citations are what the sentence as a whole rests on.
    """
    if answer.briefs and name_members(answer):
        # Its numbers count members; each row of the table has its own figures and citations.
        return escape(_tell(answer))
    known = range(len(answer.citations))
    told = set_off(answer.answer, _order_told(answer), lambda at: _refer(at, words) if at in known else "")
    if 'class="pc-follow pc-ref"' in told:
        return told
    return told + "".join(_refer(at, words) for at in known[:_MOST_REFERENCES])


def _order_told(answer: Answer) -> list[AnswerFigure]:
    """Return the figures in the order a sentence tells them: of each member of a list its target first."""
    if answer.kind != "list":
        return list(answer.figures)
    members = list(dict.fromkeys((one.doc, one.no) for one in answer.figures))
    metrics = list(dict.fromkeys((one.doc, one.no, one.metric, one.year) for one in answer.figures))
    return sorted(
        answer.figures,
        key=lambda one: (
            members.index((one.doc, one.no)),
            metrics.index((one.doc, one.no, one.metric, one.year)),
            one.role != "target",
        ),
    )


def _refer(citation: int, words: Phrases) -> str:
    link = address.link_to(cite=str(citation + 1), card=st.query_params.get("card"))
    label = escape(words.say("source.reference", no=citation + 1), quote=True)
    return (
        f'<a class="pc-follow pc-ref" href="{escape(link, quote=True)}" aria-label="{label}">'
        f"[{citation + 1}]</a>"
    )


def _lang(answer: Answer) -> str:
    # An answer is in the language of its question, whatever that of the page.
    return answer.understood.language


def _abstention_html(answer: Answer, words: Phrases) -> str:
    missing = words.say("ask.missing", reason=answer.reason) if answer.reason else ""
    said = [text for text in (answer.answer, missing, *answer.notes) if text]
    # The answer's own sentence often is the reason; it is not said twice.
    reason = (answer.reason or "").strip()
    if reason and reason == answer.answer.strip():
        said.remove(answer.answer)
    elif reason and reason.rstrip("。.") in answer.answer:
        said.remove(missing)
    body = "".join(f"<p>{escape(text)}</p>" for text in said)
    return (
        f'<section class="pc-answer pc-abstained" aria-live="polite" lang="{_lang(answer)}">'
        f'<p class="pc-print">{escape(answer.question)}</p>'
        f"<h2>{frame.icon('search_off')} {escape(words.say('ask.abstained'))}</h2>{body}</section>"
    )


def _figures_html(answer: Answer, words: Phrases) -> str:
    tiles = "".join(_figure_html(figure, answer, words) for figure in answer.figures)
    return f'<ul class="pc-figures" aria-label="{escape(words.say("ask.figures"))}">{tiles}</ul>'


def _figure_html(figure: AnswerFigure, answer: Answer, words: Phrases) -> str:
    role = words.say(f"role.{figure.role}")
    about = f"{words.year(figure.year)} {role}" if figure.year else role
    number = "" if figure.citation is None else " " + _refer(figure.citation, words)
    arithmetic = write_arithmetic(figure, answer.figures)
    return (
        f"<li><b>{escape(write_value(figure.value, figure.unit))}</b>{number}"
        f'<span>{escape(about)}</span><span lang="zh-Hant">{escape(figure.metric)}</span>'
        + (f'<span class="pc-arithmetic">{escape(arithmetic)}</span>' if arithmetic else "")
        + "</li>"
    )


def _draw_citations(answer: Answer, words: Phrases) -> None:
    heading = words.say("ask.near_citations" if answer.abstained else "ask.citations")
    st.html(f'<h2 class="pc-small-heading">{escape(heading)}</h2>')
    with st.container(gap="xsmall", key="citations"):
        for position, citation in enumerate(answer.citations[:_SHOWN_CITATIONS], 1):
            _draw_citation(position, citation, words)
    rest = list(enumerate(answer.citations, 1))[_SHOWN_CITATIONS:]
    if rest:
        label = words.say("ask.more_citations", count=len(rest))
        with st.expander(label, icon=":material/format_quote:", key="more-citations"):
            for position, citation in rest:
                _draw_citation(position, citation, words)


def _quote_html(citation: Citation) -> str:
    """Return the words of a citation, shortened; a passage found by its words whole, with those marked."""
    if citation.found:
        headings = "".join(f"<small>{escape(heading)} › </small>" for heading in citation.headings)
        quote = mark_words(citation.quote, citation.marks, '<mark class="pc-mark">', "</mark>", escape)
        return f"{headings}「{quote}」"
    quote = citation.quote if len(citation.quote) <= _PREVIEW else citation.quote[:_PREVIEW] + "…"
    return f"「{escape(quote)}」"


def _draw_citation(position: int, citation: Citation, words: Phrases) -> None:
    where = words.lines(citation.line_start, citation.line_end, citation.page)
    # Beside a passage of many lines the button stands at its first.
    beside: Literal["top", "center"] = "top" if citation.found else "center"
    with st.container(horizontal=True, vertical_alignment=beside, gap="small", key=f"citation-{position}"):
        pane.source_button(str(position), f"{position} · {where}", key=f"cite-{position}")
        field = escape(words.field(citation.field)) if citation.field else ""
        edition = frame.edition_of(citation.doc)
        of = f'<span class="pc-edition">{escape(edition)}</span> ' if edition else ""
        st.html(
            f'<p class="pc-quote"><b class="pc-print">[{position}] {escape(where)}</b> '
            f'{of}<small>{field}</small> <span lang="zh-Hant">{_quote_html(citation)}</span></p>'
        )
