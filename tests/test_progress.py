"""Progress is told line by line, not too often, with the time left once it can be known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa import progress
from qa.progress import ProgressLines


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """A clock that stands still; its first value is the time."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    yield now


def run(clock: list[float], steps: list[tuple[float, str, int, int]]) -> None:
    tell = ProgressLines()
    for passed, *step in steps:
        clock[0] += passed
        tell(*step)


def test_every_stage_has_a_line_whatever_the_time(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    run(
        clock,
        [(0, "read", 0, 2), (0, "read", 1, 2), (0, "read", 2, 2), (0, "lexical", 0, 9), (0, "done", 9, 9)],
    )
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "plancite: read 0/2",
        "plancite: read 2/2",
        "plancite: lexical 0/9",
        "plancite: done 9/9",
    ]


def test_a_line_a_second_is_enough(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    run(clock, [(0, "read", 0, 99), *((0.25, "read", done, 99) for done in range(1, 9))])
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["plancite: read 0/99", "plancite: read 4/99", "plancite: read 8/99"]


def test_the_time_left_is_told_once_the_pace_is_known(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    run(clock, [(0, "read", 0, 10), (4, "read", 1, 10), (4, "read", 2, 10), (12, "read", 10, 10)])
    lines = capsys.readouterr().err.splitlines()
    assert lines[1:] == [
        "plancite: read 1/10",
        "plancite: read 2/10, about 32 s left",
        "plancite: read 10/10",
    ]


def test_the_pace_is_that_of_the_stage(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    run(clock, [(0, "read", 0, 1), (60, "read", 1, 1), (0, "embed", 0, 10), (6, "embed", 1, 10)])
    assert capsys.readouterr().err.splitlines()[-1] == "plancite: embed 1/10, about 54 s left"


def test_the_pages_of_the_next_document_have_a_pace_of_their_own(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    first = [(1.0, "pages", page, 100) for page in range(1, 101)]
    run(clock, [*first, *((2.0, "pages", page, 50) for page in range(1, 5))])
    assert capsys.readouterr().err.splitlines()[-1] == "plancite: pages 4/50, about 69 s left"
