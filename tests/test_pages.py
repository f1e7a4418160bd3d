"""Readers of the page side by side: each sees the answers and cards that a reader who is alone sees."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.page_session import PageSession
from bench.pages import Page, read_alone, run_readers
from bench.questions import OWN, read_questions
from building import real_home
from serving import serve

COMMAND = (sys.executable, "-m", "qa.cli", "serve", "--port", "{port}")


def test_sessions_over_real_connections_see_what_one_alone_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = [gold["q"] for gold in read_questions(OWN)[::9]]
    with serve(COMMAND, real_home(), tmp_path / "log") as port:
        pages = read_alone(port, questions)
        assert len(set(pages.values())) == len(questions) and all(pages.values())
        tally = run_readers(port, pages, 12, lambda asked: asked < len(questions))
        assert (tally.failed, tally.wrong) == ([], [])
        assert len(tally.took) == 12 * len(questions)


def test_an_answer_to_another_question_is_mixed_and_another_answer_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def write(asked: str, said: str) -> Page:
        return (f'<section class="pc-answer"><p class="pc-print">{asked}</p>{said}</section>',)

    shown = {"a": write("a", "1"), "b": write("a", "1"), "c": write("c", "2")}
    monkeypatch.setattr(PageSession, "__init__", lambda self, port: None)
    monkeypatch.setattr(PageSession, "__enter__", lambda self: self)
    monkeypatch.setattr(PageSession, "__exit__", lambda self, *_: None)
    monkeypatch.setattr(PageSession, "open", lambda self: [])
    monkeypatch.setattr("bench.pages.read_page", lambda session, question: shown[question])
    right = {"a": write("a", "1"), "b": write("b", "1"), "c": write("c", "3")}
    tally = run_readers(0, right, 1, lambda asked: asked < 3)
    assert [line.split(": ")[:2] for line in tally.wrong] == [["mixed", "b"], ["wrong", "c"]]
