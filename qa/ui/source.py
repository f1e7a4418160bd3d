"""The source passage beside an answer: its lines as they stand, with the quoted words marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ingest.markup import TAG

_CONTEXT_LINES = 2
REACH = 160
_CONTEXT_REACH = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a source. `cited` lines are the citation's own; text[mark[0]:mark[1]] is quoted."""

    no: int
    text: str
    cited: bool = True
    mark: tuple[int, int] | None = None


def context_range(start: int, end: int) -> tuple[int, int]:
    """Return the first and last line to show around cited lines; the first may lie before line 1."""
    return start - _CONTEXT_LINES, end + _CONTEXT_LINES


def find_ranges(text: str, needle: str) -> list[tuple[int, int]]:
    """Return where a needle stands in a text, white space and layout tags aside in both.

    The ranges are offsets of the text as it is and do not overlap.

        >>> find_ranges("共 <p>1,206\\t次</p>", "1,206 次")
        [(5, 12)]
    """
    bare, offsets = _skeleton(text)
    wanted, _ = _skeleton(needle)
    found: list[tuple[int, int]] = []
    at = bare.find(wanted) if wanted else -1
    while at >= 0:
        found.append((offsets[at], offsets[at + len(wanted) - 1] + 1))
        at = bare.find(wanted, at + len(wanted))
    return found


def mark_quote(lines: Sequence[tuple[int, str]], start: int, end: int, quote: str) -> list[Line]:
    """Return the lines with the first occurrence of a quote within lines start to end marked.

    A quote may run over several lines; each then carries its own part. Nothing is marked
    where the lines do not hold the quote.

        >>> [line.mark for line in mark_quote([(7, "甲"), (8, "共92"), (9, "<p>人</p>")], 8, 9, "92 人")]
        [None, (1, 3), (3, 4)]
    """
    cited = [(no, text) for no, text in lines if start <= no <= end]
    bare, offsets = _skeleton("\n".join(text for _, text in cited))
    wanted, _ = _skeleton(quote)
    at = bare.find(wanted) if wanted else -1
    found = offsets[at : at + len(wanted)] if at >= 0 else []
    marks: dict[int, tuple[int, int]] = {}
    offset = 0
    for no, text in cited:
        low = bisect_left(found, offset)
        high = bisect_left(found, offset + len(text), low)
        if low < high:
            marks[no] = (found[low] - offset, found[high - 1] - offset + 1)
        offset += len(text) + 1
    return [Line(no, text, start <= no <= end, marks.get(no)) for no, text in lines]


def lines_html(lines: Sequence[Line], *, whole: bool) -> str:
    """Return the lines as HTML, everything in them escaped.

    Unless `whole`, a long line is cut down to what stands around its mark, so that the mark
    is in view wherever it stands in the line.
    """
    # A layout tag is no word of the source; it is shown where all of a line is asked for.
    kind = "pc-lines pc-whole" if whole else "pc-lines"
    return f'<ol class="{kind}" lang="zh-Hant">{"".join(_line_html(line, whole) for line in lines)}</ol>'


def source_html(text: str) -> str:
    """Return source text as HTML that shows it as it stands, its layout tags set back.

    >>> source_html("<script>1</script>")
    '&lt;script&gt;1&lt;/script&gt;'
    >>> source_html("<p>二")
    '<span class="pc-tag">&lt;p&gt;</span>二'
    """
    parts: list[str] = []
    at = 0
    for tag in TAG.finditer(text):
        parts += [escape(text[at : tag.start()]), f'<span class="pc-tag">{escape(tag[0])}</span>']
        at = tag.end()
    return "".join([*parts, escape(text[at:])])


def _line_html(line: Line, whole: bool) -> str:
    kind = "pc-cited" if line.cited else "pc-around"
    if line.mark is None:
        reach = REACH if line.cited else _CONTEXT_REACH
        body = source_html(_shorten_end(line.text, whole, reach))
    else:
        low, high = line.mark
        before = source_html(_shorten_start(line.text[:low], whole))
        after = source_html(_shorten_end(line.text[high:], whole))
        body = f'{before}<mark class="pc-mark">{source_html(line.text[low:high])}</mark>{after}'
    return (
        f'<li class="{kind}"><span class="pc-lineno">{line.no}</span><span class="pc-text">{body}</span></li>'
    )


def _shorten_start(text: str, whole: bool) -> str:
    return text if whole or len(text) <= REACH else "…" + text[-REACH:]


def _shorten_end(text: str, whole: bool, reach: int = REACH) -> str:
    return text if whole or len(text) <= reach else text[:reach] + "…"


def _skeleton(text: str) -> tuple[str, list[int]]:
    kept: list[str] = []
    offsets: list[int] = []
    at = 0
    for stop, after in [*((tag.start(), tag.end()) for tag in TAG.finditer(text)), (len(text), len(text))]:
        for offset in range(at, stop):
            if not text[offset].isspace():
                kept.append(text[offset])
                offsets.append(offset)
        at = after
    return "".join(kept), offsets
