"""Added documents are copied into the home, so that they can be indexed again."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import PLAN, write_corpus
from index import shelf
from index.shelf import (
    ShelfError,
    add_documents,
    find_home,
    list_documents,
    remove_documents,
    stamp_code,
)
from index.stamps import digest_file
from ingest.records import UnreadableSource


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def ids(home: Path, corpus: Path) -> list[str]:
    return [entry.id for entry in list_documents(home, corpus)]


def test_an_added_document_outlives_its_file(home: Path, corpus: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "我的 計畫.txt", PLAN + "另案")
    assert add_documents(home, [file], corpus) == [f"{file}: added as 我的-計畫"]
    file.unlink()
    entry = list_documents(home, corpus)[-1]
    assert (entry.id, entry.file) == ("我的-計畫", file.name)
    assert entry.path.is_relative_to(home)
    assert entry.path.read_text(encoding="utf-8") == PLAN + "另案"
    assert ids(home, corpus) == ["plan-109", "我的-計畫"]


def test_a_document_is_added_once(home: Path, corpus: Path, tmp_path: Path) -> None:
    one, same = write(tmp_path / "one.txt", "甲"), write(tmp_path / "same.txt", "甲")
    shipped = write(tmp_path / "copy.txt", PLAN)
    assert add_documents(home, [one, same, shipped], corpus) == [
        f"{one}: added as one",
        f"{same}: already there as one",
        f"{shipped}: already there as plan-109",
    ]
    assert ids(home, corpus) == ["plan-109", "one"]


def test_a_changed_file_takes_the_place_of_what_it_was(home: Path, corpus: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "one.txt", "甲")
    add_documents(home, [file], corpus)
    write(file, "乙")
    assert add_documents(home, [file], corpus) == [f"{file}: replaced one"]
    assert ids(home, corpus) == ["plan-109", "one"]
    assert list_documents(home, corpus)[-1].path.read_text(encoding="utf-8") == "乙"
    assert [p.read_text() for p in (home / "documents").glob("*.txt")] == ["乙"]


def test_files_of_one_name_from_two_folders_are_both_kept(home: Path, corpus: Path, tmp_path: Path) -> None:
    one, other = write(tmp_path / "one.txt", "甲"), write(tmp_path / "later" / "one.txt", "乙")
    assert add_documents(home, [one, other], corpus) == [f"{one}: added as one", f"{other}: added as one-2"]
    entries = list_documents(home, corpus)[1:]
    assert [(e.id, e.file, e.path.read_text(encoding="utf-8")) for e in entries] == [
        ("one", "one.txt", "甲"),
        ("one-2", "one-2.txt", "乙"),
    ]


def test_citations_name_a_file_from_where_one_stands(
    home: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    add_documents(home, [write(tmp_path / "plans" / "one.txt", "甲")], corpus)
    assert list_documents(home, corpus)[-1].file == "plans/one.txt"


def test_removed_documents_are_gone_with_their_copies(home: Path, corpus: Path, tmp_path: Path) -> None:
    add_documents(home, [write(tmp_path / f"{name}.txt", name) for name in ("one", "two")], corpus)
    assert remove_documents(home, ["one"], corpus) == ["one: removed"]
    assert ids(home, corpus) == ["plan-109", "two"]
    assert [p.read_text() for p in (home / "documents").glob("*.txt")] == ["two"]


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("plan-109", "^plan-109: expected an added document, found one that comes with plancite$"),
        ("none", r"^none: expected an added document \(one\), found no such; see `plancite docs`$"),
    ],
)
def test_what_cannot_be_removed_is_said_and_nothing_is(
    home: Path, corpus: Path, tmp_path: Path, id: str, message: str
) -> None:
    add_documents(home, [write(tmp_path / "one.txt", "甲")], corpus)
    with pytest.raises(ShelfError, match=message):
        remove_documents(home, ["one", id], corpus)
    assert ids(home, corpus) == ["plan-109", "one"]


def test_an_added_document_never_takes_the_place_of_a_shipped_one(
    home: Path, corpus: Path, tmp_path: Path
) -> None:
    add_documents(home, [write(tmp_path / "plan-109.txt", "另一份")], corpus)
    assert ids(home, corpus) == ["plan-109", "plan-109-2"]


@pytest.mark.parametrize("name", ["..", "...txt", "a/../b.txt", "-.txt", "計畫 (1).txt"])
def test_names_stay_inside_the_home(home: Path, corpus: Path, tmp_path: Path, name: str) -> None:
    if name == "..":
        with pytest.raises(UnreadableSource, match="found a folder"):
            add_documents(home, [tmp_path / name], corpus)
        return
    add_documents(home, [write(tmp_path / "in" / name, "甲")], corpus)
    assert list_documents(home, corpus)[-1].path.resolve().parent == home / "documents"


def test_one_unreadable_file_adds_none(home: Path, corpus: Path, tmp_path: Path) -> None:
    good, bad = write(tmp_path / "good.txt", "甲"), write(tmp_path / "bad.txt", "")
    with pytest.raises(UnreadableSource, match=r"bad\.txt: expected text, found an empty file"):
        add_documents(home, [good, bad], corpus)
    assert ids(home, corpus) == ["plan-109"]


def test_a_damaged_list_of_documents_is_refused(home: Path, corpus: Path) -> None:
    write(home / "documents" / "documents.json", '[{"id": ')
    with pytest.raises(UnreadableSource, match="found a damaged file; run `plancite build`"):
        list_documents(home, corpus)


def test_the_home_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLANCITE_HOME", str(tmp_path / "elsewhere"))
    assert find_home() == tmp_path / "elsewhere"
    monkeypatch.setenv("PLANCITE_HOME", "")
    monkeypatch.chdir(tmp_path)
    assert find_home() == tmp_path / ".plancite"


def test_the_stamp_follows_the_rules_documents_are_read_by(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    glossary = write(tmp_path / "glossary.csv", "zh,also,en,kind,note\n")
    monkeypatch.setattr(shelf, "SHIPPED", glossary)
    before = stamp_code(tmp_path)
    assert stamp_code(tmp_path) == before
    write(glossary, "zh,also,en,kind,note\n廉政,,integrity,term,\n")
    assert stamp_code(tmp_path) != before


def test_a_file_that_is_gone_has_no_digest(tmp_path: Path) -> None:
    assert digest_file(tmp_path / "none") == ""
    assert len(digest_file(write(tmp_path / "one", "甲"))) == 64
