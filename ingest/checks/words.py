"""The words by which the checks recognise comparisons, totals, shares and claims, read from words.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("words.toml")


@cache
def load_checkwords() -> dict[str, Any]:
    """Read the word lists once, as the file has them."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def list_words(*names: str) -> tuple[str, ...]:
    """Return the words of the lists named, longest first."""
    words = load_checkwords()
    return tuple(sorted({word for name in names for word in words[name]}, key=len, reverse=True))


@cache
def any_word(*names: str) -> str:
    """Return a pattern that matches any word of the lists named, the longest first."""
    return "|".join(map(re.escape, list_words(*names)))
