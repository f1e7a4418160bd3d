"""The dictionary and the lexicon that are built from CC-CEDICT for the indexed texts."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from building import tally_texts
from index.dictionary import Dictionary, Entry, build_dictionary, read_cedict, stem_key, stem_word
from index.lexicon import Lexicon, build_lexicon, build_vocabulary, same_sound, sounds_by_character
from ingest.glossary import Glossary, Term

TEXTS = ["機場跑道整建，跑道刨鋪。", "本案由海關查驗。銀行放款，銀行承作。績效目標。台灣銀行"]
ENTRIES = [
    Entry("跑道", ("athletic track", "track", "runway (i.e. airstrip)"), "pao3 dao4"),
    Entry("海關", ("customs (i.e. border crossing inspection)", "CL:個|个[ge4]"), "hai3 guan1"),
    Entry("規矩", ("custom", "rule"), "gui1 ju5"),
    Entry("銀行", ("bank", "CL:家[jia1]"), "yin2 hang2"),
    Entry("放款", ("bank loan",), "fang4 kuan3"),
    Entry("岸", ("bank", "shore"), "an4"),
    Entry("臺灣", ("Taiwan",), "Tai2 wan1"),
    Entry("整建", ("to restore a damaged or aging structure by hand",), "zheng3 jian4"),
    Entry("績效", ("performance",), "ji4 xiao4"),
]


ENDINGS = (
    "ications",
    "ication",
    "mentally",
    "edly",
    "ational",
    "ization",
    "iveness",
    "fulness",
    "ousli",
    "ing",
)


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return build_dictionary(tally_texts(TEXTS, ENTRIES), ENTRIES)


def heads(dictionary: Dictionary, *words: str) -> list[str]:
    return [zh for zh, _ in dictionary.look_up(words)]


def test_only_words_of_the_texts_are_kept(dictionary):
    assert heads(dictionary, "customs") == ["海關"]


def test_whole_gloss_goes_before_a_part_of_one(dictionary):
    assert heads(dictionary, "bank") == ["銀行"]
    assert heads(dictionary, "bank", "loan") == heads(dictionary, "loan") == ["放款"]


def test_single_characters_are_left_out(dictionary):
    assert heads(dictionary, "shore") == []


def test_endings_case_and_articles_make_no_difference(dictionary):
    assert heads(dictionary, "The", "Runways") == ["跑道"]


def test_asides_and_classifiers_are_no_glosses(dictionary):
    assert heads(dictionary, "airstrip") == []
    assert heads(dictionary, "cl") == []


def test_long_explanations_are_left_out(dictionary):
    assert heads(dictionary, "damaged") == []


def test_variant_characters_are_folded(dictionary):
    assert heads(dictionary, "Taiwan") == ["臺灣"]


def test_frequent_word_goes_before_a_rare_one():
    texts = ["申報申報申報，呈報。"]
    entries = [Entry("呈報", ("to report",), "cheng2 bao4"), Entry("申報", ("to report",), "shen1 bao4")]
    assert heads(build_dictionary(tally_texts(texts, entries), entries), "report") == ["申報", "呈報"]


def test_early_sense_goes_before_a_late_one():
    entries = [Entry("甲乙", ("first", "track"), "jia3 yi3"), Entry("丙丁", ("track", "last"), "bing3 ding1")]
    assert heads(build_dictionary(tally_texts(["甲乙丙丁"], entries), entries), "track") == ["丙丁", "甲乙"]


def test_saved_dictionary_reads_back_the_same(dictionary, tmp_path):
    dictionary.save(tmp_path)
    assert Dictionary.load(tmp_path) == dictionary


def test_no_texts_give_an_empty_dictionary():
    assert build_dictionary(tally_texts([], ENTRIES), ENTRIES).look_up(["bank"]) == []


def test_phrase_of_stop_words_has_an_empty_key():
    assert stem_key(["how", "many"]) == ""


def test_package_holds_traditional_headwords_with_glosses():
    bank = next(entry for entry in read_cedict() if entry.zh == "銀行")
    assert "bank" in bank.glosses
    assert bank.pinyin == "yin2 hang2"


SPOKEN = [
    Entry("廉", ("honest",), "lian2"),
    Entry("連", ("to link",), "lian2"),
    Entry("政", ("politics",), "zheng4"),
    Entry("真", ("true",), "zhen1"),
    Entry("行", ("to walk",), "xing2"),
    Entry("行", ("row",), "hang2"),
    Entry("航", ("boat",), "hang2"),
    Entry("連政署", ("a made-up word",), "lian2 zheng4 shu3"),
]
GLOSSARY = Glossary((Term("廉政署", (), ("Agency Against Corruption",), "agency"),))


ENDINGS = (
    "ications",
    "ication",
    "mentally",
    "edly",
    "ational",
    "ization",
    "iveness",
    "fulness",
    "ousli",
    "ing",
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    tally = tally_texts(["法務部廉政署依「洗錢防制法」通報。"], SPOKEN, GLOSSARY)
    return build_lexicon(tally, GLOSSARY, SPOKEN)


def test_vocabulary_holds_glossary_terms_and_quoted_names():
    tally = tally_texts(["依「洗錢防制法」，廉政署"], [], GLOSSARY)
    assert build_vocabulary(tally, GLOSSARY, []) == ["洗錢防制法", "廉政署"]


def test_a_synonym_is_a_term_only_where_the_texts_have_it():
    glossary = Glossary((Term("廉潔", ("反貪腐運動", "清廉", "乾淨"), (), "term"),))
    tally = tally_texts(["推動反貪腐運", "動，清", "廉潔反貪腐運動"], [], glossary)
    assert build_vocabulary(tally, glossary, []) == ["廉潔", "反貪腐運動"]


def test_pairs_and_triples_tell_what_occurs(lexicon):
    assert lexicon.occurs("廉政署")
    assert not lexicon.occurs("連政署")


def test_word_of_the_language_that_sounds_like_a_term_is_noted(lexicon):
    assert "連政署" in lexicon.words


def test_sounds_ignore_tones_and_what_typists_mix_up(lexicon):
    heard = sounds_by_character(lexicon.sounds)
    assert same_sound("廉", "連", heard)
    assert same_sound("政", "真", heard)
    assert same_sound("行", "航", heard)
    assert not same_sound("廉", "政", heard)
    assert not same_sound("〇", "〇", heard)


def test_saved_lexicon_reads_back_the_same(lexicon, tmp_path):
    lexicon.save(tmp_path)
    assert Lexicon.load(tmp_path) == lexicon


def test_words_are_stemmed_alike_from_many_threads_at_once() -> None:
    words = [f"{start}{end}" for start in ("notif", "govern", "prosecut", "declar") for end in ENDINGS]
    stem_word.cache_clear()
    alone = [stem_word(word) for word in words]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(16) as pool:
            for _ in range(20):
                stem_word.cache_clear()
                together = list(pool.map(stem_word, words * 4))
                assert together == alone * 4
    finally:
        sys.setswitchinterval(interval)
        stem_word.cache_clear()
