"""Files of any encoding become numbered lines; what is no text is refused in one line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from building import ROOT
from ingest.catalog import read_catalog
from ingest.encoding import split_lines
from ingest.limits import USUAL
from ingest.records import UnreadableSource
from ingest.sources import read_source

MAX_LINE = USUAL["LINE"]
BINARY = "expected text, Word, Excel, OpenDocument, HTML or PDF, found binary data; "
TEXT = "廉政會報\n召開１２次，查獲1萬2,301件。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "big5", "cp950"]
)
def test_a_text_reads_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    data = TEXT.encode(encoding)
    if encoding.startswith("utf-16-"):
        data = "\ufeff".encode(encoding) + data
    file = tmp_path / "plan.txt"
    file.write_bytes(data)
    document = read_source(file).document
    assert document.lines == ("廉政會報", "召開１２次，查獲1萬2,301件。", "")
    assert (document.id, document.title, document.file) == (
        "plan",
        "廉政會報 召開１２次，查獲1萬2,301件。",
        str(file),
    )
    assert document.sha256 == hashlib.sha256(data).hexdigest()


def test_lines_are_counted_as_editors_count_them() -> None:
    assert split_lines("甲\r\n乙\r丙\n\n丁\u2028戊\x0b己\x85庚") == [
        "甲",
        "乙",
        "丙",
        "",
        "丁\u2028戊\x0b己\x85庚",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "expected text, found an empty file; "),
        (b" \n\t\n", "expected text, found none; "),
        (
            b"\x7fELF\x02\x01\x01\x00\x00\x00" + bytes(64),
            BINARY,
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", BINARY),
        (b"\xff\x81\xff\xff", "expected UTF-8, UTF-16 or Big5 text, found none of them; "),
        (b"5" * (MAX_LINE + 1), f"expected lines of at most {MAX_LINE} characters, found one of "),
        (b"%PDF-1.7\nnot one", "expected a readable PDF, found a damaged one; "),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes(content)
    with pytest.raises(UnreadableSource) as caught:
        read_source(file)
    assert str(caught.value).startswith(f"{file}: {message}")
    assert "\n" not in str(caught.value)


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"none\.txt: expected a file, found none; check the path$"):
        read_source(tmp_path / "none.txt")
    with pytest.raises(UnreadableSource, match=r"expected a file, found a folder; name the files in it$"):
        read_source(tmp_path)


def test_a_pdf_gives_lines_with_their_pages(tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    file.write_bytes(make_pdf(["First page", "Second page"]))
    document = read_source(file).document
    pages = {line: page for line, page in zip(document.lines, document.pages, strict=True) if line}
    assert pages == {"First page": 1, "Second page": 2}
    place = document.place(document.lines.index("Second page") + 1, len(document.lines))
    assert place.page == 2


def test_a_pdf_without_text_says_so(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(make_pdf([""]))
    with pytest.raises(UnreadableSource, match="expected a PDF with text, found pages without any; export"):
        read_source(file)


def make_pdf(pages: list[str]) -> bytes:
    """Return a PDF with one line of text a page; pypdf rebuilds the missing cross-references."""
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"]
    for number, text in enumerate(pages):
        content = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {4 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 {font} >> >> >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    body = "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, start=1))
    return (
        f"%PDF-1.4\n{body}trailer\n<< /Root 1 0 R /Size {len(objects) + 1} >>\nstartxref\n0\n%%EOF\n".encode()
    )


def test_the_shipped_texts_are_the_published_ones() -> None:
    readme = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")
    for entry in read_catalog():
        assert hashlib.sha256(entry.path.read_bytes()).hexdigest() in readme
        assert entry.title in readme
        assert b"\r" not in entry.path.read_bytes()
