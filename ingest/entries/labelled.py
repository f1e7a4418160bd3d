"""One entry from the labelled paragraphs under its heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Cell, Paragraph, Starts
from ingest.entries.drafts import Datum, Draft, Line, MakeField, join_fields
from ingest.entries.labels import Label, names_support
from ingest.entries.moments import Setting
from ingest.entries.owners import take_owners
from ingest.entries.prose import cut_mention, draft_agencies, draft_lines, open_draft
from ingest.entries.sentences import read_mentions
from ingest.entries.titles import split_agencies, split_number
from ingest.entries.told import Mention
from ingest.entries.wording import load_wording
from ingest.records import Field, Headers
from ingest.tables.headings import DATA, read_unit
from ingest.tables.status import is_absent, is_status
from ingest.targets.phrases import find_word

_TITLES = ("item", "action", "kpi", "indicator", "goal", "strategy")
_MONEY = ("budget", "final", "rate")


@dataclass(slots=True)
class Gathered:
    """A text while its paragraphs are put together."""

    pieces: list[str] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0

    def add(self, text: str, starts: Starts, wrapped: bool = False) -> None:
        """Put a paragraph below; only a `wrapped` one goes on in the same line."""
        if not self.length:
            self.pieces, self.starts = [], []
        gap = "" if wrapped or not self.length else "\n"
        self.starts += [(self.length + len(gap) + start, line) for start, line in starts]
        self.pieces += [gap, text]
        self.length += len(gap) + len(text)

    @property
    def cell(self) -> Cell:
        """The text as a cell."""
        return Cell(0, 0, "".join(self.pieces), tuple(self.starts))


@dataclass(slots=True)
class Part:
    """A label with the text that stands under it; one without a label is the text before the first."""

    label: Label | None
    text: Gathered

    @property
    def cell(self) -> Cell:
        """The text as a cell."""
        return self.text.cell


def draft_labelled(
    title: Paragraph | None,
    path: tuple[str, ...],
    parts: Sequence[Part],
    setting: Setting,
    make_field: MakeField,
) -> Draft | None:
    """Return the entry of a heading and its labelled paragraphs, None where they say nothing of one."""
    return _Entry(title, path, parts, setting, make_field).read()


class _Entry:
    """One entry while its labels are read."""

    def __init__(
        self,
        title: Paragraph | None,
        path: tuple[str, ...],
        parts: Sequence[Part],
        setting: Setting,
        make_field: MakeField,
    ) -> None:
        self.title, self.parts, self.setting, self.make_field = title, parts, setting, make_field
        self.line = Line()
        self.extra: list[Line] = []
        if title is not None:
            self.draft = open_draft("measure", title, path, make_field)
        else:
            first = parts[0].text.starts[0][1]
            self.draft = Draft("measure", "", first, first, path=path)
        named = {part.label.key for part in parts if part.label}
        self.targeted = "target" in named

    def read(self) -> Draft | None:
        """Return the entry."""
        draft = self.draft
        draft.lines.append(self.line)
        for part in self.parts:
            self._take(part)
        if self.title is None:
            self._name()
        take_owners(draft)
        for line in draft.lines:
            line.indicator = line.indicator or draft.fields.get("indicator") or draft.fields.get("kpi")
        draft.lines += self.extra
        if not any(line.of("target") for line in draft.lines):
            # A result without a target is told by its sentences, each number with its own year and words.
            for line in draft.lines:
                line.data = [datum for datum in line.data if datum.field != "result"]
            self._read_sentences()
        found = {datum.field for line in draft.lines for datum in line.data}
        kinds = {part.label.key for part in self.parts if part.label}
        if found and found <= set(_MONEY) and not kinds & {"target", "result", "status", "agencies"}:
            draft.kind = "budget"
        elif "kpi" in kinds or any(part.label and find_word("kpi", part.label.text) for part in self.parts):
            draft.kind = "kpi"
        return draft if draft.title else None

    def _take(self, part: Part) -> None:
        label = part.label
        if label is None:
            self._keep("text", self.make_field("text", "", part.cell))
            return
        text = part.cell
        key, name = self._read_key(label, text.text), label.text
        cell = self.make_field(key or name, name, text)
        self.draft.reach(cell)
        if label.number and not self.draft.no and self.title is None:
            self.draft.no = label.number
        if not cell.text.strip():
            return
        if key == "no":
            self.draft.no = "".join(cell.text.split())
            return
        self._take_line(key, cell)
        years = self._read_years(label)
        if key in DATA:
            if key == "target" and self.line.of("target") and not years:
                self._open_line()
            self._add_data(key, name, cell, label, years)
            key = f"{key} {years[0]}" if years else key
        self._keep(key or name, cell)

    def _read_key(self, label: Label, text: str) -> str:
        """Return the field of a label by what stands under it: a goal may be the target, a result a mark."""
        if label.key == "goal" and not self.targeted:
            return "target"
        if label.key in ("result", "target") and is_status(text):
            return "status"
        if label.key == "agencies":
            return "support" if names_support(label.text) else "agencies"
        return label.key

    def _take_line(self, key: str, cell: Field) -> None:
        """Let a label say of the figures that follow what they count and in which unit."""
        if key == "unit":
            self.line.unit, self.line.scale = read_unit("單位:" + cell.text)
        if key == "indicator":
            if self.line.indicator is not None or self.line.data:
                self._open_line()
            self.line.indicator = cell

    def _open_line(self) -> None:
        self.line = Line(unit=self.line.unit, scale=self.line.scale)
        self.draft.lines.append(self.line)

    def _read_years(self, label: Label) -> tuple[int, ...]:
        """Return the years a label names, those it counts from the document's own among them."""
        edition, wording = self.setting.edition, load_wording()
        if label.heading.years or edition is None:
            return label.heading.years
        if label.heading.offset > 0:
            return (edition + label.heading.offset,)
        if any(word in label.text for word in (*wording["years.after"], *wording["years.next"])):
            return (edition + 1,)
        if any(word in label.text for word in (*wording["years.before"], *wording["years.last"])):
            return (edition - 1,)
        return ()

    def _add_data(self, key: str, name: str, cell: Field, label: Label, years: tuple[int, ...]) -> None:
        heading = label.heading
        whole = Datum(
            cell,
            key,
            years,
            heading.unit,
            heading.scale,
            heading.basis,
            heading.period,
            heading.core if key in _MONEY else "",
            Headers((), (name,)),
        )
        if key not in ("target", *_MONEY) or is_absent(cell.text):
            self.line.data.append(whole)
            return
        mentions = read_mentions(cell.text, self.setting, draft_agencies(self.draft), self._topic())
        if key == "target":
            self._add_targets(whole, mentions)
        else:
            self._add_money(whole, mentions)

    def _topic(self) -> str:
        indicator = self.line.indicator or self.draft.fields.get("indicator")
        return indicator.text if indicator is not None else self.draft.title

    def _add_targets(self, whole: Datum, mentions: Sequence[Mention]) -> None:
        """Give each year that a cell of targets names its own; those of one year stay together."""
        said = {m.year for m in mentions if m.moment.said and not m.moment.compared and m.year is not None}
        if whole.years or not said:
            self.line.data.append(whole)
            return
        own = self.setting.edition if self.setting.edition in said or len(said) > 1 else min(said)
        others = [
            m for m in mentions if m.moment.said and not m.moment.compared and m.year not in (own, None)
        ]
        rest = [m for m in mentions if m not in others]
        if rest:
            text = _blank(whole.cell.text, others, mentions)
            self.line.data.append(replace(whole.leave(text), years=(own,) if own else ()))
        for mention in others:
            line = Line(
                replace(whole.cell, key="indicator", text=mention.metric, starts=whole.cell.starts[:1])
            )
            assert mention.year is not None
            line.data.append(
                replace(whole, cell=cut_mention(whole.cell, mention, mentions), years=(mention.year,))
            )
            self.extra.append(line)

    def _add_money(self, whole: Datum, mentions: Sequence[Mention]) -> None:
        """Tell apart the sums of a cell that its own words call a budget, spent, or a rate."""
        told = [m for m in mentions if m.said and m.role in _MONEY]
        if len(told) < len(mentions) or len(mentions) < 2:
            self.extra.append(Line(unit=self.line.unit, scale=self.line.scale, data=[whole]))
            return
        for mention in told:
            cell = cut_mention(whole.cell, mention, mentions)
            years = (mention.year,) if mention.moment.said and mention.year else whole.years
            self.extra.append(Line(data=[replace(whole, cell=cell, field=mention.role, years=years)]))

    def _keep(self, key: str, cell: Field) -> None:
        known = self.draft.fields.get(key)
        if known is not None and not known.label and key == "action":
            # A label of that name says it better than the heading.
            self.draft.fields["heading"] = replace(known, key="heading")
            known = None
        self.draft.fields[key] = join_fields(known, cell) if known else cell
        self.draft.reach(cell)

    def _name(self) -> None:
        """Take the title from the label that names the entry, with the agencies in brackets behind it."""
        draft = self.draft
        named = next((draft.fields[key] for key in _TITLES if key in draft.fields), None)
        if named is None:
            draft.title = draft.path[-1] if draft.path else ""
            return
        no, words = split_number(named.text.split("\n")[0])
        draft.title, _ = split_agencies(words)
        draft.no = draft.no or no

    def _read_sentences(self) -> None:
        """Read targets with results from the sentences of the fields, where no label gives a target."""
        agencies = draft_agencies(self.draft)
        for key in ("result", "text", *(k for k in self.draft.fields if k.startswith("result "))):
            if key in self.draft.fields:
                self.draft.lines += draft_lines(
                    self.draft.fields[key], self.setting, self.draft.title, agencies
                )


def _blank(text: str, others: Sequence[Mention], mentions: Sequence[Mention]) -> str:
    """Return a text with spaces for the clauses of some numbers, so that every other place stays."""
    for mention in others:
        before = [m.figure.end for m in mentions if m.figure.end <= mention.figure.start]
        start = max([mention.clause[0], *before])
        end = mention.figure.end
        text = text[:start] + " " * (end - start) + text[end:]
    return text
