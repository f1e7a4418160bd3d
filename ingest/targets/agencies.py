"""Who is responsible: the organisations a cell names, and which of them lead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import groupby

from ingest.targets.phrases import load_phrases
from ingest.targets.shared_endings import share_endings

Canonical = Callable[[str], str | None]

_SEPARATORS = "、，,；;。/／\n"
_OPEN, _CLOSE = "(（[", ")）]"
_TOGETHER = "會同"
# In 鄉（鎮、市、區） each of what brackets hold is one character, and all are part of the name.
_ONES = re.compile(r"[(（][一-龥](?:、[一-龥]){0,5}[)）]")


# The targets of an entry ask for its agencies one after another.
@lru_cache(maxsize=64)
def read_agencies(cell: str, known: frozenset[str] = frozenset()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return every organisation a cell names and those that lead, each in the order of the cell.

    Organisations inside parentheses belong to the one before them and do not lead; where the cell
    tells 主辦機關 from 協辦機關, only the former lead. Names stay as the text writes them, but those that
    share their ending have it each; `known` are names that stand elsewhere.

    >>> read_agencies("法務部(檢察司、調查局)、內政部（警政署）")
    (('法務部', '檢察司', '調查局', '內政部', '警政署'), ('法務部', '內政部'))
    >>> read_agencies("主辦機關：法務部（廉政署）。 協辦機關：各機關")
    (('法務部', '廉政署', '各機關'), ('法務部',))
    >>> read_agencies("法務部(主辦)、內政部(協辦)")
    (('法務部', '內政部'), ('法務部',))
    >>> read_agencies("交通部主辦，內政部協辦")
    (('交通部', '內政部'), ('交通部',))
    >>> read_agencies("主：科國處；協：教育部、勞動部")
    (('科國處', '教育部', '勞動部'), ('科國處',))
    >>> read_agencies("北區、南區監理處（各鄉（鎮、市、區）公所）")
    (('北區監理處', '南區監理處', '各鄉（鎮、市、區）公所'), ('北區監理處', '南區監理處'))
    """
    phrases = load_phrases()
    names: dict[str, bool] = {}
    last = ""
    for leads, part in _split_roles(cell):
        for depth, name in _share(_split_names(part), known):
            if name in phrases["lead"] or name in phrases["support"]:
                # 內政部（協辦） says of the one before it that it does not lead.
                names.update({last: False} if last and name in phrases["support"] else {})
                continue
            # 內政部協辦 says it in the same breath.
            said = next((w for key in ("lead", "support") for w in phrases[key] if name.endswith(w)), "")
            name = name.removesuffix(said)
            helps = said in phrases["support"]
            names[name] = names.get(name, False) or (leads and depth == 0 and not helps)
            last = name if depth == 0 else last
    return tuple(names), tuple(name for name, leads in names.items() if leads)


def _split_roles(cell: str) -> list[tuple[bool, str]]:
    """Cut a cell at 主辦機關 and 協辦機關; without them everybody leads."""
    phrases = load_phrases()
    words = {word: True for word in phrases["lead"]} | {word: False for word in phrases["support"]}
    pattern = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    # 主：甲部；協：乙部 begins as the whole words do.
    short = {word[0]: leading for word, leading in words.items()}
    begins = f"(?:^|(?<=[{re.escape(_SEPARATORS)} 　]))(?P<short>[{''.join(short)}])[:：]"
    parts: list[tuple[bool, str]] = []
    position, leads = 0, True
    for match in re.finditer(rf"(?:{begins}|(?P<whole>{pattern})[:：\s])\s{{0,3}}", cell):
        parts.append((leads, cell[position : match.start()]))
        position = match.end()
        leads = short[match["short"]] if match["short"] else words[match["whole"]]
    parts.append((leads, cell[position:]))
    return parts


def _share(names: Iterable[tuple[int, str]], known: frozenset[str]) -> Iterable[tuple[int, str]]:
    """Yield the names of a cell, those beside each other with the ending that they share."""
    for depth, group in groupby(names, key=lambda one: one[0]):
        yield from ((depth, name) for name in share_endings([name for _, name in group], known))


def _split_names(part: str) -> Iterable[tuple[int, str]]:
    """Yield (depth in parentheses, name); a parenthesis inside a word, as in 機關（構）, stays in it."""
    depth, name, within = 0, "", 0
    for position, char in enumerate(part):
        ones = _ONES.match(part, position) if position >= within else None
        within = ones.end() if ones else within
        if position < within:
            name += char
        elif char in _OPEN or char in _CLOSE or char in _SEPARATORS:
            yield from _finish(depth, name)
            depth, name = max(0, depth + (char in _OPEN) - (char in _CLOSE)), ""
        else:
            name += char
    yield from _finish(depth, name)


def _finish(depth: int, name: str) -> Iterable[tuple[int, str]]:
    for part in _match_joined().split("".join(name.split())):
        part = part.removeprefix(_TOGETHER)
        if part not in ("無", "等") and any(char.isalnum() for char in part):
            yield depth, part


@cache
def _match_joined() -> re.Pattern[str]:
    phrases = load_phrases()
    no = "".join(f"(?<!{word})" for word in phrases["no_organisation"])
    return re.compile(rf"(?<=[{''.join(phrases['joined'])}]){no}(?:及|與|和|暨|{_TOGETHER})(?=[一-龥])")


def is_abbreviation(short: str, full: str) -> bool:
    """Say whether a name is made of characters of a longer one, in their order.

    >>> is_abbreviation("退輔會", "國軍退除役官兵輔導委員會"), is_abbreviation("交通部", "經濟部")
    (True, False)
    """
    rest = iter(full)
    return len(short) >= 2 and short[-1] == full[-1:] and all(char in rest for char in short)


def find_agency(name: str, known: Iterable[str], canonical: Canonical | None = None) -> str | None:
    """Return the organisation of `known` that a name or abbreviation means, else its full name.

    A name that nobody knows is itself when it ends as an organisation's name does, else None.

    >>> find_agency("金管會", ["金融監督管理委員會", "交通部"])
    '金融監督管理委員會'
    >>> find_agency("達成情形", ["交通部"]) is None
    True
    """
    known, name = tuple(known), name.removesuffix("部分")
    full = canonical(name) if canonical else None
    for wanted in (name, full):
        if wanted in known:
            return wanted
    for agency in known:
        if (canonical and full and canonical(agency) == full) or is_abbreviation(name, agency):
            return agency
    if full:
        return full
    longer = [agency for agency in known if len(agency) > 1 and name.endswith(agency)]
    if longer:
        return max(longer, key=len)
    return name if name.endswith(load_phrases()["organisations"]) and len(name) >= 3 else None
