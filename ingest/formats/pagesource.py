"""From the bytes of an HTML page to its tree of elements."""

from __future__ import annotations

import codecs
import re
from typing import Any

from ingest.encoding import decode_text
from ingest.limits import read_limit
from ingest.records import UnreadableSource

_OPENING = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,2000}-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE
)
_CHARSET = re.compile(
    rb"""<(?:meta\b[^<>]{0,200}?charset\s*=\s*["']?|\?xml\b[^<>]{0,100}?encoding\s*=\s*["'])([\w.:-]{1,40})""",
    re.IGNORECASE,
)
# As browsers do: pages that declare the first hold characters of the second.
_WIDER = {"big5": "cp950", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252"}
_DEEPEST = 400


def is_webpage(data: bytes, suffix: str) -> bool:
    """Say whether bytes are an HTML page: by the suffix of the file or how they begin."""
    head = data[:4096].removeprefix(codecs.BOM_UTF8)
    return suffix.lower() in (".html", ".htm", ".xhtml") or _OPENING.match(head) is not None


def decode_page(data: bytes, name: str) -> str:
    """Return a page as text, in the encoding it states or else the one that reads most like a text."""
    most = read_limit("MARKUP")
    if len(data) > most:
        raise UnreadableSource(f"{name}: expected at most {most} bytes of HTML, found {len(data)}; split it")
    stated = _CHARSET.search(data[:4096])
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if stated and not marked:
        try:
            encoding = codecs.lookup(stated[1].decode("ascii")).name
            return data.decode(_WIDER.get(encoding, encoding))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode_text(data, name)


def parse_page(text: str, name: str) -> Any:
    """Return the root element of a page that is not nested too deeply."""
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, recover=True, huge_tree=True
    )
    # Without huge_tree what is nested deeper than 256 elements would be missing, and nothing say so.
    try:
        root = etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableSource(
            f"{name}: expected an HTML page, found a damaged one ({type(error).__name__}); save it again"
        ) from error
    if root is None:
        raise UnreadableSource(f"{name}: expected an HTML page, found no elements; save it again")
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise UnreadableSource(
                f"{name}: expected elements nested at most {_DEEPEST} deep, found more; simplify it"
            )
    return root
