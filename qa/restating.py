"""A question put again with another year or agency, as a reader changes how it was understood."""

from __future__ import annotations

import re
import unicodedata

from qa.asked_years import find_year_spans
from qa.script import detect_language

_JOINING = 8
_SPACES = re.compile(r"[ \t]{2,}")


def change_year(question: str, year: int) -> str:
    """Return a question about another ROC year: written in place of the first year it names.

    Years joined to it go, as a comparison of years would otherwise stay one.

    >>> change_year("109年政府採購稽核幾件？", 108), change_year("政府採購稽核幾件？", 108)
    ('108年政府採購稽核幾件？', '108年政府採購稽核幾件？')
    >>> change_year("How many audits were there in 2020?", 108), change_year("108年與109年各是多少？", 110)
    ('How many audits were there in 2019?', '110年各是多少？')
    """
    text, folded = _fold(question)
    english = detect_language(text) == "en"
    spans = find_year_spans(folded)
    if not spans:
        return f"{text.rstrip('?？')} in {year + 1911}?" if english else f"{year}年{text}"
    start, end = spans[0]
    written = _write_year(folded[start:end], year)
    for next_start, next_end in spans[1:]:
        # What joins two years goes with the second.
        if next_start - end <= _JOINING:
            end = next_end
    return _SPACES.sub(" ", text[:start] + written + text[end:])


def change_agency(question: str, known: tuple[str, ...], agency: str) -> str:
    """Return a question about another agency: written in place of the first of the known names it holds.

    >>> change_agency("內政部參與哪些？", ("內政部",), "法務部"), change_agency("哪些未達標？", (), "法務部")
    ('法務部參與哪些？', '法務部哪些未達標？')
    >>> change_agency("Which measures fell short?", (), "法務部")
    'Which measures fell short, 法務部?'
    """
    text, folded = _fold(question)
    for name in sorted(known, key=len, reverse=True):
        found = re.search(re.escape(name), folded, re.IGNORECASE)
        if found:
            return text[: found.start()] + agency + text[found.end() :]
    if detect_language(text) == "en":
        return f"{text.rstrip('?？')}, {agency}?"
    return f"{agency}{text}"


def _fold(question: str) -> tuple[str, str]:
    """Return a question and the same with full-width characters folded, place for place."""
    text = question.strip()
    folded = unicodedata.normalize("NFKC", text)
    return (text, folded) if len(text) == len(folded) else (folded, folded)


def _write_year(written: str, year: int) -> str:
    """Write a year the way the one it replaces is written."""
    digits = re.search(r"\d+", written)
    if not digits:
        return str(year + 1911) if written.isascii() else f"{year}年"
    new = str(year + 1911 if int(digits[0]) > 1911 else year)
    return written[: digits.start()] + new + written[digits.end() :]
