"""An answer to be taken along: as HTML for documents and mails, as plain text, as a page of its own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path

from ingest.records import Document
from qa.answer import Answer, AnswerFigure, Citation
from qa.citation_forms import Form, write_citation
from qa.downloads import Cell
from qa.wording import write_number

Table = tuple[Sequence[str], Sequence[Sequence[Cell]]]
_STYLE = """
body { font-family: 'Noto Sans TC', 'Noto Sans CJK TC', 'PingFang TC', 'Microsoft JhengHei', sans-serif;
  line-height: 1.7; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1d2733; background: #fff; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { border: 1px solid #c9d3db; padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; }
blockquote { margin: 0; border-left: 3px solid #1f5673; padding-left: 0.8rem; }
.source, .files { color: #4a5866; font-size: 0.88rem; } .files { overflow-wrap: anywhere; }
"""


def write_fragment(
    answer: Answer, documents: Mapping[str, Document], link: str = "", table: Table | None = None
) -> str:
    """Return an answer as HTML to be pasted: question, sentence, figures, citations, files, link.

    `table` are the headings and rows of the members, where it is a list.
    """
    return _write_body(answer, documents, link, table, ("p", "p"))


def _write_body(
    answer: Answer,
    documents: Mapping[str, Document],
    link: str,
    table: Table | None,
    headings: tuple[str, str],
) -> str:
    first, second = headings
    told = [f"<p>{escape(text)}</p>" for text in _sentences(answer)]
    parts = [f"<{first}><b>{escape(answer.question)}</b></{first}>", *told]
    if table is not None:
        parts.append(_table_html(*table))
    elif answer.figures:
        rows = "".join(f"<li>{escape(_tell_figure(figure))}</li>" for figure in answer.figures)
        parts.append(f"<{second}><b>{_say('figures', answer)}</b></{second}><ul>{rows}</ul>")
    if answer.citations:
        name = "near" if answer.abstained else "citations"
        cited = "".join(
            f'<li><blockquote lang="zh-Hant">{escape(_quote(one))}</blockquote>'
            f'<p class="source">{escape(_source(one, documents, answer))}</p></li>'
            for one in answer.citations
        )
        parts.append(f"<{second}><b>{_say(name, answer)}</b></{second}><ol>{cited}</ol>")
    files = "<br>".join(escape(line) for line in _files(answer, documents))
    parts.append(f'<p class="files">{files}</p>' if files else "")
    if link:
        parts.append(f'<p><a href="{escape(link, quote=True)}">{_say("open", answer)}</a></p>')
    return "".join(parts)


def write_page(
    answer: Answer, documents: Mapping[str, Document], link: str = "", table: Table | None = None
) -> str:
    """Return an answer as an HTML file that needs nothing beside it."""
    language = "en" if _is_english(answer) else "zh-Hant-TW"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(answer.question)} · plancite</title><style>{_STYLE}</style></head>"
        f"<body><main>{_write_body(answer, documents, link, table, ('h1', 'h2'))}"
        f'<p class="source">{_say("made", answer)}</p></main></body></html>'
    )


def write_text(answer: Answer, documents: Mapping[str, Document], link: str = "") -> str:
    """Return an answer as plain text: question, sentence, numbered citations with their sources, link."""
    blocks = [answer.question, *_sentences(answer)]
    blocks += [
        f"[{number}] {_say('lead', answer, quote=_quote(one))}\n{_source(one, documents, answer)}"
        for number, one in enumerate(answer.citations, start=1)
    ]
    blocks += ["\n".join(_files(answer, documents)), link]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _sentences(answer: Answer) -> Iterator[str]:
    """Yield what an answer says, each once."""
    yield from dict.fromkeys(text for text in (answer.answer, answer.reason or "", *answer.notes) if text)


def _tell_figure(figure: AnswerFigure) -> str:
    cited = "" if figure.citation is None else f"[{figure.citation + 1}]"
    value = f"{write_number(figure.value)} {figure.unit}".strip()
    year = str(figure.year) if figure.year else ""
    return " ".join(part for part in (year, figure.scope or "", figure.metric, value, cited) if part)


def _quote(citation: Citation) -> str:
    return " ".join(citation.quote.split())


def _source(citation: Citation, documents: Mapping[str, Document], answer: Answer) -> str:
    document = documents.get(citation.doc)
    if document is None:
        return citation.file
    form: Form = "english" if _is_english(answer) else "academic_roc"
    lines = citation.line_start, citation.line_end
    return write_citation(form, document, *lines, page=citation.page, no=citation.no)


def _files(answer: Answer, documents: Mapping[str, Document]) -> Iterator[str]:
    for doc in dict.fromkeys(one.doc for one in answer.citations if one.doc in documents):
        yield f"{documents[doc].file} · SHA-256 {documents[doc].sha256}"


def _table_html(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    kept = [at for at in range(len(headings)) if any(row[at] not in (None, "") for row in rows)]
    head = "".join(f"<th>{escape(headings[at])}</th>" for at in kept)
    body = "".join(f"<tr>{''.join(f'<td>{_cell(row[at])}</td>' for at in kept)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(cell: Cell) -> str:
    if cell is None or isinstance(cell, str):
        return escape(cell or "")
    return str(cell) if isinstance(cell, int) else write_number(cell)


def _is_english(answer: Answer) -> bool:
    return answer.understood.language == "en"


def _say(name: str, answer: Answer, **values: object) -> str:
    return _words()[name]["en" if _is_english(answer) else "zh"].format(**values)


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
