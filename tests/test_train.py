"""Training on a dictionary of a few words: it is repeatable, and learns what means the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.embedder import StaticEmbedder
from index.examples import ExampleMaker
from index.train import train_model
from index.training_data import (
    RECIPE,
    TrainingData,
    TrainingError,
    check_hash,
    cut_text,
    load_data,
    pair_names,
    read_recipe,
    read_senses,
)
from index.vocabulary import build_vocabulary
from ingest.glossary import Glossary, Term

CEDICT = """\
# CC-CEDICT
審計 审计 [shen3 ji4] /to audit; to examine finances/audit/
海關 海关 [hai3 guan1] /customs (border inspection)/CL:個|个[ge4]/
學校 学校 [xue2 xiao4] /school/
農業 农业 [nong2 ye4] /agriculture; farming/
道路 道路 [dao4 lu4] /road/path/
会计 會計 [kuai4 ji4] /variant of 會計|会计[kuai4 ji4]/
銀行 银行 [yin2 hang2] /bank/
臺灣 台湾 [Tai2 wan1] /Taiwan/
漁船 渔船 [yu2 chuan2] /fishing boat/
醫院 医院 [yi1 yuan4] /hospital/
"""
TEXTS = (
    ("審計農業補助", "本年審計農業補助計畫。銀行提供農業貸款。"),
    ("海關查核漁船", "海關查核漁船油品。道路沿線設站。"),
    ("學校與醫院", "學校辦理宣導。醫院配合宣導。"),
    ("臺灣道路", "臺灣道路整修。銀行撥付道路工程款。"),
)
NAMES = (("farmers' bank", "農業銀行"), ("harbour police", "海關"))


@pytest.fixture
def data() -> TrainingData:
    return TrainingData(tuple(read_senses(CEDICT.splitlines())), NAMES, TEXTS[:2], TEXTS[2:])


@pytest.fixture
def recipe() -> dict[str, Any]:
    whole = read_recipe()
    small = {"dimension": 16, "steps": 60, "batch": 16, "texts_in_batch": 4, "least_english": 1}
    return {**whole, "recipe": {**whole["recipe"], **small}}


def test_training_twice_gives_the_same_files(
    data: TrainingData, recipe: dict[str, Any], tmp_path: Path
) -> None:
    train_model(recipe, data, tmp_path / "one")
    train_model(recipe, data, tmp_path / "two")
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["config.json", "learned.sha256", "model.safetensors", "modules.json", "tokenizer.json"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_translation_is_nearer_than_any_other_word(
    data: TrainingData, recipe: dict[str, Any], tmp_path: Path
) -> None:
    train_model(recipe, data, tmp_path / "model")
    english = ["audit", "customs", "school", "agriculture", "road", "bank", "hospital"]
    chinese = ["審計", "海關", "學校", "農業", "道路", "銀行", "醫院"]
    embedder = StaticEmbedder(tmp_path / "model")
    assert list((embedder.embed(english) @ embedder.embed(chinese).T).argmax(axis=1)) == list(range(7))
    assert embedder.embed(["医院"]) == pytest.approx(embedder.embed(["醫院"]))


def test_the_same_seed_draws_the_same_examples(data: TrainingData) -> None:
    draws = [ExampleMaker(data, {}, seed=7).draw(12, 4) for _ in range(2)]
    assert draws[0] == draws[1]
    assert len(draws[0]) == 12


def test_chinese_is_glossed_by_its_longest_words_and_the_glossary_goes_first(data: TrainingData) -> None:
    maker = ExampleMaker(data, {}, seed=7)
    assert maker.gloss_words("農業銀行、海關") == "farmers' bank harbour police"
    assert maker.gloss_words("學校，台灣無") == "school Taiwan"


def test_pointers_classifiers_and_asides_are_no_senses(data: TrainingData) -> None:
    assert [(s.traditional, s.gloss) for s in data.senses[:4]] == [
        ("審計", "to audit"),
        ("審計", "to examine finances"),
        ("審計", "audit"),
        ("海關", "customs"),
    ]
    assert "会计" not in {sense.traditional for sense in data.senses}


def test_synonyms_and_english_names_are_paired_with_the_term() -> None:
    term = Term("揭弊者", ("吹哨者",), ("whistleblower",), "term")
    assert list(pair_names(Glossary((term,)))) == [("whistleblower", "揭弊者"), ("吹哨者", "揭弊者")]


def test_a_text_is_cut_at_sentences_and_neighbours_are_joined() -> None:
    assert cut_text("甲乙丙。丁戊己；庚辛壬癸子", longest=8) == ["甲乙丙。丁戊己", "庚辛壬癸子"]


def test_simplified_writings_share_the_row_but_real_characters_keep_their_own() -> None:
    texts = ["皇后於海關之後到關口" * 30]
    heads = [("海關", "海关"), ("之後", "之后"), ("皇后", "皇后")]
    vocabulary = build_vocabulary(heads, texts, ["customs"], ["關務署"], 1)
    row = dict(zip((piece for piece, _ in vocabulary.pieces), vocabulary.mapping, strict=True))
    assert row["关"] == row["關"]
    assert row["海关"] == row["海關"]
    assert row["之后"] == row["之後"]
    # No head has 務, so only the character it knows is simplified.
    assert row["关務署"] == row["關務署"]
    assert row["后"] != row["後"]


def test_another_input_than_the_pinned_one_is_refused() -> None:
    with pytest.raises(TrainingError, match="cedict: expected sha256 0000, found e3b0c442"):
        check_hash(b"", "0000", "cedict")
    recipe = read_recipe()
    recipe["cedict"]["sha256"] = "0000"
    with pytest.raises(TrainingError, match="expected sha256 0000"):
        load_data(recipe)


def test_the_card_names_every_input_of_the_recipe() -> None:
    card = (RECIPE.parent / "model" / "README.md").read_text(encoding="utf-8")
    recipe = read_recipe()
    for source in (recipe["cedict"], recipe["law"]):
        assert f"{source['package']} {source['version']}" in card
        assert source["sha256"] in card


def test_the_bundled_model_is_of_the_recipe() -> None:
    config = json.loads((RECIPE.parent / "model" / "config.json").read_text(encoding="utf-8"))
    how = read_recipe()["recipe"]
    assert config["hidden_dim"] == how["dimension"]
    assert config["plancite_id"].startswith(how["name"] + "-")
