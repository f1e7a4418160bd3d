"""What a note, code or sign stands for: the lines of a document that define it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.tokens import cut_token_set
from qa.finding.ranking import docs_of
from qa.inquiry import Inquiry
from qa.understanding.aspects import load_aspects

_NOTE = re.compile(
    r"(?:附?註|備註|\bnote )\s*(?P<note>\d{1,2})|(?P<kind>代號|代碼|code)\s*(?P<code>\d{1,2}|[a-z](?![a-z]))"
)
_SIGNS = frozenset("★☆▲△●○◎□■◆◇※＊*")
# So many lines above it stands what a list of codes is a list of.
_CODES = 12


@dataclass(frozen=True, slots=True)
class Meaning:
    """The lines of a document that say what a note, code or sign stands for: its heading and its own line."""

    doc: str
    first: int
    line: int
    text: str


def find_meaning(inquiry: Inquiry) -> Meaning | None:
    """Return the lines that say what a note, code or sign stands for that a question asks the meaning of."""
    plain = inquiry.question.plain
    code = _NOTE.search(plain)
    signs = set(inquiry.question.text) & _SIGNS
    if not code and not signs:
        return None
    topic = inquiry.topic
    found: list[tuple[float, Meaning]] = []
    for doc in docs_of(inquiry):
        document = inquiry.scope.records.documents[doc]
        title = cut_token_set(document.title)
        for number, line in enumerate(document.lines, start=1):
            first = _defines(document.lines, number, code, signs)
            if first:
                around = "\n".join(document.lines[first - 1 : number])
                share = topic.share(title | cut_token_set(around))
                found.append((share, Meaning(doc, first, number, line.strip())))
    return max(found, key=lambda one: one[0])[1] if found else None


def _defines(lines: Sequence[str], number: int, code: re.Match[str] | None, signs: set[str]) -> int:
    """Return where begins what a line says of a note, code or sign; 0 where it says nothing of it."""
    line = lines[number - 1].strip()
    if code and code["note"]:
        found = re.match(rf"(?:附?註|備註|note)\s*{code['note']}\s*[：:.、]", line.lower())
        return number if found else 0
    if code:
        item = re.match(rf"[(（]?{code['code']}[)）]?\s*[.．、：:]", line)
        above = range(max(1, number - _CODES), number)
        heads = [n for n in above if code["kind"] in lines[n - 1] and lines[n - 1].rstrip()[-1:] in "：:"]
        return heads[-1] if item and heads else 0
    said = any(word in line for word in load_aspects()["meaning"].shown)
    return number if said and signs <= set(line) and "\t" not in line else 0
