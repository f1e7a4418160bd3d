"""An index is built when it is missing, built again when it is stale, and left alone otherwise."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bench.damage import change_byte
from building import PLAN, list_passages, list_readings, write_corpus
from index import build, opening, reading, record_writer
from index.build import build_index
from index.damage import StoreError
from index.embedder import StaticEmbedder
from index.holding import take_turn
from index.opening import is_stale, open_index
from index.shelf import add_documents, list_documents, list_glossaries, remove_documents
from index.store import Before, Store, open_store
from ingest.catalog import CatalogEntry
from ingest.glossary import Glossary, load_glossary
from ingest.records import Reading, UnreadableSource
from qa.engine import Engine

pytestmark = pytest.mark.usefixtures("small_dictionary")


@pytest.fixture
def corpus(home: Path) -> Path:
    return home.parent / "corpus"


def stages(home: Path, corpus: Path) -> list[str]:
    """Open the index and return the stages of building it, none when it was left alone."""
    seen: list[str] = []
    open_index(home, corpus, lambda stage, done, total: seen.append(stage))
    return list(dict.fromkeys(seen))


def test_a_missing_index_is_built_with_progress(tmp_path: Path, corpus: Path) -> None:
    assert stages(tmp_path / "new", corpus) == ["read", "lexical", "dictionary", "embed", "done"]
    assert stages(tmp_path / "new", corpus) == []


def test_a_changed_document_is_indexed_again(home: Path, corpus: Path) -> None:
    write_corpus(corpus, PLAN.replace("15次", "51次"))
    assert is_stale(home, open_store(home), list_documents(home, corpus))
    assert stages(home, corpus)
    assert "51次" in list_readings(open_store(home))[0].measures[0].text("result")
    assert stages(home, corpus) == []


def test_an_added_document_is_indexed(home: Path, corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("壹、說明\n漁業補助三件。\n", encoding="utf-8")
    add_documents(home, [file], corpus)
    assert stages(home, corpus)
    store = open_store(home)
    assert [stamp.id for stamp in store.manifest.documents] == ["plan-109", "note"]
    found = list_passages(store)[int(store.lexical().score("漁業補助").argmax())]
    assert (found.doc, found.place.line_end) == ("note", 2)
    assert stages(home, corpus) == []


def test_a_removed_document_is_forgotten(home: Path, corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("漁業補助三件。", encoding="utf-8")
    add_documents(home, [file], corpus)
    open_index(home, corpus)
    remove_documents(home, ["note"], corpus)
    assert stages(home, corpus)
    assert [stamp.id for stamp in open_store(home).manifest.documents] == ["plan-109"]


def test_rules_that_changed_make_an_index_stale(
    home: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (build, opening):
        monkeypatch.setattr(module, "stamp_code", lambda home: "newer")
    assert stages(home, corpus)
    assert stages(home, corpus) == []


@pytest.mark.parametrize("content", [None, b"", b"\x00\x01\x02"])
def test_a_document_that_cannot_be_read_leaves_the_index_as_it_was(
    home: Path, corpus: Path, content: bytes | None
) -> None:
    before = sorted(home.iterdir())
    file = corpus / "plan-109.txt"
    file.unlink() if content is None else file.write_bytes(content)
    with pytest.raises(UnreadableSource, match=r"plan-109\.txt: expected .*, found .*; "):
        build_index(home, None, corpus)
    assert sorted(home.iterdir()) == before
    assert list_readings(open_store(home))[0].measures[0].no == 1


def lack_file(home: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (corpus / "plan-109.txt").unlink()
    return r"plan-109\.txt: expected "


def lack_space(home: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (corpus / "plan-109.txt").write_text(PLAN + "另案", encoding="utf-8")

    def fill(path: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Path, "write_bytes", fill)
    return "expected to read and write there, found No space left on device; check "


def lack_space_for_records(home: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (corpus / "plan-109.txt").write_text(PLAN + "另案", encoding="utf-8")

    def fill(*_: object) -> None:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))

    monkeypatch.setattr(record_writer.RecordWriter, "save", fill)
    return "expected to read and write there, found File too large; check "


def lack_right(home: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (corpus / "plan-109.txt").write_text(PLAN + "另案", encoding="utf-8")

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    return "expected to read and write there, found Read-only file system; check "


@pytest.mark.parametrize("spoil", [lack_file, lack_space, lack_space_for_records, lack_right])
def test_an_index_that_cannot_be_built_again_goes_on_answering_with_one_line(
    home: Path,
    corpus: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path, Path, pytest.MonkeyPatch], str],
) -> None:
    indexes = sorted(home.glob("index-*"))
    expected = spoil(home, corpus, monkeypatch)
    told: list[str] = []
    store = open_index(home, corpus, tell=told.append)
    [line] = told
    assert re.match(rf"the index could not be built again and answers as it was: .*{expected}", line)
    assert "\n" not in line
    assert Engine(store, load_glossary()).ask("廉政會報幾次").figures[0].value == 15
    assert sorted(home.glob("index-*")) == indexes


def test_a_glossary_of_ones_own_is_used_and_rebuilds_the_index(home: Path, corpus: Path) -> None:
    first = open_index(home, corpus)
    rows = "zh,also,en,kind,note\n遊說法,關說法,influence act,law,\n"
    (home / "glossary.csv").write_text(rows, encoding="utf-8")
    second = open_index(home, corpus)
    assert second.folder != first.folder
    engine = Engine(second, load_glossary(*list_glossaries(home)))
    assert engine.ask("How many sessions on the influence act?").measures[:1] == (2,)
    # The words alone name the entry of the annex as much as the measure: either tells what was reached.
    answer = engine.ask("influence act")
    assert ("influence act", "遊說法") in answer.understood.translated
    assert [figure.as_written for figure in answer.figures[:1]] == ["6場次"]
    assert Engine(second, load_glossary()).ask("influence act").abstained


def content(store: Store) -> tuple[object, ...]:
    """Return all that is read from an index, to compare two."""
    lexical = store.lexical()
    scores = [lexical.score(words).tolist() for words in ("廉政會報", "漁業補助", "遊說法 宣導")]
    manifest = store.manifest
    stamps = [(stamp.id, stamp.sha256, stamp.passages, stamp.stamp) for stamp in manifest.documents]
    about = (manifest.model_id, manifest.dimension, manifest.passages, manifest.code)
    files = ("vectors.faiss", "lexicon.json", "dictionary.json")
    parts = [(store.folder / name).read_bytes() for name in files]
    return about, stamps, scores, list_readings(store), list_passages(store), parts


def read_names(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[int]]:
    """Return the lists that will hold the documents read and the numbers of passages embedded."""
    read: list[str] = []
    embedded: list[int] = []
    read_document, embed = reading.read_document, StaticEmbedder.embed

    def note(path: Path, entry: CatalogEntry, glossary: Glossary, **options: Any) -> Reading:
        read.append(entry.id)
        return read_document(path, entry, glossary, **options)

    def count(self: StaticEmbedder, texts: Sequence[str]) -> Any:
        embedded.append(len(texts))
        return embed(self, texts)

    monkeypatch.setattr(reading, "read_document", note)
    monkeypatch.setattr(StaticEmbedder, "embed", count)
    return read, embedded


def test_only_what_changed_is_read_and_embedded_and_the_index_is_the_same(
    home: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(f"壹、{name}\n漁業補助三件。\n" * 3, encoding="utf-8")
    add_documents(home, [tmp_path / "a.txt", tmp_path / "b.txt"], corpus)
    before = build_index(home, None, corpus)
    read, embedded = read_names(monkeypatch)
    add_documents(home, [tmp_path / "c.txt"], corpus)
    after = build_index(home, None, corpus)
    assert read == ["c"]
    assert sum(embedded) == after.manifest.documents[-1].passages
    shutil.rmtree(home / "documents", ignore_errors=False)
    read.clear()
    scratch = tmp_path / "scratch"
    add_documents(scratch, [tmp_path / f"{name}.txt" for name in ("a", "b", "c")], corpus)
    assert content(build_index(scratch, None, corpus)) == content(after)
    assert read == ["plan-109", "a", "b", "c"]
    read.clear()
    embedded.clear()
    remove_documents(scratch, ["c"], corpus)
    assert content(build_index(scratch, None, corpus)) == content(before)
    assert (read, embedded) == ([], [])


def test_a_damaged_index_is_not_built_upon(home: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(open_store(home))
    [vectors] = home.glob("index-*/vectors.faiss")
    vectors.write_bytes(b"noise")
    read, _ = read_names(monkeypatch)
    assert content(build_index(home, None, corpus)) == before
    assert read == ["plan-109"]


@pytest.mark.parametrize("part", ["records.bin", "traits.npy", "lexical/scores.npy", "headwords.json"])
def test_a_digit_changed_in_a_part_is_not_taken_over(home: Path, corpus: Path, part: str) -> None:
    before = content(open_store(home))
    [file] = home.glob(f"index-*/{part}")
    changed = bytearray(file.read_bytes())
    changed[-2] ^= 1
    file.write_bytes(changed)
    assert content(build_index(home, None, corpus)) == before
    assert content(open_index(home, corpus)) == before


@pytest.mark.parametrize("part", ["traits.npy", "lexical/scores.npy", "headwords.json", "checks.bin"])
def test_nothing_is_taken_from_an_index_of_which_any_part_is_damaged(home: Path, part: str) -> None:
    [file] = home.glob(f"index-*/{part}")
    change_byte(file, file.stat().st_size - 2, 1)
    with pytest.raises(StoreError, match=f"{part}: expected a whole part of the index"):
        Before(open_store(home))


def test_one_build_at_a_time_is_at_work(home: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "take_turn", partial(take_turn, patience=0))
    with ThreadPoolExecutor(1) as others, take_turn(home):
        other = others.submit(build_index, home, None, corpus)
        with pytest.raises(StoreError, match="found another build at work"):
            other.result(60)


def test_a_document_replaced_while_it_is_read_is_read_again(home: Path, corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("漁業補助三件。", encoding="utf-8")
    add_documents(home, [file], corpus)
    file.write_text("漁業補助四件。", encoding="utf-8")
    replaced = False

    def replace(stage: str, done: int, total: int) -> None:
        nonlocal replaced
        if stage == "read" and done == 1 and not replaced:
            replaced = True
            add_documents(home, [file], corpus)

    store = build_index(home, None, corpus, replace)
    assert list_passages(store)[-1].text == "漁業補助四件。"
