"""What the figures of a cell count: by the words beside them, their indicator, the headings over them."""

from __future__ import annotations

import re

from ingest.entries.drafts import Line
from ingest.entries.items import find_words, split_items, split_listed
from ingest.figures.numerals import read_figures
from ingest.figures.units import match_unit
from ingest.records import Field
from ingest.tables.headings import read_unit
from ingest.tables.status import is_absent
from ingest.targets.goals import trim_metric

_BRACKET = re.compile(r"[(（\[【](.*?)[)）\]】]")
_LISTED = re.compile(r"[；;\n]")
_BARE = re.compile(r"[數量]$")
_BEHIND = re.compile(r"[(（]([一-龥]{1,4})[)）]\s*(?:[\[［【][^\]］】]*[\]］】])?$")
# A word that ends in it is no money: 位元, 單元.
_MONEY = "元"
_BOUNDED = re.compile(r"^\s*(?:以上|以下|以內|之內|左右|之間)?\s*[，,；;。、]")
_CLAUSE_END = re.compile("[，,；;。、：:（(\\n]")
_SHORTEST_NOUN, _LEAST_OWN = 2, 4
_LONGEST_NOUN = 16
_NO_NOUN = ("及", "與", "和", "之", "的", "為", "以", "等", "左右", "並")


def indicator_items(line: Line) -> dict[str, str]:
    # A cell 無 names nothing: what a figure counts is then in its own words.
    if line.indicator is None or is_absent(line.indicator.text):
        return {}
    items = _name_items(line.indicator)
    if len(items) > 1 or line.standard is None:
        return items
    # Where the indicator has one name, what its items are may stand in how they are measured.
    name, measured = next(iter(items.values())), _name_items(line.standard)
    return items | {no: f"{name} {words}" for no, words in measured.items() if no and len(measured) > 1}


def pair_items(text: str, indicators: dict[str, str]) -> tuple[list[tuple[str, int, int]], dict[str, str]]:
    """Return the items of a cell, and the indicators by the numbers of theirs.

    A list without numbers has those of the indicators that its words name, else their order.

    >>> text, several = "韓國：60萬人次；日本：90萬人次", {"1": "日本旅客人次", "2": "韓國旅客人次"}
    >>> [(item, text[start:end]) for item, start, end in pair_items(text, several)[0]]
    [('2', '60萬人次'), ('1', '90萬人次')]
    >>> pair_items("6處；9人", {"": "涼亭；解說員"})
    ([('1', 0, 2), ('2', 3, 5)], {'1': '涼亭', '2': '解說員'})
    """
    items = split_items(text)
    named = {no: words for no, words in indicators.items() if no} or _part_names(indicators.get("", ""))
    parts = split_listed(text, len(named)) if len(items) == 1 and len(named) > 1 else []
    if not parts:
        return items, indicators
    order = [_find_own(text[start:end], named) for start, end in parts]
    if set(order) != set(named):
        return [(number, *part) for number, part in zip(named, parts, strict=True)], named
    begins = [(start + find_words(text[start:end]), end) for start, end in parts]
    return [(number, *part) for number, part in zip(order, begins, strict=True)], named


def _part_names(words: str) -> dict[str, str]:
    names = [name.strip() for name in _LISTED.split(words) if name.strip()]
    return {str(number): name for number, name in enumerate(names, start=1)}


def _find_own(part: str, named: dict[str, str]) -> str:
    """Return the number of the one indicator that holds the name before the colon, or figure, of a part."""
    figures = read_figures(part)
    before = part[: find_words(part)] or part[: figures[0].start if figures else 0]
    own = "".join(before.split()).rstrip("：:")
    holding = [number for number, words in named.items() if own and own in "".join(words.split())]
    return holding[0] if len(holding) == 1 else ""


def find_named(item: str, indicators: dict[str, str]) -> str:
    """Return the words of the indicator for an item; where none has its number, those of all without any."""
    return indicators.get(item) or ("" if item and len(indicators) > 1 else " ".join(indicators.values()))


def _name_items(cell: Field) -> dict[str, str]:
    return {item: cell.text[start:end].strip() for item, start, end in split_items(cell.text)}


def find_metric(
    before: str, item: str, indicators: dict[str, str], count: int, noun: str, *, titled: bool = False
) -> str:
    """Return what a figure counts: the words before it where several share a cell, else its indicator.

    Where only the title of the entry names it, `titled`, a noun of some length before it says more.
    """
    # 以上 of the figure before belongs to it: 36小時以內；訓練300人次.
    own = trim_metric(_BOUNDED.sub("", before))
    own = own.strip("　 ：:、，,及與和並（）()≧≦≥≤<>")
    named = "".join(find_named(item, indicators).split("\n")).rstrip(" 。；;，,")
    # An indicator without numbers names all the items of a cell at once.
    listed = bool(item) and list(indicators) == [""]
    least = _LEAST_OWN if titled and count == 1 and not listed and named else _SHORTEST_NOUN
    if (count > 1 or listed or not named or titled) and len(own) >= least:
        return own
    return f"{named} {noun}".strip() if noun and noun not in named else named


def name_behind(after: str) -> str:
    """Return the noun right behind a figure that nothing before it names: 完成6部紀錄片並驗收."""
    if not after.strip() or not "一" <= after[0] <= "龥" or after.startswith(_NO_NOUN):
        return ""
    noun = trim_metric(_CLAUSE_END.split(after, maxsplit=1)[0])
    return noun if _SHORTEST_NOUN <= len(noun) <= _LONGEST_NOUN else ""


def name_sum(title: str, label: str) -> str:
    """Return what a sum of an entry is: its title and the words of its heading.

    >>> name_sum("公車電動化計畫", "112年度 預算數(千元)")
    '公車電動化計畫 112年度預算數'
    """
    words = drop_units("".join(label.split()))
    return f"{title} {words}".strip() if words and words not in title else title


def drop_units(label: str) -> str:
    """Return the words of headings without the units that they give in brackets.

    >>> drop_units("申訴案件（件） 合計"), drop_units("受理（含併案）")
    ('申訴案件 合計', '受理（含併案）')
    """
    return _BRACKET.sub(lambda found: "" if read_unit(found[1])[0] else found[0], label).strip()


def name_unit(metric: str) -> str:
    """Return the unit that the last word of what is counted names: 人次, 場次, 件數.

    >>> name_unit("心理輔導服務人次"), name_unit("輔導家數"), name_unit("累計布建社區心理衛生中心數")
    ('人次', '家數', '')
    >>> name_unit("公立機構就業率"), name_unit("死亡百萬人率"), name_unit("男性人口數")
    ('%', '', '人口')
    >>> name_unit("晶片位元數（位元）"), name_unit("開發課程單元數")
    ('位元', '')
    """
    bare = re.sub(r"[(（].*?[)）]", "", metric).strip()
    # What stands in brackets behind is the unit where it is what is counted.
    counted = _BEHIND.search(metric)
    if counted and f"{counted[1]}數" in bare:
        return counted[1]
    for text in (bare, _BARE.sub("", bare)):
        for size in (3, 2, 1):
            tail = text[-size:]
            named = size > 1 or (text != bare and tail != _MONEY)
            if len(text) > size and tail and match_unit(tail, 0) == tail and named:
                return tail
    # A rate of so many people, as 百萬人率, is no share of a hundred.
    shared = not bare.endswith(("萬人率", "千人率"))
    return "%" if shared and bare.endswith(("率", "比例", "比率", "占比")) else ""
