"""Which format a file has: told by what it holds, by its suffix only where that leaves it open."""

from __future__ import annotations

import io
import zipfile
from typing import Literal

from ingest.formats.packages import DAMAGED, read_types
from ingest.formats.pagesource import is_webpage
from ingest.records import UnreadableSource

Format = Literal[
    "pdf", "word", "html", "odt", "ods", "xlsx", "csv", "text",
    "doc", "xls", "ppt", "pptx", "odp", "xlsb", "rtf", "locked", "office-xml", "flat-odf",
    "zip", "gzip", "archive", "epub",
]  # fmt: skip

_PDF_MARK = b"%PDF-"
# Mail systems and old servers put bytes before the mark; readers accept it within the first kilobyte.
_PDF_MARK_WITHIN = 1024
_ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")
_OLE_MARK = b"\xd0\xcf\x11\xe0"
# The streams of old Office files; a new one under a password is kept in such a file too.
_STREAMS: tuple[tuple[str, Format], ...] = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
_MAIN_PARTS: tuple[tuple[str, Format], ...] = (
    ("word/document.xml", "word"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ppt/presentation.xml", "pptx"),
)
_MAIN_TYPES: tuple[tuple[str, Format], ...] = (
    ("wordprocessingml.document.main+xml", "word"),
    ("wordprocessingml.template.main+xml", "word"),
    ("spreadsheetml.sheet.main+xml", "xlsx"),
    ("spreadsheetml.template.main+xml", "xlsx"),
    ("presentationml.presentation.main+xml", "pptx"),
)
_OPENDOCUMENT: tuple[tuple[str, Format], ...] = (
    ("opendocument.text", "odt"),
    ("opendocument.spreadsheet", "ods"),
    ("opendocument.presentation", "odp"),
    ("epub", "epub"),
)
_SEPARATED = (".csv", ".tsv", ".tab")
_LONGEST_MIMETYPE = 200
_MANIFEST, _LONGEST_MANIFEST, _LOCKED = "META-INF/manifest.xml", 1 << 16, b"encryption-data"
_HEAD = 4096

# What to do about a format that is not read: (what it is, what to save it as).
_ADVICE: dict[Format, tuple[str, str]] = {
    "doc": ("an old Word document (.doc)", "save it as .docx or .odt"),
    "xls": ("an old Excel workbook (.xls)", "save it as .xlsx or .ods"),
    "ppt": ("a presentation (.ppt)", "save it as PDF"),
    "pptx": ("a presentation (.pptx)", "save it as PDF"),
    "odp": ("a presentation (.odp)", "save it as PDF"),
    "xlsb": ("a binary Excel workbook (.xlsb)", "save it as .xlsx"),
    "rtf": ("an RTF file", "save it as .docx or .odt"),
    "locked": ("an Office file under a password", "save it without one"),
    "office-xml": ("an Office document of 2003 in XML", "save it as .docx or .xlsx"),
    "flat-odf": ("a flat OpenDocument file", "save it as .odt or .ods"),
    "zip": ("a ZIP archive", "unpack it and name the files"),
    "archive": ("an archive (7-Zip or RAR)", "unpack it and name the files"),
    "epub": ("an e-book (.epub)", "save it as PDF"),
    "gzip": ("a compressed file", "unpack it and name the files"),
}
_READ = "text, Word, Excel, OpenDocument, HTML or PDF"


def name_format(data: bytes, suffix: str) -> Format:
    """Return the format of a file; `suffix` is its name's, with the dot, and counts for texts alone.

    >>> name_format(b"%PDF-1.7", ".txt"), name_format("甲,乙".encode(), ".CSV"), name_format(b"a", ".docx")
    ('pdf', 'csv', 'text')
    """
    if _PDF_MARK in data[:_PDF_MARK_WITHIN]:
        return "pdf"
    if data.startswith(_OLE_MARK):
        return _name_old(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _name_package(data)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    if data.startswith(_ARCHIVES):
        return "archive"
    head = data[:_HEAD]
    if b"<?mso-application" in head or b"<w:wordDocument" in head:
        return "office-xml"
    if b"<office:document" in head:
        return "flat-odf"
    # Many an .xls that an office gives out is a page or a text with tabs.
    if is_webpage(data, suffix):
        return "html"
    return "csv" if suffix.lower() in (*_SEPARATED, ".xls", ".xlsx") else "text"


def explain_unread(format: Format, name: str) -> UnreadableSource | None:
    """Return the one line that says what to do about a format that is not read, None for one that is.

    >>> str(explain_unread("doc", "plan.doc"))  # doctest: +NORMALIZE_WHITESPACE
    'plan.doc: expected text, Word, Excel, OpenDocument, HTML or PDF, found an old Word document (.doc);
    save it as .docx or .odt'
    """
    if format not in _ADVICE:
        return None
    what, advice = _ADVICE[format]
    return UnreadableSource(f"{name}: expected {_READ}, found {what}; {advice}")


def _name_old(data: bytes) -> Format:
    """Tell old Office files apart by the names of their streams, which stand in them in UTF-16."""
    for stream, format in _STREAMS:
        if stream.encode("utf-16-le") + b"\0\0" in data:
            return format
    return "doc"


def _name_package(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and ("content.xml" in names or "META-INF/container.xml" in names):
                stated = _read_start(archive, "mimetype", _LONGEST_MIMETYPE).decode("ascii", "replace")
                if _LOCKED in _read_start(archive, _MANIFEST, _LONGEST_MANIFEST):
                    return "locked"
                return next((format for word, format in _OPENDOCUMENT if word in stated), "zip")
            for part, format in _MAIN_PARTS:
                if part in names:
                    return format
            types = " ".join(read_types(archive).values())
            return next((format for word, format in _MAIN_TYPES if word in types), "zip")
    except DAMAGED:
        return "zip"


def _read_start(archive: zipfile.ZipFile, part: str, most: int) -> bytes:
    if part not in archive.namelist():
        return b""
    with archive.open(part) as file:
        return file.read(most)
