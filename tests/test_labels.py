"""Labels are recognised whatever varies in them, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.labels import load_labels

CASES = json.loads((Path(__file__).parent / "cases" / "labels.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["known"], ids=lambda case: case["label"])
def test_a_label_names_its_field_and_years(case: dict[str, Any]) -> None:
    match = load_labels(case["kind"]).match(case["label"])
    assert match is not None
    assert (match.key, list(match.years), match.complete) == (case["key"], case["years"], True)


@pytest.mark.parametrize("case", CASES["begun"], ids=lambda case: case["label"])
def test_the_first_part_of_a_torn_label_is_no_whole_label(case: dict[str, Any]) -> None:
    match = load_labels("measure").match(case["label"])
    assert match is not None
    assert (match.key, match.complete) == (case["key"], False)


@pytest.mark.parametrize("text", CASES["unknown"])
def test_other_texts_name_no_field(text: str) -> None:
    match = load_labels("measure").match(text)
    assert match is None or not (match.complete or match.key)


@pytest.mark.parametrize(
    ("kind", "label"), [("measure", " 序 次 "), ("measure", "項次"), ("annex", "<p>編號</p>")]
)
def test_the_label_of_a_number_starts_a_record(kind: str, label: str) -> None:
    assert load_labels(kind).starts_record(label)
    assert not load_labels(kind).starts_record("辦理機關")
