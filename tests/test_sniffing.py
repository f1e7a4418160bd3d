"""The format of a file is told by what it holds; old formats get right advice."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pytest

from ingest.formats.sniffing import explain_unread, name_format

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
ODF = "application/vnd.oasis.opendocument."


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + bytes(50)


FILES = {
    "pdf behind a mail's head": (b"Content: x\r\n%PDF-1.4", ".doc", "pdf"),
    "word named as text": (saved(docx.Document()), ".txt", "word"),
    "workbook named as csv": (saved(openpyxl.Workbook()), ".csv", "xlsx"),
    "odt": (zipped(mimetype=f"{ODF}text", content_xml="<a/>"), ".zip", "odt"),
    "ods": (zipped(mimetype=f"{ODF}spreadsheet", content_xml="<a/>"), "", "ods"),
    "odp": (zipped(mimetype=f"{ODF}presentation", content_xml="<a/>"), ".odp", "odp"),
    "odt under a password": (
        zipped(mimetype=f"{ODF}text", content_xml="?", **{"META-INF__manifest_xml": "<encryption-data/>"}),
        ".odt",
        "locked",
    ),
    "slides": (zipped(ppt__presentation_xml="<a/>"), ".pptx", "pptx"),
    "binary workbook": (zipped(xl__workbook_bin=""), ".xlsx", "xlsb"),
    "another archive": (zipped(a_txt="甲"), ".docx", "zip"),
    "half an archive": (b"PK\x03\x04" + b"?" * 50, ".docx", "zip"),
    "old word": (stream("WordDocument"), ".docx", "doc"),
    "old workbook": (stream("Workbook"), ".xlsx", "xls"),
    "old slides": (stream("PowerPoint Document"), ".ppt", "ppt"),
    "under a password": (stream("EncryptedPackage"), ".docx", "locked"),
    "page named as workbook": (b"<html><table><tr><td>1</td></tr></table></html>", ".xls", "html"),
    "text named as workbook": ("項目\t件數\n甲\t1\n".encode(), ".xls", "csv"),
    "csv": ("項目,件數".encode("cp950"), ".CSV", "csv"),
    "tsv": (b"a\tb", ".tsv", "csv"),
    "rtf": (b"{\\rtf1", ".doc", "rtf"),
    "office 2003": (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', ".xls", "office-xml"),
    "flat": (b'<?xml version="1.0"?><office:document xmlns:office="x">', ".fodt", "flat-odf"),
    "text": ("壹、前言".encode(), "", "text"),
}  # fmt: skip
READ = {"pdf", "word", "html", "odt", "ods", "xlsx", "csv", "text"}


@pytest.mark.parametrize("case", FILES)
def test_the_format_is_told_by_the_content_first(case: str) -> None:
    data, suffix, expected = FILES[case]
    assert name_format(data, suffix) == expected
    refused = explain_unread(name_format(data, suffix), "a")
    assert (refused is None) == (expected in READ)
    if refused is not None:
        assert str(refused).startswith("a: expected text, Word, Excel, OpenDocument, HTML or PDF, found ")
        assert "; " in str(refused)


@pytest.mark.parametrize(
    ("format", "advice"),
    [
        ("doc", "save it as .docx or .odt"),
        ("xls", "save it as .xlsx or .ods"),
        ("locked", "save it without one"),
    ],
)
def test_old_formats_get_advice_of_their_own(format: str, advice: str) -> None:
    assert str(explain_unread(format, "plan")).endswith(advice)  # type: ignore[arg-type]
