"""The marks and words by which a document says of a target whether it was reached, and its own legend."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import get_args

from ingest.records import OfficialStatus

_FILE = Path(__file__).with_name("status.toml")
_EDGES = " 。.，,；;：:()（）[]【】「」『』\"'"
_ITEM = re.compile(r"^\s*[(（]?[0-9]{1,2}[.、)）]\s*")
_LONGEST = 12
_LEGEND_REACH = 14
# Lists that are of no marks or words for a state.
_NO_STATES = frozenset({"absent", "referring", "negating", "partial"})
# A state of its own words goes up to what says more of it, and what says what it means stands behind it.
_OPENING = re.compile(r"[：:，,、。；;（(\s]")
_MEANS = '[」』”"]?者?[，,]?(?:＝|=|：|:|表示|代表|指|係|為|即|謂|[(（])'


@cache
def _load() -> dict[str, frozenset[str]]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {key: frozenset(_fold(word) for word in words) for key, words in table.items()}


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).strip(_EDGES).upper()


@lru_cache(1 << 14)
def _is_sign(char: str) -> bool:
    return bool(char.strip()) and _fold(char) in _load()["signs"]


def is_status(text: str) -> bool:
    """Say whether a cell holds nothing but a mark or word for a state.

    >>> is_status("是"), is_status("★"), is_status("1.是\\n2.否"), is_status("已完成草案研擬，並辦理預告")
    (True, True, True, False)
    """
    parts = [_ITEM.sub("", part) for part in text.split("\n") if part.strip()]
    return bool(parts) and all(_is_mark(part) for part in parts)


def _is_mark(text: str) -> bool:
    folded = _fold(text)
    if not folded or len(folded) > _LONGEST:
        return False
    if any(folded in words for key, words in _load().items() if key not in _NO_STATES):
        return True
    return folded[0] in _load()["signs"] and len(folded) <= _LONGEST


def part_sign(text: str) -> tuple[str, str]:
    """Return a text without the sign of a state that it ends with, and that sign, if it has one.

    >>> part_sign("231 ◎"), part_sign("231件")
    (('231', '◎'), ('231件', ''))
    """
    bare = text.rstrip()
    sign = bare[-1:]
    return (text, "") if not sign or sign.isalnum() or not _is_mark(sign) else (bare[:-1].rstrip(), sign)


@lru_cache(1 << 12)
def is_absent(text: str) -> bool:
    """Say whether a cell gives no figure: empty, a dash, or words for not known."""
    if text[:1].isdecimal():
        # None of the words below begins with a digit, and most cells of a long table do.
        return False
    folded = _fold(re.sub(r"[(（]註\s?[0-9一二三四五六七八九十]*[)）]", "", text))
    return not folded or folded in _load()["absent"] or folded in _load()["other"]


def is_pending(text: str) -> bool:
    """Say whether a text tells that a result is not known yet.

    >>> is_pending("調查結果尚在彙整，俟114年5月公布"), is_pending("因未分案，無從統計")
    (True, False)
    """
    return is_absent(text) or any(word in text for word in _load()["pending"])


def refers(text: str) -> bool:
    """Say whether a text says that what is asked for stands elsewhere.

    >>> refers("件數與原因見本卡下方補充。"), refers("尚未公布")
    (True, False)
    """
    return any(word in text for word in _load()["referring"])


def read_mark(text: str, legend: Mapping[str, OfficialStatus]) -> OfficialStatus:
    """Return what a mark means by the document's legend, else by its words.

    >>> read_mark("部分", {}), read_mark("●", {"●": "not_met"}), read_mark("●", {})
    ('partly_met', 'not_met', 'other')
    """
    folded = _fold(_ITEM.sub("", text))
    opening = _fold(_OPENING.split(text.strip(), maxsplit=1)[0])
    if folded in legend or opening in legend:
        return legend.get(folded) or legend[opening]
    for key, words in _load().items():
        if folded in words and key in get_args(OfficialStatus):
            return key  # type: ignore[return-value]
    rest = folded[1:].strip(_EDGES)
    return read_mark(rest, {}) if folded[:1] in _load()["signs"] and rest else "other"


def read_legend(texts: Iterable[str], states: Iterable[str] = ()) -> dict[str, OfficialStatus]:
    """Return what a document says its signs mean, and the marks and words of its own that `states` hold.

    >>> read_legend(["（「★」表示綠燈；「●」表示紅燈）", "註：○達成　△部分達成　╳未達成"])
    {'★': 'met', '●': 'not_met', '○': 'met', '△': 'partly_met', '╳': 'not_met'}
    >>> read_legend(["● 達成年度目標；◇ 質化指標，不計達成度。"])
    {'●': 'met', '◇': 'other'}
    >>> read_legend(["熟＝做到；半熟＝做到一部分；青＝沒做到。"], ["熟", "半熟：①熟、②青", "青"])
    {'熟': 'met', '半熟': 'partly_met', '青': 'not_met'}
    """
    lines = list(texts)
    legend: dict[str, OfficialStatus] = {}
    for sign, _, key in [*_explain_signs(lines), *_explain_own(lines, states)]:
        legend.setdefault(sign, key)
    return legend


def _explain_own(texts: Iterable[str], states: Iterable[str]) -> Iterator[tuple[str, str, OfficialStatus]]:
    """Yield as `_explain_signs` does what a document says of marks and words of its own."""
    words = {_OPENING.split(state.strip(), maxsplit=1)[0] for state in states}
    own = sorted((word for word in words if word and len(word) <= _LONGEST), key=len, reverse=True)
    if not own:
        return
    pattern = re.compile(rf"(?P<mark>{'|'.join(map(re.escape, own))})(?P<means>{_MEANS})?")
    for text in texts:
        found = [m for m in pattern.finditer(text) if m["means"] or not m["mark"].isalnum()]
        if len({match["mark"] for match in found}) < 2:
            continue
        for match, after in zip(found, [*found[1:], None], strict=True):
            end = min(after.start() if after else len(text), match.end() + _LEGEND_REACH)
            said = _find_said(_fold(text[match.end() : end]))
            if said is not None:
                yield _fold(match["mark"]), *said


def _find_said(said: str) -> tuple[str, OfficialStatus] | None:
    """Return the word for a state that comes first in an explanation, and what it means there.

    >>> [_find_said(words)[1] for words in ("沒做到", "做到一部分", "有達到也有未達到", "全數達標")]
    ['not_met', 'partly_met', 'partly_met', 'met']
    """
    hits = [(said.find(word), -len(word), key, word) for word, key in _list_words() if word in said]
    if not hits:
        return None
    place, _, key, word = min(hits)
    both = key == "met" and _has_met(said) and any(other == "not_met" for _, _, other, _ in hits)
    if both or (key == "met" and any(part in said for part in _load()["partial"])):
        return word, "partly_met"
    return word, "not_met" if key == "met" and any(no in said[:place] for no in _load()["negating"]) else key


def _has_met(said: str) -> bool:
    """Say whether a word for reached stands in an explanation beside those for not reached."""
    for word, _ in (pair for pair in _list_words() if pair[1] == "not_met"):
        said = said.replace(word, " ")
    return any(word in said for word, key in _list_words() if key == "met")


@cache
def _list_words() -> tuple[tuple[str, OfficialStatus], ...]:
    """Return the words for each state, the longest first."""
    words = [
        (word, key) for key in get_args(OfficialStatus) for word in _load().get(key, ()) if len(word) > 1
    ]
    return tuple(sorted(words, key=lambda pair: -len(pair[0])))


def read_legend_words(texts: Iterable[str]) -> dict[str, str]:
    """Return the words by which a document explains its signs.

    >>> read_legend_words(["（「★」表示綠燈；「●」表示紅燈）"])
    {'★': '綠燈', '●': '紅燈'}
    """
    words: dict[str, str] = {}
    for sign, word, _ in _explain_signs(texts):
        words.setdefault(sign, word)
    return words


def _explain_signs(texts: Iterable[str]) -> Iterator[tuple[str, str, OfficialStatus]]:
    """Yield each sign that a text explains, with the word for it and what that word means."""
    for text in texts:
        places = [(i, char) for i, char in enumerate(text) if _is_sign(char)]
        if len({char for _, char in places}) < 2:
            continue
        for number, (place, char) in enumerate(places):
            end = places[number + 1][0] if number + 1 < len(places) else place + 1 + _LEGEND_REACH
            said = _find_said(_fold(text[place + 1 : min(end, place + 1 + _LEGEND_REACH)]))
            if said is not None:
                yield _fold(char), *said
