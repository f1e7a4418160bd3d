"""What was read of an added file is kept, so that the build does not read it again."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfWriter

from building import list_readings, use_small_dictionary, write_corpus
from index import transcripts
from index.build import build_index
from index.shelf import add_documents, find_source, list_documents, remove_documents
from ingest import sources
from ingest.pdf.reader import PdfText, read_pdf
from rendering import one_page

TEXT = b"BT /F1 12 Tf 72 720 Td (Targets of 109) Tj ET"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the list that will hold the PDFs read."""
    read: list[Path] = []

    def note(path: Path, name: str, **options: object) -> PdfText:
        read.append(path)
        return read_pdf(path, name, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(sources, "read_pdf", note)
    return read


def make_pdf(folder: Path, password: str = "") -> Path:
    path = folder / "plan.pdf"
    path.write_bytes(one_page(TEXT))
    if password:
        writer = PdfWriter(clone_from=path)
        writer.encrypt(password, "owner", algorithm="AES-256")
        writer.write(path)
    return path


def test_a_pdf_is_read_once_to_be_added_and_indexed(
    corpus: Path, tmp_path: Path, pages: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    use_small_dictionary(monkeypatch)
    home, path = tmp_path / "home", make_pdf(tmp_path)
    told: list[str] = []
    add_documents(home, [path], corpus, progress=lambda stage, done, total: told.append(stage))
    assert told == ["pages"]
    document = list_readings(build_index(home, None, corpus))[-1].document
    assert (document.id, document.file, document.lines) == ("plan", "plan.pdf", ("Targets of 109",))
    assert add_documents(home, [path], corpus) == [f"{path}: already there as plan"]
    assert pages == [path]


def test_a_changed_file_is_opened_by_the_password_it_had(corpus: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    add_documents(home, [make_pdf(tmp_path, "secret")], corpus, password="secret", keep_password=True)
    [line] = add_documents(home, [make_pdf(tmp_path, "secret")], corpus)
    assert line.endswith(": replaced plan")
    assert list_documents(home, corpus)[-1].password == "secret"


def test_a_transcript_made_otherwise_or_damaged_is_none(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    add_documents(home, [make_pdf(tmp_path)], corpus)
    entry = list_documents(home, corpus)[-1]
    found = find_source(home, replace(entry, id="other", file="a.pdf"))
    assert found is not None and (found.document.id, found.document.file) == ("other", "a.pdf")
    assert find_source(home, replace(entry, labels=(("成效", "result"),))) is None
    with monkeypatch.context() as context:
        context.setattr(transcripts, "_stamp_code", lambda: "another version")
        assert find_source(home, entry) is None
    [file] = home.glob("documents/read-*")
    file.write_bytes(file.read_bytes()[:40])
    assert find_source(home, entry) is None


def test_a_file_name_that_is_no_text_is_kept_all_the_same(corpus: Path, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt"))
    path.write_text("漁業補助三件。", encoding="utf-8")
    [line] = add_documents(tmp_path / "home", [path], corpus)
    entry = list_documents(tmp_path / "home", corpus)[-1]
    assert ": added as bad" in line and entry.file.isprintable()
    assert find_source(tmp_path / "home", entry) is not None
    assert ": already there as " in add_documents(tmp_path / "home", [path], corpus)[0]


def test_a_transcript_goes_with_its_document(corpus: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    add_documents(home, [make_pdf(tmp_path)], corpus)
    assert len(list(home.glob("documents/read-*"))) == 1
    remove_documents(home, ["plan"], corpus)
    assert list(home.glob("documents/read-*")) == []
