"""Building from the command line: what is added, removed, skipped and watched, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import use_small_dictionary
from index.shelf import list_documents
from office import damage, write_word
from qa import shelving
from qa.cli import main


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_small_dictionary(monkeypatch)
    monkeypatch.setenv("PLANCITE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def added(home: Path) -> list[str]:
    return [entry.id for entry in list_documents(home)][2:]


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    stages = ("read ", "lexical ", "dictionary ", "embed ", "done ")
    lines = [line.removeprefix("plancite: ") for line in capsys.readouterr().err.splitlines()]
    return [line for line in lines if not line.startswith(stages)]


def test_a_folder_is_added_and_what_cannot_be_read_is_named(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    good, bad = write(folder / "b.txt", "漁業補助。"), write(folder / "a.txt", "")
    assert main(["build", str(folder)]) == 0
    assert said(capsys) == [
        f"{bad}: expected text, found an empty file; add the text and try again",
        f"{good}: added as b",
    ]
    assert added(home) == ["b"]


def test_a_damaged_document_costs_one_line_of_a_folder(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    good = write(folder / "b.txt", "漁業補助。")
    bad = write_word(folder / "a.docx", ["甲" * 500])
    bad.write_bytes(damage(bad.read_bytes(), "word/document.xml"))
    assert main(["build", str(folder)]) == 0
    assert said(capsys) == [
        f"{bad}: expected a Word document, found a damaged one (zlib.error); save it again",
        f"{good}: added as b",
    ]
    assert added(home) == ["b"]


@pytest.mark.parametrize("count", [1, 2])
def test_nothing_that_can_be_read_is_an_error(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], count: int
) -> None:
    files = [write(tmp_path / f"{n}.txt", "") for n in range(count)]
    assert main(["build", *map(str, files)]) == 2
    lines = said(capsys)
    assert len(lines) == (1 if count == 1 else 3)
    assert all("expected" in line for line in lines)
    assert added(home) == []
    assert not (home / "current").exists()


def test_an_added_document_is_removed_by_its_id(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["build", str(write(tmp_path / "one.txt", "漁業補助。"))])
    capsys.readouterr()
    assert main(["build", "--remove", "one"]) == 0
    assert said(capsys) == ["one: removed"]
    assert added(home) == []
    assert main(["build", "--remove", "one"]) == 2
    assert said(capsys) == ["one: expected an added document (none), found no such; see `plancite docs`"]


def test_a_watched_folder_is_followed_until_the_user_ends_it(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    looks = iter([lambda: write(folder / "one.txt", "漁業補助。"), lambda: None, lambda: None])

    def sleep(seconds: float) -> None:
        look = next(looks, None)
        if look is None:
            raise KeyboardInterrupt
        look()

    monkeypatch.setattr(shelving.time, "sleep", sleep)
    assert main(["build", "--watch", str(folder)]) == 0
    assert said(capsys) == [f"watching {folder}; end with Ctrl-C", f"{folder / 'one.txt'}: added as one"]
    assert added(home) == ["one"]


def test_only_the_first_problems_of_a_document_are_printed(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", str(write(tmp_path / "one.txt", "漁業補助三件的說明\x00\n" * 10))]) == 0
    assert len(said(capsys)) == 11
    text = "序次\t1\n具體策略\t一\n執行措施\t二\n辦理機關\t三\n績效目標\t四\n" + "".join(
        f"標籤{chr(0x4E00 + n)}\t值\n" for n in range(500)
    )
    assert main(["build", str(write(tmp_path / "two.txt", text))]) == 0
    lines = [line for line in said(capsys) if line.startswith("two.txt:")]
    assert len(lines) == 101
    assert lines[-1] == "two.txt:505: 400 more problems; `plancite coverage` counts what was not read"
