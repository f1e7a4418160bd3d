"""What a file of tests opened and remembered goes with its last test; what all tests want stays."""

from __future__ import annotations

import sys
import weakref
from functools import cache

from asking import make_plan, open_texts
from building import build_texts
from ingest.figures.numerals import _read_once, read_figures
from ingest.figures.units import load_units
from letting_go import let_go

PLAN = make_plan({"action": "(一)檢查漁船。", "result": "檢查漁船30艘。"})


@cache
def remember(word: str) -> str:
    """Return a word."""
    return word


def test_what_a_file_opened_and_remembered_is_let_go() -> None:
    opened = weakref.ref(open_texts(PLAN))
    assert opened() is not None and opened().inquire("檢查漁船幾艘").ranked
    assert remember("漁船") and read_figures("30艘")
    let_go(sys.modules[__name__])
    assert opened() is None
    assert not remember.cache_info().currsize and not _read_once.cache_info().currsize


def test_what_all_tests_want_stays() -> None:
    home, units = build_texts(PLAN), load_units()
    let_go(sys.modules[__name__])
    assert build_texts(PLAN) is home and load_units() is units
