"""Departments a question names in English, by what they are for: the Fire Bureau, Department of Health."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from qa.understanding.marks import Mark

_FILE = Path(__file__).with_name("departments.toml")
# What a department's name ends in, behind what it is for.
_ENDINGS = "局處司室組署科課廳所會"


@cache
def _load() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def find_departments(plain: str, agencies: Mapping[str, str]) -> list[Mark]:
    """Return where a question names one of some agencies in English, where one only is for what it says.

    >>> agencies = {"消防局": "消防局", "衛生局": "衛生局"}
    >>> [(m.value, m.text) for m in find_departments("which fire bureau indicators missed", agencies)]
    [('消防局', 'fire bureau')]
    >>> find_departments("the department of tourism", agencies)
    []
    """
    found: list[Mark] = []
    for match in _pattern().finditer(plain):
        stems = _load()["fields"][match["behind"] or match["before"]]
        exactly = {full for name, full in agencies.items() if _is_for(name, stems) and name[:-1] in stems}
        named = exactly or {full for name, full in agencies.items() if _is_for(name, stems)}
        if len(named) == 1:
            found.append(Mark(*match.span(), "agency", next(iter(named)), match[0]))
    return found


def _is_for(name: str, stems: list[str]) -> bool:
    """Say whether a department's name says that it is for one of some fields."""
    return name[-1:] in _ENDINGS and any(name[:-1].endswith(stem) for stem in stems)


@cache
def _pattern() -> re.Pattern[str]:
    field, body = (
        "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
        for words in (_load()["fields"], _load()["bodies"])
    )
    return re.compile(
        rf"(?<![a-z])(?:(?:{body}) of (?:the )?(?P<behind>{field})|(?P<before>{field}) (?:{body}))(?![a-z])"
    )
