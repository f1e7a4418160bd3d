"""The sentences and clauses of running text, and what the words before a number say is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ingest.entries.wording import has_word, load_wording
from ingest.figures.years import read_years
from ingest.markup import strip_numbering
from ingest.targets.phrases import load_phrases

_ENDS = "。！？!?；;"
_CLOSED = "。！？!?；;：:"
_CLAUSE = "，,；;。！？!?\n"
_OPENS = re.compile(r"\s*(?:[(（]?[0-9０-９一二三四五六七八九十]{1,3}[)）、.．]|[-•●‧■◆◎○※【*#]|[①-⑳])")
_WIDE = 0.8
_SHORTEST_WIDTH = 16
_QUOTES = re.compile(r"[「」『』“”\"'*＊【】]")
_EDGES = " 　\n\t：:、，,；;。．.-－—–~～/／()（）[]〔〕│|■●◆◎○※▪‧•"
_CLAUSE_EDGES = " 　。；;，,"
_DATE = re.compile(
    r"[0-9０-９]{1,2}\s?月(?:\s?[0-9０-９]{1,2}\s?日)?(?:份|底)?|第?[一二三四1-4]季|[上下]半年|[0-9]{1,2}\s?[~～至到-]\s?(?=$)"
)
_FARTHEST = 300
_SHORTEST_PLACE, _LONGEST_PLACE = 3, 12
_VERBS = "辦召參補審查核推執完提建設輔訓協"


def find_width(lengths: Sequence[int]) -> int:
    """Return how long the lines of a text grow before they are broken, 0 where no width breaks them.

    >>> find_width([20, 20, 19, 7, 20]), find_width([20, 34, 5, 80])
    (20, 0)
    """
    if len(lengths) < 3:
        return 0
    longest = max(lengths)
    full = sum(length >= longest * 0.9 for length in lengths)
    return longest if longest >= _SHORTEST_WIDTH and full * 3 >= len(lengths) else 0


def goes_on(line: str, following: str, width: int) -> bool:
    """Say whether only the width of a text parts a line from the one after it.

    >>> goes_on("本期編列218億", "元。", 8), goes_on("一、目標", "辦理", 20)
    (True, False)
    """
    line = line.rstrip()
    if not line or not width or line[-1] in _CLOSED or len(line) < width * _WIDE:
        return False
    return _OPENS.match(following) is None


def split_sentences(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, paragraph) of the sentences of a text; a line break inside of one parts nothing.

    >>> [text[a:b] for text in ["辦理3場；查核5件。"] for a, b, _ in split_sentences(text)]
    ['辦理3場；', '查核5件。']
    """
    lines = text.split("\n")
    width = find_width([len(line.strip()) for line in lines])
    start, offset, depth, paragraph = 0, 0, 0, 0
    for number, line in enumerate(lines):
        for position, char in enumerate(line, start=offset):
            if char in "（(":
                depth += 1
            elif char in "）)":
                depth = max(0, depth - 1)
            elif char in _ENDS and not depth:
                if text[start : position + 1].strip():
                    yield start, position + 1, paragraph
                start = position + 1
        offset += len(line) + 1
        if number + 1 < len(lines) and not goes_on(line, lines[number + 1], width):
            depth = 0
            if text[start : offset - 1].strip():
                yield start, offset - 1, paragraph
            start, paragraph = offset, paragraph + 1
    if text[start:].strip():
        yield start, len(text), paragraph


def clause_bounds(text: str, start: int, end: int, taken: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return where the clause of text[start:end] begins and ends; marks inside of numbers part nothing."""
    begin = start
    while begin > max(0, start - _FARTHEST) and not _parts(text, begin - 1, taken):
        begin -= 1
    stop = end
    while stop < min(len(text), end + _FARTHEST) and not _parts(text, stop, taken):
        stop += 1
    return begin, stop


def _parts(text: str, position: int, taken: Sequence[tuple[int, int]]) -> bool:
    char = text[position]
    if char not in _CLAUSE or char == "\n":
        return False
    return not any(start <= position < end for start, end in taken)


@lru_cache(maxsize=4096)
def name_metric(words: str) -> str:
    """Return what the words before a number say it counts, empty where they only say what it is.

    >>> name_metric("111年青年席位補助目標為"), name_metric("惟僅"), name_metric("原訂完成古蹟修復工程")
    ('青年席位補助', '', '古蹟修復工程')
    """
    for year in reversed(read_years(words)):
        words = words[: year.start] + words[year.end :]
    words = _DATE.sub("", words)
    for name in ("this", "edition", "that", "before", "last", "next", "after"):
        for word in load_wording()[f"years.{name}"]:
            words = words.replace(word, "")
    words = _QUOTES.sub("", _drop_mark(words.replace("\n", "")))
    words = strip_numbering(words).strip(_EDGES)
    # A label before a colon names no thing that is counted, unless nothing else does.
    label, mark, rest = re.sub("[:]", "：", words).rpartition("：")
    trimmed = _trim(rest if mark else words)
    return trimmed or (_trim(label) if mark else "")


def _drop_mark(words: str) -> str:
    """Return words without a state or label in heavy brackets before them: 【超前】."""
    mark, closed, rest = words.partition("】")
    return rest if closed and mark.lstrip(_CLAUSE_EDGES).startswith("【") else words


def _trim(words: str) -> str:
    wording = load_wording()
    before = None
    words = words.strip(_EDGES)
    for word in wording["metric.within"]:
        head, _, tail = words.partition(word)
        words = f"{head}{tail}" if head and len(tail) > 1 else words
    while words != before:
        before = words
        for word in wording["metric.trailing"]:
            if words.endswith(word) and not _holds(words, len(words) - len(word)):
                words = words[: -len(word)].rstrip(_EDGES)
                break
        for word in wording["metric.leading"]:
            if words.startswith(word) and not _belongs(words, word):
                words = words[len(word) :].lstrip(_EDGES)
                break
    return words[-wording.longest :]


def _belongs(words: str, word: str) -> bool:
    """Say whether what words begin with is part of a longer word there: 計畫, 自行車."""
    return any(
        len(longer) > len(word) and words.startswith(longer) for longer in load_wording()["metric.begins"]
    )


def _holds(words: str, start: int) -> bool:
    """Say whether what stands at the end of words is part of a longer word there: 統計, 設計."""
    size = len(words) - start
    return any(len(longer) > size and words.endswith(longer) for longer in load_wording()["metric.ends"])


def split_scope(words: str, agencies: Sequence[str]) -> tuple[str | None, str]:
    """Return the agency or place that words name whose share a number is, and the words without it.

    >>> split_scope("臺北市", []), split_scope("國立臺灣博物館", []), split_scope("警政署查獲", [])
    (('臺北市', ''), ('國立臺灣博物館', ''), ('警政署', '查獲'))
    """
    known = next((name for name in agencies if len(name) > 1 and words.startswith(name)), None)
    if known is not None:
        return known, words[len(known) :].lstrip(_EDGES)
    endings = (
        *load_wording()["places.endings"],
        *load_wording()["places.houses"],
        *load_phrases()["organisations"],
    )
    named = _SHORTEST_PLACE <= len(words) <= _LONGEST_PLACE and words.endswith(endings)
    # 重點海域增設救生站 says what is done, 國立臺灣博物館 where.
    if named and words[0] not in _VERBS and not has_word("places.doing", words):
        return words, ""
    for size in range(_LONGEST_PLACE, _SHORTEST_PLACE - 1, -1):
        if len(words) > size and words[:size].endswith(load_wording()["places.authorities"]):
            if words[0] not in _VERBS and words[size : size + 1] not in "分門會長落隊位屬件":
                return words[:size], words[size:].lstrip(_EDGES)
    return None, words


def before_reason(words: str) -> str:
    """Return words up to the reason they give, all where they begin with it or give none.

    >>> before_reason("死亡人數因須比對"), before_reason("因疫情影響")
    ('死亡人數', '因疫情影響')
    """
    places = [words.find(reason) for reason in load_wording()["metric.reasons"]]
    first = min((place for place in places if place > 1), default=len(words))
    return words[:first]
