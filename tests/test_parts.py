"""The parts of a question: what is learned of labelled questions, and how it is read from a question."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from asking import ask, inquire, make_plan
from qa.understanding.parts import LETTERS, Weights, find_path, read_parts
from qa.understanding.things import split_things
from qa.understanding.train import Example, fit, judge, read_marked, read_questions

RECIPE = {"strength": 1.0, "bond": 0.5, "unseen": 0.5}


def parts_of(plain: str, known: str = "") -> dict[str, str]:
    """Return the words of each sort; pairs of characters of `known` stand in a name."""
    found: dict[str, str] = {}
    for part in read_parts(plain, lambda token: 2 if token in known else 0):
        found[part.sort] = (found.get(part.sort, "") + " " + plain[part.start : part.end]).strip()
    return found


@pytest.mark.parametrize(
    ("question", "names", "sort", "words"),
    [
        ("麻煩幫我查一下114年濕地復育面積的目標是多少公頃，謝謝", "濕地復育面積", "subject", "濕地復育面積"),
        ("濕地復育面積114年有沒有達標", "濕地復育面積", "verdict", "有沒有達標"),
        ("濕地復育面積為什麼沒有達標", "濕地復育面積", "asking", "為什麼"),
        ("開會前想確認一下，114年還沒公布結果的指標有哪些", "", "kind", "指標"),
        (
            "how many hectares of wetland were restored in 2025?",
            "",
            "subject",
            "wetland",
        ),
    ],
)
def test_words_are_told_apart(question: str, names: str, sort: str, words: str) -> None:
    told = parts_of(question, names)[sort]
    assert words in told or told in words


def test_what_frames_a_question_names_no_subject() -> None:
    for around in ("開會前想確認一下，{}", "您好，{}麻煩盡快提供，謝謝", "主管要我查，{}"):
        told = parts_of(around.format("濕地復育面積114年目標多少公頃"), "濕地復育面積")
        assert told["subject"] == "濕地復育面積"


def test_parts_cover_a_question_in_its_order() -> None:
    question = "請問濕地復育面積，114年？"
    parts = read_parts(question, lambda token: 0)
    assert all(one.end <= other.start for one, other in pairwise(parts))
    assert {at for p in parts for at in range(p.start, p.end)} == set(range(len(question)))
    assert read_parts("", lambda token: 0) == []


def test_the_likeliest_path_heeds_what_follows_what() -> None:
    scores = np.zeros((3, 2), np.float32)
    scores[0, 0] = 1.0
    scores[1, 1] = 0.4
    stay = np.array([[0.5, -0.5], [-0.5, 0.5]], np.float32)
    assert find_path(scores, stay) == [0, 0, 0]
    assert find_path(scores, np.zeros((2, 2), np.float32)) == [0, 1, 0]


def test_labelled_questions_are_whole() -> None:
    questions = read_questions()
    assert len(questions) > 1000
    for _, plain, letters in questions:
        assert len(plain) == len(letters) and set(letters) <= set(LETTERS)
        assert plain.strip() and "{" not in plain


def test_a_marked_question_reads_as_questions_are_read() -> None:
    marked = "２０２３年{s:动物保护}{q:几件}"
    assert read_marked(marked) == ("2023年動物保護幾件", "ooooossssqq")


def test_weights_learn_what_is_marked() -> None:
    def example(texts: str, rows: list[list[int]], letters: str) -> Example:
        return Example(texts, tuple(np.array(r) for r in rows), np.array([LETTERS.index(x) for x in letters]))

    known = [example("a", [[1, 5], [2, 5], [3, 5]], "osq"), example("b", [[1, 6], [2, 6], [3, 6]], "osq")] * 5
    weights = fit(known, RECIPE)
    assert isinstance(weights, Weights)
    tally = judge([example("c", [[1], [2], [3]], "osq")], weights)
    assert (tally.words, tally.right, tally.found) == (3, 3, 1)


def test_a_question_for_two_things_is_one_for_each() -> None:
    plan = make_plan(
        {"action": "(一)海岸巡查。", "target": "巡查海岸30次。", "result": "巡查海岸25次。"},
        {"action": "(二)漁港整建。", "target": "整建漁港10處。", "result": "整建漁港8處。"},
    )
    inquiry = inquire("海岸巡查跟漁港整建各達成多少", plan)
    things = split_things(inquiry, inquiry.question.plain)
    assert len(things) == 2 and "漁港" not in things[0] and "海岸" not in things[1]
    told = ask("109年海岸巡查次數和漁港整建處數，哪個比較多？", plan)
    assert {figure.value for figure in told.figures} >= {25, 8}
    assert split_things(inquiry, "海岸巡查幾次") == ["海岸巡查幾次"]
