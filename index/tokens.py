"""Cutting text into the units that lexical search counts."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache, partial
from pathlib import Path

HAN = (0x3400, 0x9FFF), (0xF900, 0xFAFF)
WORDS = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*")
_RUNS = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in HAN)}]+|{WORDS.pattern}")


@cache
def _replace_variants() -> Callable[[str], str]:
    """Return what puts the variant characters of a text in one form.

    Few texts have any, which a pattern finds much sooner than `str.translate` looks up each character.
    """
    forms = tomllib.loads(Path(__file__).with_name("variants.toml").read_text(encoding="utf-8"))["fold"]
    return partial(re.compile(f"[{''.join(forms)}]").sub, lambda found: forms[found[0]])


def fold_text(text: str) -> str:
    """Return the text as it is compared: one width, lower case, one form of variant characters.

    The length may change; offsets into the result are no offsets into the text.

    >>> fold_text("台灣ＡＥＯ")
    '臺灣aeo'
    """
    return _replace_variants()(unicodedata.normalize("NFKC", text)).lower()


def cut_tokens(text: str) -> list[str]:
    """Cut text into overlapping pairs of Han characters, Latin words and numbers without commas.

    Pairs need no segmenter and so cannot cut a Traditional text wrongly. A single Han
    character between other signs stands alone.

    >>> cut_tokens("AEO認證家數 1,206 次")
    ['aeo', '認證', '證家', '家數', '1206', '次']
    """
    tokens: list[str] = []
    for run in _RUNS.findall(fold_text(text)):
        if run[0].isdigit():
            tokens.append(run.replace(",", ""))
        elif run.isascii() or len(run) == 1:
            tokens.append(run)
        else:
            tokens += [run[i : i + 2] for i in range(len(run) - 1)]
    return tokens


@lru_cache(4096)
def cut_token_set(text: str) -> frozenset[str]:
    """Return the different tokens of a text; those of the texts asked last are kept.

    For stretches of records, which question after question is compared with.
    """
    return frozenset(cut_tokens(text))
