"""Contradictions between editions: one thing in one year, given differently."""

from __future__ import annotations

from pathlib import Path

import pytest

from asking import make_edition
from harbours import BOATS_109, BOATS_110, EDITION_109, EDITION_110, EDITION_111, read_text
from ingest.checks.revisions import compare_editions
from ingest.records import Contradiction

COMMON = {"action": "(一)受理民眾陳情。", "agencies": "內政部", "indicator": "受理件數。"}


def compare(folder: Path, earlier: str, later: str) -> tuple[Contradiction, ...]:
    """Return the contradictions between two texts."""
    return compare_editions([read_text(folder, name, t) for name, t in (("a", earlier), ("b", later))])


def test_each_difference_is_quoted_and_names_the_other_place(tmp_path: Path) -> None:
    found = compare(tmp_path, EDITION_109, EDITION_110)
    assert [(c.no, c.kind, c.stated, c.expected) for c in found] == [
        (4, "cross_field", "36,000公斤", "35公噸"),
        (5, "cross_field", "350艘", "320艘"),
        (5, "cross_field", "335艘", "330艘"),
    ]
    lines = {"a": EDITION_109.split("\n"), "b": EDITION_110.split("\n")}
    for c in found:
        assert c.doc == "b" and c.quote in lines["b"][c.place.line_start - 1]
        named = int(c.message.rsplit(":", 1)[1])
        assert "in a," in c.message and c.expected in lines["a"][named - 1]


def test_editions_that_agree_have_none(tmp_path: Path) -> None:
    assert compare(tmp_path, EDITION_110, EDITION_111) == ()


def test_an_edition_between_two_is_compared_with_both(tmp_path: Path) -> None:
    readings = [
        read_text(tmp_path, str(no), text) for no, text in enumerate((EDITION_111, EDITION_109, EDITION_110))
    ]
    assert {c.doc for c in compare_editions(readings)} == {"2"}


def test_a_rounded_figure_is_no_difference(tmp_path: Path) -> None:
    before = {**COMMON, "target": "受理600萬件。", "result": "受理陳情6,510,123件。"}
    after = {
        **COMMON,
        "target": "受理600萬件。",
        "result": "受理陳情700萬件。",
        "comparison": "109年受理陳情651萬件，110年受理陳情700萬件。",
    }
    assert compare(tmp_path, make_edition(109, before), make_edition(110, after)) == ()


@pytest.mark.parametrize(
    "words",
    [
        "109年度受理陳情案件計330件，110年361件。",  # reworded
        "109年受理陳情300件、檢舉30件，合計330件，110年361件。",  # parts beside the sum
        "109年受理陳情335人次。",  # another unit
        "108年受理陳情335件。",  # another year
    ],
)
def test_other_words_units_and_parts_are_no_difference(tmp_path: Path, words: str) -> None:
    before = {**COMMON, "target": "受理陳情300件。", "result": "受理陳情300件、檢舉30件，合計330件。"}
    after = {**COMMON, "target": "受理陳情300件。", "result": "受理陳情361件。", "comparison": words}
    assert compare(tmp_path, make_edition(109, before), make_edition(110, after)) == ()


def test_targets_in_another_order_are_no_difference(tmp_path: Path) -> None:
    before = {**COMMON, "next_target": "1.受理陳情300件。2.訪查案件50件。"}
    after = {**COMMON, "target": "1.訪查案件50件。2.受理陳情300件。"}
    assert compare(tmp_path, make_edition(109, before), make_edition(110, after)) == ()


def test_two_years_apart_nothing_is_compared(tmp_path: Path) -> None:
    later = {**BOATS_110, "comparison": "110年檢查漁船335艘。"}
    assert compare(tmp_path, make_edition(109, BOATS_109), make_edition(111, later)) == ()
