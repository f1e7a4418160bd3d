"""Names that share their ending, 北區、中區、南區監理處: each is given the whole of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ingest.figures.digits import CHINESE
from ingest.targets.phrases import load_phrases

_NUMBER = re.compile(rf"第?(?:[0-9]{{1,3}}|[{CHINESE}]{{1,4}})")
_ORDINAL = "第"
_BRACKETS = str.maketrans("", "", "()（）")
_OPEN = "(（"
_CLOSE = ")）"
_LEAST_NAME, _LEAST_ENDING = 3, 2


def share_endings(names: Sequence[str], known: Collection[str] = ()) -> list[str]:
    """Return names of which those that are none by themselves have the ending of the one behind them.

    An ending is shared where the beginnings are alike, numbers, directions or places, or where all whole
    names are `known`, as they stand elsewhere in the document.

    >>> share_endings(["北區", "中區", "南區監理處"]), share_endings(["第一", "二", "三河川分署"])
    (['北區監理處', '中區監理處', '南區監理處'], ['第一河川分署', '第二河川分署', '第三河川分署'])
    >>> share_endings(["文化部", "教育部國教署"]), share_endings(["竹科", "南科管理局"], {"竹科管理局"})
    (['文化部', '教育部國教署'], ['竹科管理局', '南科管理局'])
    """
    shared = list(names)
    end = len(names) - 1
    while end > 0:
        first = end
        while first > 0 and not _is_whole(names[first - 1]):
            first -= 1
        ending = _find_ending(names[first:end], _bare(names[end]), known) if first < end else ""
        if ending:
            ordinal = _ORDINAL if names[first].startswith(_ORDINAL) else ""
            whole = [*(f"{name}{ending}" for name in names[first:end]), names[end]]
            shared[first : end + 1] = [name if name.startswith(ordinal) else ordinal + name for name in whole]
        end = first - 1 if first < end else end - 1
    return shared


def _is_whole(name: str) -> bool:
    """Say whether a name is one by itself: it ends as organisations do."""
    return len(name) >= _LEAST_NAME and name.endswith(load_phrases()["organisations"])


def _bare(name: str) -> str:
    """Return a name without the words behind it that say which part its bearer has."""
    phrases = load_phrases()
    said = next((word for word in (*phrases["lead"], *phrases["support"]) if name.endswith(word)), "")
    return name.removesuffix(said)


def _find_ending(parts: Sequence[str], last: str, known: Collection[str]) -> str:
    """Return what of the last name belongs to the parts before it too, empty where nothing does."""
    if not last.endswith(load_phrases()["organisations"]):
        return ""
    cuts = [at for at in range(1, len(last)) if last[at] not in f"{_OPEN}{_CLOSE}"]
    for at in cuts:
        if all(_are_alike(part, last[:at], last[at:]) for part in parts):
            return last[at:]
    for at in cuts:
        if len(last) - at >= _LEAST_ENDING and all(f"{part}{last[at:]}" in known for part in parts):
            return last[at:]
    return ""


def _are_alike(part: str, begin: str, ending: str) -> bool:
    """Say whether two beginnings differ in their number, direction or place alone."""
    if _NUMBER.fullmatch(part) and _NUMBER.fullmatch(begin):
        return not _NUMBER.match(ending)
    phrases = load_phrases()
    if len(part) == len(begin):
        apart = [pair for pair in zip(part, begin, strict=True) if pair[0] != pair[1]]
        kinds = ("".join(phrases["directions"]), CHINESE)
        if (
            apart
            and len(ending) >= _LEAST_ENDING
            and any(all(set(pair) <= set(kind) for pair in apart) for kind in kinds)
        ):
            return True
    part, begin = part.translate(_BRACKETS), begin.translate(_BRACKETS)
    places = next((one for one in phrases["places"] if part.endswith(tuple(one))), "")
    return (
        len(part) > 1
        and bool(places)
        and begin.endswith(tuple(places))
        and not ending.startswith(tuple(places))
    )
