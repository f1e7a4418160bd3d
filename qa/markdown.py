"""An answer as Markdown, to be pasted into a note or a mail."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.records import Document
from qa.answer import Answer, AnswerFigure, Citation
from qa.citation_forms import write_citation
from qa.excerpts import mark_words
from qa.wording import write_number

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|$~&])")


def escape_markdown(text: str) -> str:
    r"""Return a text as Markdown that shows it as it stands, on one line.

    >>> print(escape_markdown("**粗** <b> $x$ [a](b)"))
    \*\*粗\*\* \<b\> \$x\$ \[a\]\(b\)
    >>> print(escape_markdown("- 1"), escape_markdown("1. 甲"))
    \- 1 1\. 甲
    """
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return re.sub(r"^([-=:])", r"\\\1", re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", line))


def write_answer(answer: Answer, documents: Mapping[str, Document], link: str = "") -> str:
    """Return a question with its answer, figures and numbered citations as Markdown.

    Words of sources are escaped; each citation stands under the words it quotes. `link` opens
    the same answer again.
    """
    english = answer.understood.language == "en"
    blocks = [f"**{escape_markdown(answer.question)}**", escape_markdown(answer.answer)]
    blocks += [escape_markdown(note) for note in answer.notes]
    if answer.figures:
        blocks.append("\n".join(_write_figure(figure) for figure in answer.figures))
    for number, citation in enumerate(answer.citations, start=1):
        blocks.append(_write_citation(number, citation, documents, english))
    files = dict.fromkeys(c.doc for c in answer.citations if c.doc in documents)
    blocks += [
        f"<small>{escape_markdown(documents[doc].file)} · SHA-256 {documents[doc].sha256[:16]}…</small>"
        for doc in files
    ]
    if link:
        blocks.append(f"<{link}>")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _write_figure(figure: AnswerFigure) -> str:
    value = escape_markdown(f"{write_number(figure.value)} {figure.unit}".strip())
    mark = "" if figure.citation is None else f" [{figure.citation + 1}]"
    year = f"{figure.year} " if figure.year else ""
    return f"- **{value}** — {escape_markdown(year + figure.metric)}{escape_markdown(mark)}".rstrip(" —")


def _write_quote(citation: Citation) -> str:
    """Return the words of a citation; those of the question that a found passage holds are bold."""
    headings = "".join(f"*{escape_markdown(heading)}* › " for heading in citation.headings)
    if not citation.found:
        return escape_markdown(citation.quote)
    return headings + mark_words(citation.quote, citation.marks, "**", "**", _escape_part)


def _escape_part(text: str) -> str:
    """Return a part of a text as Markdown, the white space at its ends kept as one space."""
    before, behind = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' * before}{escape_markdown(text)}{' ' * (behind and bool(text.strip()))}"


def _write_citation(number: int, citation: Citation, documents: Mapping[str, Document], english: bool) -> str:
    quote = f"> \\[{number}\\] {_write_quote(citation)}"
    document = documents.get(citation.doc)
    if document is None:
        return quote
    source = write_citation(
        "english" if english else "academic_roc",
        document,
        citation.line_start,
        citation.line_end,
        page=citation.page,
        no=citation.no,
    )
    return f"{quote}\n>\n> — {escape_markdown(source)}"
