"""What a figure in a text is about: its year, its role, the words that count it."""

from __future__ import annotations

import pytest

from building import make_document
from ingest.records import Field, Record
from qa.mentions import Mention, find_mentions


def mention_in(text: str, written: str, key: str = "comparison") -> Mention:
    """Return the mention of a figure in a field of a measure of edition 109."""
    document = make_document(text)
    field = Field(key, "", text, document.place(1, 1), ((0, 1),))
    record = Record(
        kind="measure", doc=document.id, no=1, title="", edition=109, place=field.place, fields={key: field}
    )
    return next(m for m in find_mentions(record) if m.figure.text == written)


@pytest.mark.parametrize(
    ("text", "written", "year", "role"),
    [
        ("109年辦理30場，較108年之40場減少10場。", "30場", 109, "actual"),
        ("109年辦理30場，較108年之40場減少10場。", "40場", 108, "previous"),
        ("109年辦理30場，較108年之40場減少10場。", "10場", 109, "difference"),
        ("108年及109年分別為14項及28項。", "14項", 108, "previous"),
        ("108年及109年分別為14項及28項。", "28項", 109, "actual"),
        ("109年提報31件(以全年35件為目標)。", "35件", 109, "target"),
        ("109年達成率為88.57%。", "88.57%", 109, "rate"),
        ("109年度(108學年度)補助326所。", "326所", 109, "actual"),
        ("108學年度(108年8月1日至109年7月31日)共有69校。", "69校", 108, "previous"),
    ],
)
def test_year_and_role(text: str, written: str, year: int, role: str) -> None:
    mention = mention_in(text, written)
    assert (mention.year, mention.role) == (year, role)


def test_target_cells_hold_targets_of_their_own_year() -> None:
    assert mention_in("宣導600場。", "600場", "target").role == "target"
    later = mention_in("宣導610場。", "610場", "next_target")
    assert (later.year, later.role) == (110, "next_target")


def test_a_total_is_counted_by_what_it_adds_up() -> None:
    mention = mention_in("辦理行政肅貪計137件、追究行政責任計597件，共計734件。", "734件")
    assert "行政肅貪" in mention.near and "行政責任" in mention.near


def test_the_heading_a_figure_stands_under() -> None:
    text = "內政部移民署：協緝92人。\n刑事警察局：緝返48人。"
    assert mention_in(text, "92人", "result").heading == "內政部移民署"
    assert mention_in(text, "48人", "result").heading == "刑事警察局"


def test_the_quote_is_the_sentence_up_to_the_figure_and_not_too_long() -> None:
    long = "前情提要，" * 60 + "共辦理12場，另有其他。"
    mention = mention_in(long, "12場")
    start, end = mention.quoted()
    assert long[start:end].endswith("共辦理12場")
    assert end - start <= 140


def test_a_school_year_counts_as_the_year_it_is_reported_in_unless_it_is_named() -> None:
    named = mention_in("108學年度開設漁業課程20門。", "20門", "result")
    reported = next(m for m in find_mentions(named.record, school_years=False) if m.figure == named.figure)
    assert (named.year, named.role) == (108, "previous")
    assert (reported.year, reported.role) == (109, "actual")
