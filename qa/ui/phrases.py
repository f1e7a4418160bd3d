"""The words of the interface in both languages; the words of the sources are never here."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

UiLanguage = Literal["zh", "en"]
LANGUAGES: dict[UiLanguage, str] = {"zh": "中文", "en": "English"}
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Phrases:
    """The interface in one language."""

    language: UiLanguage

    def say(self, key: str, **values: object) -> str:
        """Return a text of the interface with its values filled in.

        The values go in as they are: escape the result where it becomes HTML.
        Raises KeyError for a key phrases.toml does not hold.

            >>> Phrases("en").say("source.line", start=12)
            'line 12'
        """
        return _texts()[key][self.language].format(**values)

    def has(self, key: str) -> bool:
        """Return whether the interface has a text of this key."""
        return key in _texts()

    def year(self, roc: int) -> str:
        """Return a year written both ways.

        >>> Phrases("zh").year(109)
        '109年（2020）'
        """
        return self.say("year.both", roc=roc, western=roc + 1911)

    def short_year(self, roc: int) -> str:
        """Return a year as briefly as a table or chart wants it: ROC in Chinese, western in English.

        >>> Phrases("zh").short_year(109), Phrases("en").short_year(109)
        ('109年', '2020')
        """
        return self.say("year.short", roc=roc, western=roc + 1911)

    def field(self, key: str | None) -> str:
        """Return the name of a field, a general word where its key is not known."""
        return self.say(f"field.{key}" if self.has(f"field.{key}") else "field.unknown")

    def lines(self, start: int, end: int, page: int | None = None) -> str:
        """Return where a passage stands, in words.

        >>> Phrases("zh").lines(3, 5, 2)
        '第 2 頁 第 3–5 行'
        """
        where = self.say("source.line" if start == end else "source.lines", start=start, end=end)
        return where if page is None else f"{self.say('source.page', page=page)} {where}"


@dataclass(frozen=True, slots=True)
class Example:
    """A question to start from, in one language."""

    kind: str
    question: str


def load_examples(language: UiLanguage, edition: int) -> tuple[Example, ...]:
    """Return the example questions, written for the edition that is indexed.

    >>> load_examples("en", 109)[0].question
    'How many government procurement audits were done in 2020?'
    """
    year = edition if language == "zh" else edition + 1911
    data = tomllib.loads((_HERE / "examples.toml").read_text("utf-8"))
    return tuple(
        Example(row["kind"], row[language].format(year=year, before=year - 1, next=year + 1))
        for row in data["example"]
    )


@cache
def load_help_words() -> frozenset[str]:
    """Return the questions that ask what can be asked, without spaces and marks, in small letters."""
    data = tomllib.loads((_HERE / "examples.toml").read_text("utf-8"))
    return frozenset("".join(asked.split()) for asked in data["help"])


def all_texts() -> dict[str, dict[str, str]]:
    """Return every text of the interface by key, each by language."""
    return dict(_texts())


@cache
def _texts() -> dict[str, dict[str, str]]:
    data = tomllib.loads((_HERE / "phrases.toml").read_text("utf-8"))
    return {f"{view}.{name}": texts for view, names in data.items() for name, texts in names.items()}
