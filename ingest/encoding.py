"""From bytes to the lines of a text, in the encodings met in the wild."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache

from ingest.records import Problem, UnreadableSource

# UTF-32 before UTF-16: its little-endian mark begins with that of UTF-16.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENCODINGS = ("utf-8", "cp950", "big5hkscs", "gb18030", "utf-16-le", "utf-16-be")
_SAMPLE = 65536
# A text is refused when less than this share of its sample reads like text.
_LEAST_LIKELY = 0.7
# Of so many characters one may be unreadable.
_GOOD_FOR_ONE_BAD = 50
# Of so many characters one may be a control character; of binary data every tenth or so is one.
_GOOD_FOR_ONE_CONTROL = 20
MOST_NAMED = 20
UNREADABLE = "\ufffd"
# Punctuation, enclosed numbers, box drawing, radicals, kana, Bopomofo, compatibility and full-width forms.
_SYMBOLS = (
    ("\u2010", "\u2027"),
    ("\u2030", "\u205e"),
    ("\u2150", "\u22ff"),
    ("\u2460", "\u26ff"),
    ("\u2e80", "\u33ff"),
    ("\uf900", "\ufaff"),
    ("\ufe30", "\ufe6f"),
    ("\uff01", "\uffe6"),
)
_SPACES = re.compile("[\v\f\x1c-\x1f\x85\u2028\u2029]")
# What bytes from 0x80 on become when they are read as cp1252 or Latin-1. A stretch of them is whole
# characters of UTF-8, since all bytes of these lie there: no table of known damages is needed, as
# larger libraries for it have (ftfy), and nothing that was read well can be taken for one.
_MISREAD = {bytes((byte,)).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)} | {
    chr(byte): byte for byte in range(0x80, 0x100)
}
_MISREAD_RUN = re.compile(f"[\u00e2-\u00ef][{re.escape(''.join(_MISREAD))}]{{2,}}")
_MISREAD_LEAD = re.compile("[\u00e2-\u00ef]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def decode_text(data: bytes, name: str) -> str:
    """Return bytes as text, told by their byte order mark or by what reads most like a text.

    A few bytes that are no text become U+FFFD, which `clean_lines` reports. Raises
    UnreadableSource, which names the file, for bytes that are no text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _check(data[len(bom) :].decode(encoding, errors="replace"), name)
    text = _decode_strictly(data, "utf-8")
    if text is not None and mend_misread(text[:_SAMPLE])[1]:
        return _check_mended(text, name)
    if text is not None and len(_HIDDEN.findall(text, 0, _SAMPLE)) * _GOOD_FOR_ONE_BAD <= len(text[:_SAMPLE]):
        return text
    sample = data[:_SAMPLE]
    likely = max(_ENCODINGS, key=lambda encoding: _likeness(sample.decode(encoding, errors="replace")))
    guessed = data.decode(likely, errors="replace")
    controls = len(_CONTROL.findall(guessed, 0, _SAMPLE))
    if text is None and controls * _GOOD_FOR_ONE_CONTROL > len(guessed[:_SAMPLE]):
        raise _name_binary(name)
    return _check(guessed, name)


def mend_misread(text: str) -> tuple[str, int]:
    """Return a text with what is UTF-8 read as cp1252 read again, and how many characters that mended.

    Bytes that were lost on the way leave U+FFFD. What reads well stays as it is.

    >>> mend_misread("110年 è¨ˆç•« café")
    ('110年 計畫 café', 2)
    """
    if not _MISREAD_LEAD.search(text):
        return text, 0
    count = 0

    def read_again(found: re.Match[str]) -> str:
        nonlocal count
        mended = bytes(_MISREAD[char] for char in found[0]).decode("utf-8", "replace")
        known = sum(char > "\u1fff" and char != UNREADABLE for char in mended)
        if not known or known < mended.count(UNREADABLE):
            return found[0]
        count += known
        return mended

    return _MISREAD_RUN.sub(read_again, text), count


def tell_mended(count: int) -> str:
    """Return what is told of a text that was mended."""
    return f"expected UTF-8, found {count} characters of it read as cp1252; read again"


def _check_mended(text: str, name: str) -> str:
    """Return a text of which some can be mended, as it is; refuse one of which too much is lost."""
    mended = mend_misread(text)[0]
    rest = len(_MISREAD_LEAD.findall(mended)) + mended.count(UNREADABLE)
    if rest * _GOOD_FOR_ONE_BAD > len(mended):
        raise UnreadableSource(
            f"{name}: expected UTF-8, found UTF-8 that was read as cp1252 and lost characters; "
            "save the original as UTF-8"
        )
    return text


def clean_lines(lines: Sequence[str], file: str) -> tuple[list[str], list[Problem]]:
    """Return lines without characters that cannot be seen, and a problem for each line that was damaged.

    Control characters, and those that turn the direction of writing, would change what a page or
    terminal shows; form feeds and the like become spaces. At most some twenty lines are named.

    >>> lines, problems = clean_lines(["序\\0次", "壞\ufffd"], "a.txt")
    >>> lines, [str(p) for p in problems]  # doctest: +NORMALIZE_WHITESPACE
    (['序次', '壞\ufffd'], ['a.txt:1: expected text, found 1 control character; left out',
      'a.txt:2: expected text, found 1 unreadable character; shown as \ufffd'])
    """
    cleaned: list[str] = []
    problems: list[Problem] = []
    damaged = 0
    first, mended = 0, 0
    for number, line in enumerate(lines, start=1):
        line, count = mend_misread(line)
        first, mended = first or (number if count else 0), mended + count
        bad = line.count(UNREADABLE)
        if bad or not line.isprintable():
            line = _ZERO_WIDTH.sub("", _SPACES.sub(" ", line))
            line, hidden = _HIDDEN.subn("", line)
            found = [_tell("unreadable", bad, f"shown as {UNREADABLE}")] if bad else []
            found += [_tell("control", hidden, "left out")] if hidden else []
            damaged += bool(found)
            if damaged <= MOST_NAMED:
                problems += [Problem(file, number, message) for message in found]
        cleaned.append(line)
    if damaged > MOST_NAMED:
        message = (
            f"expected text, found {damaged - MOST_NAMED} more lines of unreadable or control characters"
        )
        problems.append(Problem(file, len(cleaned), message))
    if mended:
        problems.insert(0, Problem(file, first, tell_mended(mended)))
    return cleaned, problems


def _tell(kind: str, count: int, fate: str) -> str:
    return f"expected text, found {count} {kind} character{'s' * (count > 1)}; {fate}"


def split_lines(text: str) -> list[str]:
    r"""Split at line ends of any kind, and at nothing else.

    str.splitlines would also split at form feeds and U+2028, which editors do not count as lines.

    >>> split_lines("甲\r\n乙\r丙\x0c丁")
    ['甲', '乙', '丙\x0c丁']
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _decode_strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _check(text: str, name: str) -> str:
    """Return a decoded text; refuse one of which too much is unreadable. A cut end counts as nothing."""
    bad = text.rstrip(UNREADABLE).count(UNREADABLE)
    if bad * _GOOD_FOR_ONE_BAD > len(text) or _likeness(text[:_SAMPLE]) < _LEAST_LIKELY:
        if "\0" in text[:_SAMPLE]:
            raise _name_binary(name)
        raise UnreadableSource(
            f"{name}: expected UTF-8, UTF-16 or Big5 text, found none of them; save it as UTF-8"
        )
    return text


def _name_binary(name: str) -> UnreadableSource:
    return UnreadableSource(
        f"{name}: expected text, Word, Excel, OpenDocument, HTML or PDF, found binary data; "
        "convert it to UTF-8 text"
    )


def _likeness(text: str) -> float:
    """Return how much characters look like a text of Taiwan, from 0 to 1.

    Bytes read in a wrong encoding give Han characters too, but mostly rare ones: those in common
    use are a quarter of all, and nearly all of a text.
    """
    counts = Counter(text)
    total = sum(n for char, n in counts.items() if not char.isspace() or char == "\u3000")
    likely = sum(n * _likely(char) for char, n in counts.items() if not char.isspace() or char == "\u3000")
    return likely / total if total else 1.0


@cache
def _likely(char: str) -> float:
    if char.isascii():
        return float(char.isprintable())
    if "\u4e00" <= char <= "\u9fff":
        big5 = char.encode("cp950", "ignore")
        gb = char.encode("gb2312", "ignore")
        common = b"\xa4" <= big5[:1] <= b"\xc6" or b"\xb0" <= gb[:1] <= b"\xd7"
        return 1.0 if common else 0.4
    if any(first <= char <= last for first, last in _SYMBOLS):
        return 1.0
    return 0.5 if unicodedata.category(char)[0] in "LNPS" and char < "\u2e80" else 0.0
