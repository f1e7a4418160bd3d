"""The headings of entries: their number, their words, and the agencies named in brackets behind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.entries.drafts import Draft
from ingest.targets.agencies import read_agencies
from ingest.targets.phrases import load_phrases

_MARKS = re.compile(r"[#*\s　]+")
_NUMBERED = re.compile(
    r"(?P<noun>[一-龥]{0,5}?)\s?"
    r"(?:[(（](?P<round>[0-9一二三四五六七八九十]{1,3})[)）]|第?(?P<no>[A-Za-z]?[0-9０-９]{1,3}(?:[-.－–][0-9]{1,3}){0,3}|[一-龥]{1,2}[-－][0-9]{1,3}|[一二三四五六七八九十壹貳參肆伍陸柒捌玖拾]{1,3}|[甲乙丙丁戊己庚辛壬癸](?=[、．]))"
    r"(?P<mark>[、．：:)）章節項案]|[.](?![0-9])|(?=\s|[一-龥])))[\s、．.：:]*"
)
_BULLETS = "#*◆■●▲★◎○□◇•‧ 　"
_BRACKETED = re.compile(r"[(（](?P<inner>[^()（）]{2,40})[)）]\s*$")


def split_number(text: str) -> tuple[str, str]:
    """Return the number a heading begins with and the words after it.

    >>> split_number("（三）文化資產保存"), split_number("### 1.2 路燈汰換")
    (('三', '文化資產保存'), ('1.2', '路燈汰換'))
    >>> split_number("行動方案2-1：查緝"), split_number("計畫一　邊境查緝")
    (('2-1', '查緝'), ('一', '邊境查緝'))
    >>> split_number("一般宣導"), split_number("3D列印推廣")
    (('', '一般宣導'), ('', '3D列印推廣'))
    >>> split_number("◆ 醫保-02　偏鄉巡迴醫療")
    ('醫保-02', '偏鄉巡迴醫療')
    >>> split_number("乙、線上申辦推廣"), split_number("乙級技術士檢定")
    (('乙', '線上申辦推廣'), ('', '乙級技術士檢定'))
    """
    words = text.strip().lstrip(_BULLETS).rstrip("* 　：:")
    match = _NUMBERED.match(words)
    if match is None:
        return "", words
    no = match["round"] or match["no"] or ""
    # Without a mark or a space behind it a number begins a word: 一般, 3D列印.
    if not match["round"] and not match["mark"] and not words[match.end("no") :][:1].isspace():
        return "", words
    rest = words[match.end() :].strip()
    return (no, rest) if rest else ("", words)


def split_agencies(title: str) -> tuple[str, str]:
    """Return a title without the agencies in brackets at its end, and those.

    >>> split_agencies("路燈汰換（工務處、民政處）"), split_agencies("試辦（第二期）")
    (('路燈汰換', '工務處、民政處'), ('試辦（第二期）', ''))
    """
    match = _BRACKETED.search(title)
    if match is None:
        return title, ""
    names, _ = read_agencies(match["inner"])
    endings = load_phrases()["organisations"]
    if not names or not all(name.endswith(endings) and len(name) > 1 for name in names):
        return title, ""
    return title[: match.start()].strip(), match["inner"]


def name_by_headings(drafts: Sequence[Draft]) -> None:
    """Give each entry without a name of its own that of the heading above, where it alone stands under it."""
    under = Counter(draft.path for draft in drafts)
    for draft in drafts:
        if draft.unnamed and draft.path and under[draft.path] == 1:
            number, words = split_number(draft.path[-1])
            title, _ = split_agencies(words)
            draft.no, draft.title, draft.path = draft.no or number, title, draft.path[:-1]
