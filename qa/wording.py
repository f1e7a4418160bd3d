"""The sentences of answers in the question's language, from phrases.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from ingest.glossary import Glossary
from ingest.records import Observation, Record
from qa.answer import AnswerFigure, Language

# The multipliers that headings and notes give their figures.
_SCALES = {Decimal(10) ** power: name for power, name in ((3, "千"), (4, "萬"), (6, "百萬"), (8, "億"))}


# A quotient that has no end has as many digits as the context keeps; no text states one.
_ENDLESS = 24


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))


@cache
def _units() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("telling").joinpath("units.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Makes the sentences of an answer in one language."""

    language: Language
    glossary: Glossary

    @property
    def english(self) -> bool:
        """Whether the answer is in English."""
        return self.language == "en"

    def say(self, name: str, /, **words: object) -> str:
        """Return a sentence of phrases.toml with its words filled in."""
        table = _tables()["en" if self.english else "zh-Hant"]
        return table[name].format(**words)

    def miss_year(self, year: int, results: Collection[int], targets: Collection[int]) -> str:
        """Say that the texts do not speak of a year, and of which they give results and targets."""
        if not results or not targets:
            return self.say("no_year_alone", year=year)
        return self.say(
            "no_year", year=year, results=self.join_years(results), targets=self.join_years(targets)
        )

    def join_years(self, years: Collection[int]) -> str:
        """Return years as a list within a sentence, in their order."""
        *first, last = (str(year) for year in sorted(years))
        return self.say("and_year").join([self.say("or_year").join(first), last] if first else [last])

    def title(self, record: Record) -> str:
        """Return a record's title; its English one, where the glossary has one, for an English answer."""
        if not self.english:
            return record.title
        source = record.text("action") or record.title
        return self.glossary.title(source, record.doc) or record.title

    def agency(self, name: str) -> str:
        """Return an agency's name; its English one, where the glossary has one, for an English answer."""
        return (self.glossary.english(name) if self.english else None) or name

    def join(self, parts: Sequence[str]) -> str:
        """Return parts as a list within a sentence."""
        return self.say("separator").join(parts)

    def join_conditions(self, names: Sequence[str], agencies: Sequence[str] = ()) -> str:
        """Return what the members of a set have in common; `agencies` are those the question names."""
        named = self.join([self.agency(name) for name in agencies])
        return self.say("and").join(self.say(f"what_{name}", agencies=named) for name in names or ["any"])

    def amount(self, value: Decimal, unit: str) -> str:
        """Return a value with its unit, in English by its English name."""
        return write_amount(value, unit) if self.english else f"{write_number(value)}{unit}"

    def written(self, value: Decimal, unit: str, as_written: str) -> str:
        """Return a figure as it is written; in English behind its value and the English name of its unit.

        327 件 is told as 327 cases (327 件), 651萬人次 as 6,510,000 person-times (651萬人次).
        """
        written = " ".join(as_written.split())
        told = self.amount(value, unit) if self.english else written
        return written if not told.isascii() or told == written else f"{told} ({written})"

    def figure(self, figure: AnswerFigure) -> str:
        """Return a figure as it is written, or its value and unit when it was computed."""
        if figure.as_written is None:
            return f"{self.amount(figure.value, figure.unit)}{self.say('computed')}"
        return self.written(figure.value, figure.unit, figure.as_written)


def write_number(value: Decimal) -> str:
    """Return a number with commas and without trailing zeros; what divides into no end, to two places.

    >>> write_number(Decimal("118663591")), write_number(Decimal("3.70")), write_number(Decimal("1.4E+8"))
    ('118,663,591', '3.7', '140,000,000')
    >>> write_number(Decimal(200) / 3), write_number(Decimal("0.0000012"))
    ('66.67', '0.0000012')
    """
    if len(value.as_tuple().digits) >= _ENDLESS:
        value = round(value, 2)
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_amount(value: Decimal, unit: str) -> str:
    """Return a value with its unit in English, where it has a name there.

    >>> write_amount(Decimal(327), "件"), write_amount(Decimal(1), "場"), write_amount(Decimal(5), "通")
    ('327 cases', '1 session', '5通')
    >>> write_amount(Decimal(10600), "元"), write_amount(Decimal("-3.5"), "元"), write_amount(Decimal(5), "%")
    ('NT$10,600', '-NT$3.5', '5%')
    """
    number, units = write_number(value), _units()
    if sign := units["before"].get(unit):
        return f"-{sign}{number[1:]}" if number.startswith("-") else f"{sign}{number}"
    named = units["units"].get(unit)
    return f"{number}{unit}" if named is None else f"{number} {named[abs(value) != 1]}"


def write_computed(value: Decimal, unit: str, operands: Sequence[Observation]) -> str:
    """Return a computed amount, with it in hundreds of millions or thousands where its operands are so.

    >>> from types import SimpleNamespace as Fact
    >>> facts = [Fact(value=Decimal("29860000000"), as_written="298.6")]
    >>> write_computed(Decimal("11520000000"), "元", facts), write_computed(Decimal("5"), "人", facts[:0])
    ('11,520,000,000元（115.2億元）', '5人')
    """
    written = f"{write_number(value)}{unit}"
    plain = [one.as_written.replace(",", "").strip() for one in operands]
    if not plain or not all(one.replace(".", "", 1).isdecimal() and Decimal(one) for one in plain):
        return written
    scales = {one.value / Decimal(text) for one, text in zip(operands, plain, strict=True)}
    name = _SCALES.get(scales.pop()) if len(scales) == 1 else None
    if name is None:
        return written
    scaled = value / next(scale for scale, called in _SCALES.items() if called == name)
    return f"{written}（{write_number(scaled)}{name}{unit}）"


def shorten(text: str, most: int) -> str:
    """Return a text in one line, cut at a mark where it is long.

    >>> shorten("檢查漁船，維護航行安全", 6), shorten("two\\nlines", 20)
    ('檢查漁船', 'two lines')
    """
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = max(text.rfind(mark, 0, most) for mark in "，；、。 ,")
    return text[: cut if cut >= most // 2 else most]
