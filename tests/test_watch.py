"""A watched folder and the index are kept alike; all ways of adding give the same index."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from building import PLAN, list_passages, list_readings
from index import watch
from index.build import build_index
from index.embedder import BUNDLED
from index.shelf import ShelfError, add_documents, list_documents, list_origins
from index.store import Store, open_store
from index.watch import FolderWatch, list_files
from ingest.records import UnreadableSource
from office import damage, write_word
from qa.cli import main

pytestmark = pytest.mark.usefixtures("small_dictionary")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    return folder


def write(path: Path, text: str, age: float = 100) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    stamp = path.stat().st_mtime - age
    os.utime(path, (stamp, stamp))
    return path


def indexed(home: Path) -> list[str]:
    return [stamp.id for stamp in open_store(home).manifest.documents]


def test_files_that_come_change_and_go_are_followed(home: Path, folder: Path, tmp_path: Path) -> None:
    step = FolderWatch(home, folder, tmp_path / "corpus").step
    assert step() == []
    one, two = write(folder / "one.txt", "漁業補助三件。"), write(folder / "sub" / "two.txt", "農業補助。")
    assert step() == [f"{one}: added as one", f"{two}: added as two"]
    assert indexed(home) == ["plan-109", "one", "two"]
    assert step() == []
    write(one, "漁業補助四件。", age=50)
    assert step() == [f"{one}: replaced one"]
    assert "漁業補助四件。" in [passage.text for passage in list_passages(open_store(home))]
    two.unlink()
    assert step() == ["two: removed"]
    assert indexed(home) == ["plan-109", "one"]


def test_a_file_that_still_grows_is_waited_for(home: Path, folder: Path, tmp_path: Path) -> None:
    step = FolderWatch(home, folder, tmp_path / "corpus").step
    file = write(folder / "one.txt", "漁業", age=-60)
    assert step() == []
    write(file, "漁業補助三件。", age=-60)
    assert step() == []
    assert step() == [f"{file}: added as one"]


def test_what_cannot_be_read_is_said_once(home: Path, folder: Path, tmp_path: Path) -> None:
    step = FolderWatch(home, folder, tmp_path / "corpus").step
    bad = write(folder / "bad.txt", "")
    before = open_store(home).folder
    assert step() == [f"{bad}: expected text, found an empty file; add the text and try again"]
    assert step() == []
    assert open_store(home).folder == before


def test_documents_from_elsewhere_stay(home: Path, folder: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other.txt", "林業。")
    add_documents(home, [other], tmp_path / "corpus")
    other.unlink()
    step = FolderWatch(home, folder, tmp_path / "corpus").step
    assert step() == []
    assert [entry.id for entry in list_documents(home, tmp_path / "corpus")] == ["plan-109", "other"]


def test_what_vanished_while_nobody_watched_is_removed(home: Path, folder: Path, tmp_path: Path) -> None:
    file = write(folder / "one.txt", "漁業補助三件。")
    FolderWatch(home, folder, tmp_path / "corpus").step()
    file.unlink()
    assert FolderWatch(home, folder, tmp_path / "corpus").step() == ["one: removed"]


def test_a_damaged_document_costs_one_line(home: Path, folder: Path, tmp_path: Path) -> None:
    bad = write_word(folder / "a.docx", ["甲" * 500])
    bad.write_bytes(damage(bad.read_bytes(), "word/document.xml"))
    good = write(folder / "b.txt", "漁業補助三件。")
    watched = FolderWatch(home, folder, tmp_path / "corpus")
    said = [line for _ in range(3) for line in watched.step()]
    assert sorted(said) == [
        f"{bad}: expected a Word document, found a damaged one (zlib.error); save it again",
        f"{good}: added as b",
    ]


def test_links_out_of_the_folder_and_hidden_files_are_left_out(folder: Path, tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.txt", "機密")
    (folder / "link.txt").symlink_to(secret)
    (folder / "out").symlink_to(tmp_path)
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    write(folder / "home" / "own.txt", "甲")
    write(folder / ".hidden.txt", "甲")
    write(folder / "~$lock.docx", "甲")
    plain = write(folder / "b.txt", "甲")
    first = write(folder / "a.txt", "甲")
    assert list(list_files(folder, folder / "home")) == [first, plain]


def test_a_folder_of_too_many_files_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_MOST_FILES", 1)
    write(folder / "a.txt", "甲")
    write(folder / "b.txt", "甲")
    with pytest.raises(UnreadableSource, match="expected at most 1 files, found more; name fewer"):
        list(list_files(folder))


def test_only_a_folder_can_be_watched(home: Path, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="expected a folder to watch, found none"):
        FolderWatch(home, tmp_path / "none")


def test_uploads_stay_when_the_home_lies_in_the_folder(home: Path, tmp_path: Path) -> None:
    upload = write(home / "incoming" / "upload.txt", "林業。")
    add_documents(home, [upload], tmp_path / "corpus")
    upload.unlink()
    shutil.rmtree(tmp_path / "corpus")
    assert FolderWatch(home, tmp_path, tmp_path / "corpus").step() == []
    assert "upload" in list_origins(home)
    assert list(list_files(home, home)) == []


def test_the_documents_of_a_folder_that_is_away_stay(home: Path, folder: Path, tmp_path: Path) -> None:
    file = write(folder / "one.txt", "漁業補助三件。")
    step = FolderWatch(home, folder, tmp_path / "corpus").step
    step()
    folder.rename(tmp_path / "elsewhere")
    assert step() == [
        f"{folder}: expected the watched folder, found none; its documents stay until it is back"
    ]
    assert step() == []
    assert indexed(home) == ["plan-109", "one"]
    (tmp_path / "elsewhere").rename(folder)
    assert step() == []
    file.unlink()
    assert step() == ["one: removed"]


def test_an_empty_place_on_another_device_is_a_folder_that_is_away(
    home: Path, folder: Path, tmp_path: Path
) -> None:
    file = write(folder / "one.txt", "漁業補助三件。")
    followed = FolderWatch(home, folder, tmp_path / "corpus")
    followed.step()
    followed._device = -1
    file.unlink()
    assert "its documents stay" in followed.step()[0]
    assert indexed(home) == ["plan-109", "one"]


def test_what_cannot_be_looked_at_has_not_vanished(
    home: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = write(folder / "one.txt", "漁業。"), write(folder / "sub" / "two.txt", "農業。")
    step = FolderWatch(home, folder, tmp_path / "corpus").step
    step()
    scan, look = os.scandir, Path.stat

    def refuse_folder(path: str) -> object:
        if Path(path) == two.parent:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    def refuse_file(path: Path, **more: bool) -> os.stat_result:
        if path == one:
            raise PermissionError(13, "Permission denied", str(path))
        return look(path, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refuse_folder)
        patch.setattr(Path, "stat", refuse_file)
        assert step() == []
    assert indexed(home) == ["plan-109", "one", "two"]


def test_a_second_file_of_the_same_content_takes_the_place_of_the_first(
    home: Path, folder: Path, tmp_path: Path
) -> None:
    a, b = write(folder / "a.txt", "漁業補助三件。"), write(folder / "b.txt", "漁業補助三件。")
    step = FolderWatch(home, folder, tmp_path / "corpus").step
    assert step() == [f"{a}: added as a", f"{b}: already there as a"]
    assert step() == []
    a.unlink()
    assert step() == ["a: removed", f"{b}: added as b"]
    assert indexed(home) == ["plan-109", "b"]


def test_the_model_of_the_index_stays(
    home: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = shutil.copytree(BUNDLED, tmp_path / "model")
    build_index(home, str(model), tmp_path / "corpus")
    write(folder / "one.txt", "漁業補助三件。")
    FolderWatch(home, folder, tmp_path / "corpus").step()
    assert indexed(home) == ["plan-109", "one"]
    assert open_store(home).manifest.model == str(model)


@pytest.mark.parametrize(
    "error", [ShelfError("the list is in use; try again"), OSError(28, "No space left on device")]
)
@pytest.mark.parametrize("part", ["add_documents", "remove_documents", "list_origins", "build_index"])
def test_what_hinders_a_step_is_said_once_and_tried_again(
    home: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, error: Exception
) -> None:
    step = FolderWatch(home, folder, tmp_path / "corpus").step
    old = write(folder / "old.txt", "漁業。")
    step()
    old.unlink()
    write(folder / "new.txt", "農業。")

    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(watch, part, fail)
        said = step()
        told = "the list is in use" if isinstance(error, ShelfError) else "No space left on device"
        assert [told in line for line in said].count(True) == 1
        assert not any("\n" in line for line in said)
        assert not any(told in line for line in step())
    step()
    assert indexed(home) == ["plan-109", "new"]


def content(store: Store) -> tuple[object, ...]:
    stamps = [(s.id, s.sha256, s.passages) for s in store.manifest.documents]
    return stamps, list_readings(store), list_passages(store), store.vectors_file.read_bytes()


def test_command_page_and_folder_give_the_same_index(
    home: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (
        write(folder / "a.txt", "漁業補助三件。"),
        write(folder / "b.txt", PLAN.replace("15次", "18次")),
    )
    corpus = tmp_path / "corpus"
    FolderWatch(home, folder, corpus).step()
    other = tmp_path / "other"
    add_documents(other, [one], corpus)
    build_index(other, None, corpus)
    add_documents(other, [two], corpus)
    assert content(build_index(other, None, corpus)) == content(open_store(home))
    monkeypatch.setenv("PLANCITE_HOME", str(tmp_path / "third"))
    assert main(["build", str(folder)]) == 0
    third = open_store(tmp_path / "third")
    assert list_readings(third)[-2:] == list_readings(open_store(home))[-2:]
