"""Labels before paragraphs: 目標：…, 【辦理情形】, **檢討**, whatever words a document uses and repeats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.blocks import Block, Paragraph
from ingest.entries.label_fields import give_field
from ingest.labels import fold_label
from ingest.tables.headings import Heading, read_heading
from ingest.tables.words import load_words

_LONGEST = 32
_BULLET = re.compile(r"\s*(?:[-*]\s+|[•●‧■◆◇◎○※▪＊➤►▲△☆★]\s*)?")
_ITEM = re.compile(
    r"\s*(?:[(（][0-9０-９一二三四五六七八九十]{1,3}[)）]|[0-9０-９]{1,2}[.．、)）]|[一二三四五六七八九十]{1,3}、|[①-⑳])\s*"
)
_BOXED = re.compile(r"[【〔［\[](?P<label>[^】〕］\]\n]{1,18})[】〕］\]]\s*[：:]?")
_BOLD = re.compile(r"(?:\*\*|__)(?P<label>[^*_\n]{1,18}?)[：:]?(?:\*\*|__)\s*[：:]?")
_PLAIN = re.compile(
    r"(?P<label>(?:[^：:，,。；;！？!?、()（）\n\t]|[(（][^()（）\n]{1,16}[)）]){1,32})\s*[：:]"
)
# 目標／…: a slash behind the name of a field stands for a colon.
_SLASHED = re.compile(r"(?P<label>[一-龥]{2,8})\s*[／/](?=\S)")
_SPACED = re.compile(r"(?P<label>[一-龥0-9「」()（）]{2,32})(?:\u3000+| {2,})(?=\S)")
_MORE = re.compile(r"(?:[。；;，,／/|　]|\s{2,})\s*(?P<label>[一-龥A-Za-z0-9 ()（）%]{2,18})[：:]")
_NUMBER = re.compile(
    r"\s*(?P<no>[A-Z]?[0-9０-９]{1,3}(?:[-.－–][0-9]{1,3}){0,3}|[一二三四五六七八九十]{1,3})\s*$"
)
# So often a label must stand in a document to be one, a field's own name less often than other words.
_LEAST_KNOWN, _LEAST_UNKNOWN = 2, 3


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a paragraph: its words without what numbers it, and where its value begins and ends.

    `number` is that of the thing it names: 1-1 of 行動方案1-1：.
    """

    text: str
    heading: Heading
    start: int
    end: int
    number: str = ""

    @property
    def name(self) -> str:
        """The label as it is compared with others."""
        return fold_label(self.text)

    @property
    def key(self) -> str:
        """The field it names; an agency's part alone, 主責 or 協辦, names agencies."""
        if self.heading.field:
            return self.heading.field
        words = load_words()
        return "agencies" if self.text in (*words.lead, *words.support) else ""


def read_labels(text: str) -> list[Label]:
    """Return the labels a paragraph may have: one at its beginning, others further on where fields are named.

    >>> [(l.text, l.key) for l in read_labels("【辦理情形】")]
    [('辦理情形', 'result')]
    >>> text = "預算數：1,200千元；決算數：1,150千元"
    >>> [(l.text, text[l.start:l.end]) for l in read_labels(text)]
    [('預算數', '1,200千元'), ('決算數', '1,150千元')]
    """
    first = _read_first(text)
    if first is None:
        return []
    labels = [first]
    for match in _MORE.finditer(text, first.start):
        made = _make(match["label"].strip(), match.end(), len(text))
        if made is not None and made.key:
            last = labels[-1]
            labels[-1] = Label(last.text, last.heading, last.start, match.start(), last.number)
            labels.append(made)
    return labels


def _read_first(text: str) -> Label | None:
    bullet = _BULLET.match(text)
    begin = bullet.end() if bullet else 0
    item = _ITEM.match(text, begin)
    for start in (begin, item.end() if item else begin):
        for pattern in (_BOXED, _BOLD, _PLAIN):
            match = pattern.match(text, start)
            if match:
                return _make(match["label"].strip("「」『』*# \u3000"), match.end(), len(text))
    start = item.end() if item else begin
    for pattern in (_SPACED, _SLASHED):
        match = pattern.match(text, start)
        if match and read_heading(match["label"]).field:
            return _make(match["label"], match.end(), len(text))
    bare = text[start:].strip(" #*　")
    known = 1 < len(bare) <= _LONGEST and not any(char in bare for char in "，,。；;！？、（(0123456789")
    return _make(bare, len(text), len(text)) if known and read_heading(bare).field else None


def _make(words: str, start: int, end: int) -> Label | None:
    number = _NUMBER.search(words)
    core = words[: number.start()].strip(" 　-.第") if number else words
    if not core or not any("一" <= char <= "龥" or char.isalpha() for char in core):
        return None
    return Label(core, read_heading(core), start, end, number["no"] if number else "")


def name_label(label: Label, guessed: str) -> Label:
    """Return a label with the field that was guessed of it."""
    return replace(label, heading=give_field(label.heading, guessed))


def names_support(label: str) -> bool:
    """Say whether a label names agencies that only help: 協辦, but not 主(協)辦.

    >>> names_support("協辦單位"), names_support("主協辦機關")
    (True, False)
    """
    words = load_words()
    return "主" not in label and any(word in label for word in words.support)


def learn_labels(blocks: Sequence[Block]) -> frozenset[str]:
    """Return the labels of a document's paragraphs: those that recur, and known ones marked as these are."""
    counts: Counter[str] = Counter()
    known: set[str] = set()
    marks: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, Paragraph):
            for label in read_labels(block.text):
                counts[label.name] += 1
                known.update({label.name} if label.key else ())
                bullet = _BULLET.match(block.text)
                marks.setdefault(label.name, bullet[0].strip() if bullet else "")
    recurring = {
        name for name, count in counts.items() if count >= (_LEAST_KNOWN if name in known else _LEAST_UNKNOWN)
    }
    marked = {marks[name] for name in recurring} - {""}
    return frozenset(recurring | {name for name in known if marks[name] in marked})
