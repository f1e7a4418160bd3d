"""Conditions and entries in the words of an answer, from entries.toml: what was run is what is read."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qa.finding.entries import Entry
from qa.query import ANY, And, Bound, Condition, Is, Not, Or, Says
from qa.wording import Phrasebook, shorten, write_number

_FILE = Path(__file__).with_name("entries.toml")
_LONGEST_TITLE, _SHORT_TITLE = 40, 24


@cache
def _load() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases of one language."""

    phrases: Phrasebook

    def say(self, name: str, /, **words: object) -> str:
        """Return a phrase with its words filled in."""
        return _load()["en" if self.phrases.english else "zh-Hant"][name].format(**words)

    def condition(self, condition: Condition) -> str:
        """Return a condition as it was read."""
        if isinstance(condition, Not):
            item = condition.item
            name = f"not_{item.field}" if isinstance(item, Is) else ""
            if isinstance(item, Is) and ANY not in item.values and name in _load()["zh-Hant"]:
                values = (self.phrases.agency(str(value)) for value in item.values)
                return self.say(name, value=self.say("or").join(values))
            return self.say("not", what=self.condition(item))
        if isinstance(condition, And | Or):
            joined = "and_within" if isinstance(condition, And) else "or"
            return self.say(joined).join(self.condition(item) for item in condition.items)
        if isinstance(condition, Says):
            name = "says_reason" if condition.field == "reason" else "says"
            return self.say(name, words=condition.words[0])
        if isinstance(condition, Bound):
            number = f"{write_number(condition.value)}{condition.unit}"
            amount = self.say(f"amount_{condition.amount}")
            years = self.say("pause").join(map(str, condition.years))
            dated = self.say("of_years", years=years) if years else ""
            op = self.say(f"op_{condition.op}")
            return self.say("bound", years=dated, amount=amount, op=op, value=number)
        return self.say("or").join(self._value(condition, value) for value in condition.values)

    def _value(self, condition: Is, value: str | int) -> str:
        name = f"{condition.field}_{value}"
        table = _load()["zh-Hant"]
        if name in table:
            return self.say(name)
        if condition.field == "status":
            return self.say("status", value=value)
        if value == ANY:
            return self.say(f"is_{condition.field}_any")
        shown = self.phrases.agency(value) if isinstance(value, str) else value
        return self.say(f"is_{condition.field}", value=shown)

    def entry(self, entry: Entry) -> str:
        """Return an entry by its number, where measures have one, and its short title."""
        most = _LONGEST_TITLE * (2 if self.phrases.english else 1)
        title = shorten(self._title(entry), most)
        return self._name(entry, title)

    def _title(self, entry: Entry) -> str:
        """Return the title of an entry; where the document names it in a cell of its own, that name."""
        title = self.phrases.title(entry.record)
        return entry.title if title == entry.record.title else title

    def short(self, entries: Sequence[Entry]) -> str:
        """Return entries by their numbers alone, or by short titles where they have none of their own."""
        numbers = [e.no for e in entries]
        known = len(set(numbers)) == len(entries) and all(numbers)
        return self.say("pause").join(self._name_shortly(entry, known) for entry in entries)

    def _name_shortly(self, entry: Entry, known: bool) -> str:
        """Return the number of a measure, where numbers tell them apart, else a short title."""
        title = shorten(self._title(entry), _SHORT_TITLE)
        if entry.kind != "measure" or not entry.no:
            return title
        if not known:
            return self._name(entry, title)
        return self.say("number", no=entry.no) if entry.no.isdecimal() else entry.no

    def _name(self, entry: Entry, title: str) -> str:
        """Return a title with the number of a measure, as the document writes it."""
        if entry.kind != "measure" or not entry.no:
            return self.say("entry", no=entry.no, title=title)
        return self.say("measure" if entry.no.isdecimal() else "coded", no=entry.no, title=title)
