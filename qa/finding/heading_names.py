"""The names by which headings may be called: by number, without it, by what stands before a colon."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.tokens import fold_text

HAN_NUMERAL = "[一二三四五六七八九十壹貳參肆伍陸柒捌玖拾]"
_CHAPTER = re.compile(rf"^[(（]?({HAN_NUMERAL}{{1,3}})[)）]?[、.．]?(?!{HAN_NUMERAL})")
_NUMBER = re.compile(r"^[(（]?\d{1,2}[)）.．、]\s*")
# 議題一　安心入住, 面向二：友善金融: what kind of part it is, its number, and what it is called.
_LEVEL = re.compile(
    rf"^([一-龥]{{2,3}}{HAN_NUMERAL}{{1,3}})(?:\s*[:：、]\s*|\s+|(?=「))(?:「([^」]+)」|(\S.*))"
)
# 表2　推動措施執行情形, 附表一
_TABLE = re.compile(rf"^附?表\s*(?:\d{{1,2}}(?:[-.－]\d{{1,2}})?|{HAN_NUMERAL}{{1,3}})(?![\d一-龥])")
BRACKETED = re.compile(r"[(（\[［【][^)）\]］】]*[)）\]］】]")
_CLAUSE = re.compile("[，,；;]")
_STRATEGY = "策略"
# A clause of a heading names it alone where it is so long.
_SHORTEST, _LONG = 3, 6


def name_headings(headings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the names by which headings may be called, folded, with the headings each is of.

    >>> list(name_headings(["參、促進（方案）", "4. 一、守護篇：撐久", "表2　推動"]))
    ['第參章', '促進(方案)', '第一章', '守護篇:撐久', '守護篇', '表2']
    >>> list(name_headings(["妥適配置資源，提升執行"])), list(name_headings(["議題一　安心入住"]))
    (['妥適配置資源,提升執行', '妥適配置資源'], ['議題一 安心入住', '議題一', '安心入住'])
    """
    found: dict[str, dict[str, None]] = {}
    for heading in dict.fromkeys(headings):
        number, text = part_number(heading)
        aside = (part[1:-1] for part in BRACKETED.findall(text))
        parts = BRACKETED.sub("", text).replace(":", "：").split("：")
        parts += [clause for clause in _CLAUSE.split(text) if len(clause) >= _LONG]
        parts += part_level(text)
        named = [f"第{number}章"] if number and not names_table(heading) else [number]
        for name in (*named, text, *aside, *parts):
            if len(name.strip()) >= _SHORTEST or (name and name == number):
                found.setdefault(fold_text(name).strip(), {})[trim_heading(heading)] = None
    return {name: tuple(of) for name, of in found.items()}


def part_level(text: str) -> tuple[str, ...]:
    """Return the kind and number of a part of a document, and what it is called; nothing where it has none.

    >>> part_level("議題一　安心入住"), part_level("策略二「競技培育」執行情形"), part_level("第一線人員")
    (('議題一', '安心入住'), ('策略二', '競技培育'), ())
    """
    found = _LEVEL.match(text)
    return (found[1], (found[2] or found[3]).strip()) if found else ()


def name_strategy(caption: str) -> str:
    """Return the strategy whose table a caption is of; empty where it is of none.

    >>> name_strategy("表2　策略二「競技選手培育」113年度執行情形"), name_strategy("表5　各策略經費")
    ('策略二「競技選手培育」', '')
    """
    found = _LEVEL.match(part_number(caption)[1])
    return found[0].strip() if found and _STRATEGY in found[1] else ""


def part_number(heading: str) -> tuple[str, str]:
    """Return the number of a heading, that of a table with its word, and the heading without its numbers.

    >>> part_number("4. 參、開放篇"), part_number("表2　推動情形"), part_number("目標四　安全")
    (('參', '開放篇'), ('表2', '推動情形'), ('', '目標四\u3000安全'))
    """
    text = _NUMBER.sub("", heading.strip())
    table, chapter = _TABLE.match(text), _CHAPTER.match(text)
    if table:
        return "".join(table[0].split()), text[table.end() :].strip(" 　:：")
    return (chapter[1], text[chapter.end() :].strip()) if chapter else ("", text)


def trim_heading(heading: str) -> str:
    """Return a heading without what stands in parentheses beside it.

    >>> trim_heading("壹、文化近用（措施卡）")
    '壹、文化近用'
    """
    return BRACKETED.sub("", heading).strip() or heading


def names_table(line: str) -> bool:
    """Say whether a line is the caption of a table, which bears its number.

    >>> names_table("表2　推動措施執行情形"), names_table("表示方式如下"), names_table("如表2所示")
    (True, False, False)
    """
    return _TABLE.match(line.strip()) is not None


def list_captions(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Return the captions of the tables of a text, each with the number of its line."""
    return [(number, line.strip()) for number, line in enumerate(lines, 1) if names_table(line)]


def find_caption(captions: Sequence[tuple[int, str]], line: int) -> str:
    """Return the caption of the table that a line stands in: the last one above it; empty where none is."""
    above = [(number, text) for number, text in captions if number <= line]
    return above[-1][1] if above else ""
