"""A bad file costs one line and no other file: whatever it brings a reader to, and whenever that shows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from building import copy_small_home, run_python, use_small_dictionary
from index.shelf import list_documents
from index.watch import FolderWatch
from ingest import library, sources
from qa.cli import main
from qa.ui.builder import work

BAD = "壞掉的文件。"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_small_dictionary(monkeypatch)
    made = copy_small_home(tmp_path)
    monkeypatch.setenv("PLANCITE_HOME", str(made))
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name, text in {"a.txt": "甲案漁業補助。", "b.txt": BAD, "c.txt": "丙案林業補助。"}.items():
        (made / name).write_text(text, encoding="utf-8")
    for file in made.iterdir():
        os.utime(file, (1, 1))
    return made


@pytest.fixture(params=["reading", "making entries"])
def failing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A fault of ours that one file brings to light: while it is added, or only when the index is built."""
    split, assemble = sources.split_lines, library.assemble

    def split_lines(text: str) -> object:
        return 1 / 0 if BAD in text else split(text)  # type: ignore[arg-type]

    def fail(document: object, *rest: object) -> object:
        return {}[document] if BAD in document.lines else assemble(document, *rest)  # type: ignore

    if request.param == "reading":
        monkeypatch.setattr(sources, "split_lines", split_lines)
        return "ZeroDivisionError in test_bad_files.py:"
    monkeypatch.setattr(library, "assemble", fail)
    return "KeyError in test_bad_files.py:"


def added(home: Path, corpus: Path) -> list[str]:
    return [entry.id for entry in list_documents(home, corpus)][1:]


def test_in_a_folder(
    home: Path, folder: Path, tmp_path: Path, failing: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert main(["build", str(folder)]) == 0
    lines = [line for line in capsys.readouterr().err.splitlines() if failing in line]
    assert len(lines) == 1 and "b" in lines[0] and "expected a file that can be read" in lines[0]
    assert [entry.id for entry in list_documents(home)][2:] == ["a", "c"]


def test_in_a_watched_folder(home: Path, folder: Path, tmp_path: Path, failing: str) -> None:
    corpus = tmp_path / "corpus"
    watch = FolderWatch(home, folder, corpus)
    said = [line for _ in range(3) for line in watch.step()]
    assert len([line for line in said if failing in line]) == 1
    assert added(home, corpus) == ["a", "c"]


def test_in_an_upload(home: Path, folder: Path, tmp_path: Path, failing: str) -> None:
    corpus, told = tmp_path / "corpus", []
    paths = [str(path) for path in sorted(folder.iterdir())]
    request = {"home": str(home), "corpus": str(corpus), "add": paths, "remove": [], "password": None}
    work(request, told.append)
    assert told[-1] == {"state": "done", "locked": False}
    said = [message for message in told if "said" in message][-1]["said"]
    assert len([line for line in said if failing in line]) == 1
    assert added(home, corpus) == ["a", "c"]


def test_alone_it_is_refused(
    home: Path, folder: Path, failing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[dict[str, object]] = []
    request = {
        "home": str(home),
        "corpus": None,
        "add": [str(folder / "b.txt")],
        "remove": [],
        "password": None,
    }
    work(request, told.append)
    assert told[-1]["state"] == "failed" and failing in str(told[-1]["reason"])
    assert [entry.id for entry in list_documents(home)][2:] == []


@pytest.mark.parametrize(
    "arguments",
    [["build", ""], ["build", " "], ["build", "--watch", ""], ["eval", ""], ["targets", "--xlsx", ""]],
)
def test_an_empty_path_is_refused(
    home: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "expected a path, found an empty one" in capsys.readouterr().err
    assert [entry.id for entry in list_documents(home)][2:] == []


def test_a_special_file_in_a_folder_is_named_and_not_opened(tmp_path: Path, folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    home = tmp_path / "fresh"
    # Opened, the pipe would keep the command waiting for ever.
    done = run_python("-m", "qa.cli", "build", str(folder), home=home)
    lines = [line for line in done.stderr.splitlines() if "pipe" in line]
    assert done.returncode == 0
    assert lines == [f"plancite: {folder / 'pipe.txt'}: expected a file, found a device or pipe; name a file"]


def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    script = (
        "import sys; from pathlib import Path; from ingest import sources; from ingest.records import *\n"
        "sources.stat.S_ISREG = lambda mode, seen=[], known=sources.stat.S_ISREG:"
        " seen.append(1) or len(seen) == 1 or known(mode)\n"
        "try: sources.read_source(Path(sys.argv[1]))\n"
        "except UnreadableSource as error: print(error)\n"
    )
    done = run_python("-c", script, str(tmp_path / "pipe.txt"), home=tmp_path)
    assert "pipe.txt: expected a file, found a device or pipe" in done.stdout
