"""What is no text is named for what it is, with advice that can be followed."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest.containers import name_container

OPEN = "application/vnd.oasis.opendocument."


def pack(*names: str, mimetype: str = "") -> bytes:
    """Return an archive of empty parts, after the media type it begins with, if any."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "")
    return out.getvalue()


def compound(stream: str) -> bytes:
    """Return what an old Office file that holds a stream begins and goes on with."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(64)


@pytest.mark.parametrize(
    ("data", "what", "advice"),
    [
        (pack("content.xml", mimetype=f"{OPEN}text"), "(.odt)", "save it as .docx or PDF"),
        (pack("content.xml", mimetype=f"{OPEN}spreadsheet"), "(.ods)", "save its sheets as PDF or as tab"),
        (pack("content.xml", mimetype=f"{OPEN}presentation"), "(.odp)", "save it as PDF"),
        (pack("OEBPS/a.html", mimetype="application/epub+zip"), "(.epub)", "save it as PDF"),
        (pack("[Content_Types].xml", "xl/workbook.xml"), "(.xlsx)", "save its sheets as PDF or as tab"),
        (pack("[Content_Types].xml", "ppt/presentation.xml"), "(.pptx)", "save it as PDF"),
        (pack("xl/workbook.xml")[:-30], "(.xlsx)", "save its sheets"),
        (pack("word/document.xml")[:-30], "a damaged Word document", "save it again"),
        (pack("a.pdf", "b.docx"), "a ZIP archive", "unpack it and name the files"),
        (pack("in/report.xlsx", "xl/workbook.xml.pdf"), "a ZIP archive", "unpack it and name the files"),
        (compound("WordDocument"), "(.doc)", "save it as .docx or PDF"),
        (compound("Workbook"), "(.xls)", "save its sheets as PDF"),
        (compound("PowerPoint Document"), "(.ppt)", "save it as PDF"),
        (compound("EncryptedPackage"), "an encrypted Office file", "take its password off"),
        (compound("Contents"), "an old Office file", "save it as .docx or PDF"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "a 7-Zip archive", "unpack it"),
    ],
)
def test_a_file_is_named_with_what_to_do(data: bytes, what: str, advice: str) -> None:
    named = name_container(data)
    assert named is not None
    assert what in named[0]
    assert named[1].startswith(advice)


def test_what_may_be_a_text_is_none_of_them() -> None:
    assert name_container("序次\t1".encode()) is None
