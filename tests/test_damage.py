"""A byte that changes in a home changes no answer: what is damaged is named, and what is advised mends it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest

from bench.damage import ask, change_byte, change_bytes, check_by_blocks, follow_advice, list_parts, make_home
from building import PLAN, use_small_dictionary
from index.damage import StoreError
from index.shelf import list_documents

# What is read when a question is asked, and when a document that was added is read again.
MENDED = (
    "current",
    "index-*/dictionary.json",
    "index-*/documents-ends.npy",
    "index-*/documents.bin",
    "index-*/grams.npy",
    "index-*/heads.json",
    "index-*/headwords.json",
    "index-*/key-numbers.npy",
    "index-*/keys.npy",
    "index-*/kinds.npy",
    "index-*/lexical/counts.npy",
    "index-*/lexical/ends.npy",
    "index-*/lexical/lengths.npy",
    "index-*/lexical/rows.npy",
    "index-*/lexical/scores.npy",
    "index-*/lexical/starts.npy",
    "index-*/lexical/words.bin",
    "index-*/lexicon.json",
    "index-*/links-ends.npy",
    "index-*/links.bin",
    "index-*/manifest.json",
    "index-*/passages.npy",
    "index-*/records-ends.npy",
    "index-*/records.bin",
    "index-*/senses.json",
    "index-*/starts.npy",
    "index-*/traits.npy",
    "index-*/vectors.faiss",
)
# What is known of an added document stands twice, and what was read of it can be read again.
UNHARMED = (
    "documents/*.txt",
    "index-*/checks.bin",
    "documents/documents.json",
    "documents/*.described",
    "documents/read-*",
)


@pytest.fixture(autouse=True)
def small_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    use_small_dictionary(monkeypatch)


@cache
def made_home() -> Path:
    """Return a home beside its corpus and the file that was added, made once in a test run."""
    folder = Path(tempfile.mkdtemp(prefix="plancite-damage-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return make_home(folder, PLAN)[0]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(made_home().parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / "home"


def test_no_byte_that_changes_changes_an_answer_or_ends_in_a_traceback(home: Path) -> None:
    outcome = change_bytes(home, home.parent / "corpus", 60, seed=7, mend=False)
    assert outcome.examples == []
    assert outcome.counts["one line"] > 30


def find_part(home: Path, pattern: str) -> Path:
    [path] = home.glob(pattern)
    return path


def test_every_part_of_a_home_is_tried(home: Path) -> None:
    tried = [find_part(home, pattern) for pattern in (*MENDED, *UNHARMED)]
    assert sorted(tried) == list_parts(home)


@pytest.mark.parametrize("pattern", MENDED)
def test_a_damaged_part_is_named_and_mended_by_what_the_line_advises(home: Path, pattern: str) -> None:
    corpus, file = home.parent / "corpus", find_part(home, pattern)
    expected, _ = ask(home, corpus)
    change_byte(file, file.stat().st_size // 2, 1)
    try:
        answers, told = ask(home, corpus)
        assert answers == expected
    except ValueError as error:
        told = [str(error)]
    [line] = told
    assert "\n" not in line and "expected" in line and str(file) in line
    follow_advice(home, corpus, told)
    assert ask(home, corpus) == (expected, [])


@pytest.mark.parametrize("pattern", UNHARMED)
def test_a_part_that_stands_beside_another_is_made_again_from_it(home: Path, pattern: str) -> None:
    corpus, file = home.parent / "corpus", find_part(home, pattern)
    expected, whole = ask(home, corpus), file.read_bytes()
    change_byte(file, file.stat().st_size // 2, 1)
    assert ask(home, corpus) == expected
    for index in home.glob("index-*"):
        shutil.rmtree(index)
    (home / "current").unlink()
    assert ask(home, corpus) == expected
    if pattern.startswith("documents"):
        assert find_part(home, pattern).read_bytes() == whole


def test_a_copy_whose_file_is_gone_is_told_and_its_document_answers_until_it_is_removed(
    tmp_path: Path,
) -> None:
    home, corpus = make_home(tmp_path, PLAN)
    copy = find_part(home, "documents/*.txt")
    expected, _ = ask(home, corpus)
    (tmp_path / "note.txt").unlink()
    change_byte(copy, 30, 1)
    answers, [line] = ask(home, corpus)
    assert answers == expected
    assert f"{copy}: expected the copy of note.txt as it was added, found another content" in line
    follow_advice(home, corpus, [line])
    assert ask(home, corpus)[1] == []
    assert [entry.id for entry in list_documents(home, corpus)] == ["plan-109"]


@pytest.mark.parametrize(
    "pattern", ["index-*/records.bin", "index-*/lexical/scores.npy", "index-*/grams.npy"]
)
def test_of_a_large_part_what_is_read_is_checked_by_blocks(home: Path, pattern: str) -> None:
    corpus, file = home.parent / "corpus", find_part(home, pattern)
    with check_by_blocks(True):
        expected = ask(home, corpus)
        change_byte(file, file.stat().st_size - 1, 1)
        with pytest.raises(StoreError, match="expected a whole part of the index, found a damaged one"):
            ask(home, corpus)
        change_byte(file, file.stat().st_size - 1, 1)
        assert ask(home, corpus) == expected
