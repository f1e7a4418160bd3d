"""A hostile, broken or scanned PDF gives one clear line, in bounded time and memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfWriter

from ingest.limits import read_pdf_limits
from ingest.pdf import extraction, ocr, reader, worker
from ingest.pdf.pages import Glyph, Page
from ingest.pdf.reader import read_pdf
from ingest.records import UnreadableSource
from ingest.sources import read_source
from rendering import build_pdf, one_page

TEXT = b"BT /F1 12 Tf 72 720 Td (Targets of 109) Tj ET"


def write(folder: Path, data: bytes) -> Path:
    """Write a PDF and return its path."""
    path = folder / "plan.pdf"
    path.write_bytes(data)
    return path


def refusal(path: Path, password: str | None = None) -> str:
    """Return the one line with which a file is refused."""
    with pytest.raises(UnreadableSource) as caught:
        read_source(path, password=password)
    message = str(caught.value)
    assert message.startswith(f"{path}: expected ") and "\n" not in message
    return message


def encrypted(folder: Path) -> Path:
    """Return a PDF that a password opens."""
    writer = PdfWriter(clone_from=write(folder, one_page(TEXT)))
    writer.encrypt("秘密", "owner", algorithm="AES-256")
    writer.write(folder / "locked.pdf")
    return folder / "locked.pdf"


def test_a_password_opens_an_encrypted_file(tmp_path: Path) -> None:
    assert read_source(encrypted(tmp_path), password="秘密").document.lines == ("Targets of 109",)


def test_without_its_password_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    path = encrypted(tmp_path)
    assert "found none; give it with --password" in refusal(path)
    assert "found another one; give it with --password" in refusal(path, password="wrong")


def test_an_owner_password_alone_hinders_nobody(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=write(tmp_path, one_page(TEXT)))
    writer.encrypt("", "owner", algorithm="RC4-128")
    writer.write(tmp_path / "open.pdf")
    assert read_source(tmp_path / "open.pdf").document.lines == ("Targets of 109",)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.4\n" + bytes(range(256)) * 40,
        one_page(TEXT)[:300],
        build_pdf([CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>"]),
        build_pdf([CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]),
    ],
    ids=["head only", "garbage", "truncated", "no pages", "loop of pages"],
)
def test_a_damaged_file_is_refused(tmp_path: Path, data: bytes) -> None:
    assert "damaged" in refusal(write(tmp_path, data))


@pytest.mark.parametrize(
    "data",
    [
        one_page(TEXT).replace(b"startxref\n", b"startxref\n9"),
        b"mail header\n" * 20 + one_page(TEXT),
        one_page(TEXT + b" BT /F1 12 Tf 99999999999 720 Td (far) Tj ET 1 w 0 0 m 9999999999 0 l S"),
        one_page(TEXT, box=b"[0 0 99999999999 99999999999]"),
        one_page(TEXT, box=b"[0 0 0 0]"),
    ],
    ids=["wrong xref", "bytes before the mark", "far away", "huge page", "no page"],
)
def test_what_is_only_odd_is_read(tmp_path: Path, data: bytes) -> None:
    assert "Targets of 109" in read_source(write(tmp_path, data)).document.lines[0]


def test_nothing_a_file_asks_for_is_run(tmp_path: Path) -> None:
    action = b"/OpenAction << /S /Launch /F (touch) /Win << /F (touch) /P (ran) >> >>"
    data = one_page(TEXT).replace(b"/Type /Catalog", b"/Type /Catalog " + action, 1)
    (tmp_path / "dataclasses.py").write_text("raise SystemExit('imported from the folder')")
    assert read_source(write(tmp_path, data)).document.lines == ("Targets of 109",)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dataclasses.py", "plan.pdf"]


@pytest.mark.parametrize("given", ["", ".", os.pathsep + os.path.abspath(os.sep)])
def test_the_worker_imports_nothing_from_the_folder_it_runs_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("PYTHONPATH", given)
    (tmp_path / "pypdfium2.py").write_text("raise SystemExit('imported from the folder')")
    monkeypatch.chdir(tmp_path)
    assert read_source(write(tmp_path, one_page(TEXT))).document.lines == ("Targets of 109",)


def unpacking_to(mebibytes: int, content: bytes) -> bytes:
    """Return a PDF whose small page content unpacks to many mebibytes."""
    packer = zlib.compressobj(9)
    block = content * (1024 * 1024 // len(content))
    packed = b"".join(packer.compress(block) for _ in range(mebibytes)) + packer.flush()
    return one_page(packed, b"/Filter /FlateDecode")


def test_a_file_that_needs_too_much_memory_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANCITE_MAX_MEMORY", "300")
    path = write(tmp_path, unpacking_to(200, TEXT + b"\n"))
    assert "300 MiB" in refusal(path)


def test_a_file_that_needs_too_much_time_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANCITE_MAX_SECONDS", "1")
    path = write(tmp_path, unpacking_to(60, TEXT + b"\n"))
    assert "within 1 seconds" in refusal(path)


def test_a_file_of_too_many_pages_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 53))
    pages = b"<< /Type /Pages /Kids [%s] /Count 50 >>" % kids
    path = write(tmp_path, build_pdf([CATALOG, pages, *[page] * 50]))
    monkeypatch.setenv("PLANCITE_MAX_PAGES", "49")
    assert "expected at most 49 pages, found 50; split the file or set PLANCITE_MAX_PAGES" in refusal(path)


def test_limits_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANCITE_MAX_SECONDS", "7")
    limits = read_pdf_limits()
    assert (limits.seconds, limits.pages, limits.memory) == (7, 3_000, 2_048)
    monkeypatch.setenv("PLANCITE_MAX_MEMORY", "many")
    with pytest.raises(UnreadableSource, match="PLANCITE_MAX_MEMORY: expected a whole number"):
        read_pdf_limits()


def test_progress_is_told_page_by_page(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    read_source(write(tmp_path, one_page(TEXT)), progress=lambda *step: told.append(step))
    assert told == [("pages", 1, 1)]


def test_who_cancels_gets_his_own_exception(tmp_path: Path) -> None:
    def cancel(stage: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_pdf(write(tmp_path, one_page(TEXT)), "plan.pdf", progress=cancel)


def scan(folder: Path, words: str = "Targets of 109: 1,206") -> Path:
    """Return a PDF of one page that is a picture of words."""
    picture = Image.new("L", (1000, 300), 255)
    ImageDraw.Draw(picture).text((60, 100), words, fill=0, font_size=64)
    picture.save(folder / "scan.pdf", resolution=100)
    return folder / "scan.pdf"


def request(path: Path) -> dict[str, object]:
    """Return what the worker is asked."""
    return {"path": str(path), "password": None, "pages": 9, "ocr_memory": 1 << 20}


def test_a_scan_says_how_to_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    monkeypatch.setattr(extraction, "limit_memory", lambda mebibytes: None)
    with pytest.raises(
        UnreadableSource, match=r"a scan without a text layer; install plancite's \[ocr\] extra"
    ):
        extraction.extract(request(scan(tmp_path)), lambda *step: None)


def test_a_scanned_page_among_others_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    monkeypatch.setattr(extraction, "limit_memory", lambda mebibytes: None)
    writer = PdfWriter(clone_from=write(tmp_path, one_page(TEXT)))
    writer.append(scan(tmp_path))
    writer.write(tmp_path / "mixed.pdf")
    result = extraction.extract(request(tmp_path / "mixed.pdf"), lambda *step: None)
    assert result["lines"] == ["Targets of 109"]
    [[page, message]] = result["problems"]
    assert page == 2 and "a scan without a text layer" in message


@pytest.mark.skipif(not ocr.is_installed(), reason="the [ocr] extra is not installed")
def test_a_scan_is_read_by_ocr(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    document = read_source(scan(tmp_path), progress=lambda *step: told.append(step)).document
    assert "".join(document.lines).replace(" ", "") == "Targetsof109:1,206"
    assert told[-1] == ("ocr", 1, 1)
    assert ["read by OCR" in problem.message for problem in document.problems] == [True]
    [box] = document.boxes
    assert box.page == 1 and 30 < box.left < 60 and 60 < box.top < 100


def test_a_font_that_does_not_say_what_it_means_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    monkeypatch.setattr(extraction, "limit_memory", lambda mebibytes: None)
    names = b" ".join(b"/g%d" % number for number in range(26))
    font = b"/BaseFont /AAAAAA+Cut /Encoding << /Type /Encoding /Differences [65 %s] >>" % names
    data = one_page(b"BT /F1 12 Tf 72 720 Td (ABCDEFGHIJK) Tj ET").replace(b"/BaseFont /Helvetica", font)
    with pytest.raises(UnreadableSource, match="found characters whose fonts do not say what they mean; "):
        extraction.extract(request(write(tmp_path, data)), lambda *step: None)


def test_fonts_that_do_not_say_what_they_mean_are_noticed() -> None:
    glyphs = [Glyph("\ue001", 9.0 * i, 0.0, 9.0 * i + 8, 9.0) for i in range(10)]
    assert extraction.needs_ocr(Page(1, 600, 800, glyphs, [], undecodable=10))
    assert not extraction.needs_ocr(Page(1, 600, 800, glyphs, [], undecodable=1))


def test_a_page_of_pictures_with_a_caption_needs_no_ocr() -> None:
    caption = [Glyph(char, 9.0 * i, 0.0, 9.0 * i + 8, 9.0) for i, char in enumerate("圖1 組織架構")]
    assert not extraction.needs_ocr(Page(1, 600, 800, caption, [], pictures=3))
    assert extraction.needs_ocr(Page(1, 600, 800, caption[:2], [], pictures=1))
    assert extraction.needs_ocr(Page(1, 600, 800, caption, [], pictures=1, pictured=0.9))


def answer_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> dict[str, object]:
    """Return what the worker answers when the layout raises an error."""

    def fail(*_: object) -> None:
        raise error

    written = io.StringIO()
    asked = {**request(write(tmp_path, one_page(TEXT))), "memory": 1 << 20}
    monkeypatch.setattr(worker, "limit_memory", lambda mebibytes: None)
    monkeypatch.setattr(extraction, "arrange", fail)
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(asked) + "\n"))
    monkeypatch.setattr(sys, "stdout", written)
    worker.main()
    last: dict[str, object] = json.loads(written.getvalue().splitlines()[-1])
    return last


def test_the_worker_says_what_it_failed_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer_of(tmp_path, monkeypatch, ZeroDivisionError()) == {"failed": "ZeroDivisionError"}
    assert answer_of(tmp_path, monkeypatch, MemoryError()) == {"memory": True}


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ('{"failed": "KeyError"}', "found one that its reader fails at (KeyError); export it again"),
        ('{"memory": true}', "read within 2048 MiB, found one that needs more; split it or set"),
        ('{"progress": ["ocr", 0, 1]}\n{"memory": true}', "read within 6144 MiB, found one that needs more"),
        ("", "found one that ended its reader; it may be damaged or need more than 2048 MiB"),
        ("Segmentation fault", "found one that ended its reader; it may be damaged or"),
        ("\udcff\udcfe", "found one that ended its reader; it may be damaged or"),
    ],
)
def test_a_worker_without_a_result_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, message: str
) -> None:
    said = answer.encode("utf-8", "surrogateescape")
    script = f"import sys; sys.stdin.readline(); sys.stdout.buffer.write({said!r} + b'\\n' * {bool(said)})"

    @contextmanager
    def start(module: str) -> Iterator[subprocess.Popen[str]]:
        with subprocess.Popen(
            [sys.executable, "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        ) as process:
            yield process

    monkeypatch.setattr(reader, "start_worker", start)
    assert message in refusal(write(tmp_path, one_page(TEXT)))


def test_ocr_is_told_before_it_loads_and_before_each_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[object] = []

    class Reader:
        def __init__(self) -> None:
            events.append("load")

        def read(self, page: object, shown: Page) -> list[Glyph]:
            events.append("page")
            return [Glyph("字", 0.0, 0.0, 9.0, 9.0)]

    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "Reader", Reader)
    monkeypatch.setattr(extraction, "limit_memory", lambda mebibytes: None)
    writer = PdfWriter(clone_from=scan(tmp_path))
    writer.append(scan(tmp_path))
    writer.write(tmp_path / "two.pdf")
    extraction.extract(request(tmp_path / "two.pdf"), lambda *step: events.append(step))
    told = [event for event in events if not isinstance(event, tuple) or event[0] == "ocr"]
    assert told == [
        ("ocr", 0, 2), "load", ("ocr", 0, 2), "page", ("ocr", 1, 2), "page", ("ocr", 2, 2),
    ]  # fmt: skip
