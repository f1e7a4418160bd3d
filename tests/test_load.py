"""Sessions side by side: every answer is the one a single user gets, whatever happens to the index."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.load import Tally, change_corpus, expect_answers, replace_index, run_sessions, write_answer
from bench.questions import OWN, read_questions
from building import real_engine, real_home, use_small_dictionary, write_corpus
from index.dictionary import stem_word
from qa.engine import open_engine

ASKED = ("廉政會報幾次", "哪些措施未達標", "遊說法宣導幾場", "誰負責宣導", "how many meetings")


def test_threads_that_share_an_engine_get_the_answers_a_single_user_gets() -> None:
    questions = [gold["q"] for gold in read_questions(OWN)[::6]]
    answers = expect_answers(real_engine(), questions)
    # A new engine has loaded nothing yet: its first questions come all at once.
    stem_word.cache_clear()
    engine = open_engine(real_home())
    tally = run_sessions(lambda q: write_answer(engine, q), answers, 8, lambda asked: asked < len(questions))
    assert (tally.failed, tally.wrong) == ([], [])
    assert len(tally.took) == 8 * len(questions)


def test_an_index_replaced_while_it_is_asked_answers_from_the_old_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_small_dictionary(monkeypatch)
    corpus = write_corpus(tmp_path / "corpus")
    changed = change_corpus(tmp_path / "changed", corpus)
    tally = replace_index(tmp_path / "home", [corpus, changed], ASKED, 3, 4)
    assert (tally.failed, tally.wrong) == ([], [])
    assert len(tally.took) >= 3


def test_wrong_answers_and_errors_are_told_apart() -> None:
    def ask(question: str) -> str:
        if question == "c":
            raise KeyError("c")
        return "right"

    answers = {"a": frozenset({"right"}), "b": frozenset({"another"}), "c": frozenset({"right"})}
    tally = run_sessions(ask, answers, 2, lambda asked: asked < 3)
    assert sorted(tally.wrong) == ["b", "b"]
    assert tally.failed == ["c: KeyError: 'c'"] * 2
    assert [(line.what, line.value) for line in tally.lines("x", 2.0)][:4] == [
        ("questions answered", 4),
        ("questions a second", 2.0),
        ("wrong answers", 2),
        ("errors", 2),
    ]


def test_what_one_session_saw_is_added_to_what_others_saw() -> None:
    tally = Tally([1.0], ["a"], [])
    tally.add(Tally([2.0], [], ["b"]))
    assert tally == Tally([1.0, 2.0], ["a"], ["b"])
