"""Every character of a source is accounted for, or named with its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from building import PLAN, read_real
from ingest.coverage import measure_coverage
from ingest.library import read_document
from ingest.records import Reading


@pytest.mark.parametrize("doc", ["lianzheng-109", "moj-midterm"])
def test_the_shipped_texts_stand_in_records_entirely(doc: str) -> None:
    reading = read_real(doc)
    coverage = measure_coverage(reading)
    assert coverage.missing == ()
    assert coverage.share == 1.0
    assert coverage.characters == sum(len("".join(line.split())) for line in reading.document.lines)
    assert coverage.in_records > 0.85 * coverage.characters


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    file = tmp_path / "plan-109.txt"
    file.write_text(PLAN, encoding="utf-8")
    return read_document(file)


def test_a_record_that_is_lost_leaves_its_lines_missing(reading: Reading) -> None:
    assert measure_coverage(reading).share == 1.0
    coverage = measure_coverage(replace(reading, measures=reading.measures[:1]))
    assert [place.line_start for place, _ in coverage.missing] == list(range(17, 30))
    assert coverage.share < 0.8


def test_a_word_that_is_lost_leaves_its_line_missing(reading: Reading) -> None:
    first = reading.measures[0]
    field = first.fields["benefit"]
    cut = replace(field, text=field.text.removesuffix("意識。"))
    changed = replace(first, fields={**first.fields, "benefit": cut})
    [(place, text)] = measure_coverage(replace(reading, measures=(changed, *reading.measures[1:]))).missing
    assert (place.line_start, text.endswith("意識。")) == (14, True)


def test_a_word_that_stands_twice_must_be_held_twice(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("甲乙甲乙", encoding="utf-8")
    reading = read_document(file)
    section = reading.others[0]
    field = replace(section.fields["text"], text="甲乙")
    halved = replace(reading, others=(replace(section, fields={"text": field}),))
    coverage = measure_coverage(halved)
    assert (coverage.in_records, coverage.characters) == (2, 4)
    assert [text for _, text in coverage.missing] == ["甲乙"]
