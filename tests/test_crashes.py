"""Whatever happens to a home or a build, a question is answered from a whole index or refused in one line."""

from __future__ import annotations

import errno
import gc
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.crashes import Crashes
from building import PLAN, list_readings, use_small_dictionary, write_corpus
from index import build, durable, holding, listing, opening, shelf, store_writer
from index.build import build_index
from index.damage import StoreError
from index.holding import hold_folder, keep_folder, take_turn
from index.opening import open_index
from index.shelf import add_documents, list_documents
from index.store import FORMAT, open_store
from ingest import glossary
from ingest.glossary import load_glossary
from ingest.records import UnreadableSource
from qa.engine import Engine

CHANGED = PLAN.replace("召開廉政會報15次", "召開廉政會報150次")


pytestmark = pytest.mark.usefixtures("small_dictionary")


@pytest.fixture
def corpus(home: Path) -> Path:
    return home.parent / "corpus"


def ask(home: Path, corpus: Path, told: list[str]) -> object:
    engine = Engine(open_index(home, corpus, tell=told.append), load_glossary())
    return engine.ask("廉政會報幾次").figures[0].value


@pytest.fixture(scope="module")
def crashes(tmp_path_factory: pytest.TempPathFactory) -> Crashes:
    with pytest.MonkeyPatch.context() as monkeypatch:
        use_small_dictionary(monkeypatch)
        return Crashes(tmp_path_factory.mktemp("crashes"), PLAN)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_a_process_that_is_killed_leaves_one_of_two_states(crashes: Crashes, share: float) -> None:
    crashes.kill(crashes.took * share)
    assert crashes.examples == []


@pytest.mark.parametrize("most", [10, 500, 3_000, 60_000, 250_000])
def test_a_disk_that_is_full_leaves_the_old_answers(crashes: Crashes, most: int) -> None:
    crashes.fill(most)
    assert crashes.examples == []


def test_two_builds_at_once_take_turns(crashes: Crashes) -> None:
    crashes.meet()
    assert crashes.examples == []


def test_a_home_that_vanishes_is_one_line(crashes: Crashes) -> None:
    crashes.vanish(crashes.took * 0.3)
    assert crashes.examples == []


def make_folder(pointer: Path) -> None:
    pointer.unlink()
    (pointer / "in").mkdir(parents=True)


def make_pipe(pointer: Path) -> None:
    pointer.unlink()
    os.mkfifo(pointer)


def make_loop(pointer: Path) -> None:
    pointer.unlink()
    pointer.symlink_to(pointer)


POINTERS: dict[str, Callable[[Path], object]] = {
    "missing": lambda pointer: pointer.unlink(),
    "empty": lambda pointer: pointer.write_bytes(b""),
    "a line": lambda pointer: pointer.write_bytes(b"\n"),
    "no text": lambda pointer: pointer.write_bytes(b"\xff\xfe\x00"),
    "long": lambda pointer: pointer.write_bytes(b"index-" + b"0" * 5000),
    "elsewhere": lambda pointer: pointer.write_bytes(b"/etc"),
    "above": lambda pointer: pointer.write_bytes(b"../home/" + pointer.read_bytes()),
    "gone": lambda pointer: pointer.write_bytes(b"index-0123456789ab"),
    "folder": make_folder,
    "pipe": make_pipe,
    "loop": make_loop,
}


@pytest.mark.parametrize("spoil", POINTERS.values(), ids=POINTERS)
def test_a_pointer_in_any_state_is_one_line_and_mended_by_a_build(
    home: Path, corpus: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(home / "current")
    told: list[str] = []
    try:
        assert ask(home, corpus, told) == 15
    except StoreError as error:
        message = "expected a whole part of the index, found a damaged one; run `plancite build`"
        assert str(error) == f"{home / 'current'}: {message}"
    build_index(home, None, corpus)
    assert (ask(home, corpus, told), told) == (15, [])
    gc.collect()
    assert len(list(home.glob("index-*"))) == 1


def refuse(*_: object, **__: object) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS), "home")


def test_an_upgrade_over_a_home_that_may_not_be_written_to_answers_with_one_line(
    home: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [manifest] = home.glob("index-*/manifest.json")
    written = manifest.read_text("utf-8").replace(f'"format":{FORMAT}', f'"format":{FORMAT - 1}')
    manifest.write_text(written, encoding="utf-8")
    before = sorted(home.rglob("*"))
    for module in (opening, build):
        monkeypatch.setattr(module, "take_turn", refuse)
    told: list[str] = []
    assert ask(home, corpus, told) == 15
    [line] = told
    assert f"expected index format {FORMAT}, found {FORMAT - 1}" in line
    assert "Read-only file system" in line and "\n" not in line
    assert sorted(home.rglob("*")) == before


def test_rules_that_changed_over_a_home_that_may_not_be_written_to_leave_the_old_answers(
    home: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (build, opening):
        monkeypatch.setattr(module, "stamp_code", lambda home: "newer")
    monkeypatch.setattr(opening, "take_turn", refuse)
    told: list[str] = []
    assert ask(home, corpus, told) == 15
    [line] = told
    assert line.startswith("the index could not be built again and answers as it was: home: ")


def test_a_shipped_glossary_that_is_gone_is_one_line(
    home: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (glossary, shelf):
        monkeypatch.setattr(module, "SHIPPED", tmp_path / "glossary.csv")
    told: list[str] = []
    with pytest.raises(
        UnreadableSource, match=r"glossary\.csv: expected the shipped glossary, found No such"
    ):
        open_index(home, corpus, tell=told.append)
    assert told == []


def test_a_question_does_not_wait_for_long_for_a_build_of_another(
    home: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_corpus(corpus, CHANGED)
    monkeypatch.setattr(opening, "PATIENCE", 0)
    begun, done = threading.Event(), threading.Event()

    def build_slowly() -> None:
        with take_turn(home):
            begun.set()
            done.wait(30)

    other = threading.Thread(target=build_slowly)
    other.start()
    begun.wait(30)
    told: list[str] = []
    assert ask(home, corpus, told) == 15
    [line] = told
    assert "found another build at work" in line
    done.set()
    other.join()
    assert ask(home, corpus, []) == 150


def test_what_another_build_made_meanwhile_is_not_built_again(
    home: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_corpus(corpus, CHANGED)
    built: list[Path] = []
    alone = build._build_alone

    def note(home: Path, *arguments: object) -> object:
        built.append(home)
        return alone(home, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(build, "_build_alone", note)
    threads = [threading.Thread(target=ask, args=(home, corpus, [])) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert built == [home]


def test_everything_is_on_the_disk_before_current_names_it(
    home: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    sync = durable.sync_file
    for module in (durable, store_writer, store_writer.seal_parts.__globals__):
        note = lambda path: (synced.append(Path(path)), sync(path))  # noqa: E731
        if isinstance(module, dict):
            monkeypatch.setitem(module, "sync_file", note)
        else:
            monkeypatch.setattr(module, "sync_file", note)
    folder = build_index(home, None, corpus).folder
    parts = [path for path in folder.rglob("*")]
    [pointer] = [path for path in synced if path.name.startswith("current-")]
    assert {*parts, folder} <= {*synced[: synced.index(pointer)]}
    assert synced[-1] == home


def test_a_corpus_file_that_changes_while_it_is_read_is_read_again(
    home: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = [CHANGED, PLAN]

    def change(stage: str, done: int, total: int) -> None:
        if stage == "read" and done == 0 and changes:
            write_corpus(corpus, changes.pop(0))

    write_corpus(corpus, PLAN + "另案")
    assert (
        list_readings(build_index(home, None, corpus, change))[0]
        .measures[0]
        .text("result")
        .endswith("15次。")
    )


def test_a_corpus_file_that_never_stays_is_told(home: Path, corpus: Path) -> None:
    def change(stage: str, done: int, total: int) -> None:
        if stage == "read" and done == 0:
            write_corpus(corpus, f"{PLAN}{time.time_ns()}")

    write_corpus(corpus, CHANGED)
    with pytest.raises(UnreadableSource, match=r"plan-109\.txt: expected a file that stays as it is"):
        build_index(home, None, corpus, change)
    assert list_readings(open_store(home))[0].measures[0].text("result").endswith("15次。")


def test_files_on_their_way_in_go_at_once_where_nobody_holds_them(home: Path, corpus: Path) -> None:
    (home / "incoming" / "left").mkdir(parents=True)
    (home / "incoming" / "left" / "plan.txt").write_text(PLAN, encoding="utf-8")
    with keep_folder(home, "incoming") as (folder, _):
        open_index(home, corpus)
        assert list((home / "incoming").iterdir()) == [folder]
    assert list((home / "incoming").iterdir()) == []


def test_where_folders_cannot_be_locked_what_was_just_written_stays(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "fcntl", None)
    (home / "incoming" / "old").mkdir(parents=True)
    os.utime(home / "incoming" / "old", (0, 0))
    with keep_folder(home, "incoming") as (folder, held):
        holding.sweep_home(home, open_store(home).folder.name)
        assert held is None and list((home / "incoming").iterdir()) == [folder]


def test_a_folder_that_went_before_it_was_held_is_made_anew(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Path] = []

    def hold_late(folder: Path) -> int | None:
        held = hold_folder(folder)
        tries.append(folder)
        if len(tries) == 1:
            folder.rmdir()
        return held

    monkeypatch.setattr(holding, "hold_folder", hold_late)
    with keep_folder(home, "incoming") as (folder, _):
        assert len(tries) == 2 and folder == tries[1] and folder.is_dir()


def test_a_copy_that_is_damaged_is_mended_by_adding_its_file_again(
    home: Path, corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("漁業補助三件。", encoding="utf-8")
    (tmp_path / "same.txt").write_text("漁業補助三件。", encoding="utf-8")
    add_documents(home, [tmp_path / "note.txt"], corpus)
    copy = list_documents(home, corpus)[-1].path
    copy.write_text("漁業補助八件。", encoding="utf-8")
    (tmp_path / "note.txt").unlink()
    told: list[str] = []
    ask(home, corpus, told)
    assert "note.txt as it was added, found another content" in told[0]
    assert add_documents(home, [tmp_path / "same.txt"], corpus)[0].endswith("mended note")
    assert copy.read_text(encoding="utf-8") == "漁業補助三件。"
    assert listing.read_list(copy.parent)[0].is_whole()
