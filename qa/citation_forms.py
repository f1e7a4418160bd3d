"""Citations ready to paste: the form of Taiwanese official documents, and academic forms."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ingest.records import Document

Form = Literal["official", "academic_roc", "academic_western", "english"]
FORMS: tuple[Form, ...] = ("official", "academic_roc", "academic_western", "english")
_FILE = Path(__file__).with_name("citation_forms.toml")
_DATE = re.compile(r"(\d{2,4})(?:\D+(\d{1,2}))?")
_LONGEST_QUOTE = 200


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def write_citation(
    form: Form,
    document: Document,
    line_start: int,
    line_end: int,
    *,
    page: int | None = None,
    no: int | None = None,
    label: str = "",
    quote: str = "",
) -> str:
    """Return a citation of a passage in one of the forms, on one line.

    The title and the quoted words are the source's own in every form; a long quote is cut.
    The date is the document's, which may be a year alone or missing.
    """
    english = form == "english"
    date = _read_date(document.date)
    author = document.publisher or document.title
    title = " ".join(document.title.split())
    words = {
        "author": author,
        "title": title,
        "place": _write_place(line_start, line_end, page, no, label, english),
        "quote": _cut(quote),
    }
    if date is None:
        return str(_table()[form]["undated"]).format(**words)
    year, month = date
    roc_date = _say("date", False, year=year, month=month) if month else _say("year", False, year=year)
    return str(_table()[form]["dated"]).format(
        **words, roc_date=roc_date, roc_year=year, western_year=year + 1911
    )


def _write_place(
    line_start: int, line_end: int, page: int | None, no: int | None, label: str, english: bool
) -> str:
    name = "line" if line_start == line_end else "lines"
    parts = [
        _say("measure", english, no=no) if no is not None else "",
        _say("field", english, label=" ".join(label.split())) if label.strip() else "",
        _say("page", english, page=page) if page is not None else "",
        _say(name, english, start=line_start, end=line_end),
    ]
    return _say("separator", english).join(part for part in parts if part)


def _say(name: str, english: bool, **values: object) -> str:
    return str(_table()["words"][name]["en" if english else "zh"]).format(**values)


def _read_date(text: str) -> tuple[int, int | None] | None:
    """Return the ROC year and the month of a date such as 110-08, 106 or 2021-8."""
    found = _DATE.match(text.strip())
    if not found:
        return None
    year = int(found[1])
    return (year - 1911 if year > 1911 else year), int(found[2]) if found[2] else None


def _cut(quote: str) -> str:
    # The forms end the sentence themselves.
    text = " ".join(quote.split()).rstrip("。.")
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "……"
