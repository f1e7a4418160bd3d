"""Whether an answer holds what its gold question asks for, judged by what the yardstick keeps of it.

A question says what a right answer shows in `expect`, groups of alternative writings of which one of each
has to stand there, or, in the form of the shipped cases, in `figures`, `evidence` and `measures`.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Any

Row = dict[str, Any]
LONGEST_SENTENCE, LONGEST_SHOWN = 500, 1500
_CARRIED = 0.6


def passes(gold: Row, row: Row) -> bool:
    """Say whether a row answers its question rightly.

    Figures have to stand in the sentence, what is looked up in it or in the quotes; a set of measures is
    exactly the set; what the texts do not hold is abstained on. Nothing forbidden stands in the sentence.
    """
    if gold["type"] == "unanswerable":
        return bool(row["abstained"])
    sentence = fold(row["sentence"])
    if (
        row["abstained"]
        or not row["quotes"]
        or any(stands(word, sentence) for word in gold.get("forbid") or ())
    ):
        return False
    members = list_members(gold)
    if members is not None:
        return {str(no) for no in row["measures"]} == members
    if (
        "expect" not in gold
        and gold["measures"]
        and row["measures"][:1] not in [[no] for no in gold["measures"]]
    ):
        return False
    if gold["type"] == "lookup":
        return shows(gold, row)
    short = gold["type"] == "list" or len(sentence) <= LONGEST_SENTENCE
    return short and all(any(stands(word, sentence) for word in group) for group in list_groups(gold))


def shows(gold: Row, row: Row) -> bool:
    """Say whether a reader gets to see what is asked for: in the sentence or the first three quotes."""
    text = fold("\n".join([row["sentence"], *row["quotes"]]))
    if len(text) > LONGEST_SHOWN:
        return False
    groups = list_groups(gold)
    if groups:
        return all(any(stands(word, text) for word in group) for group in groups)
    return any(carries(quote, gold.get("evidence") or "") for quote in (row["sentence"], *row["quotes"]))


def is_shown(gold: Row) -> bool:
    """Say whether a question counts among those of which is asked what a reader gets to see."""
    return gold["type"] not in ("list", "unanswerable")


def list_members(gold: Row) -> set[str] | None:
    """Return the measures that a list consists of, None where the question asks for no set of measures."""
    if gold["type"] != "list":
        return None
    if "expect" not in gold:
        return {str(no) for no in gold["measures"]}
    groups = list_groups(gold)
    numbers = bool(groups) and all(len(group) == 1 and group[0].isdigit() for group in groups)
    return {group[0] for group in groups} if numbers else None


def list_groups(gold: Row) -> list[list[str]]:
    """Return the groups of writings of which a right answer shows one each.

    >>> list_groups({"expect": ["12|十二", ["場", "次"]]})
    [['12', '十二'], ['場', '次']]
    >>> list_groups({"figures": [{"value": 1206, "as_written": "1,206次"}]})
    [['1,206次', '1206']]
    """
    if "expect" in gold:
        groups = [group.split("|") if isinstance(group, str) else group for group in gold["expect"] or []]
        return [[str(word) for word in group] for group in groups]
    figures = gold.get("figures") or []
    figures = [figure for figure in figures if figure.get("role") != "other"] or figures
    return [_list_writings(figure) for figure in figures]


def _list_writings(figure: Row) -> list[str]:
    plain = f"{abs(figure['value']):.10f}".rstrip("0").rstrip(".")
    return [word for word in dict.fromkeys([figure.get("as_written") or "", plain]) if word]


def carries(quote: str, evidence: str) -> bool:
    """Say whether a quote holds most of the evidence in one run."""
    one, other = fold(quote), fold(evidence)
    run = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return bool(other) and run.size >= _CARRIED * len(other)


def stands(word: str, text: str) -> bool:
    """Say whether a writing stands in a folded text; a number only as a whole.

    >>> stands("48", fold("計48人")), stands("48", fold("計 1,480 人")), stands("48", fold("48.5%"))
    (True, False, False)
    """
    want = re.escape(fold(word))
    before = r"(?<![\d.])" if want[:1].isdigit() else ""
    after = r"(?!\.?\d)" if want[-1:].isdigit() else ""
    return re.search(before + want + after, text) is not None


def fold(text: str) -> str:
    """Return a text without tags, thousands separators and white space; two numbers stay apart.

    >>> fold("<p>臺鐵 1,206 次</p>"), fold("653,218 1925")
    ('台鐵1206次', '653218 1925')
    """
    text = unicodedata.normalize("NFKC", re.sub(r"</?[a-zA-Z][^>]*>", "", text))
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = re.sub(r"(?<=\d)[\s,]+(?=\d)", "\x00", text)
    return re.sub(r"[\s,]", "", text).replace("\x00", " ").replace("臺", "台").lower()
