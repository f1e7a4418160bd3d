"""The figures of a record as they can answer a question: what each is about, of which year and role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from index.passages import cut_sentences
from index.tokens import cut_tokens
from ingest.figures.numerals import read_figures
from ingest.figures.units import is_ratio
from ingest.figures.years import Year, read_years
from ingest.records import Field, Figure, Record
from qa.answer import Role

_CLAUSE_ENDS = "，；。：！？、\n"
_HEADING = re.compile(
    r"(?:^|(?<=[\n。；\s]))(?:[(（\d一二三四五六七八九十甲乙丙丁.、)）]{0,5}\s*)([^，。；：:\n\d]{2,24})[：:]"
)
_DIFFERENCE = re.compile(
    r"(?:增加|減少|上升|下降|提升|提高|降低|成長|衰退|差距|多|少|增|減|升|降)(?:了|為|計|達|約|之|率)?\s*$"
)
_RATE = re.compile(r"(?:達成率|達成績效目標|達成目標|執行率|占比|成長率)[^，。；]{0,6}$")
_AS_TARGET_BEFORE = re.compile(
    r"(?:目標值?|以全年|原訂|預定|應達)所?(?:設定)?(?:為|之|是|:|：)?\s*(?:\d{2,3}\s*年)?[^，。；\d]{0,4}$"
)
_AS_TARGET_AFTER = re.compile(r"^[^，。；、]{0,4}(?:為|之)?(?:目標|以上之?目標)")
_RESPECTIVELY = re.compile(r"分別(?:為|計|達|是|有)?")
_SUM = re.compile(r"[，、；,）)\s]*(?:(?:合計|共計|總計|總共|共|計)\s*)+")
_SPAN = 80
_LONGEST_QUOTE = 140
# Ten times the most seen in one field; each is held against the others of its sentence.
_MOST_FIGURES = 1000
_FEW = 3
_OPERATORS = tuple("×÷")
_LIMITS = ("以上", "以下", "以內", "未滿")
_NO_FIGURES = frozenset({"goal_no", "name_no", "system", "columns", "period"})


@dataclass(frozen=True)
class Mention:
    """A figure a field states, with what its words say about it.

    `years` are those the sentence names before it. `lead` and `trail` are the words before and
    behind it that count it, `clause` and `sentence` what stands around it, `heading` the agency or
    item it stands under; their tokens are what a question is compared with.
    """

    record: Record
    field: Field
    figure: Figure
    year: int | None
    years: tuple[int, ...]
    role: Role
    lead: str
    trail: str
    clause: tuple[int, int]
    sentence: tuple[int, int]
    heading: str

    @property
    def near(self) -> str:
        """The words that count the figure, before and behind it."""
        return f"{self.lead} {self.trail}"

    def quoted(self) -> tuple[int, int]:
        """Return what to quote: the sentence up to the end of the figure's clause, unless it is too long."""
        start, end = self.clause
        while start > self.sentence[0] and end - self.sentence[0] > _LONGEST_QUOTE:
            before = max(self.field.text.rfind(mark, self.sentence[0], start - 1) for mark in "，；：") + 1
            if before <= self.sentence[0] or end - before > _LONGEST_QUOTE:
                return start, end
            start = before
        return (self.sentence[0] if end - self.sentence[0] <= _LONGEST_QUOTE else start), end

    @cached_property
    def near_tokens(self) -> frozenset[str]:
        """Return the tokens of the words right around the figure."""
        return frozenset(cut_tokens(self.near))

    @cached_property
    def clause_tokens(self) -> frozenset[str]:
        """The tokens of the clause that holds the figure, with the clause before when it says only 共計."""
        start = max(self.clause[0], self.figure.start - len(self.lead))
        before = self.field.text[start : self.figure.start]
        return (
            frozenset(cut_tokens(f"{before} {self.trail}"))
            if len(before.strip()) > _FEW
            else self.near_tokens
        )

    @cached_property
    def sentence_tokens(self) -> frozenset[str]:
        """Return the tokens of the figure's sentence."""
        return _cut_sentence(self.field.text[slice(*self.sentence)])

    @cached_property
    def heading_tokens(self) -> frozenset[str]:
        """Return the tokens of the heading the figure stands under."""
        return frozenset(cut_tokens(self.heading))


# All figures of a sentence share its tokens.
@lru_cache(maxsize=512)
def _cut_sentence(sentence: str) -> frozenset[str]:
    return frozenset(cut_tokens(sentence))


def find_mentions(record: Record, school_years: bool = True) -> list[Mention]:
    """Return every figure of a record's fields with its year, role and surroundings.

    A school year ends, and is reported, in the year after the one it is named by. With `school_years`
    a figure of one has the year that is written, without it the year it is reported in.
    """
    found = [
        mention
        for key, item in record.fields.items()
        if key not in _NO_FIGURES
        for mention in _find_in_field(record, item)
    ]
    return found if school_years else [_name_reported(mention) for mention in found]


def _name_reported(mention: Mention) -> Mention:
    edition = mention.record.edition
    academic = [y.year for y in read_years(mention.field.text) if y.academic]
    if mention.field.key not in ("result", "comparison") or max(academic, default=edition) == edition:
        return mention
    years = [y for y in read_years(mention.field.text) if y.end <= mention.figure.start]
    if not years or not years[-1].academic or years[-1].year != mention.year or edition is None:
        return mention
    year = years[-1].year + 1
    role: Role = mention.role
    if role in ("actual", "previous"):
        role = "previous" if year < edition else "actual"
    return replace(mention, year=year, years=tuple(dict.fromkeys((*mention.years, year))), role=role)


def _find_in_field(record: Record, item: Field) -> Iterator[Mention]:
    figures = read_figures(item.text)[:_MOST_FIGURES]
    if not figures:
        return
    years = read_years(item.text)
    sentences = list(cut_sentences(item.text))
    headings = [(m.end(), m[1]) for m in _HEADING.finditer(item.text)]
    for position, figure in enumerate(figures):
        if item.text[: figure.start].rstrip()[-1:] in _OPERATORS:
            continue
        sentence = next((s for s in sentences if s[0] <= figure.start < s[1]), (0, len(item.text)))
        before = _end_of_other(item.text, figures, position)
        after = figures[position + 1].start if position + 1 < len(figures) else len(item.text)
        lead, trail = _find_words(item.text, figure, (before, after), sentence)
        heading = next((name for end, name in reversed(headings) if end <= figure.start), "")
        inside = [f for f in figures if sentence[0] <= f.start < sentence[1]]
        year = _find_year(record, item, figure, years, sentence, inside)
        named = tuple(y.year for y in _years_before(item.text, years, sentence, figure))
        if year in named and _RESPECTIVELY.search(item.text, *sentence):
            named = (year,)
        role = _find_role(record, item, figure, year)
        if role == "difference":
            year = record.edition
        yield Mention(
            record,
            item,
            figure,
            year,
            named,
            role,
            lead,
            trail,
            _clause(item.text, figure, sentence),
            sentence,
            heading,
        )


def _end_of_other(text: str, figures: list[Figure], position: int) -> int:
    """Return where the figure before ends; a limit (1千萬元以上) belongs to what is counted."""
    while position and text[figures[position - 1].end :].startswith(_LIMITS):
        position -= 1
    return figures[position - 1].end if position else 0


def _find_words(
    text: str, figure: Figure, between: tuple[int, int], sentence: tuple[int, int]
) -> tuple[str, str]:
    """Return the words that count a figure: those since the figure before it, and its own clause's rest.

    A total (共計) is counted by the words of what it adds up.
    """
    before, after = between
    start = max(before, sentence[0], figure.start - _SPAN)
    if before > sentence[0] and _SUM.fullmatch(text, before, figure.start):
        start = max(sentence[0], figure.start - _SPAN)
    end = figure.end
    last = min(sentence[1], after, figure.end + 30)
    while end < last and text[end] not in _CLAUSE_ENDS:
        end += 1
    return text[start : figure.start], text[figure.end : end]


def _clause(text: str, figure: Figure, sentence: tuple[int, int]) -> tuple[int, int]:
    start, end = figure.start, figure.end
    while start > sentence[0] and text[start - 1] not in "，；。\n":
        start -= 1
    while end < sentence[1] and text[end] not in "，；。\n":
        end += 1
    return start, end


def _find_year(
    record: Record,
    item: Field,
    figure: Figure,
    years: list[Year],
    sentence: tuple[int, int],
    inside: list[Figure],
) -> int | None:
    if item.key in ("target", "next_target") and record.kind == "measure" and record.edition:
        return record.edition + (item.key == "next_target")
    own = _years_before(item.text, years, sentence, figure)
    matched = _match_respectively(item.text, figure, own, inside)
    if matched is not None:
        return matched
    if own:
        return own[-1].year
    earlier = [y for y in years if figure.start - 3 * _SPAN <= y.start and y.end <= figure.start]
    if item.key == "comparison" and earlier:
        return earlier[-1].year
    return record.edition


def _years_before(text: str, years: list[Year], sentence: tuple[int, int], figure: Figure) -> list[Year]:
    """Return the years a sentence names before a figure; those in a closed parenthesis only explain."""
    before = [y for y in years if sentence[0] <= y.start and y.end <= figure.start]
    outside = [y for y in before if not _in_closed_parenthesis(text, y, figure.start)]
    return outside or before


def _in_closed_parenthesis(text: str, year: Year, position: int) -> bool:
    opened = max(text.rfind("(", 0, year.start), text.rfind("（", 0, year.start))
    if opened < 0 or year.start - opened > 12:
        return False
    closed = [i for i in (text.find(")", opened), text.find("）", opened)) if i >= 0]
    return bool(closed) and year.start < min(closed) < position


def _match_respectively(text: str, figure: Figure, own: list[Year], inside: list[Figure]) -> int | None:
    """Give 108年及109年…分別為14項及28項 its years in their order."""
    if len(own) < 2:
        return None
    found = _RESPECTIVELY.search(text, own[-1].end, figure.start)
    if not found:
        return None
    after = [f for f in inside if f.start >= found.end()]
    if figure not in after:
        return None
    position = after.index(figure)
    if len(after) % len(own) == 0 and len(after) > len(own):
        position //= len(after) // len(own)
    return own[position].year if position < len(own) else None


def _find_role(record: Record, item: Field, figure: Figure, year: int | None) -> Role:
    if item.key == "next_target":
        return "next_target"
    if item.key == "target":
        return "target"
    before = item.text[max(0, figure.start - 24) : figure.start]
    after = item.text[figure.end : figure.end + 12]
    if is_ratio(figure.unit) and _RATE.search(before):
        return "rate"
    if _DIFFERENCE.search(before):
        return "difference"
    if _AS_TARGET_AFTER.match(after) or _AS_TARGET_BEFORE.search(before):
        return "target"
    if record.edition is not None and year is not None and year < record.edition:
        return "previous"
    return "actual"
