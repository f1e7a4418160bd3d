"""Entries from headings whose sentences state targets with their results, without any label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Cell, Paragraph
from ingest.entries.drafts import Datum, Draft, Line, MakeField, cut_field
from ingest.entries.lists import alikeness
from ingest.entries.moments import Setting, find_plain_years
from ingest.entries.owners import take_owners
from ingest.entries.results import choose_results
from ingest.entries.sentences import read_mentions
from ingest.entries.titles import split_agencies, split_number
from ingest.entries.told import Mention
from ingest.entries.wording import has_word, plans
from ingest.figures.numerals import read_figures
from ingest.figures.units import compatible_units, load_units
from ingest.records import Field, Headers, RecordKind
from ingest.targets.agencies import read_agencies
from ingest.targets.phrases import find_word

_ALIKE = 0.5
_MOST = 300
_SHORT = 2
_BEHIND = "以上下內之間左右餘多"


@dataclass(slots=True)
class Stated:
    """A target of some year with what sentences say of it: its result, its rate, other years' figures.

    `place` is that of its result among the numbers of the text; without one, `denial` is where the text says
    that there is none.
    """

    target: Mention
    result: Mention | None
    place: int
    others: list[Mention] = field(default_factory=list)
    doubts: tuple[str, ...] = ()
    denial: tuple[int, int] | None = None


def draft_prose(
    title: Paragraph,
    path: tuple[str, ...],
    cell: Cell,
    setting: Setting,
    make_field: MakeField,
    *,
    paired: bool = True,
) -> Draft | None:
    """Return the entry of a heading and its text, None where no sentence pairs a target with a result.

    With `paired` false a text that tells no target gives an entry too.
    """
    told = any(has_word(name, cell.text) for name in ("roles.target", "after.bounded", "after.framed"))
    if paired and not (told or plans(cell.text) or setting.bracketed):
        return None
    draft = open_draft("measure", title, path, make_field)
    text = make_field("text", "", cell)
    draft.fields["text"] = text
    take_owners(draft)
    lines = draft_lines(text, setting, draft.title, draft_agencies(draft))
    if paired and not any(line.of("target") for line in lines):
        return None
    draft.reach(text)
    draft.lines += lines
    return draft


def open_draft(kind: RecordKind, title: Paragraph, path: tuple[str, ...], make_field: MakeField) -> Draft:
    """Return an entry that has its heading: number, title, agencies in brackets."""
    no, words = split_number(title.text)
    name, agencies = split_agencies(words)
    line = title.starts[0][1]
    draft = Draft(kind, name, line, title.starts[-1][1], no, path=path)
    if any(find_word("kpi", text) for text in (title.text, *path[-1:])):
        draft.kind = "kpi"
    heading = make_field("action", "", Cell(0, 0, title.text, title.starts))
    draft.fields["action"] = heading
    if agencies:
        draft.fields["agencies"] = replace(
            cut_field(heading, title.text.rfind(agencies), title.text.rfind(agencies) + len(agencies)),
            key="agencies",
        )
    return draft


def draft_agencies(draft: Draft) -> tuple[str, ...]:
    """Return the agencies that the fields of an entry name."""
    cells = [draft.fields[key].text for key in ("agencies", "support") if key in draft.fields]
    return tuple(name for text in cells for name in read_agencies(text)[0])


def draft_lines(text: Field, setting: Setting, topic: str, agencies: Sequence[str] = ()) -> list[Line]:
    """Return a line for each target that is told with its result, and one for each budget."""
    years = find_plain_years(topic)
    near = replace(setting, near=min(years)) if len(years) == 1 else setting
    mentions = read_mentions(text.text, near, agencies, topic)
    # A text of so many numbers is no single measure.
    stated = pair_mentions(text.text, mentions) if len(mentions) <= _MOST else []
    taken = {id(m) for s in stated for m in (s.target, s.result, *s.others) if m is not None}
    lines = [_make_line(text, one, mentions, near) for one in stated]
    money = [
        m
        for m in mentions
        if m.role in ("budget", "final") and m.year is not None and not m.part and id(m) not in taken
    ]
    for mention in money:
        line = Line()
        line.data.append(_make_datum(text, mention, mentions, near))
        lines.append(line)
    return lines


def pair_mentions(text: str, mentions: Sequence[Mention]) -> list[Stated]:
    """Return the targets of sentences, each with the result it is told with.

    >>> text = "收容目標500人，實際523人。另演練9場。"
    >>> found = pair_mentions(text, read_mentions(text, Setting(111)))
    >>> [(s.target.figure.text, s.result and s.result.figure.text) for s in found]
    [('500人', '523人')]
    """
    stated: list[Stated] = []
    used: set[int] = set()
    for told in choose_results(text, mentions):
        result = mentions[told.result] if told.result is not None else None
        place = told.target if told.result is None else told.result
        used |= {told.target, place}
        stated.append(Stated(mentions[told.target], result, place, [], told.doubts, told.denial))
    for index, mention in enumerate(mentions):
        if index not in used and mention.role in ("rate", "actual", "target") and not mention.part:
            owner = _find_owner(mention, index, stated)
            if owner is not None:
                owner.others.append(mention)
                used.add(index)
    return stated


def _find_owner(mention: Mention, index: int, stated: Sequence[Stated]) -> Stated | None:
    """Return the target that a rate, a value of another year or a target of another year belongs to."""
    owners = [
        one for one in stated if mention.number - one.target.number in (0, 1) and _belongs(mention, one)
    ]
    if not owners:
        return None
    return min(owners, key=lambda one: abs(one.place - index))


def _belongs(mention: Mention, one: Stated) -> bool:
    target = one.target
    if mention.role == "rate":
        return mention.number == target.number and mention.year == target.year
    if mention.year is None or mention.year == target.year:
        return False
    if not compatible_units(mention.figure.unit, target.figure.unit) or not mention.moment.said:
        return False
    if mention.role == "target" and not (mention.said or mention.planned):
        return False
    same = mention.figure.unit == target.figure.unit
    return (same and not mention.named) or alikeness(mention.metric, target.metric) >= _ALIKE


def name_counted(metric: str, unit: str) -> str:
    """Return what is counted by the verb and the unit where a text gives nothing else: 簽訂65家.

    >>> name_counted("簽訂", "家"), name_counted("訓練", "人次"), name_counted("簽約家數", "家")
    ('簽訂家數', '訓練人次', '簽約家數')
    """
    if not 0 < len(metric) <= _SHORT or not 0 < len(unit) <= _SHORT or not unit.isalpha() or unit in metric:
        return metric
    return f"{metric}{unit}" if unit in load_units().classes and len(unit) > 1 else f"{metric}{unit}數"


def _make_line(text: Field, one: Stated, mentions: Sequence[Mention], setting: Setting) -> Line:
    named = one.target
    if one.result is not None and one.result.named and not named.named:
        # The longer name says more where the target has it from the words before.
        named = max(one.target, one.result, key=lambda mention: len(mention.metric))
    name = name_counted(named.metric, named.figure.unit)
    line = Line(replace(text, key="indicator", label="", text=name, starts=text.starts[:1]))
    goal = _make_datum(text, one.target, mentions, setting)
    line.data.append(goal)
    if one.result is not None:
        line.data.append(replace(_make_datum(text, one.result, mentions, setting), doubts=one.doubts))
    elif one.denial is not None:
        line.data.append(Datum(cut_field(text, *one.denial), "result", goal.years))
    line.data += [_make_datum(text, mention, mentions, setting) for mention in one.others]
    return line


_FIELDS = {"target": "target", "actual": "result", "rate": "rate", "budget": "budget", "final": "final"}


def _make_datum(text: Field, mention: Mention, mentions: Sequence[Mention], setting: Setting) -> Datum:
    years = (
        (mention.year,)
        if (mention.year is not None and mention.year != setting.edition) or mention.moment.said
        else ()
    )
    cell = cut_mention(text, mention, mentions)
    return Datum(cell, _FIELDS[mention.role], years, period=mention.moment.period, headers=Headers())  # type: ignore[arg-type]


def cut_mention(text: Field, mention: Mention, mentions: Sequence[Mention]) -> Field:
    """Return the words of a number's clause up to its end, and nothing of another number."""
    figure = mention.figure
    before = [m.figure.end for m in mentions if m.figure.end <= figure.start]
    start = max([mention.clause[0], *before])
    end = figure.end
    while end < mention.clause[1] and text.text[end] in _BEHIND:
        end += 1
    words = text.text[start:end]
    read = read_figures(words)
    whole = len(read) == 1 and read[0].bound == figure.bound
    return cut_field(text, start if whole else figure.start, end)
