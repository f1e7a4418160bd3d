"""The index is whole or absent: killed builds, damaged parts, other formats and models."""

from __future__ import annotations

import gc
import json
import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from building import (
    PLAN,
    list_passages,
    list_readings,
    run_python,
    write_corpus,
)
from index import store as store_module
from index.build import BuildCancelled, build_index
from index.damage import MissingStore, OutdatedStore, StoreError
from index.opening import open_index
from index.store import FORMAT, Store, open_store
from index.vectors import VectorError, load_vectors, search_vectors

KILLED = """
import os, signal, sys
from pathlib import Path
from index import build, dictionary, store

home, corpus, moment = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
dictionary.read_cedict = lambda: iter(())
replace, write_bytes = os.replace, Path.write_bytes

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def progress(stage, done, total):
    if stage == moment:
        die()

def replace_and_die(source, target):
    if moment == "after the switch":
        replace(source, target)
    die()

def write_half_and_die(path, data):
    write_bytes(path, data[: len(data) // 2] if path.name == moment else data)
    if path.name == moment:
        die()

if "switch" in moment:
    os.replace = replace_and_die
Path.write_bytes = write_half_and_die
build.build_index(home, None, corpus, progress)
"""
KILLED_AT_RANDOM = """
import os, random, signal, sys, time
from pathlib import Path
from index import build, dictionary, store, vectors

home, corpora = Path(sys.argv[1]), [Path(name) for name in sys.argv[2:4]]
dictionary.read_cedict = lambda: iter(())
chance = random.Random(sys.argv[4])
for moment in range(10):
    child = os.fork()
    while not child:
        for corpus in corpora:
            build.build_index(home, None, corpus)
    time.sleep(chance.uniform(0, 0.4))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    found = store.open_store(home)
    size = len(found.records.passages(0, found.manifest.passages))
    assert len(found.lexical().score("廉政會報")) == size == vectors.load_vectors(found.vectors_file).ntotal
    print(next(found.records.readings()).measures[0].text("result"))
"""
ADDED = """
import sys
from pathlib import Path
from index import build, dictionary, shelf

home, corpus, file = (Path(name) for name in sys.argv[1:4])
dictionary.read_cedict = lambda: iter(())
shelf.add_documents(home, [file], corpus)
build.build_index(home, None, corpus)
"""
CHANGED = PLAN.replace("召開廉政會報15次", "召開廉政會報150次")


pytestmark = pytest.mark.usefixtures("small_dictionary")


def read_result(store: Store) -> str:
    """Answer from every part of an index; return the result that its first measure reports."""
    passages = list_passages(store)
    scores = store.lexical().score("廉政會報")
    assert len(scores) == len(passages) == store.manifest.passages
    assert "廉政會報" in passages[int(scores.argmax())].text
    assert search_vectors(load_vectors(store.vectors_file), [1.0] + [0.0] * (store.manifest.dimension - 1), 1)
    assert store.dictionary().look_up(["meeting"]) or not store.dictionary().glosses
    assert store.lexicon().occurs("廉政會報")
    return list_readings(store)[0].measures[0].text("result")


def test_what_was_read_comes_back_whole(home: Path) -> None:
    store = open_store(home)
    assert read_result(store) == "召開廉政會報15次。"
    [reading] = list_readings(store)
    assert [m.no for m in reading.measures] == [1, 2]
    assert [(row.measure, row.text("actual")) for row in reading.of_kind("annex")] == [(2, "6場次。")]
    measure = reading.measures[0]
    assert next(iter(measure.fields)) == "strategy"
    assert measure.fields["result"].locate(0, 3).line_start == 10


def test_an_open_index_keeps_one_file_open(home: Path) -> None:
    # A process has hands for 1,024 files where nothing else is set, and an index has more than thirty.
    before = len(os.listdir("/dev/fd"))
    stores = [open_store(home) for _ in range(3)]
    for store in stores:
        read_result(store)
    assert len(os.listdir("/dev/fd")) - before <= len(stores)


def test_the_manifest_says_what_the_index_was_built_from(home: Path) -> None:
    manifest = json.loads(next(home.glob("index-*/manifest.json")).read_text(encoding="utf-8"))
    [document] = manifest["documents"]
    assert manifest["format"] == FORMAT
    assert manifest["model"] is None
    assert (document["id"], document["file"]) == ("plan-109", "corpus/plan-109.txt")
    assert document["passages"] == manifest["passages"]
    assert len(document["sha256"]) == 64


@pytest.mark.parametrize(
    ("moment", "result"),
    [
        ("read", "召開廉政會報15次。"),
        ("lexical", "召開廉政會報15次。"),
        ("embed", "召開廉政會報15次。"),
        ("manifest.json", "召開廉政會報15次。"),
        ("done", "召開廉政會報15次。"),
        ("before the switch", "召開廉政會報15次。"),
        ("after the switch", "召開廉政會報150次。"),
    ],
)
def test_a_build_that_is_killed_leaves_a_whole_index(
    home: Path, tmp_path: Path, moment: str, result: str
) -> None:
    corpus = write_corpus(tmp_path / "corpus", CHANGED)
    killed = run_python("-c", KILLED, str(home), str(corpus), moment, home=home)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert read_result(open_store(home)) == result
    assert read_result(build_index(home, None, corpus)) == "召開廉政會報150次。"
    assert read_result(open_store(home)) == "召開廉政會報150次。"


def test_builds_killed_at_ten_random_moments_leave_whole_indexes(home: Path, tmp_path: Path) -> None:
    changed = write_corpus(tmp_path / "changed", CHANGED)
    seed = str(time.time())
    corpora = (str(tmp_path / "corpus"), str(changed))
    killed = run_python("-c", KILLED_AT_RANDOM, str(home), *corpora, seed, home=home)
    assert killed.returncode == 0, f"{seed}: {killed.stderr}"
    found = killed.stdout.split()
    assert len(found) == 10
    assert set(found) <= {"召開廉政會報15次。", "召開廉政會報150次。"}


def test_processes_that_add_and_build_at_once_lose_nothing(home: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    files = [tmp_path / f"{name}.txt" for name in ("one", "two", "three")]
    for file in files:
        file.write_text(f"壹、{file.stem}\n漁業補助三件。\n", encoding="utf-8")
    with ThreadPoolExecutor() as pool:
        runs = [
            pool.submit(run_python, "-c", ADDED, str(home), str(corpus), str(f), home=home) for f in files
        ]
        assert [run.result().returncode for run in runs] == [0, 0, 0], [r.result().stderr for r in runs]
    assert read_result(open_store(home)) == "召開廉政會報15次。"
    stamps = open_index(home, corpus).manifest.documents
    assert sorted(stamp.id for stamp in stamps) == ["one", "plan-109", "three", "two"]


def test_what_killed_builds_left_behind_goes_at_once(home: Path, tmp_path: Path) -> None:
    (home / "index-killed" / "lexical").mkdir(parents=True)
    (home / "current-killed").write_text("index-killed", encoding="utf-8")
    open_index(home, tmp_path / "corpus")
    assert not list(home.glob("*-killed"))


def test_an_index_goes_with_the_last_reader_that_needs_it(home: Path, tmp_path: Path) -> None:
    readers = [open_store(home), open_store(home)]
    folder = readers[0].folder
    after = build_index(home, None, write_corpus(tmp_path / "corpus", CHANGED))
    assert {path.name for path in home.glob("index-*")} == {folder.name, after.folder.name}
    readers.pop()
    gc.collect()
    assert read_result(readers[0]) == "召開廉政會報15次。"
    readers.pop()
    gc.collect()
    assert list(home.glob("index-*")) == [after.folder]


def test_an_index_that_nobody_reads_goes_when_another_takes_its_place(home: Path, tmp_path: Path) -> None:
    after = build_index(home, None, write_corpus(tmp_path / "corpus", CHANGED))
    assert list(home.glob("index-*")) == [after.folder]


def test_an_index_that_nothing_names_goes_with_the_next_build(home: Path, tmp_path: Path) -> None:
    (home / "current").unlink()
    store = build_index(home, None, tmp_path / "corpus")
    assert list(home.glob("index-*")) == [store.folder]


def test_an_index_replaced_while_it_is_opened_is_not_missed(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold, built = store_module.hold_folder, False

    def build_before(folder: Path) -> int | None:
        nonlocal built
        if not built:
            built = True
            build_index(home, None, write_corpus(tmp_path / "corpus", CHANGED))
        return hold(folder)

    monkeypatch.setattr(store_module, "hold_folder", build_before)
    assert read_result(open_store(home)) == "召開廉政會報150次。"


def test_a_reader_keeps_an_old_index_over_two_quick_builds(home: Path, tmp_path: Path) -> None:
    reader = open_store(home)
    os.utime(reader.folder, (0, 0))
    for _ in range(2):
        build_index(home, None, tmp_path / "corpus")
    assert read_result(reader) == "召開廉政會報15次。"


@pytest.mark.parametrize("pointer", [b"", b"index-gone", b"\xff\xfe", b"\x00"])
def test_a_build_mends_a_damaged_pointer(home: Path, tmp_path: Path, pointer: bytes) -> None:
    (home / "current").write_bytes(pointer)
    build_index(home, None, tmp_path / "corpus")
    assert read_result(open_store(home)) == "召開廉政會報15次。"


@pytest.mark.parametrize("reason", [BuildCancelled, KeyboardInterrupt])
@pytest.mark.parametrize("moment", ["read", "lexical", "dictionary", "embed"])
def test_a_build_that_is_stopped_leaves_nothing_behind(
    home: Path, tmp_path: Path, moment: str, reason: type[BaseException]
) -> None:
    before = sorted(home.iterdir())

    def stop(stage: str, done: int, total: int) -> None:
        if stage == moment:
            raise reason

    with pytest.raises(reason):
        build_index(home, None, tmp_path / "corpus", stop)
    assert sorted(home.iterdir()) == before
    assert read_result(open_store(home)) == "召開廉政會報15次。"


def test_a_reader_keeps_its_index_while_a_new_one_is_built(home: Path, tmp_path: Path) -> None:
    reader = open_store(home)
    build_index(home, None, write_corpus(tmp_path / "corpus", CHANGED))
    assert read_result(reader) == "召開廉政會報15次。"
    assert read_result(open_store(home)) == "召開廉政會報150次。"


def test_two_builds_at_once_leave_a_whole_index(home: Path, tmp_path: Path) -> None:
    inner = 0

    def build_another(stage: str, done: int, total: int) -> None:
        nonlocal inner
        if stage == "embed" and not inner:
            inner = 1
            build_index(home, None, tmp_path / "corpus")

    assert read_result(build_index(home, None, tmp_path / "corpus", build_another)) == "召開廉政會報15次。"
    assert inner == 1
    assert read_result(open_store(home)) == "召開廉政會報15次。"


def test_no_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MissingStore, match="expected a built index, found none; run `plancite build`"):
        open_store(tmp_path)


def test_a_letter_changed_in_the_manifest_is_noticed(home: Path) -> None:
    [file] = home.glob("index-*/manifest.json")
    file.write_bytes(file.read_bytes().replace(b'"file":"', b'"file":"x', 1))
    with pytest.raises(StoreError, match=r"manifest\.json: expected a whole part of the index"):
        open_store(home)


def change_manifest(home: Path, key: str, value: object) -> None:
    [file] = home.glob("index-*/manifest.json")
    manifest = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**manifest, key: value}), encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("format", FORMAT + 1, f"index format {FORMAT}, found {FORMAT + 1}"),
        ("model_id", "older-model", "an index of model .+, found older-model"),
    ],
)
def test_an_index_of_another_format_or_model_is_built_again_with_a_word_on_why(
    home: Path, tmp_path: Path, key: str, value: object, expected: str
) -> None:
    change_manifest(home, key, value)
    message = f"expected {expected}; it is built again"
    with pytest.raises(OutdatedStore, match=message):
        open_store(home)
    said: list[str] = []
    store = open_index(home, tmp_path / "corpus", tell=said.append)
    assert len(said) == 1 and re.search(message, said[0])
    assert store.manifest.format == FORMAT and store.manifest.model_id != "older-model"
    assert open_store(home).folder == store.folder


def test_an_index_whose_manifest_only_an_older_version_could_read_is_built_again(
    home: Path, tmp_path: Path
) -> None:
    [file] = home.glob("index-*/manifest.json")
    file.write_text(json.dumps({"format": FORMAT - 1}), encoding="utf-8")
    assert open_index(home, tmp_path / "corpus").manifest.format == FORMAT


@pytest.mark.parametrize("damage", ["cut", "empty", "noise", "missing"])
@pytest.mark.parametrize(
    "part",
    [
        "manifest.json",
        "records.bin",
        "records-ends.npy",
        "documents.bin",
        "heads.json",
        "passages.npy",
        "traits.npy",
        "keys.npy",
        "starts.npy",
        "kinds.npy",
        "dictionary.json",
        "lexicon.json",
        "vectors.faiss",
        "lexical/words.bin",
        "lexical/ends.npy",
        "lexical/starts.npy",
        "lexical/rows.npy",
        "lexical/scores.npy",
    ],
)
def test_a_damaged_part_is_refused_in_one_line(home: Path, part: str, damage: str) -> None:
    [file] = home.glob(f"index-*/{part}")
    content = file.read_bytes()
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(
            {"cut": content[: len(content) // 2], "empty": b"", "noise": b"\xff\x00{" * 40}[damage]
        )
    with pytest.raises(
        (StoreError, VectorError), match=r"expected .*, found .*; run `plancite build`"
    ) as caught:
        read_result(open_store(home))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("pointer", [b"", b"index-gone", b"\xff\xfe", b"\x00"])
def test_a_damaged_pointer_is_refused(home: Path, pointer: bytes) -> None:
    (home / "current").write_bytes(pointer)
    with pytest.raises(StoreError, match=r"expected .*, found .*; run `plancite build`"):
        open_store(home)
