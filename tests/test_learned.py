"""What was learned is held to what its training wrote: a byte that changes is told, never answered from."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.damage import change_byte
from building import PLAN, ROOT
from index import shelf
from index.build import build_index
from index.opening import open_index
from index.shelf import add_documents, list_documents, remove_documents, stamp_code
from index.store import open_store
from index.watch import FolderWatch
from ingest.entries import label_words, unnamed
from ingest.entries.train import write_weights as write_unnamed
from ingest.entries.train_words import write_words
from ingest.learned import NAME, LearnedError, check_learned, read_digests, read_learned, write_learned
from ingest.pairing import model
from qa.finding import cell_weights, number_weights, train_cells, train_numbers, weights
from qa.finding.train import Learned, Model
from qa.finding.train import write_weights as write_series
from qa.ui import builder, frame
from qa.understanding import parts, states, train_states
from qa.understanding import train as parts_train


@dataclass(frozen=True)
class Weights:
    """A file of weights: what reads it anew, and where the module that does keeps its place."""

    file: str
    load: Callable[[], object]
    module: Any
    place: str

    def lead(self, monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
        """Lead the module to another file."""
        place = file.parent if self.place == "FOLDER" else file
        monkeypatch.setattr(self.module, self.place, place)


def read_series(english: bool) -> object:
    return weights.load_weights.__wrapped__(english)


ALL = (
    Weights("ingest/entries/unnamed.json", unnamed.load_weights.__wrapped__, unnamed, "WEIGHTS"),
    Weights("ingest/pairing/weights.json", model.load_models.__wrapped__, model, "WEIGHTS"),
    Weights("qa/understanding/parts.npz", parts.load_weights.__wrapped__, parts, "WEIGHTS"),
    Weights("qa/understanding/states.npz", states.load_states.__wrapped__, states, "WEIGHTS"),
    Weights("qa/finding/chinese.toml", lambda: read_series(False), weights, "FOLDER"),
    Weights("qa/finding/english.toml", lambda: read_series(True), weights, "FOLDER"),
    Weights("qa/finding/numbers.npz", number_weights.load_number_weights.__wrapped__, number_weights, "FILE"),
    Weights("qa/finding/cells.toml", cell_weights.load_cell_weights.__wrapped__, cell_weights, "FILE"),
    Weights("ingest/entries/label_words.json", label_words.load_words.__wrapped__, label_words, "WORDS"),
)
each = pytest.mark.parametrize("learned", ALL, ids=[one.file for one in ALL])


def copy_weights(learned: Weights, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy a file of weights with its digest, and lead the module that reads it there."""
    copy = folder / Path(learned.file).name
    write_learned(copy, (ROOT / learned.file).read_bytes())
    learned.lead(monkeypatch, copy)
    return copy


def test_every_file_of_weights_has_its_digest() -> None:
    found = {
        f"{path.parent.relative_to(ROOT).as_posix()}/{name}"
        for package in ("ingest", "index", "qa")
        for path in (ROOT / package).rglob(NAME)
        for name in read_digests(path.parent)
    }
    model = {f"index/model/{name}" for name in ("config.json", "model.safetensors", "tokenizer.json")}
    assert found == {one.file for one in ALL} | model
    for name in found:
        check_learned(ROOT / name)


@each
@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 1.0])
def test_a_byte_that_changes_is_one_line_that_names_the_file(
    learned: Weights, share: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copy_weights(learned, tmp_path, monkeypatch)
    assert learned.load() is not None
    change_byte(copy, int(share * (copy.stat().st_size - 1)), 1)
    with pytest.raises(LearnedError) as caught:
        learned.load()
    said = str(caught.value)
    assert said.startswith(f"{copy}: expected ") and "\n" not in said
    assert said.endswith("install plancite again, or learn it anew with `make train`")


@each
@pytest.mark.parametrize(
    "damage", ["gone", "digests gone", "digests cut", "digests changed", "digests empty"]
)
def test_without_its_digest_nothing_is_taken_for_learned(
    learned: Weights, damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copy_weights(learned, tmp_path, monkeypatch)
    digests = tmp_path / NAME
    match damage:
        case "gone":
            copy.unlink()
        case "digests gone":
            digests.unlink()
        case "digests cut":
            digests.write_bytes(digests.read_bytes()[:70])
        case "digests changed":
            change_byte(digests, 10, 128)
        case _:
            digests.write_bytes(b"")
    with pytest.raises(LearnedError, match=rf"{copy}: expected .*, found .*; install plancite again"):
        learned.load()


def test_what_is_learned_anew_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_pairs, of_cells = model.load_models(), cell_weights.load_cell_weights()
    of_numbers, of_states = number_weights.load_number_weights(), states.load_states()
    of_labels = label_words.load_words()
    for learned in ALL:
        copy = copy_weights(learned, tmp_path, monkeypatch)
        change_byte(copy, 5, 1)
    change_byte(tmp_path / NAME, 5, 128)
    sorts, letters = np.zeros((parts.BUCKETS, 14), np.float32), len(parts.LETTERS)
    sorts[3, 2] = 1.0
    read = parts.Weights(sorts, np.zeros(letters, np.float32), np.zeros((letters, letters), np.float32))
    parts_train.write_weights(tmp_path / "parts.npz", read)
    train_states.write_weights(tmp_path / "states.npz", of_states)
    series = Model(rank=np.ones(len(weights.FEATURES)), belief=np.ones(len(weights.BELIEF)), constant=1.0)
    for name in ("chinese.toml", "english.toml"):
        write_series(tmp_path / name, Learned(series, 0.8, 0.5, ()))
    train_cells.write_weights(tmp_path / "cells.toml", of_cells, ())
    told = train_numbers.Learned(of_numbers.numbers, of_numbers.sets, of_numbers.enough, ())
    train_numbers.write_weights(tmp_path / "numbers.npz", told)
    under = unnamed.Learned({"other": {"constant": 0.5}}, {"other": 1.0}, 0.6)
    write_unnamed(tmp_path / "unnamed.json", under)
    write_words(tmp_path / "label_words.json", of_labels)
    write_learned(tmp_path / "weights.json", model.write_models(of_pairs).encode())
    for learned in ALL:
        assert learned.load() is not None
    assert unnamed.load_weights.__wrapped__() == under
    assert label_words.load_words.__wrapped__() == of_labels
    assert read_series(True).sure == 0.8


def test_the_digests_are_read_by_what_everybody_has(tmp_path: Path) -> None:
    write_learned(tmp_path / "b.json", "甲".encode())
    write_learned(tmp_path / "a.json", b"{}\n")
    assert (tmp_path / NAME).read_text("utf-8").split()[1::2] == ["a.json", "b.json"]
    done = subprocess.run(["sha256sum", "--check", "--strict", NAME], cwd=tmp_path, capture_output=True)
    assert done.returncode == 0
    assert read_learned(tmp_path / "b.json").decode() == "甲"


def test_make_train_learns_every_file_of_weights() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    run = re.findall(r"python -m (\S+\.train\w*)", makefile.partition("\ntrain:")[2].partition("\n\n")[0])
    written = {one.file.rpartition("/")[0].replace("/", ".") for one in ALL}
    assert {name.rpartition(".")[0] for name in run} == written


def test_an_index_is_built_again_where_what_reads_documents_was_learned_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "__file__", str(tmp_path / "index" / "shelf.py"))
    (tmp_path / "ingest" / "pairing").mkdir(parents=True)
    stamps = []
    for content in (b"1", b"2", b"1"):
        write_learned(tmp_path / "ingest" / "pairing" / "weights.json", content)
        stamps.append(stamp_code(tmp_path / "home"))
    assert stamps[0] == stamps[2] != stamps[1]


def write_other(folder: Path) -> Path:
    """Write a plan beside that of the corpus."""
    folder.mkdir(exist_ok=True)
    file = folder / "other.txt"
    file.write_text(PLAN.replace("12次", "13次"), encoding="utf-8")
    return file


@pytest.fixture
def damaged(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home beside damaged weights of what is told of a target, and beside its corpus."""
    copy = copy_weights(ALL[1], tmp_path, monkeypatch)
    change_byte(copy, 40, 1)
    model.load_models.cache_clear()
    return home


def test_weights_that_are_damaged_leave_the_index_and_every_document(
    small_dictionary: None, damaged: Path
) -> None:
    corpus, told = damaged.parent / "corpus", list[str]()
    before = open_store(damaged).folder
    add_documents(damaged, [write_other(damaged.parent)], corpus)
    with pytest.raises(LearnedError):
        build_index(damaged, None, corpus)
    assert open_index(damaged, corpus, tell=told.append).folder == before
    [line] = told
    assert "answers as it was" in line and "weights.json: expected " in line and "\n" not in line
    # A file that cannot be read is left out, lest it hold up all others; nothing is the matter with this one.
    assert [entry.id for entry in list_documents(damaged, corpus)] == ["plan-109", "other"]


def test_page_and_watch_tell_of_weights_that_are_damaged(small_dictionary: None, damaged: Path) -> None:
    corpus = damaged.parent / "corpus"
    file = write_other(damaged.parent / "watched")
    told: list[dict[str, Any]] = []
    request = {
        "home": str(damaged),
        "corpus": str(corpus),
        "add": [str(file)],
        "remove": [],
        "password": None,
    }
    builder.work(request, told.append)
    assert told[-1]["state"] == "failed" and "weights.json: expected " in told[-1]["reason"]
    remove_documents(damaged, ["other"], corpus)
    watch = FolderWatch(damaged, file.parent, corpus)
    said = [*watch.step(), *watch.step(), *watch.step()]
    assert ["weights.json: expected " in line for line in said].count(True) == 1
    assert [entry.id for entry in list_documents(damaged, corpus)] == ["plan-109", "other"]
    assert LearnedError in frame.BROKEN_INDEX
