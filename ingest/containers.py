"""Files that hold more than text and are not read: what they are, and how a text is made of them."""

from __future__ import annotations

import io
import zipfile

_UNPACK = "unpack it and name the files"
_AS_TEXT = "save it as .docx or PDF"
_AS_TABLES = "save its sheets as PDF or as tab-separated text"
_AS_PAGES = "save it as PDF"
_BEGINNINGS = (
    (b"{\\rtf", "an RTF file", "save it as .docx or UTF-8 text"),
    (b"\x1f\x8b", "a compressed file", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
)
_ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
# By a part that it holds.
_PARTS = (
    ("word/document.xml", "a damaged Word document", "save it again"),
    ("xl/workbook.xml", "a spreadsheet (.xlsx)", _AS_TABLES),
    ("xl/workbook.bin", "a spreadsheet (.xlsb)", _AS_TABLES),
    ("ppt/presentation.xml", "a presentation (.pptx)", _AS_PAGES),
)
# By the media type that it begins with, of which only the first words matter: templates are told alike.
_TYPES = (
    ("application/vnd.oasis.opendocument.text", "an OpenDocument text (.odt)", _AS_TEXT),
    ("application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet (.ods)", _AS_TABLES),
    ("application/vnd.oasis.opendocument.presentation", "an OpenDocument presentation (.odp)", _AS_PAGES),
    ("application/vnd.oasis.opendocument", "an OpenDocument file", _AS_PAGES),
    ("application/epub+zip", "an e-book (.epub)", _AS_PAGES),
)
_TYPED = b"mimetype"
_LONGEST_TYPE = 200
_COMPOUND = b"\xd0\xcf\x11\xe0"
# By a stream that it holds; an encrypted file of any kind holds the first.
_STREAMS = (
    ("EncryptedPackage", "an encrypted Office file", "take its password off, or save it as PDF"),
    ("WordDocument", "an old Word document (.doc)", _AS_TEXT),
    ("Workbook", "an old spreadsheet (.xls)", _AS_TABLES),
    ("PowerPoint Document", "an old presentation (.ppt)", _AS_PAGES),
)


def name_container(data: bytes) -> tuple[str, str] | None:
    r"""Return what a file is and what to do with it, None for bytes that are none of these.

    >>> name_container(b"{\\rtf1\\ansi"), name_container("計畫".encode())
    (('an RTF file', 'save it as .docx or UTF-8 text'), None)
    """
    if data.startswith(_ZIPPED):
        return _name_archive(data)
    if data.startswith(_COMPOUND):
        found = ((what, do) for name, what, do in _STREAMS if name.encode("utf-16-le") in data)
        return next(found, ("an old Office file", _AS_TEXT))
    return next(((what, do) for mark, what, do in _BEGINNINGS if data.startswith(mark)), None)


def _name_archive(data: bytes) -> tuple[str, str]:
    # The first part of such files is their type, as it stands.
    head = data[: _LONGEST_TYPE + len(_TYPED)]
    if _TYPED in head:
        stated = head[head.index(_TYPED) + len(_TYPED) :].decode("ascii", "replace")
        for type_, what, do in _TYPES:
            if stated.startswith(type_):
                return what, do
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            held = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # The names of its parts stand in a damaged one as well.
        held = {part for part, _, _ in _PARTS if part.encode() in data}
    return next(((what, do) for part, what, do in _PARTS if part in held), ("a ZIP archive", _UNPACK))
