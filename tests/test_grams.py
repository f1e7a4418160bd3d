"""Pairs and triples as numbers: found as they were added, and no others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.grams import Grams, GramSet, pack


@pytest.fixture
def grams() -> Grams:
    collected = GramSet()
    for gram in ("廉政", "政署", "廉政署", "廉政"):
        collected.add(np.array([pack(gram)], dtype=np.uint64))
    return collected.read()


@pytest.mark.parametrize("gram", ["廉政", "政署", "廉政署"])
def test_what_was_added_is_found(grams: Grams, gram: str) -> None:
    assert gram in grams
    assert len(grams) == 3
    assert grams.characters == {"廉", "政", "署"}


@pytest.mark.parametrize("gram", ["", "廉", "廉署", "政署廉", "廉政署政", "ab", "\ud800", "𠀀", "\0廉"])
def test_nothing_else_is_found(grams: Grams, gram: str) -> None:
    assert gram not in grams


def test_no_grams_hold_nothing() -> None:
    assert "廉政" not in GramSet().read()
    assert GramSet().read().characters == frozenset()


def test_saved_grams_read_back_the_same(grams: Grams, tmp_path: Path) -> None:
    grams.save(tmp_path)
    assert Grams.load(tmp_path) == grams
    assert "廉政署" in Grams.load(tmp_path)
