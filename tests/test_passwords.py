"""Passwords of PDFs: where they come from, and that they are kept only where that is asked for."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from building import list_readings, shipped_home, use_small_dictionary
from index import reading, transcripts
from index.build import build_index
from index.opening import is_stale
from index.shelf import add_documents, list_documents
from index.store import open_store
from index.watch import FolderWatch
from ingest.records import UnreadableSource
from qa import shelving
from qa.cli import main
from qa.ui import builder
from rendering import render_locked

SECRET = "geheim-4711"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_small_dictionary(monkeypatch)
    shutil.copytree(shipped_home(), tmp_path / "home")
    monkeypatch.setenv("PLANCITE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PLANCITE_PASSWORD", raising=False)
    return tmp_path / "home"


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    path = tmp_path / "locked.pdf"
    path.write_bytes(render_locked(SECRET))
    return path


def holding(home: Path, words: str) -> list[Path]:
    """Return the files of a home that hold some words."""
    return [path for path in home.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


class Terminal:
    """An input that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("way", ["argument", "environment", "prompt"])
def test_a_password_opens_a_file_and_is_kept_nowhere(
    home: Path, locked: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    arguments = ["build", str(locked)]
    if way == "argument":
        arguments += ["--password", SECRET]
    elif way == "environment":
        monkeypatch.setenv("PLANCITE_PASSWORD", SECRET)
    else:
        arguments += ["--ask-password"]
        monkeypatch.setattr("sys.stdin", Terminal())
        monkeypatch.setattr(shelving, "getpass", lambda prompt: SECRET)
    assert main(arguments) == 0
    assert list_documents(home)[-1].id == "locked"
    assert holding(home, SECRET) == []
    # What was read of it is enough to build again.
    monkeypatch.delenv("PLANCITE_PASSWORD", raising=False)
    for index in home.glob("current*"):
        index.unlink()
    assert "harbour" in "".join(list_readings(build_index(home))[-1].document.lines)


def test_a_password_is_kept_where_that_is_asked_for(home: Path, locked: Path) -> None:
    assert main(["build", str(locked), "--password", SECRET, "--keep-password"]) == 0
    assert [path.name for path in holding(home, SECRET)] == ["documents.json"]
    assert list_documents(home)[-1].password == SECRET


def test_a_prompt_needs_a_terminal(
    locked: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", str(locked), "--ask-password"]) == 2
    assert "--ask-password: expected a terminal to ask on, found none" in capsys.readouterr().err


def test_after_an_upgrade_what_was_read_before_serves_on_until_the_password_is_given(
    home: Path, locked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["build", str(locked), "--password", SECRET])
    monkeypatch.setattr(transcripts, "_stamp_code", lambda: "another version")
    (home / "current").unlink()
    [problem] = [p for p in list_readings(build_index(home))[-1].problems if "password" in p.message]
    assert (
        problem.message == "read by an earlier version; add the file again with its password to read it anew"
    )
    # Until then nothing is to be built again, and a build changes nothing.
    assert not is_stale(home, open_store(home), list_documents(home))
    monkeypatch.setattr(reading, "read_entry", lambda *_: pytest.fail("read again"))
    build_index(home)
    monkeypatch.undo()


@pytest.mark.parametrize("way", ["command", "page", "watch"])
def test_a_file_that_is_given_with_its_password_after_an_upgrade_is_read_anew_at_once(
    home: Path, locked: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    main(["build", str(locked), "--password", SECRET])
    monkeypatch.setattr(transcripts, "_stamp_code", lambda: "another version")
    (home / "current").unlink()
    assert list_readings(build_index(home))[-1].problems != ()
    if way == "command":
        assert main(["build", str(locked), "--password", SECRET]) == 0
    elif way == "page":
        told: list[dict[str, Any]] = []
        request = {"home": str(home), "corpus": None, "add": [str(locked)], "remove": [], "password": SECRET}
        builder.work(request, told.append)
        assert told[-1]["state"] == "done" and told[-2]["said"] == [f"{locked}: read anew as locked"]
    else:
        (locked.parent / "watched").mkdir()
        again = locked.rename(locked.parent / "watched" / "again.pdf")
        os.utime(again, (0, 0))
        watch = FolderWatch(home, again.parent, password=SECRET)
        assert watch.step() == [f"{again}: read anew as locked"] and watch.step() == []
    last = list_readings(open_store(home))[-1]
    assert last.document.id == "locked" and last.problems == ()
    assert not is_stale(home, open_store(home), list_documents(home))


def test_without_what_was_read_of_it_a_locked_file_asks_for_its_password(home: Path, locked: Path) -> None:
    main(["build", str(locked), "--password", SECRET])
    for path in [*home.glob("documents/read-*"), home / "current"]:
        path.unlink()
    with pytest.raises(UnreadableSource, match="expected the password of an encrypted PDF, found none"):
        build_index(home)
    assert main(["build", str(locked), "--password", SECRET]) == 0


def test_the_former_list_holds_no_password(home: Path, locked: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("漁業補助三件。", encoding="utf-8")
    add_documents(home, [locked], password=SECRET, keep_password=True)
    add_documents(home, [note])
    assert (home / "documents" / "documents-before.json").is_file()
    assert [path.name for path in holding(home, SECRET)] == ["documents.json"]
    assert list_documents(home)[-2].password == SECRET


@pytest.mark.parametrize("current", [True, False], ids=["read by this version", "read by an earlier one"])
def test_a_password_goes_with_the_list_and_its_document_is_served_on(
    home: Path, locked: Path, monkeypatch: pytest.MonkeyPatch, current: bool
) -> None:
    add_documents(home, [locked], password=SECRET, keep_password=True)
    (home / "documents" / "documents.json").unlink()
    if not current:
        monkeypatch.setattr(transcripts, "_stamp_code", lambda: "another version")
    reading = list_readings(build_index(home))[-1]
    assert list_documents(home)[-1].password is None and holding(home, SECRET) == []
    assert "harbour" in "".join(reading.document.lines)
    assert any("with its password" in problem.message for problem in reading.problems) != current


def test_a_kept_password_makes_a_damaged_transcript_again(home: Path, locked: Path) -> None:
    add_documents(home, [locked], password=SECRET, keep_password=True)
    [transcript] = home.glob("documents/read-*")
    written = transcript.read_bytes()
    transcript.write_bytes(written.replace(b"harbour", b"harvest"))
    assert "harbour" in "".join(list_readings(build_index(home))[-1].document.lines)
    assert transcript.read_bytes() == written
