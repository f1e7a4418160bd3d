"""The traits of measures, each true of one made-up measure and untrue of another."""

from __future__ import annotations

import pytest

from asking import make_plan, open_texts
from ingest.records import Measure
from ingest.traits import TRAITS, find_traits

PLAN = make_plan(
    {
        "target": "辦理訓練10場。",
        "result": "109年辦理訓練6場。",
        "control_note": "未達績效目標值。",
        "comparison": "108年辦理訓練9場。",
        "next_target": "辦理訓練12場。",
        "highlights": "獲獎2次。",
    },
    {
        "target": "辦理宣導10場。",
        "result": "109年辦理宣導10場。",
        "control_note": "已達績效目標值。",
        "next_target": "辦理宣導8場。",
    },
    {
        "target": "加強宣導。",
        "result": "已加強。",
        "control_note": "持續辦理。",
        "next_target": "辦理宣導8場。",
    },
    {"target": "無。", "result": "辦理說明會3場。"},
    {"target": "訓練5人。", "result": "檢討作業方式。", "next_target": "訓練5人。"},
)


def measures() -> list[Measure]:
    return list(open_texts(PLAN).records.reading("text-1").measures)


@pytest.mark.parametrize(
    ("trait", "numbers"),
    [
        ("fell_short", [1]),
        ("met", [2]),
        ("ongoing", [3]),
        ("no_target", [4]),
        ("has_target", [1, 2, 5]),
        ("qualitative", [3]),
        ("not_reported", [5]),
        ("short_by_figures", [1]),
        ("no_highlights", [2, 3, 4, 5]),
        ("raised", [1]),
        ("lowered", [2]),
        ("unchanged", [5]),
        ("declined", [1]),
        ("annexed", []),
    ],
)
def test_a_trait_is_true_of_these(trait: str, numbers: list[int]) -> None:
    assert [m.no for m in measures() if trait in find_traits(m, annexed=False)] == numbers


def test_what_the_annex_lists_fell_short_whatever_its_status() -> None:
    met = measures()[1]
    assert {"annexed", "fell_short", "met"} <= find_traits(met, annexed=True)
    assert not {"annexed", "fell_short"} & find_traits(met, annexed=False)


def test_an_index_chooses_by_the_traits_its_measures_have() -> None:
    records = open_texts(PLAN).records
    for name in TRAITS:
        having = [m.no for m in records.measures_of(["text-1"], wanted=[name])]
        lacking = [m.no for m in records.measures_of(["text-1"], unwanted=[name])]
        assert having == [m.no for m in measures() if name in find_traits(m, annexed=False)]
        assert sorted([*having, *lacking]) == [1, 2, 3, 4, 5]
    both = records.measures_of(["text-1"], wanted=["fell_short", "raised"], unwanted=["met"])
    assert [m.no for m in both] == [1]
