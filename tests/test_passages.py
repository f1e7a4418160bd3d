"""Passages are stretches of fields: nothing lost, none too long, each led back to its lines."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import real_readings
from index.passages import LONGEST, cut_field, cut_passages, cut_sentences
from ingest.markup import bare
from ingest.records import Field, Place, Reading


def make_field(text: str) -> Field:
    return Field("result", "達成情形", text, Place("plan", 1, 1), ((0, 1),))


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in cut_field(make_field(text))]


def test_a_short_field_is_one_passage() -> None:
    assert cut(" 1. 召開12次。 2. 宣導8場。 ") == ["1. 召開12次。 2. 宣導8場。"]


def test_a_long_field_is_cut_at_its_items_which_stay_together_while_they_fit() -> None:
    items = [f"{n}. {'辦理宣導' * 40}。" for n in range(1, 6)]
    assert cut(" ".join(items)) == [" ".join(items[0:2]), " ".join(items[2:4]), items[4]]


def test_a_long_item_is_cut_at_its_sentences() -> None:
    sentence = "辦理宣導" * 30 + "。"
    passages = cut("1. " + sentence * 6)
    assert "".join(passages) == "1. " + sentence * 6
    assert all(passage.endswith("。") and len(passage) <= LONGEST for passage in passages)


def test_a_number_with_a_point_does_not_begin_an_item() -> None:
    text = "達成率" + "82.6%、" * 90
    assert cut(text) == [text]


@given(st.text(st.sampled_from("甲1.、(一)。；\n 宣"), max_size=1500))
def test_cutting_loses_nothing_but_white_space(text: str) -> None:
    places = list(cut_field(make_field(text)))
    assert "".join("".join(text[start:end].split()) for start, end in places) == "".join(text.split())
    assert all(before <= after for (_, before), (after, _) in pairwise(places))
    assert (
        "".join(text[a:b] for a, b in cut_sentences(text)).split() == text.split()
        or " " in text
        or "\n" in text
    )


def test_sentences_keep_their_stop() -> None:
    text = "召開12次。 宣導8場；\n檢討"
    assert [text[a:b] for a, b in cut_sentences(text)] == ["召開12次。", "宣導8場；", "檢討"]
    assert [text[a:b] for a, b in cut_sentences(text, 2, 8)] == ["12次。", "宣"]


@pytest.mark.parametrize("reading", real_readings(), ids=lambda reading: reading.document.id)
def test_every_passage_of_the_shipped_texts_stands_in_its_lines(reading: Reading) -> None:
    passages = cut_passages(reading.records)
    fields = {(r.kind, r.no, key): field for r in reading.records for key, field in r.fields.items()}
    lines = reading.document.lines
    for passage in passages:
        field = fields[passage.kind, passage.no, passage.field]
        assert passage.text == field.text[passage.start : passage.end]
        cited = lines[passage.place.line_start - 1 : passage.place.line_end]
        # The second half of a torn label may stand between the lines of a cell.
        assert bare(passage.text) in bare("".join(line.split("\t")[-1] for line in cited))
        assert (
            field.place.line_start
            <= passage.place.line_start
            <= passage.place.line_end
            <= field.place.line_end
        )
    by_field: dict[tuple[str, int, str], str] = {}
    for passage in passages:
        key = (passage.kind, passage.no, passage.field)
        by_field[key] = by_field.get(key, "") + "".join(passage.text.split())
    assert all(text == "".join(fields[key].text.split()) for key, text in by_field.items())
    assert {(r.kind, r.no, "result") for r in reading.measures} <= by_field.keys()


def test_long_passages_of_the_shipped_texts_are_single_sentences() -> None:
    for reading in real_readings():
        for passage in cut_passages(reading.records):
            if len(passage.text) > LONGEST:
                assert len(list(cut_sentences(passage.text))) == 1
