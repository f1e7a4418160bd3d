"""Results that running text tells of its targets: chosen together, by what labelled reports taught."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.entries.moments import Setting
from ingest.entries.results import DOUBTED, Telling, choose_results, describe
from ingest.entries.sentences import read_mentions
from ingest.pairing.model import Model, load_models
from ingest.pairing.told import judge_told, read_marked
from ingest.pairing.train import read_all_reports, train_told

CASES = Path(__file__).parent / "cases"


def choose(text: str, model: Model | None = None) -> dict[str, str | None]:
    """Return the result of each target of a text, None where it says that it has none."""
    mentions = read_mentions(text, Setting(112, own=True))
    return {
        mentions[one.target].figure.text: mentions[one.result].figure.text if one.result is not None else None
        for one in choose_results(text, mentions, model)
    }


def test_a_result_two_paragraphs_below_its_target_is_found() -> None:
    text = (
        "本年度以輔導業者40家、培訓人員500人為目標。\n"
        "為鼓勵參與，辦理說明會14場，諮詢業者310家。\n"
        "全年培訓人員523人；輔導業者36家，較目標不足4家。"
    )
    assert choose(text) == {"40家": "36家", "500人": "523人"}


def test_a_result_of_which_there_are_none_yet_is_none() -> None:
    text = (
        "死亡人數以不超過45人為目標；預計增設站點60處。\n"
        "死亡人數尚未完成統計，上年度為52人。站點完成增設63處。"
    )
    assert choose(text) == {"45人": None, "60處": "63處"}


def test_other_numbers_of_the_unit_are_no_results() -> None:
    assert choose("以改善車站30站為目標。\n經盤點全國車站計241站，招標作業於第三季完成。") == {}
    assert choose("112年規劃辦理交流活動200場。\n前三季辦理交流活動142場，第四季資料須俟次年始能勾稽。") == {}


def test_a_weak_choice_is_one_with_a_doubt() -> None:
    text = "以訓練人員500人為目標。全年訓練人員523人。"
    mentions = read_mentions(text, Setting(112))
    strong, weak, none = (
        choose_results(text, mentions, Model(bias, {"same unit": 1.0}, 0.0)) for bias in (0.5, -0.5, -1.5)
    )
    assert [one.doubts for one in strong] == [()]
    assert [one.doubts for one in weak] == [(DOUBTED,)]
    assert none == []


def test_features_have_names_and_values_from_0_to_1() -> None:
    text = "以訓練人員500人、輔導60家為目標。全年訓練人員523人，達成率104.6%；輔導54家。"
    telling = Telling(text, read_mentions(text, Setting(112)))
    pairs = [(t, k) for t in telling.targets for k in telling.candidates[t]]
    values = [value for t, k in pairs for value in describe(telling, t, k).values()]
    assert len(pairs) == 2
    assert all(0 < value <= 1 for value in values)
    assert describe(telling, *pairs[0])["gives a rate stated"]


def test_the_weights_that_come_are_those_of_the_labelled_reports() -> None:
    ours, theirs = train_told(read_all_reports(CASES)), load_models().told
    assert ours.weights.keys() == theirs.weights.keys()
    assert ours.weights == pytest.approx(dict(theirs.weights), abs=0.1)


def test_reports_left_out_are_read_by_what_the_others_taught() -> None:
    reports = read_all_reports(CASES)
    known = given = right = 0
    for doc in dict.fromkeys(report.doc for report in reports):
        model = train_told([report for report in reports if report.doc != doc])
        found = judge_told([report for report in reports if report.doc == doc], model)
        known, given, right = known + found[0], given + found[1], right + found[2]
    assert known >= 125
    assert right / known >= 0.97
    assert right / given >= 0.96


@pytest.mark.parametrize("path", sorted((CASES / "told").glob("*.txt")), ids=lambda path: path.stem)
def test_most_targets_that_are_marked_are_read_as_targets(path: Path) -> None:
    marked = path.read_text(encoding="utf-8").count("=")
    assert sum(len(report.answers) for report in read_marked(path)) >= 0.8 * marked
