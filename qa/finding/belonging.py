"""What a document says of several entries at once: whose they are, and what it says twice."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from index.tokens import cut_token_set
from ingest.records import Record
from ingest.tables.headings import read_heading
from ingest.tables.status import is_status
from ingest.targets.agencies import read_agencies
from ingest.targets.phrases import load_phrases
from qa.finding.goals import Goal
from qa.finding.heading_names import part_number

# What names of agencies end in.
BODIES = (*"部會署局處司院府所室組科廳廠", "中心", "公司", "大學", "縣市")
_BY, _SENTENCES, _CLAUSES = "由", "。\n", "，,；;"
_LONGEST_BODY, _LEAST, _MOST = 12, 2, Decimal("0.5")
_JOINTS = "與及和、"

Agencies = tuple[tuple[str, ...], tuple[str, ...]]
# What tells a target: its year and unit, and its value.
_Told = tuple[int | None, str, Decimal | None]


def read_whole(text: str) -> Agencies:
    """Return the agencies that a text under a heading says have all that stands there, and those that lead.

    >>> read_whole("本項由醫護組主辦，各醫院及衛生局協辦。該組以中文書寫。")
    (('醫護組', '各醫院', '衛生局'), ('醫護組',))
    >>> read_whole("本項依規定辦理，成果良好。")
    ((), ())
    """
    phrases = load_phrases()
    for sentence in _cut(text, _SENTENCES):
        parts = [clause.strip() for clause in _cut(sentence, _CLAUSES)]
        led = next((n for n, part in enumerate(parts) if _name_lead(part)), None)
        if led is None:
            continue
        helped = [part for part in parts[led + 1 :] if part.endswith(tuple(phrases["support"]))]
        lead = read_agencies(_name_lead(parts[led]))[0]
        return (*lead, *(name for part in helped for name in read_agencies(part)[0])), lead
    return (), ()


def _name_lead(clause: str) -> str:
    """Return the words by which a clause names who leads: 甲處主辦 of 本項由甲處主辦; else none."""
    lead = next((word for word in load_phrases()["lead"] if clause.endswith(word)), "")
    _, by, named = clause.removesuffix(lead).rpartition(_BY)
    return f"{named}{lead}" if lead and by and named.endswith(BODIES) else ""


def _cut(text: str, marks: str) -> Iterable[str]:
    for mark in marks[1:]:
        text = text.replace(mark, marks[0])
    return text.split(marks[0])


def find_owners_of_parts(sections: Iterable[Record]) -> dict[tuple[str, ...], Agencies]:
    """Return by their headings the agencies of the parts of a document that name who leads all of them."""
    found = {(*one.path, one.title): read_whole(one.text("text")) for one in sections if one.text("heading")}
    return {path: agencies for path, agencies in found.items() if agencies[1]}


def find_bodies(paths: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Return the headings that are agencies, with the name of each: most that stand beside each other are.

    >>> find_bodies([("參、成果", "一、觀光處"), ("參、成果", "二、消防局"), ("肆、附則",)])
    {'一、觀光處': '觀光處', '二、消防局': '消防局'}
    >>> find_bodies([("一、長照中心",), ("二、預防",), ("三、醫療",)])
    {}
    """
    beside: dict[tuple[str, ...], dict[str, str]] = {}
    for path in paths:
        for size in range(1, len(path) + 1):
            heading = path[size - 1]
            beside.setdefault(path[: size - 1], {})[heading] = part_number(heading)[1]
    found: dict[str, str] = {}
    for names in beside.values():
        named = {h: n for h, n in names.items() if n.endswith(BODIES) and len(n) <= _LONGEST_BODY}
        if len(named) >= _LEAST and len(named) > _MOST * len(names):
            found.update(named)
    return found


def read_told_status(record: Record) -> str:
    """Return the mark or word of status that a cell gives with its reasons, where none gives it alone."""
    for item in record.fields.values():
        first, _, rest = item.text.strip().partition("\n")
        if rest and is_status(first) and read_heading(_take_first(item.label)).field == "status":
            return first
    return ""


def _take_first(label: str) -> str:
    """Return the first of several things a label names.

    >>> _take_first("燈號與理由"), _take_first("燈號")
    ('燈號', '燈號')
    """
    return label[: next((at for at, char in enumerate(label) if at and char in _JOINTS), len(label))]


def find_restated(entries: Sequence[tuple[Record, tuple[Goal, ...]]]) -> dict[str, str]:
    """Return by their ids the entries that say again what another says, each with the id of that other.

    A summary tells again what stands in full elsewhere: most rows of one table have the figures of other
    entries that share words with them, or are called by the number of another and one of its items, 1-3①,
    and have no result of their own.
    """
    told: dict[_Told, list[tuple[Record, Goal]]] = {}
    for record, goals in entries:
        for goal in goals:
            if "target" in goal.amounts:
                told.setdefault(_tell(goal), []).append((record, goal))
    first = {id(record): n for n, (record, _) in enumerate(entries)}
    numbered: dict[str, Record] = {}
    for record, _ in entries:
        numbered.setdefault(record.written_no or "", record)
    tables: dict[tuple[str, ...], list[tuple[Record, Record | None]]] = {}
    for record, goals in entries:
        other = _find_first(record, goals, told, first) or _find_owner(record, goals, numbered)
        tables.setdefault(_table_of(record), []).append((record, other))
    found: dict[str, str] = {}
    for rows in tables.values():
        again = [(record, other) for record, other in rows if other is not None]
        if len(again) >= _LEAST and len(again) > _MOST * len(rows):
            found.update({record.id: other.id for record, other in again})
    return found


def _table_of(record: Record) -> tuple[str, ...]:
    return (*record.path, *record.fields)


def _tell(goal: Goal) -> _Told:
    return goal.year, goal.unit, goal.amounts.get("target")


def _find_first(
    record: Record,
    goals: Sequence[Goal],
    told: Mapping[_Told, Sequence[tuple[Record, Goal]]],
    first: Mapping[int, int],
) -> Record | None:
    """Return the entry before a record that gives all its figures and speaks of what it is called."""
    own = [goal for goal in goals if "target" in goal.amounts and goal.year == record.edition]
    words = cut_token_set(record.title)
    for other in dict.fromkeys(id(one) for one, _ in told.get(_tell(own[0]), ())) if own else ():
        found = next(one for one, _ in told[_tell(own[0])] if id(one) == other)
        apart = _table_of(found) != _table_of(record) and first[other] < first[id(record)]
        if apart and all(_gives(found, goal, record, told) for goal in own) and _speaks_of(found, words):
            return found
    return None


def _find_owner(record: Record, goals: Sequence[Goal], numbered: Mapping[str, Record]) -> Record | None:
    """Return the entry of which a record without results is one item, by its number: 1-3 of 1-3①."""
    number = record.written_no or ""
    owner = number.rstrip("".join(char for char in number if unicodedata.category(char) == "No"))
    reported = any("actual" in goal.amounts for goal in goals)
    return numbered.get(owner) if owner and owner != number and not reported else None


def _gives(
    other: Record, goal: Goal, record: Record, told: Mapping[_Told, Sequence[tuple[Record, Goal]]]
) -> bool:
    """Say whether an entry gives a target with the same result, or like the record with none yet.

    One called the same may leave the result out.
    """
    same = [one for at, one in told.get(_tell(goal), ()) if at is other]
    result = goal.amounts.get("actual")
    if result is None and goal.verdict is None:
        numbered = record.written_no is not None and other.written_no == record.written_no
        return bool(same) and (other.title == record.title or numbered)
    return any(one.amounts.get("actual") == result for one in same)


def _speaks_of(other: Record, words: frozenset[str]) -> bool:
    """Say whether an entry holds half of some words."""
    held = cut_token_set("\n".join((other.title, *(item.text for item in other.fields.values()))))
    return len(words & held) >= _MOST * len(words)
