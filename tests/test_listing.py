"""The list of added documents is whole or made again, and no copy goes because it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import write_corpus
from index import durable, shelf
from index.listing import read_list
from index.shelf import (
    ChangedSource,
    add_documents,
    list_documents,
    mend_documents,
    remove_documents,
)
from index.stamps import digest_file
from ingest.catalog import CatalogEntry
from ingest.records import UnreadableSource
from ingest.sources import Source, read_source


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def home(tmp_path: Path, corpus: Path) -> Path:
    """Return a home to which three documents were added, of which the first was changed since."""
    home = tmp_path / "home"
    files = [tmp_path / f"{name}.txt" for name in ("b", "a", "c")]
    for file in files:
        file.write_text(f"漁業補助{file.stem}三件。", encoding="utf-8")
    add_documents(home, files, corpus)
    files[0].write_text("漁業補助四件。", encoding="utf-8")
    add_documents(home, files[:1], corpus)
    return home


def name_all(home: Path, corpus: Path) -> list[CatalogEntry]:
    return list_documents(home, corpus)[1:]


LOST = {
    "missing": None,
    "empty": b"",
    "cut": b'[{"id":"b","copy"',
    "no text": b"\xff\xfe\x00",
    "of another": b'[{"id":"a","copy":"../../x","file":"a","origin":"","sha256":""}]',
}


@pytest.mark.parametrize("content", LOST.values(), ids=LOST)
def test_a_lost_list_is_made_again_from_what_stands_beside_each_copy(
    home: Path, corpus: Path, tmp_path: Path, content: bytes | None
) -> None:
    listing = home / "documents" / "documents.json"
    before, written = name_all(home, corpus), listing.read_bytes()
    assert [entry.id for entry in before] == ["b", "a", "c"]
    listing.unlink() if content is None else listing.write_bytes(content)
    assert name_all(home, corpus) == before
    (tmp_path / "d.txt").write_text("林業。", encoding="utf-8")
    add_documents(home, [tmp_path / "d.txt"], corpus)
    assert name_all(home, corpus)[:3] == before
    remove_documents(home, ["d"], corpus)
    assert listing.read_bytes() == written


def test_a_digit_changed_in_the_list_is_noticed(home: Path, corpus: Path) -> None:
    listing, before = home / "documents" / "documents.json", name_all(home, corpus)
    content = listing.read_bytes()
    for at in range(len(content)):
        listing.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert name_all(home, corpus) == before


def test_where_nothing_stands_beside_a_copy_its_former_row_is_taken(home: Path, corpus: Path) -> None:
    remove_documents(home, ["c"], corpus)
    before = name_all(home, corpus)
    for path in home.glob("documents/*.described"):
        path.unlink()
    (home / "documents" / "documents.json").unlink()
    assert name_all(home, corpus) == before


def test_a_copy_of_which_nothing_is_known_is_kept_and_listed_by_a_build(home: Path, corpus: Path) -> None:
    for path in (*home.glob("documents/*.described"), *home.glob("documents/documents*.json")):
        path.unlink()
    copies = sorted(home.glob("documents/*.txt"))
    with pytest.raises(
        UnreadableSource, match=r"expected a list of documents, found .*; run `plancite build`"
    ):
        list_documents(home, corpus)
    mend_documents(home)
    assert sorted(entry.path for entry in name_all(home, corpus)) == copies
    assert [digest_file(row_copy) for row_copy in copies] == [
        row.sha256 for row in sorted(mend_documents(home).values(), key=lambda row: row.copy)
    ]


def test_the_former_list_is_kept_without_what_was_removed(home: Path, corpus: Path, tmp_path: Path) -> None:
    former = home / "documents" / "documents-before.json"
    (tmp_path / "d.txt").write_text("林業。", encoding="utf-8")
    add_documents(home, [tmp_path / "d.txt"], corpus)
    assert b'"c.txt"' in former.read_bytes() and b'"d.txt"' not in former.read_bytes()
    remove_documents(home, ["c"], corpus)
    assert not any(b'"c.txt"' in path.read_bytes() for path in home.glob("documents/*") if path.is_file())


def test_what_a_killed_process_left_goes_with_the_next_build(home: Path, corpus: Path) -> None:
    folder = home / "documents"
    before = sorted(folder.iterdir())
    [copy, *_] = folder.glob("*.txt")
    for name in (
        f"{copy.name}-0123456789ab",
        "documents-0123456789ab",
        f"{'0' * 24}.txt",
        f"read-{'0' * 64}",
    ):
        (folder / name).write_bytes(b"x")
    mend_documents(home)
    assert sorted(folder.iterdir()) == before


def test_a_row_says_what_it_said_when_it_was_written(home: Path) -> None:
    rows = read_list(home / "documents")
    assert all(row.is_whole() and row.check for row in rows)
    assert [row.place for row in rows] == [1, 2, 3]


def test_a_file_that_changes_while_it_is_read_is_not_added(
    home: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "d.txt"
    file.write_text("林業。", encoding="utf-8")

    def read_and_change(path: Path, **options: object) -> Source:
        source = read_source(path, **options)  # type: ignore[arg-type]
        path.write_text("林業一件。", encoding="utf-8")
        return source

    monkeypatch.setattr(shelf, "read_source", read_and_change)
    with pytest.raises(ChangedSource, match=r"d\.txt: expected a file that stays as it is while it is read"):
        add_documents(home, [file], corpus)
    assert [entry.id for entry in name_all(home, corpus)] == ["b", "a", "c"]
    assert add_documents(home, [file], corpus)


def test_a_file_that_changes_while_it_is_copied_is_not_added(
    home: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "d.txt"
    file.write_text("林業。", encoding="utf-8")

    def change_and_copy(path: Path, to: Path) -> None:
        to.write_bytes(path.read_bytes() + "一件。".encode())

    with monkeypatch.context() as patch:
        patch.setattr(shelf.shutil, "copyfile", change_and_copy)
        with pytest.raises(ChangedSource, match=r"d\.txt: expected a file that stays as it is"):
            add_documents(home, [file], corpus)
    assert [entry.id for entry in name_all(home, corpus)] == ["b", "a", "c"]


def test_what_is_listed_is_on_the_disk_before_the_list_names_it(
    home: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    sync = durable.sync_file
    for module in (durable, shelf):
        monkeypatch.setattr(module, "sync_file", lambda path: (synced.append(path.name), sync(path)))
    (tmp_path / "d.txt").write_text("林業。", encoding="utf-8")
    add_documents(home, [tmp_path / "d.txt"], corpus)
    stems = [name.rpartition("-")[0] for name in synced]
    copy = name_all(home, corpus)[-1].path.name
    # The copy, what stands beside it, and what was read of it.
    assert stems[: stems.index("documents-before")].count(copy) == 2
    assert stems.index(f"read-{digest_file(tmp_path / 'd.txt')}") < stems.index("documents")
    assert synced[-1] == "documents"
