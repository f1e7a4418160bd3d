"""Entries from headed paragraphs: under each heading the same labels, in a ministry's own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.blocks import Block, Paragraph, cut_starts
from ingest.entries.clauses import find_width, goes_on
from ingest.entries.context import Context, find_level
from ingest.entries.drafts import Draft, MakeField
from ingest.entries.label_fields import PAIR, guess_fields, means_figures, name_known
from ingest.entries.labelled import Gathered, Part, draft_labelled
from ingest.entries.labels import Label, learn_labels, name_label, read_labels
from ingest.entries.moments import Setting
from ingest.entries.sections import Sections, draft_sections
from ingest.entries.unnamed import Stood, compare_labels
from ingest.tables.headings import DATA

_LONGEST_TITLE = 45
_LONGEST_NAME = 20
_ENDS = "。；;，,：:、"
_NAMING = frozenset({"no", "action", "strategy", "indicator", "kpi", "item", "goal"})
_MONEY = frozenset({"budget", "final", "rate", "unit"})
_LEAST_LABELS = 2
_MOST_PARTS = 200
_LEAST_ALONE = 3
_LEAST_PROSE = 2


@dataclass(slots=True)
class Group:
    """The labelled paragraphs under one heading."""

    title: Paragraph | None
    path: tuple[str, ...]
    parts: list[Part] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The labels in their order."""
        return [part.label.name for part in self.parts if part.label]

    @property
    def first(self) -> str:
        """The first label, empty before there is one."""
        return next((part.label.name for part in self.parts if part.label), "")

    @property
    def keys(self) -> set[str]:
        """The fields the labels name."""
        return {part.label.key for part in self.parts if part.label} - {""}


@dataclass(slots=True)
class Headed:
    """The entries of paragraphs, by the block each begins with, and all blocks they take.

    `sections` are those without labels.
    """

    drafts: dict[int, list[Draft]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    sections: Sections = field(default_factory=Sections)

    def add(self, blocks: Sequence[int], draft: Draft) -> None:
        """Add an entry that is made of some blocks."""
        self.drafts.setdefault(min(blocks), []).append(draft)
        self.taken.update(blocks)


def draft_paragraphs(blocks: Sequence[Block], setting: Setting, make_field: MakeField) -> Headed:
    """Return the entries of paragraphs: those with labels, and those whose sentences give targets."""
    headed = Headed()
    groups = _Grouping(blocks).read()
    _name_labels(groups, setting.edition)
    recurring = Counter(name for group in groups for name in set(group.names))
    for group in groups:
        if _is_entry(group, recurring):
            draft = draft_labelled(group.title, group.path, group.parts, setting, make_field)
            if draft is not None:
                headed.add(group.blocks, draft)
    sections = draft_sections(blocks, headed.taken, setting, make_field)
    if len(sections.drafts) >= _LEAST_PROSE:
        headed.sections = sections
        for numbers, draft in sections.drafts:
            headed.add(numbers, draft)
    return headed


def _name_labels(groups: Sequence[Group], edition: int | None) -> None:
    """Give labels that no list of words knows the fields that what stands under them tells, as in cards."""
    values: dict[str, list[str]] = {}
    places: dict[str, list[float]] = {}
    labels: dict[str, Label] = {}
    for group in groups:
        last = max(1, len(group.parts) - 1)
        for place, part in enumerate(group.parts):
            if part.label is not None:
                labels.setdefault(part.label.name, part.label)
                values.setdefault(part.label.name, []).append(part.cell.text)
                places.setdefault(part.label.name, []).append(place / last)
    said = [[(p.label.name, p.cell.text) for p in group.parts if p.label is not None] for group in groups]
    compared = compare_labels(said)
    stood = {
        name: Stood(tuple(values[name]), tuple(places[name]), len(groups), *compared[name]) for name in labels
    }
    known = {name: name_known(label.heading, label.key, edition) for name, label in labels.items()}
    if not any(known.values()):
        return
    guessed = guess_fields(stood, known, {name: label.heading for name, label in labels.items()}, edition)
    if not {*known.values(), *guessed.values()} >= PAIR:
        # What was meant and what came of it make an entry, one without the other does not.
        guessed = {name: field_name for name, field_name in guessed.items() if not means_figures(field_name)}
    for part in (part for group in groups for part in group.parts):
        if part.label is not None and not part.label.key and part.label.name in guessed:
            part.label = name_label(part.label, guessed[part.label.name])


def _is_entry(group: Group, recurring: Counter[str]) -> bool:
    """Say whether labels make an entry: several that recur, or a whole set by themselves."""
    shared = sum(recurring[name] > 1 for name in set(group.names))
    data = group.keys & DATA
    if group.keys and group.keys <= _MONEY:
        return len(group.keys & {"budget", "final"}) > 0 and len(group.names) >= _LEAST_LABELS
    if not data and not {"action", "agencies"} <= group.keys:
        return False
    return shared >= _LEAST_LABELS or (len(group.keys) >= _LEAST_ALONE and {"target", "result"} <= group.keys)


class _Grouping:
    """Goes through the blocks and gathers labelled paragraphs under their headings."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.known = learn_labels(blocks)
        self.read_as = [self._read(block) for block in blocks]
        lengths = [len(b.text) for b in blocks if isinstance(b, Paragraph)]
        self.width = find_width(lengths)
        self.context = Context()
        self.groups: list[Group] = []
        self.group: Group | None = None
        self.title: int | None = None
        self.last = ""

    def _read(self, block: Block) -> list[Label]:
        if not isinstance(block, Paragraph):
            return []
        labels = read_labels(block.text)
        if not labels or not (labels[0].name in self.known or self._is_money(labels[0])):
            return []
        return [label for label in labels if label is labels[0] or label.key]

    def _is_money(self, label: Label) -> bool:
        return label.key in _MONEY and label.start != label.end

    def read(self) -> list[Group]:
        """Return the groups."""
        for number, block in enumerate(self.blocks):
            labels = self.read_as[number]
            if not isinstance(block, Paragraph):
                self.group, self.title, self.last = None, None, ""
                self.context.close()
            elif labels:
                self._take_labels(number, block, labels)
            elif self._is_heading(number, block):
                self.context.read(block)
                self.group, self.title = None, number
            elif self.group is not None:
                self._go_on(number, block)
            self.last = block.text if isinstance(block, Paragraph) else ""
        return self.groups

    def _is_heading(self, number: int, block: Paragraph) -> bool:
        """Say whether a paragraph opens something new, and is not an item of the text under a label."""
        level = find_level(block)
        if self.group is None:
            return level is not None or self._is_title(number, block)
        if self._is_title(number, block) and self._labels_after(number) == [self.group.first]:
            return True
        if level is None:
            return self._stands_apart(number) and self._is_short(block)
        own = find_level(self.group.title) if self.group.title else None
        return level <= own if own is not None else level < 2

    def _stands_apart(self, number: int) -> bool:
        """Say whether an empty line stands above a paragraph, as above the group's own title."""
        assert self.group is not None
        if self.group.title is None or number < 1:
            return False
        title = self.group.blocks[0]
        return all(_has_gap(self.blocks, index) for index in (number, title)) and not _has_gap(
            self.blocks, number + 1
        )

    def _is_short(self, block: Paragraph) -> bool:
        text = block.text.strip()
        return len(text) <= _LONGEST_NAME and text[-1:] not in _ENDS and not any(c.isdecimal() for c in text)

    def _labels_after(self, number: int) -> list[str]:
        after = self.read_as[number + 1] if number + 1 < len(self.blocks) else []
        return [label.name for label in after[:1]]

    def _is_title(self, number: int, block: Paragraph) -> bool:
        """Say whether a short line right above a label names what the labels are about."""
        text = block.text.strip()
        return bool(self._labels_after(number)) and len(text) <= _LONGEST_TITLE and text[-1:] not in _ENDS

    def _take_labels(self, number: int, block: Paragraph, labels: Sequence[Label]) -> None:
        first = labels[0]
        again = self.group is not None and first.name == self.group.first
        full = self.group is not None and len(self.group.parts) >= _MOST_PARTS
        if self.group is None or (again and (full or self._opens(first))) or self._leaves(block, first):
            self._open(number, first)
        assert self.group is not None
        self.group.blocks.append(number)
        for label in labels:
            self.group.parts.append(Part(label, _cut(block, label.start, label.end)))

    def _opens(self, label: Label) -> bool:
        """Say whether a label that comes again opens the next entry: it names one, or has no heading."""
        assert self.group is not None
        return label.key in _NAMING or label.number != "" or self.group.title is None

    def _leaves(self, block: Paragraph, first: Label) -> bool:
        """Say whether a numbered label names the next thing, below a text that only goes on with a table."""
        if self.group is None or self.group.title is not None or first.key not in _NAMING:
            return False
        begun, label = self.blocks[self.group.blocks[0]], self.group.parts[0].label
        named = label is not None and label.key in _NAMING
        numbered = isinstance(begun, Paragraph) and find_level(begun) is not None
        return find_level(block) is not None and not named and not numbered

    def _open(self, number: int, first: Label) -> None:
        title = self.blocks[self.title] if self.title is not None else None
        names = first.key in ("no", "action", "strategy", "item") and (first.start < first.end)
        path = self.context.path
        self.group = Group(None, path)
        if isinstance(title, Paragraph) and not names:
            own = path[:-1] if path and path[-1] == title.text else path
            self.group = Group(title, own)
            assert self.title is not None
            self.group.blocks.append(self.title)
            between = range(self.title + 1, number)
            for index in between:
                block = self.blocks[index]
                if isinstance(block, Paragraph) and "單位" not in block.text:
                    self.group.parts.append(Part(None, _cut(block, 0, len(block.text))))
                self.group.blocks.append(index)
        self.title = None
        self.groups.append(self.group)

    def _go_on(self, number: int, block: Paragraph) -> None:
        """Let a paragraph go on with the text under the label above."""
        assert self.group is not None
        self.group.blocks.append(number)
        wrapped = goes_on(self.last, block.text, self.width)
        self.group.parts[-1].text.add(block.text, block.starts, wrapped)


def _has_gap(blocks: Sequence[Block], number: int) -> bool:
    """Say whether there is an empty line between a paragraph and the one before it."""
    if not 0 < number < len(blocks):
        return number == 0
    one, other = blocks[number - 1], blocks[number]
    if not isinstance(one, Paragraph) or not isinstance(other, Paragraph):
        return True
    return other.starts[0][1] > one.starts[-1][1] + 1


def _cut(block: Paragraph, start: int, end: int) -> Gathered:
    """Return a stretch of a paragraph."""
    raw = block.text[start:end]
    begin = start + len(raw) - len(raw.lstrip())
    text = raw.strip()
    return Gathered([text], list(cut_starts(block.starts, begin, end)), len(text))
