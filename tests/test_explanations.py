"""What the checks found, told in the reader's language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import harbours
from building import real_readings
from fake_engine import CONTRADICTION
from ingest.checks.revisions import compare_editions
from ingest.records import Contradiction
from qa.explanations import explain


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Contradiction]:
    """What is found in the texts that come with plancite, and between two editions."""
    folder: Path = tmp_path_factory.mktemp("editions")
    editions = [harbours.read_text(folder, f"h{at}.txt", text) for at, text in enumerate(harbours.BOTH)]
    return [c for reading in real_readings() for c in reading.contradictions] + list(
        compare_editions(editions)
    )


def test_each_has_its_own_sentence_in_chinese(found: list[Contradiction]) -> None:
    assert len(found) > 10
    for contradiction in found:
        assert not explain(contradiction, "zh").startswith("原文寫"), contradiction.message
        assert explain(contradiction, "en") == contradiction.message


def test_another_edition_is_told_by_its_line(found: list[Contradiction]) -> None:
    told = [explain(c, "zh-Hant") for c in found if "335" in c.message]
    assert told and all("行寫為" in text for text in told)
    assert any("330" in text for text in told)


def test_a_message_of_another_form_is_told_by_its_two_statements() -> None:
    other = replace(CONTRADICTION, message="something else", stated="5件", expected="6件")
    assert explain(other, "zh") == "原文寫「5件」；依原文其他數字或文字應為「6件」。"
