"""The bundled model gives the vectors every reader of its format gives, without heavy imports."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench.damage import change_byte
from building import run_python
from index.embedder import (
    BUNDLED,
    ModelError,
    StaticEmbedder,
    load_embedder,
    model_id,
    scale_rows,
    widen,
)

CASES = json.loads((Path(__file__).parent / "cases" / "embedder.json").read_text(encoding="utf-8"))
TEXTS = [text for case in CASES["nearer"] for text in (case["query"], case["near"], case["far"])]


def test_every_row_has_length_one_and_a_text_without_words_is_zero() -> None:
    embedder = load_embedder()
    rows = embedder.embed([*TEXTS, "", "109", "！？", "🙂"])
    assert rows.dtype == np.float32
    assert rows.shape == (len(TEXTS) + 4, embedder.dimension)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1.0] * len(TEXTS) + [0.0] * 4)


def test_no_texts_give_no_rows() -> None:
    embedder = load_embedder()
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_a_text_does_not_depend_on_its_neighbours() -> None:
    embedder = load_embedder()
    together = embedder.embed(TEXTS)
    assert np.array_equal(together, np.concatenate([embedder.embed([text]) for text in TEXTS]))


@pytest.mark.parametrize("case", CASES["nearer"], ids=[c["label"] for c in CASES["nearer"]])
def test_a_text_is_nearer_to_what_it_means(case: dict[str, str]) -> None:
    query, near, far = load_embedder().embed([case["query"], case["near"], case["far"]])
    assert query @ near > query @ far


@pytest.mark.parametrize("case", CASES["same"], ids=[c["label"] for c in CASES["same"]])
def test_two_writings_of_a_word_are_one(case: dict[str, str]) -> None:
    one, other = load_embedder().embed([case["one"], case["other"]])
    assert one @ other == pytest.approx(1.0, abs=1e-5)


# In a process of its own: what these import stays in memory.
_OTHER_READERS = """
import json, sys
from model2vec import StaticModel
from index.embedder import BUNDLED, SentenceEmbedder
texts = json.load(sys.stdin)
rows = SentenceEmbedder(str(BUNDLED)).embed(texts), StaticModel.from_pretrained(BUNDLED).encode(texts)
print(json.dumps([one.tolist() for one in rows]))
"""


def test_sentence_transformers_and_model2vec_give_the_same_vectors(tmp_path: Path) -> None:
    own = load_embedder().embed(TEXTS)
    done = run_python("-c", _OTHER_READERS, home=tmp_path, stdin=json.dumps(TEXTS))
    for rows in json.loads(done.stdout):
        # The two sum in half precision, the product in single.
        assert np.array(rows) == pytest.approx(own, abs=2e-3)


def test_the_bundled_model_is_loaded_once_for_all_indexes() -> None:
    assert load_embedder() is load_embedder(str(BUNDLED))


def test_the_bundled_model_imports_nothing_heavy() -> None:
    code = (
        "import sys; from index.embedder import load_embedder; load_embedder().embed(['廉政 integrity']);"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers', 'model2vec', 'huggingface_hub')"
        " if m in sys.modules])"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_id_written_in_the_bundled_model_is_the_hash_of_its_files() -> None:
    content = b"".join((BUNDLED / part).read_bytes() for part in ("model.safetensors", "tokenizer.json"))
    assert load_embedder().id.endswith("-" + hashlib.sha256(content).hexdigest()[:12])
    assert model_id() == model_id(str(BUNDLED)) == load_embedder().id


def test_the_id_of_another_folder_follows_its_content(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"one")
    before = model_id(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"two")
    assert model_id(str(tmp_path)) != before
    assert model_id("some/name") == "some/name"


@pytest.mark.parametrize("part", ["model.safetensors", "tokenizer.json", "config.json"])
@pytest.mark.parametrize("damage", ["missing", "cut", "changed"])
def test_a_damaged_model_is_one_line_that_says_what_to_do(tmp_path: Path, part: str, damage: str) -> None:
    shutil.copytree(BUNDLED, tmp_path / "model")
    file = tmp_path / "model" / part
    if damage == "missing":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:100])
    elif part == "config.json":
        file.write_text(file.read_text("utf-8").replace("plancite-zh-en-", "plancite-zh-en-f"), "utf-8")
    else:
        change_byte(file, file.stat().st_size // 2, 1)
    with pytest.raises(ModelError, match=r"expected .*, found .*; install plancite again") as caught:
        StaticEmbedder(tmp_path / "model")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("model", ["{folder}", "{folder}/none", "./none", "", "/none"])
def test_an_unusable_model_is_one_line_that_says_what_to_do(tmp_path: Path, model: str) -> None:
    with pytest.raises(ModelError, match=r"expected a sentence-transformers model .*, found .*; ") as caught:
        load_embedder(model.format(folder=tmp_path))
    assert "\n" not in str(caught.value)


def test_questions_find_texts_of_ministries_the_model_was_not_trained_on() -> None:
    embedder = load_embedder()
    twins = json.loads((Path(__file__).parent / "cases" / "twins.json").read_text(encoding="utf-8"))["twins"]
    texts = embedder.embed([twin["text"] for twin in twins])
    for language, least in (("en", 0.85), ("zh", 0.7)):
        best = (embedder.embed([twin[language] for twin in twins]) @ texts.T).argmax(axis=1)
        assert (best == np.arange(len(twins))).mean() >= least, language


def test_rows_without_a_direction_become_zero() -> None:
    rows = np.array([[3, 4], [0, 0], [np.nan, 1], [np.inf, 0]], np.float32)
    assert scale_rows(rows) == pytest.approx(np.array([[0.6, 0.8], [0, 0], [0, 1], [0, 0]]))


def test_a_word_is_known_where_it_is_among_all_that_are() -> None:
    model = load_embedder()
    words = ["meeting", "qwertzu", "廉政", "", "Meeting"]
    assert [model.knows(word) for word in words] == [word in model.pieces for word in words]
    assert model.knows("meeting") and not model.knows("qwertzu")


def test_texts_cut_one_by_one_and_as_a_batch_have_the_same_vectors() -> None:
    model = load_embedder()
    texts = [f"{number}年廉政會報 meetings {number}" for number in range(40)]
    few = np.concatenate([model.embed(texts[at : at + 4]) for at in range(0, len(texts), 4)])
    assert np.array_equal(few, model.embed(texts))


def test_half_floats_made_single_ones_stay_what_they_are() -> None:
    every = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    assert len(finite) > 63_000
    # As bits, by which a zero has its sign too.
    assert (widen(finite).view(np.int32) == finite.astype(np.float32).view(np.int32)).all()
