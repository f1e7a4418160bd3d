"""From bytes to the lines of a text, in the encodings met in the wild."""

from __future__ import annotations

import codecs

from ingest.records import UnreadableSource

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ENCODINGS = ("utf-8", "cp950", "big5hkscs")


def decode_text(data: bytes, name: str) -> str:
    """Return bytes as text, told by their byte order mark or by what they decode as.

    Raises UnreadableSource, which names the file, for bytes that are no text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data[:4096]:
        raise UnreadableSource(f"{name}: expected text or PDF, found binary data; convert it to UTF-8 text")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableSource(
        f"{name}: expected UTF-8, UTF-16 or Big5 text, found none of them; save it as UTF-8"
    )


def split_lines(text: str) -> list[str]:
    r"""Split at line ends of any kind, and at nothing else.

    str.splitlines would also split at form feeds and U+2028, which editors do not count as lines.

    >>> split_lines("甲\r\n乙\r丙\x0c丁")
    ['甲', '乙', '丙\x0c丁']
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
